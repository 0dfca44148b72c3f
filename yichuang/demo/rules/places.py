"""The demo's province with its centre, departments and prefectures. None of them exists."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from yichuang.people.rules import credit_code_check

DATA = Path(__file__).parent.parent / "data"
PROVINCE, PROVINCE_CODE = "安澜省", "990000"  # GB/T 2260 has no codes that begin with 99
CENTRE_CODE, CENTRE, CENTRE_SHORT = "AL", "安澜省政务服务中心", "省政务服务中心"
PLATFORM = "安澜省一体化政务服务平台"
_SEATS = (
    "澜州市", "云汀市", "清渡市", "望澜市", "桐岗市", "东屿市", "枫渡市", "雁回市", "鹤鸣市", "柳堤市", "梅坞市",
    "松亭市", "竹屏市", "兰皋市", "禾丰市", "星湾市", "潮声市", "月汀市", "峪泉市", "北麓地区", "南麓地区",
)  # fmt: skip
_CAPITAL_SHARE, _FADING = 24.0, 0.86  # the capital has most cases, each further prefecture a little fewer


@dataclass(frozen=True, slots=True)
class Prefecture:
    """A part of the province; `share` is its part of the cases, in no particular unit."""

    code: str
    name: str
    share: float


@dataclass(frozen=True, slots=True)
class Bureau:
    """A department with its share of licences and of public services, and the code of its own system, if any."""

    code: str
    name: str
    short_name: str
    field: str
    credit_code: str
    licences: float
    services: float
    system: str
    matters: tuple[str, ...]
    public_services: tuple[str, ...]
    long_services: tuple[str, ...]


def prefectures() -> tuple[Prefecture, ...]:
    """Return the 21 prefectures, the capital first."""
    return tuple(
        Prefecture(f"99{place + 1:02d}00", name, _CAPITAL_SHARE * _FADING**place) for place, name in enumerate(_SEATS)
    )


@cache
def bureaus() -> tuple[Bureau, ...]:
    """Return the 60 departments, in the order of the data file."""
    rows = tomllib.loads((DATA / "departments.toml").read_text(encoding="utf-8"))["department"]
    return tuple(_bureau(place, row) for place, row in enumerate(rows, start=1))


def _bureau(place: int, row: dict[str, Any]) -> Bureau:
    body = f"11{PROVINCE_CODE}MB99{place:05d}"
    return Bureau(
        code=row["code"],
        name=PROVINCE + row["name"],
        short_name=row["short_name"],
        field=row["field"],
        credit_code=body + credit_code_check(body),
        licences=float(row["licences"]),
        services=float(row["services"]),
        system=row.get("system", ""),
        matters=tuple(row["matters"]),
        public_services=tuple(row["public_services"]),
        long_services=tuple(row.get("long_services", ())),
    )
