"""The numbers of issues: what they count in, which comes next, how they are written, by which key an issue is found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from yichuang.kit.errors import Refusal
from yichuang.reports.rules.folding import fold
from yichuang.reports.rules.periods import Span, period_told, wording
from yichuang.reports.rules.tree import HeadLine, Report

NUMBERINGS = ("year", "all", "month", "none")
ALL = "all"  # the scope of numbers that never begin anew
USUAL_LINES: Mapping[str, str] = {
    "year": "{year} 年第 {number} 期",
    "all": "第 {number} 期",
    "month": "{year} 年 {month} 月第 {number} 期",
    "none": "",
}
_MONTH = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])月")
KEY_FORM = r"^(?:(?:\d{4}-)?(?:\d{2}-)?\d{1,6}|\d{4}-\d{2}-\d{2}_\d{4}-\d{2}-\d{2})$"  # of what `parsed_key` takes
_KEY = re.compile(r"(?:(?P<scope>\d{4}(?:-(?:0[1-9]|1[0-2]))?)-)?(?P<number>\d{1,6})", re.ASCII)
_PERIOD_KEY = re.compile(r"(\d{4}-\d\d-\d\d)(?:_|\.\.)(\d{4}-\d\d-\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of an issue: in its scope (a year, a month, `all`), and in all. None where it has none.

    scope: as issues keep it: `2022`, `2022-06`, `all`; "" without a number.
    """

    year: int
    number: int | None
    total_number: int | None = None
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """What an issue is found by: scope and number, or the period of one without number."""

    scope: str = ""
    number: int | None = None
    period: Span | None = None


def scope_of(numbering: str, day: date) -> str:
    """Return what the number of an issue counts in whose period ends on that day.

    >>> [scope_of(numbering, date(2022, 6, 30)) for numbering in NUMBERINGS]
    ['2022', 'all', '2022-06', '']
    """
    return {"year": f"{day.year:04}", "all": ALL, "month": f"{day:%Y-%m}", "none": ""}[numbering]


def next_numbers(
    numbering: str, day: date, taken: Sequence[tuple[str, int | None, int | None]], *, with_total: bool = True
) -> Numbers:
    """Return the numbers that an issue whose period ends on `day` would get.

    taken:      scope, number and number in all of every archived or published issue of the series.
    with_total: whether the series prints a number in all beside the one in the year or month.

    A series that begins to count in all goes on from its last number in all, or from how many issues it has.

    >>> next_numbers("year", date(2022, 7, 1), [("2022", 20, 395)])
    Numbers(year=2022, number=21, total_number=396, scope='2022')
    """
    scope = scope_of(numbering, day)
    if not scope:
        return Numbers(day.year, None)
    totals = [total for *_, total in taken if total] + [number for of, number, _ in taken if of == ALL and number]
    in_all = max(totals or [len(taken)]) + 1
    if scope == ALL:
        return Numbers(day.year, in_all, scope=ALL)
    number = max((number for of, number, _ in taken if of == scope and number), default=0) + 1
    return Numbers(day.year, number, in_all if with_total else None, scope)


def numbers_read(report: Report, numbering: str) -> tuple[Numbers, Span | None]:
    """Return the numbers and the period under which an issue that was read is archived.

    The month of a number that counts in months stands in its line; else it is that of the period, else of the date.
    An issue without number needs its period: the days it names, or the month, quarter, half-year or year of its head.
    Raises Refusal `number_missing`, `period_missing`.
    """
    period = (report.period_from, report.period_to) if report.period_from and report.period_to else None
    if numbering == "none":
        period = period or period_told(fold("\n".join(block.text for block in report.head)))
        if period is None:
            raise Refusal(
                "period_missing",
                "没有读到期间，不编号的一期不能归档。",
                field="period",
                rule="不编号的刊物以期间区分各期",
            )
        return Numbers(report.year or period[1].year, None), period
    if report.year is None or report.number is None or not 1 <= report.year <= 9999:
        raise Refusal(
            "number_missing", "没有读到年份和期号，不能归档。", field="number", rule="期号写作“2022 年第 21 期”"
        )
    if numbering == ALL:
        return Numbers(report.year, report.number, scope=ALL), period
    scope = f"{report.year:04}"
    if numbering == "month":
        scope += f"-{_month(report, period):02}"
    return Numbers(report.year, report.number, report.total_number, scope), period


def _month(report: Report, period: Span | None) -> int:
    line = next((block for block in report.head if isinstance(block, HeadLine) and block.role == "number"), None)
    written = _MONTH.search(fold(line.text)) if line else None
    if written:
        return int(written[1])
    day = period[1] if period else report.issued_on
    if day is None:
        raise Refusal(
            "number_missing", "没有读到期号所属的月份，不能归档。", field="number", rule="期号写作“2022 年 6 月第 1 期”"
        )
    return day.month


def key_of(scope: str, number: int | None, period: Span | None) -> str:
    """Return an issue's key, as commands, addresses and file names write it.

    >>> june = (date(2022, 6, 1), date(2022, 6, 15))
    >>> [key_of(*one, june) for one in (("2022", 21), ("2022-06", 1), ("all", 396), ("", None))]
    ['2022-21', '2022-06-1', '396', '2022-06-01_2022-06-15']
    """
    if number is None:
        assert period is not None, "an issue without number has its period"
        return f"{period[0]}_{period[1]}"
    return f"{number}" if scope == ALL else f"{scope}-{number}"


def parsed_key(text: str) -> Key | None:
    """Return the key that a text writes, or None. A period may be written `2022-06-01..2022-06-15` as well.

    >>> parsed_key("2022-06-1"), parsed_key("2022-6-1")
    (Key(scope='2022-06', number=1, period=None), None)
    """
    if found := _PERIOD_KEY.fullmatch(text):
        try:
            period = date.fromisoformat(found[1]), date.fromisoformat(found[2])
        except ValueError:
            return None
        return Key(period=period) if period[0] <= period[1] else None
    found = _KEY.fullmatch(text)
    return Key(found["scope"] or ALL, int(found["number"])) if found else None


def number_words(scope: str, number: int | None, total_number: int | None, period: Span | None) -> str:
    """Return an issue's number as pages and messages write it; of one without number, its period.

    >>> numbers = (("2022", 21, 396), ("2022-06", 1, None), ("all", 396, None))
    >>> tuple(number_words(*one, None) for one in numbers)
    ('2022 年第 21 期（总第 396 期）', '2022 年 6 月第 1 期', '第 396 期')
    """
    if number is None:
        return wording(period) if period else ""
    total = f"（总第 {total_number} 期）" if total_number else ""
    year, _, month = ("", "", "") if scope == ALL else scope.partition("-")
    in_scope = (f"{int(year)} 年" if year else "") + (f" {int(month)} 月" if month else "")
    return f"{in_scope}第 {number} 期{total}"
