"""The list of contents of a report (目录, 本期要目), which repeats its headings before they come."""

from __future__ import annotations

import re
from collections.abc import Sequence

from yichuang.reports.rules.folding import fold
from yichuang.reports.rules.outline.paragraphs import Paragraph

CONTENTS = re.compile("(?:本期)?(?:要目|目录|导读|目次|看点)")
_PAGE = re.compile(r"[.·…\s]*\d{0,4}$")  # …… 3
_LINE_MAX, _LINES_MAX = 40, 60


def contents_of(paragraphs: Sequence[Paragraph], begin: int) -> list[int]:
    """Return the places of the list of contents and of the line over it; a report without one has none.

    Its lines are short; one with a sign stands again later, one without a sign is not followed by a sentence.
    """
    first = next((n for n in range(begin, len(paragraphs)) if CONTENTS.fullmatch(fold(paragraphs[n].text))), None)
    if first is None:
        return []
    last = min(len(paragraphs), first + 1 + _LINES_MAX)
    later = {fold(one.text): n for n, one in enumerate(paragraphs)}
    place = first + 1
    while place < last and _is_line(paragraphs, place, later):
        place += 1
    return list(range(first, place))


def _is_line(paragraphs: Sequence[Paragraph], place: int, later: dict[str, int]) -> bool:
    text = fold(paragraphs[place].text)
    if later.get(_PAGE.sub("", text), place) > place:
        return True
    following = paragraphs[place + 1] if place + 1 < len(paragraphs) else None
    short = len(text) <= _LINE_MAX and text[-1:] not in "。！？" and text[:1] != "【"
    return paragraphs[place].sign is None and short and following is not None and len(following.text) <= _LINE_MAX
