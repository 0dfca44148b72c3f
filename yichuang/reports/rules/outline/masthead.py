"""Title, number, issuer, dates of a report of no known series, from its first and last lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yichuang.reports.rules.folding import fold
from yichuang.reports.rules.outline.contents import CONTENTS
from yichuang.reports.rules.outline.dates import date_in
from yichuang.reports.rules.outline.ending import BODY, ending_of, signed_on_one_line
from yichuang.reports.rules.outline.paragraphs import Paragraph, is_note
from yichuang.reports.rules.sentences.numerals import value_of
from yichuang.reports.rules.sentences.periods import days_of, year_of

_HEAD_MAX, _TAIL_MAX, _OPENING = 16, 8, 6  # paragraphs
_OPENING_WORDS = 30  # characters
_TITLE_MAX = 60
_LOOKED_AT = 200  # characters of a paragraph
_N = r"(?:\d{1,6}|[一二三四五六七八九十百]{1,6})"
_NUMBER = re.compile(rf"(?<!总)第({_N})[期号辑]")
_TOTAL = re.compile(rf"总第?({_N})期")
_LABELLED = re.compile(
    r"^(?:编制单位|编制|报送单位|填报单位|制表单位|编印单位|编发单位|主办单位|主办|编印|编发|签发单位|发布单位|单位)[:：]"
)
_KIND = re.compile("报告|周报|月报|季报|年报|简报|通报|快报|专报|日报|分析|情况|总结|动态|信息|通讯|公报|专刊|统计")
_DOCUMENT = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[（(]\d{4}[〕\])）]\d{1,5}号")
_MADE = re.compile("(?:编印|编发|主办|印发|编|印)$")
_MARKED = re.compile("内部|秘密|机密|绝密|特急|加急|急件|平急|注意保[存管]|妥善保[存管]")
_OTHER_LABEL = re.compile(
    r"^(?:签发人?|编辑|责任编辑|责编|审核|审定|校对|撰稿|联系人|联系电话|电话|来源|发布时间|浏览次数|发文单位|主题词|索引号)[:：]"
)
_LABEL_WITHIN = re.compile("(?:签发人?|责任编辑|责编|编辑|审核|审定|校对|撰稿|联系人|联系电话|电话)[:：]")
_NAMED_DAYS = re.compile("([0-9]{1,2})月份?[(]([^()]{5,40}日)[)]")  # 5月份（4月17日—5月16日）
_FINISHED_TITLE = re.compile("(?:报告|通报|通知|总结|分析|汇报|函|意见|方案|报|动态|信息|通讯|公报|专刊|小结|快讯|表)$")
_YEAR_IN_BRACKETS = re.compile(r"[〔\[（(](\d{4})[〕\])）]$")
_SHORT_HEADING, _SENTENCE = 12, 24  # characters: a heading without a sign, and the least that follows it
_EMPTY = re.compile(r"[()〔〕\[\]（）\s年]+$")
_PERIOD = re.compile(r"[(（]([^()（）]{3,40}[月日季度年])[)）]")


@dataclass
class Masthead:
    """What the head and the end of a report tell of it; None and "" where they do not. `length`: its paragraphs."""

    title: str = ""
    headline: str = ""  # of this issue, under the title of the series (关于 … 的通报)
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
    for place, paragraph in enumerate(paragraphs[:_HEAD_MAX]):
        following = paragraphs[place + 1] if place + 1 < len(paragraphs) else None
        if following and is_note(following) and head.issued_on and place + 2 < len(paragraphs):
            following = paragraphs[place + 2]
        if _ends_head(head, paragraph, following):
            break
        head.length += 1
        if paragraph.level == 0:  # the file's style says that it is the title
            head.issuer = head.issuer or (paragraph.text if BODY.search(paragraph.text) else "")
            head.title += paragraph.text
        else:
            _line(head, " ".join(paragraph.text.split("\t")))
    _signature(head, paragraphs)
    if head.year is None:
        years = (year_of(fold(paragraph.text)) for paragraph in paragraphs[: head.length])
        head.year = head.issued_on.year if head.issued_on else next((year for year in years if year), None)
    if head.period is None:
        said = [*_periods(paragraphs[: head.length + 1], head), *_first_words(paragraphs[head.length :], head)]
        head.period = next((days for days in said if days), None)
    _exact_days(head, paragraphs)
    return head


def _exact_days(head: Masthead, paragraphs: Sequence[Paragraph]) -> None:
    """Take the days that the first paragraphs give in brackets after the month of the report as its period."""
    for paragraph in paragraphs[: head.length + _OPENING] if head.period else ():
        found = _NAMED_DAYS.search(fold(paragraph.text[:_LOOKED_AT]))
        days = days_of(found[2], year=head.year) if found else None
        month = int(found[1]) if found else 0
        whole = days and head.period and head.period[0].month == head.period[1].month == month
        if days and whole and days[0] < days[1] and month in (days[0].month, days[1].month):
            head.period = days
            return


def _ends_head(head: Masthead, paragraph: Paragraph, following: Paragraph | None) -> bool:
    """Tell whether the head ends before a paragraph: a heading, a table or a sentence."""
    text = paragraph.text
    if paragraph.level or CONTENTS.fullmatch(fold(text)) or fold(text)[:1] == "【":
        return True
    if paragraph.row:  # the issuer and the date on one line, with a tab between them
        return date_in(fold(text))[0] is None or len(text) > _TITLE_MAX
    signed = paragraph.sign is not None and paragraph.sign.style != "decimal"
    if signed or len(text) > _TITLE_MAX or text.rstrip().endswith(("。", "；", "：", ":")):
        return True
    folded = fold(text)
    told = _NUMBER.search(folded) or _TOTAL.search(folded) or _DOCUMENT.search(folded) or date_in(folded)[0]
    body = BODY.search(folded.removesuffix("文件"))
    heading = len(folded) <= _SHORT_HEADING and not told and not body and folded[:1] not in "(（"
    leads = following is not None and not following.sign and not following.row and len(fold(following.text)) > _SENTENCE
    return heading and leads and bool(head.title) and not _goes_on(head.title, folded)


def _goes_on(title: str, rest: str) -> bool:
    """Tell whether a line goes on with the title before it (关于窗口运行 / 情况的通报)."""
    if title.startswith("关于") or _FINISHED_TITLE.search(title):
        return not _FINISHED_TITLE.search(title)
    return not _KIND.search(title) and bool(_KIND.search(rest))


def _line(head: Masthead, text: str) -> None:
    """Take from one line of the head what it tells; what remains may be the title or the issuer."""
    folded = fold(text)
    number, total, document = _NUMBER.search(folded), _TOTAL.search(folded), _DOCUMENT.search(folded)
    issued_on, rest = date_in(folded)
    if document:
        head.document_number = head.document_number or document[0]
        rest = rest.replace(document[0], "")
    if number and head.number is None:
        head.number = int(value_of(number[1]) or 0) or None
        bracketed = _YEAR_IN_BRACKETS.search(folded[: number.start()])
        head.year = int(bracketed[1]) if bracketed else year_of(folded[: number.start()][-6:]) or head.year
        rest = _NUMBER.sub("", rest).replace(f"{head.year}年", "") if head.year else _NUMBER.sub("", rest)
    if total and head.total_number is None:
        head.total_number = int(value_of(total[1]) or 0) or None
        rest = _TOTAL.sub("", rest)
    if issued_on and head.issued_on is None:
        head.issued_on = issued_on
    _words(head, text, rest if number or total or document or issued_on else folded)


def _words(head: Masthead, text: str, rest: str) -> None:
    rest = rest if _PERIOD.fullmatch(rest) else _PERIOD.sub("", rest)
    bare = _EMPTY.sub("", rest.strip("()（）-—,，"))
    rest = bare if bare.count("(") == bare.count(")") else rest
    label = _LABEL_WITHIN.search(rest)  # 某局    签发人：某某    某日
    rest = rest[: label.start()] if label and BODY.search(rest[: label.start()]) else rest
    made = _MADE.search(rest)
    if (
        len(rest) < 2
        or rest.isdigit()
        or _PERIOD.fullmatch(text.strip())
        or _MARKED.match(rest)
        or _OTHER_LABEL.match(rest)
    ):
        return
    rest = rest[: made.start()] if made and BODY.search(rest[: made.start()]) else rest
    words = text.strip() if rest == fold(text) else rest
    labelled = _LABELLED.match(rest)
    if rest.endswith("文件") and BODY.search(rest.removesuffix("文件")):  # the red head of a document
        head.issuer = head.issuer or rest.removesuffix("文件")
    elif labelled:
        head.issuer = rest[labelled.end() :]
    elif BODY.search(rest) and not _KIND.search(rest[-6:]):
        head.issuer = head.issuer or words
    elif not head.title:
        head.title = words
    elif not head.headline and _goes_on(head.title, rest):
        head.title += words
    elif not head.headline and (rest.startswith("关于") or _FINISHED_TITLE.search(rest)):
        head.headline = words
    elif head.headline and _goes_on(head.headline, rest):
        head.headline += words


def _signature(head: Masthead, paragraphs: Sequence[Paragraph]) -> None:
    """Take issuer and date from the lines that close a report, if its head has none."""
    ending = ending_of(paragraphs, head.length)
    if ending.dated is not None:
        head.issued_on = head.issued_on or date_in(fold(paragraphs[ending.dated].text))[0]
        head.issuer = head.issuer or "、".join(fold(paragraphs[place].text) for place in ending.issuers)
        return
    for paragraph in paragraphs[head.length :][-_TAIL_MAX:]:
        signed = signed_on_one_line(paragraph.text)
        if signed:
            head.issued_on = head.issued_on or date_in(signed[1])[0]
            head.issuer = head.issuer or signed[0]


def _periods(paragraphs: Sequence[Paragraph], head: Masthead) -> list[tuple[date, date] | None]:
    year = head.year or (head.issued_on.year if head.issued_on else None)
    found = []
    for paragraph in paragraphs:
        folded = fold(paragraph.text)
        if len(folded) > _TITLE_MAX or (date_in(folded)[0] and not _PERIOD.search(folded)):
            continue
        bracketed = _PERIOD.search(folded)
        found.append(days_of(bracketed[1] if bracketed else folded, year=year))
    return found


def _first_words(paragraphs: Sequence[Paragraph], head: Masthead) -> list[tuple[date, date] | None]:
    """Return the periods with which the first paragraphs begin (3月18日至3月24日，…); a single day is none."""
    year = head.year or (head.issued_on.year if head.issued_on else None)
    found = []
    for paragraph in paragraphs[:_OPENING]:
        days = days_of(fold(paragraph.body[:_OPENING_WORDS]).partition("，")[0], year=year)
        found.append(days if days and days[0] < days[1] else None)
    return found
