"""Issues of the series with any figures: asked in few questions, kept with the issue, compared when it is published."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yichuang.kit.errors import Conflict
from yichuang.reports import acts, queries
from yichuang.reports.queries.indicated import faults_of, indicated, known_figures
from yichuang.reports.queries.series import series_in_force
from yichuang.reports.rules import tree

JUNE = (date(2022, 6, 1), date(2022, 6, 30))


def signed(hall, series: str) -> int:
    issue = acts.compile_issue(by=hall.job, series=series, period=JUNE[0], issued_on=date(2022, 7, 1))
    acts.sign(by=hall.job, issue_id=issue)
    return issue


def test_a_monthly_bulletin_is_compiled_signed_and_published_with_its_figures(hall):
    issue = signed(hall, "monthly")
    acts.publish(by=hall.job, issue_id=issue)
    page = queries.issue_page(issue)
    assert "2022年6月，政务服务中心共受理各类事项 5 件" in page.text
    kept = {(one["span"], one["by"]): one for one in page.figures["indicators"]}
    assert (kept["overdue", ""]["from"], kept["overdue", ""]["to"]) == ("2022-05-17", "2022-06-16")
    accepted = kept["figures", ""]["rows"][0]["figures"]["accepted"]
    assert (accepted["number"], accepted["from"], accepted["to"]) == ("5", "2022-06-01", "2022-06-30")
    assert page.definitions["within_limit_rate"]["formula"].startswith("按时办结 ")
    tables = [block for block in page.report.blocks() if isinstance(block, tree.Table)]
    assert [cell.text for cell in tables[-1].total[0]][:2] == ["合计", "5"]
    assert page.report.parts[-1].appendix
    assert {remark["code"] for remark in page.remarks} >= {"clause_left_out"}  # nobody submits consultations here
    assert page.differences == []
    hall.accepted_case(on="2022-06-29")
    hall.accepted_case(on="2022-07-04")
    later = {(one.indicator, one.printed, one.now) for one in queries.issue_page(issue).differences}
    assert ("accepted", 5, 6) in later
    july = acts.compile_issue(by=hall.job, series="monthly", period=date(2022, 7, 4), issued_on=date(2022, 8, 1))
    codes = {remark["code"] for remark in queries.issue_page(july, seen_by=hall.job).remarks}
    assert "change_differs" in codes  # July is compared with June as it is now, not as it was printed


def test_a_figure_that_changed_after_signing_stops_the_publishing(hall):
    issue = signed(hall, "monthly")
    hall.accepted_case(on="2022-06-29")
    with pytest.raises(Conflict) as conflict:
        acts.publish(by=hall.job, issue_id=issue)
    assert conflict.value.code == "figures_changed"


def test_the_half_year_has_its_charts_and_the_weekly_keeps_nothing_new(hall):
    half = acts.compile_issue(by=hall.job, series="half_year", period=JUNE[0], issued_on=date(2022, 7, 1))
    report = queries.issue_page(half, seen_by=hall.job).report
    charts = [block for block in report.blocks() if isinstance(block, tree.Chart)]
    assert len(charts[0].spec["data"]["values"]) == 12  # two lines over six months
    assert all("http" not in str(chart.spec["data"]) for chart in charts)
    week = acts.compile_issue(by=hall.job, series="weekly", period=date(2022, 6, 27), issued_on=date(2022, 7, 1))
    assert set(queries.issue_page(week, seen_by=hall.job).figures) == {"from", "to", "groups"}


def test_questions_are_few_and_do_not_grow_with_what_is_asked(hall):
    plan = series_in_force("monthly")
    with CaptureQueriesContext(connection) as captured:
        found = indicated(plan, JUNE)
    assert len({(answer.days, ask.by) for ask, answer in found.answers.items()}) == 6
    assert len(captured) <= 26
    assert {fault.code for fault in faults_of(plan)} <= {"figure_unknown"}
    assert "accepted" in known_figures()
