"""What the pieces in `templates/parts/` draw: small frozen records, the same on every face."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from yichuang.kit.time import in_words, zone
from yichuang.web.charts import Spark


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way to a page."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Status:
    """A state in a word and a tone: good, soon, late, stopped, done or plain; the tone also has a sign."""

    word: str
    tone: str = "plain"


IN_TIME, DUE_SOON, OVERDUE = Status("正常", "good"), Status("将到期", "soon"), Status("已超期", "late")
SOON_DAYS = 3  # working days left from which a date is called soon


def urgency(days_left: int) -> Status:
    """Return the status word of an open due date with this many working days left.

    >>> [urgency(days).word for days in (9, 3, 0, -1)]
    ['正常', '将到期', '将到期', '已超期']
    """
    if days_left < 0:
        return OVERDUE
    return DUE_SOON if days_left <= SOON_DAYS else IN_TIME


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure: its name, value and unit, how it changed, its sparkline, and where it is said how it was counted."""

    name: str
    value: float | None
    unit: str
    href: str
    group: str = ""
    change: str = ""
    spark: Spark | None = None

    @property
    def label(self) -> str:
        """The figure's whole name, for readers who do not see what stands around it."""
        return f"{self.group}{self.name}"


@dataclass(frozen=True, slots=True)
class Clock:
    """A due date: what is due, when, how it stands, how much is left, and the sentences that explain the date."""

    name: str
    due_on: date | None
    status: Status | None = None
    left: str = ""
    sentences: Sequence[str] = ()

    @property
    def due_in_words(self) -> str:
        """The date as pages print it."""
        return in_words(self.due_on) if self.due_on else "尚未开始"


@dataclass(frozen=True, slots=True)
class PersonChip:
    """Somebody who acted: name, post, department."""

    name: str
    post: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One event of a case as its timeline draws it; `undone` when a later one took it back."""

    seq: int
    act: str
    at: datetime
    person: PersonChip
    notes: Sequence[str] = ()
    undone: bool = False

    @property
    def datetime(self) -> str:
        """The instant for machines."""
        return self.at.isoformat()

    @property
    def when(self) -> str:
        """The instant for people, to the minute, in the hall's zone."""
        local = self.at.astimezone(zone())
        return f"{in_words(local.date())} {local:%H:%M}"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a stepper."""

    name: str
    past: bool = False
    current: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A file to take: its kind, name, address, and what else is known (pages, size, digest)."""

    kind: str
    name: str
    href: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Masked:
    """A masked value and the address that shows it in full when asked why; `shown` once it has."""

    id: str
    text: str
    href: str = ""
    what: str = ""
    shown: bool = False
    error: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Dialog:
    """A question before what cannot be undone."""

    id: str
    title: str
    text: str
    yes: str
