"""Title, number, issuer, dates of a report of no known series, from its first and last lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yichuang.reports.rules.folding import fold
from yichuang.reports.rules.outline.paragraphs import Paragraph
from yichuang.reports.rules.sentences.numerals import value_of
from yichuang.reports.rules.sentences.periods import days_of, year_of

_HEAD_MAX, _TAIL_MAX = 16, 8  # paragraphs
_TITLE_MAX = 60
_N = r"(?:\d{1,6}|[一二三四五六七八九十百]{1,6})"
_NUMBER = re.compile(rf"(?<!总)第({_N})[期号辑]")
_TOTAL = re.compile(rf"总第?({_N})期")
_FULL_DATE = re.compile(
    r"(\d{4})年(\d{1,2})月(\d{1,2})日|([一二][一二三四五六七八九〇零○]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)"
    r"|(\d{4})[-./](\d{1,2})[-./](\d{1,2})"
)
_BODY = re.compile(r"(?:中心|局|厅|委|委员会|办公室|政府|大厅|处|部|科|编辑部|管委会|服务站|办)$")
_LABELLED = re.compile(r"^(?:编印单位|编发单位|主办单位|主办|编印|编发|签发单位|发布单位|单位)[:：]")
_KIND = re.compile("报告|周报|月报|季报|年报|简报|通报|快报|专报|日报|分析|情况|总结|动态|信息|通讯|公报|专刊|统计")
_DOCUMENT = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[（(]\d{4}[〕\])）]\d{1,5}号")
_MADE = re.compile("(?:编印|编发|主办|印发|编|印)$")
_MARKED = re.compile("内部|秘密|机密|绝密|特急|加急|急件|平急|注意保存")
_EMPTY = re.compile(r"[()〔〕\[\]（）\s年]+$")
_PERIOD = re.compile(r"[(（]([^()（）]{3,40}[月日季度年])[)）]")


@dataclass
class Masthead:
    """What the head and the end of a report tell of it; None and "" where they do not. `length`: its paragraphs."""

    title: str = ""
    year: int | None = None
    number: int | None = None
    total_number: int | None = None
    document_number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    period: tuple[date, date] | None = None
    length: int = 0


def masthead_of(paragraphs: Sequence[Paragraph]) -> Masthead:
    """Return the head of a report: its lines before the first heading or sentence, and a signature at its end."""
    head = Masthead()
    for paragraph in paragraphs[:_HEAD_MAX]:
        text = paragraph.text
        signed = paragraph.sign is not None and paragraph.sign.style != "decimal"
        if signed or paragraph.row or len(text) > _TITLE_MAX or text.rstrip().endswith(("。", "；", "：", ":")):
            break
        head.length += 1
        _line(head, text)
    _signature(head, paragraphs[head.length :][-_TAIL_MAX:])
    if head.period is None:
        head.period = next((days for days in _periods(paragraphs[: head.length + 1], head) if days), None)
    if head.year is None:
        years = (year_of(fold(paragraph.text)) for paragraph in paragraphs[: head.length])
        head.year = head.issued_on.year if head.issued_on else next((year for year in years if year), None)
    return head


def _line(head: Masthead, text: str) -> None:
    """Take from one line of the head what it tells; what remains may be the title or the issuer."""
    folded = fold(text)
    number, total, document = _NUMBER.search(folded), _TOTAL.search(folded), _DOCUMENT.search(folded)
    issued_on, rest = _date(folded)
    if document:
        head.document_number = head.document_number or document[0]
        rest = rest.replace(document[0], "")
    if number and head.number is None:
        head.number = int(value_of(number[1]) or 0) or None
        head.year = year_of(folded[: number.start()][-6:]) or head.year
        rest = _NUMBER.sub("", rest).replace(f"{head.year}年", "") if head.year else _NUMBER.sub("", rest)
    if total and head.total_number is None:
        head.total_number = int(value_of(total[1]) or 0) or None
        rest = _TOTAL.sub("", rest)
    if issued_on and head.issued_on is None:
        head.issued_on = issued_on
    _words(head, text, rest if number or total or document or issued_on else folded)


def _words(head: Masthead, text: str, rest: str) -> None:
    rest = _EMPTY.sub("", rest.strip("()（）-—,，"))
    made = _MADE.search(rest)
    if len(rest) < 2 or _PERIOD.fullmatch(text.strip()) or _MARKED.match(rest):
        return
    rest = rest[: made.start()] if made and _BODY.search(rest[: made.start()]) else rest
    words = text.strip() if rest == fold(text) else rest
    labelled = _LABELLED.match(rest)
    if labelled:
        head.issuer = rest[labelled.end() :]
    elif _BODY.search(rest) and not _KIND.search(rest[-6:]):
        head.issuer = head.issuer or words
    elif not head.title:
        head.title = words
    elif not _KIND.search(head.title) and _KIND.search(rest):
        head.title += words


def _signature(head: Masthead, last: Sequence[Paragraph]) -> None:
    """Take issuer and date from the lines that close a report, if its head has none."""
    for place, paragraph in enumerate(last):
        folded = fold(paragraph.text)
        issued_on, rest = _date(folded)
        if issued_on is None or len(rest) > 30 or len(folded) > _TITLE_MAX:
            continue
        head.issued_on = head.issued_on or issued_on
        before = rest.removesuffix("印发") or (fold(last[place - 1].text) if place else "")
        if not head.issuer and len(before) <= 30 and _BODY.search(before):
            head.issuer = before


def _date(folded: str) -> tuple[date | None, str]:
    """Return the first full date of a line, and the line without it."""
    found = _FULL_DATE.search(folded)
    if not found or folded[found.end() : found.end() + 1] in ("至", "—", "-", "~", "到"):
        return None, folded
    written = f"{found[5]}年{found[6]}月{found[7]}日" if found[5] else found[0]
    days = days_of(written, year=None)
    return (days[0], folded[: found.start()] + folded[found.end() :]) if days else (None, folded)


def _periods(paragraphs: Sequence[Paragraph], head: Masthead) -> list[tuple[date, date] | None]:
    year = head.year or (head.issued_on.year if head.issued_on else None)
    found = []
    for paragraph in paragraphs:
        folded = fold(paragraph.text)
        if len(folded) > _TITLE_MAX or (_date(folded)[0] and not _PERIOD.search(folded)):
            continue
        bracketed = _PERIOD.search(folded)
        found.append(days_of(bracketed[1] if bracketed else folded, year=year))
    return found
