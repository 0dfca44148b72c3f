"""Verification: chain, texts, seals, state = replay, tallies = recount; it names what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, transaction

from yichuang.cases.named import sql
from yichuang.cases.queries import sealed
from yichuang.cases.queries.chunks import chunks
from yichuang.cases.queries.recount import recounted
from yichuang.cases.queries.sealed import Finding
from yichuang.cases.queries.standing import dossier
from yichuang.cases.rows import EVENT_READ, MOVING, READ, event_from, moving_row, versions_held
from yichuang.cases.rules.chain import link
from yichuang.cases.rules.dossier import Dossier, first_attributes
from yichuang.cases.rules.records import EMPTY_LINK
from yichuang.cases.rules.setwise.proof import prove
from yichuang.cases.rules.setwise.shapes import versions_frame
from yichuang.catalogue.queries import frozen_versions
from yichuang.kit.crypto import salted_digest
from yichuang.kit.errors import Refusal
from yichuang.kit.time import zone
from yichuang.workdays.queries import calendar_in_force
from yichuang.workdays.rules import Calendar

FINDINGS_MAX = 1_000  # a ledger with more has one cause, not a thousand
_COMPARED = tuple(name for name in MOVING if name not in ("notice_due_on", "link"))
_LINE = f"{EVENT_READ}, item_version_id"
_NAMES = ("number", "procedure", *dict.fromkeys((*READ[1:], *MOVING)))


def verify(progress: Callable[[int], None] = lambda done: None) -> tuple[dict[str, int], list[Finding]]:
    """Return what was looked at (cases, events, seals, tallies) and what is wrong, in one consistent snapshot.

    Cases are proved sound set-wise; of those that are not, the careful way says what is wrong, if anything is.
    """
    findings: list[Finding] = []
    looked = {"cases": 0, "events": 0, "seals": 0, "tallies": 0}
    with transaction.atomic():
        with connection.cursor() as cursor:
            if not connection.savepoint_ids:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SET LOCAL statement_timeout = 0")
        calendar, versions, days = calendar_in_force(), versions_frame(frozen_versions().values()), sealed.Days()
        for chunk in chunks():
            proof = prove(chunk.cases, chunk.events, versions, zone())
            looked["events"] += chunk.events.height
            looked["cases"] += chunk.cases.height
            for row, lines in _one_by_one(proof.doubtful):
                findings += _case_findings(row, lines, calendar)
            findings += _text_findings(chunk.texts)
            if len(findings) > FINDINGS_MAX:
                return looked, findings
            days.take(proof.events)
            progress(looked["cases"])
        looked["seals"] = len(days.seals)
        findings += days.findings() + _tally_findings(looked)
    return looked, findings


def _one_by_one(numbers: Sequence[str]) -> Iterator[tuple[dict[str, Any], list[tuple[Any, ...]]]]:
    """Yield cases' rows with their events' rows; where there is no case, the row holds the number alone."""
    if not numbers:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(_NAMES)} FROM cases_case WHERE number = ANY(%s)", [list(numbers)])
        rows = {row[0]: dict(zip(_NAMES, row, strict=True)) for row in cursor.fetchall()}
        cursor.execute(sql("events_of_many").format(columns=_LINE), {"numbers": list(numbers)})
        lines: dict[str, list[tuple[Any, ...]]] = {}
        for number, *line in cursor.fetchall():
            lines.setdefault(number, []).append(tuple(line))
    for number in numbers:
        yield rows.get(number, {"number": number}), lines.get(number, [])


def _case_findings(row: dict[str, Any], lines: list[tuple[Any, ...]], calendar: Calendar) -> list[Finding]:
    number = row["number"]
    if len(row) == 1:
        return [Finding("events_without_case", number, "有记录而没有办件")]
    if not lines:
        return [Finding("case_without_events", number, "办件没有任何记录")]
    try:
        events = [event_from(line[:-1]) for line in lines]
    except ValueError as error:
        return [Finding("event_unreadable", number, f"记录中有账本不认识的内容：{error}")]
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
    except (Refusal, LookupError, TypeError, ValueError) as refusal:  # what was changed may also have lost its shape
        return [*found, Finding("replay_unlawful", number, f"按记录重演不合法：{refusal}")]
    if versions_held(opened) != {event.seq: line[-1] for event, line in zip(events, lines, strict=True)}:
        found.append(Finding("version_differs", number, "记录所载事项版本与办件当时的不一致"))
    return found + _state_findings(row, opened)


def _state_findings(row: dict[str, Any], opened: Dossier) -> list[Finding]:
    replayed = dict(zip(MOVING, moving_row(opened), strict=True))
    differ = [name for name in _COMPARED if row[name] != replayed[name]]
    standing, after = opened.standing, opened.after
    if row["procedure"] != opened.version.procedure:
        differ.append("procedure")
    if (standing.state, standing.outcome, standing.accepted_on, standing.ended_on) != (
        after.state, after.outcome, after.accepted_on, after.ended_on,
    ):  # fmt: skip
        differ.append("after")
    if not differ:
        return []
    return [Finding("state_differs", row["number"], f"办件状态与记录重演不一致：{'、'.join(differ)}")]


def _text_findings(texts: Iterable[tuple[Any, ...]]) -> list[Finding]:
    """Compare free words with the salted digests that their events hold; erased ones are there as tombstones."""
    found = []
    for number, seq, digest, salt, text, erased_at in texts:
        where = f"{number}#{seq}"
        if text is None:
            found.append(Finding("text_missing", where, "记录的文字说明不见了"))
        elif erased_at is None and salted_digest(bytes(salt), text) != bytes(digest):
            found.append(Finding("text_differs", where, "文字说明与记录所载摘要不符"))
    return found


def _tally_findings(looked: dict[str, int]) -> list[Finding]:
    """Compare each grain of tallies with one recount."""
    found: list[Finding] = []
    with connection.cursor() as cursor:
        cursor.execute(sql("count_anew", "verify.sql").format(recount=recounted()), {"known_at": "infinity"})
        for grain in ("fine", "coarse", "month"):
            cursor.execute(sql(f"compare_{grain}", "verify.sql"), {"most": FINDINGS_MAX - len(found)})
            (*_, same, _), *differing = cursor.fetchall()
            looked["tallies"] += same
            for *key, tallied, counted in differing:
                where = " ".join(str(part) for part in key)
                found.append(Finding("tally_differs", where, f"累计数 {tallied} 与重算数 {counted} 不一致"))
        cursor.execute(sql("forget_count", "verify.sql"))
    return found
