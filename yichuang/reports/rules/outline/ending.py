"""What closes a report: the list of its appendices, and who signed it when (落款), before the appendices themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from yichuang.reports.rules.folding import fold
from yichuang.reports.rules.outline.dates import date_in
from yichuang.reports.rules.outline.paragraphs import Paragraph, is_date

BODY = re.compile(
    r"(?:中心|局|厅|委|委员会|办公室|政府|大厅|处|部|科|编辑部|管委会|服务站|办|领导小组|专班|集团|公司|股)$"
)
_WHO_MAX, _JOINT_MAX = 30, 3  # characters of a name; bodies that sign together
_LIST_MAX, _NEAR = 12, 5  # lines of a list of appendices; lines between it and the date


@dataclass
class Ending:
    """The places of paragraphs that close a report: its list of appendices, who signed it, the line with the date."""

    attachments: list[int] = field(default_factory=list)
    issuers: list[int] = field(default_factory=list)
    dated: int | None = None

    @property
    def places(self) -> set[int]:
        """Return the places of all of them."""
        return {*self.attachments, *self.issuers, *([] if self.dated is None else [self.dated])}


def ending_of(paragraphs: Sequence[Paragraph], begin: int) -> Ending:
    """Return what closes a report; its head ends before place `begin`."""
    ending = Ending()
    listed = next((n for n in range(begin, len(paragraphs)) if _is_list(paragraphs, n)), None)
    end = len(paragraphs)
    if listed is not None:
        stop = listed + 1
        while stop < min(len(paragraphs), listed + _LIST_MAX) and _goes_on(paragraphs[stop]):
            stop += 1
        if any(is_date(one.text) for one in paragraphs[stop : stop + _NEAR]):
            ending.attachments = list(range(listed, stop))
    first = ending.attachments[-1] + 1 if ending.attachments else begin
    end = next((n for n in range(first, end) if _is_appendix(paragraphs[n])), end)
    ending.dated = next((n for n in range(end - 1, begin - 1, -1) if is_date(paragraphs[n].text)), None)
    if ending.dated is not None:
        before = ending.dated - 1
        while before >= begin and len(ending.issuers) < _JOINT_MAX and _signs(paragraphs[before]):
            ending.issuers.insert(0, before)
            before -= 1
    return ending


def attachments_in(paragraphs: Sequence[Paragraph], ending: Ending) -> list[str]:
    """Return the titles in the list of appendices, without 附件 and their numbers."""
    titles = []
    for place in ending.attachments:
        body = paragraphs[place].body.strip("：: ")
        titles.append(re.sub(r"^\d{1,2}[.．、]\s*", "", body))
    return [title for title in titles if title]


def signed_on_one_line(text: str) -> tuple[str, str] | None:
    """Return who and when of a line like 临江市政务服务中心 2023年7月5日; None for any other."""
    folded = fold(text)
    if len(folded) > 2 * _WHO_MAX:
        return None
    day, rest = date_in(folded)
    who = rest.removesuffix("印发")
    return (who, folded) if day and who and len(who) <= _WHO_MAX and BODY.search(who) else None


def _is_list(paragraphs: Sequence[Paragraph], place: int) -> bool:
    paragraph = paragraphs[place]
    sign = paragraph.sign
    return sign is not None and sign.style == "appendix" and sign.marker[-1] in "：:" and bool(paragraph.body)


def _goes_on(paragraph: Paragraph) -> bool:
    sign = paragraph.sign
    return sign is not None and sign.style in ("arabic", "appendix") and len(paragraph.text) <= 2 * _WHO_MAX


def _is_appendix(paragraph: Paragraph) -> bool:
    return paragraph.sign is not None and paragraph.sign.style == "appendix"


def _signs(paragraph: Paragraph) -> bool:
    text = fold(paragraph.text)
    return paragraph.sign is None and not paragraph.row and len(text) <= _WHO_MAX and bool(BODY.search(text))
