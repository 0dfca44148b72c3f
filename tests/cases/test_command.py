"""`yichuang ledger`: one JSON object, and an exit status that says whether something is wrong."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from tests.cases.ways import ON
from tests.cast import Hall
from yichuang.cases import acts


def ledger(action: str, *words: str) -> tuple[str, int]:
    """Run the command; return what it prints and its exit status."""
    out = StringIO()
    try:
        call_command("ledger", action, *words, stdout=out)
    except SystemExit as left:
        return out.getvalue(), int(left.code or 0)
    return out.getvalue(), 0


def record(action: str) -> tuple[dict[str, Any], int]:
    text, status = ledger(action, "--json")
    return json.loads(text), status


def test_a_sound_ledger_is_said_to_be_sound(hall: Hall) -> None:
    hall.granted_case(on="2022-07-01", granted="2022-07-08")
    said, status = record("verify")
    assert (said["ok"], said["cases"], said["events"], said["findings"], status) == (True, 1, 3, [], 0)
    assert "账本完好" in ledger("verify")[0]


def test_what_is_wrong_is_named_and_gives_exit_status_1(hall: Hall) -> None:
    number = hall.accepted_case(on="2022-07-01")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET due_on = '2030-01-01'")
    said, status = record("verify")
    assert (said["ok"], status) == (False, 1)
    (finding,) = said["findings"]
    assert (finding["code"], finding["where"]) == ("state_differs", number)
    text, status = ledger("verify")
    assert (f"{number}: {finding['message']} [state_differs]" in text, "账本有误" in text, status) == (True, True, 1)


@pytest.mark.usefixtures("hall")
def test_an_empty_ledger_is_sound_and_its_routines_find_nothing() -> None:
    assert record("verify")[0]["ok"]
    assert record("seal")[0] == {"sealed": []}
    assert record("deem")[0] == {"accepted": [], "warned": []}
    assert record("gaps")[0] == {"marked": [], "terminated": [], "warned": []}


def test_the_routines_say_what_they_did_and_what_they_only_warn_of(hall: Hall) -> None:
    silent, delivered = (hall.received_case(on="2022-07-01", source=source) for source in ("hall", "SCJG"))
    with_gap = hall.received_case(on="2022-07-01", item="gap")
    acts.accept_with_gap(with_gap, by=hall.manager, at=ON)
    said = record("deem")[0]
    assert (said["accepted"], [warned["number"] for warned in said["warned"]]) == ([silent], [delivered])
    assert record("gaps")[0] == {"marked": [with_gap], "terminated": [], "warned": []}
