"""The indicators that are defined as data: submitted ones and derived ones, as they hold or held."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from yichuang.cases import queries as ledger
from yichuang.kit.errors import Unknown
from yichuang.statistics.named import sql
from yichuang.statistics.rules.derived import BUILT_IN, KNOWN, Derived, Known, derived_figures
from yichuang.statistics.rules.faults import Fault
from yichuang.statistics.rules.submitted import SubmittedIndicator, submitted_indicators


@dataclass(frozen=True)
class Defined:
    """All definitions that hold: by code, with their versions; `retired` are no longer submitted.

    faults: of stored definitions that are no longer right, for instance since a release took their code for itself.
    """

    submitted: Mapping[str, SubmittedIndicator]
    derived: Mapping[str, Derived]
    records: Mapping[str, Mapping[str, Any]]
    versions: Mapping[str, int]
    retired: frozenset[str]
    faults: tuple[Fault, ...] = ()

    def known(self) -> dict[str, Known]:
        """Return what a new definition may name, but for derived figures."""
        return dict(KNOWN) | {code: Known(one.name, one.unit, one.decimals) for code, one in self.submitted.items()}

    def wanted(self) -> list[SubmittedIndicator]:
        """Return the indicators that are to be submitted now."""
        return [one for code, one in self.submitted.items() if code not in self.retired]


def defined(known_at: datetime | None = None) -> Defined:
    """Return the definitions that hold now, or held at an instant. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql("definitions_in_force", "submitted.sql"), {"known_at": known_at})
        rows = cursor.fetchall()
    records: dict[str, dict[str, dict[str, Any]]] = {"submitted": {}, "derived": {}}
    for kind, code, _, content, _ in rows:
        records[kind][code] = _decoded(content)
    submitted, _ = submitted_indicators(records["submitted"].values())
    by_code = {one.code: one for one in submitted}
    known = dict(KNOWN) | {code: Known(one.name, one.unit, one.decimals) for code, one in by_code.items()}
    derived, faults = derived_figures(records["derived"].values(), known=known, dimensions=tuple(ledger.DIMENSIONS))
    return Defined(
        by_code, dict(BUILT_IN) | derived, records["submitted"] | records["derived"],
        {code: version for _, code, version, _, _ in rows},
        frozenset(code for _, code, _, _, retired in rows if retired), tuple(faults),
    )  # fmt: skip


def _decoded(content: Any) -> dict[str, Any]:
    return json.loads(content) if isinstance(content, str) else dict(content)


def submitted_indicator(code: str) -> SubmittedIndicator:
    """Return the definition of a submitted figure. Raises Unknown `unknown_figure`."""
    found = defined().submitted.get(code)
    if found is None:
        raise Unknown("unknown_figure", f"没有名为“{code}”的填报指标", field="indicator")
    return found
