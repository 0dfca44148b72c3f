"""Reading a report of no known series into one JSON object, and the figures and remarks of any report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from yichuang.reports.rules import meaning
from yichuang.reports.rules.dates import iso
from yichuang.reports.rules.departments import Departments
from yichuang.reports.rules.folding import fold, tidy
from yichuang.reports.rules.outline.contents import contents_of
from yichuang.reports.rules.outline.ending import attachments_in, ending_of
from yichuang.reports.rules.outline.headings import Node, tree_of
from yichuang.reports.rules.outline.masthead import Masthead, masthead_of
from yichuang.reports.rules.outline.paragraphs import Paragraph, paragraphs_of
from yichuang.reports.rules.outline.pieces import pieces_of
from yichuang.reports.rules.pieces import lines_of
from yichuang.reports.rules.sentences.cells import TableText
from yichuang.reports.rules.sentences.extract import Piece, figures_in
from yichuang.reports.rules.sentences.figure import Figure
from yichuang.reports.rules.sentences.periods import resolve
from yichuang.reports.rules.sentences.record import figure_records, remark_records
from yichuang.reports.rules.sentences.remarks import remarks_on
from yichuang.reports.rules.series import ReadingWords
from yichuang.reports.rules.tree import Report, Story

_VAGUE = ("近日", "近期", "日前", "近段时间", "近来", "本周", "上周", "本月", "月初", "月中", "月底")
_RECIPIENTS = re.compile(r"(报|送|发|抄送|抄报|主送)[:：](.+)")
_MADE_BY = re.compile("(?:责任)?(?:编辑|审核|校对|撰稿|核稿|编审|联系人|签发)[:：]")
_KEYS = {"报": "report", "送": "send", "发": "issue", "抄送": "send", "抄报": "report", "主送": "send"}
_TAIL_MAX = 12  # paragraphs
_COPIES = re.compile(r"[(〔\[（]?共?印(?:发|制)?(\d{1,6})份")


def read_any(text: str, levels: Mapping[int, int] | None = None) -> dict[str, Any]:
    """Return what a report of no known series tells. levels: of headings as the file's styles give them, by place.

    The keys are those of a known one (`rules/record.py`) with `series` null, and: `document_number`; `headline`, the
    issue's own title under that of the series; `headings`, the tree of headings ({level, number, marker, style, title,
    line, text, children}), where `text` is a heading's own paragraphs; `preamble`, those before the first heading;
    `contents`, the lines of its list of contents;
    `attachments`, the titles in its list of appendices; `signature`, the lines of who signed it when; `tables`
    ({caption, rows, head: the number of head rows}); `tail`, the distribution and what follows; `figures` and
    `remarks`. Every line stands in `lines`.
    """
    lines = lines_of(text)
    paragraphs = paragraphs_of(lines, levels)
    head = masthead_of(paragraphs)
    end = _tail_start(paragraphs, head.length)
    ending = ending_of(paragraphs[:end], head.length)
    contents, closing = contents_of(paragraphs[:end], head.length), ending.places
    aside = closing | set(contents)
    root = tree_of([one for place, one in enumerate(paragraphs[:end]) if place >= head.length and place not in aside])
    pieces = list(pieces_of(paragraphs))
    year = head.period[0].year if head.period else head.year
    stories = _Stories("".join(lines), head)
    distribution, copies = _tail(paragraphs[end:])
    return {
        "series": None,
        "title": tidy(head.title),
        "year": head.year,
        "number": head.number,
        "total_number": head.total_number,
        "document_number": head.document_number or None,
        "headline": tidy(head.headline) or None,
        "issuer": tidy(head.issuer),
        "issued_on": iso(head.issued_on),
        "period": {"from": iso(head.period[0]), "to": iso(head.period[1])}
        if head.period
        else {"from": None, "to": None},
        "statistics": {"from": None, "to": None, "scope": "", "figures": []},
        "sections": [
            {"title": tidy(node.title), "kind": "text", "items": stories.under(node)} for node in root.children
        ],
        "inspection": [],
        "distribution": distribution,
        "copies": copies,
        "tail": [one.text for one in paragraphs[end:]],
        "unread": [],
        "headings": [_node(node) for node in root.children],
        "contents": [paragraphs[place].text for place in contents],
        "preamble": root.texts,
        "attachments": attachments_in(paragraphs, ending),
        "signature": [paragraphs[place].text for place in sorted(closing - set(ending.attachments))],
        "tables": [_table(piece) for piece in pieces if isinstance(piece, TableText)],
        **told_by(lines, pieces, year=year, own=head.period),
        "lines": list(lines),
    }


def told_by(
    lines: Sequence[str],
    pieces: Iterable[Piece] | None = None,
    *,
    year: int | None,
    own: tuple[date, date] | None,
) -> dict[str, Any]:
    """Return `figures` and `remarks` of a report's lines; places count in the lines joined by one line feed each.

    year: for dates without one. own: the report's period, if known.
    """
    figures = figures_told(lines, pieces, year=year, own=own)
    return {"figures": figure_records(figures), "remarks": remark_records(remarks_on(figures, "\n".join(lines)))}


def figures_told(
    lines: Sequence[str],
    pieces: Iterable[Piece] | None = None,
    *,
    year: int | None,
    own: tuple[date, date] | None,
) -> list[Figure]:
    """Return the figures of a report's lines, with the days of their periods; see `told_by`."""
    pieces = pieces_of(paragraphs_of(lines)) if pieces is None else pieces
    figures = figures_in("\n".join(lines), pieces)
    resolve(figures, year=year, own=own)
    return figures


