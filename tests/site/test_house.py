"""A real hall opens its house from a file: once, with all faults told, and can submit figures and compile at once."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest

from yichuang.kit.errors import Refusal
from yichuang.people import acts as people
from yichuang.people import queries
from yichuang.site.opening import open_house
from yichuang.site.rules.house import house_faults

HOUSE = """
opened = 2022-01-01
[centre]
code = "C1"
name = "某县政务服务中心"
short_name = "县中心"
[[departments]]
code = "SCJ"
name = "某县市场监督管理局"
short_name = "市场监管局"
[[departments]]
code = "GAJ"
name = "某县公安局"
[[accounts]]
username = "editor"
name = "编辑"
roles = ["editor"]
[[accounts]]
username = "window"
name = "窗口"
roles = ["clerk"]
department = "GAJ"
"""


def test_a_house_is_opened_once(db):
    people.ensure_roles()
    added = open_house(tomllib.loads(HOUSE))
    assert (added["centre"], added["departments"], list(added["accounts"])) == (
        "C1", ["SCJ", "GAJ"], ["editor", "window"],
    )  # fmt: skip
    assert len(set(added["accounts"].values())) == 2
    names = {unit.code: (unit.name, unit.short_name) for unit in queries.departments().values()}
    assert names == {"SCJ": ("某县市场监督管理局", "市场监管局"), "GAJ": ("某县公安局", "某县公安局")}
    police = next(unit.id for unit in queries.departments().values() if unit.code == "GAJ")
    account = queries.account_id_of("window")
    assert [post.department_id for post in queries.posts_of(account, date(2022, 2, 1))] == [police]
    assert open_house(tomllib.loads(HOUSE)) == {"centre": "", "departments": [], "accounts": {}}


def test_every_fault_of_the_file_is_told_and_nothing_is_added(db):
    people.ensure_roles()
    wrong = (
        HOUSE.replace("[[departments]]", '[[departments]]\ncode = "GAJ"\nname = " "\n[[departments]]', 1)
        .replace('"C1"', '"C 8"').replace('["clerk"]', '["king"]').replace("2022-01-01", "2022-01-01T10:00:00")
        .replace('"window"', '"Editor"').replace('department = "GAJ"', 'department = "XX"')
    )  # fmt: skip
    with pytest.raises(Refusal) as refusal:
        open_house(tomllib.loads(wrong))
    assert [fault["place"] for fault in refusal.value.details["errors"]] == [
        "opened", "centre.code", "departments[1].name", "departments[3].code", "accounts[2].roles",
        "accounts[2].username", "accounts[2].department",
    ]  # fmt: skip
    with pytest.raises(Refusal) as refusal:
        open_house(tomllib.loads(HOUSE.replace('["editor"]', '["system_admin", "audit_admin"]')))
    assert [fault["place"] for fault in refusal.value.details["errors"]] == ["accounts[1].roles"]
    assert not queries.departments()


@pytest.mark.parametrize(
    ("before", "after", "places"),
    [
        ('code = "GAJ"\n', "", ["departments[2].code"]),
        ('code = "GAJ"', 'code = 7\ncredit_code = "1"', ["departments[2].code", "departments[2].credit_code"]),
        ("某县公安局", "局" * 41, ["departments[2].short_name"]),
        ("某县公安局", "局" * 101, ["departments[2].name", "departments[2].short_name"]),
        ('"县中心"', '""', ["centre.short_name"]),
        ('"窗口"', '"\\u0000"', ["accounts[2].name"]),
        ('"window"', '"w"', ["accounts[2].username"]),
        ("[centre]", "colour = 1\n[centre]", ["colour"]),
        ("opened = 2022-01-01", "", ["opened"]),
    ],
)
def test_a_fault_is_told_at_its_place(before: str, after: str, places: list[str]) -> None:
    content = tomllib.loads(HOUSE.replace(before, after, 1))
    found = {fault["place"] for fault in house_faults(content, departments=("GAJ",))}
    assert found == set(places)
