"""From the exchange's records of systems to what the pages draw: how healthy each is, what was agreed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse

from yichuang.exchange.queries import Balance, Health, SystemRecord
from yichuang.people.queries import departments
from yichuang.web.charts import Line, LineChart
from yichuang.web.parts import Status

CHART_DAYS = 42
IN_TIME, SILENT = Status("按时报送", "good"), Status("超时未报", "late")
NOT_YET, ENDED = Status("尚未启用", "plain"), Status("已停用", "done")


@dataclass(frozen=True, slots=True)
class SystemLine:
    """A system as a line of the list."""

    code: str
    name: str
    department: str
    last: datetime | None
    status: Status
    schedule: str
    open: int
    parked: int
    quarantined: int
    href: str


def lines(healths: Sequence[Health], today: date) -> list[SystemLine]:
    """Return the systems as the list draws them: those that need somebody first, then by code."""
    units = departments()
    found = [
        SystemLine(
            one.system.code, one.system.name, units[one.system.department_id].short_name, one.last_received_at,
            status_of(one, today), schedule_words(one.system.every_hours), one.open_deliveries, one.parked,
            one.quarantined, reverse("exchange-system", args=[one.system.code]),
        )
        for one in healths
    ]  # fmt: skip
    return sorted(found, key=lambda line: line.status != SILENT)


def status_of(health: Health, today: date) -> Status:
    """Return how a system keeps its schedule; one that does not deliver yet, or no longer, has none to keep."""
    known = health.system
    if known.active_from > today:
        return NOT_YET
    if known.active_to is not None and known.active_to < today:
        return ENDED
    return SILENT if health.silent else IN_TIME


def schedule_words(hours: int) -> str:
    """Return an agreed interval in words.

    >>> [schedule_words(hours) for hours in (24, 72, 6, 36)]
    ['每天', '每 3 天', '每 6 小时', '每 36 小时']
    """
    if hours % 24:
        return f"每 {hours} 小时"
    return "每天" if hours == 24 else f"每 {hours // 24} 天"


def of_code(healths: Sequence[Health], code: str) -> Health | None:
    """Return the system of this code among those that the reader may look after, or None."""
    return next((one for one in healths if one.system.code == code), None)


def chart(known: SystemRecord, balances: Sequence[Balance], today: date) -> LineChart | None:
    """Return the rows of the last weeks that were taken and refused, day by day; None where there were none."""
    if not balances:
        return None
    by_day = {one.day: one for one in balances}
    days = tuple(today - timedelta(back) for back in range(CHART_DAYS - 1, -1, -1))
    accounts = [by_day.get(day) for day in days]
    return LineChart(
        f"{known.name}（行/日）",
        days,
        (
            Line("收下", tuple(one.taken if one else 0 for one in accounts)),
            Line("拒收", tuple(one.refused if one else 0 for one in accounts)),
        ),
        by="day",
    )