def told_by_report(report: Report) -> dict[str, Any]:
    """Return `figures` and `remarks` of an issue that was read by its series."""
    own = (report.period_from, report.period_to) if report.period_from and report.period_to else None
    return told_by(report.source_lines, year=own[0].year if own else report.year, own=own)


class _Stories:
    """Paragraphs that begin with a date, as stories."""

    def __init__(self, whole: str, head: Masthead) -> None:
        self._words = ReadingWords(vague_dates=_VAGUE)
        self._departments = Departments(fold(whole[:200_000]), issuer=head.issuer)
        self._anchor = head.period[1] if head.period else head.issued_on
        if self._anchor is None and head.year is not None and 1 <= head.year <= 9999:
            self._anchor = date(head.year, 7, 1)

    def under(self, top: Node) -> list[dict[str, Any]]:
        """Return the stories under a heading and its sub-headings, whose titles are their categories."""
        return [
            story
            for node in top.walk()
            for paragraph in node.paragraphs
            if (story := self._story(paragraph, "" if node is top else node.title))
        ]

    def _story(self, paragraph: Paragraph, category: str) -> dict[str, Any] | None:
        if paragraph.row or len(paragraph.body) < 20:
            return None
        block = Story(paragraph.body, paragraph.sign.marker if paragraph.sign else "", category=tidy(category))
        story = meaning.story(block, self._words, self._departments, self._anchor)
        if not story.date_text:
            return None
        return {
            "text": story.text, "category": story.category, "department": story.department,
            "date_from": iso(story.date_from), "date_to": iso(story.date_to), "date_text": story.date_text,
        }  # fmt: skip


def _node(top: Node) -> dict[str, Any]:
    """Return a heading and all below it; without recursion, for it may be deep."""
    made: dict[int, dict[str, Any]] = {}
    for node in top.walk():
        made[id(node)] = {
            "level": node.level, "number": node.number, "marker": node.marker, "style": node.style,
            "title": tidy(node.title), "line": node.line, "text": node.texts, "children": [],
        }  # fmt: skip
    for node in top.walk():
        made[id(node)]["children"] = [made[id(child)] for child in node.children]
    return made[id(top)]


def _table(table: TableText) -> dict[str, Any]:
    return {
        "caption": table.caption,
        "head": table.head,
        "rows": [[cell.text for cell in row] for row in table.rows],
    }


def _tail_start(paragraphs: Sequence[Paragraph], begin: int) -> int:
    """Return the place of the first of the last lines that names recipients or the number of copies."""
    for place in range(max(begin, len(paragraphs) - _TAIL_MAX), len(paragraphs)):
        folded = fold(paragraphs[place].text[:400])
        if _RECIPIENTS.match(folded) or _MADE_BY.match(folded) or (_COPIES.search(folded) and len(folded) < 40):
            return place
    return len(paragraphs)


def _tail(paragraphs: Sequence[Paragraph]) -> tuple[dict[str, str | None], int | None]:
    """Return the recipients and the number of copies that the last lines name."""
    distribution: dict[str, str | None] = {"report": None, "send": None, "issue": None}
    copies = None
    for paragraph in paragraphs:
        folded = fold(paragraph.text[:400])
        found, printed = _RECIPIENTS.match(folded), _COPIES.search(folded)
        if found and distribution[_KEYS[found[1]]] is None:
            distribution[_KEYS[found[1]]] = paragraph.text.replace("：", ":", 1).partition(":")[2].strip()
        if printed and len(folded) < 40:
            copies = int(printed[1])
    return distribution, copies
