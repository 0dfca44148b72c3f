"""Adding up what was submitted: over departments and periods, and what is said where something is not there yet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from yichuang.statistics.rules.derived.records import Context
from yichuang.statistics.rules.derived.values import Figure, amount
from yichuang.statistics.rules.periods import Span, filling, in_words
from yichuang.statistics.rules.submitted import SubmittedIndicator

SHOWN = 3  # places that a message names; the rest it counts


def submitted_figure(
    one: SubmittedIndicator, context: Context, amounts: Mapping[tuple[Span, str], Decimal],
    expected: Mapping[Span, Collection[str]], names: Mapping[str, str],
) -> Figure:  # fmt: skip
    """Return a submitted figure of a context: summed, or with the reason why it has no number.

    amounts:  (period, department's code) → amount, of all that stands.
    expected: period → codes of the departments that are to submit.
    names:    department's code → name.
    The reasons: `no_such_dimension`, `other_periods`, `not_added_up`, `missing_submission`.
    """
    blank = Figure(one.code, one.name, one.unit, context, "submitted")
    where = dict(context.where)
    if set(where) - {"department"}:
        return replace(blank, reason="no_such_dimension", message=f"“{one.name}”由部门填报，只能按部门统计")
    periods = filling(one.period, context.span)
    if periods is None:
        message = f"“{one.name}”按填报期间统计，{in_words(context.span)} 不是完整的期间"
        return replace(blank, reason="other_periods", message=message)
    if len(periods) > 1 and one.over_periods == "none":
        return replace(blank, reason="not_added_up", message=f"“{one.name}”各期不能相加")
    if one.over_periods == "last":
        periods = periods[-1:]
    wanted = where.get("department")
    if one.over_units == "none" and (wanted is None or len(wanted) > 1):
        return replace(blank, reason="not_added_up", message=f"“{one.name}”各部门不能相加")
    inside = set(periods)
    there = {
        key: number for key, number in amounts.items() if key[0] in inside and (wanted is None or key[1] in wanted)
    }
    due = [(period, code) for period in periods for code in expected[period] if wanted is None or code in wanted]
    lacking = [key for key in due if key not in there]
    if lacking or not (there or due):
        return _missing(blank, lacking, there, names)
    total = sum(there.values(), Decimal(0)).quantize(Decimal(1).scaleb(-one.decimals))
    added = f"{len(there)} 个填报数之和" if len(there) > 1 else "填报数"
    return replace(blank, number=total, arithmetic=f"{added} = {amount(total, one.unit)}")


def _missing(
    blank: Figure, lacking: Sequence[tuple[Span, str]], there: Mapping[tuple[Span, str], Decimal],
    names: Mapping[str, str],
) -> Figure:  # fmt: skip
    if not lacking:
        return replace(blank, reason="missing_submission", message=f"“{blank.name}”没有应填报的部门")
    places = [f"{names.get(code, code)} {in_words(period)}" for period, code in lacking]
    more = f"等 {len(places)} 处" if len(places) > SHOWN else ""
    total = sum(there.values(), Decimal(0)).normalize()
    so_far = f"，已报 {len(there)} 处合计 {amount(total, blank.unit)}" if there else ""
    message = f"“{blank.name}”未报齐：{'、'.join(places[:SHOWN])}{more}未报{so_far}"
    return replace(blank, reason="missing_submission", message=message, missing=tuple(places))
