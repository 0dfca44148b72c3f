"""Search an archive of many issues: milliseconds of the server for the whole page of the slowest kind of question.

The archive is made: passages of the sibling's and the demo's clauses put together anew, with places and numbers, in
issues of 34 passages (the sibling has 34), fifty a year of each series. It lies in a database of its own.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.printing import measure
from benchmarks.timing import milliseconds

ROOT = Path(__file__).resolve().parent.parent
SOURCES = (ROOT / "tests/golden/weekly-2023-07.txt", ROOT / "yichuang/demo/data/weeks.toml")
SIZES = ((400, 50), (20_000, 200))  # issues, milliseconds aimed at
PASSAGES, A_YEAR, YEARS = 34, 50, 20
POOL = 20_000  # different passages; those of an issue are drawn from them
# What is asked, from a word of every other passage to one of some in ten thousand; with a choice; by relevance.
QUESTIONS: tuple[tuple[str, dict[str, str], str], ...] = (
    ("受理", {}, "date"), ("窗口", {}, "relevance"), ("区", {}, "date"), ("政务服务大厅", {}, "date"),
    ("药品经营许可", {}, "date"), ("东河区 受理", {}, "date"), ("东河区窗口", {}, "relevance"), ("1207", {}, "date"),
    ("受理", {"category": "类别3", "department": "省第七厅窗口"}, "date"), ("没有这种说法", {}, "date"),
)  # fmt: skip
_FILL = {
    "issues": """INSERT INTO reports_issue (series, series_version_id, state, year, number, number_scope, period_from,
        period_to, issued_on, record, text, spans, figures, definitions, remarks, overrides, version, number_taken,
        made_by, made_at)
        SELECT CASE WHEN place < %(a_series)s THEN 'weekly' ELSE 'series' || place / %(a_series)s END,
            %(version)s, 'archived', year, number, year, day, day + 4, day + 7,
            %(record)s, '', '{}', '{}', '{}', '[]', '[]', 1, false, '{}', now()
        FROM (SELECT place, %(first)s + place %% %(a_series)s / %(a_year)s AS year, place %% %(a_year)s + 1 AS number,
            make_date(%(first)s + place %% %(a_series)s / %(a_year)s, 1, 1) + 7 * (place %% %(a_year)s) AS day
            FROM generate_series(0, %(issues)s - 1) AS place) AS issue""",
    "figures": """INSERT INTO reports_printedfigure (issue_id, place, series, key, name, unit, length, start, "end",
        value, written, sentence, definition)
        SELECT id, place, series, 'key' || place, '事项' || place || '受理', '件', 'year_to_date',
            make_date(year, 1, 1), period_to, number * 100 + place, number * 100 + place || ' 件', '', '{}'
        FROM reports_issue, generate_series(0, 9) AS place""",
    "passages": """INSERT INTO reports_passage (issue_id, place, series, year, day, section, category, department,
        heading, words, keyed, keys)
        SELECT issue.id, place, series, year, issued_on, section, category, department, false, words, keyed,
            keys || array_to_tsvector(ARRAY['@' || year, 's:' || series, 'p:' || section, 'c:' || category,
                'd:' || department])
        FROM reports_issue issue CROSS JOIN generate_series(0, %(passages)s - 1) AS place
        CROSS JOIN LATERAL (SELECT 'part › section ' || place / 5 AS section, '类别' || place %% 5 AS category,
            (ARRAY['省第一厅窗口', '省第二厅窗口', '省第三厅窗口', '省第四厅窗口', '省第五厅窗口', '省第六厅窗口',
                '省第七厅窗口', '省第八厅窗口'])[1 + (hashint8(issue.id * 64 + place) & 7)] AS department) AS filed
        JOIN pool ON pool.number = (hashint8(issue.id * 97 + place) & 1073741823) %% %(pool)s""",
}


def run(*, short: bool) -> dict[str, dict]:
    """Return the median milliseconds of the slowest question in archives of 400 and (not if short) 20,000 issues."""
    results: dict[str, dict] = {}
    for issues, aim in SIZES[:1] if short else SIZES:
        folder = tempfile.mkdtemp(prefix="yichuang-search-")
        try:
            answer = subprocess.run(
                [sys.executable, "-m", "benchmarks.archive_search", str(issues)],
                env=os.environ | {"YICHUANG_VAR": folder}, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        told = json.loads(answer.stdout.splitlines()[-1])
        print(f"{issues:,} issues: {told['filled']}")
        for question, took, count in told["questions"]:
            print(f"  {took:7.1f} ms {count:>9,}  {question}")
        slowest = max(took for _, took, _ in told["questions"])
        words = f"ms, slowest of {len(QUESTIONS)} questions, {issues:,} issues"
        results[f"search_{issues}_ms"] = measure(slowest, words, aim=aim, better="lower")
        print(f"  {told['trends'][0]:7.1f} ms figures that recur; {told['trends'][1]:.1f} ms one of them")
    return results


def _measured(issues: int) -> dict:
    """Fill this installation's database with an archive and return what each question took."""
    import django

    django.setup()
    from django.test import Client

    from yichuang.reports import queries
    from yichuang.site.preparing import prepare

    prepare()
    filled = _fill(issues)
    client = Client(SERVER_NAME="localhost")

    def took(path: str, **query: str) -> float:
        return milliseconds(lambda: client.get(path, query), 5)

    questions = []
    for written, chosen, order in QUESTIONS:
        words = "  ".join([written, *chosen.values(), order])
        count = queries.search_archive(written, chosen=chosen).count
        questions.append((words, took("/issues/search/", q=written, order=order, **chosen), count))
    one = {"series": "weekly", "key": "key1", "unit": "件", "length": "year_to_date"}
    trends = [took("/issues/trends/", series="weekly"), took("/issues/trends/figure/", **one)]
    return {"filled": filled, "questions": questions, "trends": trends}


