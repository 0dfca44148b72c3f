"""Opening a real hall: its centre, departments and first accounts, from a file that its people write."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from yichuang.kit.errors import Refusal
from yichuang.people import acts as people
from yichuang.people import queries
from yichuang.people.rules import Actor, NewDepartment
from yichuang.site.rules.house import Fault, house_faults

BY = Actor.job("house")


@transaction.atomic
def open_house(content: Mapping[str, Any]) -> dict[str, Any]:
    """Add the centre, departments and accounts that are not there yet, and return what was added.

    content: `opened`, the day from which they stand (figures of earlier days find no department); `centre` (code, name,
             short_name); `departments` (code, name; short_name, credit_code); `accounts` (username, name, roles; the
             code of a department, none for the whole centre).

    Each new account's first password is told once, in `accounts`; it is to be changed at the first sign-in.
    Raises Refusal `house_file` with all faults in `details.errors`, each with its place.
    """
    known = {unit.code: unit.id for unit in queries.departments().values()}
    faults = house_faults(content, departments=known)
    if faults:
        raise _refusal(faults)
    opened: date = content["opened"]
    centre = next((unit.id for unit in queries.centres().values() if unit.code == content["centre"]["code"]), None)
    found = {"centre": "" if centre else content["centre"]["code"]}
    centre = centre or people.add_centre(by=BY, **content["centre"])
    new = [
        NewDepartment(one["code"], one["name"], one.get("short_name") or one["name"], one.get("credit_code", ""))
        for one in content.get("departments", ())
        if one["code"] not in known
    ]
    known |= people.add_departments(by=BY, centre_id=centre, departments=new, valid_from=opened)
    accounts = {
        one["username"]: _open(one, centre, known, opened, place)
        for place, one in enumerate(content.get("accounts", ()), 1)
        if queries.account_id_of(one["username"]) is None
    }
    return {**found, "departments": [one.code for one in new], "accounts": accounts}


def _open(one: Mapping[str, Any], centre: int, departments: Mapping[str, int], opened: date, place: int) -> str:
    """Open an account with its post and return its first password. place: which of the file's it is, from 1."""
    password = secrets.token_urlsafe(12)
    try:
        account = people.open_account(by=BY, username=one["username"], name=one["name"], password=password)
        people.appoint(
            by=BY, account_id=account, centre_id=centre, department_id=departments.get(one.get("department", "")),
            roles=tuple(one["roles"]), valid_from=opened,
        )  # fmt: skip
    except Refusal as refusal:
        raise _refusal([{"place": f"accounts[{place}].{refusal.field}", "message": refusal.message}]) from None
    return password


def _refusal(faults: list[Fault]) -> Refusal:
    return Refusal("house_file", f"文件有 {len(faults)} 处有误。", field="FILE", details={"errors": faults})
