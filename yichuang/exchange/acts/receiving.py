"""Receiving a delivery: the file is kept, measured and surveyed before anything of it is taken."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from yichuang.exchange.acts.keeping import incoming, keep, kept_at
from yichuang.exchange.models import Delivery
from yichuang.exchange.queries.systems import SystemRecord, system
from yichuang.exchange.reading import batches, dataset_of, recognise
from yichuang.exchange.rules.datasets import DATASETS, FORMATS, Dataset
from yichuang.exchange.rules.repeats import Repeats
from yichuang.exchange.rules.rights import DELIVER
from yichuang.exchange.rules.words import ENCODINGS, DeliveryState, Way
from yichuang.kit.errors import Conflict, Refusal
from yichuang.kit.time import local_date, now, today
from yichuang.people import queries as people
from yichuang.people.rules import Actor, ActorKind

SURVEY_ROWS = 6_000
_NUMBER_MAX, _NAME_MAX, _REVISION_MAX = 100, 255, 1_000_000


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the sender says of a delivery; what it leaves out is found in the file or follows from its name.

    number, revision: the sender's; empty: the file's name without its ending (and, where that number already stands
    for other content, the beginning of the checksum).
    rows, checksum: what the sender counted; the file must agree. checksum: SM3, hexadecimal.
    """

    file_name: str
    dataset: str = ""
    number: str = ""
    revision: int = 0
    format: str = ""
    encoding: str = ""
    rows: int | None = None
    checksum: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """In which form a file is: its format, its encoding, its data set."""

    format: str
    encoding: str
    dataset: Dataset


def may_deliver(by: Actor, code: str) -> tuple[SystemRecord, Actor]:
    """Return the system for which `by` delivers, and the actor; Forbidden `not_allowed`, Refusal `system_ended`.

    A system delivers for itself; people of its department, and the hall's own routines, may do it in its place.
    """
    known = system(code)
    if by.kind in (ActorKind.SYSTEM, ActorKind.CLIENT):
        by = Actor.system(by.id)
        if by.id != code:
            raise Refusal("not_this_system", f"您以“{by.id}”登录，不能代“{code}”报送", field="system")
    actor = people.require(by, DELIVER, department_id=known.department_id)
    if not (known.active_from <= today() and (known.active_to is None or today() <= known.active_to)):
        raise Refusal("system_ended", f"系统“{code}”不在启用期内", field="system")
    return known, actor


def form_of(path: Path, envelope: Envelope, known: SystemRecord, way: Way) -> Form:
    """Return the form of a file. Raises Refusal `format_not_agreed`, `unknown_dataset`, `file_unreadable` …

    Unattended ways take the one format that was agreed on; a person at the command or on a page may bring any.
    """
    for field, value, allowed in (
        ("format", envelope.format, FORMATS), ("encoding", envelope.encoding, ENCODINGS),
        ("dataset", envelope.dataset, DATASETS),
    ):  # fmt: skip
        if value and value not in allowed:
            raise Refusal(f"unknown_{field}", f"没有名为“{value}”的{field}；可用：{'、'.join(allowed)}", field=field)
    recognised = ("", "") if envelope.format and envelope.encoding else recognise(path)
    found = envelope.format or recognised[0]
    if way in (Way.HTTP, Way.FOLDER) and found != known.format:
        raise Refusal("format_not_agreed", f"约定的格式是 {known.format}，收到的是 {found}", field="format")
    encoding = envelope.encoding or recognised[1]
    dataset = DATASETS.get(envelope.dataset) or dataset_of(path, found, encoding, envelope.file_name)
    return Form(found, encoding, dataset)


