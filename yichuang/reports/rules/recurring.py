"""The figures of an issue that may stand in other issues too, each with what it is called, counts, and is for."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from yichuang.kit.hashing import sm3
from yichuang.reports.rules.folding import fold, tidy
from yichuang.reports.rules.outline.reading import told_by, told_by_report
from yichuang.reports.rules.periods import Span
from yichuang.reports.rules.search import grams
from yichuang.reports.rules.tree import Block, FigureSentence, Heading, Listing, Note, Report, Story, Table

ISSUE, YEAR_TO_DATE = "issue", "year_to_date"
LENGTHS = (ISSUE, "week", "month", "quarter", "half_year", "year", YEAR_TO_DATE)
INDICATORS = {"accepted": "受理", "concluded": "办结"}
_NAME_MAX, _UNIT_MAX, _SENTENCE_MAX, _WRITTEN_MAX = 120, 24, 400, 80
_VALUE_MAX = Decimal(10) ** 18
_END = re.compile(r"[。！？!?\n]")
_SINCE_NEW_YEAR = re.compile("年初|今年以来|今年1月以来")
_JANUARY = re.compile("(?:^|年)(?:1|一)月份?$|[本当全]月$")
_HALL = re.compile("[我本全各]?[省市州县区]?(?:本级)?(?:政务|行政审批|便民)?(?:服务)?(?:大厅|中心)")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """A figure as an issue told it.

    key:         by which it recurs, together with `unit` and `length`: the folded name, for a pair of the sentence of
                 figures its item types, so that it stays the same when its name changes
    name:        whose and what, as this issue calls it (行政许可事项受理)
    length:      what kind of period it is for, one of LENGTHS; `start` and `end` are its days
    definition:  what is known of how it is defined: scope, group, meaning, template, version
    """

    key: str
    name: str
    unit: str
    length: str
    start: date
    end: date
    value: Decimal
    written: str
    sentence: str
    definition: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Making:
    """What is known of how a published issue was made, for the definition of its figures.

    meanings:   indicator → its formula as frozen with the issue
    sentences:  section title → the templates of its sentences
    tables:     section title → what its table or list is made of
    version:    of the series
    """

    meanings: Mapping[str, str] = field(default_factory=dict)
    sentences: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)
    version: int | None = None

    def template_of(self, block: Block, title: str) -> str:
        """Return a digest of what a block was composed from, "" if the section is not known: of its sentences the one
        that has most pairs of characters in common with the block's words.
        """
        if isinstance(block, Table | Listing):
            template = self.tables.get(title, "")
        else:
            words = frozenset(grams(fold(block.words())))
            alike = [(len(words & frozenset(grams(fold(one)))), one) for one in self.sentences.get(title, ()) if one]
            template = max(alike, default=(0, ""))[1]
        return sm3(template.encode()).hex()[:16] if template else ""


Figures = Sequence[Mapping[str, Any]]


def figures_told(report: Report, own: Span, making: Making | None = None, figures: Figures | None = None) -> list[Told]:
    """Return the figures of an issue that can be set beside those of other issues, in order, each key once.

    own:     the issue's period, for figures that name none.
    figures: those of the lines it was read from (`told_by_report`), where the caller has them.

    Left out are ranges, figures whose period is not sure or is of
    no common length (the days of a story), and those whose name stands for two different numbers in the issue.
    """
    making = making or Making()
    by_line = _by_line(report, figures)  # as far as the blocks say which lines they were read from
    found = [told for block, title in _body(report) for told in _of_block(block, title, own, making, by_line)]
    values: dict[tuple[str, str, str], set[Decimal]] = {}
    for told in found:
        values.setdefault(_place(told), set()).add(told.value)
    kept: dict[tuple[str, str, str], Told] = {}
    for told in found:
        if len(values[_place(told)]) == 1:
            kept.setdefault(_place(told), told)
    return list(kept.values())


def length_of(span: Span, own: Span, said: str = "") -> str:
    """Return what kind of period a span is, one of LENGTHS, or "" for one of no common length.

    said: its words; January is a month where they name it, else the year to date.

    >>> length_of((date(2022, 1, 1), date(2022, 7, 1)), (date(2022, 6, 27), date(2022, 7, 1)))
    'year_to_date'
    >>> length_of((date(2022, 5, 17), date(2022, 6, 16)), (date(2022, 6, 1), date(2022, 6, 30)))
    'month'
    """
    start, end = span
    if span == own:
        return ISSUE
    january = (end.month, end.day) == (1, 31) and bool(_JANUARY.search(said))
    if (start.month, start.day) == (1, 1) and start.year == end.year and not january:
        return YEAR_TO_DATE
    days = (end - start).days + 1
    if 4 <= days <= 7:
        return "week"
    if end.year >= date.max.year:
        return ""
    for length, months in (("month", 1), ("quarter", 3), ("half_year", 6), ("year", 12)):
        if end + _DAY == _months_later(start, months):
            return length
    return ""


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _place(told: Told) -> tuple[str, str, str]:
    return told.key, told.unit, told.length


def _by_line(report: Report, figures: Figures | None) -> dict[int, list[Mapping[str, Any]]]:
    """Return the figures of an issue that was read, by the line they stand in; nothing of one that was compiled."""
    found: dict[int, list[Mapping[str, Any]]] = {}
    if any(block.lines for block, _ in _body(report)):
        for figure in told_by_report(report)["figures"] if figures is None else figures:
            found.setdefault(figure["where"]["line"], []).append(figure)
    return found


def _body(report: Report) -> Iterator[tuple[Block, str]]:
    """Yield the blocks of the parts that may hold figures, each with the title of its section."""
    for part in report.parts:
        for section in part.sections:
            title = tidy(section.heading.text) if section.heading else ""
            yield from ((block, title) for block in section.blocks if not isinstance(block, Heading | Note))


def _of_block(block: Block, title: str, own: Span, making: Making, by_line: Mapping[int, Figures]) -> Iterator[Told]:
    definition: dict[str, Any] = {}
    if making.version is not None:
        definition = {"template": making.template_of(block, title), "version": making.version}
    if isinstance(block, FigureSentence) and block.figures:
        yield from _of_sentence(block, own, making, definition)
    else:
        if block.lines:
            figures = [figure for line in block.lines for figure in by_line.get(line, ())]
        else:
            figures = told_by(block.words().split("\n"), year=own[1].year, own=own)["figures"]
        yield from _of_words(block, figures, own, definition)


def _of_sentence(block: FigureSentence, own: Span, making: Making, definition: Mapping[str, Any]) -> Iterator[Told]:
    span = (block.start, block.end) if block.start and block.end and block.start <= block.end else own
    length = length_of(span, own)
    for figure in block.figures if length else ():
        for indicator, word in INDICATORS.items():
            value = getattr(figure, indicator)
            more = {"scope": block.scope, "group": figure.item_type, "meaning": making.meanings.get(indicator, "")}
            yield Told(
                key=f"{indicator}:{figure.item_type}",
                name=f"{tidy(figure.name)}{word}"[:_NAME_MAX],
                unit="件",
                length=length,
                start=span[0],
                end=span[1],
                value=Decimal(value),
                written=f"{value} 件",
                sentence=tidy(block.text)[:_SENTENCE_MAX],
                definition={**definition, **more},
            )


def _of_words(block: Block, figures: Figures, own: Span, definition: Mapping[str, Any]) -> Iterator[Told]:
    text = block.words()
    owner = tidy(block.department) if isinstance(block, Story) else ""
    subject, sentence_before, offset = "", -1, 0
    for figure in figures:
        offset = max(text.find(figure["text"], offset), offset)  # where it stands in the block's own words
        sentence = len(_END.findall(text[:offset]))
        subject = figure["subject"] or (subject if sentence == sentence_before else "")  # the second of a pair has none
        sentence_before = sentence
        span = _span(figure, own)
        length = length_of(span, own, (figure["period"] or {}).get("text", "")) if span else ""
        if span is None or not length or not _is_value(figure):
            continue
        whole = figure["of"] if figure["of"] and figure["of"] not in (subject, figure["name"]) else ""
        words = [tidy(word) for word in dict.fromkeys((owner, whole, subject, figure["name"])) if word]
        name = "".join(dict.fromkeys(words))
        key = "".join(word for word in dict.fromkeys(words) if not _HALL.fullmatch(word)) or name  # the hall itself
        group = {"group": owner or whole or ""}
        yield Told(
            key=fold(key)[:_NAME_MAX],
            name=name[:_NAME_MAX],
            unit=figure["unit"][:_UNIT_MAX],
            length=length,
            start=span[0],
            end=span[1],
            value=Decimal(str(figure["value"])),
            written=tidy(figure["text"])[:_WRITTEN_MAX],
            sentence=_sentence_at(text, offset),
            definition={**definition, **group},
        )


def _is_value(figure: Mapping[str, Any]) -> bool:
    """Tell whether a figure is one number of its own: no range, no bare change, and one that a column can hold.

    What one character names (用三个) is no name.
    """
    if figure["value_to"] is not None or any(change["text"] == figure["text"] for change in figure["changes"]):
        return False
    return abs(Decimal(str(figure["value"]))) < _VALUE_MAX and len(figure["name"]) > 1


def _span(figure: Mapping[str, Any], own: Span) -> Span | None:
    """Return the days a figure is for: those it names, the issue's if it names none, None where they are not sure."""
    period = figure["period"]
    if period is None:
        return own
    if _SINCE_NEW_YEAR.match(period["text"]) and not period["to"]:
        return date(own[1].year, 1, 1), own[1]
    if not (period["from"] and period["to"] and period["from"] <= period["to"]):
        return None
    return date.fromisoformat(period["from"]), date.fromisoformat(period["to"])


def _sentence_at(text: str, offset: int) -> str:
    """Return the sentence in which a place of a text lies."""
    start = max((found.end() for found in _END.finditer(text, 0, offset)), default=0)
    end = _END.search(text, offset)
    return tidy(text[start : end.end() if end else len(text)])[:_SENTENCE_MAX]
