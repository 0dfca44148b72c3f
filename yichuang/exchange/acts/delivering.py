"""A delivery from its file to its receipt, and a try-out that takes nothing in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yichuang.exchange.acts.fates import check, desk_for
from yichuang.exchange.acts.holding import codes_of
from yichuang.exchange.acts.keeping import sweep
from yichuang.exchange.acts.loading import load
from yichuang.exchange.acts.receiving import SURVEY_ROWS, Envelope, form_of, may_deliver, receive, survey
from yichuang.exchange.models import Delivery
from yichuang.exchange.queries.receipts import Receipt
from yichuang.exchange.reading import batches
from yichuang.exchange.rules.repeats import repeated_rows
from yichuang.exchange.rules.words import DeliveryState, Way
from yichuang.kit.errors import Refusal
from yichuang.people.rules import Actor

SHOWN_ERRORS = 100

Told = Callable[[int, int], None]


def deliver(
    *, by: Actor, code: str, path: Path, envelope: Envelope, way: Way, told: Told = lambda done, rows: None
) -> Receipt:  # fmt: skip
    """Receive a file as a delivery of the system `code`, load it, and return its receipt.

    The same delivery again changes nothing and answers the first receipt; one that was interrupted is taken up.
    told: is called with the rows read and all rows, after each chunk. Raises as `receive` and `load` do.
    """
    delivery_id, _ = receive(by=by, code=code, path=path, envelope=envelope, way=way)
    return load(delivery_id, told)


def resume_open() -> list[Receipt]:
    """Load what an interrupted loading left open, the oldest first (the worker's job), and sweep the kept files.

    A delivery that cannot go on (its file is lost) keeps no other one waiting; the first such Refusal is raised in
    the end.
    """
    sweep()
    ids = Delivery.objects.filter(state=DeliveryState.OPEN.value).order_by("pk").values_list("pk", flat=True)
    receipts, failed = [], []
    for delivery_id in list(ids):
        try:
            receipts.append(load(delivery_id))
        except Refusal as refusal:
            failed.append(refusal)
    if failed:
        raise failed[0]
    return receipts


@dataclass(frozen=True, slots=True)
class TryOut:
    """What the checks say of a file that is not taken in: its form, its rows, how many are good, the first errors."""

    dataset: str
    format: str
    encoding: str
    rows: int
    good: int
    wrong: int
    errors: dict[str, int]
    shown: list[dict[str, Any]]

    def as_record(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {name: getattr(self, name) for name in self.__slots__}


def try_out(*, by: Actor, code: str, path: Path, envelope: Envelope) -> TryOut:
    """Check a file as its system's delivery would be checked, and take nothing in.

    What only the ledger can tell (a case that is not there, an unlawful step, a contradiction) is found when the file
    is delivered. Raises Refusal for what cannot be read.
    """
    known, _ = may_deliver(by, code)
    form = form_of(path, envelope, known, Way.COMMAND)
    packed = survey(path, form).packed()
    desk, counted, rows, wrong = desk_for(known, known.mapping_number), Counter[str](), 0, 0
    shown: list[dict[str, Any]] = []
    for batch in batches(
        path, format=form.format, encoding=form.encoding, dataset=form.dataset, size=SURVEY_ROWS
    ):  # fmt: skip
        checked = check(batch.frame, form.dataset, desk, repeated_rows(batch.frame, form.dataset, packed))
        rows += batch.frame.height + len(batch.damaged)
        wrong += len(checked.errors) + len(batch.damaged)
        counted.update(codes_of(checked.errors.values()))
        counted.update(one.code for one in batch.damaged)
        found: list[dict[str, Any]] = [{"row": row, **one} for row, errors in checked.errors.items() for one in errors]
        found += [{"row": one.row, "code": one.code, "message": one.message, "column": ""} for one in batch.damaged]
        shown += sorted(found, key=lambda one: one["row"])[: SHOWN_ERRORS - len(shown)]
    return TryOut(
        form.dataset.name, form.format, form.encoding, rows, rows - wrong, wrong, dict(sorted(counted.items())), shown
    )
