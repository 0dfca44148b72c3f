"""The demo's delivered cases as the deliveries of the systems that have them: rows of the data sets, round by round.

A system delivers in rounds: acceptances first, then what happened to those cases. One brings a week late, one its
results before the acceptances; in the end each corrects a few rows by revisions. The cases have a number series of
their own for each seed and scale, so that any demo hall takes them in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import accumulate, count

import polars as pl

from yichuang.demo.rules.corrections import corrected
from yichuang.demo.rules.rows import SILENT, SILENT_SINCE, Rows
from yichuang.demo.rules.strata import Fate, Stratum, strata
from yichuang.demo.rules.volumes import THROUGH
from yichuang.workdays.rules import Calendar

ROUND = 50_000  # cases at most that flow in a round of a system; a few more are old or still open
OPENING = ("accept", "compact")  # the data sets whose rows open cases
LATE_WEEK = ("JYXT", "2022-03-14", "2022-03-21")  # a system, and from when to when its acceptances come last of all
RESULTS_FIRST = "NYXT"  # its results come before the acceptances, and wait
_SORTED_BY = {"accept": "accept_date", "compact": "accept_date", "result": "result_date"}
_WHEN = "^.*_(date|time)$"
_Told = dict[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file to be: of which system and data set, its place among the system's files, its rows as text.

    series:   what the numbers of the same seed and scale have in common, those of cases and of deliveries.
    revision: 0, or which revision of the delivery of this name it is.
    received: when the hall gets it: after the last thing that it or a file before it tells; the last ones on the
              demo's own day, if the system is not silent.
    early:    its rows wait, for their cases come later.
    """

    system: str
    dataset: str
    series: str
    sequence: int
    frame: pl.DataFrame
    received: date
    revision: int = 0
    early: bool = False

    @property
    def name(self) -> str:
        """The delivery's number: system, data set, series, sequence."""
        return f"{self.system}-{self.dataset}-{self.series}-{self.sequence:04d}"

    @property
    def stem(self) -> str:
        """The name of its file without suffix."""
        return f"{self.name}-r{self.revision}" if self.revision else self.name

    @property
    def cases(self) -> int:
        """How many cases it opens."""
        return self.frame.height if self.dataset in OPENING and not self.revision else 0


class Deliveries:
    """The deliveries of one seed and scale. The same seed and scale give the same rows, in the same order."""

    def __init__(self, *, seed: int, scale: Fraction, calendar: Calendar) -> None:
        self.strata = tuple(strata(scale))
        self.cases = sum(stratum.count for stratum in self.strata)
        self.rows = Rows(seed=seed, scale=scale, calendar=calendar, cases=self.cases)

    def figures(self) -> dict[str, tuple[int, int]]:
        """Return accepted and concluded in the period by group of item types (01, 20, 02-10)."""
        sums = {stratum.group: (0, 0) for stratum in self.strata}
        for stratum in self.strata:
            accepted, concluded = sums[stratum.group]
            sums[stratum.group] = (accepted + stratum.accepted, concluded + stratum.concluded)
        return sums

    def files(self) -> Iterator[Delivery]:
        """Yield the files, system by system, one at a time: no more than a round is held in memory."""
        for system in sorted({stratum.system for stratum in self.strata}):
            yield from self._of(system)

    def _of(self, system: str) -> Iterator[Delivery]:
        sequence, received, revisions = count(1), date.min, list[Delivery]()
        end = SILENT_SINCE + timedelta(1) if system in SILENT else THROUGH
        own = [stratum for stratum in self.strata if stratum.system == system]
        rounds = max(-(-sum(stratum.count for stratum in own if stratum.fate.flows) // ROUND), 1)
        for place, told in enumerate(_one_week_last(system, self._rounds(own, rounds)), 1):
            for dataset in reversed(told) if system == RESULTS_FIRST else told:
                frame = told[dataset]
                if not frame.height:
                    continue
                received = end if place >= rounds else min(max(received, _day_after(frame)), end)
                early = system == RESULTS_FIRST and dataset not in OPENING
                delivery = Delivery(system, dataset, self.rows.tag, next(sequence), frame, received, early=early)
                yield delivery
                if (right := corrected(dataset, frame)).height:
                    revisions.append(replace(delivery, frame=right, revision=1, early=False))
        yield from (replace(revision, received=received) for revision in revisions)

    def _rounds(self, own: list[Stratum], rounds: int) -> Iterator[_Told]:
        for place in range(rounds):
            if told := self._round(own, place, rounds):
                yield told

    def _round(self, own: list[Stratum], place: int, rounds: int) -> _Told:
        parts = []
        for stratum, start in zip(own, accumulate((stratum.count for stratum in own), initial=0), strict=False):
            first, after = _range(stratum, place, rounds)
            if after > first:
                parts.append(self.rows.told(stratum, start, first, after - first))
        return {dataset: _together(dataset, [part[dataset] for part in parts]) for dataset in parts[0]} if parts else {}


def _range(stratum: Stratum, place: int, rounds: int) -> tuple[int, int]:
    """Return which cases of a stratum belong to a round: old ones to the first, open ones to the last."""
    if stratum.fate.flows:
        return stratum.count * place // rounds, stratum.count * (place + 1) // rounds
    its_round = rounds - 1 if stratum.fate is Fate.OPEN else 0
    return (0, stratum.count) if place == its_round else (0, 0)


def _together(dataset: str, frames: list[pl.DataFrame]) -> pl.DataFrame:
    frame = pl.concat(frames)
    by = _SORTED_BY.get(dataset)
    return frame.sort(by, "project_no") if by else frame.sort("project_no", maintain_order=True)


def _one_week_last(system: str, rounds: Iterator[_Told]) -> Iterator[_Told]:
    """Take the cases that were accepted in the late week out of a system's rounds, and bring them after all others."""
    tardy, first, after = LATE_WEEK
    if system != tardy:
        yield from rounds
        return
    kept: list[_Told] = []
    for told in rounds:
        late = told["accept"].filter(pl.col("accept_date").is_between(pl.lit(first), pl.lit(after), closed="left"))
        is_late = pl.col("project_no").is_in(late["project_no"].implode())
        if late.height:
            kept.append({dataset: frame.filter(is_late) for dataset, frame in told.items()})
        yield {dataset: frame.filter(~is_late) for dataset, frame in told.items()}
    if kept:
        yield {dataset: pl.concat([told[dataset] for told in kept]) for dataset in kept[0]}


def _day_after(frame: pl.DataFrame) -> date:
    """Return the day after the last thing that rows tell."""
    return date.fromisoformat(frame.select(pl.max_horizontal(pl.col(_WHEN).str.head(10).max())).item()) + timedelta(1)
