"""What is there of all departments: a period's grid, an indicator's year, who is to be reminded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.kit.errors import Refusal
from yichuang.kit.time import today
from yichuang.people.rules import Actor, Unit
from yichuang.statistics import queries
from yichuang.statistics.labels import period_words
from yichuang.statistics.queries import Slot
from yichuang.statistics.rules.periods import filled_by
from yichuang.statistics.rules.rights import DEFINE, OVERSEE, SUBMIT
from yichuang.web.doors import staff
from yichuang.web.newsroom.frame import reader, reader_and_rights
from yichuang.web.newsroom.submissions import sheets
from yichuang.web.newsroom.submissions.asking import Asked, about, asked
from yichuang.web.newsroom.submissions.showing import Cell, Column, entry_of, grid, total_cell
from yichuang.web.parts import Crumb

PERIODS_SHOWN = 53  # a year of weeks
LINES_SHOWN = 12  # of what one department lacks
LACKING = "lacking"  # in an address: only departments that have not given everything


@staff
@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Draw departments × indicators of a period with what is missing, late or corrected, and the sums."""
    (actor, held), on = reader_and_rights(request, OVERSEE), today()
    now = asked(request, queries.defined(), on)
    context = about(request, "overview") | {"asked": now, "may_define": DEFINE in held, "may_submit": SUBMIT in held}
    if now is not None:
        context |= _overview(request, now, actor, on)
    return render(request, "newsroom/submissions/overview.html", context)


def _overview(request: HttpRequest, now: Asked, actor: Actor, on: date) -> dict[str, Any]:
    year = filled_by(now.rule, date(now.period[1].year, 1, 1), now.period[1])
    so_far = queries.slots_in(
        [(one, span) for one in now.indicators for span in (year or [now.period])], seen_by=actor, on=on
    )
    slots = [slot for slot in so_far if slot.period == now.period]
    codes = [one.code for one in now.indicators]
    rows = grid(slots, [(code, now.period[0]) for code in codes], [one.name for one in now.indicators], _unit_page(now))
    only_lacking = request.GET.get("show", "") == LACKING
    states = Counter(slot.state for slot in slots)
    return {
        "columns": _columns(now, slots),
        "rows": [row for row in rows if row.lacks or not only_lacking],
        "only_lacking": only_lacking,
        "sums": _sums(now, slots),
        "sums_of_year": _sums(now, so_far) if len(year) > 1 else [],
        "year": now.period[1].year,
        "due": len(slots),
        "given": states["submitted"] + states["submitted_late"],
        "came_late": states["submitted_late"],
        "corrected": sum(slot.is_corrected for slot in slots),
        "missing": states["missing"],
        "overdue": states["overdue"],
        "upload": queries.last_upload(seen_by=actor),
        "refused": sheets.refused_here(request),
    }


def _columns(now: Asked, slots: Sequence[Slot]) -> list[Column]:
    due = {slot.indicator.code: slot.due_on for slot in slots}
    return [
        Column(
            f"{one.name}（{one.unit}）", f"{due[one.code]:%m-%d} 前" if one.code in due else "",
            f"{reverse('newsroom-periods', args=[one.code])}?{urlencode({'year': now.period[1].year})}",
        )
        for one in now.indicators
    ]  # fmt: skip


def _sums(now: Asked, slots: Sequence[Slot]) -> list[Cell]:
    return [
        total_cell(one, [slot for slot in slots if slot.indicator.code == one.code], one.name) for one in now.indicators
    ]


def _unit_page(now: Asked) -> Any:
    def href(unit: Unit) -> str:
        return f"{reverse('newsroom-entry')}?{now.query}&{urlencode({'department': unit.code})}"

    return href


@staff
@never_cache
@require_safe
def periods(request: HttpRequest, code: str) -> HttpResponse:
    """Draw departments × periods of a year for one indicator, with sums both ways."""
    actor, on = reader(request, OVERSEE), today()
    one = queries.submitted_indicator(code)
    year = _year(request, on)
    all_spans = filled_by(one.period, date(year, 1, 1), min(date(year, 12, 31), on))
    spans = all_spans[-PERIODS_SHOWN:]
    slots = queries.slots_in([(one, span) for span in spans], seen_by=actor, on=on)
    names = [period_words(one.period, span).removeprefix(f"{year} 年").strip() for span in spans]
    rows = grid(slots, [(code, span[0]) for span in spans], names, lambda unit: "")
    by_department: dict[int, list[Slot]] = {}
    for slot in slots:
        by_department.setdefault(slot.department.id, []).append(slot)
    context = about(request, "overview", Crumb(one.name, request.path)) | {
        "indicator": one, "year": year, "before": year - 1, "after": year + 1 if year < on.year else None,
        "columns": [Column(name) for name in names],
        "cut": len(spans) if len(spans) < len(all_spans) else 0,
        "rows": [(row, total_cell(one, by_department[row.department_id], "合计")) for row in rows],
        "sums": [
            total_cell(one, [slot for slot in slots if slot.period == span], name)
            for span, name in zip(spans, names, strict=True)
        ],
        "whole": total_cell(one, slots, "合计"),
    }  # fmt: skip
    return render(request, "newsroom/submissions/periods.html", context)


def _year(request: HttpRequest, on: date) -> int:
    text = request.GET.get("year", "") or str(on.year)
    if not (text.isascii() and text.isdecimal() and 1990 <= int(text[:5]) <= on.year + 1):
        raise Refusal("malformed_year", "没有这一年的填报。", field="year")
    return int(text)


@staff
@never_cache
@require_safe
def reminders(request: HttpRequest) -> HttpResponse:
    """Draw who has not submitted what, by department, the longest overdue first; as text to send, too."""
    actor, on = reader(request, OVERSEE), today()
    by_unit: dict[int, list[Slot]] = {}
    for slot in queries.outstanding(seen_by=actor, on=on):
        by_unit.setdefault(slot.department.id, []).append(slot)
    units = sorted(by_unit.values(), key=lambda slots: (min(slot.due_on for slot in slots), slots[0].department.code))
    context = about(request, "reminders") | {
        "units": [_reminder(slots, on) for slots in units],
        "late": sum(any(slot.state == "overdue" for slot in slots) for slots in units),
        "text": "\n".join(_reminder_text(slots) for slots in units),
        "on": on,
    }
    return render(request, "newsroom/submissions/reminders.html", context)


def _reminder(slots: Sequence[Slot], on: date) -> Mapping[str, Any]:
    return {
        "unit": slots[0].department,
        "lines": [
            {
                "name": slot.indicator.name,
                "period": period_words(slot.indicator.period, slot.period),
                "due_on": slot.due_on,
                "days": (on - slot.due_on).days if slot.state == "overdue" else 0,
                "href": entry_of(slot) if slot.may_enter else "",
            }
            for slot in slots[:LINES_SHOWN]
        ],
        "more": max(0, len(slots) - LINES_SHOWN),
    }


def _reminder_text(slots: Sequence[Slot]) -> str:
    parts = [
        f"{period_words(slot.indicator.period, slot.period)}{slot.indicator.name}（{slot.due_on} 前"
        f"{'，已逾期' if slot.state == 'overdue' else ''}）"
        for slot in slots[:LINES_SHOWN]
    ]
    more = f"等 {len(slots)} 个数" if len(slots) > LINES_SHOWN else ""
    return f"{slots[0].department.short_name}：{'、'.join(parts)}{more}"
