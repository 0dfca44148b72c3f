"""The periods of an issue: that of its stories, that of its figures, and the further spans its series names."""

from yichuang.reports.rules.periods.spans import figures_period, shifts_of, span_of, spans_of
from yichuang.reports.rules.periods.stepping import period_before, story_period, year_earlier
from yichuang.reports.rules.periods.wording import period_told, wording
from yichuang.reports.rules.periods.words import (
    AD_HOC,
    FIGURES_PERIODS,
    PERIODS,
    Span,
    is_figures_period,
    is_period,
    is_span_rule,
)

__all__ = [
    "AD_HOC", "FIGURES_PERIODS", "PERIODS", "Span", "figures_period", "is_figures_period", "is_period", "is_span_rule",
    "period_before", "period_told", "shifts_of", "span_of", "spans_of", "story_period", "wording", "year_earlier",
]  # fmt: skip
