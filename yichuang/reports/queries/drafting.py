"""A series while it is edited: what is wrong with it, and how its issue would print; nothing of it is kept."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

from yichuang.people.queries import require
from yichuang.people.rules import Actor
from yichuang.reports.queries.composing import Preview, preview_by
from yichuang.reports.queries.indicated import known_figures
from yichuang.reports.queries.series import with_own_variables
from yichuang.reports.rules.periods import Span
from yichuang.reports.rules.rights import READ_DRAFT
from yichuang.reports.rules.series import Series, SeriesFault, as_data, as_it_stands, series_of


def checked_series(data: Mapping[str, Any]) -> tuple[Series | None, list[SeriesFault]]:
    """Return the series that plain data describes, None where no issue could be made with it, and all its faults."""
    return series_of(data, known_figures())


def preview_series(plan: Series, period: date | Span, *, seen_by: Actor) -> Preview:
    """Return the issue of a period as a series would print it, with the variables of this installation.

    Raises Forbidden `not_allowed`; Refusal `period_without_cases` and what `period_of` says.
    """
    return preview_by(with_own_variables(plan), period, seen_by=seen_by)


def series_data(text: str, *, seen_by: Actor) -> dict[str, Any]:
    """Return a series' TOML text as plain data for a form, wrong values left out; of no TOML, an empty series."""
    require(seen_by, READ_DRAFT)
    try:
        data = tomllib.loads(text, parse_float=str)
    except (tomllib.TOMLDecodeError, RecursionError):
        data = {}
    return as_data(as_it_stands(data))
