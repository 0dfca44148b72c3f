"""One figure in one scope: asked of `statistics`, narrowed to what the address names."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from yichuang.catalogue.queries import item_types
from yichuang.people.queries import department_by_code
from yichuang.statistics import queries
from yichuang.statistics.rules import INDICATORS
from yichuang.web.lookout.forms import ITEM_TYPE_GROUPS, Scope
from yichuang.web.lookout.tables import written

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Count:
    """A figure's value in words, as known when, and the same by item type; whether single cases stand behind it."""

    words: str
    known_at: datetime
    by_type: Rows
    type_scope: Scope
    has_cases: bool


def counted(code: str, scope: Scope) -> Count:
    """Return the figure `code` in `scope`. Raises Refusal for what statistics does not count."""
    known_at = scope.known_at or queries.safe_instant()
    type_scope = replace(scope, by=("item_type",))
    by_type = rows_of(type_scope, only=(code,))
    value = total(code, by_type if len(scope.item_types) > 1 else rows_of(replace(scope, by=()), only=(code,)))
    has_cases = bool(queries.definition(code).behind) and len(scope.item_types) <= 1
    return Count(written(code, value), known_at, by_type, type_scope, has_cases)


def rows_of(scope: Scope, *, only: Collection[str] = tuple(INDICATORS)) -> Rows:
    """Return the figures of a scope by its own dimensions; of a group of item types only where they are one.

    only: the indicators wanted; fewer of them read less.
    """
    rows = queries.figures(
        start=scope.start, end=scope.end, by=scope.by, known_at=scope.known_at, filters=scope.filters, only=only
    )  # fmt: skip
    if "item_type" in scope.by and scope.item_types:
        return [row for row in rows if row["item_type"] in scope.item_types]
    return rows


def total(code: str, rows: Rows) -> float | None:
    """Return a figure over rows: their sum for counts; averages and rates do not add up, so only of a single row.

    >>> total("accepted", [{"accepted": 2}, {"accepted": 3}])
    5
    """
    if len(rows) == 1:
        value: float | None = rows[0][code]
        return value
    if queries.definition(code).decimals is not None:
        return None
    return sum(row[code] for row in rows)


def scope_words(scope: Scope, today: date) -> str:
    """Return in Chinese which item types and which department a scope speaks of. Raises Unknown for no department."""
    words = "全部事项类型"
    if scope.item_type in ITEM_TYPE_GROUPS:
        words = ITEM_TYPE_GROUPS[scope.item_type][0]
    elif scope.item_type:
        words = item_types().get(scope.item_type, scope.item_type)
    return f"{words} · {department_by_code(scope.department, today).short_name}" if scope.department else words
