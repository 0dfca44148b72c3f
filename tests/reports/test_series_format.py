"""The format of a series: all faults of a file at once with their places, what it names looked up, export = import."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reports.samples import ROOT, WEEKLY_FILE, weekly
from yichuang.kit.errors import Refusal
from yichuang.reports.rules.series import (
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
    as_data,
    as_it_stands,
    kept_series,
    parse_series,
    read_series,
    series_of,
    to_toml,
)
from yichuang.reports.rules.series.keys import CELLS, COUNT, FLAG, RAW, TABLE, TABLES, TEXT, TEXTS, WORDS, keys_of
from yichuang.statistics.rules.derived import KNOWN

TEXT_OF_WEEKLY = WEEKLY_FILE.read_text(encoding="utf-8")
SKETCH = """
code = "monthly"
title = "{month} 月通报"
issuer = "{centre}"
period = "month"
figures_period = "period"
number = "第 {number} 期"
[variables]
centre = "某中心"
[spans]
overdue = "month_from_17"
[[definitions]]
code = "one_rate"
name = "一率"
kind = "rate"
unit = "%"
decimals = 2
numerator = "concluded"
denominator = "accepted"
[[parts]]
title = "总体情况"
[[parts.sections]]
kind = "sentences"
title = "办件"
sentences = ["受理 {accepted} 件，办结率 {one_rate:1位,单位}[[，逾期 {overdue@overdue} 件]]。"]
[[parts.sections]]
kind = "table"
title = "表"
by = "department"
total = "合计"
columns = [{title = "受理", figure = "accepted"}, {title = "逾期", figure = "overdue", span = "overdue"}]
"""


def faults(text: str) -> list[tuple[str, str, bool]]:
    return [(fault.place, fault.code, fault.fatal) for fault in read_series(text, KNOWN)[1]]


def test_a_right_file_has_no_faults():
    assert faults(SKETCH) == faults(TEXT_OF_WEEKLY) == []


def test_all_faults_of_a_file_are_told_at_once_with_their_places():
    wrong = (
        SKETCH.replace('period = "month"', 'period = "fortnight"', 1).replace('kind = "table"', 'kind = "poem"')
        .replace('figures_period = "period"\n', 'figures_period = "period"\ncolour = "red"\ncopies = -1\n')
        .replace("month_from_17", "month_from_40")
    )  # fmt: skip
    with pytest.raises(Refusal) as refusal:
        parse_series(wrong, name="own.toml")
    assert refusal.value.code == "series_invalid"
    told = refusal.value.details["errors"]
    assert {error["place"] for error in told} == {
        "period", "colour", "copies", "copies_text", "spans.overdue", "parts[0].sections[1].kind",
    } - {"copies_text"}  # fmt: skip
    assert {error["file"] for error in told} == {"own.toml"}
    assert all(error["problem"] for error in told)


@pytest.mark.parametrize(
    ("old", "new", "place", "code"),
    [
        ("{accepted}", "{acepted}", "parts[0].sections[0].sentences[0]", "figure_unknown"),
        ("{overdue@overdue}", "{overdue@late}", "parts[0].sections[0].sentences[0]", "span_unknown"),
        ("{one_rate:1位,单位}", "{one_rate:两位}", "parts[0].sections[0].sentences[0]", "template_wrong"),
        ("件]]。", "件。", "parts[0].sections[0].sentences[0]", "template_wrong"),
        ('figure = "overdue"', 'figure = "over"', "parts[0].sections[1].columns[1].figure", "figure_unknown"),
        ('span = "overdue"', 'span = "late"', "parts[0].sections[1].columns[1].span", "span_unknown"),
        (
            'kind = "table"\ntitle = "表"\nby = "department"\ntotal = "合计"\ncolumns',
            'kind = "ranking"\nfigure = "open"\n#',
            "parts[0].sections[1].figure",
            "figure_unfit",
        ),
        ('numerator = "concluded"', 'numerator = "one_rate"', "definitions[0]", "circular"),
        ('numerator = "concluded"', 'numerator = "finished"', "definitions[0].numerator", "unknown_figure"),
        ("{month} 月通报", "{accepted} 通报", "title", "field_unknown"),
    ],
)
def test_what_a_series_names_and_nobody_knows_is_told_at_its_place_and_stops_nothing(old, new, place, code):
    assert old in SKETCH
    assert faults(SKETCH.replace(old, new, 1)) == [(place, code, False)]
    assert parse_series(SKETCH.replace(old, new, 1), name="x").code == "monthly"


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('by = "department"', "", "parts[0].sections[1].by"),
        ('by = "department"', 'by = "period"', "parts[0].sections[1].periods"),
        ('figure = "accepted"', 'format = "单位"', "parts[0].sections[1].columns[0].figure"),
        ('number = "第 {number} 期"', "", "number"),
    ],
)
def test_keys_that_demand_one_another(old, new, place):
    assert (place, True) in [(where, fatal) for where, _, fatal in faults(SKETCH.replace(old, new, 1))]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('code = "monthly"', 'code = "imports"', ("code", "code_reserved", True)),
        ('code = "monthly"', 'code = "drafts"', ("code", "code_reserved", True)),
        ('title = "', f'title = "{"长" * 100}', ("title", "title_long", True)),
    ],
)
def test_what_addresses_and_pages_cannot_hold_is_a_fault(old, new, told):
    assert told in faults(SKETCH.replace(old, new, 1))


def test_an_old_version_with_a_key_that_nobody_knows_any_more_is_still_a_series():
    old = SKETCH.replace('code = "monthly"', 'code = "monthly"\ncolour = "red"')
    assert faults(old) == [("colour", "key_unknown", True)]
    assert kept_series(old) == parse_series(SKETCH, name="x")


def test_a_file_that_says_the_same_is_kept_word_for_word():
    assert to_toml(weekly(), text=TEXT_OF_WEEKLY) == TEXT_OF_WEEKLY
    changed = to_toml(replace(weekly(), copies=81), text=TEXT_OF_WEEKLY)
    assert parse_series(changed, name="x") == replace(weekly(), copies=81)


WORD = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
FIRM = WORD.filter(str.strip)


def data_of(record: type, depth: int = 0) -> st.SearchStrategy[dict]:
    """Return plain data for every key of a record, as the pages' form sends it."""
    held = {
        TEXT: FIRM, TEXTS: st.lists(FIRM, max_size=3), CELLS: st.lists(WORD, max_size=3), COUNT: st.integers(0, 99),
        FLAG: st.booleans(), WORDS: st.dictionaries(WORD, WORD, max_size=2),
        RAW: st.lists(st.dictionaries(WORD, st.one_of(WORD, st.integers(0, 9), st.lists(WORD, max_size=2)), max_size=3),
                      max_size=2),
    }  # fmt: skip
    keys = {}
    for key in keys_of(record):
        if key.holds in (TABLE, TABLES):
            inner = st.just({}) if depth > 2 else data_of(key.of(), depth + 1)
            below = st.lists(inner, max_size=2) if depth <= 2 else st.just([])
            keys[key.name] = inner if key.holds == TABLE else below
        else:
            keys[key.name] = st.sampled_from(key.words) if key.words else held[key.holds]
    return st.fixed_dictionaries({}, optional=keys)


@settings(max_examples=25, deadline=None)
@given(data_of(Series))
def test_whatever_a_form_sends_is_said_again_by_its_toml(data):
    series = as_it_stands(data)
    written = tomllib.loads(to_toml(series))
    assert as_it_stands(written) == series
    assert series_of(written)[1] == series_of(as_data(series))[1]


def test_every_key_has_its_example_in_the_reference():
    page = (ROOT / "docs" / "series.md").read_text(encoding="utf-8")
    records = (Series, PartPlan, SectionPlan, ColumnPlan, RowPlan, PicturePlan, FigureGroup, TailPlan, SignaturePlan,
               ReadingWords)  # fmt: skip
    for record in records:
        for one in keys_of(record):
            assert re.search(rf"(?:^|[\s{{`.\[]){one.name}(?: =|\]\]?|`)", page, re.M), f"{record.__name__}.{one.name}"
