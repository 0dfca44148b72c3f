"""The cases behind a figure, the overdue ones, the work list: full pages, because permission is part of the query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from yichuang.cases.queries.totals import DIMENSIONS
from yichuang.kit.errors import Refusal
from yichuang.people.queries import departments_of
from yichuang.people.rules import Actor, mask_name

PAGE_ROWS = 50
_COUNTED = "c.accepted_on IS NOT NULL AND c.state <> 'voided'"
_ENDED = "c.ended_on BETWEEN %(start)s AND %(end)s AND c.state <> 'voided'"
_OPEN_AT = "c.accepted_on <= %(day)s AND (c.ended_on IS NULL OR c.ended_on > %(day)s) AND c.state <> 'voided'"
# What a figure counts, as a condition on cases, and the column by which its pages run.
BEHIND: Mapping[str, tuple[str, str]] = {
    "accepted": (f"c.accepted_on BETWEEN %(start)s AND %(end)s AND {_COUNTED}", "accepted_on"),
    "concluded": (f"{_ENDED} AND {_COUNTED}", "ended_on"),
    "concluded_in_time": (f"{_ENDED} AND {_COUNTED} AND NOT coalesce(c.ended_on > c.due_on, false)", "ended_on"),
    "concluded_late": (f"{_ENDED} AND {_COUNTED} AND c.ended_on > c.due_on", "ended_on"),
    "refused": (f"{_ENDED} AND {_COUNTED} AND c.outcome = 'refused'", "ended_on"),
    "withdrawn": (f"{_ENDED} AND {_COUNTED} AND c.outcome = 'withdrawn'", "ended_on"),
    "terminated": (f"{_ENDED} AND {_COUNTED} AND c.outcome = 'terminated'", "ended_on"),
    "not_required": (f"{_ENDED} AND c.accepted_on IS NULL AND c.outcome = 'not_required'", "ended_on"),
    "out_of_scope": (f"{_ENDED} AND c.accepted_on IS NULL AND c.outcome = 'out_of_scope'", "ended_on"),
    "ended_before_acceptance": (
        f"{_ENDED} AND c.accepted_on IS NULL AND c.outcome IN ('granted', 'refused', 'withdrawn', 'terminated')",
        "ended_on",
    ),
    "open": (_OPEN_AT.replace("%(day)s", "%(end)s"), "accepted_on"),
    "carried_over": (_OPEN_AT.replace("%(day)s", "%(before)s"), "accepted_on"),
    "overdue": (f"{_OPEN_AT.replace('%(day)s', '%(end)s')} AND c.due_on < %(end)s", "due_on"),
}
# Two ways to be open at a day. Each has an index that gives its page in order; of both at once all cases would be read
# and sorted for a page, however many are overdue.
_OPEN_BY = {"overdue": ("c.ended_on IS NULL", "c.ended_on > %(end)s")}
# Names are sought for the page alone, not for all cases that are put in order for it.
_SELECT = """
SELECT c.number, c.state, c.item_type,
    (SELECT v.name FROM catalogue_itemversion v WHERE v.id = c.item_version_id),
    c.department_id, c.region_id, c.channel, c.accepted_on, c.ended_on, c.due_on,
    coalesce((SELECT p.kind || ':' || p.name FROM cases_caseparty p WHERE p.case_number = c.number
    AND p.role = 'applicant' AND p.record_state = 'in_use' ORDER BY p.place LIMIT 1), ''),
    c.{order}, c.item_version_id
FROM {source} c
"""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list: the applicant's name is masked."""

    number: str
    state: str
    item_type: str
    item_name: str
    department_id: int
    region_id: int
    channel: str
    accepted_on: date | None
    ended_on: date | None
    due_on: date | None
    applicant: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """A full page of cases, and the cursor of the next one ("" on the last)."""

    rows: tuple[CaseRow, ...]
    after: str


