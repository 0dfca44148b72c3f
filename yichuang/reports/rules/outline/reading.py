"""Reading a report of no known series into one JSON object, and the figures and remarks of any report."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from yichuang.reports.rules import meaning
from yichuang.reports.rules.departments import Departments
from yichuang.reports.rules.folding import fold, tidy
from yichuang.reports.rules.outline.headings import Node, tree_of
from yichuang.reports.rules.outline.masthead import Masthead, masthead_of
from yichuang.reports.rules.outline.paragraphs import Paragraph, paragraphs_of
from yichuang.reports.rules.outline.pieces import pieces_of
from yichuang.reports.rules.pieces import lines_of
from yichuang.reports.rules.sentences.extract import figures_in
from yichuang.reports.rules.sentences.periods import resolve
from yichuang.reports.rules.sentences.record import figure_records, remark_records
from yichuang.reports.rules.sentences.remarks import remarks_on
from yichuang.reports.rules.series import ReadingWords
from yichuang.reports.rules.tree import Report, Story

_VAGUE = ("近日", "近期", "日前", "近段时间", "近来", "本周", "上周", "本月", "月初", "月中", "月底")
_RECIPIENTS = re.compile(r"(报|送|发|抄送|抄报|主送)[:：](.+)")
_KEYS = {"报": "report", "送": "send", "发": "issue", "抄送": "send", "抄报": "report", "主送": "send"}
_TAIL_MAX = 12  # paragraphs
_COPIES = re.compile(r"[(〔\[（]?共?印(?:发|制)?(\d{1,6})份")


def read_any(text: str) -> dict[str, Any]:
    """Return what a report of no known series tells.

    The keys are those of a known one (`rules/record.py`) with `series` null, and: `document_number`; `headings`, the
    tree of headings ({level, number, marker, style, title, line, text, children}), where `text` is a heading's own
    paragraphs; `preamble`, those before the first heading; `tail`, the distribution and what follows; `figures` and
    `remarks`. Every line stands in `lines`.
    """
    lines = lines_of(text)
    paragraphs = paragraphs_of(lines)
    head = masthead_of(paragraphs)
    end = _tail_start(paragraphs, head.length)
    root = tree_of(paragraphs[head.length : end])
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
        "issuer": tidy(head.issuer),
        "issued_on": _iso(head.issued_on),
        "period": {"from": _iso(head.period[0]), "to": _iso(head.period[1])}
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
        "preamble": root.texts,
        **told_by(lines, paragraphs, year=year, own=head.period),
        "lines": list(lines),
    }


def told_by(
    lines: Sequence[str],
    paragraphs: Sequence[Paragraph] | None = None,
    *,
    year: int | None,
    own: tuple[date, date] | None,
) -> dict[str, Any]:
    """Return `figures` and `remarks` of a report's lines; places count in the lines joined by one line feed each.

    year: for dates without one. own: the report's period, if known.
    """
    paragraphs = paragraphs_of(lines) if paragraphs is None else paragraphs
    text = "\n".join(lines)
    figures = figures_in(text, pieces_of(paragraphs))
    resolve(figures, year=year, own=own)
    return {"figures": figure_records(figures), "remarks": remark_records(remarks_on(figures, text))}


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
            "date_from": _iso(story.date_from), "date_to": _iso(story.date_to), "date_text": story.date_text,
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


def _tail_start(paragraphs: Sequence[Paragraph], begin: int) -> int:
    """Return the place of the first of the last lines that names recipients or the number of copies."""
    for place in range(max(begin, len(paragraphs) - _TAIL_MAX), len(paragraphs)):
        folded = fold(paragraphs[place].text[:400])
        if _RECIPIENTS.match(folded) or (_COPIES.search(folded) and len(folded) < 40):
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


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
