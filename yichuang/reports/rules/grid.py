"""Tables and charts as they are printed: where each cell stands, how wide the columns are, how large the type is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from math import ceil, floor
from typing import Any

from yichuang.reports.rules.setting import printable, printed_marker, width
from yichuang.reports.rules.sheet import TEXT_WIDTH_PT, Box, Drawing, Grid
from yichuang.reports.rules.tree import Cell, Chart, Table

SIZES = (14.0, 12.0, 10.5, 9.0, 8.0, 7.0, 6.0)  # 四号, 小四, 五号, 小五 and less, in points
_SMALL, _READABLE = 10.5, 9.0  # from 10.5 on texts may break in cells; smaller than 9 only for single words and figures
_LEAST = 2.0  # what has so many columns is looked at on a screen
_PADDING = 0.8  # characters to both sides of a cell together
_WIDEST, _HEAD_WIDEST = 16.0, 6.0  # characters; a wider text may break, and a wider head into two lines
_FIGURE = 1.12  # the figures of some faces are so much wider than half a character
_NUMBER = re.compile(r"[-+−]?[0-9][0-9,. ]*[%‰]?")
_NO_NUMBER = ("", "—", "-", "–", "——", "/")
_AXES = ("x", "y", "theta")


def caption_of(block: Table | Chart) -> str:
    """Return number and words of a caption, an ideographic space between them."""
    parts = (printed_marker(block.marker), printable(block.text))
    return "\u3000".join(part for part in parts if part)


def grid_of(table: Table) -> Grid:
    """Return a table ready for printing; rows with too few cells are filled up, merged cells cut where they collide."""
    boxes: list[Box] = []
    rows = 0
    for group, strong in ((table.head, True), (table.rows, False), (table.total, True)):
        boxes += _placed(group, rows, strong)
        rows += len(group)
    columns = max((box.x + box.across for box in boxes), default=0)
    taken = {place for box in boxes for place in _places(box)}
    boxes += [Box(x, y, "") for y, x in product(range(rows), range(columns)) if (x, y) not in taken]
    size, widths = _size_and_widths(boxes, columns, table.widths, len(table.head))
    return Grid(
        caption=caption_of(table),
        unit=printable(table.unit),
        columns=widths,
        size=size,
        boxes=tuple(_figures_aligned(boxes, widths, size, len(table.head))),
        rows=rows,
        head=len(table.head),
        total=len(table.total),
    )


def drawing_of(chart: Chart) -> Drawing:
    """Return a chart ready for printing, with the numbers that it shows."""
    heads, rows = numbers_of(chart.spec)
    caption = caption_of(chart)
    return Drawing(caption, printable(chart.alt) or caption or "图表", chart.spec, heads, rows)


def numbers_of(spec: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return what a Vega-Lite specification draws, as heads and rows: a row for each place on its axis, a column for
    each colour; the words of its labels where it has them, else the numbers.

    >>> numbers_of({"data": {"values": [{"m": "1月", "n": 3, "c": "受理"}, {"m": "1月", "n": 2, "c": "办结"}]},
    ...     "encoding": {"y": {"field": "n", "type": "quantitative"}, "color": {"field": "c"},
    ...                  "x": {"field": "m", "title": "月份"}}})
    (('月份', '受理', '办结'), (('1月', '3', '2'),))
    """
    found = [list(part["values"]) for part in _parts(spec, "data") if isinstance(part.get("values"), list)]
    values = [row for row in max(found, key=len, default=[]) if isinstance(row, Mapping)]
    axes = [one for channel in _AXES for one in _parts(spec, channel) if isinstance(one.get("field"), str)]
    labels = [part["field"] for part in _parts(spec, "text") if isinstance(part.get("field"), str)]
    colours = [part["field"] for part in _parts(spec, "color") if isinstance(part.get("field"), str)]
    places = [one for one in axes if one.get("type") != "quantitative"]
    measures = [one for one in axes if one.get("type") == "quantitative"]
    if not values or not measures or not (places or colours):
        return (), ()
    place = places[0]["field"] if places else colours[0]
    shown = next((name for name in labels if name in values[0]), measures[0]["field"])
    group = next((name for name in colours if name != place), "")
    groups = list(dict.fromkeys(str(row.get(group, "")) for row in values))
    rows: dict[str, dict[str, str]] = {}
    for row in values:
        rows.setdefault(str(row.get(place, "")), {})[str(row.get(group, ""))] = str(row.get(shown, ""))
    title = str(places[0].get("title") or "") if places else ""
    heads = groups if group else [str(measures[0].get("title") or "数值")]
    return (title, *heads), tuple((name, *(told.get(one, "") for one in groups)) for name, told in rows.items())


def _parts(spec: Any, key: str) -> Iterator[Mapping[str, Any]]:
    """Yield the objects that stand under a key anywhere in a specification, the outer ones first."""
    if isinstance(spec, Mapping):
        if isinstance(spec.get(key), Mapping):
            yield spec[key]
        for name, part in spec.items():
            if name not in ("data", "datasets"):
                yield from _parts(part, key)
    elif isinstance(spec, list):
        for part in spec:
            yield from _parts(part, key)


