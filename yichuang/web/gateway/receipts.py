"""From receipts to what the pages draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from yichuang.exchange.labels import (
    DATASET_WORDS,
    ENCODING_WORDS,
    FATE_WORDS,
    FORMAT_WORDS,
    STATE_WORDS,
    WAY_WORDS,
    fault_word,
)
from yichuang.exchange.queries import REFUSED, Receipt
from yichuang.exchange.rules.words import DeliveryState, Held, Way
from yichuang.web.gateway.forms import ALL, address
from yichuang.web.parts import Status

_TONES = {DeliveryState.OPEN: "plain", DeliveryState.CLOSED: "done", DeliveryState.REFUSED: "late"}


@dataclass(frozen=True, slots=True)
class Line:
    """A delivery as a line of a list."""

    receipt: Receipt
    dataset: str
    way: str
    status: Status
    href: str


@dataclass(frozen=True, slots=True)
class Fate:
    """How many rows of a delivery had a fate, and where they are listed, if they are."""

    name: str
    rows: int
    share: str
    href: str = ""


def line_of(receipt: Receipt) -> Line:
    """Return a delivery as lists draw it."""
    return Line(
        receipt, DATASET_WORDS[receipt.dataset], WAY_WORDS[Way(receipt.way)], status_of(receipt),
        reverse("delivery", args=[receipt.delivery]),
    )  # fmt: skip


def status_of(receipt: Receipt) -> Status:
    """Return the state of a delivery in a word."""
    state = DeliveryState(receipt.state)
    return Status(STATE_WORDS[state], _TONES[state])


def form_words(receipt: Receipt) -> str:
    """Return the form of a delivery's file: CSV · GB18030."""
    parts = (FORMAT_WORDS.get(receipt.format, receipt.format), ENCODING_WORDS.get(receipt.encoding, ""))
    return " · ".join(part for part in parts if part)


def fates(receipt: Receipt) -> list[Fate]:
    """Return the four fates with how many rows had each; those that stand aside lead on to their rows."""
    leads = {"parked": Held.PARKED.value, "refused": REFUSED}
    return [
        Fate(
            word, rows := getattr(receipt, name), share(rows, receipt.read),
            rows_of(receipt.delivery, state=leads[name]) if name in leads and rows else "",
        )
        for name, word in FATE_WORDS.items()
    ]  # fmt: skip


def share(rows: int, read: int) -> str:
    """Return which part of the rows read had a fate; what is not nothing is not shown as nothing.

    >>> share(3, 4), share(0, 4), share(1, 100_000), share(99_999, 100_000), share(0, 0)
    ('75.0%', '0%', '不到 0.1%', '99.9%', '')
    """
    if not read:
        return ""
    if not rows:
        return "0%"
    if rows == read:
        return "100%"
    tenths = rows * 1000 // read
    return f"{tenths / 10:.1f}%" if tenths else "不到 0.1%"


def rows_of(delivery: int, *, state: str = ALL, code: str = "") -> str:
    """Return the address of a delivery's rows that stand aside."""
    return f"{reverse('quarantine')}?{address({'delivery': delivery, 'state': state, 'code': code})}"


def errors_of(receipt: Receipt) -> Sequence[tuple[str, str, int, str]]:
    """Return (code, its meaning, rows, where they are) for each code, the most frequent first."""
    counted = sorted(receipt.errors.items(), key=lambda one: (-one[1], one[0]))
    return [(code, fault_word(code), rows, rows_of(receipt.delivery, code=code)) for code, rows in counted]
