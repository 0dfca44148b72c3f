"""Samples for a registered system: small files that its deliveries would pass the checks with."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from yichuang.catalogue import queries as catalogue
from yichuang.exchange.queries.systems import SystemRecord, items_of, system
from yichuang.exchange.rules.datasets import FORMATS
from yichuang.exchange.rules.samples import Setting
from yichuang.exchange.writing.samples import write_samples
from yichuang.kit.errors import Refusal
from yichuang.kit.time import today
from yichuang.people import queries as people

_TOLD_DAYS = 45  # the story in the samples begins less than so many days ago


def write_samples_for(folder: Path, code: str, *, formats: Sequence[str] = FORMATS) -> list[Path]:
    """Write one valid file for each data set and format into a folder and return the paths; nothing is recorded.

    The cases are of the first item that the system may deliver, a licence if there is one.
    Raises Unknown `unknown_system`, Refusal `no_item_to_show`.
    """
    return write_samples(folder, _setting(system(code)), formats=formats)


def _setting(known: SystemRecord) -> Setting:
    day = today()
    for one in sorted(items_of(known.code), key=lambda item: item.item_type != "01"):
        with suppress(Refusal):  # not in force then: the next one
            catalogue.version_in_force(one.id, day - timedelta(_TOLD_DAYS))
            return Setting(
                known.code, one.local_code, day, one.item_type, people.department_at(one.department_id).code,
                people.regions()[known.region_id].code,
            )  # fmt: skip
    raise Refusal("no_item_to_show", f"系统“{known.code}”还没有可报送的事项，写不出样例", field="system")
