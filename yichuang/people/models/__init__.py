"""The tables of the room `people`, one file per noun."""

from yichuang.people.models.access_log import AccessLog
from yichuang.people.models.accounts import Account, Post, PostRole, Role, RoleRight
from yichuang.people.models.clients import ApiClient, IdempotencyKey
from yichuang.people.models.identities import Organisation, Person
from yichuang.people.models.places import Centre, Department, Region

__all__ = [
    "AccessLog",
    "Account",
    "ApiClient",
    "Centre",
    "Department",
    "IdempotencyKey",
    "Organisation",
    "Person",
    "Post",
    "PostRole",
    "Region",
    "Role",
    "RoleRight",
]
