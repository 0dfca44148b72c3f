"""What stands on the printed sheets of an issue: lines, tables, charts and pictures, in order, alike for every form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

CHARACTERS_PER_LINE, LINES_PER_PAGE = 28, 22  # GB/T 9704-2012, 5.2.2
TEXT_WIDTH_MM = 156.0
TEXT_WIDTH_PT, TEXT_HEIGHT_PT = TEXT_WIDTH_MM / 25.4 * 72, 225 / 25.4 * 72
_MOST_OF_A_PAGE, _SOME_OF_A_PAGE = 0.75 * TEXT_HEIGHT_PT, 0.35 * TEXT_HEIGHT_PT
_ROWS_TOGETHER = 6  # rows that one cell spans stay on one page up to this


@dataclass(frozen=True, slots=True)
class Line:
    """A printed paragraph. `lead` is its beginning where that is in another type (a check's name, 报：).

    shift: characters that the paragraph stands in from the edge: a list or the tail from the left, a signature from the
    right. hang: by how many of them its first line stands further out.
    """

    style: str
    text: str
    lead: str = ""
    shift: float = 0
    hang: float = 0


@dataclass(frozen=True, slots=True)
class Box:
    """A cell at its place: column `x`, row `y` (from 0), `across` columns and `down` rows; `align` is left, center or
    right; `inset` in points keeps figures at the right in the middle of their column. strong: head or total, in 黑体.
    """

    x: int
    y: int
    text: str
    across: int = 1
    down: int = 1
    align: str = "center"
    inset: float = 0
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table that fills the width of the text: the first `head` rows are repeated on every page, the last `total`
    close it. columns: widths in points; size: of its type, in points.
    """

    caption: str
    unit: str
    columns: tuple[float, ...]
    size: float
    boxes: tuple[Box, ...]
    rows: int
    head: int = 0
    total: int = 0

    def height(self, box: Box) -> float:
        """Return how high a cell will be at most, in points: an estimate, its lines as full as they can be."""
        room = max(1.0, sum(self.columns[box.x : box.x + box.across]) / self.size - 1)  # characters in a line
        return sum(len(text) // room + 1 for text in box.text.split("\n")) * self.size * 1.4 + self.size

    def breaks(self, box: Box) -> bool:
        """Tell whether a cell may break between pages: only one that is too high for one, or goes over many rows."""
        return self.height(box) > _MOST_OF_A_PAGE or box.down > _ROWS_TOGETHER

    def whole(self) -> bool:
        """Tell whether the table is so small that it stands on one page."""
        return sum(max(map(self.height, row), default=0.0) for row in self.by_row()) < _SOME_OF_A_PAGE

    def by_row(self) -> list[list[Box]]:
        """Return the boxes that begin in each row, from left to right."""
        rows: list[list[Box]] = [[] for _ in range(self.rows)]
        for box in sorted(self.boxes, key=lambda box: box.x):
            rows[box.y].append(box)
        return rows


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart over its caption, and its numbers as `rows` under `heads`."""

    caption: str
    alt: str
    spec: Mapping[str, Any] = field(default_factory=dict)
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture by the SM3 of its file, over its caption."""

    digest: str
    caption: str
    alt: str


@dataclass(frozen=True, slots=True)
class Photos:
    """One picture, or two in a row."""

    photos: tuple[Photo, ...]


Item = Line | Grid | Drawing | Photos


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole issue ready for printing: masthead, body and tail; the mark of a draft, if it is one; its day."""

    title: str
    head: tuple[Line, ...]
    body: tuple[Item, ...]
    tail: tuple[Line, ...]
    mark: str = ""
    dated: date | None = None

    def digests(self) -> list[str]:
        """Return the digests of the pictures that printing needs."""
        return [photo.digest for item in self.body if isinstance(item, Photos) for photo in item.photos]

    def texts(self) -> Iterator[str]:
        """Yield every text that is set in lines, to look for what must not be broken."""
        for item in (*self.head, *self.body, *self.tail):
            if isinstance(item, Line):
                yield item.lead + item.text
            elif isinstance(item, Grid):
                yield from (box.text for box in item.boxes)
