"""Which paragraphs of a DOCX are headings, and how deep, by their outline level and by the names of their styles."""

from __future__ import annotations

import re
from typing import Any

from yichuang.reports.reading.package import child, local, value

_NAMED = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_TITLES = ("title", "标题", "文档标题")
_BODY_LEVEL = 9  # w:outlineLvl of text
_FOLLOWED_MAX = 16  # styles that one may be based on


class Levels:
    """The levels of headings that the styles of a document give."""

    def __init__(self, styles: Any) -> None:
        self._own: dict[str, int | None] = {}
        self._based: dict[str, str] = {}
        for style in styles if styles is not None else ():
            if local(style.tag) == "style" and (value(style, "type") or "paragraph") == "paragraph":
                name = value(style, "styleId") or ""
                self._own[name] = _level_of(child(style, "pPr"), _said(style, "name") or name)
                self._based[name] = _said(style, "basedOn")

    def level(self, paragraph: Any) -> int | None:
        """Return the level of a heading from 1, 0 for a title, None for text."""
        properties = child(paragraph, "pPr")
        direct = _outline(properties)
        if direct is not None:
            return direct if direct <= _BODY_LEVEL else None
        style = _said(properties, "pStyle")
        for _ in range(_FOLLOWED_MAX):
            if style not in self._own:
                return None
            found = self._own[style]
            if found is not None:
                return found if found <= _BODY_LEVEL else None
            style = self._based[style]
        return None


def _level_of(properties: Any, name: str) -> int | None:
    named = _NAMED.fullmatch(name.strip())
    if named:
        return int(named[1])
    return 0 if name.strip().lower() in _TITLES else _outline(properties)


def _outline(properties: Any) -> int | None:
    """Return what w:outlineLvl says, from 1; 10 is text; None where nothing is said."""
    written = _said(properties, "outlineLvl")
    return int(written) + 1 if written.isascii() and written.isdigit() and len(written) == 1 else None


def _said(element: Any, name: str) -> str:
    """Return the w:val of a child, "" if there is none."""
    found = child(element, name)
    return "" if found is None else value(found) or ""