def receive(*, by: Actor, code: str, path: Path, envelope: Envelope, way: Way) -> tuple[int, bool]:
    """Keep a file as a delivery of the system `code` and return its id, and whether it is a new one.

    The same number and revision with the same content is the first delivery; with other content Conflict
    `delivery_differs`. The file is kept in the data directory until the delivery is closed.
    Raises Refusal for what cannot be read or does not agree with the envelope; then nothing is kept.
    """
    known, _ = may_deliver(by, code)
    _check(envelope)
    with incoming(path) as (draft, checksum):  # a copy, so that what is measured here is what is loaded later
        if envelope.checksum and envelope.checksum.lower() != checksum:
            raise Refusal("checksum_differs", "文件的校验值（SM3）与报送方所写的不一致，请重新传输", field="checksum")
        number = envelope.number or _number(known.code, Path(envelope.file_name).stem, envelope.revision, checksum)
        there = _there(known.code, number, envelope.revision, checksum)
        if there is None:
            form = form_of(path, envelope, known, way)
            facts = {
                "system_id": known.code, "number": number, "revision": envelope.revision, "way": way.value,
                "file_name": envelope.file_name[:_NAME_MAX], "checksum": checksum, "size": draft.stat().st_size,
                "mapping_number": known.mapping_number,
            }  # fmt: skip
            repeats = survey(draft, form)
            _check_count(envelope, repeats.rows)
            try:
                return _recorded(draft, form, repeats, facts), True
            except IntegrityError:  # somebody brought the same delivery at the same moment
                there = _there(known.code, number, envelope.revision, checksum)
                if there is None:
                    raise
        if there.state == DeliveryState.OPEN.value and not kept_at(str(there.pk)).exists():
            keep(draft, there.pk)  # its file was lost
        return there.pk, False


@transaction.atomic
def _recorded(draft: Path, form: Form, repeats: Repeats, facts: dict[str, Any]) -> int:
    """Record a new delivery and return its id. Its file is in place before the commit: what is recorded is there."""
    delivery = Delivery.objects.create(
        dataset=form.dataset.name, format=form.format, encoding=form.encoding, received_at=now(),
        received_on=local_date(now()), rows=repeats.rows, repeated=repeats.packed(), **facts,
    )  # fmt: skip
    keep(draft, delivery.pk)
    return delivery.pk


def _check_count(envelope: Envelope, rows: int) -> None:
    if envelope.rows is not None and envelope.rows != rows:
        raise Refusal(
            "count_differs", f"报送方写明 {envelope.rows} 行，文件中有 {rows} 行", field="rows",
            details={"stated": envelope.rows, "found": rows},
        )  # fmt: skip


def _check(envelope: Envelope) -> None:
    if len(envelope.number) > _NUMBER_MAX or any(ord(one) < 32 for one in envelope.number):
        raise Refusal("malformed_delivery_number", f"批号不超过 {_NUMBER_MAX} 个字符，不含控制字符", field="number")
    if not 0 <= envelope.revision <= _REVISION_MAX:
        raise Refusal("malformed_revision", f"修订号为 0 至 {_REVISION_MAX} 的整数", field="revision")


def _number(code: str, stem: str, revision: int, checksum: str) -> str:
    """Return the number of a delivery that came without one."""
    number = stem[: _NUMBER_MAX - 9] or checksum[:16]
    other = Delivery.objects.filter(system_id=code, number=number, revision=revision).exclude(checksum=checksum)
    return f"{number}-{checksum[:8]}" if other.exists() else number


def _there(code: str, number: str, revision: int, checksum: str) -> Delivery | None:
    """Return the delivery of this identity, if it was received before; Conflict `delivery_differs`."""
    row = Delivery.objects.filter(system_id=code, number=number, revision=revision).first()
    if row is None:
        return None
    if row.checksum != checksum and row.state != DeliveryState.REFUSED.value:
        raise Conflict(
            "delivery_differs", f"批号 {number}（修订 {revision}）已经报送过另一内容；要更改请用新的修订号",
            field="revision", details={"delivery": row.pk},
        )  # fmt: skip
    return row


def survey(path: Path, form: Form) -> Repeats:
    """Count the rows of a file and find the keys that occur more than once."""
    repeats = Repeats(form.dataset)
    for batch in batches(
        path, format=form.format, encoding=form.encoding, dataset=form.dataset, size=SURVEY_ROWS
    ):  # fmt: skip
        repeats.add(batch.frame, len(batch.damaged))
    return repeats
