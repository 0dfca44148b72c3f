"""The archive's pages: search, trends, two issues side by side, citation and feed; public, and never a draft."""

from __future__ import annotations

import html
import re
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

from django.test import Client

from tests.reports.archived import archive_of
from tests.web.conftest import Faces
from tests.web.test_pages import assert_well_formed
from yichuang.web.charts import Line, LineChart

ATOM = "{http://www.w3.org/2005/Atom}"


def _page(address: str, status: int = 200, **query: str) -> str:
    answer = Client().get(address, query)
    assert answer.status_code == status
    page = answer.content.decode()
    assert_well_formed(page)
    return page


def test_the_archive_is_searched_narrowed_and_paged(faces: Faces) -> None:
    archive_of(faces.hall, range(8, 12))
    page = _page("/issues/search/", q="水利窗口")
    assert "找到 5 处" in page
    assert page.count("<mark>水利窗口</mark>") == 5
    assert 'href="/issues/weekly/2023-11/#:~:text=' in page
    narrower = html.unescape(re.search(r'href="(/issues/search/[^"]*category=[^"]*)"', page)[1])  # type: ignore[index]
    narrowed = Client().get(narrower).content.decode()
    assert "去掉类别：" in narrowed
    assert '<input type="hidden" name="category"' in narrowed
    assert "找到 5 处" in narrowed
    second = Client().get("/issues/search/", {"q": "窗口", "page": "2", "order": "relevance"}).content.decode()
    assert "上一页" in second
    assert "没有这些字词" in _page("/issues/search/", q="从未说过")
    assert "<script>" not in _page("/issues/search/", q="<script>窗口")
    assert "找什么" in _page("/issues/search/")
    for bad in ({"q": "，"}, {"q": "窗口", "page": "0"}, {"q": "窗口", "page": "x"}, {"q": "窗口", "order": "x"}):
        assert 'role="alert"' in _page("/issues/search/", 400, **bad)
    assert "行权事项受理 3 件" not in _page("/issues/search/", q="2022年"), "a draft is not found"


def test_figures_and_sentences_are_followed_over_issues(faces: Faces) -> None:
    archive_of(faces.hall, range(8, 11))
    archive_of(faces.hall, range(11, 13), 省级行政许可事项="全省行政许可事项")
    listed = _page("/issues/trends/", series="weekly")
    address = html.unescape(re.search(r'href="(/issues/trends/figure/[^"]+)"', listed)[1])  # type: ignore[index]
    answer = Client().get(address).content.decode()
    assert_well_formed(answer)
    assert "统计范围由“省级”改为“全省”。" in answer
    assert "定义有 1 处变化" in answer
    assert '<a href="/issues/weekly/2023-12/">' in answer
    assert "51,903" in answer
    assert "<svg" in answer
    assert "没有这个数字" in _page("/issues/trends/figure/", 404, key="x")
    _page("/issues/trends/", 404, series="x")
    sides = {"left": "weekly/2023-7", "right": "weekly/2023-8"}
    compared = _page("/issues/comparison/", **sides)
    assert "<del>51203</del>" in compared
    assert "<ins>51903</ins>" in compared
    assert "收件、审查、发证" not in compared, "what stayed is not listed"
    assert "收件、审查、发证" in _page("/issues/comparison/", **sides, whole="1")
    assert 'role="alert"' in _page("/issues/comparison/", 404, left="weekly/2023-7", right="weekly/1999-1")
    issue = _page("/issues/weekly/2023-8/")
    assert "http://testserver/issues/weekly/2023-8/" in issue
    assert "窗口工作周报[J/OL]. 2023(8)[2022-07-01]. http://testserver/issues/weekly/2023-8/." in issue
    assert "left=weekly%2F2023-7&amp;right=weekly%2F2023-8" in issue


def test_the_feed_names_the_newest_issues_and_nobody(faces: Faces) -> None:
    archive_of(faces.hall, range(8, 10))
    answer = Client().get("/issues/feed.xml")
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)  # noqa: S314  # our own words
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [
        f"http://testserver/issues/weekly/2023-{number}/" for number in (9, 8, 7)
    ]
    for one in (feed, *entries):
        assert one.findtext(f"{ATOM}updated")
        assert one.findtext(f"{ATOM}title")
        assert one.find(f"{ATOM}author") is not None
        assert all((link.get("href") or "").startswith("http://testserver/") for link in one.findall(f"{ATOM}link"))
    assert "陆闻笙" not in answer.content.decode()
    assert Client().get("/issues/feed.xml", {"series": "nothing"}).status_code == 404
    assert 'type="application/atom+xml"' in Client().get("/").content.decode()


def test_the_days_named_under_a_chart_of_issues_have_room() -> None:
    """Four weekly issues: the first and the last would stand beside their neighbours."""
    days = tuple(date(2022, 6, day) for day in (3, 10, 17, 24))
    chart = LineChart("受理（件）", days, (Line("受理", (1, 2, 3, 4)),), by="issue")
    named = [date.fromisoformat(day) for day in chart.specification()["encoding"]["x"]["axis"]["values"]]
    assert named[-1] == days[-1]
    assert all((later - day).days >= 8 for day, later in pairwise(named))
    assert len(named) == 2
