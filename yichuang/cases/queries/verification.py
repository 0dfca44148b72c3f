"""Verification: chain, seals, state = replay, tallies = recount; it names what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from yichuang.cases.models import Seal
from yichuang.cases.named import sql
from yichuang.cases.queries.standing import dossier
from yichuang.cases.rows import EVENT_READ, MOVING, READ, event_from, moving_row
from yichuang.cases.rules.chain import link
from yichuang.cases.rules.dossier import Dossier, first_attributes
from yichuang.cases.rules.records import EMPTY_LINK, Event
from yichuang.cases.rules.sealing import sealed_message
from yichuang.kit.crypto import signature_holds
from yichuang.kit.errors import Refusal
from yichuang.kit.hashing import merkle_root, sm3
from yichuang.kit.time import start_of
from yichuang.workdays.queries import calendar_in_force
from yichuang.workdays.rules import Calendar

FINDINGS_MAX = 1_000  # a ledger with more has one cause, not a thousand
CHUNK = 5_000
_DAY = timedelta(days=1)
_COMPARED = tuple(name for name in MOVING if name not in ("notice_due_on", "link"))


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold: a stable code, the case, day or tally it concerns, and a Chinese sentence."""

    code: str
    where: str
    message: str


def verify(progress: Callable[[int], None] = lambda done: None) -> tuple[dict[str, int], list[Finding]]:
    """Return what was looked at (cases, events, seals, tallies) and what is wrong, in one consistent snapshot."""
    findings: list[Finding] = []
    looked = {"cases": 0, "events": 0, "seals": 0, "tallies": 0}
    with transaction.atomic():
        with connection.cursor() as cursor:
            if not connection.savepoint_ids:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SET LOCAL statement_timeout = 0")
        calendar = calendar_in_force()
        for row, events in _cases():
            looked["cases"] += 1
            looked["events"] += len(events)
            findings += _case_findings(row, events, calendar)
            if len(findings) > FINDINGS_MAX:
                return looked, findings
            progress(looked["cases"])
        findings += _seal_findings(looked) + _file_findings() + _tally_findings(looked)
    return looked, findings


def _cases() -> Iterator[tuple[dict[str, Any], list[Event]]]:
    """Yield every case's row with its events, by two cursors that run side by side in order of number."""
    names = ("number", *dict.fromkeys((*READ[1:], *MOVING)))
    event_columns = f"case_number, {EVENT_READ}"
    with (
        connection.chunked_cursor() as cases,
        connection.chunked_cursor() as lines,
    ):
        cases.execute(f"SELECT {', '.join(names)} FROM cases_case ORDER BY number")
        lines.execute(f"SELECT {event_columns} FROM cases_caseevent ORDER BY case_number, seq")
        grouped = groupby(_rows(lines), key=lambda row: row[0])
        number, group = next(grouped, (None, iter(())))
        for row in _rows(cases):
            record = dict(zip(names, row, strict=True))
            if number == record["number"]:
                yield record, [event_from(line[1:]) for line in group]
                number, group = next(grouped, (None, iter(())))
            else:
                yield record, []


def _rows(cursor: Any) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(CHUNK):
        yield from rows


def _case_findings(row: dict[str, Any], events: list[Event], calendar: Calendar) -> list[Finding]:
    number = row["number"]
    if not events:
        return [Finding("case_without_events", number, "办件没有任何记录")]
    if [event.seq for event in events] != list(range(1, len(events) + 1)):
        return [Finding("event_missing", number, "记录的序号不连续")]
    attributes = {name: row[name] for name in READ[1:-1]}
    previous, found = EMPTY_LINK, []
    for event in events:
        vouched = first_attributes(attributes, events) if event.seq == 1 else None
        if link(previous, number, event, vouched) != event.link:
            found.append(Finding("link_broken", f"{number}#{event.seq}", "记录与其链值不符，内容被改动过"))
            break
        previous = event.link
    if bytes(row["link"]) != events[-1].link:
        found.append(Finding("link_not_last", number, "办件所载链值不是最后一条记录的链值"))
    try:
        opened = dossier([row[name] for name in READ], events, calendar)
    except Refusal as refusal:
        return [*found, Finding("replay_unlawful", number, f"按记录重演不合法：{refusal.message}")]
    return found + _state_findings(row, opened)


def _state_findings(row: dict[str, Any], opened: Dossier) -> list[Finding]:
    replayed = dict(zip(MOVING, moving_row(opened), strict=True))
    differ = [name for name in _COMPARED if row[name] != replayed[name]]
    standing, after = opened.standing, opened.after
    if (standing.state, standing.outcome, standing.accepted_on, standing.ended_on) != (
        after.state, after.outcome, after.accepted_on, after.ended_on,
    ):  # fmt: skip
        differ.append("after")
    if not differ:
        return []
    return [Finding("state_differs", row["number"], f"办件状态与记录重演不一致：{'、'.join(differ)}")]


def _seal_findings(looked: dict[str, int]) -> list[Finding]:
    found, previous = [], EMPTY_LINK
    for seal in Seal.objects.order_by("day"):
        looked["seals"] += 1
        with connection.cursor() as cursor:
            cursor.execute(
                sql("links_of_day", "jobs.sql"), {"start": start_of(seal.day), "end": start_of(seal.day + _DAY)}
            )
            rows = cursor.fetchall()
        root = merkle_root(f"{number}\x00{seq}\x00".encode() + bytes(link) for number, seq, link in rows)
        cases = len({number for number, _, _ in rows})
        message = sealed_message(seal.day, len(rows), cases, root, previous)
        if sm3(message) != bytes(seal.digest):
            found.append(Finding("seal_broken", str(seal.day), "当日记录与封签不符"))
        elif not signature_holds(bytes(seal.public_key), bytes(seal.signature), message):
            found.append(Finding("seal_forged", str(seal.day), "封签的签名不成立"))
        previous = bytes(seal.digest)
    return found


def _file_findings() -> list[Finding]:
    """Compare the file of seals, which is meant to be copied elsewhere, with the table."""
    path = Path(settings.VAR) / "seals.jsonl"
    written = [json.loads(line) for line in path.read_text().splitlines() if line] if path.exists() else []
    in_file = {line["day"]: line["digest"] for line in written}
    in_table = {seal.day.isoformat(): bytes(seal.digest).hex() for seal in Seal.objects.all()}
    return [
        Finding("seal_file_differs", day, "封签文件与数据库中的封签不一致")
        for day in sorted(in_file.keys() | in_table.keys())
        if in_file.get(day) != in_table.get(day)
    ]


def _tally_findings(looked: dict[str, int]) -> list[Finding]:
    found: list[Finding] = []
    for grain in ("fine", "coarse"):
        with connection.cursor() as cursor:
            cursor.execute(
                sql(f"compare_{grain}", "verify.sql").replace("{recount}", sql("recount", "reading.sql")),
                {"known_at": "infinity"},
            )
            for *key, tallied, counted in cursor.fetchall():
                if tallied == counted:
                    looked["tallies"] += 1
                elif len(found) < FINDINGS_MAX:
                    where = " ".join(str(part) for part in key)
                    found.append(Finding("tally_differs", where, f"累计数 {tallied} 与重算数 {counted} 不一致"))
    return found