def _placed(group: Sequence[Sequence[Cell]], start: int, strong: bool) -> list[Box]:
    """Give each cell of some rows the first free place of its row; cells end where their group of rows ends."""
    taken: set[tuple[int, int]] = set()
    boxes = []
    for y, row in enumerate(group):
        x = 0
        for cell in row:
            while (x, y) in taken:
                x += 1
            across = next((n for n in range(1, max(1, cell.across)) if (x + n, y) in taken), max(1, cell.across))
            box = Box(x, y, "", across, min(max(1, cell.down), len(group) - y))
            taken.update(_places(box))
            text = "\n".join(printable(line) for line in cell.text.split("\n"))
            align = cell.align if cell.align in ("left", "right") else "center"
            boxes.append(replace(box, y=start + y, text=text, align=align, strong=strong))
    return boxes


def _places(box: Box) -> Iterator[tuple[int, int]]:
    return product(range(box.x, box.x + box.across), range(box.y, box.y + box.down))


def _size_and_widths(
    boxes: list[Box], columns: int, shares: Sequence[float], head: int
) -> tuple[float, tuple[float, ...]]:
    """Return the largest size of type with which the columns fit, and their widths in points.

    The shares that a table asks for hold unless its type would become smaller by them.
    """
    own = [share / sum(shares) for share in shares] if len(shares) == columns and min(shares, default=0) > 0 else []
    size, widths = SIZES[0], [0.0] * columns
    for head_least in (4.0, 2.0):  # a head of four characters breaks only where the type would become too small
        natural, least = _needs(boxes, columns, head, head_least)
        size = _size(natural, least, [])
        widths = _widths(natural, least, TEXT_WIDTH_PT / size)
        if own and _size(natural, least, own) >= size:
            widths = [share * TEXT_WIDTH_PT / size for share in own]
        if size >= _READABLE:
            break
    return size, tuple(round(width * size, 3) for width in widths)


def _size(natural: list[float], least: list[float], own: list[float]) -> float:
    """Return the largest size at which nothing needs to break, or a small one at which no word or figure does."""
    for size in SIZES:
        room = TEXT_WIDTH_PT / size
        words_fit = all(need <= share * room for need, share in zip(least, own, strict=True)) if own else True
        if sum(natural if size > _SMALL else least) <= room and words_fit:
            return size
    return max(_LEAST, floor(2 * TEXT_WIDTH_PT / sum(least)) / 2)  # in half points, as DOCX has them


def _widths(natural: list[float], least: list[float], room: float) -> list[float]:
    """Share `room` out among the columns: to each what it wants, or what it must have and a part of the rest."""
    if sum(natural) > room > sum(least):
        part = (room - sum(least)) / (sum(natural) - sum(least))
        natural = [need + part * (want - need) for want, need in zip(natural, least, strict=True)]
    return [want * room / sum(natural) for want in natural]


def _needs(boxes: list[Box], columns: int, head: int, head_least: float) -> tuple[list[float], list[float]]:
    """Return for each column how wide it wants to be and how wide it must be, in characters."""
    natural, least = [1.0 + _PADDING] * columns, [1.0 + _PADDING] * columns
    for box in boxes:
        whole = max(width(line) for line in box.text.split("\n"))
        want = min(whole, _WIDEST)
        if box.y < head and whole > _HEAD_WIDEST:
            want = min(want, max(4.0, ceil(whole / 2)))
        must = whole * _FIGURE if _NUMBER.fullmatch(box.text) else min(whole, head_least if box.y < head else 4.0)
        for x in range(box.x, box.x + box.across):
            natural[x] = max(natural[x], want / box.across + _PADDING)
            least[x] = max(least[x], must / box.across + _PADDING)
    return natural, [min(need, want * _FIGURE) for need, want in zip(least, natural, strict=True)]


def _figures_aligned(boxes: list[Box], widths: Sequence[float], size: float, head: int) -> list[Box]:
    """Set the columns that hold figures only to the right, as a block in the middle of the column."""
    insets: dict[int, float] = {}
    for x, room in enumerate(widths):
        column = [box for box in boxes if box.y >= head and box.across == 1 and box.x == x]
        figures = [width(box.text) for box in column if _NUMBER.fullmatch(box.text)]
        others = [box for box in column if not _NUMBER.fullmatch(box.text)]
        if figures and all(box.text in _NO_NUMBER for box in others) and all(box.align != "left" for box in column):
            insets[x] = round(max(0.0, (room - (max(figures) * _FIGURE + _PADDING) * size) / 2), 2)
    return [
        replace(box, align="right", inset=insets[box.x])
        if box.y >= head and box.across == 1 and box.x in insets and _NUMBER.fullmatch(box.text)
        else box
        for box in boxes
    ]
