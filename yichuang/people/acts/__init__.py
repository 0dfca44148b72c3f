"""What changes in the room `people`: one function per act, each one transaction."""

from yichuang.people.acts.access import authenticate, disclose, export, log_access, sign_out
from yichuang.people.acts.clients import end_client, open_client, renew_token
from yichuang.people.acts.identities import Revealed, correct, erase, register, restrict, reveal
from yichuang.people.acts.requests import remember, use_key
from yichuang.people.acts.staff import appoint, close_account, end_post, ensure_roles, open_account, set_password
from yichuang.people.acts.units import add_centre, add_departments, add_regions, succeed_department

__all__ = [
    "Revealed",
    "add_centre",
    "add_departments",
    "add_regions",
    "appoint",
    "authenticate",
    "close_account",
    "correct",
    "disclose",
    "end_client",
    "end_post",
    "ensure_roles",
    "erase",
    "export",
    "log_access",
    "open_account",
    "open_client",
    "register",
    "remember",
    "renew_token",
    "restrict",
    "reveal",
    "set_password",
    "sign_out",
    "succeed_department",
    "use_key",
]
