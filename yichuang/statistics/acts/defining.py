"""Defining indicators as data: submitted and derived ones. A change is a new version; nothing is taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from yichuang.cases.acts import enter
from yichuang.kit.errors import Conflict
from yichuang.people.queries import require
from yichuang.people.rules import Actor
from yichuang.statistics.models import Definition
from yichuang.statistics.queries.checking import checked
from yichuang.statistics.queries.defined import defined, submitted_indicator
from yichuang.statistics.rules.faults import refuse_all
from yichuang.statistics.rules.rights import DEFINE


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
    faults, records = checked(submitted, derived, now)
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
