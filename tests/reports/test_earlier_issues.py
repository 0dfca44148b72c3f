"""What an issue prints is compared with what earlier issues printed of the same, for periods that fit."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.reports.samples import SIBLING
from tests.reports.test_command import run
from yichuang.reports import acts
from yichuang.reports.rules.outline.reading import figures_told
from yichuang.reports.rules.pieces import lines_of
from yichuang.reports.rules.sentences.earlier import BEFORE, YEAR_BEFORE, Earlier, remarks_against

MAY, JUNE = (date(2023, 5, 1), date(2023, 5, 31)), (date(2023, 6, 1), date(2023, 6, 30))
JUNE_BEFORE = (date(2022, 6, 1), date(2022, 6, 30))
CALLED = "2023 年第 5 期"


def said(kind: str, before: str, now: str) -> list[tuple[str, str]]:
    own = {BEFORE: MAY, YEAR_BEFORE: JUNE_BEFORE}[kind]
    earlier = Earlier(kind, CALLED, own, figures_told(lines_of(before), year=own[0].year, own=own))
    figures = figures_told(lines_of(now), year=2023, own=JUNE)
    return [(one.code, one.arithmetic) for one in remarks_against(figures, now, JUNE, [earlier])]


@pytest.mark.parametrize(
    ("kind", "before", "now", "expected"),
    [(BEFORE, "本月受理 400 件。", "本月受理 420 件，环比增长 6%。", [("change_differs", "(420 − 400) ÷ 400 = 5%")]),
     (BEFORE, "5月，受理 400 件。", "6月，受理 420 件，比上月多 30 件。", [("change_differs", "420 − 400 = 20 件")]),
     (BEFORE, "满意率 99.1%。", "满意率 99.3%，较上月提高 0.4 个百分点。",
      [("change_differs", "99.3 − 99.1 = 0.2 个百分点")]),
     (BEFORE, "受理 400 件。", "指标\t本月\t上月\n受理（件）\t420\t402\n", [("change_differs", "402 ≠ 400")]),
     (YEAR_BEFORE, "1—6月，办结 300 件。", "1—6月，办结 360 件，同比增长 25%。",
      [("change_differs", "(360 − 300) ÷ 300 = 20%")]),
     (YEAR_BEFORE, "本月受理 300 件。", "本月受理 360 件，环比增长 1%，同比增长 20%。", []),
     (BEFORE, "1—5月，受理 900 件。", "1—6月，受理 890 件。", [("cumulative_fell", "890 < 900")]),
     (BEFORE, "1—5月，受理 900 件。", "1—6月，受理 1,390 件，环比增长 6%。", []),
     (BEFORE, "本月受理 400 件。", "本月受理 420 件，环比增长 5%。", []),
     (BEFORE, "甲局受理 400 件，乙局受理 10 件。", "受理 420 件，环比增长 6%。", []),
     (BEFORE, "受理 400 件，另有受理 20 件。", "受理 420 件，环比增长 6%。", [])],
)  # fmt: skip
def test_only_what_surely_speaks_of_the_same_is_compared(kind, before, now, expected):
    assert said(kind, before, now) == expected


def test_reading_compares_with_the_issue_before_in_the_archive(capsys, tmp_path, hall):
    text = SIBLING.read_text(encoding="utf-8")
    earlier = text.replace("第 7 期（总第 431 期）", "第 6 期（总第 430 期）").replace(
        "2 月 13 日—2 月 17 日", "2 月 6 日—2 月 10 日"
    )
    earlier = earlier.replace("2023 年 2 月 17 日", "2023 年 2 月 10 日").replace("801 946 件", "801 950 件")
    assert earlier.count("2023 年 2 月 10 日") == 1
    acts.archive(by=hall.job, series="weekly", text=earlier)
    file = tmp_path / "issue.txt"
    file.write_text(text, encoding="utf-8")
    status, out, _ = run(capsys, "read", file, "--json")
    (remark,) = json.loads(out)["remarks"]
    assert (status, remark["code"], remark["arithmetic"]) == (0, "cumulative_fell", "801946 < 801950")
    assert "2023 年第 6 期（总第 430 期）" in remark["message"]
    status, out, _ = run(capsys, "read", file)
    assert "核对意见（累计低于前期）" in out
