"""Two issues side by side: sections paired by title, in each the sentences that stayed, changed, came and went."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from yichuang.reports.rules.differences import Run, runs
from yichuang.reports.rules.folding import fold, tidy
from yichuang.reports.rules.search import grams, undated
from yichuang.reports.rules.tree import Heading, Report, Table

SAME, CHANGED, NEW, GONE = "same", "changed", "new", "gone"
HEAD, TAIL = "刊头", "刊尾"
_ALIKE = 0.5  # of two sentences: how much of their pairs of characters they share, at least
_TITLE_ALIKE = 0.6
_PAIRS_MAX = 40_000  # of sentences in a stretch, or of titles, that differ; more are all told as gone and new
_SENTENCE = re.compile(r"[^。！？；!?;\n]*[。！？；!?;]+[”’」』）)]*|[^。！？；!?;\n]+")


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence on both sides. `left` or `right` is empty for one that is new or gone; of a changed one they are in
    runs, those that differ marked.
    """

    kind: str
    left: tuple[Run, ...] = ()
    right: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """A section of both issues, or of one (the other's title is None), with its sentences in order."""

    left: str | None
    right: str | None
    rows: tuple[Row, ...]

    @property
    def title(self) -> str:
        """The section's title, that of the later issue first."""
        return self.right if self.right is not None else self.left or ""

    @property
    def kinds(self) -> dict[str, int]:
        """How many sentences of each kind there are."""
        return {kind: sum(row.kind == kind for row in self.rows) for kind in (SAME, CHANGED, NEW, GONE)}


def compare(left: Report, right: Report) -> list[Pair]:
    """Return both issues section by section in the order of the right one; what only the left has stands where it was.

    Sections are paired by the same title, then by similar ones. Sentences that are the same but for blanks and
    full-width forms are the same.
    """
    ours, theirs = _sections(left), _sections(right)
    partner = _partners([title for title, _ in ours], [title for title, _ in theirs])
    taken = {one: other for other, one in partner.items()}
    pairs: list[Pair] = []
    waiting = 0
    for place, (title, sentences) in enumerate(theirs):
        mine = partner.get(place)
        while mine is not None and waiting < mine:
            if waiting not in taken:
                pairs.append(_gone(*ours[waiting]))
            waiting += 1
        if mine is None:
            pairs.append(Pair(None, title, tuple(Row(NEW, right=_whole(one)) for one in sentences)))
        else:
            pairs.append(Pair(ours[mine][0], title, tuple(_rows(ours[mine][1], sentences))))
            waiting = max(waiting, mine + 1)
    pairs += [_gone(*ours[place]) for place in range(waiting, len(ours)) if place not in taken]
    return [pair for pair in pairs if pair.rows]


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text; clauses parted by semicolons stand alone.

    >>> sentences_of("受理 3 件；办结 2 件。他说：“好。”")
    ['受理3件；', '办结2件。', '他说：“好。”']
    """
    return [sentence for found in _SENTENCE.finditer(text) if (sentence := tidy(found[0]))]


def _sections(report: Report) -> list[tuple[str, list[str]]]:
    """Return every section with its sentences: head and tail, each section, each category under its own title."""
    found: list[tuple[str, list[str]]] = [(HEAD, [tidy(block.words()) for block in report.head])]
    for part in report.parts:
        above = undated(part.heading.text) if part.heading else ""
        found.append((above, [tidy(one.words()) for one in (part.heading, part.note) if one]))
        for section in part.sections:
            title = " › ".join(filter(None, (above, undated(section.heading.text) if section.heading else "")))
            found.append((title, []))
            for block in section.blocks:
                if isinstance(block, Heading):
                    found.append((f"{title} › {tidy(block.text)}", []))
                elif isinstance(block, Table):
                    found[-1][1].extend(line.replace("\t", " ") for line in block.words().split("\n"))
                else:
                    found[-1][1].extend(sentences_of(block.words()))
    found.append((TAIL, [sentence for block in report.tail for sentence in sentences_of(block.words())]))
    return found


def _partners(left: Sequence[str], right: Sequence[str]) -> dict[int, int]:
    """Return place on the right → place on the left, first by the same title in order, then by the most similar."""
    ours, theirs = ([fold(title) for title in side] for side in (left, right))
    places: dict[str, deque[int]] = {}
    for place, title in enumerate(ours):
        places.setdefault(title, deque()).append(place)
    partner = {place: places[title].popleft() for place, title in enumerate(theirs) if places.get(title)}
    free = sorted(place for waiting in places.values() for place in waiting)
    rest = [place for place in range(len(theirs)) if place not in partner]
    if len(free) * len(rest) > _PAIRS_MAX:
        return partner
    keys = {place: _keys(ours[place]) for place in free}
    for place in rest:
        own = _keys(theirs[place])
        alike = {one: _dice(keys[one], own) for one in free}
        best = max(free, key=alike.__getitem__, default=None)
        if best is not None and alike[best] >= _TITLE_ALIKE:
            partner[place] = best
            free.remove(best)
    return partner


def _rows(left: Sequence[str], right: Sequence[str]) -> Iterator[Row]:
    steps = SequenceMatcher(None, [fold(one) for one in left], [fold(one) for one in right], autojunk=False)
    for tag, first, last, start, end in steps.get_opcodes():
        if tag == "equal":
            yield from (
                Row(SAME, _whole(one), _whole(other))
                for one, other in zip(left[first:last], right[start:end], strict=True)
            )
        else:
            yield from _changed(left[first:last], right[start:end])


def _changed(left: Sequence[str], right: Sequence[str]) -> Iterator[Row]:
    """Yield the sentences of a stretch that differs: those that are alike together, the others gone or new."""
    left_done = right_done = 0
    for one, other in [*_aligned(left, right), (len(left), len(right))]:
        yield from (Row(GONE, left=_whole(text)) for text in left[left_done:one])
        yield from (Row(NEW, right=_whole(text)) for text in right[right_done:other])
        if one < len(left):
            yield _both(left[one], right[other])
        left_done, right_done = one + 1, other + 1


def _aligned(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of sentences that are alike, in the order of both, so that all in all they are most alike."""
    if not left or not right or len(left) * len(right) > _PAIRS_MAX:
        return []
    ours, theirs = ([_keys(fold(text)) for text in side] for side in (left, right))
    alike = [[_dice(one, other) for other in theirs] for one in ours]
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]  # of what follows both places
    for one in range(len(left) - 1, -1, -1):
        for other in range(len(right) - 1, -1, -1):
            paired = alike[one][other] + best[one + 1][other + 1] if alike[one][other] >= _ALIKE else 0.0
            best[one][other] = max(best[one + 1][other], best[one][other + 1], paired)
    found, one, other = [], 0, 0
    while one < len(left) and other < len(right):
        if best[one][other] == best[one + 1][other]:
            one += 1
        elif best[one][other] == best[one][other + 1]:
            other += 1
        else:
            found.append((one, other))
            one, other = one + 1, other + 1
    return found


def _keys(folded: str) -> frozenset[str]:
    return frozenset(grams(folded.lower()))


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    """Return which share of their keys two texts have in common, from 0 to 1."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _both(left: str, right: str) -> Row:
    marked = runs(left, right)
    return Row(CHANGED, tuple(marked[0]), tuple(marked[1]))


def _whole(text: str) -> tuple[Run, ...]:
    return (Run(text, differs=False),)


def _gone(title: str, sentences: Sequence[str]) -> Pair:
    return Pair(title, None, tuple(Row(GONE, left=_whole(one)) for one in sentences))
