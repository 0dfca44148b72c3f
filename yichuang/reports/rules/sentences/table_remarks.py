"""Checks of tables at reading: totals against their columns, shares against the totals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from yichuang.reports.rules.sentences.arithmetic import (
    HUNDRED,
    Fault,
    added,
    agrees,
    half,
    percent,
    plain_count,
    shown,
)
from yichuang.reports.rules.sentences.figure import Figure, InTable
from yichuang.reports.rules.sentences.table import GRAND


def table_faults(figures: Sequence[Figure]) -> Iterator[Fault]:
    """Yield what does not agree over the rows of tables; what stands within one row is checked as a sentence is."""
    parts: dict[int, list[int]] = {}
    for index, figure in enumerate(figures):
        if figure.cell and figure.whole is not None and figures[figure.whole].cell:
            above = figures[figure.whole].cell
            if above and above.total and above.column == figure.cell.column:
                parts.setdefault(figure.whole, []).append(index)
    rows = _rows_with_figures(figures)
    for whole, indices in parts.items():
        yield from _column(figures, whole, indices, rows)
    yield from _shares(figures)


def _rows_with_figures(figures: Sequence[Figure]) -> dict[int, set[int]]:
    """Return the rows of each table, but those of totals."""
    rows: dict[int, set[int]] = {}
    for figure in figures:
        if figure.cell and not figure.cell.total:
            rows.setdefault(figure.cell.table, set()).add(figure.cell.row)
    return rows


def _column(figures: Sequence[Figure], whole: int, parts: list[int], rows: dict[int, set[int]]) -> Iterator[Fault]:
    """Compare a total with the sum of its column; an empty cell may stand for what is not known."""
    total, values = figures[whole], [figures[index] for index in parts]
    if len(values) < 2 or not all(plain_count(one) for one in [total, *values]):
        return
    cell = total.cell
    assert cell is not None
    sums = sum((Decimal(one.value) for one in values), Decimal(0))
    missing = Decimal(total.value) - sums
    slack = sum((half(one) for one in values), half(total))
    known = {one.cell.row for one in values if one.cell}
    gaps = cell.total == GRAND and len(rows.get(cell.table, set()) - known) > 0 and not _has_subtotals(values)
    if abs(missing) <= slack or (missing > 0 and gaps):
        return
    kind = "合计" if cell.total == GRAND else "小计"
    name, unit = f"{total.subject}{total.name}", f" {total.unit}" if total.unit else ""
    yield Fault(
        "parts_differ",
        f"表中{name}{kind}印为 {shown(total.value)}{unit}，各行相加为 {shown(sums)}{unit}。",
        f"{added(values)} = {shown(sums)}",
        (*parts, whole),
    )


def _has_subtotals(values: Sequence[Figure]) -> bool:
    return any(one.cell and one.cell.total for one in values)


def _shares(figures: Sequence[Figure]) -> Iterator[Fault]:
    """Compare 占比 with the count before it in its row over that count's total, in columns where most agree with it."""
    columns: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    last: dict[tuple[int, int], int] = {}  # the last count of each row
    for index, figure in enumerate(figures):
        if figure.cell is None:
            continue
        row = (figure.cell.table, figure.cell.row)
        if figure.name == "占比" and figure.unit in ("%", "‰") and not figure.is_change and row in last:
            part = figures[last[row]]
            whole = part.whole
            if whole is not None and _is_grand(figures[whole].cell) and figures[whole].value:
                columns.setdefault((figure.cell.table, figure.cell.column), []).append((index, last[row], whole))
        elif plain_count(figure):
            last[row] = index
    for shares in columns.values():
        wrong = [one for one in shares if not agrees(figures[one[0]], *_between(figures, one))]
        if 2 * len(wrong) > len(shares):
            continue
        yield from (_wrong_share(figures, *one) for one in wrong)


def _between(figures: Sequence[Figure], one: tuple[int, int, int]) -> tuple[Decimal, Decimal]:
    share, part, whole = one
    return percent(figures[part], figures[whole], figures[share].unit)


def _wrong_share(figures: Sequence[Figure], share: int, part: int, whole: int) -> Fault:
    rate, above, below = (figures[index] for index in (share, part, whole))
    times = HUNDRED if rate.unit == "%" else HUNDRED * 10
    got = f"{shown(Decimal(above.value) / Decimal(below.value) * times)}{rate.unit}"
    return Fault(
        "rate_differs",
        f"{rate.subject}{rate.name}印为 {shown(rate.value)}{rate.unit}，按表中合计计算为 {got}。",
        f"{shown(above.value)} ÷ {shown(below.value)} = {got}",
        (part, whole, share),
    )


def _is_grand(cell: InTable | None) -> bool:
    return cell is not None and cell.total == GRAND
