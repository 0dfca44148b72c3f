"""Where the words of a question stand in a passage: verified, marked, cut to what is shown, and weighed."""

from __future__ import annotations

import math
from dataclasses import dataclass

from yichuang.reports.rules.search.asking import Question
from yichuang.reports.rules.search.grams import Keyed

EXCERPT = 120  # characters shown of a passage
_BEFORE = 30  # of these, before the first word that was found
_OFTEN = 6  # past this, more of the same word says no more


@dataclass(frozen=True, slots=True)
class Marked:
    """A run of text, one of the words that were looked for or not."""

    text: str
    found: bool


def found_in(question: Question, text: str) -> bool:
    """Tell whether a passage has all phrases of a question: the text itself decides, not its keys."""
    keyed = Keyed(text).text
    return all(pattern.search(keyed) for pattern in question.patterns())


def mark(question: Question, text: str) -> list[Marked]:
    """Return the text in runs; those that were looked for are marked, in the words as written."""
    return _runs(text, _spans(question, text))


def _runs(text: str, spans: list[tuple[int, int]]) -> list[Marked]:
    runs: list[Marked] = []
    done = 0
    for start, end in spans:
        if start > done:
            runs.append(Marked(text[done:start], found=False))
        runs.append(Marked(text[start:end], found=True))
        done = end
    return [*runs, Marked(text[done:], found=False)] if done < len(text) else runs


def excerpt(question: Question, text: str) -> list[Marked]:
    """Return at most about EXCERPT characters of a passage, around the first word that was found, with … where cut."""
    text = " ".join(text.split())
    spans = _spans(question, text)
    if len(text) <= EXCERPT:
        return _runs(text, spans)
    first = spans[0][0] if spans else 0
    start = min(max(first - _BEFORE, 0), len(text) - EXCERPT)
    start = start if start > _BEFORE // 3 else 0  # a few characters are not worth a cut
    end = max(start + EXCERPT, spans[0][1] if spans else 0)
    runs: list[Marked] = [Marked("…", found=False)] if start else []
    done = start
    for left, right in ((max(left, start), min(right, end)) for left, right in spans):
        if left < right:
            runs += [Marked(text[done:left], found=False)] if left > done else []
            runs.append(Marked(text[left:right], found=True))
            done = right
    runs.append(Marked(text[done:end] + ("…" if end < len(text) else ""), found=False))
    return runs


def score(question: Question, keyed: str, *, heading: bool) -> float:
    """Return how much a keyed passage is about the question: words found more often in fewer characters weigh more.

    A heading weighs half as much: it names what follows, and says no more. The number only orders passages.
    """
    often = sum(min(len(pattern.findall(keyed)), _OFTEN) for pattern in question.patterns())
    return often * (0.5 if heading else 1) / (1 + math.log1p(len(keyed) / 40))


def _spans(question: Question, text: str) -> list[tuple[int, int]]:
    keyed = Keyed(text)
    return [keyed.span(*found.span()) for found in question.pattern().finditer(keyed.text)]
