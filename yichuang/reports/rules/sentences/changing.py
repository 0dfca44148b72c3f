"""Changes: 同比增长 5.2%, 较上月提高 0.12 个百分点, 比法定时限缩短 15 天, 与上月持平."""

from __future__ import annotations

import re
from dataclasses import dataclass

from yichuang.reports.rules.sentences.figure import Change
from yichuang.reports.rules.sentences.naming import cleaned
from yichuang.reports.rules.sentences.quantities import Quantity
from yichuang.reports.rules.sentences.words import Words

UNSTATED, OTHER = "未注明", "其他"
_SIGNS = ("+", "-", "↑", "↓", "▲", "▼")
_COMPARED = re.compile(r"[较比与][^较比与]{1,12}的$")
_NAMED = re.compile(r"[\u4e00-\u9fff]{2}")
_TARGET = re.compile(r"^(?:[\u4e00-\u9fff]{0,3}(?:至|到|达|为|成))$")


@dataclass(frozen=True, slots=True)
class Move:
    """What the words before a number say of it as a change: on what basis ("" if unstated), which way, of what."""

    kind: str
    sign: int
    subject: str
    parallel: bool

    def change(self, quantity: Quantity, text: str, kind: str = "") -> Change:
        """Return the change that the number then is."""
        value = quantity.value * self.sign
        return Change(self.kind or kind or UNSTATED, value, quantity.unit, quantity.step, text)


def move_in(left: str, words: Words) -> Move | None:
    """Return the change that the words right before a number announce, or None."""
    if left.endswith(_SIGNS):  # 同比+5.6%
        kind, start = basis_in(left, words)
        return Move(kind, 1 if left[-1] in "+↑▲" else -1, left[:start], parallel=False) if kind else None
    verb = words.change.search(left)
    if verb is None:
        return None
    kind, start = basis_in(left, words, verb.start(), verb.end())
    if not kind and (verb[0] in words.short or words.speeds.search(left)):  # 实际提速 92% is no change of anything
        return None
    subject = left[: start if kind else verb.start()]
    if kind:
        earlier, place = basis_in(subject, words)
        if earlier and words.basis.fullmatch(subject, place):  # 较上月同比增长
            kind, subject = earlier, subject[:place]
        basis = words.basis.match(left, start)
        between = left[basis.end() : verb.start()] if basis and basis.end() < verb.start() else ""
        if words.periods.fullmatch(between):  # 较去年四季度
            kind, between = OTHER, ""
        between = "" if between.startswith("平均") else between  # 比全市平均水平低
        named = _NAMED.search(between) and cleaned(between, words) not in words.totals
        subject = between if named and not _NAMED.search(subject) else subject  # 较上月办件增加
    return Move(kind, 1 if verb[0] in words.up else -1, subject.replace("分别", ""), "分别" in left)


def basis_in(text: str, words: Words, before: int | None = None, seen: int | None = None) -> tuple[str, int]:
    """Return the kind of the last basis in a text and its place; ("", end) if there is none.

    before: it must end there or earlier. seen: how far the text counts, as a basis may be told by what follows.
    """
    before, seen = (len(text) if bound is None else bound for bound in (before, seen))
    *_, last = [None, *(found for found in words.basis.finditer(text, 0, seen) if found.end() <= before)]
    if last is None or last.lastgroup is None:
        return "", len(text)
    return words.basis_kinds[int(last.lastgroup[1:])], last.start()


def compared(left: str, words: Words) -> str:
    """Return the basis if a number is only what another is compared with (比去年同期的 43,210 件增长 …), else ""."""
    kind, start = basis_in(left, words)
    if kind and words.basis.fullmatch(left, start):  # 较上月 43,120 笔增长 …
        return kind
    found = _COMPARED.search(left)
    return (basis_in(found[0], words)[0] or OTHER) if found else ""


def level_in(text: str, words: Words) -> Move | None:
    """Return the change that a clause without a number states as none (与上月持平)."""
    place = text.find(words.level)
    if place < 0 or text.startswith("的", place + len(words.level)):
        return None
    kind, start = basis_in(text[:place], words)
    return Move(kind, 0, text[:start], parallel=False) if kind else None


def sign_of(verb: str, words: Words) -> int:
    """Return 1 or -1 for a word of change alone (和下降 3.4%), 0 for anything else."""
    found = words.change.fullmatch(verb)
    return 0 if found is None else (1 if found[0] in words.up else -1)


def reaches(left: str) -> bool:
    """Tell whether the words before a number only say that something came to it (达到, 增至, 压缩到)."""
    return bool(_TARGET.match(left))
