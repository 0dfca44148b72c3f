"""The inbox for `dn_audit_abnormal`: files of errors are taken once, and each error stands open until it is settled."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from django.db import connection, transaction

from yichuang.exchange.acts.outgoing import everywhere
from yichuang.exchange.models import Abnormal, AbnormalFile
from yichuang.exchange.named import sql
from yichuang.exchange.queries.inbox import cases_of
from yichuang.exchange.queries.outgoing import SQL
from yichuang.exchange.rules.rights import CORRECT, EXPORT
from yichuang.kit.errors import Conflict, Forbidden, Refusal, Unknown
from yichuang.kit.hashing import sm3, sm3_of_file
from yichuang.kit.time import true_now
from yichuang.people.queries import departments_of, require
from yichuang.people.rules import Actor, ActorKind

COLUMNS = ("table", "row_guid", "err_type", "remark")
CHUNK = 2_000  # rows in memory at once
REMARK_LENGTH = 500
_Line = tuple[int, tuple[str, ...]]  # row in the file, the four cells


@dataclass(frozen=True, slots=True)
class AbnormalReceipt:
    """What became of a file: its rows, those that are new, of these the unknown ones; `again`: it was read before."""

    checksum: str
    rows: int
    new: int
    unknown: int
    again: bool = False

    def record(self) -> dict[str, object]:
        """Return the receipt as an object for programs."""
        return asdict(self)


@transaction.atomic
def take_abnormal(file: Path, *, by: Actor) -> AbnormalReceipt:
    """Take a CSV file (UTF-8; table, row_guid, err_type, remark) of errors into the inbox, all of it or nothing.

    The same file again changes nothing and answers the first receipt; an error that stands open already is not entered
    twice. Raises Forbidden `not_allowed`, Refusal `file_unreadable`, `malformed_abnormal`.
    """
    by = everywhere(by, EXPORT)
    try:
        with file.open("rb") as content:
            checksum = sm3_of_file(content).hex()
    except OSError as error:
        raise Refusal("file_unreadable", f"文件 {file} 无法读取：{error.strerror}", field="FILE") from None
    taken, fresh = AbnormalFile.objects.get_or_create(
        checksum=checksum,
        defaults={"name": file.name[:255], "rows": 0, "new": 0, "unknown": 0, "taken_at": true_now(),
                  "taken_by": by.key},
    )  # fmt: skip
    if not fresh:
        return AbnormalReceipt(checksum, taken.rows, taken.new, taken.unknown, again=True)
    lines = _lines(file)
    while chunk := list(islice(lines, CHUNK)):
        new, unknown = _enter(taken, chunk)
        taken.rows, taken.new, taken.unknown = taken.rows + len(chunk), taken.new + new, taken.unknown + unknown
    taken.save(update_fields=["rows", "new", "unknown"])
    return AbnormalReceipt(checksum, taken.rows, taken.new, taken.unknown)


def _enter(taken: AbnormalFile, chunk: list[_Line]) -> tuple[int, int]:
    """Enter the errors that do not stand open yet; return how many, and how many of them name no row of ours."""
    cases = cases_of((cells[0], cells[1]) for _, cells in chunk)
    marks = {_mark(cells): (row, cells) for row, cells in reversed(chunk)}  # the first of those that are alike
    # one that another file brings at this moment is left to it
    rows = [
        Abnormal(
            file=taken, row=row, table=cells[0], row_guid=cells[1], error_type=cells[2], remark=cells[3], mark=mark,
            case_number=cases.get((cells[0], cells[1]), ""),
        )
        for mark, (row, cells) in sorted(marks.items(), key=lambda one: one[1][0])
    ]  # fmt: skip
    Abnormal.objects.bulk_create(rows, ignore_conflicts=True)
    entered = Abnormal.objects.filter(file=taken, row__gte=chunk[0][0], row__lte=chunk[-1][0])
    return entered.count(), entered.filter(case_number="").count()


def _mark(cells: tuple[str, ...]) -> bytes:
    return sm3("\x00".join(cells).encode())


def _lines(file: Path) -> Iterator[_Line]:
    """Yield the rows of the file with their number; Refusal `malformed_abnormal` for what is no such file."""
    row = 0
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.DictReader(text, strict=True)
            heads = [(head or "").strip().lower() for head in reader.fieldnames or ()]
            missing = [name for name in COLUMNS if name not in heads]
            if missing:
                raise _malformed(f"缺少列 {'、'.join(missing)}", field=missing[0])
            reader.fieldnames = heads
            for row, record in enumerate(reader, 1):
                cells = tuple((record[name] or "").strip() for name in COLUMNS)
                if None in record or any("\x00" in cell for cell in cells):
                    raise _malformed(f"第 {row} 行的单元格数目或字符不对", row=row)
                if not cells[0] or not cells[1]:
                    raise _malformed(f"第 {row} 行缺少表名或 row_guid", field="row_guid", row=row)
                yield row, cells
    except UnicodeDecodeError:
        raise _malformed(f"第 {row + 1} 行附近不是 UTF-8 编码", row=row + 1) from None
    except csv.Error as error:
        raise _malformed(f"第 {row + 1} 行不是有效的 CSV：{error}", row=row + 1) from None


def _malformed(message: str, *, field: str = "FILE", row: int = 0) -> Refusal:
    return Refusal("malformed_abnormal", message, field=field, rule="dn_audit_abnormal", details={"row": row})


@transaction.atomic
def settle_abnormal(abnormal_id: int, *, by: Actor, remark: str) -> None:
    """Settle an error: what was done about it, by a person. The same error told again later is a new one.

    Raises Unknown `unknown_abnormal` (also where its case is not the actor's), Conflict `settled_already`, Forbidden
    `not_allowed`, `person_needed`, Refusal `remark_missing`, `value_too_long`.
    """
    if by.kind is not ActorKind.STAFF:
        raise Forbidden("person_needed", "退回的差错须由工作人员核实后办结")
    require(by, CORRECT)
    remark = remark.strip()
    if not remark:
        raise Refusal("remark_missing", "请写明如何处理", field="remark")
    if len(remark) > REMARK_LENGTH:
        raise Refusal("value_too_long", f"处理说明最多 {REMARK_LENGTH} 个字符", field="remark")
    row = Abnormal.objects.select_for_update().filter(pk=abnormal_id).first()
    if row is None or not _within_reach(row, by):
        raise Unknown("unknown_abnormal", "没有这条退回的差错，或您无权查看", field="id")
    if row.settled_at is not None:
        raise Conflict("settled_already", "这条差错已经办结", field="id")
    row.settled_at, row.settled_by, row.settled_remark = true_now(), by.key, remark
    row.save(update_fields=["settled_at", "settled_by", "settled_remark"])


def _within_reach(row: Abnormal, by: Actor) -> bool:
    departments = departments_of(by, CORRECT)
    if departments is None:
        return True
    with connection.cursor() as cursor:
        cursor.execute(sql("department_of", SQL), {"id": row.pk})
        return cursor.fetchone()[0] in departments
