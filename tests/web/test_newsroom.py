"""The editor's desk: a hall that counts nothing prints its bulletin; two editors at once lose nothing."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings

from tests import cast
from tests.web.conftest import CAST, PASSWORD, Faces, set_the_day
from yichuang.people import acts as people
from yichuang.reports import acts, queries
from yichuang.reports.rules.rights import RIGHTS

BULLETIN = """
code = "bulletin"
title = "大厅动态"
issuer = "某省政务服务中心"
period = "working_week"
figures_period = "period"
number = "{year} 年第 {number} 期"

[[parts]]
title = "工作动态"

[[parts.sections]]
kind = "text"
title = "按语"
lead = "本期刊发各窗口的做法，供参考。"

[[parts.sections]]
kind = "stories"
title = "窗口动态"
categories = ["服务", "学习"]

[[parts.sections]]
kind = "inspection"
title = "巡查情况"
"""
CHOICE = "series=bulletin&period=2022-06-27"
DESK = f"/newsroom/?{CHOICE}"


@pytest.fixture
def empty(transactional_db: None, settings: Settings) -> Faces:
    """A hall without a single case, in which an editor, a leader and a clerk work; its series counts nothing."""
    set_the_day(settings)
    hall = cast.open_hall()
    people.ensure_roles(RIGHTS)
    faces = Faces(hall)
    for person in ("editor", "hall-manager", "leader", "clerk"):
        role, place = CAST[person]
        faces.accounts[person] = people.open_account(
            by=hall.job, username=f"web.{person}", name=f"某{person}", password=PASSWORD
        )
        people.appoint(
            by=hall.job, account_id=faces.accounts[person], centre_id=hall.centre,
            department_id=getattr(hall, place) if place else None, roles=[role], valid_from=cast.OPENED,
        )  # fmt: skip
    acts.save_series(by=hall.job, code="bulletin", text=BULLETIN, version=0)
    return faces


def text_of(answer: HttpResponse) -> str:
    """Return the words of a page."""
    return unescape(re.sub(r"<[^>]+>", "", answer.content.decode()))


def picture() -> SimpleUploadedFile:
    """Return a picture as a browser sends it."""
    file = BytesIO()
    Image.new("RGB", (400, 300), "navy").save(file, "JPEG")
    return SimpleUploadedFile("窗口.jpg", file.getvalue(), "image/jpeg")


def told(client: Client, text: str, **more: str) -> int:
    """Tell a story on the page; return its id."""
    form = {"category": "服务", "department": "交通厅", "text": text, **more}
    answer = client.post(f"/newsroom/stories/new/?{CHOICE}", form)
    assert answer.status_code == 302, text_of(answer)
    return int(answer["Location"].rpartition("-")[2])


def test_a_hall_without_cases_prints_its_bulletin_from_pages_alone(empty: Faces) -> None:
    editor, leader, clerk = (empty.browser(person) for person in ("editor", "leader", "clerk"))
    assert "还没有" in text_of(editor.get(DESK))
    first = told(editor, "交通厅窗口延长服务时间。", date_from="2022-06-28")
    handed = told(clerk, "近日，交通厅窗口试行预约。", department_id=str(empty.hall.transport))
    assert "交通厅窗口试行预约" not in text_of(editor.get(f"/newsroom/preview/?{CHOICE}"))
    assert "待采用的动态" in text_of(editor.get(DESK))
    steps = f"/newsroom/stories/{handed}/steps/"
    assert editor.post(steps, {"step": "adopt", "version": 1}).status_code == 302
    assert editor.post(steps, {"step": "up", "version": 2}, follow=True).status_code == 200
    pictures = {"version": 1, "picture": picture(), "caption": "延时窗口", "alt": "窗口前有两人"}
    assert editor.post(f"/newsroom/stories/{first}/pictures/", pictures).status_code == 302
    finding = {"check": "着装情况", "finding": "总体情况良好。", "ok": ""}
    assert editor.post(f"/newsroom/findings/recordings/?{CHOICE}", finding).status_code == 302
    printed = text_of(editor.get(f"/newsroom/preview/?{CHOICE}", headers={"HX-Request": "true"}))
    assert printed.index("试行预约") < printed.index("6月28日，交通厅窗口延长服务时间。") < printed.index("着装情况")

    [sentence] = queries.preview("bulletin", cast.day("2022-06-27"), seen_by=empty.hall.job).sentences
    by_hand = {
        "place": sentence.place, "kind": sentence.kind, "computed": sentence.words, "version": 0,
        "words": "本期刊发两个窗口的做法。", "reason": "更准确",
    }  # fmt: skip
    assert editor.post(f"/newsroom/sentences/versions/?{CHOICE}", by_hand).status_code == 302
    for day in ("0001-01-01", "2022-06-26", "2023-07-03", "9999-12-31"):
        refused = editor.post(f"/newsroom/issues/drafts/?{CHOICE}", {"version": 0, "issued_on": day})
        assert (refused.status_code, "不早于本期第一天" in text_of(refused)) == (422, True), day
    assert editor.post(f"/newsroom/issues/drafts/?{CHOICE}", {"version": 0}).status_code == 302
    desk = text_of(editor.get(DESK))
    assert "手工改写本期刊发两个窗口的做法。" in desk
    assert f"系统算出{sentence.words}" in desk
    draft, _ = queries.issues_of_period(
        queries.series_in_force("bulletin"), (cast.day("2022-06-27"), cast.day("2022-07-01")), seen_by=empty.hall.job
    )
    assert draft is not None
    address = f"/newsroom/issues/{draft.id}/steps/?{CHOICE}"
    refused = editor.post(address, {"step": "publish", "version": 1})
    assert (refused.status_code, "须先签发，才能发布。" in text_of(refused)) == (409, True)
    assert leader.post(address, {"step": "sign", "version": 1}).status_code == 302
    again = editor.post(address, {"step": "discard", "version": 1})  # what the editor saw was not signed yet
    assert (again.status_code, "这次操作没有生效" in text_of(again)) == (409, True)
    assert editor.post(address, {"step": "publish", "version": 2}).status_code == 302

    told(editor, "近日，交通厅窗口开展培训。")  # after the issue, which stays as it is
    assert "开展培训" not in text_of(editor.get(DESK))
    late = {"category": "服务", "text": "近日，交通厅窗口开展培训。", "department_id": str(empty.hall.transport)}
    assert "请报送到下一期" in text_of(clerk.post(f"/newsroom/stories/new/?{CHOICE}", late))
    for form, begins in (("pdf", b"%PDF-"), ("docx", b"PK"), ("html", b"<!DOCTYPE html>"), ("json", b"{")):
        file = Client().get(f"/issues/bulletin/2022-1.{form}")
        assert file.content.startswith(begins), form
    published = queries.issue_page(draft.id)
    assert "本期刊发两个窗口的做法。" in published.text
    assert [one["computed"] for one in published.overrides] == [sentence.words]
    assert "延时窗口" in published.text
    assert "手工改写" in text_of(Client().get("/issues/bulletin/2022-1/"))


def something_to_write(kind: str, client: Client, hall: cast.Hall) -> tuple[str, dict[str, object]]:
    """Return where a story, a finding or words by hand are saved, and the form but for its words."""
    if kind == "text":
        story = told(client, "近日，交通厅窗口试行预约。")
        return f"/newsroom/stories/{story}/versions/", {"category": "服务", "department": "交通厅", "version": 1}
    if kind == "finding":
        form = {"check": "着装情况", "ok": ""}
        client.post(f"/newsroom/findings/recordings/?{CHOICE}", {**form, "finding": "总体情况良好。"})
        [line] = queries.findings_at_desk("bulletin", cast.day("2022-06-27"), seen_by=hall.job)
        return f"/newsroom/findings/{line.id}/versions/", {**form, "version": 1}
    [sentence] = queries.preview("bulletin", cast.day("2022-06-27"), seen_by=hall.job).sentences
    form = {"place": sentence.place, "kind": sentence.kind, "computed": sentence.words, "reason": "更准确"}
    return f"/newsroom/sentences/versions/?{CHOICE}", {**form, "version": 0}


@pytest.mark.parametrize("words", ["text", "finding", "words"])
def test_the_second_editor_sees_both_texts_and_loses_none(empty: Faces, words: str) -> None:
    one, other = empty.browser("editor"), empty.browser("hall-manager")
    address, form = something_to_write(words, one, empty.hall)
    mine, theirs = "近日，三个窗口未按要求办理。", "近日，一个窗口未按要求办理。"
    assert one.post(address, {**form, words: theirs}).status_code == 302
    answer = other.post(address, {**form, words: mine})
    page = text_of(answer)
    assert answer.status_code == 409
    assert page.count(mine) == 2  # beside theirs, and in the form
    assert theirs in page
    assert "某editor" in page
    [version] = re.findall(r'name="version" value="(\d+)"', answer.content.decode())
    assert other.post(address, {**form, words: mine + theirs, "version": version}).status_code == 302
    place = {"place": form["place"]} if "place" in form else {}
    history = text_of(
        other.get(address.replace("versions/", ""), place | {"series": "bulletin", "period": "2022-06-27"})
    )
    assert f"第 {int(version) + 1} 版" in history
    assert theirs in history


def test_what_is_withdrawn_meanwhile_keeps_what_was_typed(empty: Faces) -> None:
    one, other = empty.browser("editor"), empty.browser("hall-manager")
    story = told(one, "近日，交通厅窗口试行预约。")
    assert one.post(f"/newsroom/stories/{story}/steps/", {"step": "withdraw", "version": 1}).status_code == 302
    form = {"category": "服务", "text": "近日，交通厅窗口全面预约。", "version": 1}
    answer = other.post(f"/newsroom/stories/{story}/versions/", form)
    assert answer.status_code == 404
    assert "近日，交通厅窗口全面预约。" in text_of(answer)
    assert "已撤下" in text_of(answer)
    story = told(one, "近日，交通厅窗口试行延时。")
    one.post(f"/newsroom/stories/{story}/versions/", {**form, "version": 1})
    reason = {"reason": "请补写日期", "version": 1}
    answer = other.post(f"/newsroom/stories/{story}/returns/", reason)
    assert answer.status_code == 422
    assert "请补写日期" in text_of(answer)
    assert other.post(f"/newsroom/stories/{story}/returns/", reason | {"version": 2}).status_code == 302
    assert 'id="return_version"' in answer.content.decode()
    assert re.search(r'value="2"[^>]* id="return_version"', answer.content.decode())


def test_what_cannot_be_chosen_is_said_at_its_field_and_nothing_is_posted_to_it(empty: Faces) -> None:
    editor = empty.browser("editor")
    for period, said in (("2022-02-30", "请按 2022-07-01 的样子填写日期"), ("2022-02-02", "没有工作日")):
        page = text_of(editor.get("/newsroom/", {"series": "bulletin", "period": period}))
        assert said in page
        assert "2022-06-27" in page  # the period of the hall's day stands in
        refused = editor.post(f"/newsroom/issues/drafts/?series=bulletin&period={period}", {"version": 0})
        assert refused.status_code == 422
    assert not queries.drafts(seen_by=empty.hall.job)
    assert editor.get("/newsroom/", {"series": "nothing"}).status_code == 404
