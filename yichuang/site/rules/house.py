"""The file of a house: which keys it has and what they may hold; all faults at once, each with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import Any

from yichuang.people.rules import POST_ROLES, is_credit_code

CODE_FORM = re.compile(r"[0-9A-Za-z_-]{1,20}")
USERNAME_FORM = re.compile(r"[0-9a-z][0-9a-z._@-]{1,39}")
NAME_MAX, SHORT_NAME_MAX, PERSON_MAX = 100, 40, 60
KEYS = {  # of each table: the keys that must be there, those that may
    "": (("opened", "centre"), ("departments", "accounts")),
    "centre": (("code", "name", "short_name"), ()),
    "departments": (("code", "name"), ("short_name", "credit_code")),
    "accounts": (("username", "name", "roles"), ("department",)),
}
ONCE = {"departments": "code", "accounts": "username"}
Fault = dict[str, str]


def signs_in_as(username: str) -> str:
    """Return a sign-in name as it is kept."""
    return username.strip().lower()


def house_faults(content: Mapping[str, Any], *, departments: Collection[str]) -> list[Fault]:
    """Return what is wrong with a file, each fault with its `place` (`departments[3].code`) and Chinese `message`.

    departments: the codes of those that are there already.
    """
    return list(_faults(content, set(departments)))


def _faults(content: Mapping[str, Any], departments: set[str]) -> Iterator[Fault]:
    yield from _keys(content, "", "")
    if "opened" in content and type(content["opened"]) is not date:  # a moment is a date to Python
        yield _fault("opened", "应为日期，如 2022-01-01")
    if isinstance(content.get("centre"), Mapping):
        yield from _keys(content["centre"], "centre", "centre.")
    elif "centre" in content:
        yield _fault("centre", "应写作 [centre]")
    for name, once in ONCE.items():
        rows = content.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            yield _fault(name, f"应写作 [[{name}]]")
            continue
        first: dict[str, int] = {}
        for place, row in enumerate(rows, 1):
            at = f"{name}[{place}]."
            yield from _keys(row, name, at)
            told = signs_in_as(str(row.get(once, ""))) if name == "accounts" else str(row.get(once, ""))
            if told and first.setdefault(told, place) != place:
                yield _fault(at + once, f"与 {name}[{first[told]}] 相同")
            if name == "accounts" and str(row.get("department", "")) not in departments | {""}:
                yield _fault(f"{at}department", f"没有代码为“{row['department']}”的部门")
        if name == "departments":
            departments |= first.keys()


def _keys(table: Mapping[str, Any], name: str, place: str) -> Iterator[Fault]:
    needed, possible = KEYS[name]
    yield from (_fault(place + key, "没有填写") for key in needed if key not in table)
    for key, value in table.items():
        if key not in (*needed, *possible):
            yield _fault(place + key, "不认识这一项")
        elif key == "roles":
            if not isinstance(value, list) or not value or not set(map(str, value)) <= set(POST_ROLES):
                yield _fault(place + key, f"应为下列角色：{'、'.join(sorted(POST_ROLES))}")
        elif name and not isinstance(value, str):
            yield _fault(place + key, "应为文字")
        elif name and (problem := _problem(name, key, value, needed)):
            yield _fault(place + key, problem)
    long = isinstance(table.get("name"), str) and len(table["name"]) > SHORT_NAME_MAX
    if name == "departments" and long and not table.get("short_name"):
        yield _fault(f"{place}short_name", f"没有填写；名称超过 {SHORT_NAME_MAX} 个字的部门须有简称")


def _problem(name: str, key: str, text: str, needed: Collection[str]) -> str:
    """Return what is wrong with a text, "" for nothing."""
    if not text.strip():
        return "没有填写" if key in needed else ""
    if key in _FORMS:
        holds, problem = _FORMS[key]
        return "" if holds(text) else problem
    most = SHORT_NAME_MAX if key == "short_name" else PERSON_MAX if name == "accounts" else NAME_MAX
    return "" if len(text) <= most and text.isprintable() else f"应为至多 {most} 个字，不换行"


_FORMS: Mapping[str, tuple[Callable[[str], Any], str]] = {
    "code": (CODE_FORM.fullmatch, "应为字母、数字、-和_，至多 20 位"),
    "credit_code": (is_credit_code, "统一社会信用代码校验不通过（GB 32100）"),
    "username": (lambda text: USERNAME_FORM.fullmatch(signs_in_as(text)), "应为小写字母、数字和._-@，2 至 40 位"),
    "department": (lambda text: True, ""),  # whether it is there is asked once all are known
}


def _fault(place: str, message: str) -> Fault:
    return {"place": place, "message": message}