def _fill(issues: int) -> str:
    """Add the issues set by set, the index last; return how long that took and how large it is."""
    from django.db import connections

    from yichuang.reports.acts.series import version_in_use
    from yichuang.reports.queries import series_in_force
    from yichuang.reports.rules.reading import read
    from yichuang.reports.rules.record import to_record

    started = time.monotonic()
    record = to_record(read(SOURCES[0].read_text(encoding="utf-8"), series_in_force("weekly")))
    a_series = A_YEAR * YEARS
    years = min(YEARS, -(-issues // A_YEAR))
    parameters = {
        "issues": issues, "passages": PASSAGES, "pool": POOL, "a_series": a_series, "a_year": A_YEAR,
        "first": 2027 - years, "record": json.dumps(record), "version": version_in_use("weekly").pk,
    }  # fmt: skip
    with connections["owner"].cursor() as cursor:
        _pool(cursor)
        cursor.execute("DROP INDEX passage_keys")
        for statement in _FILL.values():
            cursor.execute(statement, parameters)
        cursor.execute("SET maintenance_work_mem = '256MB'")
        cursor.execute("CREATE INDEX passage_keys ON reports_passage USING gin (keys)")
        cursor.execute("VACUUM ANALYZE reports_passage, reports_printedfigure, reports_issue")
        cursor.execute("SELECT count(*), pg_table_size('reports_passage'), pg_relation_size('passage_keys'), "
                       "sum(length(words)) FROM reports_passage")  # fmt: skip
        count, table, index, characters = cursor.fetchone()
    return (
        f"{count:,} passages of {characters / count:.0f} characters, table {table / 1e6:.0f} MB, "
        f"index {index / 1e6:.0f} MB, made in {time.monotonic() - started:.0f} s"
    )


def _pool(cursor) -> None:
    """Make the passages that issues are drawn from."""
    from yichuang.reports.rules.search import Keyed, grams
    from yichuang.reports.rules.search.filing import vector

    chance = random.Random(20_000)
    text = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
    clauses = [one for one in re.split(r"[，。；：\s\"]", text) if 4 <= len(one) <= 30 and re.search("[一-鿿]", one)]
    places = [a + b for a in "东南西北中平安兴和长新石青白江" for b in "河山林城口阳宁昌州泉"]
    cursor.execute("CREATE TEMP TABLE pool (number int PRIMARY KEY, words text, keyed text, keys tsvector)")
    with cursor.copy("COPY pool FROM STDIN") as copying:
        for number in range(POOL):
            begin = f"{chance.choice(places)}区{chance.choice(['政务服务大厅', '窗口', '分中心'])}"
            end = f"受理{chance.randint(1, 9999)}件。"
            words = "，".join([begin, *chance.choices(clauses, k=chance.randint(2, 5)), end])
            keyed = Keyed(words).text
            copying.write_row((number, words, keyed, vector(grams(keyed), [])))


if __name__ == "__main__":
    print(json.dumps(_measured(int(sys.argv[1])), ensure_ascii=False))
