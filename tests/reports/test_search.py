"""The archive's search: what is filed, what is found, that the text decides, that drafts never appear."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command

from tests.cast import open_hall
from tests.reports.archived import archive_of
from yichuang.kit.errors import Refusal
from yichuang.people import acts as people
from yichuang.reports.acts.filing import index_archive
from yichuang.reports.queries.search import search_archive
from yichuang.reports.rules.rights import RIGHTS
from yichuang.reports.rules.search import Keyed, ask, excerpt, found_in, grams, mark, score
from yichuang.reports.search_models import Passage, PrintedFigure


@pytest.mark.parametrize(
    ("written", "text", "marked"),
    [
        ("受理", "共受理 12 件，受\n理 3 件", ["受理", "受\n理"]),
        ("439896", "受理 439,896 件", ["439,896"]),
        ("５０，８７７件", "办结 50 877 件", ["50 877 件"]),
        ("21", "第 21 期，2021 年，3.21 万件，21", ["21", "21"]),
        ("税", "税务联办，核税", ["税", "税"]),
        ("Open data", "“OPEN DATA”开放", ["OPEN", "DATA"]),
        ('"open data"', "“OPEN  DATA”开放", ["OPEN  DATA"]),
        ("减材料、压时限", "“减材料、压时限”专班", ["减材料、压时限"]),
        ("𠮷林", "到𠮷林省考察", ["𠮷林"]),
        ("一体化 平台", "平台：一体化", ["平台", "一体化"]),
    ],
)
def test_a_question_finds_its_words_as_written(written: str, text: str, marked: list[str]) -> None:
    question = ask(written)
    runs = mark(question, text)
    assert found_in(question, text)
    assert [run.text for run in runs if run.found] == marked
    assert "".join(run.text for run in runs) == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("受理", "接受整理"),
        ("政务服务", "政务公开，服务，务服"),
        ("21", "2021 年 3.21"),
        ("data", "database"),
        ("大厅 税", "大厅"),
    ],
)
def test_what_only_looks_alike_is_not_found(written: str, text: str) -> None:
    assert not found_in(ask(written), text)


@pytest.mark.parametrize(
    ("written", "code"),
    [("", "question_empty"), ("，。", "question_empty"), ("字" * 81, "question_too_long"),
     (" ".join("甲乙丙丁戊己庚辛壬"), "question_too_many_words")],
)  # fmt: skip
def test_questions_that_cannot_be_answered_say_why(written: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        ask(written)
    assert refused.value.code == code


def test_every_key_of_a_question_is_a_key_of_the_text_it_is_in() -> None:
    text = "据临江政务服务一体化平台统计，第 21 期 Open-Data 受理 50,877 件（3.5 万元）。"
    keys = grams(Keyed(text).text)
    for start in range(len(text)):
        for end in range(start + 1, min(start + 9, len(text) + 1)):
            try:
                question = ask(f'"{text[start:end]}"')
            except Refusal:
                continue
            if found_in(question, text):
                for key in question.keys.split(" & "):
                    word, begins = key.removesuffix(":*").strip("'"), key.endswith(":*")
                    assert any(one.startswith(word) if begins else one == word for one in keys), (text[start:end], key)


def test_a_word_as_long_as_a_page_has_a_key_that_fits() -> None:
    assert grams("a" * 5000) == ["a" * 64]
    assert found_in(ask("a" * 70), "a" * 70)


def test_an_excerpt_shows_the_place_and_marks_it() -> None:
    text = "前" * 200 + "办结" + "后" * 200
    runs = excerpt(ask("办结"), text)
    assert [run.text for run in runs if run.found] == ["办结"]
    assert runs[0].text == "…"
    assert runs[-1].text.endswith("…")
    assert len("".join(run.text for run in runs)) < 130
    assert score(ask("办结"), "办结办结", heading=False) > score(ask("办结"), text, heading=False)


def test_the_archive_is_searched_whole_and_by_choice(db: None) -> None:
    hall = open_hall()
    people.ensure_roles(RIGHTS)
    archive_of(hall, range(7, 12), 小课堂="小课堂 Plan-B")
    everywhere = search_archive("省农业农村厅")
    assert everywhere.count == 5
    assert [hit.issue.number for hit in everywhere.hits] == [11, 10, 9, 8, 7]
    assert everywhere.facets["year"] == [("2023", 5)]
    assert everywhere.facets["department"] == [("省农业农村厅", 5)]
    assert everywhere.facets["category"] == [("优化营商环境工作开展情况", 5)]
    assert everywhere.facets["section"] == [("政务服务工作 › 窗口工作动态", 5)]
    assert search_archive("50877").hits[0].issue.number == 7
    assert search_archive("plan-b", order="relevance").count == 5
    water = search_archive(
        "水利窗口", chosen={"year": "2023", "category": "窗口服务效能提升工作情况", "series": "weekly"}
    )
    assert water.count == 5
    assert water.hits[0].department
    assert search_archive("水利窗口", chosen={"year": "2022"}).count == 0
    window = search_archive("窗口", page=2)
    assert window.pages == -(-window.count // 20)
    assert len(window.hits) == 20
    for order in ("x", ""):
        with pytest.raises(Refusal):
            search_archive("窗口", order=order)
    before = (
        list(Passage.objects.order_by("issue_id", "place").values_list("words", "keys")),
        PrintedFigure.objects.count(),
    )
    assert index_archive(anew=False) == 0
    Passage.objects.filter(issue__number=8).delete()
    assert index_archive(anew=False) == 1
    out = StringIO()
    call_command("report", "index", anew=True, as_json=True, stdout=out)
    assert json.loads(out.getvalue()) == {"filed": 5}
    after = (
        list(Passage.objects.order_by("issue_id", "place").values_list("words", "keys")),
        PrintedFigure.objects.count(),
    )
    assert after == before