def cases_behind(
    figure: str, *, start: date, end: date, seen_by: Actor, filters: Mapping[str, object] | None = None,
    after: str = "", rows: int = PAGE_ROWS,
) -> CasePage:  # fmt: skip
    """Return a page of the cases that a figure counts now, as far as `seen_by` may see them.

    figure: a key of `BEHIND`; filters: dimension → value; after: the cursor of the page before.
    Raises Refusal `unknown_figure`, `malformed_cursor`.
    """
    if figure not in BEHIND:
        raise Refusal("unknown_figure", f"没有名为“{figure}”的指标", field="figure")
    condition, order = BEHIND[figure]
    parameters: dict[str, Any] = {"start": start, "end": end, "before": date.fromordinal(start.toordinal() - 1)}
    for name, content in (filters or {}).items():
        condition += f" AND {_filter(name)}"
        parameters[f"filter_{name}"] = content
    return _page(condition, order, parameters, seen_by, after, rows, _OPEN_BY.get(figure, ()))


def overdue(*, on: date, seen_by: Actor, after: str = "", rows: int = PAGE_ROWS) -> CasePage:
    """Return a page of running cases that are overdue on a day, the longest overdue first."""
    return _page("c.ended_on IS NULL AND c.due_on < %(on)s", "due_on", {"on": on}, seen_by, after, rows)


def work_list(*, department_id: int, seen_by: Actor, after: str = "", rows: int = PAGE_ROWS) -> CasePage:
    """Return a page of a department's accepted, undecided cases by due date."""
    condition = "c.ended_on IS NULL AND c.due_on IS NOT NULL AND c.department_id = %(department)s"
    return _page(condition, "due_on", {"department": department_id}, seen_by, after, rows)


def _page(
    condition: str, order: str, parameters: dict[str, Any], seen_by: Actor, after: str, rows: int,
    ways: Sequence[str] = (),
) -> CasePage:  # fmt: skip
    """Return a page; ways: what a case is in one of, each read by itself."""
    departments = departments_of(seen_by, "cases.read")
    if departments is not None:
        condition += " AND c.department_id = ANY(%(departments)s)"
        parameters["departments"] = sorted(departments)
    place = (f"c.{order}", "c.item_version_id", "c.region_id", "c.number")
    if after:
        parameters |= _place(after)
        condition += f" AND ({', '.join(place)}) > (%(day)s, %(version)s, %(region)s, %(number)s)"
    in_order = f"ORDER BY {', '.join(place)} LIMIT %(rows)s"
    parts = [f"(SELECT c.* FROM cases_case c WHERE {way} AND {condition} {in_order})" for way in ways]
    source = f"({' UNION ALL '.join(parts)})" if parts else f"(SELECT * FROM cases_case c WHERE {condition})"
    query = f"{_SELECT.format(order=order, source=source)} {in_order}"
    with connection.cursor() as cursor:
        cursor.execute(query, parameters | {"rows": rows + 1})
        found = cursor.fetchall()
    page = [CaseRow(*row[:10], _applicant(row[10])) for row in found[:rows]]  # type: ignore[call-arg]
    if len(found) <= rows:
        return CasePage(tuple(page), "")
    day, version = found[rows - 1][11:]
    return CasePage(tuple(page), f"{day.isoformat()}~{version}~{page[-1].region_id}~{page[-1].number}")


def _applicant(text: str) -> str:
    """Return an applicant's name for a list: a person's masked, an organisation's as it is (it is no personal data)."""
    kind, _, name = text.partition(":")
    return mask_name(name) if kind == "person" and name else name


_VERSIONS = """c.item_version_id = ANY(ARRAY(SELECT i.id FROM catalogue_itemversion i
    JOIN catalogue_item t ON t.id = i.item_id WHERE {column} = %(filter_{name})s))"""


def _filter(name: str) -> str:
    """Return a filter as a condition; items as their versions, which the lists' indexes hold."""
    if name in ("item", "item_type"):
        return _VERSIONS.format(name=name, column="t.id" if name == "item" else "t.item_type")
    if name not in DIMENSIONS:
        raise Refusal("unknown_dimension", f"没有名为“{name}”的维度", field="by")
    return f"c.{DIMENSIONS[name]} = %(filter_{name})s"


def _place(after: str) -> dict[str, Any]:
    """Return where a page ended: day, item version, region and number of its last case."""
    try:
        day, version, region, number = after.split("~", 3)
        return {"day": date.fromisoformat(day), "version": int(version), "region": int(region), "number": number}
    except ValueError:
        raise Refusal("malformed_cursor", "翻页标记无效，请从第一页重新查看", field="after") from None
