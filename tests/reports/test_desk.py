"""The editor's material: who may do what to a story, what two editors do to each other, and what is kept of it all."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from tests.cast import Hall, day, open_hall
from yichuang.kit.errors import Conflict, Forbidden, Refusal, Unknown
from yichuang.people import acts as people
from yichuang.reports import acts, queries
from yichuang.reports.rules.rights import RIGHTS

WEEK = day("2022-06-27")


@pytest.fixture
def hall(db: None) -> Hall:
    """A hall in which nothing was counted; the manager edits, the clerk writes for the transport department."""
    hall = open_hall()
    people.ensure_roles(RIGHTS)
    return hall


def told(hall: Hall, text: str, category: str = "动态") -> int:
    """Tell a story as the editor."""
    return acts.add_story(by=hall.manager, series="weekly", period=WEEK, category=category, text=text)


def handed_in(hall: Hall, department_id: int | None = None) -> int:
    """Hand a story in as the window of the transport department."""
    return acts.submit_story(
        by=hall.clerk, series="weekly", period=WEEK, department_id=department_id or hall.transport, category="动态",
        text="近日，交通运输厅窗口试行预约。",
    )  # fmt: skip


def texts(stories: list[queries.StoryLine]) -> list[str]:
    """Return the words of stories."""
    return [line.story.text for line in stories]


def test_a_windows_story_comes_into_the_issue_when_the_editor_adopts_it(hall):
    story = handed_in(hall)
    assert queries.stories_of("weekly", WEEK) == []
    acts.return_story(by=hall.manager, story_id=story, version=1, reason="请写明日期")
    acts.change_story(by=hall.clerk, story_id=story, version=2, category="动态", text="6月28日，交通运输厅试行预约。")
    acts.adopt_story(by=hall.manager, story_id=story, version=3)
    assert texts(queries.stories_of("weekly", WEEK)) == ["6月28日，交通运输厅试行预约。"]
    lines = queries.versions_of("story", story, seen_by=hall.clerk)
    assert [(line.version, line.by, [change.name for change in line.changes]) for line in lines] == [
        (4, "manager（省中心）", ["状态"]),
        (3, "clerk（交通厅）", ["内容", "起始日期", "截止日期", "日期", "状态", "原因"]),
        (2, "manager（省中心）", ["状态", "原因"]),
        (1, "clerk（交通厅）", []),
    ]
    with pytest.raises(Conflict) as conflict:  # it is the editor's by now
        acts.withdraw_story(by=hall.clerk, story_id=story, version=4)
    assert conflict.value.code == "story_adopted"


def test_a_window_writes_for_its_own_department_only(hall):
    own, foreign = handed_in(hall), told(hall, "近日，卫健委窗口延时服务。")
    with pytest.raises(Forbidden):
        handed_in(hall, hall.health)
    for act in (
        lambda: acts.adopt_story(by=hall.clerk, story_id=own, version=1),
        lambda: acts.return_story(by=hall.clerk, story_id=own, version=1, reason="无"),
        lambda: acts.move_story(by=hall.clerk, story_id=foreign, up=True),
        lambda: acts.change_story(by=hall.clerk, story_id=foreign, version=1, category="动态", text="无。"),
        lambda: acts.record_finding(by=hall.clerk, series="weekly", period=WEEK, check="着装", finding="好。"),
        lambda: queries.findings_at_desk("weekly", WEEK, seen_by=hall.clerk),
        lambda: queries.stories_at_desk("weekly", WEEK, seen_by=hall.approver),
    ):
        with pytest.raises(Forbidden):
            act()
    with pytest.raises(Unknown):
        queries.story_at_desk(foreign, seen_by=hall.clerk)
    assert [line.id for line in queries.stories_at_desk("weekly", WEEK, seen_by=hall.clerk)] == [own]
    assert [line.may_change for line in queries.stories_at_desk("weekly", WEEK, seen_by=hall.leader)] == [False] * 2
    with pytest.raises(Refusal) as refusal:
        acts.return_story(by=hall.manager, story_id=own, version=1, reason=" ")
    assert refusal.value.code == "reason_missing"


def test_a_window_signs_with_no_other_departments_name(hall):
    story = acts.submit_story(
        by=hall.clerk, series="weekly", period=WEEK, department_id=hall.transport, department="交通厅", category="动态",
        text="近日，窗口试行预约。",
    )  # fmt: skip
    changed = {"story_id": story, "category": "动态", "text": "近日，窗口推行预约。", "department": "公安厅"}
    acts.change_story(by=hall.clerk, version=1, **changed)
    line = queries.story_at_desk(story, seen_by=hall.clerk)
    assert (line.story.text, line.story.department) == ("近日，窗口推行预约。", "交通厅")
    acts.change_story(by=hall.manager, version=2, **changed)
    assert queries.story_at_desk(story, seen_by=hall.manager).story.department == "公安厅"


def test_moving_a_story_takes_nothing_from_who_is_writing_it(hall):
    first, other, last = told(hall, "近日，甲。"), told(hall, "近日，乙。", "别的"), told(hall, "近日，丙。")
    acts.move_story(by=hall.manager, story_id=last, up=True)
    acts.move_story(by=hall.manager, story_id=last, up=True)  # it is the first already
    assert texts(queries.stories_of("weekly", WEEK)) == ["近日，丙。", "近日，乙。", "近日，甲。"]
    acts.change_story(by=hall.manager, story_id=last, version=1, category="动态", text="近日，丁。")
    acts.move_story(by=hall.manager, story_id=other, up=False)  # alone in its category
    assert texts(queries.stories_of("weekly", WEEK)) == ["近日，丁。", "近日，乙。", "近日，甲。"]
    with pytest.raises(Conflict) as conflict:
        acts.adopt_story(by=hall.manager, story_id=last, version=2)
    assert (conflict.value.code, conflict.value.details) == ("stale_version", {"version": 3})
    assert [line.moved for line in queries.versions_of("story", last, seen_by=hall.manager)] == [False, True, False]
    acts.withdraw_story(by=hall.manager, story_id=first, version=1)
    acts.adopt_story(by=hall.manager, story_id=first, version=2)
    assert len(queries.stories_of("weekly", WEEK)) == 3


def test_findings_are_changed_ordered_and_withdrawn(hall):
    wear, duty = (
        acts.record_finding(by=hall.manager, series="weekly", period=WEEK, check=check, finding="总体情况良好。")
        for check in ("着装情况", "值守情况")
    )
    acts.move_finding(by=hall.manager, finding_id=duty, up=True)
    acts.change_finding(by=hall.manager, finding_id=wear, version=1, check="着装", finding="一人未按要求着装。")
    lines = queries.findings_at_desk("weekly", WEEK, seen_by=hall.manager)
    assert [(line.check, line.outcome, line.version) for line in lines] == [
        ("值守情况", "正常", 2),
        ("着装", "有问题", 2),
    ]
    for code, act in (
        ("stale_version", lambda: acts.withdraw_finding(by=hall.manager, finding_id=wear, version=1)),
        ("finding_exists", lambda: acts.change_finding(
            by=hall.manager, finding_id=wear, version=2, check="值守情况", finding="好。")),
        ("finding_exists", lambda: acts.record_finding(
            by=hall.manager, series="weekly", period=WEEK, check="着装", finding="好。", replaces=False)),
    ):  # fmt: skip
        with pytest.raises(Conflict) as conflict:
            act()
        assert conflict.value.code == code
    acts.withdraw_finding(by=hall.manager, finding_id=wear, version=2)
    assert [line.finding.check for line in queries.findings_of("weekly", WEEK)] == ["值守情况"]
    again = acts.record_finding(
        by=hall.manager, series="weekly", period=WEEK, check="着装", finding="好转，正常。", replaces=False
    )
    assert again == wear
    assert len(queries.versions_of("finding", wear, seen_by=hall.manager)) == 4


def test_pictures_are_kept_by_digest_and_named_by_their_story(hall):
    story = told(hall, "近日，甲。")
    file = BytesIO()
    Image.new("RGB", (300, 200), "green").save(file, "PNG")
    about = {"by": hall.manager, "story_id": story}
    digest = acts.add_picture(**about, version=1, content=file.getvalue(), caption="大厅", alt="大厅一角")
    kept = queries.picture(digest, seen_by=hall.leader)
    with pytest.raises(Unknown):  # a story that its window does not see
        queries.picture(digest, seen_by=hall.clerk)
    own = handed_in(hall)
    acts.add_picture(by=hall.clerk, story_id=own, version=1, content=file.getvalue(), caption="", alt="大厅")
    assert queries.picture(digest, seen_by=hall.clerk) == kept
    assert (kept.content_type, kept.width_px, kept.height_px) == ("image/png", 300, 200)
    for code, act in (
        ("picture_there", lambda: acts.add_picture(
            **about, version=2, content=file.getvalue(), caption="", alt="又一次")),
        ("picture_alt_missing", lambda: acts.describe_picture(
            **about, version=2, digest=digest, caption="大厅", alt=" ")),
        ("stale_version", lambda: acts.remove_picture(**about, version=1, digest=digest)),
    ):  # fmt: skip
        with pytest.raises(Refusal) as refusal:
            act()
        assert refusal.value.code == code
    acts.describe_picture(**about, version=2, digest=digest, caption="大厅", alt="大厅全景")
    assert queries.story_at_desk(story, seen_by=hall.manager).pictures[0]["alt"] == "大厅全景"
    acts.remove_picture(**about, version=3, digest=digest)
    assert queries.story_at_desk(story, seen_by=hall.manager).pictures == ()
    assert queries.picture(digest, seen_by=hall.manager).content  # an earlier version still shows it


def test_words_by_hand_are_kept_with_their_reason(hall):
    hall.granted_case(on="2022-06-27", granted="2022-06-29")
    [sentence, *_] = queries.preview("weekly", WEEK, seen_by=hall.job).sentences
    about = {
        "by": hall.manager, "series": "weekly", "period": WEEK, "place": sentence.place, "kind": sentence.kind,
    }  # fmt: skip
    for place in ("nope#1", sentence.place.replace("#1", "#99")):
        with pytest.raises(Refusal) as refusal:
            acts.write_override(**about | {"place": place}, computed="甲。", words="乙。", reason="口径", version=0)
        assert refusal.value.code == "override_homeless"
    for code, words, reason in (
        ("override_same", "甲。", "无"),
        ("reason_missing", "乙。", " "),
        ("override_empty", "", "x"),
    ):
        with pytest.raises(Refusal) as refusal:
            acts.write_override(**about, computed="甲。", words=words, reason=reason, version=0)
        assert refusal.value.code == code
    override = acts.write_override(**about, computed="甲。", words="乙。", reason="口径", version=0)
    with pytest.raises(Conflict):  # the second editor saw none
        acts.write_override(**about, computed="甲。", words="丙。", reason="口径", version=0)
    acts.write_override(**about, computed="甲。", words="丁。", reason="口径", version=1)
    acts.withdraw_override(by=hall.manager, override_id=override, version=2)
    [line] = queries.overrides_of("weekly", WEEK)
    assert (line.words, line.withdrawn, line.version, line.made_by) == ("丁。", True, 3, "manager（省中心）")
    with pytest.raises(Forbidden):
        acts.withdraw_override(by=hall.clerk, override_id=override, version=3)
