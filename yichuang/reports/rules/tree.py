"""The report tree: a report has a head, parts with sections of blocks, and a tail; all of it in the order of the text.

Reading fills it from a file, compiling from the ledger, and every printed form is drawn from it. A block keeps the
words as they were written (`marker` and `text`) beside what they were understood to mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text. `text` has its paragraphs parted by line feeds; `lines` are the file's line numbers, from 1."""

    text: str
    marker: str = ""
    lines: tuple[int, ...] = ()

    def words(self) -> str:
        """Return all words of the block, its sign before them."""
        return self.marker + self.text


@dataclass(frozen=True, slots=True)
class HeadLine(Block):
    """A line over the first rule; `role` is title, number, issuer, date, or a mark of GB/T 9704-2012 (7.2): copy_number
    (份号), secrecy (密级), urgency (紧急程度), document_number (发文字号).
    """

    role: str = ""


@dataclass(frozen=True, slots=True)
class Heading(Block):
    """A heading; `level` 0 is a part, 1 a section (一、), 2 a category (（一）), 3 and 4 deeper (1. and (1))."""

    level: int = 1


@dataclass(frozen=True, slots=True)
class Note(Block):
    """The line under a part's heading that names the period."""


@dataclass(frozen=True, slots=True)
class Text(Block):
    """Free text."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Accepted and concluded cases of one item type (`01`) or of several together (`02-10`)."""

    item_type: str
    name: str
    accepted: int
    concluded: int


@dataclass(frozen=True, slots=True)
class FigureSentence(Block):
    """The sentence of figures, with its own period and scope (省本级)."""

    start: date | None = None
    end: date | None = None
    scope: str = ""
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Story(Block):
    """What one window did. `date_text` holds the words of the date; a vague one (近日) has no dates."""

    category: str = ""
    department: str = ""
    date_from: date | None = None
    date_to: date | None = None
    date_text: str = ""


@dataclass(frozen=True, slots=True)
class Finding(Block):
    """One check of the hall's inspection; `ok` is None where the words do not say."""

    check: str = ""
    finding: str = ""
    ok: bool | None = None


@dataclass(frozen=True, slots=True)
class EditorsNote(Block):
    """An editor's word before or between (按语); the marker holds its label (编者按：)."""


@dataclass(frozen=True, slots=True)
class Listing(Block):
    """One line of a numbered or ranked list; `level` as of headings, for the indentation it hangs by."""

    level: int = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table. `align` is left, center or right; `across` columns and `down` rows are merged into it."""

    text: str
    align: str = "center"
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class Table(Block):
    """A table; `text` is its caption (may be empty), the marker its number (表1).

    head: the rows that every page repeats; rows: the body; total: the rows that close it (合计). A cell merged down
    takes its place in the rows below, which then hold one cell less. `widths` are shares of the width, one a column.
    """

    head: tuple[tuple[Cell, ...], ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    total: tuple[tuple[Cell, ...], ...] = ()
    widths: tuple[float, ...] = ()
    unit: str = ""

    def words(self) -> str:
        """Return number and caption, then the rows a line each, cells parted by tabs."""
        rows = ("\t".join(cell.text for cell in row) for row in (*self.head, *self.rows, *self.total))
        return "\n".join([self.marker + self.text + (f"（单位：{self.unit}）" if self.unit else ""), *rows]).strip("\n")


@dataclass(frozen=True, slots=True)
class Chart(Block):
    """A chart: `text` is its caption, the marker its number (图1), `alt` what it shows in words.

    spec is a Vega-Lite specification that holds its data; it fetches nothing.
    """

    spec: Mapping[str, Any] = field(default_factory=dict)
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Picture(Block):
    """A picture: `text` is its caption, `digest` the SM3 of the kept file (hexadecimal), `alt` what it shows."""

    digest: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Signature(Block):
    """A line of the signature under the body (落款): who, then when; printed at the right."""


@dataclass(frozen=True, slots=True)
class Recipients(Block):
    """A line of the tail; `key` is report (报), send (送) or issue (发), the marker holds the label."""

    key: str = ""


@dataclass(frozen=True, slots=True)
class Copies(Block):
    """How many copies were printed."""

    count: int = 0


@dataclass(frozen=True, slots=True)
class Unread(Block):
    """Words that were not understood, kept where they stood; `reason` says what was missing, in Chinese."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A section; `kind` is one of the series' (figures, stories, inspection, text, table …). `heading` is None for what
    stands before the first one. Sections within sections follow it flat: their headings are blocks of a deeper level.
    """

    kind: str
    heading: Heading | None = None
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the report, for example 政务服务工作, with the line of its period; or an appendix (附件), which begins
    a page and whose heading has 附件1 as its marker.
    """

    heading: Heading | None = None
    note: Note | None = None
    sections: tuple[Section, ...] = ()
    appendix: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A whole issue. Walking it gives every word of it in order; the other fields are what the words mean."""

    series: str
    title: str = ""
    year: int | None = None
    number: int | None = None
    total_number: int | None = None
    issuer: str = ""
    issued_on: date | None = None
    period_from: date | None = None
    period_to: date | None = None
    head: tuple[HeadLine | Unread, ...] = ()
    parts: tuple[Part, ...] = ()
    tail: tuple[Block, ...] = ()
    source_lines: tuple[str, ...] = field(default=(), repr=False)

    def blocks(self) -> Iterator[Block]:
        """Yield every block in the order of the text."""
        yield from self.head
        for part in self.parts:
            yield from (block for block in (part.heading, part.note) if block is not None)
            for section in part.sections:
                if section.heading is not None:
                    yield section.heading
                yield from section.blocks
        yield from self.tail

    def sections(self) -> Iterator[Section]:
        """Yield the sections of all parts."""
        for part in self.parts:
            yield from part.sections

    def stories(self) -> list[Story]:
        """Return the stories in order."""
        return [block for block in self.blocks() if isinstance(block, Story)]

    def findings(self) -> list[Finding]:
        """Return the checks of the inspection in order."""
        return [block for block in self.blocks() if isinstance(block, Finding)]

    def figure_sentence(self) -> FigureSentence | None:
        """Return the first sentence of figures, if any."""
        return next((block for block in self.blocks() if isinstance(block, FigureSentence)), None)

    def unread(self) -> list[Unread]:
        """Return what was not understood."""
        return [block for block in self.blocks() if isinstance(block, Unread)]

    def words(self) -> str:
        """Return the text of the whole report, a paragraph a line: what a reader would read again."""
        return "\n\n".join(block.words() for block in self.blocks()) + "\n"
