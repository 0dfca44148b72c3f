"""What becomes of the files of a folder of old issues, and which of them a person must look at first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from yichuang.kit.errors import Refusal
from yichuang.reports.labels import STATES
from yichuang.reports.rules.folding import fold
from yichuang.reports.rules.heading import is_titled
from yichuang.reports.rules.series import Series
from yichuang.reports.rules.tree import Report

ARCHIVED = "archived"
DUPLICATE = "duplicate"  # the same file, or the same issue in another form
REVIEW = "review"  # understood in part: waits for a person
CONFLICT = "conflict"  # its number belongs to an issue that says something else
UNREAD = "unread"  # pictures of pages without words
REFUSED = "refused"  # not readable, or of another series
DISMISSED = "dismissed"  # a person decided not to archive it
REPLACED = "replaced"  # the folder holds another file under its name now

FATES = (ARCHIVED, DUPLICATE, REVIEW, CONFLICT, UNREAD, REFUSED, DISMISSED, REPLACED)
OPEN = (REVIEW, CONFLICT, UNREAD, REFUSED)  # somebody still has to do something
SETTLED = (ARCHIVED, DISMISSED)  # decided, and not changed any more

NUMBER_MAX = 99_999  # no series has as many issues; more is a misread line
_SIGNS = re.compile(r"[^\w%.]|_|(?<!\d)\.|\.(?!\d)")  # all but letters, numbers and what is part of a number
_BEGINNING = 500  # characters that may hold a title
_MARK = re.compile(rf"[(\[【〔]?(?:{STATES['draft']}|{STATES['signed']}|预览)[)\]】〕]?(?:·.*)?")  # of a folded line
_NOT_OURS = frozenset({"thumbs.db", "desktop.ini"})  # what systems leave in folders


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an issue is not archived without a look: a code, and a sentence for people."""

    code: str
    message: str


def reasons_to_look(
    report: Report, *, fault: Refusal | None, titled: bool, skipped: int, remarks: int, today: date, mark: str = ""
) -> list[Reason]:
    """Return why a person must look at an issue before it is archived; empty if it was understood fully.

    fault:   why it has no number, if it has none (`rules/numbering.py`).
    titled:  the series' title stands in its beginning.
    skipped: how many things in the file are not in its text. remarks: how many comments the checker has.
    mark:    what says that it is no issue yet (`draft_mark`), if anything does.

    What is wrong in print is archived as printed, but a figure that contradicts another may also be misread: so
    remarks are a reason, too.
    """
    found = []
    if mark:
        found.append(Reason("marked_draft", f"文件标有“{mark}”，不是正式印发的一期"))
    if not titled:
        found.append(Reason("title_missing", "开头没有读到本刊的刊名"))
    if fault is not None:
        found.append(Reason(fault.code, fault.message.rstrip("。")))
    if any(number is not None and not 1 <= number <= NUMBER_MAX for number in (report.number, report.total_number)):
        found.append(Reason("number_odd", f"期号不在 1 到 {NUMBER_MAX:,} 之间"))
    found += _about_the_date(report, today)
    if unread := len(report.unread()):
        found.append(Reason("lines_unread", f"正文有 {unread} 处没有认出"))
    if skipped:
        found.append(Reason("file_unread", f"文件中有 {skipped} 处没有读入"))
    if remarks:
        found.append(Reason("remarks", f"数字有 {remarks} 条核对意见"))
    return found


def _about_the_date(report: Report, today: date) -> list[Reason]:
    if report.issued_on is None:
        return [Reason("date_missing", "没有读到印发日期")]
    if report.issued_on > today:
        return [Reason("date_ahead", f"印发日期 {report.issued_on} 晚于今天")]
    if report.year is not None and abs(report.issued_on.year - report.year) > 1:  # the last of a year may come late
        return [Reason("year_differs", f"期号写 {report.year} 年，印发日期是 {report.issued_on}")]
    return []


def draft_mark(lines: Iterable[str]) -> str:
    """Return the first line that is the mark printed on what is not published yet, or nothing if none is.

    >>> draft_mark(["窗口工作周报", "草 稿 · 期号为暂定"]), draft_mark(["草稿已送各科室。"])
    ('草 稿 · 期号为暂定', '')
    """
    return next((line.strip() for line in lines if _MARK.fullmatch(fold(line))), "")


def series_named(text: str, series: Sequence[Series]) -> Series | None:
    """Return the first series whose title is a line in the text's beginning."""
    return next((one for one in series if is_titled(text[:_BEGINNING], one)), None)


def same_words(one: Report, other: Report) -> bool:
    """Tell whether two issues say the same in the same order: words and numbers, as far as files of one issue agree.

    Blanks, full-width forms, signs of lists and other punctuation differ between a text file and the print of it.
    """
    return _bare(one.words()) == _bare(other.words())


def differences(one: Report, other: Report) -> list[tuple[str, str]]:
    """Return the passages in which two issues do not say the same: those of the one, and what the other has there."""
    left, right = ([block.words() for block in report.blocks()] for report in (one, other))
    steps = SequenceMatcher(None, list(map(_bare, left)), list(map(_bare, right)), autojunk=False).get_opcodes()
    return [("\n".join(left[a:b]), "\n".join(right[c:d])) for tag, a, b, c, d in steps if tag != "equal"]


def _bare(words: str) -> str:
    return _SIGNS.sub("", fold(words))


def is_left_aside(name: str) -> bool:
    """Tell whether a file or folder is none of the hall's: hidden, or left by a program while it runs.

    >>> [name for name in ("2022-21.docx", ".git", "~$22-21.docx", "Thumbs.db") if is_left_aside(name)]
    ['.git', '~$22-21.docx', 'Thumbs.db']
    """
    return name.startswith((".", "~$", ".~")) or name.lower() in _NOT_OURS
