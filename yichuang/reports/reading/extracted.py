"""What a file says as text, and what of it was not read: the same for every kind of file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

TEXT_LIMIT = 350_000  # characters, about 1 MB of UTF-8: as much as a text file may have
_NOTE_LIMIT = 200  # entries of each list: a thousand pictures are said in one line more
_HEADINGS_MAX = 20_000
_QUOTE = 80  # characters that an entry quotes


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in the file that is not in its text: where, why, and in a few words what, if that is known."""

    reason: str
    text: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """An address that the file names. It was not fetched. `kind` is what it is for: hyperlink, image, template …"""

    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a file, one paragraph or table row a line (cells apart by tabs), and what stands beside it.

    kind:    text, docx, pdf or doc, by the file's content.
    pages:   number of pages where the file has any (PDF), else None.
    unread:  what was left out of the text, and why; empty if it is all there.
    headers: what stood in the heads and feet of pages. notes: footnotes and endnotes, in order.
    headings: place in the text (characters) and level of the lines that the file's styles make headings; 0 is a title.
    """

    text: str
    kind: str
    pages: int | None = None
    unread: tuple[Skipped, ...] = ()
    headers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    headings: tuple[tuple[int, int], ...] = ()

    def as_record(self) -> dict[str, Any]:
        """Return it as an object for JSON; `from_record` gives it back."""
        return asdict(self)


def from_record(record: Mapping[str, Any]) -> Extracted:
    """Return what `as_record` was made from."""
    lists = {"unread": Skipped, "links": Link}
    values = {name: tuple(kind(**one) for one in record[name]) for name, kind in lists.items()}
    return Extracted(
        record["text"], record["kind"], record["pages"],
        headers=tuple(record["headers"]), notes=tuple(record["notes"]),
        headings=tuple((place, level) for place, level in record.get("headings", ())), **values,
    )  # fmt: skip


def with_file(record: Mapping[str, Any], file: Extracted) -> dict[str, Any]:
    """Return an issue's record (`rules/record.py`) that also says of its file what was not read (`unread`, `file`)."""
    skipped = [{"line": None, "text": one.text, "reason": one.reason, "page": one.page} for one in file.unread]
    about = {name: value for name, value in file.as_record().items() if name not in ("text", "unread", "headings")}
    return {**record, "unread": [*record["unread"], *skipped], "file": about}


class Full(Exception):
    """The text has reached TEXT_LIMIT."""


class Damaged(Exception):
    """The file is broken here; its message says where, in Chinese. What was gathered before it holds.

    all_read: there is no more to come, but what was read may be wrong.
    """

    def __init__(self, message: str, *, all_read: bool = False) -> None:
        super().__init__(message)
        self.all_read = all_read


class OutOfTime(BaseException):
    """The time for a file is over; no Exception, since libraries swallow those."""


@dataclass
class Gathered:
    """What a reader has got so far; kept apart from the reader so that it survives when that one breaks off."""

    kind: str
    pages: int | None = None
    lines: list[str] = field(default_factory=list)
    unread: list[Skipped] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    headings: list[tuple[int, int]] = field(default_factory=list)
    _length: int = 0

    def add(self, text: str) -> None:
        """Add a paragraph or row. Raises Full when there is no room for all of it; what fits is kept."""
        room = TEXT_LIMIT - self._length
        self.lines.append(text[:room])
        self._length += len(text) + 1
        if len(text) >= room:
            raise Full

    def heading(self, level: int) -> None:
        """Say that the line to be added next is a heading of that level."""
        if len(self.headings) < _HEADINGS_MAX:
            self.headings.append((self._length, level))

    def skip(self, reason: str, text: str = "", page: int | None = None) -> None:
        """Say what is left out."""
        self.unread.append(Skipped(reason, " ".join(text.split())[:_QUOTE], page))

    def link(self, kind: str, target: str) -> None:
        """Name an address once."""
        one = Link(kind, target[:2000])
        if len(self.links) <= _NOTE_LIMIT and one not in self.links:
            self.links.append(one)

    def aside(self, into: list[str], text: str) -> None:
        """Add a head, foot or note, within reason."""
        if len(into) <= _NOTE_LIMIT and text.strip():
            into.append(text.strip()[:5000])

    @property
    def empty(self) -> bool:
        """Tell whether there is not a word of text so far."""
        return not any(line.strip() for line in self.lines)

    def result(self) -> Extracted:
        """Return what was gathered."""
        more = len(self.unread) - _NOTE_LIMIT
        unread = [*self.unread[:_NOTE_LIMIT], *([Skipped(f"另有 {more} 处没有读入")] if more > 0 else [])]
        return Extracted(
            "\n".join(self.lines), self.kind, self.pages,
            tuple(unread), tuple(self.headers), tuple(self.notes), tuple(self.links), tuple(self.headings),
        )  # fmt: skip
