"""Sentences written by hand: where they go, what they keep, and what is said about them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from yichuang.reports.rules.illustrating import illustrated
from yichuang.reports.rules.overriding import Written, overridden, remarks, sentences
from yichuang.reports.rules.record import from_record, to_record
from yichuang.reports.rules.tree import (
    Figure,
    FigureSentence,
    Heading,
    Part,
    Picture,
    Report,
    Section,
    Story,
    Text,
)

COUNTED = FigureSentence(
    "受理 1,204 件，办结 98 件。", start=date(2022, 1, 1), figures=(Figure("01", "许可", 1204, 98),)
)
TOLD = Story("近日，某窗口延时服务。", "（1）", category="服务")
REPORT = Report(
    series="weekly",
    parts=(
        Part(
            Heading("政务服务", level=0),
            sections=(
                Section("figures", Heading("办件情况", "一、"), (COUNTED, Text("总体平稳。"))),
                Section("stories", Heading("动态", "二、"), (TOLD,)),
            ),
        ),
    ),
)
FIGURES, CALM = sentences(REPORT)


def by_hand(words: str, *, computed: str = COUNTED.text, place: str = FIGURES.place, kind: str = "figures") -> Written:
    """Return words by hand for the sentence of figures."""
    return Written(place, kind, computed, words, "口径调整")


def test_sentences_with_a_desk_of_their_own_are_not_written_by_hand():
    assert [(one.place, one.kind) for one in (FIGURES, CALM)] == [
        ("政务服务／办件情况#1", "figures"),
        ("政务服务／办件情况#2", "text"),
    ]


def test_words_by_hand_are_printed_and_the_figures_stay_computed():
    report, [applied] = overridden(REPORT, [by_hand("共受理１２０４件，办结98件。")])
    block = report.parts[0].sections[0].blocks[0]
    assert (block.text, block.figures) == ("共受理１２０４件，办结98件。", COUNTED.figures)
    assert (applied.computed, applied.stale) == (COUNTED.text, False)
    assert remarks([applied]) == []  # the same numbers, otherwise written
    assert from_record(to_record(report)) == replace(report, title="", issuer="")
    assert "共受理" in "".join(report.source_lines)


@pytest.mark.parametrize(("written", "printed", "codes"), [
    (by_hand("受理 1,300 件。"), "受理 1,300 件。", ["override_numbers"]),
    (by_hand("受理 1204 件，办结 98 件。", computed="受理 1,100 件，办结 90 件。"),
     "受理 1204 件，办结 98 件。", ["override_stale"]),
    (by_hand("无。", place="政务服务／别的#1"), COUNTED.text, ["override_homeless"]),  # the section is gone
    (by_hand("无。", computed="另一句。", place="政务服务／办件情况#9"), COUNTED.text, ["override_homeless"]),
    (by_hand("无。", computed="另一句。", kind="text"), COUNTED.text, ["override_homeless"]),  # another kind
])  # fmt: skip
def test_what_does_not_fit_is_said(written, printed, codes):
    report, applied = overridden(REPORT, [written])
    assert report.parts[0].sections[0].blocks[0].text == printed
    assert [remark["code"] for remark in remarks(applied)] == codes


def test_a_sentence_that_moved_is_found_by_the_words_it_had():
    calm = by_hand("平稳有序。", computed="总体平稳。", place="政务服务／办件情况#3", kind="text")
    report, [applied] = overridden(REPORT, [calm])
    assert [block.text for block in report.parts[0].sections[0].blocks] == [COUNTED.text, "平稳有序。"]
    assert not applied.stale


def test_pictures_stand_behind_their_story():
    picture = Picture("窗口", digest="ab", alt="一位工作人员")
    report = illustrated(REPORT, {("服务", TOLD.text): [picture]})
    assert report.parts[0].sections[1].blocks == (TOLD, picture)
    assert illustrated(REPORT, {("别的", TOLD.text): [picture]}).parts == REPORT.parts
