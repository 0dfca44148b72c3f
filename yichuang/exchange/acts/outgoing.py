"""Exports to the national tables: one at a time, each from the cursor to a safe instant, made again if it broke off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from yichuang.cases.queries import safe_instant
from yichuang.exchange.acts.export_files import ExportFiles
from yichuang.exchange.models import Export, NationalCode
from yichuang.exchange.named import sql
from yichuang.exchange.queries.outgoing import SQL, Told, book, changes_of, codes_now, nobody
from yichuang.exchange.rules.national import CODE_KINDS
from yichuang.exchange.rules.rights import ADMINISTER, EXPORT
from yichuang.kit.errors import Conflict, Forbidden, Refusal
from yichuang.kit.time import true_now, zone
from yichuang.people import acts as people
from yichuang.people.queries import departments_of, require
from yichuang.people.rules import Actor

EXPORT_LOCK = 0x5943_0002  # first half of the advisory key that an export holds
PURPOSE = "按规定向国家政务服务平台报送办件数据"


@dataclass(frozen=True, slots=True)
class ExportReceipt:
    """An export that is made: its window, its folder, what each table's file holds, codes that were missing."""

    number: int
    since: str
    until: str
    folder: Path
    tables: dict[str, dict[str, Any]]
    missing: list[list[str]]


def export(out: Path, *, by: Actor, purpose: str = PURPOSE, told: Told = nobody) -> ExportReceipt:
    """Write what was recorded since the last export to `out`/export-<number>, then move the cursor.

    An export that broke off is made again first, with its own window; the next call goes on from there. Personal data
    go out in full: the access log says so. `told` hears how far it is.
    Raises Forbidden `not_allowed` (the right must hold for all departments), Refusal `purpose_missing`, `folder_taken`,
    `export_not_written`; Conflict `export_running`, `not_yet_known`. Not to be called within a transaction.
    """
    by = everywhere(by, EXPORT)
    with _alone():
        one = _opened(by, purpose)
        since, until = _iso(one.since), _iso(one.until)
        window = {"export": one.number, "since": since, "until": until}
        try:
            with ExportFiles(Path(out), one.number, window) as files:
                missing = _write(files, one, told)
                tables = files.finish(missing=missing)
        except OSError as error:
            raise Refusal("export_not_written", f"导出文件无法写入：{error.strerror or error}", field="out") from error
        with transaction.atomic(durable=True):
            Export.objects.filter(pk=one.number).update(made_at=true_now(), tables=tables, missing=missing)
    return ExportReceipt(one.number, since, until, files.folder, tables, missing)


def everywhere(by: Actor, right: str) -> Actor:
    """Return the actor under the post that gives the right in all departments; Forbidden `not_allowed` otherwise."""
    actor = require(by, right)
    if departments_of(by, right) is not None:
        raise Forbidden("not_allowed", "全省办件的导出和回执须由不限部门的账号办理", rule=right)
    return actor


@contextmanager
def _alone() -> Iterator[None]:
    """Keep others from exporting meanwhile; Conflict `export_running` where one does."""
    with connection.cursor() as cursor:
        cursor.execute(sql("alone", SQL), {"key": EXPORT_LOCK})
        if not cursor.fetchone()[0]:
            raise Conflict("export_running", "另一次导出正在进行，请等它结束后再试")
    try:
        yield
    finally:
        if connection.is_usable():  # a lost session holds no lock
            with connection.cursor() as cursor:
                cursor.execute(sql("not_alone", SQL), {"key": EXPORT_LOCK})


@transaction.atomic(durable=True)
def _opened(by: Actor, purpose: str) -> Export:
    """Return the export to be made: the one that broke off, or a new one from the cursor; the log says who and why."""
    last = Export.objects.order_by("-number").first()
    if last is None or last.made_at is not None:
        since, until = (last.until if last else None), safe_instant()
        if since is not None and until <= since:
            raise Conflict("not_yet_known", "有较早开始的写入尚未结束，请稍后再导出")
        last = Export.objects.create(
            number=last.number + 1 if last else 1, since=since, until=until, codes=codes_now(), opened_at=true_now()
        )
    people.export(by=by, about=f"exchange_export/{last.number}", purpose=purpose)
    return last


def _write(files: ExportFiles, one: Export, told: Told) -> list[list[str]]:
    """Write all rows of the window, read from one snapshot; return the codes that were missing."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute(sql("snapshot", SQL))
            cursor.execute(sql("patience", SQL))
        with_book = book(one.codes)
        for change in changes_of(one.since, one.until, with_book, told):
            files.write(change)
    return [list(pair) for pair in sorted(with_book.missing)]


def _iso(instant: datetime | None) -> str:
    return instant.astimezone(zone()).isoformat() if instant else ""


@transaction.atomic
def set_national_code(kind: str, ours: str, theirs: str, *, by: Actor, note: str) -> None:
    """Set what the national tables want for a code of ours; the next export that is opened writes it.

    Rows that went out before are told again only when their case changes. Raises Forbidden `not_allowed`, Refusal
    `unknown_code_kind`, `value_missing`, `value_too_long`.
    """
    by = require(by, ADMINISTER)
    if kind not in CODE_KINDS:
        raise Refusal("unknown_code_kind", f"没有名为“{kind}”的代码类别", field="kind")
    for name, text, length in (("ours", ours, 40), ("theirs", theirs, 40), ("note", note, 200)):
        if not text.strip():
            raise Refusal("value_missing", "代码、对应代码和依据都须填写", field=name)
        if len(text) > length:
            raise Refusal("value_too_long", f"最多 {length} 个字符", field=name)
    entry = {"theirs": theirs.strip(), "note": note.strip(), "standing": "set"}
    NationalCode.objects.update_or_create(
        kind=kind, ours=ours.strip(), defaults=entry | {"entered_at": true_now(), "entered_by": by.key}
    )
