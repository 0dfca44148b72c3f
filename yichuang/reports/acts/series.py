"""The series of this installation: saved, copied, retired; their variables; the versions that issues were made with."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.db import transaction

from yichuang.kit.errors import Conflict, Refusal
from yichuang.kit.hashing import sm3
from yichuang.kit.time import today, true_now
from yichuang.people.queries import require
from yichuang.people.rules import Actor
from yichuang.reports.models import SeriesEdition, SeriesVariable, SeriesVersion
from yichuang.reports.queries.editions import latest_version
from yichuang.reports.queries.numbers import lock_numbers
from yichuang.reports.queries.series import series_in_force, standing, standings
from yichuang.reports.rules.rights import EDIT, EDIT_SERIES
from yichuang.reports.rules.series import SeriesFault, read_series, refuse, to_toml

TEXT_MAX = 200_000  # characters; the weekly's has 3,000


@transaction.atomic
def save_series(*, by: Actor, code: str, text: str, version: int, in_force_from: date | None = None) -> int:
    """Save a series' TOML text as its next version; return the number of that. An unchanged text adds none.

    version:       the version that the editor changed: that saved last, 0 where none was (a new series, or a file's).
    in_force_from: the day from which issues are made with it, by default the hall's day; the version before holds until
                   then. Of those in force the one saved last holds.
    Raises Conflict `stale_version` if another was saved since; Refusal `series_invalid` with all faults of the text,
    `series_too_long`, `in_force_past`.
    """
    require(by, EDIT_SERIES)
    if len(text) > TEXT_MAX:
        raise Refusal("series_too_long", f"刊物配置超过 {TEXT_MAX:,} 字。", field="text")
    series, faults = read_series(text)
    if _code_written(text) not in (code, None):
        faults = [*faults, SeriesFault("code", "code_differs", f"须为 {code}", "刊物的代码不能改")]
    if series is None or any(fault.fatal for fault in faults):
        refuse(code, faults)
    begins = in_force_from or today()
    if begins < today():
        raise Refusal("in_force_past", "生效日期不能早于今天。", field="in_force_from")
    lock_numbers(code)
    last = _seen_last(code, version)
    if last and last.configuration == text and not last.retired and last.in_force_from <= begins:
        return last.version
    return _edition(by, code, text, version + 1, begins)


@transaction.atomic
def copy_series(*, by: Actor, code: str, new_code: str, title: str) -> int:
    """Make a new series with the text and the variables of another; return its version, 1.

    Raises Unknown `unknown_series`; Conflict `series_used`; Refusal `series_invalid`.
    """
    require(by, EDIT_SERIES)
    source = standing(code)
    if latest_version(new_code) or new_code in standings([new_code]):
        raise Conflict(
            "series_used", f"代码“{new_code}”已有刊物使用。", field="new_code", rule="一个代码只属于一个刊物"
        )
    version = save_series(by=by, code=new_code, text=_renamed(source.text, new_code, title), version=0)
    for row in SeriesVariable.objects.filter(series=code):
        SeriesVariable.objects.update_or_create(series=new_code, name=row.name, defaults={"value": row.value})
    return version


@transaction.atomic
def retire_series(*, by: Actor, code: str, version: int) -> int:
    """Let no new issues of a series be made; its issues stay as they are. Saving it again takes this back.

    Returns the number of the version that says so. Raises Unknown `unknown_series`; Conflict `stale_version`.
    """
    require(by, EDIT_SERIES)
    text = standing(code).text
    lock_numbers(code)
    last = _seen_last(code, version)
    if last and last.retired:
        return last.version
    return _edition(by, code, text, version + 1, today(), retired=True)


@transaction.atomic
def set_variables(*, by: Actor, series: str, values: Mapping[str, str]) -> None:
    """Set variables of a series for this installation (`centre`, `platform`, `scope` …).

    Raises Unknown `unknown_series`, Refusal `series_variable` for a name that the series does not use.
    """
    require(by, EDIT)
    series_in_force(series).with_variables(values)
    for name, value in values.items():
        SeriesVariable.objects.update_or_create(series=series, name=name, defaults={"value": value})


def version_in_use(series: str) -> SeriesVersion:
    """Return the row of the series as it stands now, adding it if an issue uses it for the first time."""
    configuration, variables = standing(series).text, dict(series_in_force(series).variables)
    digest = sm3(configuration.encode(), json.dumps(variables, sort_keys=True, ensure_ascii=False).encode()).hex()
    found = SeriesVersion.objects.filter(series=series, digest=digest).first()
    if found:
        return found
    version = SeriesVersion.objects.filter(series=series).count() + 1
    return SeriesVersion.objects.create(
        series=series,
        version=version,
        configuration=configuration,
        variables=variables,
        digest=digest,
        made_at=true_now(),
    )


def _seen_last(code: str, version: int) -> SeriesEdition | None:
    """Return the version saved last, which must be the one that the editor saw; the caller holds the series' lock."""
    last = SeriesEdition.objects.filter(series=code).order_by("-version").first()
    saved = last.version if last else 0
    if saved != version:
        raise Conflict(
            "stale_version", f"刊物“{code}”已被改过（现为第 {saved} 版），请重新查看后再改。", field="version"
        )
    return last


def _code_written(text: str) -> object:
    """Return the code that a text gives, or None where it gives none or is no TOML: that is told by itself."""
    try:
        return tomllib.loads(text).get("code")
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _edition(by: Actor, code: str, text: str, version: int, begins: date, *, retired: bool = False) -> int:
    row = SeriesEdition.objects.create(
        series=code,
        version=version,
        configuration=text,
        in_force_from=begins,
        retired=retired,
        saved_by=by.record(),
        saved_at=true_now(),
    )
    return row.version


def _renamed(text: str, code: str, title: str) -> str:
    """Return a series' text with another code and title; comments stay where these two stand on lines of their own."""
    series, faults = read_series(text)
    refuse(code, [fault for fault in faults if fault.fatal])
    assert series is not None, "a text without a fatal fault describes a series"
    wanted = replace(series, code=code, title=title)
    head, table, rest = text.partition("\n[")
    for name, value in (("code", code), ("title", title)):
        line = re.compile(rf"^{name}[ \t]*=[ \t]*(?:\"[^\"\n]*\"|'[^'\n]*')", re.MULTILINE)
        found = line.search(head)
        if found:
            written = f"{name} = {json.dumps(value, ensure_ascii=False)}"
            head = head[: found.start()] + written + head[found.end() :]
    return to_toml(wanted, text=head + table + rest)
