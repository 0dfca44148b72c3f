"""What is printed is checked against itself; a remark names the sentence and the arithmetic, and alters nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.extraction import FOLDER, sentences
from yichuang.reports.labels import REMARKS
from yichuang.reports.rules.sentences.extract import figures_of
from yichuang.reports.rules.sentences.remarks import CODES, remarks_on
from yichuang.statistics.rules import printed


def said(sentence: str) -> list[tuple[str, str]]:
    return [(one.code, one.arithmetic) for one in remarks_on(figures_of(sentence), sentence)]


@pytest.mark.parametrize(
    ("sentence", "code", "arithmetic"),
    [("受理 412 件，办结 398 件，办结率 97.6%。", "rate_differs", "398 ÷ 412 = 96.6%"),
     ("工作人员 200 人，其中党员 96 人，占 40%。", "rate_differs", "96 ÷ 200 = 48%"),
     ("受理 860 件，其中网上 512 件、窗口 358 件。", "parts_differ", "512 + 358 = 870，总数 860"),
     ("受理 860 件，其中网上 512 件、窗口 338 件。", "parts_differ", "512 + 338 = 850，总数 860"),
     ("受理甲类 12 件、乙类 13 件，合计 26 件。", "parts_differ", "12 + 13 = 25"),
     ("办结 120 件，去年同期 100 件，增长 25%。", "change_differs", "(120 − 100) ÷ 100 = 20%"),
     ("审批时限由 20 天压缩至 5 天，压缩 70%。", "change_differs", "(5 − 20) ÷ 20 = -75%"),
     ("受理 214 件，比上月多 39 件，增长 32.3%。", "change_differs", "39 ÷ 175 = 22.29%"),
     ("满意率 99.5%，上月为 99.2%，提高 0.5 个百分点。", "change_differs", "99.5 − 99.2 = 0.3 个百分点"),
     ("1—6 月受理 100 件，6 月办结 95 件，办结率 95%。", "period_differs", "受理的时段为 1—6月，办结率的时段为 6月"),
     ("按时办结率 98.5%（按时办结 400 件，办结 412 件）。", "rate_differs", "400 ÷ 412 = 97.09%"),
     ("受理 430 件，按时办结率 98.5%，其中按时办结 400 件，办结 412 件。", "rate_differs", "400 ÷ 412 = 97.09%"),
     ("甲局受理 30 件、乙局受理 40 件、丙局受理 20 件，共受理 100 件。", "parts_differ", "30 + 40 + 20 = 90"),
     ("1—6 月累计 500 件，6 月 600 件。", "cumulative_fell", "500 < 600"),
     ("6 月受理 600 件，上半年受理 500 件。", "cumulative_fell", "500 < 600")],
)  # fmt: skip
def test_what_does_not_agree_is_remarked(sentence, code, arithmetic):
    assert said(sentence) == [(code, arithmetic)]
    assert code in CODES


@pytest.mark.parametrize(
    "sentence",
    ["受理 412 件，办结 398 件，办结率 96.6%。", "受理 1.2 万件，办结 1.1 万件，办结率 92%。",
     "受理约 400 余件，办结率 10%。",     "受理 860 件，其中网上 512 件。",
     "评价 125 次，其中好评 110 次，差评 4 次。",
     "受理 860 件，其中网上 512 件、窗口 348 件。", "办结率 97.6%。",
     "审批时限由 20 天压缩至 5 天，压缩 75%。", "受理 214 件，比上月多 39 件，增长 22.3%。",
     "受理 0 件，办结 0 件，办结率 100%。",
     "1—6 月受理 600 件，6 月受理 100 件，办结 95 件，办结率 95%。",
     "上半年受理 100 件，1—6 月办结 95 件，办结率 95%。",
     "按时办结率 97.09%（按时办结 400 件，办结 412 件）。", "甲局办结率 90%，乙局办结 40 件，受理 50 件。",
     "甲局受理 30 件、乙局受理 40 件、丙局受理 30 件，共受理 100 件。",
     "甲局受理 30 件，乙局受理 40 件，全市共受理 900 件。",
     "6 月受理 100 件，办结 95 件，1—6 月办结率 97%。", "截至 6 月 30 日受理 100 件，6 月办结 95 件，办结率 95%。",
     "1—6 月受理 500 件，6 月办结 600 件。", "1—6 月入驻 500 户，6 月末入驻 600 户。",
     "1—6 月受理 5 件，截至 6 月受理 9 件。", "1—6 月日均受理 50 件，6 月日均受理 60 件。",
     "6 月受理 7,015 件，5 月受理 6,880 件，环比增长 1.96%。"],
)  # fmt: skip
def test_what_agrees_or_cannot_be_known_is_not_remarked(sentence):
    assert said(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "message"),
    [("受理 860 件，其中网上 512 件、窗口 358 件。", "其中各项合计 870 件，多于受理 860 件。"),
     ("受理 860 件，其中网上 512 件、窗口 338 件。", "其中各项合计 850 件，少于受理 860 件。"),
     ("受理甲类 12 件、乙类 13 件，合计 26 件。", "合计印为 26 件，各项相加为 25 件。")],
)  # fmt: skip
def test_the_message_says_which_way_parts_differ(sentence, message):
    assert [one.message for one in remarks_on(figures_of(sentence), sentence)] == [message]


def test_codes_are_those_of_figures_as_compiled():
    assert all(f'"{code}"' in Path(printed.__file__).read_text(encoding="utf-8") for code in CODES)


def test_every_remark_has_a_word_for_people():
    assert tuple(REMARKS) == CODES


def test_a_remark_quotes_its_sentence_and_leaves_the_figures_alone():
    text = "开头一句。受理 412 件，办结 398 件，\n办结率 97.6%。后一句。"
    figures = figures_of(text)
    before = [(one.name, one.value) for one in figures]
    (remark,) = remarks_on(figures, text)
    assert remark.sentence == "受理 412 件，办结 398 件，办结率 97.6%。"
    assert remark.message == "办结率印为 97.6%，按所列件数计算为 96.6%。"
    assert [figures[index].value for index in remark.figures][:2] == [398, 412]
    assert [(one.name, one.value) for one in figures] == before


def test_the_open_sentences_agree_with_themselves():
    assert [said(sentence) for sentence, _ in sentences(FOLDER / "open.txt") if said(sentence)] == []
