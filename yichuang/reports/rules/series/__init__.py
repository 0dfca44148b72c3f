"""A series (刊物): its records, reading it from TOML with all faults, writing it as TOML."""

from yichuang.reports.rules.series.faults import SeriesFault, refuse
from yichuang.reports.rules.series.parsing import as_it_stands, kept_series, parse_series, read_series, series_of
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
from yichuang.reports.rules.series.references import check_references
from yichuang.reports.rules.series.writing import as_data, tables_text, to_toml

__all__ = [
    "SECTION_KINDS", "ColumnPlan", "FigureGroup", "PartPlan", "PicturePlan", "ReadingWords", "RowPlan", "SectionPlan",
    "Series", "SeriesFault", "SignaturePlan", "TailPlan", "as_data", "as_it_stands", "check_references",
    "kept_series", "parse_series", "read_series", "refuse", "series_of", "tables_text", "to_toml",
]  # fmt: skip
