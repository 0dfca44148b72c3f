"""A question to the archive: its words, each a phrase, and the keys by which candidates are found."""

from __future__ import annotations

import re
from dataclasses import dataclass

from yichuang.kit.errors import Refusal
from yichuang.reports.rules.search.grams import KEY_MAX, Keyed, stretches

LENGTH_MAX, WORDS_MAX = 80, 8
_PIECE = re.compile(r'["“”]([^"“”]+)["“”]|([^\s"“”]+)')


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for: passages that have all of `phrases`.

    keys:     what a passage must be filed under, as a tsquery; a key that ends in `*` begins one
    certain:  filed under the keys, a passage has the phrases: its text need not be asked again
    """

    words: tuple[str, ...]
    phrases: tuple[str, ...]
    keys: str
    certain: bool

    def pattern(self) -> re.Pattern[str]:
        """Return what any of the phrases looks like in a keyed text."""
        longest_first = sorted(self.phrases, key=len, reverse=True)
        return re.compile("|".join(_bounded(phrase) for phrase in longest_first))

    def patterns(self) -> list[re.Pattern[str]]:
        """Return what each phrase looks like in a keyed text."""
        return [re.compile(_bounded(phrase)) for phrase in self.phrases]


def ask(written: str) -> Question:
    """Return the question that somebody wrote: words parted by blanks, or a phrase in quotation marks.

    Raises Refusal `question_empty`, `question_too_long`, `question_too_many_words`.

    >>> ask("政务 大厅").keys
    "'政务' & '大厅'"
    >>> ask("第21期").keys
    "'第' & '21' & '期':*"
    """
    if len(written) > LENGTH_MAX:
        raise Refusal("question_too_long", f"搜索的文字不能超过 {LENGTH_MAX} 个字。", field="q")
    pieces = [found[1] or found[2] for found in _PIECE.finditer(written.replace("\x00", " "))]
    asked = {_trimmed(Keyed(piece).text): piece for piece in pieces}
    phrases = [phrase for phrase in asked if phrase]
    if not phrases:
        raise Refusal("question_empty", "请输入要找的字词；标点不能单独搜索。", field="q")
    if len(phrases) > WORDS_MAX:
        raise Refusal("question_too_many_words", f"一次最多找 {WORDS_MAX} 个词。", field="q")
    keys = dict.fromkeys(key for phrase in phrases for key in _keys(phrase))
    certain = all(len(phrase) <= 2 and len(stretches(phrase)[0][0]) == len(phrase) for phrase in phrases)
    return Question(tuple(asked[phrase] for phrase in phrases), tuple(phrases), " & ".join(keys), certain)


def _trimmed(phrase: str) -> str:
    """Return a phrase without the signs around it."""
    found = stretches(phrase)
    return phrase[phrase.index(found[0][0]) : phrase.rindex(found[-1][0]) + len(found[-1][0])] if found else ""


def _keys(phrase: str) -> list[str]:
    """Return the keys that every passage with the phrase has."""
    keys = []
    found = stretches(phrase)
    for place, (stretch, chinese) in enumerate(found):
        if not chinese:
            keys.append(f"'{stretch[:KEY_MAX]}'")
        elif len(stretch) > 1:
            keys += [f"'{stretch[at : at + 2]}'" for at in range(len(stretch) - 1)]
        else:  # the last of a phrase may go on in the passage; one that something else follows ends a stretch there too
            keys.append(f"'{stretch}'" if place + 1 < len(found) else f"'{stretch}':*")
    return keys


def _bounded(phrase: str) -> str:
    """Return a pattern in which Latin words and numbers at the ends of a phrase are whole."""
    before = r"(?<![0-9a-z])(?<!\d\.)" if phrase[0].isascii() and phrase[0].isalnum() else ""
    after = r"(?![0-9a-z])(?!\.\d)" if phrase[-1].isascii() and phrase[-1].isalnum() else ""
    return before + re.escape(phrase) + after
