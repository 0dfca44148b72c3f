"""The tree of headings at any depth, with the paragraphs under each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from yichuang.reports.rules.outline.paragraphs import Paragraph, is_note
from yichuang.reports.rules.outline.signs import PLAIN_RANK

_LEAD = re.compile(r"([^，。；：！？,;:!?]{2,30})[。：:]")
_SIGNED_TITLE_MAX = 60
_DATED = re.compile(r"\s*(?:\d{4}\s*年|\d{1,2}\s*月|近日|近期|日前)")
_PLAIN_MAX = 24
_BRACKETED = re.compile("【([^【】]{1,30})】")
_ITEMS = ("arabic", "arabic_bracket", "circled", "letter")  # may number sentences
_UNSIGNED, _ORDINALS_FIRST = 1000, 25


@dataclass
class Node:
    """A heading: its level from 1, its sign and number (None without one), its title, the paragraphs under it."""

    level: int
    rank: int
    style: str
    number: int | None
    marker: str
    title: str
    line: int
    paragraphs: list[Paragraph] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """Yield this node and all below it, in order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.children)


def tree_of(paragraphs: Sequence[Paragraph]) -> Node:
    """Return the root, which has no title and holds what stands before the first heading.

    A line with a sign is a heading if it is short and no sentence; a longer one whose first words end in a full stop
    or a colon (一是 …) gives its first words to the heading; any other is a paragraph of the heading above it.
    """
    root = Node(0, -1, "root", None, "", "", 0)
    stack = [root]
    ranks = _ranks(paragraphs)
    signs = (one.sign.style for one in paragraphs if one.sign and one.sign.style != "appendix")
    ordinals_first = next(signs, "") == "ordinal"  # 第一、 over 1. and not under it
    named = False  # the line was taken as the title of the appendix before it
    for place, paragraph in enumerate(paragraphs):
        following = paragraphs[place + 1] if place + 1 < len(paragraphs) else None
        if following and is_note(following) and paragraph.sign is None and place + 2 < len(paragraphs):
            following = paragraphs[place + 2]
        if named:
            named = False
            continue
        node = _styled(paragraph, ranks) or _heading(paragraph, following)
        if node is not None and node.style == "appendix" and not node.title and _names_appendix(following):
            node.title, named = following.body if following else "", True
        if node is not None and node.style == "ordinal" and ordinals_first:
            node.rank = _ORDINALS_FIRST
        if node is None:
            stack[-1].paragraphs.append(paragraph)
            stack[-1].texts.append(paragraph.text)
            continue
        while len(stack) > 1 and stack[-1].rank >= node.rank:
            stack.pop()
        node.level = len(stack)
        stack[-1].children.append(node)
        stack.append(node)
    return root


def _ranks(paragraphs: Sequence[Paragraph]) -> dict[int, int]:
    """Return the rank of each level of headings that the file's styles give: that of the signs on that level.

    A level without signs stands right below the one over it.
    """
    signs: dict[int, int] = {}
    for paragraph in paragraphs:
        if paragraph.level:
            rank = paragraph.sign.rank if paragraph.sign else _UNSIGNED
            signs[paragraph.level] = min(rank, signs.get(paragraph.level, _UNSIGNED))
    ranks: dict[int, int] = {}
    last = PLAIN_RANK - 1
    for level in sorted(signs):
        last = max(last + 1, signs[level]) if signs[level] < _UNSIGNED else last + 1
        ranks[level] = last
    return ranks


def _styled(paragraph: Paragraph, ranks: dict[int, int]) -> Node | None:
    """Return the heading that the file's styles make of a paragraph, or None."""
    if not paragraph.level or paragraph.row or not paragraph.body:
        return None
    sign = paragraph.sign
    if sign is None:
        return Node(0, ranks[paragraph.level], "styled", None, "", paragraph.body, paragraph.lines[0])
    return Node(0, ranks[paragraph.level], sign.style, sign.number, sign.marker, paragraph.body, paragraph.lines[0])


def _names_appendix(following: Paragraph | None) -> bool:
    """Tell whether the line after 附件1 alone is its title."""
    return following is not None and following.sign is None and not following.row and following.is_heading()


def _heading(paragraph: Paragraph, following: Paragraph | None) -> Node | None:
    sign, body = paragraph.sign, paragraph.body
    if sign is None:
        bracketed = _BRACKETED.fullmatch(body)
        if bracketed:
            return Node(0, PLAIN_RANK, "bracketed", None, "【】", bracketed[1], paragraph.lines[0])
        plain = paragraph.is_heading() and len(body) <= _PLAIN_MAX and following is not None and not following.row
        leads = plain and following is not None and (following.sign is not None or len(following.text) > _PLAIN_MAX)
        return Node(0, PLAIN_RANK, "plain", None, "", body, paragraph.lines[0]) if leads else None
    alone = sign.style == "appendix" and not body
    if alone or paragraph.is_heading() or (sign.style in ("part", "appendix") and len(body) <= _SIGNED_TITLE_MAX):
        return Node(0, sign.rank, sign.style, sign.number, sign.marker, body, paragraph.lines[0])
    lead = _LEAD.match(body)
    if lead is None or _DATED.match(body) or any(char.isdigit() for char in lead[1]):
        return None
    rest = body[lead.end() :].strip()
    told = following is not None and following.sign is None and (following.row or len(following.text) > _PLAIN_MAX)
    alone = not rest and lead[0][-1] == "。" and not told
    if alone and sign.style in _ITEMS:
        return None  # one of a list of short sentences
    node = Node(0, sign.rank, sign.style, sign.number, sign.marker, lead[1], paragraph.lines[0])
    node.paragraphs.append(paragraph)
    if rest:
        node.texts.append(rest)
    return node
