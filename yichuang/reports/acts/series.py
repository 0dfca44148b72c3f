"""The series of this installation: its variables, and the versions that issues were made with."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.db import transaction

from yichuang.kit.hashing import sm3
from yichuang.kit.time import true_now
from yichuang.people.queries import require
from yichuang.people.rules import Actor
from yichuang.reports.models import SeriesVariable, SeriesVersion
from yichuang.reports.queries.series import series_file, series_in_force
from yichuang.reports.rules.rights import EDIT


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
    configuration, variables = series_file(series).text, dict(series_in_force(series).variables)
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
