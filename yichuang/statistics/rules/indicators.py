"""The registry of indicators: each a named definition with its meaning, unit, arithmetic and legal basis."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from yichuang.cases.rules.words import Measure
from yichuang.statistics.rules.windows import Amounts

Figure = int | float | None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure: what it is called, what it means, how it is made of measures.

    formula:  the arithmetic in words, as the page of the definition prints it.
    moment:   `period` (within from–to), `end` (at the end of the last day) or `start` (before the first day).
    decimals: digits after the point; None for whole numbers.
    measures: what `compute` reads; a figure of a period reads nothing before it.
    behind:   the list of cases it counts (`cases.queries.BEHIND`), "" for what is no set of cases.
    """

    code: str
    name: str
    meaning: str
    unit: str
    formula: str
    moment: str
    basis: str
    compute: Callable[[Amounts], Figure]
    measures: tuple[Measure, ...]
    behind: str = ""
    decimals: int | None = None


def _within(measure: Measure) -> Callable[[Amounts], Figure]:
    return lambda amounts: amounts.within(measure)


def _in_time(amounts: Amounts) -> int:
    return amounts.within(Measure.CONCLUDED) - amounts.within(Measure.LATE)


def _average_days(amounts: Amounts) -> Figure:
    concluded = amounts.within(Measure.CONCLUDED)
    return round(amounts.within(Measure.DAYS) / concluded, 2) if concluded else None


def _rate(amounts: Amounts) -> Figure:
    concluded = amounts.within(Measure.CONCLUDED)
    return round(100 * _in_time(amounts) / concluded, 2) if concluded else None


def _overdue(amounts: Amounts) -> int:
    """Σ due(day < D) − Σ met(day < D) − Σ late(day ≤ D) at the end of D."""
    return amounts.before_end(Measure.DUE) - amounts.before_end(Measure.MET) - amounts.through(Measure.LATE)


_ACT = "行政许可法"
M = Measure
_ALL = (
    Indicator("carried_over", "上期结转", "期初之前受理、到期初尚未办结的办件。", "件", "此前受理 − 此前办结", "start",
              "期初存量", lambda a: a.before(M.ACCEPTED) - a.before(M.CONCLUDED),
              (M.ACCEPTED, M.CONCLUDED), "carried_over"),
    Indicator("accepted", "受理", "受理日期在本期内的办件，含容缺受理和视为受理。", "件", "受理", "period",
              f"{_ACT}第三十二条", _within(M.ACCEPTED), (M.ACCEPTED,), "accepted"),
    Indicator("concluded", "办结", "在本期内准予、不予、撤回或终止的已受理办件，不论何年受理；送达和归档不另计。", "件",
              "办结", "period", f"{_ACT}第三十八条", _within(M.CONCLUDED), (M.CONCLUDED,), "concluded"),
    Indicator("concluded_in_time", "按时办结", "本期办结且不晚于承诺期限的办件。", "件", "办结 − 逾期办结", "period",
              f"{_ACT}第四十二条；优化营商环境条例第三十六条", _in_time, (M.CONCLUDED, M.LATE), "concluded_in_time"),
    Indicator("concluded_late", "逾期办结", "本期办结但晚于承诺期限的办件。", "件", "逾期办结", "period",
              f"{_ACT}第四十二条；优化营商环境条例第三十六条", _within(M.LATE), (M.LATE,), "concluded_late"),
    Indicator("refused", "不予许可", "本期作出不予决定的已受理办件。", "件", "不予", "period", f"{_ACT}第三十八条",
              _within(M.REFUSED), (M.REFUSED,), "refused"),
    Indicator("withdrawn", "受理后撤回", "本期由申请人撤回的已受理办件。", "件", "撤回", "period", "办件记录",
              _within(M.WITHDRAWN), (M.WITHDRAWN,), "withdrawn"),
    Indicator("terminated", "受理后终止", "本期终止的已受理办件。", "件", "终止", "period", "办件记录",
              _within(M.TERMINATED), (M.TERMINATED,), "terminated"),
    Indicator("not_required", "不受理", "本期告知依法不需要取得行政许可的申请，不计入受理。", "件", "告知不受理",
              "period", f"{_ACT}第三十二条第（一）项", _within(M.NOT_REQUIRED), (M.NOT_REQUIRED,), "not_required"),
    Indicator("out_of_scope", "不予受理", "本期决定不予受理的申请，不计入受理。", "件", "不予受理", "period",
              f"{_ACT}第三十二条第（二）项", _within(M.OUT_OF_SCOPE), (M.OUT_OF_SCOPE,), "out_of_scope"),
    Indicator("ended_before_acceptance", "受理前终结", "本期在受理之前撤回或终止的申请，不计入办结。", "件",
              "受理前撤回 + 受理前终止", "period", "办件记录", _within(M.ENDED_BEFORE_ACCEPTANCE),
              (M.ENDED_BEFORE_ACCEPTANCE,), "ended_before_acceptance"),
    Indicator("open", "在办", "到期末已受理、尚未办结的办件。", "件", "累计受理 − 累计办结", "end", "期末存量",
              lambda a: a.through(M.ACCEPTED) - a.through(M.CONCLUDED), (M.ACCEPTED, M.CONCLUDED), "open"),
    Indicator("overdue", "超期未办结", "到期末已过承诺期限、尚未办结的办件；特别程序期间不计。", "件",
              "期末前到期 − 其中按时办结 − 累计逾期办结", "end", "优化营商环境条例第三十六条", _overdue,
              (M.DUE, M.MET, M.LATE), "overdue"),
    Indicator("average_working_days", "平均用时", "本期办结的办件从受理到办结平均用的工作日，不含特别程序。",
              "个工作日", "办结办件用时合计 ÷ 办结", "period", f"{_ACT}第四十二条、第四十五条、第八十二条",
              _average_days, (M.DAYS, M.CONCLUDED), "", 2),
    Indicator("within_limit_rate", "按时办结率", "本期办结的办件中不晚于承诺期限的比例。", "%",
              "按时办结 ÷ 办结 × 100", "period", "优化营商环境条例第三十六条", _rate, (M.CONCLUDED, M.LATE), "", 2),
)  # fmt: skip
INDICATORS: Mapping[str, Indicator] = {indicator.code: indicator for indicator in _ALL}
assert len(INDICATORS) == len(_ALL), "an indicator's code stands once"


def figures_of(amounts: Amounts, codes: Iterable[str] = INDICATORS) -> dict[str, Figure]:
    """Return the figures of the indicators named (all) for the amounts of one window and group.

    carried_over + accepted = concluded + open always: all four are made of the same two running sums.
    """
    return {code: INDICATORS[code].compute(amounts) for code in codes}
