"""The table of figures: which columns stand in it, how a cell is written, and where it leads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.urls import reverse

from yichuang.statistics.labels import DIMENSION_WORDS
from yichuang.statistics.rules import INDICATORS, windows
from yichuang.statistics.rules.windows import PERIODS
from yichuang.web.lookout.forms import Scope

COLUMNS = (
    "carried_over", "accepted", "concluded", "open", "overdue", "concluded_in_time", "concluded_late",
    "not_required", "out_of_scope", "ended_before_acceptance", "average_working_days", "within_limit_rate",
)  # fmt: skip
NARROWS = frozenset({"item_type", "department", *PERIODS})  # dimensions of which the address can name one value
ROWS_SHOWN_MAX = 1000


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column: its words, the address that sorts by it, which way it is sorted now, its definition."""

    words: str
    sort_address: str
    sorted: str = ""
    number: bool = False
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its words, the head it stands under (for phones), and where it leads."""

    words: str
    label: str
    href: str = ""
    number: bool = False
    zero: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Heads, rows of cells, and how many rows there are where not all are shown."""

    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    rows_found: int

    @property
    def cut(self) -> bool:
        """Whether rows were left out."""
        return self.rows_found > len(self.rows)


def written(code: str, value: float | None) -> str:
    """Return a figure as pages write it, without its unit but for the percent sign.

    >>> written("accepted", 18509992), written("within_limit_rate", 99.2), written("average_working_days", None)
    ('18,509,992', '99.20%', '—')
    """
    if value is None:
        return "—"
    indicator = INDICATORS[code]
    words = f"{value:,.{indicator.decimals or 0}f}"
    return f"{words}%" if indicator.unit == "%" else words


def figure_table(
    found: Iterable[Mapping[str, Any]], scope: Scope, *, columns: Sequence[str] = COLUMNS, lead_on: bool = True
) -> Table:
    """Return the table of rows as `statistics.queries.figures` gives them.

    A figure leads on to its own page in the row's scope, where the address can say that scope. lead_on: the columns'
    heads lead to the definitions (not on the page of a definition).
    """
    rows = _sorted(list(found), scope)
    headings = [Heading(DIMENSION_WORDS[name], *_sorting(scope, name)) for name in scope.by]
    for code in columns:
        definition = f"{_page(code)}?{scope.address(by=(), sort='')}" if lead_on else ""
        headings.append(Heading(INDICATORS[code].name, *_sorting(scope, code), number=True, definition=definition))
    shown = [_cells(row, scope, _narrowed(scope, row), columns) for row in rows[:ROWS_SHOWN_MAX]]
    return Table(tuple(headings), tuple(shown), len(rows))


def _cells(row: Mapping[str, Any], scope: Scope, own: Scope | None, columns: Sequence[str]) -> tuple[Cell, ...]:
    cells = [Cell(_named(name, row), DIMENSION_WORDS[name]) for name in scope.by]
    for code in columns:
        zero = not row[code]
        href = f"{_page(code)}?{own.address()}" if own and not zero else ""
        cells.append(Cell(written(code, row[code]), INDICATORS[code].name, href, number=True, zero=zero))
    return tuple(cells)


def _named(dimension: str, row: Mapping[str, Any]) -> str:
    """Return how a row's value of a dimension is called: item types with their code, as the standard orders them."""
    name = str(row.get(f"{dimension}_name", row[dimension]))
    return f"{row[dimension]} {name}" if dimension == "item_type" else name


def _page(code: str) -> str:
    return reverse("figure", args=[code])


def _sorting(scope: Scope, name: str) -> tuple[str, str]:
    """Return the address that sorts by a column (again: the other way round) and how it is sorted now."""
    now = {name: "ascending", f"-{name}": "descending"}.get(scope.sort, "")
    following = name if scope.sort == f"-{name}" else f"-{name}"
    return f"?{scope.address(sort=following)}", now


def _sorted(rows: list[Mapping[str, Any]], scope: Scope) -> list[Mapping[str, Any]]:
    name = scope.sort.removeprefix("-")
    if not rows or name not in rows[0]:
        return rows
    return sorted(
        rows, key=lambda row: (row[name] is not None, row[name] or 0), reverse=scope.sort.startswith("-")
    )  # fmt: skip


def _narrowed(scope: Scope, row: Mapping[str, Any]) -> Scope | None:
    """Return the scope of one row alone, or None where no address can say it (its cells then lead nowhere)."""
    if not NARROWS.issuperset(scope.by):
        return None
    start, end = scope.start, scope.end
    for period in PERIODS:
        if period in scope.by:
            start, end = _spans(start, end, period)[row[period]]
    return Scope(
        start,
        end,
        known_at=scope.known_at,
        item_type=row.get("item_type", scope.item_type),
        department=row.get("department", scope.department),
    )


@lru_cache(maxsize=16)
def _spans(start: date, end: date, period: str) -> dict[str, tuple[date, date]]:
    """Return the first and last day of each day, week, month or year by the name that statistics gives it."""
    return {window.name: (window.start, window.end) for window in windows(start, end, period)}
