"""The numbers of a series: which are taken, and the lock under which one is taken."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.db.models import F, QuerySet

from yichuang.kit.errors import Refusal
from yichuang.reports.models import FINAL, Issue
from yichuang.reports.rules.numbering import Numbers, key_of, next_numbers, number_words
from yichuang.reports.rules.periods import AD_HOC, Span, wording
from yichuang.reports.rules.series import Series

_LOCK_SPACE = 0x7265706F  # "repo": the first key of this room's advisory locks
_NEAR = timedelta(days=6)  # of a week, as reports name it, and as the calendar has it


def lock_numbers(series: str) -> None:
    """Let no other transaction take a number of the series until this one ends (a row that is not there yet can not be
    locked, so the series itself is)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK_SPACE, series])


def of_period(plan: Series, period: Span) -> QuerySet[Issue]:
    """Return the issues of the series that tell of that period.

    By a rule, periods do not overlap: an issue that was read names days of its own (a week with or without its
    weekend), and is of that period all the same. Where both ends are not near, the series had another rule then.
    Issues at will may overlap; they are the same if their days are.
    """
    rows = Issue.objects.filter(series=plan.code)
    if plan.period == AD_HOC:
        return rows.filter(period_from=period[0], period_to=period[1])
    first, last = ((day - _NEAR, day + _NEAR) for day in period)
    return rows.filter(
        period_from__range=(first[0], min(first[1], period[1])), period_to__range=(max(last[0], period[0]), last[1])
    )


def numbers_for(plan: Series, period: Span) -> tuple[Numbers, bool]:
    """Return the numbers an issue of the period would get, and whether an issue of that period has them already."""
    order = ("-year", "-number_scope", F("number").desc(nulls_last=True))
    same = of_period(plan, period).filter(state__in=FINAL).order_by(*order).first()
    if same is not None:
        return Numbers(same.year, same.number, same.total_number, same.number_scope), True
    taken = Issue.objects.filter(series=plan.code, state__in=FINAL)
    numbers = list(taken.values_list("number_scope", "number", "total_number"))
    with_total = "{total" in plan.number + plan.document_number
    return next_numbers(plan.numbering, period[1], numbers, with_total=with_total), False


def check_numbers_free(series: str, numbers: Numbers, period: Span | None) -> None:
    """Raise Refusal `number_used` if a published or archived issue of the series has one of these numbers.

    Of an issue without number it is the period that is used.
    """
    taken = Issue.objects.filter(series=series, state__in=FINAL)
    if numbers.number is None:
        assert period is not None, "an issue without number has its period"
        if taken.filter(number=None, period_from=period[0], period_to=period[1]).exists():
            raise Refusal(
                "number_used",
                f"{wording(period)}的一期已经归档或发布。",
                field="period",
                rule="一个期间只有一期",
                details={"number": key_of("", None, period)},
            )
        return
    if taken.filter(number_scope=numbers.scope, number=numbers.number).exists():
        words = number_words(numbers.scope, numbers.number, None, period)
        raise _used(f"{words}已经归档或发布，期号不能再用。", key_of(numbers.scope, numbers.number, period))
    if numbers.total_number is not None and taken.filter(total_number=numbers.total_number).exists():
        raise _used(f"总第 {numbers.total_number} 期已经归档或发布，期号不能再用。", str(numbers.total_number))


def _used(message: str, number: str) -> Refusal:
    return Refusal("number_used", message, field="number", rule="一个期号只属于一期", details={"number": number})
