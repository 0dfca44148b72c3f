"""Figures: now, as known at an instant, or counted anew; their definitions; the cases behind them."""

from yichuang.statistics.lake.counting import lake_instant, lake_sums, printed_figures
from yichuang.statistics.lake.manifest import Lake, open_lake, verify_lake
from yichuang.statistics.queries.checking import faults_of, users_of
from yichuang.statistics.queries.defined import Defined, defined, submitted_indicator
from yichuang.statistics.queries.derived import IndicatorRow, Indicators, indicators
from yichuang.statistics.queries.figures import BY, cases_behind, definition, figures, safe_instant
from yichuang.statistics.queries.outstanding import Upload, last_ended, last_upload, outstanding
from yichuang.statistics.queries.sheets import sheet
from yichuang.statistics.queries.submissions import (
    Slot,
    Total,
    Version,
    is_expected,
    slots,
    slots_in,
    submission_history,
    total,
)

__all__ = [
    "BY", "Defined", "IndicatorRow", "Indicators", "Lake", "Slot", "Total", "Upload", "Version", "cases_behind",
    "defined", "definition", "faults_of", "figures", "indicators", "is_expected", "lake_instant", "lake_sums",
    "last_ended", "last_upload", "open_lake", "outstanding", "printed_figures", "safe_instant", "sheet", "slots",
    "slots_in", "submission_history", "submitted_indicator", "total", "users_of", "verify_lake",
]  # fmt: skip
