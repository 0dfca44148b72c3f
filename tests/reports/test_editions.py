"""Series saved in the database: versions, copies, retirement; and issues that keep the version they were made with."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tests.cast import Hall
from tests.reports.samples import WEEKLY_FILE
from tests.reports.test_command import run
from yichuang.kit.errors import Conflict, Forbidden, Refusal, Unknown
from yichuang.kit.time import today
from yichuang.reports import acts, queries
from yichuang.reports.rules.series import parse_series

WEEK = date(2022, 6, 27)
TEXT = WEEKLY_FILE.read_text(encoding="utf-8")
RENAMED = TEXT.replace('title = "窗口工作动态"', 'title = "一周动态"')
MOVED = RENAMED.replace('types = ["20"]', 'types = ["20", "01"]')  # what a figure counts is changed, too


def code_of(act, error=Refusal) -> str:
    with pytest.raises(error) as refusal:
        act()
    return str(refusal.value.code)


def signed(hall: Hall) -> int:
    issue = acts.compile_issue(by=hall.job, series="weekly", period=WEEK, issued_on=date(2022, 7, 1))
    acts.sign(by=hall.job, issue_id=issue)
    return issue


def test_what_is_saved_stands_before_the_file_and_each_version_says_what_it_changed(hall):
    assert acts.save_series(by=hall.job, code="weekly", text=RENAMED, version=0) == 1
    assert acts.save_series(by=hall.job, code="weekly", text=RENAMED, version=1) == 1  # nothing changed
    assert acts.save_series(by=hall.job, code="weekly", text=MOVED, version=1) == 2
    assert queries.series_in_force("weekly").parts[0].sections[1].title == "一周动态"
    assert queries.series_in_force("weekly").fill("{centre}") == "某省政务服务中心"  # variables as before
    newest, first = queries.series_history("weekly", seen_by=hall.job)
    assert [line for line in newest.difference if line[0] in "+-"] == ['- types = ["20"]', '+ types = ["20", "01"]']
    assert [line for line in first.difference if line[0] in "+-"] == [
        '- title = "窗口工作动态"',
        '+ title = "一周动态"',
    ]
    assert (newest.in_force, first.in_force, newest.version) == (True, False, 2)
    assert queries.series_text("weekly", seen_by=hall.job) == MOVED
    assert queries.series_text("weekly", 1, seen_by=hall.job) == RENAMED
    with pytest.raises(Unknown):
        queries.series_text("weekly", 3, seen_by=hall.job)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE reports_seriesedition SET configuration = ''")


def test_who_saves_over_a_version_not_seen_or_a_broken_text_is_told_all(hall):
    acts.save_series(by=hall.job, code="weekly", text=RENAMED, version=0)
    stale = code_of(lambda: acts.save_series(by=hall.job, code="weekly", text=MOVED, version=0), Conflict)
    assert stale == "stale_version"
    broken = TEXT.replace('period = "working_week"', 'period = "fortnight"').replace("copies = 80", 'copies = "x"')
    with pytest.raises(Refusal) as refusal:
        acts.save_series(by=hall.job, code="monthly", text=broken, version=0)
    places = {fault["place"] for fault in refusal.value.details["errors"]}
    assert (refusal.value.code, places) == ("series_invalid", {"period", "copies", "code"})
    yesterday = today() - timedelta(days=1)
    early = code_of(lambda: acts.save_series(by=hall.job, code="weekly", text=MOVED, version=1,
                                             in_force_from=yesterday))  # fmt: skip
    assert early == "in_force_past"
    assert queries.latest_version("weekly") == 1
    for act in (
        lambda: acts.save_series(by=hall.leader, code="weekly", text=MOVED, version=1),
        lambda: acts.copy_series(by=hall.leader, code="weekly", new_code="own", title="本刊"),
        lambda: acts.retire_series(by=hall.leader, code="weekly", version=1),
        lambda: queries.series_history("weekly", seen_by=hall.clerk),
    ):
        with pytest.raises(Forbidden):
            act()


def test_a_version_for_later_waits_for_its_day(hall):
    later = today() + timedelta(days=30)
    assert acts.save_series(by=hall.job, code="weekly", text=RENAMED, version=0, in_force_from=later) == 1
    assert queries.series_text("weekly", seen_by=hall.job) == TEXT
    assert [line.in_force for line in queries.series_history("weekly", seen_by=hall.job)] == [False]
    assert acts.save_series(by=hall.job, code="weekly", text=RENAMED, version=1) == 2  # from today after all
    assert queries.series_text("weekly", seen_by=hall.job) == RENAMED


def test_a_copy_is_a_series_of_its_own_with_the_halls_variables(hall):
    assert acts.copy_series(by=hall.job, code="weekly", new_code="own_2", title='大厅“周报”"A"') == 1
    copied = queries.series_in_force("own_2")
    assert (copied.title, copied.fill(copied.issuer)) == ('大厅“周报”"A"', "某省政务服务中心")
    assert "# of stories and inspection" in queries.series_text("own_2", seen_by=hall.job)  # comments are kept
    used = code_of(lambda: acts.copy_series(by=hall.job, code="weekly", new_code="own_2", title="又"), Conflict)
    assert used == "series_used"
    issue = acts.compile_issue(by=hall.job, series="own_2", period=WEEK)
    assert queries.issue_page(issue, seen_by=hall.job).line.key == "2022-1"
    bad = code_of(lambda: acts.copy_series(by=hall.job, code="weekly", new_code="Own", title="又"))
    assert bad == "series_invalid"


def test_a_retired_series_has_no_new_issues_and_keeps_its_old_ones(hall):
    issue = signed(hall)
    acts.publish(by=hall.job, issue_id=issue)
    assert acts.retire_series(by=hall.job, code="weekly", version=0) == 1
    assert code_of(lambda: acts.compile_issue(by=hall.job, series="weekly", period=WEEK)) == "series_retired"
    assert "weekly" not in [series.code for series in queries.all_series()]
    assert queries.find_issue("weekly", "2022-1") == issue
    assert queries.issue_page(issue).differences == []
    acts.save_series(by=hall.job, code="weekly", text=TEXT, version=1)
    assert "weekly" in [series.code for series in queries.all_series()]


def test_an_issue_is_published_and_compared_with_the_version_it_was_made_with(hall):
    issue = signed(hall)
    before = queries.print_issue(issue, "html", seen_by=hall.job).content
    reordered = MOVED[: MOVED.index("[[parts.sections]]")] + (
        MOVED[MOVED.index("[[parts.sections]]\nkind = \"stories\"") : MOVED.index("[[tail]]")]
    )  # fmt: skip
    acts.save_series(by=hall.job, code="weekly", text=reordered, version=0)  # no figures at all, another heading
    acts.set_variables(by=hall.job, series="weekly", values={"centre": "别的中心"})
    assert queries.print_issue(issue, "html", seen_by=hall.job).content == before
    acts.publish(by=hall.job, issue_id=issue)
    page = queries.issue_page(issue)
    assert page.figures["groups"][1]["accepted"] == 1  # of services alone, as it was defined then
    assert page.differences == []
    hall.accepted_case(on="2022-06-30")
    found = queries.issue_page(issue).differences
    assert [(one.item_type, one.printed, one.now) for one in found] == [("01", 3, 4)]


@pytest.mark.owner
def test_a_saved_text_that_cannot_be_read_any_more_stops_nothing_else(hall):
    issue = signed(hall)
    acts.publish(by=hall.job, issue_id=issue)
    hall.accepted_case(on="2022-06-30")
    acts.save_series(by=hall.job, code="weekly", text=RENAMED, version=0)
    with connection.cursor() as cursor:  # as after an upgrade that knows other keys
        cursor.execute("ALTER TABLE reports_seriesedition DISABLE TRIGGER series_edition_append_only")
        cursor.execute("UPDATE reports_seriesedition SET configuration = 'code = 1'")
        cursor.execute("ALTER TABLE reports_seriesedition ENABLE TRIGGER series_edition_append_only")
    assert "weekly" not in [series.code for series in queries.all_series()]
    assert [line.faults > 0 for line in queries.series_list(seen_by=hall.job) if line.code == "weekly"] == [True]
    assert queries.find_issue("weekly", "2022-1") == issue
    assert len(queries.issue_page(issue).differences) == 1
    assert code_of(lambda: acts.compile_issue(by=hall.job, series="weekly", period=WEEK)) == "series_invalid"
    assert acts.save_series(by=hall.job, code="weekly", text=TEXT, version=1) == 2


def test_series_go_out_as_files_and_come_in_again(hall, capsys, tmp_path):
    file = tmp_path / "weekly.toml"
    assert run(capsys, "series", "export", "weekly", "--out", file)[0] == 0
    assert file.read_bytes() == WEEKLY_FILE.read_bytes()
    unknown = '[[parts.sections]]\nkind = "sentences"\nsentences = ["{nothing_known} 件。"]\n\n[[tail]]'
    file.write_text(TEXT.replace("[[tail]]", unknown, 1).replace('"weekly"', '"other"'), encoding="utf-8")
    status, out, _ = run(capsys, "series", "import", file, "--json")  # saved, and what it names in vain is told
    assert (status, [fault["code"] for fault in json.loads(out)["faults"]]) == (0, ["figure_unknown"])
    file.write_text(RENAMED, encoding="utf-8")
    status, out, _ = run(capsys, "series", "import", file, "--json")
    assert (status, json.loads(out)["version"], json.loads(out)["changed"]) == (0, 1, True)
    assert json.loads(run(capsys, "series", "import", file, "--json")[1])["changed"] is False
    assert run(capsys, "series", "export", "weekly", "--version", "1", "--out", tmp_path / "1.toml")[0] == 0
    assert (tmp_path / "1.toml").read_text(encoding="utf-8") == RENAMED
    assert parse_series(RENAMED, name="1.toml") == parse_series((tmp_path / "1.toml").read_text(), name="1.toml")
    status, out, _ = run(capsys, "series", "list", "--json")
    listed = {line["code"]: line for line in json.loads(out)["series"]}
    assert (listed["weekly"]["source"], listed["weekly"]["version"]) == ("stored", 1)
    assert "本单位保存，第 1 版" in run(capsys, "series", "list")[1]
    report = tmp_path / "issue.txt"
    report.write_text("大厅月报\n2022 年第 3 期\n某中心\n2022 年 7 月 1 日\n政务服务工作\n", encoding="utf-8")
    assert json.loads(run(capsys, "read", report, "--json")[1])["series"] is None
    acts.copy_series(by=hall.job, code="weekly", new_code="own", title="大厅月报")
    assert json.loads(run(capsys, "read", report, "--json")[1])["series"] == "own"
    file.write_text(TEXT.replace('kind = "inspection"', 'kind = "poem"').replace("copies = 80", "copies = -1"))
    status, _, err = run(capsys, "series", "import", file)
    assert status == 1
    assert "parts[0].sections[2].kind：" in err
    assert "copies：" in err
    assert run(capsys, "series", "export", "nothing", "--out", file)[0] == 1
    assert run(capsys, "series")[0] == 2
