"""The desk of submitted figures: filling in, conflicts, what is missing, sheets, definitions, what figures come to."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse, QueryDict
from openpyxl import load_workbook

from tests.cast import day
from tests.web.conftest import Faces
from yichuang.kit.time import now
from yichuang.people import acts as people
from yichuang.statistics import acts, queries
from yichuang.statistics.acts import NewFigure
from yichuang.statistics.models import Definition
from yichuang.web.newsroom.submissions.defining import DefinitionForm

DESK = "/newsroom/submissions"
JUNE = day("2022-06-30")


def fill(faces: Faces, person: str, *, department: str = "D1", seen: int = 0, was: str = "", **typed: str) -> Any:
    """Send the form of June with one field for each amount or reason typed."""
    sent = {"rule": "month", "day": "2022-06-01", "department": department}
    for name, text in typed.items():
        kind, _, code = name.partition("_")
        sent |= {f"{kind}-{code}": text}
        if kind == "amount":
            sent |= {f"was-{code}": was, f"seen-{code}": str(seen)}
    return faces.browser(person).post(f"{DESK}/entry/", sent)


def text(answer: HttpResponse, status: int = 200) -> str:
    """Return a page's text."""
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def given(faces: Faces, **amounts: Any) -> None:
    """Submit figures of June: `D1_fees=12`."""
    figures = [
        NewFigure(name.partition("_")[2], name.partition("_")[0], JUNE, amount) for name, amount in amounts.items()
    ]
    acts.submit(figures, by=faces.hall.job, on=day("2022-07-01"))


def test_a_clerk_fills_in_and_corrects_and_the_history_tells(faces: Faces) -> None:
    lead = faces.browser("clerk").get(f"{DESK}/")
    assert lead["Location"] == f"{DESK}/entry/"
    page = text(faces.browser("clerk").get(f"{DESK}/entry/"))
    assert "交通厅" in page
    assert "还差 2 个数" in page
    assert "2022-07-05 周二" in page
    wrong = text(fill(faces, "clerk", amount_consultations="1280", amount_fees="1.234"), 422)
    assert 'value="1280"' in wrong
    assert 'value="1.234"' in wrong
    assert 'id="error-fees"' in wrong
    assert 'id="error-consultations"' not in wrong
    assert queries.slots(seen_by=faces.hall.job, day=JUNE, on=JUNE, only=["consultations"])[0].amount is None
    saved = fill(faces, "clerk", amount_consultations="1,280", amount_fees="")
    assert "已保存：新报 1 个数" in text(faces.browser("clerk").get(saved["Location"]))
    silent = text(fill(faces, "clerk", amount_consultations="1290", was="1280", seen=1), 422)
    assert 'id="reason-error-consultations"' in silent
    fill(faces, "clerk", amount_consultations="1290", reason_consultations="漏计电话", was="1280", seen=1)
    told = text(faces.browser("leader").get(f"{DESK}/history/consultations/D1/2022-06-15/"))
    assert "更正为 1,290 人次（原为 1,280 人次）" in told
    assert "原因：漏计电话" in told
    assert "某clerk" in told
    fill(faces, "clerk", amount_consultations="", reason_consultations="误报", was="1290", seen=2)
    assert "撤回（原为 1,290 人次）" in text(
        faces.browser("leader").get(f"{DESK}/history/consultations/D1/2022-06-15/")
    )
    assert faces.browser("clerk").get(f"{DESK}/history/consultations/D1/2022-13-01/").status_code == 404
    assert fill(faces, "clerk", department="D2", amount_fees="1").status_code == 404
    odd = fill(faces, "clerk", amount_fees="5\x00\u2028", reason_fees="因\x00", seen=99999999999)
    assert "新报 1 个数" in text(faces.browser("clerk").get(odd["Location"]))


def test_the_second_of_two_loses_nothing_that_was_typed(faces: Faces) -> None:
    fill(faces, "hall-manager", amount_fees="20.50")
    second = text(fill(faces, "clerk", amount_fees="21.00", amount_consultations="7"), 409)
    assert 'value="21.00"' in second
    assert 'value="7"' in second
    assert "某hall-manager" in second
    assert "填了 20.50" in second
    assert "您填的 21.00 没有保存" in second
    assert 'name="seen-fees" value="1"' in second
    sent = {"amount_fees": "21.00", "reason_fees": "以财务入库数为准", "was": "20.50", "seen": 1}
    assert fill(faces, "clerk", **sent).status_code == 302
    assert queries.slots(seen_by=faces.hall.job, day=JUNE, on=JUNE, only=["fees"])[0].version == 2


