"""The rows in which departments' systems tell of their cases, by data set, drawn in columns. Pure.

On the demo's last day only dates are written: a hall whose clock stands at that day's morning does not know its
afternoon yet.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, timedelta
from fractions import Fraction
from itertools import accumulate
from random import Random

import polars as pl

from yichuang.demo.rules.applicants import applicants
from yichuang.demo.rules.courses import WORDS
from yichuang.demo.rules.draws import Draws
from yichuang.demo.rules.places import prefectures
from yichuang.demo.rules.rhythm import TimesOfDay
from yichuang.demo.rules.special import STOPPAGES, WITH_STEPS, WITH_SUPPLEMENTS, beforehand, steps, stoppages
from yichuang.demo.rules.strata import Days, Stratum, courses
from yichuang.demo.rules.volumes import THROUGH
from yichuang.demo.rules.written import written
from yichuang.workdays.rules import Calendar

WITH_COMPACT_FORM = frozenset({"CLXT", "CZXT"})  # simple systems: one row per case
SILENT_SINCE = date(2022, 6, 23)
SILENT = frozenset({"CZXT", "GJXT"})  # systems that have sent nothing since
PERSONS_MAX = 20_000
_CHANNELS = (("1", "2", "3", "4"), (0.09, 0.42, 0.995, 1.0))
_ALIKE = "0199-2"  # no town has the area code 0199, so these telephones ring nowhere
_ENDINGS, _ENDING_SHARES = ("granted", "refused", "withdrawn"), (0.972, 0.99, 1.0)
_AT_LEAST = 360  # seconds between acceptance and decision on the spot
_HANDED_OVER, _WITHIN = 0.6, 9  # of the licences; working days (行政许可法 Art. 44 allows ten)
_WAYS = ("window", "window", "express", "online")
_AGENTS = 0.2
_CASE = (
    "project_no", "task_code", "task_type", "org_code", "area_code", "apply_type", "apply_date", "accept_date",
    "applyer_type", "applyer_name", "applyer_page_type", "applyer_page_code", "contact_name", "contact_mobile",
)  # fmt: skip
_SUPPLEMENT = ("project_no", "notice_time", "notice_explain", "supplement_time")
_RESULT = ("project_no", "result_type", "result_date", "result_reason", "result_explain", "delivery_way",
           "delivery_date")  # fmt: skip
_COMPACT = (*(name for name in _CASE if name != "apply_date"), *_RESULT[1:5])


class Rows:
    """Draws the rows of one seed and scale; what is drawn depends on a case's place only."""

    def __init__(self, *, seed: int, scale: Fraction, calendar: Calendar, cases: int) -> None:
        self.key = f"deliveries/{seed}/{scale}"
        self.tag = hashlib.sha256(self.key.encode()).hexdigest()[:6].upper()
        self._days, self._days_of_silent = Days(calendar, THROUGH), Days(calendar, SILENT_SINCE)
        chance = Random(self.key)
        self._times = pl.Series(_seconds(chance), dtype=pl.Int64)
        self._persons = min(max(cases // 60, 40), PERSONS_MAX)
        self._people = _people(chance, self._persons)
        self._regions = pl.Series([prefecture.code for prefecture in prefectures()])
        self._region_weights = list(accumulate(prefecture.share for prefecture in prefectures()))

    def told(self, stratum: Stratum, start: int, first: int, count: int) -> dict[str, pl.DataFrame]:
        """Return what is told of `count` cases of a stratum from the place `first` on, by data set."""
        draws = Draws(f"{self.key}/{stratum.system}/{stratum.group}/{stratum.fate}", first, count)
        days = self._days_of_silent if stratum.system in SILENT else self._days
        cases = self._cases(stratum, start + first, first, draws, days)
        if stratum.system in WITH_COMPACT_FORM:
            return {"compact": cases.select(_COMPACT)}
        told = {"accept": cases.select(_CASE)}
        if stratum.system in WITH_SUPPLEMENTS:
            told["supplement"] = cases.select(_SUPPLEMENT).drop_nulls("notice_time")
        if stratum.system in STOPPAGES:
            told["special"] = stoppages(cases, draws, days, often=STOPPAGES[stratum.system])
        if stratum.system in WITH_STEPS:
            told["process"] = steps(cases)
        return told | {"result": cases.filter(pl.col("ended_on").is_not_null()).select(_RESULT)}

    def _cases(self, stratum: Stratum, serial: int, first: int, draws: Draws, days: Days) -> pl.DataFrame:
        """Return cases with all that is told of them but special procedures and steps."""
        items = pl.DataFrame(
            [(item.local_code, item.item_type, item.bureau.code, item.pace) for item in stratum.items],
            schema=["task_code", "task_type", "org_code", "pace"], orient="row",
        )  # fmt: skip
        cases = items[draws.weighed("item", stratum.cumulative)]
        accepted, ended = courses(stratum, first, draws, cases["pace"], days)
        cases = cases.with_columns(
            accepted_on=accepted, ended_on=ended, group=pl.lit(stratum.group), place=pl.int_range(draws.count),
            area_code=self._regions.gather(draws.weighed("region", self._region_weights)),
            apply_type=pl.Series(_CHANNELS[0]).gather(draws.weighed("channel", _CHANNELS[1])),
        )  # fmt: skip
        cases = cases.with_columns(pl.concat_str(
            pl.when(pl.col("accepted_on") < days.new_year).then(pl.lit("2021")).otherwise(pl.lit("2022")),
            pl.lit(f"-{self.tag}-"),
            (pl.int_range(draws.count) + serial + 1).cast(pl.String).str.zfill(8),
        ).alias("project_no"))  # fmt: skip
        cases = self._with_times(cases, draws)
        cases = cases.hstack(self._applicants(stratum, draws))
        cases = beforehand(cases, draws, days, supplements=stratum.system in WITH_SUPPLEMENTS)
        return self._with_results(cases, draws, days)

    def _with_times(self, cases: pl.DataFrame, draws: Draws) -> pl.DataFrame:
        """Add the times of day of acceptance and conclusion, in order where both fall on one day."""
        one, two = (self._times.gather(draws.below(name, len(self._times))) for name in ("first time", "second time"))
        at_once = cases["accepted_on"] == cases["ended_on"]
        cases = cases.with_columns(
            accepted_at=pl.when(at_once).then(pl.min_horizontal(one, two)).otherwise(one),
            ended_at=pl.when(at_once).then(pl.max_horizontal(one, two)).otherwise(two),
        )
        cases = cases.with_columns(
            ended_at=pl.when(at_once)
            .then(pl.max_horizontal("ended_at", pl.col("accepted_at") + _AT_LEAST))
            .otherwise("ended_at")
        )
        return cases.with_columns(
            accept_date=written(cases["accepted_on"], cases["accepted_at"]),
            result_date=written(cases["ended_on"], cases["ended_at"]),
        )

    def _applicants(self, stratum: Stratum, draws: Draws) -> pl.DataFrame:
        """Return applicants; some organisations send somebody."""
        persons = draws.uniform("kind of applicant") < (0.85 if stratum.group == "20" else 0.2)
        whom = draws.below("applicant", self._persons)
        chosen = self._people[pl.select(pl.when(persons).then(whom).otherwise(whom + self._persons)).to_series()]
        agents = self._people["applyer_name"].gather(draws.below("agent", self._persons))
        sends = ~persons & (draws.uniform("sends") < _AGENTS) & (stratum.group != "20")
        return chosen.with_columns(contact_name=pl.when(sends).then(agents))

    def _with_results(self, cases: pl.DataFrame, draws: Draws, days: Days) -> pl.DataFrame:
        """Add outcomes and, for licences, how the decision was handed over, as far as the last day allows."""
        outcome = pl.Series(_ENDINGS).gather(draws.weighed("outcome", _ENDING_SHARES))
        cases = cases.with_columns(result_type=pl.when(pl.col("ended_on").is_not_null()).then(outcome))
        refused = pl.col("result_type") == "refused"
        number = days.number(cases["ended_on"]) + 1 + draws.below("handing over", _WITHIN - 1)
        handed = (draws.uniform("handed") < _HANDED_OVER) & (cases["group"] == "01") & (number <= days.end)
        handed &= cases["result_type"] != "withdrawn"
        day = days.day(number.clip(1, days.end))
        times = self._times.gather(draws.below("third time", len(self._times)))
        way = pl.Series(_WAYS).gather(draws.below("way", len(_WAYS)))
        return cases.with_columns(
            result_reason=pl.when(refused).then(pl.lit("conditions_unmet")),
            result_explain=pl.when(refused).then(pl.lit(WORDS["conditions_unmet"])),
            delivery_way=pl.when(handed).then(way),
            delivery_date=pl.when(handed).then(written(day, times)),
        )


def _seconds(chance: Random) -> list[int]:
    """Return times of day in office hours as seconds."""
    times = TimesOfDay(chance, UTC)
    return [int(step / timedelta(seconds=1)) for step in times.draw(chance, TimesOfDay.COUNT)]


def _people(chance: Random, size: int) -> pl.DataFrame:
    """Return as many persons as organisations, persons first, as applicants are written."""
    persons, organisations = applicants(chance, persons=size, organisations=size)
    rows = [
        ("1" if party.kind == "person" else "2", party.name, party.document_kind, party.document_number,
         _ALIKE + party.phone[-7:])
        for party in (*persons, *organisations)
    ]  # fmt: skip
    columns = ["applyer_type", "applyer_name", "applyer_page_type", "applyer_page_code", "contact_mobile"]
    return pl.DataFrame(rows, schema=columns, orient="row")
