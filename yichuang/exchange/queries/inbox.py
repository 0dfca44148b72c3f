"""Errors that came back from the national platform: which case each is about, and the list of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from yichuang.exchange.models import Export
from yichuang.exchange.named import sql
from yichuang.exchange.queries.outgoing import SQL
from yichuang.exchange.rules.national import TABLES
from yichuang.exchange.rules.rights import READ
from yichuang.exchange.rules.row_guid import MILLISECOND, Named, mark_of, named_by
from yichuang.people.queries import departments_of, require
from yichuang.people.rules import Actor

PAGE_ROWS = 50
INSTANTS = 100  # looked up in one statement


@dataclass(frozen=True, slots=True)
class AbnormalRow:
    """An error that came back; `case_number` is "" where the guid is none that we sent."""

    id: int
    table: str
    row_guid: str
    error_type: str
    remark: str
    case_number: str
    file: str
    taken_at: datetime
    settled_at: datetime | None
    settled_by: str
    settled_remark: str


@dataclass(frozen=True, slots=True)
class AbnormalPage:
    """A page of errors, and the id after which the next one begins (0 on the last)."""

    rows: tuple[AbnormalRow, ...]
    after: int


def abnormal(*, seen_by: Actor, settled: bool = False, after: int = 0, rows: int = PAGE_ROWS) -> AbnormalPage:
    """Return a page of the errors that stand open (or are settled), the oldest first.

    Who may see some departments sees errors of their cases; unknown ones are for who sees all. Forbidden `not_allowed`.
    """
    require(seen_by, READ)
    departments = departments_of(seen_by, READ)
    asked = {
        "after": after, "settled": settled, "rows": rows + 1,
        "departments": None if departments is None else sorted(departments),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql("abnormal", SQL), asked)
        found = [AbnormalRow(*row) for row in cursor.fetchall()]
    page = tuple(found[:rows])
    return AbnormalPage(page, page[-1].id if len(found) > rows else 0)


def cases_of(told: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the case number for each (table, guid) that names a row of ours; what was never sent is left out."""
    named: dict[tuple[str, str], Named] = {}
    for table, guid in told:
        one = named_by(guid)
        if one and one.table < len(TABLES) and TABLES[one.table] == table.strip().lower():
            named[table, guid] = one
    wanted = {(one.start, one.mark) for one in named.values()}
    numbers = _first_recorded(sorted({start for start, _ in wanted}), wanted)
    return {pair: numbers[one.start, one.mark] for pair, one in named.items() if (one.start, one.mark) in numbers}


def _first_recorded(starts: list[datetime], wanted: set[tuple[datetime, int]]) -> dict[tuple[datetime, int], str]:
    """Return the cases by millisecond of their first record and mark, as far as an export can have told of them."""
    last = Export.objects.order_by("-number").values_list("until", flat=True).first()
    found: dict[tuple[datetime, int], str] = {}
    for place in range(0, len(starts) if last else 0, INSTANTS):
        some = starts[place : place + INSTANTS]
        asked = [part for start in some for part in (start, start, start + MILLISECOND, last)]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join([sql("first_recorded_in", SQL)] * len(some)), asked)
            for start, number in cursor.fetchall():
                known = (start, mark_of(number))
                if known in wanted:
                    found[known] = number
    return found
