"""The steps of cases inside their departments (办理过程): kept beside the ledger, told and corrected like it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection

from yichuang.cases.acts import enter
from yichuang.exchange.models import Step
from yichuang.exchange.named import sql
from yichuang.kit.errors import Conflict, Refusal
from yichuang.kit.time import start_of

_COLUMNS = ("name", "action", "started_at", "ended_at", "handler", "opinion")


@dataclass(slots=True)
class Told:
    """What became of rows of steps; those that are named nowhere were taken."""

    unchanged: list[int] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    refused: dict[int, Refusal] = field(default_factory=dict)


def take(good: pl.DataFrame, *, amend: bool) -> Told:
    """Keep the steps of normalised rows: new ones, ends of those that ran, and, with `amend`, corrections.

    A step that is told otherwise than before, but for an end that was still to come, is `recorded_differs`.
    """
    told = Told()
    if not good.height:
        return told
    numbers = good["number"].unique().sort().to_list()
    there = _locked(numbers)
    instant = enter()  # as an event's is: exports go by it
    kept = {(row.case_id, row.step): row for row in Step.objects.filter(case_id__in=numbers)}
    written: list[tuple[Any, ...]] = []
    for row, number, step, *content in _rows(good):
        if number not in there:
            told.unknown.append(row)
            continue
        known = kept.get((number, step))
        if known is None:
            written.append((number, step, *content, instant, None))
            continue
        before = tuple(getattr(known, name) for name in _COLUMNS)
        if before == tuple(content):
            told.unchanged.append(row)
        elif amend or _only_ended(before, tuple(content)):
            written.append((number, step, *content, instant, known.first_at or known.recorded_at))
        else:
            told.refused[row] = Conflict(
                "recorded_differs", "与已登记的环节内容不一致。确需更改的，请以修订批次报送", field="number"
            )
    _write(written)
    return told


def _locked(numbers: list[str]) -> set[str]:
    """Lock the cases that are there, in one order, and return them: of two who tell of a step, one comes first."""
    with connection.cursor() as cursor:
        cursor.execute(sql("lock_cases", "steps.sql"), {"numbers": numbers})
        return {number for (number,) in cursor.fetchall()}


def _only_ended(before: tuple[Any, ...], now: tuple[Any, ...]) -> bool:
    """Tell whether a step has only gone on: it ended, and with its end came what was decided in it."""
    names = dict(zip(_COLUMNS, zip(before, now, strict=True), strict=True))
    same = all(names[name][0] == names[name][1] for name in ("name", "started_at"))
    return same and names["ended_at"][0] is None and names["ended_at"][1] is not None


def _rows(good: pl.DataFrame) -> Any:
    frame = good.select(
        "row", "number", pl.col("step_no"), "process_name", "event_name",
        pl.col("event_start_time_on"), pl.col("event_start_time_at"), pl.col("event_end_time_on"),
        pl.col("event_end_time_at"), pl.col("handle_user_name").fill_null(""), pl.col("handle_explain").fill_null(""),
    )  # fmt: skip
    for row, number, step, name, action, start_on, start_at, end_on, end_at, handler, opinion in frame.iter_rows():
        yield row, number, step, name, action, _instant(start_on, start_at), _instant(end_on, end_at), handler, opinion


def _instant(on: Any, at: datetime | None) -> datetime | None:
    return at or (start_of(on) if on else None)


def _write(rows: list[tuple[Any, ...]]) -> None:
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.executemany(sql("keep_step", "steps.sql"), rows)
