"""Searching the archive: what of a text is looked up, what a question asks for, and where its words stand."""

from yichuang.reports.rules.search.asking import WORDS_MAX, Question, ask
from yichuang.reports.rules.search.grams import Keyed, grams
from yichuang.reports.rules.search.marking import Marked, excerpt, found_in, mark, score
from yichuang.reports.rules.search.passages import Passage, passages_of, undated

__all__ = [
    "WORDS_MAX", "Keyed", "Marked", "Passage", "Question", "ask", "excerpt", "found_in", "grams", "mark", "passages_of",
    "score", "undated",
]  # fmt: skip
