"""Figures: now, as known at an instant, or counted anew; their definitions; the cases behind them."""

from yichuang.statistics.lake.counting import lake_instant, lake_sums, printed_figures
from yichuang.statistics.lake.manifest import Lake, open_lake, verify_lake
from yichuang.statistics.queries.defined import Defined, defined, submitted_indicator
from yichuang.statistics.queries.derived import IndicatorRow, Indicators, indicators
from yichuang.statistics.queries.figures import BY, cases_behind, definition, figures, safe_instant
from yichuang.statistics.queries.sheets import sheet
from yichuang.statistics.queries.submissions import Slot, Version, slots, submission_history

__all__ = [
    "BY", "Defined", "IndicatorRow", "Indicators", "Lake", "Slot", "Version", "cases_behind", "defined", "definition",
    "figures", "indicators", "lake_instant", "lake_sums", "open_lake", "printed_figures", "safe_instant", "sheet",
    "slots", "submission_history", "submitted_indicator", "verify_lake",
]  # fmt: skip
