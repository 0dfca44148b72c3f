"""The clocks: due dates as pure functions of where a case stands, its frozen item version and the calendar.

Each comes with its explanation, one Chinese sentence per contribution. The authority's limits are in working days
(行政许可法 Art. 82) unless the item says otherwise; the day of acceptance is not counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from yichuang.cases.labels import PAUSE_WORDS, UNIT_WORDS
from yichuang.cases.rules.replay import Standing
from yichuang.catalogue.rules import FrozenVersion, Limit
from yichuang.workdays.rules import Calendar, Span, due_date, due_in_calendar_days, merged, moved_by_pauses

NOTICE_DAYS = 5  # 行政许可法 Art. 32(4): tell once, at the latest after five working days
HANDING_OVER_DAYS = 10  # 行政许可法 Art. 44: ten working days from the decision
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """A due date with its explanation; `at` is the instant of a limit in hours; `on` None: no clock runs."""

    name: str
    on: date | None
    sentences: tuple[str, ...]
    at: datetime | None = None


def due_on(standing: Standing, limit: Limit, calendar: Calendar) -> date | None:
    """Return the last day in time under `limit`; None before acceptance and while paused.

    Pauses count inclusively, once where they overlap, only after acceptance and up to the due date (Art. 45).
    """
    if standing.accepted_on is None or standing.paused:
        return None
    if limit.unit == "at_once":
        return standing.accepted_on
    if limit.unit == "hour":
        instant = due_instant(standing, limit)
        return instant.date() if instant else None
    days, spans = limit.n + standing.extended_days, _closed(standing)
    if limit.unit == "working_day":
        return moved_by_pauses(standing.accepted_on, days, spans, calendar)
    # an extension is counted in working days (Art. 82) also where the item's own limit is in calendar days
    plain = due_in_calendar_days(standing.accepted_on, limit.n, spans)
    return moved_by_pauses(plain, standing.extended_days, spans, calendar) if standing.extended_days else plain


def due_instant(standing: Standing, limit: Limit) -> datetime | None:
    """Return the instant at which a limit in hours ends, in the zone of acceptance; pauses push it by whole days.

    None for other limits, before acceptance and while paused.
    """
    if limit.unit != "hour" or standing.accepted_at is None or standing.accepted_on is None or standing.paused:
        return None
    due = standing.accepted_at + timedelta(hours=limit.n)
    for first, last in merged(_closed(standing)):
        if first <= due.date() and last > standing.accepted_on:
            due += last - max(first - _DAY, standing.accepted_on)
    return due


def _closed(standing: Standing) -> list[Span]:
    return [(pause.first, pause.last) for pause in standing.pauses if pause.last is not None]


def working_days_used(standing: Standing, calendar: Calendar) -> int | None:
    """Return the working days from acceptance to the end, without those of special procedures; None if not ended."""
    if standing.accepted_on is None or standing.ended_on is None:
        return None
    used = calendar.count(standing.accepted_on, standing.ended_on)
    spans = [(pause.first, pause.last or standing.ended_on) for pause in standing.pauses]
    for first, last in merged(spans):
        start, end = max(first - _DAY, standing.accepted_on), min(last, standing.ended_on)
        if end > start:
            used -= calendar.count(start, end)
    return max(used, 0)


def notice_due_on(received_on: date, calendar: Calendar) -> date:
    """Return the last day on which the notice of what is missing is in time (Art. 32(4)).

    >>> from yichuang.workdays.rules import first_calendar
    >>> notice_due_on(date(2022, 6, 2), first_calendar())  # 3 June is the Dragon Boat festival
    datetime.date(2022, 6, 10)
    """
    return due_date(received_on, NOTICE_DAYS, calendar)


def explained(standing: Standing, version: FrozenVersion, calendar: Calendar) -> tuple[Due, ...]:
    """Return every clock that a case has, with sentences: notice, supplement, gap, promised, legal, handing over."""
    clocks: list[Due] = []
    if standing.received_on and standing.accepted_on is None and standing.ended_on is None:
        clocks.append(_notice(standing, version, calendar))
    if standing.supplement_due_on and standing.supplemented_on is None and standing.accepted_on is None:
        sentence = f"告知补正时要求在 {standing.supplement_due_on} 前补齐全部材料。"
        clocks.append(Due("supplement", standing.supplement_due_on, (sentence,)))
    if standing.gap in ("open", "missed") and standing.gap_due_on:
        words = "容缺材料须在 {} 前补齐。" if standing.gap == "open" else "容缺材料应在 {} 前补齐，逾期未补。"
        clocks.append(Due("gap", standing.gap_due_on, (words.format(standing.gap_due_on),)))
    if standing.accepted_on:
        clocks += [
            _review(name, standing, limit, calendar)
            for name, limit in (("promised", version.promised), ("legal", version.legal))
        ]
    granted_licence = standing.outcome == "granted" and version.procedure == "licence"
    if granted_licence and standing.ended_on and standing.delivered_on is None:
        on = calendar.add(standing.ended_on, HANDING_OVER_DAYS)
        sentence = (
            f"{standing.ended_on} 作出准予决定，应在 {HANDING_OVER_DAYS} 个工作日内送达（行政许可法第四十四条）。"
        )
        clocks.append(Due("handing_over", on, (sentence,)))
    return tuple(clocks)


def _notice(standing: Standing, version: FrozenVersion, calendar: Calendar) -> Due:
    assert standing.received_on is not None
    on = notice_due_on(standing.received_on, calendar)
    rule = "，逾期不告知的，自收到申请材料之日起即为受理" if version.procedure == "licence" else ""
    return Due(
        "notice", on, (f"{standing.received_on} 收件，应在 5 个工作日内一次告知补正{rule}（行政许可法第三十二条）。",)
    )


def _review(name: str, standing: Standing, limit: Limit, calendar: Calendar) -> Due:
    """Return the promised or the legal clock with a sentence for acceptance, each pause, the extension, the result."""
    kind = "承诺期限" if name == "promised" else "法定期限"
    amount = UNIT_WORDS[limit.unit] if limit.unit == "at_once" else f"{limit.n} {UNIT_WORDS[limit.unit]}"
    acceptance = "视为受理" if standing.acceptance == "deem_accepted" else "受理"
    sentences = [f"{standing.accepted_on} {acceptance}，当日不计，{kind} {amount}。"]
    sentences += _pause_sentences(standing)
    if standing.extended_on:
        sentences.append(
            f"{standing.extended_on} 经批准延长 {standing.extended_days} 个工作日（行政许可法第四十二条）。"
        )
    on = due_on(standing, limit, calendar)
    if on is None:
        sentences.append("特别程序进行中，期限暂停计算。")
        return Due(name, None, tuple(sentences))
    provisional = calendar.is_provisional(on.year)
    sentences.append(f"最后一日为 {on}{'（该年放假安排尚未公布，暂按周末和固定节日推算）' if provisional else ''}。")
    return Due(name, on, tuple(sentences), due_instant(standing, limit))


def _pause_sentences(standing: Standing) -> Sequence[str]:
    return [
        f"{PAUSE_WORDS.get(pause.kind, '特别程序')} {pause.first} 至 {pause.last or '今'} 不计入期限"
        "（行政许可法第四十五条）。"
        for pause in standing.pauses
    ]
