"""Applicants who are nobody: 某 names, identity numbers of areas that do not exist, telephones of no network."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from yichuang.cases.rules.records import NewParty
from yichuang.people.rules import DocumentKind, credit_code_check, resident_id_check

_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_TRADES = [
    "物流", "建筑工程", "商贸", "食品", "医药", "科技", "机械制造", "农业开发", "文化传播", "环保", "能源", "检测技术",
    "旅游", "运输", "信息技术",
]  # fmt: skip
_NO_AREA = "999"  # GB/T 2260 has no province 99, so these numbers belong to nobody
_BORN_FROM, _BORN_DAYS = date(1955, 1, 1), 17_000


def applicants(chance: Random, *, persons: int, organisations: int) -> tuple[Sequence[NewParty], Sequence[NewParty]]:
    """Return persons and organisations, all of them made up; their numbers carry right check characters."""
    return (
        [_person(chance, place) for place in range(persons)],
        [_organisation(chance, place) for place in range(organisations)],
    )


def agent_of(person: NewParty) -> NewParty:
    """Return the person as somebody's agent (委托代理人)."""
    return NewParty("agent", person.name, "person", person.document_kind, person.document_number, person.phone)


def _telephone(chance: Random) -> str:
    return f"100{chance.randrange(10**8):08d}"  # mobile numbers begin with 13 to 19


def _person(chance: Random, place: int) -> NewParty:
    born = _BORN_FROM + timedelta(chance.randrange(_BORN_DAYS))
    body = f"{_NO_AREA}{place // 1000 % 1000:03d}{born:%Y%m%d}{place % 1000:03d}"
    name = chance.choice(_SURNAMES) + "某" + chance.choice(_STEMS) + chance.choice(("", *_BRANCHES))
    return NewParty(
        "applicant", name, "person", DocumentKind.RESIDENT_ID.value, body + resident_id_check(body), _telephone(chance)
    )


def _organisation(chance: Random, place: int) -> NewParty:
    body = f"91{_NO_AREA}000MA9{place % 100_000:05d}{chance.choice('ABCDEFGH')}"
    name = f"某{chance.choice(_STEMS)}{chance.choice(_BRANCHES)}{chance.choice(_TRADES)}有限公司"
    return NewParty(
        "applicant", name, "organisation", DocumentKind.CREDIT_CODE.value, body + credit_code_check(body),
        _telephone(chance),
    )  # fmt: skip
