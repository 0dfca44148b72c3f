"""What is wrong with definitions before anybody stores them, and which others name an indicator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from yichuang.cases import queries as ledger
from yichuang.statistics.queries.defined import Defined, defined
from yichuang.statistics.rules.derived import BUILT_IN, KNOWN, Derived, Known, derived_figures
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
    records = [("submitted", one.code, one.as_record()) for one in indicators]
    records += (
        [("derived", record["code"], dict(record)) for record in derived if record["code"] in good] if not wrong else []
    )
    return faults + wrong, records


def _moved(one: SubmittedIndicator, now: Defined) -> list[Fault]:
    before = now.submitted.get(one.code)
    if before is None:
        return []
    return [
        Fault(f"{one.code}.{name}", f"{name}_fixed", f"{word}不能改动（原为“{getattr(before, name)}”），请另立一项指标")
        for name, word in FIXED.items()
        if getattr(one, name) != getattr(before, name)
    ]
