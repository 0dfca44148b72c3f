"""An indicator's definition in words, and a figure's parts with where each leads on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from yichuang.statistics.labels import (
    DEADLINE_WORDS,
    DIMENSION_WORDS,
    OPERAND_WORDS,
    OPTION_NAMES,
    OPTION_WORDS,
    OVER_PERIODS_WORDS,
    OVER_UNITS_WORDS,
    ROUNDING_WORDS,
    SINCE_WORDS,
    rule_words,
)
from yichuang.statistics.queries import Defined
from yichuang.statistics.rules import INDICATORS
from yichuang.statistics.rules.derived import KINDS, Derived, Figure, Operand, amount
from yichuang.statistics.rules.derived.records import OVER
from yichuang.statistics.rules.periods import filling, in_words
from yichuang.statistics.rules.submitted import SubmittedIndicator
from yichuang.web.newsroom.submissions.defining import KIND_WORDS, SUBMITTED


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of a definition; `href` leads on where it names another figure."""

    name: str
    words: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A figure that stands in another: what it is called, when and where it is counted, its number, where it leads."""

    name: str
    words: str
    when: str
    where: str
    message: str = ""
    href: str = ""
    place: int = 0


def facts_of(one: SubmittedIndicator | Derived, now: Defined) -> list[Fact]:
    """Return an indicator's definition, line by line."""
    return _submitted(one) if isinstance(one, SubmittedIndicator) else _derived(one, now)


def _submitted(one: SubmittedIndicator) -> list[Fact]:
    return [
        Fact("种类", KIND_WORDS[SUBMITTED]),
        Fact("含义", one.meaning or "—"),
        Fact("单位", f"{one.unit}，{one.decimals} 位小数" if one.decimals else one.unit),
        Fact("填报周期", rule_words(one.period)),
        Fact("期限", f"期满后 {one.deadline_days} 个{DEADLINE_WORDS[one.deadline_in]}内"),
        Fact("各部门的数", OVER_UNITS_WORDS[one.over_units]),
        Fact("各期的数", OVER_PERIODS_WORDS[one.over_periods]),
        Fact("填报部门", "、".join(one.departments) or "期末在册的全部部门"),
        Fact("代码", one.code),
    ]


def _derived(one: Derived, now: Defined) -> list[Fact]:
    kind = KINDS[one.kind]
    names = [*kind.operands, *[kind.many] * (len(one.operands) - len(kind.operands))]
    found = [Fact("种类", KIND_WORDS[one.kind])]
    found += [_operand(name, operand, now) for name, operand in zip(names, one.operands, strict=True)]
    found += [Fact(OPTION_NAMES[name], OPTION_WORDS[name][word]) for name, word in one.options.items()]
    if one.kind == "ranking":
        found.append(Fact(OPTION_NAMES["first"], f"{one.first} 名，同数并列"))
    if one.kind == "list":
        found.append(Fact(OPTION_NAMES["limit"], f"{one.limit:f}"))
    if not one.is_list:
        found.append(Fact("单位", one.unit))
        found.append(Fact("小数", f"{one.decimals} 位，{ROUNDING_WORDS[one.rounding]}"))
    return [*found, Fact("代码", one.code)]


def _operand(name: str, operand: Operand, now: Defined) -> Fact:
    known = now.known()
    told = now.derived.get(operand.figure) or known.get(operand.figure)
    words = [told.name if told else operand.figure]
    words += [f"{DIMENSION_WORDS[dimension]} {'、'.join(codes)}" for dimension, codes in operand.where]
    if operand.period:
        words.append(OPTION_WORDS["against"][operand.period])
    if operand.since:
        words.append(f"{SINCE_WORDS.get(operand.since, f'{operand.since} ')}至期末")
    return Fact(OPERAND_WORDS[name], "，".join(words), definition_of(operand.figure, now))


def definition_of(code: str, now: Defined) -> str:
    """Return the address where a figure's definition stands, empty where it has none."""
    if code in now.submitted or code in now.derived:
        return reverse("newsroom-indicator", args=[code])
    return reverse("figure", args=[code]) if code in INDICATORS else ""


def parts_of(figure: Figure, now: Defined) -> list[Part]:
    """Return the figures that one stands on, or the units of a ranking or list in order."""
    if figure.places is not None:
        return [_part(one.figure, one.name, now, place=one.place) for one in figure.places]
    return [_part(operand, operand.name, now) for operand in figure.operands]


def _part(figure: Figure, name: str, now: Defined, *, place: int = 0) -> Part:
    where = "；".join(f"{DIMENSION_WORDS[word]} {'、'.join(codes)}" for word, codes in figure.context.where)
    words = "—" if figure.number is None else amount(figure.number, figure.unit)
    return Part(name, words, in_words(figure.context.span), where, figure.message, leads_to(figure, now), place)


def leads_to(figure: Figure, now: Defined) -> str:
    """Return where a figure leads on: a counted one to how it was counted, a submitted one to who sent what."""
    (start, end), where = figure.context.span, figure.context.where
    if figure.source == "counted" and figure.code in INDICATORS:
        single = {word: codes[0] for word, codes in where if len(codes) == 1 and word in ("item_type", "department")}
        if len(single) == len(where):
            return f"{reverse('figure', args=[figure.code])}?{urlencode({'from': start, 'to': end} | single)}"
        return ""
    submitted = now.submitted.get(figure.code)
    if submitted is not None:
        return _submissions(submitted, start, end, where)
    if figure.code in now.derived:
        return value_of(figure.code, start, end, where)
    return ""


def _submissions(one: SubmittedIndicator, start: date, end: date, where: Sequence[tuple[str, tuple[str, ...]]]) -> str:
    spans = filling(one.period, (start, end)) or []
    if len(spans) == 1 and len(where) == 1 and where[0][0] == "department" and len(where[0][1]) == 1:
        return reverse("newsroom-submission", args=[one.code, where[0][1][0], start.isoformat()])
    return f"{reverse('newsroom-periods', args=[one.code])}?{urlencode({'year': end.year})}"


def value_of(code: str, start: date, end: date, where: Sequence[tuple[str, tuple[str, ...]]] = ()) -> str:
    """Return the address of what a derived figure comes to; empty for groups that its page cannot show."""
    asked: dict[str, object] = {"from": start, "to": end}
    if where:
        (dimension, codes), *more = where
        if more or len(codes) > 1 or dimension not in OVER:
            return ""
        asked |= {"by": dimension, "unit": codes[0]}
    return f"{reverse('newsroom-figure', args=[code])}?{urlencode(asked)}"
