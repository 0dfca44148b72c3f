"""What is wrong with definitions before anybody stores them, and which others name an indicator."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from yichuang.cases import queries as ledger
from yichuang.people import queries as people
from yichuang.statistics.labels import DIMENSION_WORDS
from yichuang.statistics.queries.defined import Defined, defined
from yichuang.statistics.queries.derived import CLOSED, UNITS
from yichuang.statistics.rules.derived import BUILT_IN, KNOWN, Derived, Known, derived_figures
from yichuang.statistics.rules.derived.validating import operand_names
from yichuang.statistics.rules.faults import Fault
from yichuang.statistics.rules.submitted import SubmittedIndicator, submitted_indicators

FIXED = {"unit": "单位", "period": "期间"}  # what is summed over versions must be the same


def faults_of(*, submitted: Sequence[Mapping[str, Any]] = (), derived: Sequence[Mapping[str, Any]] = ()) -> list[Fault]:
    """Return what `acts.define` would refuse about these definitions; nothing is written."""
    return checked(submitted, derived, defined())[0]


def users_of(code: str, among: Mapping[str, Derived]) -> list[Derived]:
    """Return the derived figures that name an indicator in their arithmetic."""
    return [one for one in among.values() if any(operand.figure == code for operand in one.operands)]


def checked(
    submitted: Sequence[Mapping[str, Any]], derived: Sequence[Mapping[str, Any]], now: Defined
) -> tuple[list[Fault], list[tuple[str, str, dict[str, Any]]]]:
    """Return the faults, and (kind, code, record) of what is given. now: what is defined already."""
    other = {*KNOWN, *(code for code in now.derived if code not in BUILT_IN)}
    indicators, faults = submitted_indicators(submitted, taken=other)
    for one in indicators:
        faults += _moved(one, now)
    codes = {str(record["code"]) for record in derived if isinstance(record, Mapping) and "code" in record}
    standing = {one.code: one for one in (*now.submitted.values(), *indicators)}
    known = dict(KNOWN) | {code: Known(one.name, one.unit, one.decimals) for code, one in standing.items()}
    others = [now.records[code] for code in now.derived if code not in BUILT_IN and code not in codes]
    good, wrong = derived_figures([*derived, *others], known=known, dimensions=tuple(ledger.DIMENSIONS))
    wrong = wrong + [fault for code in sorted(codes & good.keys()) for fault in _of_nobody(good[code])]
    records = [("submitted", one.code, one.as_record()) for one in indicators]
    records += (
        [("derived", record["code"], dict(record)) for record in derived if record["code"] in good] if not wrong else []
    )
    return faults + wrong, records


def _of_nobody(one: Derived) -> list[Fault]:
    """Return a fault for each unit that an operand names and nobody knows; other channels and sources may come."""
    found = []
    for name, operand in zip(operand_names(one), one.operands, strict=True):
        for dimension, codes in operand.where:
            known = _codes(dimension)
            for code in () if known is None else sorted(set(codes).difference(known)):
                message = f"没有代码为“{code}”的{DIMENSION_WORDS[dimension]}"
                found.append(Fault(f"{one.code}.{name}.where.{dimension}", "unknown_value", message))
    return found


def _codes(dimension: str) -> Collection[str] | None:
    """Return the codes that a dimension has, None where others may come."""
    if dimension == "department":
        return {unit.code for unit in people.departments().values()}
    return UNITS[dimension]() if dimension in CLOSED else None


def _moved(one: SubmittedIndicator, now: Defined) -> list[Fault]:
    before = now.submitted.get(one.code)
    if before is None:
        return []
    return [
        Fault(f"{one.code}.{name}", f"{name}_fixed", f"{word}不能改动（原为“{getattr(before, name)}”），请另立一项指标")
        for name, word in FIXED.items()
        if getattr(one, name) != getattr(before, name)
    ]
