"""The parties of many cases: sealed by columns where they are new, compared and corrected where they are told again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from django.conf import settings
from django.db import connection

from yichuang.cases.acts import storing
from yichuang.cases.models import CaseParty
from yichuang.cases.rules.records import NewParty
from yichuang.kit.crypto import FieldCipher
from yichuang.kit.errors import Conflict
from yichuang.people.rules import RecordState

_cipher = FieldCipher(settings.KEYS)
Kept = Mapping[tuple[str, int], CaseParty]


def sealed(parties: pl.DataFrame) -> pl.DataFrame:
    """Return the parties of new cases as rows of `storing.PARTY`, as `storing.party_row` gives each by itself.

    parties: as `setwise.PARTIES`, in their order within a case, with the case's `number` in the place of `row`.
    """
    place = pl.int_range(1, pl.len() + 1).over("number", "role")
    named = parties.with_columns(
        pl.col("name").fill_null("").str.normalize("NFC"), pl.col("address").str.normalize("NFC"),
        pl.col("document_kind").fill_null(""), place=place, record_state=pl.lit(RecordState.IN_USE.value),
    )  # fmt: skip
    context = pl.concat_str("number", "role", "place", separator="/")
    found = {"case_number": named["number"]}
    for name in ("document_number", "phone", "address"):
        label = "document" if name == "document_number" else name
        texts, contexts = named[name].to_list(), named.select(context + f"/{label}").to_series().to_list()
        found[f"{name}_sealed"] = pl.Series(_cipher.seal_many(texts, contexts), dtype=pl.Binary)
        if name != "address":
            found[f"{name}_hash"] = pl.Series(_cipher.lookup_many(texts, label), dtype=pl.Binary)
    return named.with_columns(**found).select(storing.PARTY)


def kept(numbers: Sequence[str]) -> dict[str, dict[tuple[str, int], CaseParty]]:
    """Return the parties of cases by number, role and place."""
    found: dict[str, dict[tuple[str, int], CaseParty]] = {}
    for row in CaseParty.objects.filter(case_id__in=numbers):
        found.setdefault(row.case_id, {})[row.role, row.place] = row
    return found


def differing(number: str, told: Sequence[NewParty], known: Kept, *, amend: bool) -> list[tuple[int, NewParty]]:
    """Return the parties that are to be written, with their places: those that are new or told otherwise than kept.

    Without `amend`, one told otherwise is Conflict `recorded_differs`. What was erased, or is kept only, is never told
    anew by a delivery (个人信息保护法 Art. 47); what is not told stays.
    """
    places: dict[str, int] = {}
    found = []
    for party in told:
        places[party.role] = place = places.get(party.role, 0) + 1
        row = known.get((party.role, place))
        if row is None or (row.record_state == RecordState.IN_USE.value and not _same(number, party, row)):
            if row is not None and not amend:
                raise Conflict(
                    "recorded_differs", "当事人信息与已登记的不一致。确需更正的，请以修订批次报送", field="applicant",
                )  # fmt: skip
            found.append((place, party))
    return found


def write(changes: Sequence[tuple[str, int, NewParty]]) -> None:
    """Write parties in their places, over what stood there (更正, 个人信息保护法 Art. 46)."""
    rows: list[tuple[Any, ...]] = [storing.party_row(number, place, party) for number, place, party in changes]
    if not rows:
        return
    values = ", ".join(["%s"] * len(storing.PARTY))
    moves = ", ".join(f"{name} = excluded.{name}" for name in storing.PARTY[3:])
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO cases_caseparty ({', '.join(storing.PARTY)}) VALUES ({values})"
            f" ON CONFLICT (case_number, role, place) DO UPDATE SET {moves}",
            rows,
        )


def _same(number: str, party: NewParty, row: CaseParty) -> bool:
    """Tell whether a party is kept as it is told; what is not told is not compared."""
    if party.name and (row.name, row.kind) != (party.name, party.kind):
        return False
    told = {
        "document": (party.document_number, row.document_number_sealed), "phone": (party.phone, row.phone_sealed),
        "address": (party.address, row.address_sealed),
    }  # fmt: skip
    context = f"{number}/{row.role}/{row.place}"
    return all(
        not words or _cipher.open(sealed, f"{context}/{name}") == words for name, (words, sealed) in told.items()
    )
