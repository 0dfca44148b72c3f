"""An issue in passages: what is filed, found and shown one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yichuang.reports.rules.folding import tidy
from yichuang.reports.rules.tree import Block, Heading, Part, Report, Section, Story

LENGTH = 1000  # characters past which the paragraphs of a block are filed apart
_LENGTH_MAX = 20_000  # of a paragraph: a tsvector holds about 100,000 keys
_NAME_MAX = 120
_CATEGORY = 2  # level of the headings that name a category
JOINT = " › "
_DAY = r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日|份)?"
_DATED = re.compile(
    rf"{_DAY}(?:[至到—–~-]+(?:{_DAY}|\d{{1,2}}日))?|(?:\d{{4}}年度?)?(?:第?[一二三四1-4]季度|[上下]半年)|\d{{4}}年度?"
)
_EMPTY = re.compile(r"[（(\s]*[)）]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A block of an issue, or some paragraphs of a long one: `place` counts from 0 in the order of the text.

    section: the part and the section in it, joined by ` › `, "" in head and tail; heading: it names what follows.
    """

    place: int
    text: str
    section: str = ""
    category: str = ""
    department: str = ""
    heading: bool = False


def passages_of(report: Report) -> list[Passage]:
    """Return all words of an issue in passages, in order; blocks without words are left out."""
    found: list[Passage] = []
    for block, section, category in _placed(report):
        for text in _pieces(block.words()):
            story = block if isinstance(block, Story) else None
            found.append(
                Passage(
                    place=len(found),
                    text=text,
                    section=section,
                    category=tidy(story.category if story and story.category else category)[:_NAME_MAX],
                    department=tidy(story.department)[:_NAME_MAX] if story else "",
                    heading=isinstance(block, Heading),
                )
            )
    return found


def _placed(report: Report) -> Iterator[tuple[Block, str, str]]:
    """Yield every block with the section and the category that it stands in."""
    yield from ((block, "", "") for block in report.head)
    for part in report.parts:
        for one in (part.heading, part.note):
            if one is not None:
                yield one, _path(part, None), ""
        for section in part.sections:
            path, category = _path(part, section), ""
            if section.heading is not None:
                yield section.heading, path, ""
            for block in section.blocks:
                if isinstance(block, Heading):
                    category = block.text if block.level >= _CATEGORY else ""
                yield block, path, category
    yield from ((block, "", "") for block in report.tail)


def _path(part: Part, section: Section | None) -> str:
    headings = (part.heading, section.heading if section else None)
    return JOINT.join(undated(heading.text)[:_NAME_MAX] for heading in headings if heading is not None)


def undated(title: str) -> str:
    """Return a heading without the period it names, so that it is the same heading in every issue.

    >>> [undated(title) for title in ("4 月政务服务情况", "2022年上半年工作", "（6月27日—7月1日）动态", "2022年")]
    ['政务服务情况', '工作', '动态', '2022年']
    """
    title = tidy(title)
    return _EMPTY.sub("", _DATED.sub("", title)) or title


def _pieces(words: str) -> Iterator[str]:
    """Yield a block's words, those of a long one in groups of paragraphs."""
    waiting: list[str] = []
    for line in words.split("\n"):
        for start in range(0, max(len(line), 1), _LENGTH_MAX):
            piece = line[start : start + _LENGTH_MAX].strip()
            if waiting and sum(map(len, waiting)) + len(piece) > LENGTH:
                yield "\n".join(waiting)
                waiting = []
            waiting += [piece] if piece else []
    if waiting:
        yield "\n".join(waiting)
