"""A series (刊物): its records, reading it from TOML with all faults, writing it as TOML."""

from yichuang.reports.rules.series.faults import SeriesFault, refuse
from yichuang.reports.rules.series.parsing import parse_series, read_series, series_of
from yichuang.reports.rules.series.records import (
    SECTION_KINDS,
    ColumnPlan,
    FigureGroup,
    PartPlan,
    PicturePlan,
    ReadingWords,
    RowPlan,
    SectionPlan,
    Series,
    SignaturePlan,
    TailPlan,
)

__all__ = [
    "SECTION_KINDS", "ColumnPlan", "FigureGroup", "PartPlan", "PicturePlan", "ReadingWords", "RowPlan", "SectionPlan",
    "Series", "SeriesFault", "SignaturePlan", "TailPlan", "parse_series", "read_series", "refuse", "series_of",
]  # fmt: skip
