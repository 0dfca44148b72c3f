"""What the windows submit for each month of the demo's half-year: in time, late, corrected, and not yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from yichuang.demo.rules.places import DATA, Bureau, bureaus
from yichuang.demo.rules.volumes import THROUGH
from yichuang.statistics.rules.definitions import Records, read_definitions
from yichuang.statistics.rules.periods import Span, period_of
from yichuang.statistics.rules.submitted import NewFigure, SubmittedIndicator, due_on
from yichuang.workdays.rules import Calendar

CLERKS = "JTT"  # the department of the demo's clerk
_YEAR, _MONTHS = 2022, {1: 0.96, 2: 0.71, 3: 1.12, 4: 1.0, 5: 0.97, 6: 1.07}  # how busy each month is
_LATE = 0.02
_NEVER = frozenset({("on_site", 5, "WJW")})  # nobody has sent it, and its deadline has passed
_NOT_YET = frozenset({("on_site", 6, code) for code in ("JTT", "WJW", "YBJ", "SWJ")}) | frozenset(
    {("fees", 6, code) for code in ("JTT", "GAT", "ZRT", "SCJ", "YJJ", "WJW")}
)  # its deadline is still to come on the demo's own day
_WRONG = (  # indicator, month, department, how far the first figure was off, days until it was mended, why
    ("consultations", 5, "JTT", 1.5, 2, "电话咨询在窗口登记和热线转办中各计了一次，核减"),
    ("fees", 4, "SCJ", 0.75, 6, "补计月末两日入库的检验费"),
    ("after_hours", 3, "SBJ", 0.5, 1, "漏计周末办理的"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sent:
    """Figures that come on one day; `by_clerk` where the demo's clerk enters them."""

    on: date
    by_clerk: bool
    figures: tuple[NewFigure, ...]


def definitions() -> Records:
    """Return the demo's submitted and derived indicators, as data."""
    return read_definitions((DATA / "figures.toml").read_text(encoding="utf-8"))


def submissions(indicators: Sequence[SubmittedIndicator], *, seed: int, calendar: Calendar) -> list[Sent]:
    """Return what is submitted, day by day, up to the demo's own day; the same for the same seed."""
    chance = Random(f"{seed}/filling")
    by_day: dict[tuple[date, bool], list[NewFigure]] = {}
    for month in _MONTHS:
        period = period_of("month", date(_YEAR, month, 1))
        for one in indicators:
            due = due_on(one, period, calendar)
            for bureau in bureaus():
                if not one.departments or bureau.code in one.departments:
                    for on, figure in _figures(one, bureau, period, due, chance):
                        by_day.setdefault((on, bureau.code == CLERKS), []).append(figure)
    return [Sent(*key, tuple(figures)) for key, figures in sorted(by_day.items(), key=lambda day: day[0])]


def _figures(
    one: SubmittedIndicator, bureau: Bureau, period: Span, due: date, chance: Random
) -> Iterator[tuple[date, NewFigure]]:
    """Yield a department's figure of a month with the day on which it comes, and its correction if there is one."""
    amount, place = _amount(one, bureau, period[0].month, chance), (one.code, period[0].month, bureau.code)
    is_late = chance.random() < _LATE
    if place in _NEVER or place in _NOT_YET:
        return
    on = min(due + timedelta(days=chance.randint(1, 6)) if is_late else due - timedelta(days=1), THROUGH)
    wrong = next((wrong for wrong in _WRONG if wrong[:3] == place), None)
    if wrong is None:
        yield on, NewFigure(one.code, bureau.code, period[0], amount)
        return
    *_, factor, days, reason = wrong
    yield on, NewFigure(one.code, bureau.code, period[0], round(amount * factor, one.decimals))
    yield on + timedelta(days=days), NewFigure(one.code, bureau.code, period[0], amount, reason=reason)


def _amount(one: SubmittedIndicator, bureau: Bureau, month: int, chance: Random) -> float | int:
    """Return an amount in proportion to what a department has to do, busier in some months than in others."""
    size = (bureau.licences + bureau.services) ** 0.5
    usual = {
        "consultations": 24 + 31 * size, "appointments": 6 + 9 * size, "after_hours": 0.9 * size,
        "on_site": 2 + 0.4 * size, "fees": 3 + 2.6 * size,
    }[one.code]  # fmt: skip
    return round(usual * _MONTHS[month] * chance.uniform(0.86, 1.14), one.decimals or None)
