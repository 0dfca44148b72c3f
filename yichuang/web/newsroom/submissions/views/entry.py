"""Filling in a department's figures of a period, and a figure's history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yichuang.kit.errors import Conflict, Refusal
from yichuang.kit.time import today
from yichuang.people.rules import Actor, Unit
from yichuang.statistics import acts, queries
from yichuang.statistics.labels import period_words
from yichuang.statistics.queries import Slot
from yichuang.statistics.rules.periods import period_of
from yichuang.statistics.rules.rights import OVERSEE, SUBMIT
from yichuang.web.doors import actor_of, staff
from yichuang.web.errors import wants_json
from yichuang.web.newsroom.frame import reader
from yichuang.web.newsroom.submissions import entry, showing
from yichuang.web.newsroom.submissions.asking import Asked, about, asked, unit_of, units
from yichuang.web.parts import Crumb


@staff
@never_cache
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Lead whoever fills in for one department to its form, everybody else to what is there of all."""
    actor = reader(request, SUBMIT, OVERSEE)
    own = units(actor, SUBMIT, today())
    return HttpResponseRedirect(reverse("newsroom-entry" if len(own) == 1 else "newsroom-overview"))


@staff
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Draw the form of a department and a period, or take what was filled in: all of it or nothing."""
    actor, on = reader(request, SUBMIT), today()
    now = asked(request, queries.defined(), on)
    if now is None:
        return render(request, "newsroom/submissions/entry.html", about(request, "entry"))
    own = units(actor, SUBMIT, now.period[1])
    told = request.POST if request.method == "POST" else request.GET
    unit = unit_of(told.get("department", "") or (own[0].code if own else ""), own)
    slots = _slots(now, unit, actor, on)
    if request.method == "POST":
        return _save(request, now, unit, own, slots, actor)
    return _form(request, now, unit, own, entry.blank(slots, _before(now, unit, actor, on)))


def _save(
    request: HttpRequest, now: Asked, unit: Unit, own: Sequence[Unit], slots: Sequence[Slot], actor: Actor
) -> HttpResponse:
    on = today()
    lines = entry.typed(slots, _before(now, unit, actor, on), request.POST)
    sent = entry.figures(lines, now.period[0])
    try:
        done = acts.submit(sent, by=actor, on=on, way="page")
    except Conflict as conflict:
        if wants_json(request):
            raise
        lines = entry.typed(_slots(now, unit, actor, on), {line.code: line.before for line in lines}, request.POST)
        if not entry.tell_conflicts(lines, actor):
            raise conflict
        return _form(request, now, unit, own, lines, status=409)
    except Refusal as refusal:
        if refusal.code != "figures_refused" or wants_json(request):
            raise
        left = entry.tell(lines, refusal)
        return _form(request, now, unit, own, lines, status=422, faults=left)
    counts = {"taken": done.taken, "corrected": done.corrected, "saved": 1}
    return HttpResponseRedirect(
        f"{reverse('newsroom-entry')}?{now.query}&{urlencode({'department': unit.code} | counts)}"
    )


def _form(
    request: HttpRequest, now: Asked, unit: Unit, own: Sequence[Unit], lines: Sequence[entry.Line], *,
    status: int = 200, faults: Sequence[str] = (),
) -> HttpResponse:  # fmt: skip
    actor, on = actor_of(request), today()
    waits = queries.outstanding(seen_by=actor, on=on, department_id=unit.id)
    context: dict[str, Any] = about(request, "entry") | {
        "asked": now,
        "unit": unit,
        "own": own,
        "lines": lines,
        "faults": faults,
        "wrong": [line for line in lines if line.errors or line.reason_errors],
        "conflicts": [line for line in lines if line.conflict],
        "toast": _toast(request) if status == 200 else "",
        "others": _others(waits, now),
        "ended": now.period[1] <= on,
        "deadlines": sorted({line.slot.due_on for line in lines}),
        "lacking": sum(line.slot.amount is None for line in lines),
        "late": sum(line.slot.state == "overdue" for line in lines),
    }
    return render(request, "newsroom/submissions/entry.html", context, status=status)


def _toast(request: HttpRequest) -> str:
    if not request.GET.get("saved"):
        return ""
    numbers = [request.GET.get(name, "") for name in ("taken", "corrected")]
    taken, corrected = (int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0 for text in numbers)
    told = [f"新报 {taken} 个数"] * bool(taken) + [f"更正 {corrected} 个数"] * bool(corrected)
    return f"已保存：{'，'.join(told)}" if told else "没有改动，什么也没有保存"


def _others(waits: Sequence[Slot], now: Asked) -> list[dict[str, Any]]:
    """Return the other periods in which a department lacks something, the oldest first."""
    found: dict[tuple[str, date, date], list[Slot]] = {}
    for slot in waits:
        found.setdefault((slot.indicator.period, *slot.period), []).append(slot)
    return [
        {
            "words": period_words(rule, (first, last)),
            "names": "、".join(slot.indicator.name for slot in slots),
            "due_on": max(slot.due_on for slot in slots),
            "late": any(slot.state == "overdue" for slot in slots),
            "href": showing.entry_of(slots[0]),
        }
        for (rule, first, last), slots in found.items()
        if (rule, first, last) != (now.rule, *now.period)
    ]


def _slots(now: Asked, unit: Unit, actor: Actor, on: date) -> list[Slot]:
    found = queries.slots_in(now.wanted, seen_by=actor, on=on, department_id=unit.id)
    return [slot for slot in found if slot.may_enter]


def _before(now: Asked, unit: Unit, actor: Actor, on: date) -> dict[str, str]:
    """Return the amounts of the period before, by indicator: what people compare with."""
    span = period_of(now.rule, now.period[0] - timedelta(days=1))
    found = queries.slots_in([(one, span) for one in now.indicators], seen_by=actor, on=on, department_id=unit.id)
    return {slot.indicator.code: entry.worded(slot.amount) for slot in found}


@staff
@never_cache
@require_safe
def history(request: HttpRequest, code: str, department: str, day: date) -> HttpResponse:
    """Draw all versions of a figure: who said what, when and why."""
    actor, on = reader(request, OVERSEE), today()
    one = queries.submitted_indicator(code)
    period = period_of(one.period, day)
    unit = unit_of(department, units(actor, OVERSEE, period[1], since=period[0]))
    found = queries.submission_history(code, unit.id, day, seen_by=actor)
    here = f"{one.name} · {unit.short_name} · {period_words(one.period, period)}"
    slots = queries.slots_in([(one, period)], seen_by=actor, on=on, department_id=unit.id)
    context = about(request, "overview", Crumb(here, request.path)) | {
        "indicator": one,
        "unit": unit,
        "words": period_words(one.period, period),
        "events": showing.versions(found, one),
        "slot": slots[0] if slots else None,
        "status": showing.status_of(slots[0]) if slots else None,
        "entry": showing.entry_of(slots[0]) if slots and slots[0].may_enter and code not in _retired() else "",
    }
    return render(request, "newsroom/submissions/history.html", context)


def _retired() -> frozenset[str]:
    return queries.defined().retired
