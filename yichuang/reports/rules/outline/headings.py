"""The tree of headings at any depth, with the paragraphs under each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from yichuang.reports.rules.outline.paragraphs import Paragraph
from yichuang.reports.rules.outline.signs import PLAIN_RANK

_LEAD_MAX = 30
_LEAD = re.compile(r"([^，。；：！？,;:!?]{2,30})[。：:]")
_SIGNED_TITLE_MAX = 60
_DATED = re.compile(r"\s*(?:\d{4}\s*年|\d{1,2}\s*月|近日|近期|日前)")
_PLAIN_MAX = 24


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
    for place, paragraph in enumerate(paragraphs):
        following = paragraphs[place + 1] if place + 1 < len(paragraphs) else None
        node = _heading(paragraph, following)
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


def _heading(paragraph: Paragraph, following: Paragraph | None) -> Node | None:
    sign, body = paragraph.sign, paragraph.body
    if sign is None:
        plain = paragraph.is_heading() and len(body) <= _PLAIN_MAX and following is not None and not following.row
        leads = plain and following is not None and (following.sign is not None or len(following.text) > _PLAIN_MAX)
        return Node(0, PLAIN_RANK, "plain", None, "", body, paragraph.lines[0]) if leads else None
    if paragraph.is_heading() or (sign.style in ("part", "appendix") and len(body) <= _SIGNED_TITLE_MAX):
        return Node(0, sign.rank, sign.style, sign.number, sign.marker, body, paragraph.lines[0])
    lead = _LEAD.match(body)
    if lead is None or _DATED.match(body) or any(char.isdigit() for char in lead[1]):
        return None
    node = Node(0, sign.rank, sign.style, sign.number, sign.marker, lead[1], paragraph.lines[0])
    rest = body[lead.end() :].strip()
    node.paragraphs.append(paragraph)
    if rest:
        node.texts.append(rest)
    return node
