"""Counted, submitted and derived indicators of a period, together: few statements, never one for each unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from yichuang.cases import queries as ledger
from yichuang.cases.labels import CHANNEL_WORDS
from yichuang.catalogue import queries as catalogue
from yichuang.catalogue.rules import FrozenVersion
from yichuang.kit.errors import Refusal
from yichuang.people import queries as people
from yichuang.people.rules import Actor, Unit
from yichuang.statistics.labels import DIMENSION_WORDS
from yichuang.statistics.queries.defined import Defined, defined
from yichuang.statistics.queries.figures import named_values
from yichuang.statistics.queries.submissions import is_expected, standing
from yichuang.statistics.rules import INDICATORS, accumulate, windows
from yichuang.statistics.rules.derived import (
    COUNTED,
    WEIGHED,
    Context,
    Derived,
    Evaluation,
    Figure,
    Known,
    derived_figures,
    is_weighed,
    needs,
)
from yichuang.statistics.rules.derived.adding import submitted_figure
from yichuang.statistics.rules.derived.evaluating import Need
from yichuang.statistics.rules.derived.records import OVER
from yichuang.statistics.rules.faults import Fault
from yichuang.statistics.rules.periods import Span, filling, reach
from yichuang.statistics.rules.rights import OVERSEE
from yichuang.statistics.rules.submitted import SubmittedIndicator

Where = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """The indicators of one group (of the whole, where `code` is empty), by code, in the order asked for."""

    code: str
    name: str
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Indicators:
    """What an evaluation gives: rows, and the faults of the definitions given with it. All else is reckoned."""

    rows: list[IndicatorRow]
    faults: list[Fault]


def indicators(
    codes: Sequence[str], *, start: date, end: date, by: str = "", unit: str = "", seen_by: Actor | None = None,
    known_at: datetime | None = None,
    definitions: Sequence[Mapping[str, Any]] = (), shifts: Mapping[tuple[str, Span], Span] | None = None,
) -> Indicators:  # fmt: skip
    """Return counted, submitted and derived indicators from `start` to `end`, both included.

    by:          a dimension of `OVER`: a row for each of its units, also those without any case; empty: one row.
    unit:        of the units only the one with this code, and no row where there is none.
    seen_by:     by department, only those in which the actor oversees submissions; None: the house itself asks.
    known_at:    as known at this instant; waits until the instant is safe.
    definitions: derived figures beside the stored ones (of a series' template); a code of theirs comes first.
    shifts:      (`previous` or `year_before`, span) → span, where a series' periods are not the calendar's.
    A figure without number says why (`reason`, `message`); so does one whose definition is wrong or unknown. The rest
    is reckoned. Statements: one for each span and set of dimensions, one for submissions, one for definitions, and
    one each for the names of units.
    Raises Refusal `unknown_dimension`, `period_reversed`, `day_out_of_reach`; Conflict `not_yet_known`.
    """
    if by and by not in OVER:
        raise Refusal("unknown_dimension", f"不能按“{by}”分组，可用：{'、'.join(OVER)}", field="by")
    windows(reach(start, "from"), reach(end, "to"), None)  # refuses a period that ends before it begins
    counted_at = None if known_at is None else ledger.stable_instant(known_at)
    now = defined(counted_at)
    own, faults = _with_own(now, definitions)
    context = Context((start, end), ((by, ()),) if by else ())
    wanted = needs(codes, own, context, shifts or {})
    source = _Source(now, counted_at, wanted)
    evaluation = Evaluation(own, source.figure, source.units, _broken(own, now, faults), shifts or {})
    groups = source.units(by, (start, end)) if by else {"": ""}
    if by == "department" and seen_by is not None:
        groups = source.reached(groups, people.departments_of(seen_by, OVERSEE))
    rows = [
        IndicatorRow(one, name, {
            code: evaluation.figure(code, Context((start, end), ((by, (one,)),) if by else ())) for code in codes
        })
        for one, name in groups.items()
        if not unit or one == unit
    ]  # fmt: skip
    return Indicators(rows, faults)


def _with_own(now: Defined, records: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Derived], list[Fault]]:
    """Return all derived definitions, those given in the place of stored ones of the same code, and their faults."""
    if not records:
        return dict(now.derived), []
    codes = {str(record["code"]) for record in records if isinstance(record, Mapping) and "code" in record}
    others = {code: one for code, one in now.derived.items() if code not in codes}
    known = now.known() | {code: Known(one.name, one.unit, None if one.is_list else one.decimals)
                           for code, one in others.items()}  # fmt: skip
    good, faults = derived_figures(records, known=known, dimensions=tuple(ledger.DIMENSIONS))
    return others | good, faults


def _broken(own: Mapping[str, Derived], now: Defined, faults: Sequence[Fault]) -> dict[str, tuple[str, str, Fault]]:
    """Return the first fault of each code that has no right definition."""
    found: dict[str, tuple[str, str, Fault]] = {}
    for fault in (*faults, *now.faults):
        code = fault.place.split(".")[0]
        if code not in own:
            found.setdefault(code, (code, "", fault))
    return found


class _Source:
    """The counted and submitted figures that an evaluation needs, all read before it begins."""

    def __init__(self, now: Defined, counted_at: datetime | None, wanted: Iterable[Need]) -> None:
        self.now, self.counted_at = now, counted_at
        self._due: dict[tuple[str, Span], Mapping[Span, list[str]]] = {}
        self._units: dict[str, Mapping[str, str]] = {}
        self._counting: dict[Span, set[int]] = defaultdict(set)  # departments with amounts, standing or not
        self._amounts: dict[tuple[str, Span, frozenset[str]], dict[Where, int]] = {}
        spans: dict[tuple[Span, frozenset[str]], set[str]] = defaultdict(set)
        sent: list[tuple[str, Span]] = []
        for code, span, dimensions in wanted:
            if code in COUNTED:
                spans[span, dimensions].add(code)
            elif code in WEIGHED:
                self._weigh(span, dimensions, code)
            elif code in now.submitted:
                sent.append((code, span))
        for (span, dimensions), codes in spans.items():
            self._count(span, dimensions, codes)
        self._sent = self._submitted(sent)

    @cached_property
    def _departments(self) -> dict[int, Unit]:
        return people.departments()

    def _count(self, span: Span, dimensions: frozenset[str], codes: set[str]) -> None:
        """Read the amounts of a span by dimensions, in one statement, and keep the figures of each group."""
        names = sorted(dimensions)
        counted = {code: COUNTED[code] for code in codes}
        amounts = ledger.sums(
            start=span[0], end=span[1], by=names, counted_at=self.counted_at,
            measures={measure for one in counted.values() for measure in one.measures},
            with_past=any(one.with_past for one in counted.values()),
        )  # fmt: skip
        words = [self._words(name) for name in names]
        flat = [(amount.dimensions, amount.measure, amount.day, amount.n) for amount in amounts]
        kept: dict[str, dict[Where, int]] = {code: defaultdict(int) for code in codes}
        for _, key, running in accumulate(flat, windows(*span, None)):
            group = tuple((name, (words[at].get(key[at], str(key[at])),)) for at, name in enumerate(names))
            if "department" in dimensions and any(one.of(code, running) for code, one in counted.items()):
                self._counting[span].add(int(str(key[names.index("department")])))
            for code, one in counted.items():
                kept[code][group] += one.of(code, running)
        for code, groups in kept.items():
            self._amounts[code, span, dimensions] = groups

    def _weigh(self, span: Span, dimensions: frozenset[str], code: str) -> None:
        """Read by item what a limit is multiplied with, in one statement, and keep the sums of each group."""
        one, names = WEIGHED[code], sorted(dimensions | {"item"})
        amounts = ledger.sums(
            start=span[0], end=span[1], by=names, counted_at=self.counted_at, measures={one.measure}, with_past=False
        )
        words = {name: self._words(name) for name in dimensions}
        weights = self._weights(code, span[1])
        kept: dict[Where, int] = defaultdict(int)
        for amount in amounts:
            key: dict[str, Any] = dict(zip(names, amount.dimensions, strict=True))
            group = tuple((name, (words[name].get(key[name], str(key[name])),)) for name in sorted(dimensions))
            kept[group] += amount.n * weights.get(key["item"], 0)
        self._amounts[code, span, dimensions] = kept

    def _weights(self, code: str, day: date) -> dict[int, int]:
        """Return item → weight, by the version in force on a day, or the last one before."""
        terms = {
            item: self._versions[version].terms for item, version, first, _ in self._periods if first <= day
        }  # in order of their first days: a later version takes the place of an earlier one
        return {item: WEIGHED[code].weight(one) for item, one in terms.items() if is_weighed(one)}

    @cached_property
    def _versions(self) -> dict[int, FrozenVersion]:
        return catalogue.frozen_versions()

    @cached_property
    def _periods(self) -> list[tuple[int, int, date, date | None]]:
        return catalogue.periods()

    def _words(self, name: str) -> Mapping[Any, str]:
        """Return key → code of a dimension's units; empty where the key is the code."""
        if name == "department":
            return {key: unit.code for key, unit in self._departments.items()}
        return named_values(name)

    def _submitted(self, sent: Sequence[tuple[str, Span]]) -> dict[str, dict[tuple[Span, str], Decimal]]:
        found: dict[str, dict[tuple[Span, str], Decimal]] = {code: {} for code, _ in sent}
        if not sent:
            return found
        start, end = min(span[0] for _, span in sent), max(span[1] for _, span in sent)
        for one in standing(list(found), start, end, self.counted_at):
            if one.amount is not None:
                key = (one.period, self._departments[one.department_id].code)
                found[one.indicator][key] = found[one.indicator].get(key, Decimal(0)) + one.amount
        return found

    def figure(self, code: str, context: Context) -> Figure:
        """Return a counted or submitted figure; one that nobody knows, or of a unit that nobody knows, says so."""
        one = COUNTED.get(code) or WEIGHED.get(code) or self.now.submitted.get(code)
        if one is None:
            message = f"没有代码为“{code}”的指标"
            return Figure(code, code, "", context, "", reason="unknown_figure", message=message)
        nobody = self._unknown(context)
        if nobody:
            return Figure(code, one.name, one.unit, context, "", reason="unknown_value", message=nobody)
        if code not in self.now.submitted:
            source = "counted" if code in INDICATORS else "summed"
            return Figure(code, one.name, one.unit, context, source, Decimal(self._sum(code, context)))
        indicator = self.now.submitted[code]
        expected = self._expected(indicator, context.span)
        return submitted_figure(indicator, context, self._sent[code], expected, self._names)

    def _unknown(self, context: Context) -> str:
        """Say which unit of a context nobody knows, "" where all are known. A wrong code would count as nothing."""
        for name, codes in context.where:
            known = self._names if name == "department" else self.units(name, context.span) if name in CLOSED else codes
            wrong = next((code for code in codes if code not in known), None)
            if wrong is not None:
                return f"没有代码为“{wrong}”的{DIMENSION_WORDS[name]}"
        return ""

    @cached_property
    def _names(self) -> dict[str, str]:
        return {unit.code: unit.short_name for unit in self._departments.values()}

    def _expected(self, indicator: SubmittedIndicator, span: Span) -> Mapping[Span, list[str]]:
        """Return the departments that are to submit, for each of the indicator's periods that fill a span."""
        key = (indicator.code, span)
        if key not in self._due:
            self._due[key] = {
                period: [unit.code for unit in self._departments.values() if is_expected(indicator, unit, period)]
                for period in filling(indicator.period, span) or ()
            }
        return self._due[key]

    def _sum(self, code: str, context: Context) -> int:
        """Return a counted figure of some groups: they do not overlap, and a count may be added over them."""
        groups = self._amounts[code, context.span, frozenset(name for name, _ in context.where)]
        if all(len(codes) == 1 for _, codes in context.where):
            return groups.get(context.where, 0)
        chosen = [set(codes) for _, codes in context.where]
        return sum(
            n for group, n in groups.items()
            if all(one[1][0] in codes for one, codes in zip(group, chosen, strict=True))
        )  # fmt: skip

    def reached(self, units: Mapping[str, str], own: Collection[int] | None) -> Mapping[str, str]:
        """Return the departments whose ids are among `own`; None: all."""
        if own is None:
            return units
        codes = {unit.code for unit in self._departments.values() if unit.id in own}
        return {code: name for code, name in units.items() if code in codes}

    def units(self, dimension: str, span: Span) -> Mapping[str, str]:
        """Return the units of a dimension by code.

        Of departments those that stood in the span, and former ones that something is counted for (what they left
        open, for instance), so that all units together are the whole; of other dimensions all.
        """
        if dimension == "department":
            return {
                unit.code: unit.name
                for unit in sorted(self._departments.values(), key=lambda unit: unit.code)
                if unit.id in self._counting[span]
                or (
                    (unit.valid_from is None or unit.valid_from <= span[1])
                    and (unit.valid_to is None or unit.valid_to >= span[0])
                )
            }
        if dimension not in self._units:
            self._units[dimension] = UNITS[dimension]()
        return self._units[dimension]


CLOSED = frozenset({"centre", "item_type", "item", "region"})  # of channels and sources there may be others
UNITS: Mapping[str, Callable[[], Mapping[str, str]]] = {
    "centre": lambda: {unit.code: unit.name for unit in people.centres().values()},
    "item_type": lambda: dict(sorted(catalogue.item_types().items())),
    "item": lambda: {item.local_code: item.name for item in catalogue.items().values()},
    "region": lambda: {unit.code: unit.name for unit in people.regions().values()},
    "channel": lambda: CHANNEL_WORDS,
}