def test_the_overview_says_what_is_given_missing_and_summed(
    faces: Faces, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    given(faces, D1_fees=12, D2_fees=30, D1_consultations=5)
    page = text(faces.browser("leader").get(f"{DESK}/overview/"))
    assert "42.00" in page
    assert "缺 1" in page
    assert "<dt>待报</dt><dd>1</dd>" in page
    lacking = text(faces.browser("leader").get(f"{DESK}/overview/?show=lacking"))
    assert "卫健委" in lacking
    assert "交通厅" not in lacking
    own = text(faces.browser("foreign-clerk").get(f"{DESK}/overview/"))
    assert "卫健委" in own
    assert "交通厅" not in own
    assert "42.00" not in own
    browser = faces.browser("leader")
    with django_assert_max_num_queries(24):  # however many departments and indicators there are
        browser.get(f"{DESK}/overview/")
    reminded = text(faces.browser("editor").get(f"{DESK}/reminders/"))
    assert "卫健委：2022 年 6 月咨询（2022-07-05 前）" in reminded
    year = text(faces.browser("editor").get(f"{DESK}/overview/fees/"))
    assert "6 月" in year
    assert "7 月" not in year
    assert "42.00" in year
    people.succeed_department(
        by=faces.hall.job,
        department_id=faces.hall.health,
        successor_id=faces.hall.transport,
        last_day=day("2022-06-20"),
    )
    ended = text(faces.browser("editor").get(f"{DESK}/overview/"))  # what it gave still counts, no more is asked for
    assert "42.00" in ended
    assert "<dt>待报</dt><dd>0</dd>" in ended
    assert "填报 30.00 万元" in text(faces.browser("editor").get(f"{DESK}/history/fees/D2/2022-06-01/"))
    assert faces.browser("editor").get(f"{DESK}/overview/fees/?year=next").status_code == 422
    assert faces.browser("editor").get(f"{DESK}/overview/?day=soon").status_code == 422


def test_a_sheet_goes_out_and_comes_back_whole_or_not_at_all(faces: Faces) -> None:
    browser = faces.browser("editor")
    book = load_workbook(io.BytesIO(browser.get(f"{DESK}/sheet.xlsx").content))

    def send() -> HttpResponse:
        content = io.BytesIO()
        book.save(content)
        file = SimpleUploadedFile("六月.xlsx", content.getvalue())
        return browser.post(f"{DESK}/uploads/", {"rule": "month", "day": "2022-06-01", "file": file})

    book.worksheets[0]["C4"], book.worksheets[0]["D5"] = 100, "很多"
    refused = text(send(), 422)
    assert "<code>D5</code>" in refused
    assert "一个数也没有改动" in refused
    overview = text(browser.get(f"{DESK}/overview/"))
    assert "填报表没有收" in overview
    assert "最近收下" not in overview
    assert "<code>D5</code>" in text(browser.get(f"{DESK}/uploads/"))
    book.worksheets[0]["D5"] = 8.25
    assert "新报 2 个数" in text(send())
    assert "某editor，新报 2 个数" in text(browser.get(f"{DESK}/overview/"))
    assert "请选择填好的表格" in text(browser.post(f"{DESK}/uploads/"), 422)


def test_an_indicator_is_checked_as_it_is_typed_defined_changed_and_retired(faces: Faces) -> None:
    given(faces, D1_fees=12, D2_fees=30)
    browser = faces.browser("editor")
    typed = {"kind": "ranking", "code": "fees_top", "name": "收费最多的部门", "figure": "", "over": "department",
             "order": "top", "first": "many", "figure_since": "", "figure_where": "部门=D1,D2"}  # fmt: skip
    faults = text(browser.post(f"{DESK}/indicators/checks/", typed))
    assert "指标：请选择指标" in faults
    assert "取前几名：" in faults
    right = typed | {"figure": "fees", "first": "1", "figure_where": ""}
    assert "某省卫健委 30.00万元" in text(browser.post(f"{DESK}/indicators/checks/", right))
    assert "fees_top" not in queries.defined().derived
    assert 'id="id_first_error"' in text(browser.post(f"{DESK}/indicators/new/", right | {"first": "0"}), 422)
    assert browser.post(f"{DESK}/indicators/new/", right)["Location"] == f"{DESK}/indicators/fees_top/"
    assert "这个代码已经有了" in text(browser.post(f"{DESK}/indicators/new/", right), 422)
    assert "收费最多的部门" in text(browser.get(f"{DESK}/indicators/fees/"))  # where it is used
    changed = text(
        browser.post(f"{DESK}/indicators/fees_top/versions/", right | {"seen": "0", "name": "收费榜首"}), 409
    )
    assert "收费榜首" in changed
    assert (
        browser.post(f"{DESK}/indicators/fees_top/versions/", right | {"seen": "1", "name": "榜首"}).status_code == 302
    )
    assert (queries.defined().derived["fees_top"].name, queries.defined().versions["fees_top"]) == ("榜首", 2)
    browser.post(f"{DESK}/indicators/fees/retirements/")
    assert "已停用" in text(browser.get(f"{DESK}/indicators/fees/"))
    assert faces.browser("clerk").post(f"{DESK}/indicators/fees/retirements/").status_code == 403
    broken = {"code": "lost", "name": "失传", "kind": "figure", "figure": "no_more", "unit": "件"}
    Definition.objects.create(kind="derived", code="lost", version=1, content=broken, defined_by={}, recorded_at=now())
    assert "的定义已不成立" in text(browser.get(f"{DESK}/indicators/"))
    assert "失传" in text(browser.get(f"{DESK}/indicators/lost/versions/"))
    acts.retire("consultations", by=faces.hall.job)
    assert "还没有填报指标" in text(browser.get(f"{DESK}/overview/"))
    assert "还没有要填报的指标" in text(browser.get(f"{DESK}/entry/"))
    again = {
        "kind": "submitted",
        "code": "fees",
        "name": "收费",
        "unit": "万元",
        "decimals": "2",
        "period": "month",
        "over_units": "sum",
        "over_periods": "sum",
        "deadline_days": "3",
        "deadline_in": "working_day",
        "seen": "2",
    }
    assert browser.post(f"{DESK}/indicators/fees/versions/", again).status_code == 302
    assert "fees" not in queries.defined().retired


@pytest.mark.parametrize("record", [
    {"kind": "rate", "code": "x", "name": "甲", "unit": "%", "decimals": 1, "rounding": "down",
     "numerator": {"figure": "fees", "where": {"department": ["D1"], "item_type": ["01"]}, "name": "甲的"},
     "denominator": {"figure": "fees", "since": "2022-01-15", "period": "previous"}},
    {"kind": "total", "code": "x", "name": "甲", "unit": "件", "decimals": 0, "rounding": "half_up",
     "whole": "accepted", "parts": ["accepted", {"figure": "accepted", "since": "year"}]},
    {"code": "x", "name": "甲", "unit": "件", "decimals": 0, "period": "month_from_17", "deadline_days": 2,
     "deadline_in": "calendar_day", "over_units": "none", "over_periods": "last", "departments": ["D1"],
     "meaning": "乙"},
])  # fmt: skip
def test_a_definition_goes_through_its_form_unchanged(record: dict[str, Any]) -> None:
    kind, units = str(record.get("kind", "submitted")), [("D1", "甲"), ("D2", "乙")]
    nothing = queries.Defined({}, {}, {}, {}, frozenset())
    drawn = DefinitionForm(kind, nothing, units=units, record=record)
    sent = QueryDict(mutable=True)
    for name in drawn.fields:
        value = drawn[name].value()
        sent.setlist(name, value if isinstance(value, list) else ["" if value is None else str(value)])
    assert DefinitionForm(kind, nothing, units=units, sent=sent).record() == record


def test_a_figure_shows_its_arithmetic_or_why_there_is_none(faces: Faces) -> None:
    given(faces, D1_fees=12, D2_fees=30, D1_consultations=100)
    page = text(faces.browser("leader").get(f"{DESK}/figures/per_visit/"))
    assert "没有数" in page
    assert "卫健委 2022-06-01 至 2022-06-30" in page
    given(faces, D2_consultations=0)
    page = text(faces.browser("leader").get(f"{DESK}/figures/per_visit/"))
    assert "收费 42.00 万元 ÷ 咨询 100 人次 = 0.42 万元/人次" in page
    assert f'href="{DESK}/overview/fees/?year=2022"' in page
    units = text(faces.browser("leader").get(f"{DESK}/figures/per_visit/?by=department"))
    assert "0.12" in units
    assert "咨询（2022-06-01 至 2022-06-30）为 0" in units
    one = text(faces.browser("leader").get(f"{DESK}/figures/per_visit/?by=department&unit=D1"))
    assert f'href="{DESK}/history/fees/D1/2022-06-01/"' in one
    assert faces.browser("leader").get(f"{DESK}/figures/per_visit/?by=department&unit=D9").status_code == 422
    assert faces.browser("leader").get(f"{DESK}/figures/nothing/").status_code == 404
    own = text(faces.browser("clerk").get(f"{DESK}/figures/fees/?by=department"))
    assert ("12.00" in own, "30.00" in own, "卫健委" in own) == (True, False, False)
    foreign = text(faces.browser("clerk").get(f"{DESK}/figures/fees/?by=department&unit=D2"), 422)
    assert "30.00" not in foreign
    assert "42.00" in text(faces.browser("clerk").get(f"{DESK}/figures/fees/?unit=D2"))


def test_a_list_by_unit_is_reckoned_for_the_unit_that_is_looked_at(faces: Faces) -> None:
    record = {"code": "busy", "name": "忙的事项", "kind": "list", "figure": "accepted", "over": "item",
              "condition": "above", "limit": 0}  # fmt: skip
    acts.define(by=faces.hall.job, derived=[record])
    units = text(faces.browser("leader").get(f"{DESK}/figures/busy/?by=department"))
    assert "点名称看名单" in units
    assert f"{DESK}/figures/busy/?from=2022-06-01&amp;to=2022-06-30&amp;by=department&amp;unit=D2" in units
    text(faces.browser("leader").get(f"{DESK}/figures/busy/?by=department&unit=D2"))
