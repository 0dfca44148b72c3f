"""Writing a lake: everything under a temporary name first, the manifest last."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.db import connection, transaction

from yichuang.cases.queries import safe_instant
from yichuang.catalogue import queries as catalogue
from yichuang.kit.errors import Refusal
from yichuang.people import queries as people
from yichuang.statistics.lake import layout
from yichuang.statistics.lake.chunks import chunks
from yichuang.statistics.lake.manifest import installation
from yichuang.statistics.lake.parts import Key, Parts, write_file
from yichuang.statistics.named import sql


def export_lake(out: Path, *, told: Callable[[int, int], None] = lambda done, total: None) -> dict[str, Any]:
    """Write cases and events as known at the safe instant into `out`, new or empty; return the manifest.

    One snapshot is read, in order of number, at a constant size of memory. `told` hears of cases done and in all.
    Raises Refusal `out_not_empty`, `out_unwritable`. What breaks off leaves no manifest.
    """
    known_at = safe_instant()  # first: the snapshot taken after it holds every event recorded up to it
    with _draft(out) as draft, transaction.atomic():
        with connection.cursor() as cursor:
            if not connection.savepoint_ids:
                cursor.execute(sql("snapshot", "lake_export.sql"))
            cursor.execute(sql("patience", "lake_export.sql"))
            cursor.execute(sql("how_many", "lake_export.sql"))
            total = cursor.fetchone()[0]
        dimensions = _dimensions()
        types = dimensions["item_versions"].select("item_version_id", "item_type")
        cases, events, done = Parts(draft, layout.CASES), Parts(draft, layout.EVENTS), 0
        for read, some_cases, their_events in chunks(known_at, types):
            cases.add(some_cases)
            events.add(their_events)
            done += read
            told(done, total)
        cases.finish()
        events.finish()
        small = [write_file(frame, draft, f"{layout.DIMENSIONS}/{name}.parquet") for name, frame in dimensions.items()]
        manifest = _manifest(known_at, cases, events, small)
        (draft / layout.README).write_text(layout.readme(), encoding="utf-8")
        (draft / layout.MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    return manifest


@contextmanager
def _draft(out: Path) -> Iterator[Path]:
    """Give a folder inside `out` to write into; what is in it takes its place in `out` at the end, the manifest last.

    If the work breaks off, it is taken away with all that is in it.
    """
    draft, new = out / layout.DRAFT, not out.exists()
    try:
        out.mkdir(parents=True, exist_ok=True)
        if any(out.iterdir()):
            raise Refusal("out_not_empty", f"文件夹 {out} 不是空的，请换一个新的或空的文件夹", field="out")
        draft.mkdir()
    except FileExistsError:  # a file of that name, or another export that was quicker
        raise Refusal("out_not_empty", f"{out} 已被占用，请换一个新的或空的文件夹", field="out") from None
    except OSError as error:
        raise _unwritable(out, error) from None
    try:
        yield draft
        for path in sorted(draft.iterdir(), key=lambda path: path.name == layout.MANIFEST):
            path.rename(out / path.name)
        draft.rmdir()
    except BaseException as error:
        shutil.rmtree(draft, ignore_errors=True)
        if new:
            with suppress(OSError):
                out.rmdir()
        if isinstance(error, OSError):
            raise _unwritable(out, error) from error
        raise


def _unwritable(out: Path, error: OSError) -> Refusal:
    return Refusal("out_unwritable", f"无法写入文件夹 {out}：{error.strerror or error}", field="out")


def _dimensions() -> dict[str, pl.DataFrame]:
    """Return the small tables that say what the ids in cases and events mean."""
    names = catalogue.item_types()
    versions = [
        {
            "item_version_id": version.version_id, "item_id": version.item_id, "version": version.number,
            "local_code": version.local_code, "national_code": version.national_code or None,
            "name": version.terms.name, "item_type": version.item_type,
            "item_type_name": names.get(version.item_type), "procedure": str(version.procedure),
            "hall_kind": str(version.terms.hall_kind), "national_kind": version.terms.national_kind,
            "promised_n": version.terms.promised.n, "promised_unit": str(version.terms.promised.unit),
            "legal_n": version.terms.legal.n, "legal_unit": str(version.terms.legal.unit),
        }
        for version in catalogue.frozen_versions().values()
    ]  # fmt: skip
    frames = {"item_versions": pl.DataFrame(versions, schema=layout.ITEM_VERSION_COLUMNS)}
    for name, units in (
        ("centres", people.centres()), ("departments", people.departments()), ("regions", people.regions()),
    ):  # fmt: skip
        frames[name] = pl.DataFrame([asdict(unit) for unit in units.values()], schema=layout.UNIT_COLUMNS)
    return frames


def _manifest(known_at: datetime, cases: Parts, events: Parts, small: list[dict[str, Any]]) -> dict[str, Any]:
    def line(key: Key) -> dict[str, Any]:
        return {"month": key[0], "item_type": key[1], "cases": cases.totals[key], "events": events.totals[key]}

    return {
        "format": layout.FORMAT, "version": layout.VERSION, "installation": installation(),
        "known_at": known_at.isoformat(), "time_zone": settings.TIME_ZONE, "month": "month of acceptance",
        "totals": {"cases": sum(cases.totals.values()), "events": sum(events.totals.values())},
        "partitions": [line(key) for key in sorted(cases.totals)],
        "files": sorted(cases.files + events.files + small, key=lambda entry: str(entry["path"])),
    }  # fmt: skip
