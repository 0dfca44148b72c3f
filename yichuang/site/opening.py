"""Opening a real hall: its centre, departments and first accounts, from a file that its people write."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from yichuang.kit.errors import Refusal
from yichuang.people import acts as people
from yichuang.people import queries
from yichuang.people.rules import POST_ROLES, Actor, NewDepartment

BY = Actor.job("house")
_KEYS = {  # of each table: the keys that must be there, those that may
    "": (("opened", "centre"), ("departments", "accounts")),
    "centre": (("code", "name", "short_name"), ()),
    "departments": (("code", "name"), ("short_name", "credit_code")),
    "accounts": (("username", "name", "roles"), ("department",)),
}


@transaction.atomic
def open_house(content: Mapping[str, Any]) -> dict[str, Any]:
    """Add the centre, departments and accounts that are not there yet, and return what was added.

    content: `opened`, the day from which they stand (figures of earlier days find no department); `centre` (code, name,
             short_name); `departments` (code, name; short_name, credit_code); `accounts` (username, name, roles; the
             code of a department, none for the whole centre).

    Each new account's first password is told once, in `accounts`; it is to be changed at the first sign-in.
    Raises Refusal `house_file` with all faults in `details.errors`, and what the acts of `people` say.
    """
    faults = list(_faults(content))
    if faults:
        raise Refusal("house_file", f"文件有 {len(faults)} 处有误。", field="FILE", details={"errors": faults})
    opened: date = content["opened"]
    centre = next((unit.id for unit in queries.centres().values() if unit.code == content["centre"]["code"]), None)
    found = {"centre": "" if centre else content["centre"]["code"]}
    centre = centre or people.add_centre(by=BY, **content["centre"])
    known = {unit.code: unit.id for unit in queries.departments().values()}
    new = [
        NewDepartment(one["code"], one["name"], one.get("short_name") or one["name"], one.get("credit_code", ""))
        for one in content.get("departments", ())
        if one["code"] not in known
    ]
    known |= people.add_departments(by=BY, centre_id=centre, departments=new, valid_from=opened)
    accounts = {
        one["username"]: _open(one, centre, known, opened)
        for one in content.get("accounts", ())
        if queries.account_id_of(one["username"]) is None
    }
    return {**found, "departments": [one.code for one in new], "accounts": accounts}


def _open(one: Mapping[str, Any], centre: int, departments: Mapping[str, int], opened: date) -> str:
    """Open an account with its post and return its first password."""
    code = one.get("department", "")
    if code and code not in departments:
        raise Refusal("unknown_department", f"没有代码为“{code}”的部门", field=f"accounts.{one['username']}.department")
    password = secrets.token_urlsafe(12)
    account = people.open_account(by=BY, username=one["username"], name=one["name"], password=password)
    people.appoint(
        by=BY, account_id=account, centre_id=centre, department_id=departments.get(code), roles=tuple(one["roles"]),
        valid_from=opened,
    )  # fmt: skip
    return password


def _faults(content: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Yield what is wrong with a file's form, each fault with its place."""
    yield from _keys(content, "", "")
    if not isinstance(content.get("opened"), date):
        yield {"place": "opened", "message": "应为日期，如 2022-01-01"}
    if isinstance(content.get("centre"), Mapping):
        yield from _keys(content["centre"], "centre", "centre.")
    elif "centre" in content:
        yield {"place": "centre", "message": "应写作 [centre]"}
    for name in ("departments", "accounts"):
        rows = content.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            yield {"place": name, "message": f"应写作 [[{name}]]"}
            continue
        for place, row in enumerate(rows, 1):
            yield from _keys(row, name, f"{name}[{place}].")


def _keys(table: Mapping[str, Any], name: str, place: str) -> Iterator[dict[str, str]]:
    needed, possible = _KEYS[name]
    yield from ({"place": place + key, "message": "没有填写"} for key in needed if key not in table)
    for key, value in table.items():
        problem = ""
        if key not in (*needed, *possible):
            problem = "不认识这一项"
        elif key == "roles":
            if not isinstance(value, list) or not value or not set(map(str, value)) <= set(POST_ROLES):
                problem = f"应为下列角色：{'、'.join(sorted(POST_ROLES))}"
        elif name and not isinstance(value, str):
            problem = "应为文字"
        if problem:
            yield {"place": place + key, "message": problem}
