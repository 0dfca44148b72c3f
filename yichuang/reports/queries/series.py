"""The series: TOML texts saved here, files of this hall, files of the product, the first of these in force."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from yichuang.kit.errors import Refusal, Unknown
from yichuang.kit.time import today
from yichuang.reports.models import SeriesEdition, SeriesVariable, SeriesVersion
from yichuang.reports.rules import periods as rules
from yichuang.reports.rules.heading import is_titled
from yichuang.reports.rules.periods import AD_HOC, PERIODS, Span, story_period, wording
from yichuang.reports.rules.series import Series, kept_series, parse_series
from yichuang.statistics.rules.periods import reach
from yichuang.workdays.queries import calendar_in_force

_SHIPPED = Path(__file__).parents[1] / "series"


@dataclass(frozen=True, slots=True)
class SeriesFile:
    """A series' file: its text and what it describes, before this installation's variables; whose file it is."""

    text: str
    series: Series
    shipped: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """A series' text in force. source: `stored` (saved here), `hall` or `shipped` (files); version 0 is a file's."""

    code: str
    text: str
    source: str
    version: int = 0
    retired: bool = False

    def series(self) -> Series:
        """Return what the text describes, before this installation's variables. Raises Refusal `series_invalid`."""
        return _parsed(self.text, self.code)


def series_files() -> dict[str, SeriesFile]:
    """Return all series by code; a file in the hall's folder stands in place of the product's of the same code.

    Raises Refusal `series_invalid` or `series_folder` naming the file.
    """
    return _files(settings.SERIES_FOLDER)


@lru_cache(maxsize=4)
def _files(own_folder: str) -> dict[str, SeriesFile]:
    folders = [_SHIPPED]
    if own_folder:
        if not Path(own_folder).is_dir():
            raise Refusal("series_folder", f"没有刊物文件夹 {own_folder}。", field="YICHUANG_SERIES")
        folders.append(Path(own_folder))
    found: dict[str, SeriesFile] = {}
    for path in (path for folder in folders for path in sorted(folder.glob("*.toml"))):
        text = path.read_text(encoding="utf-8")
        series = parse_series(text, name=path.name)
        found[series.code] = SeriesFile(text, series, shipped=path.parent == _SHIPPED)
    return found


def standing(code: str) -> Standing:
    """Return the text of a series that is in force on the hall's day. Raises Unknown `unknown_series`."""
    found = standings([code])
    if code not in found:
        known = "、".join(standings())
        raise Unknown("unknown_series", f"没有代码为“{code}”的刊物，可用：{known}", field="series")
    return found[code]


def standings(codes: Sequence[str] | None = None) -> dict[str, Standing]:
    """Return the texts in force of all series, or of some; what was saved here stands before files. One statement."""
    rows = SeriesEdition.objects.filter(in_force_from__lte=today())
    rows = rows if codes is None else rows.filter(series__in=codes)
    files = {
        code: Standing(code, file.text, "shipped" if file.shipped else "hall") for code, file in series_files().items()
    }
    stored = {
        row.series: Standing(row.series, row.configuration, "stored", row.version, row.retired)
        for row in rows.order_by("series", "-version").distinct("series")
    }
    found = files | stored
    return found if codes is None else {code: found[code] for code in codes if code in found}


def series_in_force(code: str) -> Series:
    """Return a series with this installation's variables, also one that is retired: its issues are still read.

    Raises Unknown `unknown_series`; Refusal `series_invalid`, if what was saved cannot be read any more.
    """
    return with_own_variables(standing(code).series())


def series_for_issue(code: str) -> Series:
    """Return a series of which a new issue is to be made. Raises as `series_in_force`, and Refusal `series_retired`."""
    found = standing(code)
    if found.retired:
        raise Refusal("series_retired", f"刊物“{code}”已停刊，不再编制新的一期。", field="series")
    return with_own_variables(found.series())


def with_own_variables(series: Series) -> Series:
    """Return a series with the values that its variables have in this installation."""
    rows = SeriesVariable.objects.filter(series=series.code, name__in=list(series.variables))
    return series.with_variables({row.name: row.value for row in rows})


def series_of_version(version: SeriesVersion) -> Series:
    """Return a series as it was when an issue was made with it, with the variables of then."""
    return _kept(version.configuration).with_variables(version.variables)


@lru_cache(maxsize=64)
def _kept(text: str) -> Series:
    return kept_series(text)


@lru_cache(maxsize=64)
def _parsed(text: str, name: str) -> Series:
    return parse_series(text, name=name)


def all_series() -> list[Series]:
    """Return every series of which issues are made, with its variables, the most frequent first.

    One that cannot be read is left out.
    """
    found = []
    for one in standings().values():
        with suppress(Refusal):  # its own page says what is wrong; the others go on
            if not one.retired:
                found.append(with_own_variables(one.series()))
    return sorted(found, key=lambda series: PERIODS.index(series.period) if series.period in PERIODS else len(PERIODS))


def series_of_text(text: str, *, saved: bool = False) -> Series | None:
    """Return the series whose title is a line in the text's beginning, or None.

    A title that is but part of another report's (“某市2022年上半年政务服务运行分析”) says nothing.

    saved: ask also for the series that were saved here, if there is a database; without, none is needed.
    """
    known = _saved_too() if saved else [file.series for file in series_files().values()]
    return next((series for series in known if is_titled(text[:500], series)), None)


def _saved_too() -> list[Series]:
    found = [file.series for file in series_files().values()]
    if not has_database():
        return found
    try:
        saved = standings().values()
    except DatabaseError:  # one without tables
        return found
    found = []
    for one in saved:
        with suppress(Refusal):
            found.append(with_own_variables(one.series()))
    return found


def has_database() -> bool:
    """Tell whether there is a database to look into; looking makes none."""
    data = connection.settings_dict.get("EMBEDDED_DATA")
    return not data or (Path(data) / "yichuang.ready").exists()


def period_of(series: Series, period: date | Span) -> Span:
    """Return the first and last day of the series' period in which a day lies.

    period: a day; or first and last day, as a series of issues at will needs, and others take if they are a period of
            their rule.
    Raises Refusal `period_ends_needed`, `period_reversed`, `period_off_rule`, `period_without_working_days`,
    `day_out_of_reach`.
    """
    if isinstance(period, date):
        return story_period(series.period, reach(period, "period"), calendar_in_force().is_working)
    first, last = reach(period[0], "period"), reach(period[1], "period")
    if first > last:
        raise Refusal("period_reversed", f"起始日 {first} 晚于截止日 {last}。", field="period")
    if series.period != AD_HOC:
        by_rule = story_period(series.period, first, calendar_in_force().is_working)
        if by_rule != (first, last):
            raise Refusal(
                "period_off_rule",
                f"{wording((first, last))}不是本刊的一期，应为{wording(by_rule)}。",
                field="period",
                rule=f"刊物的期间规则 {series.period}",
            )
    return first, last


def spans_of(series: Series, period: Span) -> dict[str, Span]:
    """Return the days of every span of an issue of that period, by name: `stories`, `figures` and the series' own."""
    return rules.spans_of(series, period, calendar_in_force().is_working)


def shifts_of(series: Series, period: Span) -> dict[tuple[str, Span], Span]:
    """Return what each span of an issue is compared with: (`previous` or `year_before`, span) → span."""
    return rules.shifts_of(series, period, calendar_in_force().is_working)
