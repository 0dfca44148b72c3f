"""A series is a file: what it says, what is wrong with it, what this installation makes of it."""

from __future__ import annotations

import pytest

from tests.reports.samples import REFERENCE, WEEKLY_FILE, needs_reference, weekly
from yichuang.kit.errors import Refusal
from yichuang.reports.queries import series_of_text
from yichuang.reports.queries.series import series_files
from yichuang.reports.rules.composing import Material, Numbers, compose
from yichuang.reports.rules.reading import read
from yichuang.reports.rules.series import parse_series

TEXT = WEEKLY_FILE.read_text(encoding="utf-8")


def test_the_weekly_report_comes_with_the_product():
    assert series_files()["weekly"].series.title == "窗口工作周报"
    assert series_of_text("说明\n窗口工作\n周报").code == "weekly"


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('code = "weekly"', 'code = "Weekly Report"', "code"),
        ('title = "窗口工作周报"', "title = 5", "title"),
        ('period = "working_week"', 'period = "fortnight"', "period"),
        ("copies = 80", 'copies = "eighty"', "copies"),
        ('kind = "inspection"', 'kind = "poem"', "parts[0].sections[2].kind"),
        ('categories = ["', 'categories = [1, "', "parts[0].sections[1].categories"),
        ("[variables]", "[variables", "weekly.toml"),
        ('sentence = "据', 'sentence_ = "据', "parts[0].sections[0].sentence"),
    ],
)
def test_a_broken_file_is_refused_with_the_field(old, new, field):
    assert old in TEXT
    with pytest.raises(Refusal) as refusal:
        parse_series(TEXT.replace(old, new, 1), name="weekly.toml")
    assert (refusal.value.code, refusal.value.field) == ("series_invalid", field)


def test_a_hall_may_put_its_own_file_in_place_of_the_products(settings, tmp_path):
    (tmp_path / "own.toml").write_text(TEXT.replace("窗口工作周报", "大厅周报"), encoding="utf-8")
    (tmp_path / "other.toml").write_text(TEXT.replace('"weekly"', '"other"'), encoding="utf-8")
    settings.SERIES_FOLDER = str(tmp_path)
    assert sorted(series_files()) == ["half_year", "monthly", "other", "weekly"]
    assert series_files()["weekly"].series.title == "大厅周报"
    settings.SERIES_FOLDER = str(tmp_path / "nowhere")
    with pytest.raises(Refusal) as refusal:
        series_files()
    assert refusal.value.field == "YICHUANG_SERIES"


def test_a_template_with_an_unknown_field_is_named():
    with pytest.raises(Refusal) as refusal:
        weekly().fill("共 {03.accepted} 件")
    assert (refusal.value.code, refusal.value.field) == ("series_template", "03.accepted")


@needs_reference
def test_the_product_writes_the_references_sentence_from_its_figures():
    text = REFERENCE.read_text(encoding="utf-8")
    old = read(text, weekly())
    sentence = old.figure_sentence()
    series = weekly().with_variables(
        {"centre": old.issuer, "platform": "四川一体化政务服务平台", "scope": "省本级", "level": "省级"}
    )
    material = Material(
        numbers=Numbers(2022, 21, 396),
        issued_on=old.issued_on,
        period=(old.period_from, old.period_to),
        counted=(sentence.start, sentence.end),
        figures=sentence.figures,
        stories=old.stories(),
        findings=old.findings(),
    )
    new = compose(series, material)
    assert new.figure_sentence().text == sentence.text
    assert [block.text for block in new.head] == [block.text for block in old.head]
    assert [part.note.text for part in new.parts] == [part.note.text for part in old.parts]
    assert [s.text for s in new.stories()] == [s.text for s in old.stories()]
    assert [f.text for f in new.findings()] == [f.text for f in old.findings()]
