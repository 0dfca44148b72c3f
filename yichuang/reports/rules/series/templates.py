"""Templates of sentences: words, fields `{name@span:format}`, and clauses `[[…]]` that disappear without their figure.

A format is a list of options parted by commas: `2位`, `万`, `亿`, `千分位`, `单位`, `绝对值`, words by sign
(`增长/下降/持平`), in a column `占比` (of all units together); of a list of units `仅名称`, `个数`, `第1家`,
`第1数`; of a date `年月日`, `年月`, `月日`, `年`, `月`, `日`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"\[\[|\]\]|\{[^{}]*\}|[{}]")
_FIELD = re.compile(r"(?P<name>[^@:\s]+)(?:@(?P<span>[^@:\s]+))?(?::(?P<format>.+))?")
_DECIMALS, _NTH = re.compile(r"([0-6])位"), re.compile(r"第([1-9]\d?)(家|数)")
SCALES = {"万": 4, "亿": 8}
DATE_FORMS = ("年月日", "年月", "月日", "年", "月", "日")
CLAUSES_MAX = 8  # one within another


@dataclass(frozen=True, slots=True)
class Format:
    """How a value is written.

    decimals: None as the figure has them; scale: of SCALES, "" none; words: by sign, for more, less and equal.
    names, count: of a list of units, their names alone, or how many they are; date: of DATE_FORMS.
    share: of a unit's figure in a column, what part of all units' it is, in percent.
    nth_name, nth_number: of a list of units, one in its order: its name, or its number.
    """

    decimals: int | None = None
    scale: str = ""
    thousands: bool = False
    unit: bool = False
    absolute: bool = False
    words: tuple[str, ...] = ()
    names: bool = False
    count: bool = False
    date: str = ""
    share: bool = False
    nth_name: int = 0
    nth_number: int = 0

    @property
    def nth(self) -> int:
        """Which unit of a list is wanted, from 1; 0 all."""
        return self.nth_name or self.nth_number


@dataclass(frozen=True, slots=True)
class Slot:
    """A field: the name of a value, the span it is of ("" the section's), how it is written; and as it stands there."""

    name: str
    span: str
    format: Format
    written: str


@dataclass(frozen=True, slots=True)
class Clause:
    """Words that disappear when a figure in them is zero or missing."""

    nodes: tuple[Node, ...]


Node = str | Slot | Clause


@dataclass(frozen=True, slots=True)
class Template:
    """A template read: its nodes, and what is wrong with it in Chinese. What is wrong stands in it as words."""

    nodes: tuple[Node, ...]
    problems: tuple[str, ...] = ()

    def slots(self) -> Iterator[Slot]:
        """Yield every field, those in clauses too."""
        yield from _slots(self.nodes)


@lru_cache(maxsize=2048)
def template_of(text: str) -> Template:
    """Return a template read.

    >>> [slot.name for slot in template_of("受理 {accepted} 件[[，逾期 {overdue@late:千分位} 件]]。").slots()]
    ['accepted', 'overdue']
    >>> template_of("受理 {accepted 件").problems
    ('“{”没有成对',)
    """
    problems: list[str] = []
    stack: list[list[Node]] = [[]]
    at = 0
    for token in _TOKEN.finditer(text):
        if token.start() > at:
            stack[-1].append(text[at : token.start()])
        at = token.end()
        if token[0] == "[[" and len(stack) <= CLAUSES_MAX:
            stack.append([])
        elif token[0] == "]]" and len(stack) > 1:
            clause = Clause(tuple(stack.pop()))
            stack[-1].append(clause)
        elif len(token[0]) > 1 and token[0][0] == "{":
            stack[-1].append(_slot(token[0], problems))
        else:
            problems.append(f"“{token[0]}”没有成对")
            stack[-1].append(token[0])
    if at < len(text):
        stack[-1].append(text[at:])
    while len(stack) > 1:
        problems.append("“[[”没有成对")
        open_nodes = stack.pop()
        stack[-1] += ["[[", *open_nodes]
    return Template(tuple(stack[0]), tuple(problems))


def format_of(text: str) -> tuple[Format, str]:
    """Return a format, and what is wrong with it ("" nothing).

    >>> format_of("万,2位")[0].scale, format_of("两位")[1]
    ('万', '没有写法“两位”')
    """
    known: dict[str, object] = {}
    for option in (part.strip() for part in re.split("[,，]", text) if part.strip()):
        decimals = _DECIMALS.fullmatch(option)
        words = tuple(word.strip() for word in re.split("[/／]", option))
        nth = _NTH.fullmatch(option)
        if decimals:
            known["decimals"] = int(decimals[1])
        elif nth:
            known["nth_name" if nth[2] == "家" else "nth_number"] = int(nth[1])
        elif option in _FLAGS:
            known[_FLAGS[option]] = True
        elif option in SCALES:
            known["scale"] = option
        elif option in DATE_FORMS:
            known["date"] = option
        elif len(words) in (2, 3) and all(words):
            known["words"] = words if len(words) == 3 else (*words, "持平")
        else:
            return Format(), f"没有写法“{option}”"
    return Format(**known), ""  # type: ignore[arg-type]  # each under its own name


_FLAGS = {
    "千分位": "thousands",
    "单位": "unit",
    "绝对值": "absolute",
    "仅名称": "names",
    "个数": "count",
    "占比": "share",
}


def _slot(token: str, problems: list[str]) -> Node:
    found = _FIELD.fullmatch(token[1:-1].strip())
    if found is None:
        problems.append(f"字段 {token} 写法不对，应为 {{名称}}、{{名称@时段}} 或 {{名称:写法}}")
        return token
    form, problem = format_of(found["format"] or "")
    problem = problem or ("的“占比”只用于表和图的列" if form.share else "")
    if problem:
        problems.append(f"字段 {token} {problem}")
    return Slot(found["name"], found["span"] or "", form, token)


def _slots(nodes: Sequence[Node]) -> Iterator[Slot]:
    for node in nodes:
        if isinstance(node, Slot):
            yield node
        elif isinstance(node, Clause):
            yield from _slots(node.nodes)
