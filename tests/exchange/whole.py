"""All that a system's deliveries left behind, in a form in which two systems that sent the same can be compared.

Left out is what chance or the clock gives: salts, nonces, links of the chain, instants of recording; and who it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import zip_longest
from typing import Any

from django.conf import settings
from django.db import connection

from tests.exchange.senders import Sender
from yichuang.cases import queries as cases
from yichuang.cases.rows import CASE, EVENT
from yichuang.exchange import queries
from yichuang.exchange.models.sealing import cipher, raw_context
from yichuang.kit.crypto import FieldCipher

Rows = list[tuple[Any, ...]]

_CASE = ", ".join(name for name in CASE if name not in ("source", "link"))
_EVENT = ", ".join(
    name for name in EVENT if name not in ("occurred_at", "recorded_at", "actor_id", "text_digest", "link")
)
_AT = "CASE WHEN act <> 'rectify' THEN occurred_at END"  # a rectification happens when it is told
_PARTY = """case_number, role, place, kind, record_state, name, document_kind, document_number_hash, phone_hash,
    address_sealed"""
_STEP = "case_number, step, name, action, started_at, ended_at, handler, opinion"
_DELIVERY = """number, revision, dataset, way, format, encoding, file_name, checksum, size, mapping_number, state, rows,
    read, taken, unchanged, parked, refused, errors::text, repeated"""
_OF = "case_number IN (SELECT number FROM cases_case WHERE source = %s)"


def left_by(code: str) -> dict[str, Rows]:
    """Return the rows of each table that a system's deliveries wrote, in one order, without the system's own code."""
    tables = {
        "cases": (f"SELECT {_CASE} FROM cases_case WHERE source = %s", 1),
        "events": (f"SELECT {_EVENT}, {_AT}, text_digest IS NULL FROM cases_caseevent WHERE {_OF}", 2),
        "texts": (f"SELECT case_number, seq, text FROM cases_casetext WHERE {_OF}", 2),
        "parties": (f"SELECT {_PARTY} FROM cases_caseparty WHERE {_OF}", 3),
        "steps": (f"SELECT {_STEP} FROM exchange_step WHERE {_OF}", 2),
        "deliveries": (f"SELECT {_DELIVERY} FROM exchange_delivery WHERE system_id = %s", 2),
        "held": (
            "SELECT d.number, d.revision, h.row, h.dataset, h.case_number, h.key, h.state, h.errors::text,"
            " h.remark, s.number, h.delivery_id, h.raw_sealed FROM exchange_heldrow h"
            " JOIN exchange_delivery d ON d.id = h.delivery_id LEFT JOIN exchange_delivery s ON s.id = h.settled_in_id"
            " WHERE h.system_id = %s", 3,
        ),
    }  # fmt: skip
    found: dict[str, Rows] = {}
    with connection.cursor() as cursor:
        for name, (query, key) in tables.items():
            cursor.execute(query, [code])
            rows = [tuple(_plain(cell) for cell in row) for row in cursor.fetchall()]
            opened = {"parties": _address, "held": _cells}.get(name)
            rows = [opened(row) for row in rows] if opened else rows
            found[name] = sorted((tuple(_nameless(cell, code) for cell in row) for row in rows), key=lambda r: r[:key])
    return found


def _plain(cell: Any) -> Any:
    return bytes(cell) if isinstance(cell, memoryview) else cell


def _nameless(cell: Any, code: str) -> Any:
    return cell.replace(f"{code}-", "").replace(f"system:{code}", "system") if isinstance(cell, str) else cell


def _address(row: tuple[Any, ...]) -> tuple[Any, ...]:
    number, role, place, *rest, sealed = row
    return number, role, place, *rest, FieldCipher(settings.KEYS).open(sealed, f"{number}/{role}/{place}/address")


def _cells(row: tuple[Any, ...]) -> tuple[Any, ...]:
    *rest, delivery, sealed = row
    return *rest, json.dumps(json.loads(cipher().open(sealed, raw_context(delivery, row[2]))), sort_keys=True)


def assert_same(one: str, other: str) -> None:
    """Assert that two systems' deliveries left the same behind."""
    mine, theirs = left_by(one), left_by(other)
    for name in mine:
        differing = [pair for pair in zip_longest(mine[name], theirs[name]) if pair[0] != pair[1]]
        assert not differing, f"{name}: {len(differing)} rows differ, the first are {differing[:2]}"


def assert_whole(senders: Iterable[Sender]) -> None:
    """Assert that every account closes at zero, by day too, and that the ledger is sound."""
    for sender in senders:
        assert sender.balance().pending == 0
        for day in queries.reconcile(seen_by=sender.hall.job, system=sender.code, by_day=True):
            assert day.difference == 0
    assert cases.verify()[1] == []
