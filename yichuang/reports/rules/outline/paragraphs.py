"""From lines to paragraphs: a line broken in mid-sentence is joined to the one before it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from yichuang.reports.rules.outline.signs import LineSign, line_sign
from yichuang.reports.rules.pieces import finished, gap

_PAGE_MARK = re.compile(
    r"\s*[-\u2010-\u2015]+\s*\d{1,4}\s*[-\u2010-\u2015]+\s*|\s*第\s*\d{1,4}\s*页(?:[，,/]?\s*共\s*\d{1,4}\s*页)?\s*"
)
_COLUMNS = re.compile(r"\S[^\S\t]*\t|^\t.*\S|[|｜│┃].*[|｜│┃]|\S\s{3,}\S.*\S\s{3,}\S")
_GAP = re.compile(r"\t|[|｜│┃]|\s{3}")  # a first look, for speed
_LABEL = re.compile(
    r"\s*(?:报|送|发|抄送|抄报|主送|签发人?|编辑|审核|责任编辑|主办|编印)\s*[：:]|[（(〔\[]?\s*共?\s*印"
)
_HEADING_MAX = 40
_PAUSE = re.compile("[，。；：！？,;:!?]")
_GOES_ON = "；;，,、"
_FULL_LINE = 18  # characters; a shorter line was ended, not broken
_LOOK_BACK = 4
_INDENT = 2  # blanks that begin a paragraph
_DOCUMENT = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[（(]\d{4}[〕\])）]\s*\d{1,5}\s*号(?:\s|$)")
_DATE_ALONE = re.compile(
    r"[(（]?[\d一二三四五六七八九〇零○]{4}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日[)）]?"
)
_NOTE = re.compile("[（(][^（）()]*[月日季度年][）)]")  # （6月6日—6月12日）
_PLACE = re.compile("第[0-9一二三四五六七八九十]{1,3}[名位]")  # of a ranking
_DATED = re.compile(r"[\d一二三四五六七八九十]\s*日$")


def _indent(raw: str) -> int:
    return len(raw) - len(raw.lstrip())


@dataclass
class Paragraph:
    """A paragraph: `segments` are its lines, each with its place in the text; `lines` their numbers from 1.

    level: of a heading as the file's styles say it, from 1, 0 for a title; None where they do not.
    """

    sign: LineSign | None
    row: bool = False
    lines: list[int] = field(default_factory=list)
    segments: list[tuple[int, str]] = field(default_factory=list)
    level: int | None = None

    @property
    def text(self) -> str:
        """The words as one line."""
        lines = [line.strip() for _, line in self.segments]
        return "".join(gap(before, line) + line for before, line in pairwise(["", *lines]))

    @property
    def body(self) -> str:
        """The words after the sign."""
        text = self.text
        return text[len(self.sign.marker) :].strip() if self.sign else text

    def is_heading(self) -> bool:
        """Tell whether it can be a heading: short, and no sentence."""
        body = "".join(self.body.split())
        if self.sign is None and _NOTE.fullmatch(body):
            return False
        if self.row or not body or len(body) > _HEADING_MAX or finished(body) or body[-1] in _GOES_ON:
            return False
        return self.sign is not None or not (
            _PAUSE.search(body) or body[0].isdigit() or is_date(body) or _PLACE.match(body)
        )


def is_note(paragraph: Paragraph) -> bool:
    """Tell whether a paragraph is a period in brackets, as it stands under a heading, and nothing else."""
    return len(paragraph.text) <= _HEADING_MAX and bool(_NOTE.fullmatch("".join(paragraph.text.split())))


def is_date(text: str) -> bool:
    """Tell whether a line is the date under a report and nothing else."""
    return bool(_DATE_ALONE.fullmatch("".join(text.split())[:24]))


def paragraphs_of(lines: Sequence[str], levels: Mapping[int, int] | None = None) -> list[Paragraph]:
    """Return the paragraphs of a text's lines; blank lines and page numbers are in none.

    Places count from 0 in the lines joined by one line feed each. levels: by place, of lines that are headings.
    """
    levels = levels or {}
    found: list[Paragraph] = []
    place = 0
    for number, raw in enumerate(lines, 1):
        if raw.strip() and not _PAGE_MARK.fullmatch(raw[:60]):
            sign, level = line_sign(raw), levels.get(place)
            row = bool(_GAP.search(raw) and _COLUMNS.search(raw[:2000]))
            if found and sign is None and not row and level is None and _continues(found[-1], raw):
                found[-1].lines.append(number)
                found[-1].segments.append((place, raw))
            else:
                found.append(Paragraph(sign, row, [number], [(place, raw)], level))
        place += len(raw) + 1
    return found


def _continues(before: Paragraph, raw: str) -> bool:
    """Tell whether a line without a sign goes on with the paragraph before it."""
    last = before.segments[-1][1].strip()
    if (
        before.row
        or before.level is not None
        or finished(last)
        or last.endswith(("：", ":"))
        or _LABEL.match(raw)
        or len(last) < _FULL_LINE
        or _DATED.search(last)
        or _DOCUMENT.match(last)
    ):
        return False
    indent = _indent(raw)
    if indent >= _INDENT and indent > _indent(before.segments[-1][1]):
        return False
    end = "".join("".join(line.split()) for _, line in before.segments[-_LOOK_BACK:])
    short = len(end) <= _HEADING_MAX and not _PAUSE.search(end)
    return not (short and len(before.segments) == 1)
