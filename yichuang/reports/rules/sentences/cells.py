"""Tables as they stand in a text, a row a line: their cells, which rows are the head, what stands over each column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from yichuang.reports.rules.sentences.numerals import Number, step_of, value_of, whole
from yichuang.reports.rules.sentences.plain import Plain
from yichuang.reports.rules.sentences.words import Words

_BARS = re.compile("[|｜│┃]")
_RULED = re.compile(r"[-—–─━=:+\s]*")  # |---|---|
_BLANKS = re.compile(r"(?:\t|[ \u00a0\u3000]{3,})")
_ROWS_OF_HEAD_MAX, _COLUMNS_MAX = 4, 80
_NUMBER = re.compile(
    r"(?P<sign>[+\-\u2212↑↓▲▼])?(?P<number>\d{1,12}+(?:,\d{3})*+(?:\.\d{1,6}+)?+[万亿]?)(?P<rest>.{0,5})"
)
_NEGATIVE = "-\u2212↓▼"
_DATE = re.compile(
    r"(?:(?:\d{4}|[一二][一二三四五六七八九〇零○]{3})年度?)?(?:(?:\d{1,2}|[一二三四五六七八九十]{1,2})[-—–~至到])?"
    r"(?:(?:\d{1,2}|[一二三四五六七八九十]{1,2})月份?)?(?:\d{1,2}[日号])?"
)
_UNIT = re.compile(r"[（/](?:单位[:：])?(?P<unit>[^（）/:：]{1,6})）?$")
_GIVEN = re.compile(r"单位：([^（）、，；\t]{1,6}?)(?=[（）、，；\t]|$)")


@dataclass(frozen=True, slots=True)
class CellText:
    """What one cell says, and the place of its first character in the source."""

    text: str
    place: int


@dataclass(frozen=True, slots=True)
class TableText:
    """A table: its rows of cells, `head` of which are the head; `caption` are the words over it (unit, period)."""

    rows: tuple[tuple[CellText, ...], ...]
    head: int
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Amount:
    """A cell's number: exact value in the basic unit, its step, the unit printed with it ("" if none), its length."""

    value: Number
    step: Decimal
    unit: str
    signed: bool


def cells_of(place: int, line: str) -> tuple[CellText, ...]:
    """Return the cells of a row, parted by tabs, bars, or three blanks and more; empty ones too."""
    bars = len(_BARS.findall(line)) > 1
    if bars:
        inner = line.strip()
        place += len(line) - len(line.lstrip())
        if _BARS.match(inner):
            inner, place = inner[1:], place + 1
        line = inner[:-1] if inner and _BARS.match(inner[-1]) else inner
    elif "\t" not in line:
        place += len(line) - len(line.lstrip())
        line = line.strip()
    found, start = [], 0
    for gap in (_BARS if bars else re.compile("\t") if "\t" in line else _BLANKS).finditer(line):
        found.append(_cell(line, start, gap.start(), place))
        start = gap.end()
    found.append(_cell(line, start, len(line), place))
    return tuple(found)


def _cell(line: str, start: int, end: int, place: int) -> CellText:
    text = line[start:end]
    return CellText(text.strip(), place + start + len(text) - len(text.lstrip()))


def table_of(lines: Sequence[tuple[int, str]], caption: str, words: Words) -> TableText | None:
    """Return the table that lines, each with its place in the text, make; None if they hold no row of numbers."""
    rows = [cells_of(place, line) for place, line in lines if not _RULED.fullmatch(_BARS.sub("", line))]
    if len(rows) < 2 or max(map(len, rows)) > _COLUMNS_MAX:
        return None
    head = 0
    while head < len(rows) and not any(amount_in(cell.text, words) for cell in rows[head]):
        head += 1
    if head == len(rows):
        return None
    head = head if head <= _ROWS_OF_HEAD_MAX else 1
    said = [row[0].text for row in rows[:head] if _is_title(row)]
    return TableText(tuple(rows), head, " ".join([caption, *said]).strip())


def _is_title(row: Sequence[CellText]) -> bool:
    """Tell whether a row of the head is one cell over the whole width."""
    return len(row) > 1 and bool(row[0].text) and not any(cell.text for cell in row[1:])


def heads_of(table: TableText) -> list[tuple[str, ...]]:
    """Return what stands over each column, from the top.

    A cell merged over columns is followed by empty ones, which it stands over too; an empty one under a cell is merged
    with it.
    """
    width = max(len(row) for row in table.rows)
    heads: list[list[str]] = [[] for _ in range(width)]
    above = [""] * width
    for number, row in enumerate(row for row in table.rows[: table.head] if not _is_title(row)):
        texts = ["".join(cell.text.split()) for cell in row] + [""] * (width - len(row))
        here = list(texts)
        for column in range(1, width):
            if not texts[column] and (number == 0 or (not above[column] and heads[column] == heads[column - 1])):
                here[column] = here[column - 1]
        above = texts
        given = [[*parts, text] if text else parts for parts, text in zip(heads, here, strict=True)]
        heads = given
    return [tuple(parts) for parts in heads]


def amount_in(text: str, words: Words) -> Amount | None:
    """Return the number that a cell consists of, with its unit if one is printed; None for words, dates, dashes."""
    if not text or len(text) > 24 or not any(char.isdigit() for char in text):
        return None
    plain = Plain([(0, text)]).text.strip("（）")
    found = _NUMBER.fullmatch(plain)
    if not found or is_date(plain) or (plain[0] == "0" and plain[1:2].isdigit()):
        return None
    rest, sign = found["rest"], found["sign"] or ""
    if rest[-1:] in ("↑", "↓"):
        rest, sign = rest[:-1], rest[-1]
    if rest and rest not in words.units:
        return None
    written = found["number"]
    value = value_of(written)
    if value is None:
        return None
    return Amount(
        -value if sign and sign in _NEGATIVE else value, step_of(written), words.units.get(rest, ""), bool(sign)
    )


def is_date(folded: str) -> bool:
    """Tell whether a cell's words are a date or a year."""
    return folded[-1:] in "年度月份日号" and bool(_DATE.fullmatch(folded))


def unit_in(folded: str, words: Words) -> tuple[str, int, str]:
    """Return the unit that ends a head's or a caption's words (受理（万件）), its multiple, and the words before it."""
    found = _UNIT.search(folded)
    if not found:
        return "", 1, folded
    written = found["unit"]
    multiple = 1
    for sign, times in (("万", 10_000), ("亿", 100_000_000)):
        if written.startswith(sign):
            written, multiple = written[1:], times
    if written not in words.units:
        return "", 1, folded
    return words.units[written], multiple, folded[: found.start()]


def unit_of_caption(caption: str, words: Words) -> tuple[str, int]:
    """Return the unit that a caption gives for all columns (单位：件), and its multiple."""
    found = _GIVEN.search(Plain([(0, caption)]).text)
    unit, multiple, _ = unit_in(f"（{found[1]}）", words) if found else ("", 1, "")
    return unit, multiple


def scaled(amount: Amount, multiple: int) -> Amount:
    """Return an amount in the basic unit."""
    if multiple == 1:
        return amount
    value = whole(Decimal(amount.value) * multiple)
    return Amount(value, amount.step * multiple, amount.unit, amount.signed)
