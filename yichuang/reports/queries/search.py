"""The archive's search: passages of published and archived issues that answer a question; public."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from yichuang.kit.errors import Refusal
from yichuang.reports.named import sql
from yichuang.reports.queries.issues import IssueLine, issue_lines, years_of_archive
from yichuang.reports.rules.search import Marked, Question, ask, excerpt, score
from yichuang.reports.rules.search.filing import FACETS, tag
from yichuang.reports.search_models import Passage

PAGE = 20  # passages
REACHED_MAX = 1000  # passages: past these nobody pages, and nothing is ranked
ENOUGH = 10_000  # passages counted: words that stand nearly everywhere are counted in the newest years only
VALUES_MAX = 30  # of a facet, those of most passages
ORDERS = ("date", "relevance")
_FILE = "searching.sql"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers, cut to what is shown, its words marked."""

    issue: IssueLine
    place: int
    section: str
    category: str
    department: str
    heading: bool
    runs: list[Marked]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found.

    count:   passages in all, since the first day of the year `since` (None: in all years)
    facets:  facet → its values with their counts, the most first (years: the newest first)
    pages:   how many pages can be reached; `page` counts from 1
    """

    question: Question
    count: int
    since: int | None
    facets: Mapping[str, list[tuple[str, int]]]
    page: int
    pages: int
    hits: list[Hit] = field(default_factory=list)


def search_archive(
    written: str, *, chosen: Mapping[str, str] | None = None, order: str = "date", page: int = 1
) -> Found:
    """Return what of the archive answers a question, a page of PAGE passages.

    chosen: facet (year, series, section, category, department) → the value that passages must have.
    order:  `date`, the newest issues first; `relevance`, of the newest REACHED_MAX those that say most about it first.
    Raises Refusal as `ask` does, and `order_unknown`, `page_unknown`.
    """
    question = ask(written)
    if order not in ORDERS:
        raise Refusal("order_unknown", "只能按日期或者按相关程度排列。", field="order")
    if not 1 <= page <= REACHED_MAX // PAGE:
        raise Refusal("page_unknown", f"页码须在 1 至 {REACHED_MAX // PAGE} 之间。", field="page")
    chosen = {facet: value for facet, value in (chosen or {}).items() if value}
    first = (page - 1) * PAGE
    asked = _asked(question, chosen)
    asked |= {"limit": PAGE, "offset": first} if order == "date" else {"limit": REACHED_MAX, "offset": 0}
    rows, since = _answered(asked, years=[] if "year" in chosen else years_of_archive())
    count = _count(rows)
    ids = [row[-1] for row in sorted((row for row in rows if row[0] is None), key=lambda row: int(row[1]))]
    if order == "relevance":
        ids = _ranked(ids, question)[first : first + PAGE]
    pages = min(-(-count // PAGE), REACHED_MAX // PAGE)
    return Found(question, count, since, _facets(rows), page, pages, _hits(question, ids))


_ALL = (1 << len(FACETS)) - 1


def _count(rows: Iterable[tuple[Any, ...]]) -> int:
    return next((row[-1] for row in rows if row[0] == _ALL), 0)


def _asked(question: Question, chosen: Mapping[str, str]) -> dict[str, Any]:
    """Return the parameters of the statements: the keys, and what the text must be like where keys leave a doubt."""
    keys = " & ".join([question.keys, *(tag(facet, value) for facet, value in chosen.items())])
    if question.certain:
        return {"keys": keys, "like": [], "match": []}
    patterns = zip(question.phrases, question.patterns(), strict=True)
    return {
        "keys": keys,
        "like": ["%" + _literal(phrase) + "%" for phrase in question.phrases],
        "match": [
            pattern.pattern for phrase, pattern in patterns if phrase[0].isascii() or phrase[-1].isascii()
        ],  # Latin words and numbers are whole; of Chinese alone LIKE is as exact and quicker
    }


def _literal(phrase: str) -> str:
    return phrase.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _answered(asked: dict[str, Any], years: Sequence[int]) -> tuple[list[tuple[Any, ...]], int | None]:
    """Return what answers, and since which year it is counted if that is not the first of `years`, the newest first.

    The newest year says how often the words stand in a year: of words that stand in few places all years are asked at
    once, of common ones as many years as ENOUGH passages need.
    """
    taken = 1
    while taken < len(years):
        since = " | ".join(tag("year", str(year)) for year in years[:taken])
        rows = _all(sql("answered", _FILE), {**asked, "keys": f"{asked['keys']} & ({since})"})
        count = _count(rows)
        if count >= ENOUGH:
            return rows, years[taken - 1]
        taken = max(taken + 1, taken * ENOUGH * 5 // (4 * max(count, 1)))
    return _all(sql("answered", _FILE), asked), None


def _ranked(ids: list[int], question: Question) -> list[int]:
    """Return passages by how much they say about the question; of equal ones the newest first, as they come."""
    rows = _all(sql("words_of", _FILE), {"ids": ids})
    weights = {row: score(question, keyed, heading=heading) for row, heading, keyed in rows}
    return sorted(ids, key=lambda one: -weights[one])


def _facets(rows: Iterable[tuple[Any, ...]]) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = {facet: [] for facet in FACETS}
    for grouping, *values, count in rows:
        for place, facet in enumerate(FACETS):
            if grouping == _ALL & ~(1 << (len(FACETS) - 1 - place)) and values[place] != "":
                found[facet].append((str(values[place]), count))
    for facet, counts in found.items():
        counts.sort(key=(lambda one: -int(one[0])) if facet == "year" else (lambda one: (-one[1], one[0])))
        del counts[VALUES_MAX if facet != "year" else len(counts) :]
    return found


def _hits(question: Question, ids: list[int]) -> list[Hit]:
    rows = Passage.objects.defer("keys", "keyed").in_bulk(ids)
    issues = issue_lines({row.issue_id for row in rows.values()})
    return [
        Hit(
            issue=issues[row.issue_id],
            place=row.place,
            section=row.section,
            category=row.category,
            department=row.department,
            heading=row.heading,
            runs=excerpt(question, row.words),
        )
        for row in (rows[one] for one in ids)
    ]


def _all(statement: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
