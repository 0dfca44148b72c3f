"""Defining indicators as data: submitted and derived ones. A change is a new version; nothing is taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from yichuang.cases import queries as ledger
from yichuang.cases.acts import enter
from yichuang.kit.errors import Conflict
from yichuang.people.queries import require
from yichuang.people.rules import Actor
from yichuang.statistics.models import Definition
from yichuang.statistics.queries.defined import Defined, defined, submitted_indicator
from yichuang.statistics.rules.derived import BUILT_IN, KNOWN, Known, derived_figures
from yichuang.statistics.rules.faults import Fault, refuse_all
from yichuang.statistics.rules.rights import DEFINE
from yichuang.statistics.rules.submitted import SubmittedIndicator, submitted_indicators

FIXED = {"unit": "单位", "period": "期间"}  # what is summed over versions must be the same


@transaction.atomic
def define(
    *, by: Actor, submitted: Sequence[Mapping[str, Any]] = (), derived: Sequence[Mapping[str, Any]] = ()
) -> list[str]:
    """Define indicators, new ones or new versions; return the codes that are new or changed.

    Raises Refusal `definitions_refused` with all faults in `details.errors` (place, code, message); then nothing is
    defined. A definition that others stand on is checked together with them. Conflict `definition_moved_on` where
    somebody else defined the same at the same time.
    """
    actor = require(by, DEFINE)
    recorded_at = enter()
    now = defined()
    faults, records = _checked(submitted, derived, now)
    refuse_all("definitions_refused", faults, "指标定义")
    changed = [
        (kind, code, record) for kind, code, record in records
        if now.records.get(code) != record or code in now.retired
    ]  # fmt: skip
    rows = [
        Definition(
            kind=kind, code=code, version=now.versions.get(code, 0) + 1, content=record, defined_by=actor.record(),
            recorded_at=recorded_at,
        )
        for kind, code, record in changed
    ]  # fmt: skip
    _add(rows)
    return [code for _, code, _ in changed]


@transaction.atomic
def retire(code: str, *, by: Actor) -> None:
    """Say that a submitted figure is no longer asked for; what there is still counts. Unknown `unknown_figure`."""
    actor = require(by, DEFINE)
    recorded_at = enter()
    one, now = submitted_indicator(code), defined()
    if code not in now.retired:
        row = Definition(
            kind="submitted", code=code, version=now.versions[code] + 1, content=one.as_record(), retired=True,
            defined_by=actor.record(), recorded_at=recorded_at,
        )  # fmt: skip
        _add([row])


def _add(rows: list[Definition]) -> None:
    try:
        with transaction.atomic():
            Definition.objects.bulk_create(rows)
    except IntegrityError:
        raise Conflict("definition_moved_on", "指标定义刚被他人改动，请重新打开后再改", field="code") from None


def _checked(
    submitted: Sequence[Mapping[str, Any]], derived: Sequence[Mapping[str, Any]], now: Defined
) -> tuple[list[Fault], list[tuple[str, str, dict[str, Any]]]]:
    """Return the faults, and (kind, code, record) of what is given."""
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
