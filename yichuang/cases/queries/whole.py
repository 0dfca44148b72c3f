"""Cases as a whole, many at once: events, free words, parties in full. For what a law sends elsewhere, never for lists.

Whoever asks answers for the right and writes down that the data left the hall (`people.acts.export`).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import connection

from yichuang.cases.named import sql
from yichuang.cases.rows import EVENT_READ, event_from
from yichuang.cases.rules.whole import FullParty, WholeCase
from yichuang.cases.rules.words import GROUPING
from yichuang.kit.crypto import FieldCipher

_cipher = FieldCipher(settings.KEYS)
_CASE = f"SELECT number, subject, {', '.join(GROUPING)} FROM cases_case WHERE number = ANY(%s) ORDER BY number"
_TEXTS = "SELECT case_number, seq, text FROM cases_casetext WHERE case_number = ANY(%s) AND erased_at IS NULL"
_PARTIES = """
SELECT case_number, role, place, kind, name, document_kind, document_number_sealed, phone_sealed, address_sealed
FROM cases_caseparty WHERE case_number = ANY(%s) AND record_state = 'in_use' ORDER BY case_number, role, place
"""


def whole_cases(numbers: Sequence[str]) -> list[WholeCase]:
    """Return the cases in order of number, four statements for all of them; numbers that are no case are left out."""
    wanted = list(numbers)
    with connection.cursor() as cursor:
        cursor.execute(_CASE, [wanted])
        rows = cursor.fetchall()
        found = {row[0]: WholeCase(row[0], row[1], dict(zip(GROUPING, row[2:], strict=True))) for row in rows}
        cursor.execute(sql("events_of_many").format(columns=EVENT_READ), {"numbers": wanted})
        for number, *event in cursor.fetchall():
            found[number].events.append(event_from(event))
        cursor.execute(_TEXTS, [wanted])
        for number, seq, text in cursor.fetchall():
            found[number].texts[seq] = text
        cursor.execute(_PARTIES, [wanted])
        for number, role, place, kind, name, document_kind, *sealed in cursor.fetchall():
            context = f"{number}/{role}/{place}"
            document, phone, address = (
                _cipher.open(cell, f"{context}/{name_of_cell}")
                for cell, name_of_cell in zip(sealed, ("document", "phone", "address"), strict=True)
            )
            party = FullParty(role, place, kind, name, document_kind, document, phone, address)
            found[number].parties.append(party)
    return list(found.values())
