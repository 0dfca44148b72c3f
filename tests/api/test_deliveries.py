"""A system delivers through the door: a receipt, the rows that were refused, the account; and what is no delivery."""

from __future__ import annotations

import csv
import errno
import gzip
import hashlib
import io
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from werkzeug.test import Client as Caller

from tests.api.conftest import API, Called
from tests.api.test_bad_input import told
from tests.exchange.senders import accept, result
from yichuang.api import limits
from yichuang.api.routers import deliveries
from yichuang.cases.models import Case
from yichuang.exchange.models import Delivery
from yichuang.exchange.rules.datasets import DATASETS
from yichuang.site.wsgi import application


def file_of(dataset: str, *rows: dict[str, str]) -> bytes:
    """Return rows as the CSV file of a system."""
    out = io.StringIO()
    writer = csv.DictWriter(out, DATASETS[dataset].names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


GOOD = file_of("accept", accept("A1"), accept("A2"))
MIXED = file_of("accept", accept("A1"), accept("A3", task_code="nothing", accept_date="gestern"))


def counts(answer: HttpResponse) -> tuple[int, ...]:
    """Return (taken, unchanged, parked, refused) of a receipt that was answered."""
    assert answer.status_code in (200, 201), answer.content.decode()
    return tuple(answer.json()[name] for name in ("taken", "unchanged", "parked", "refused"))


def test_a_delivery_is_taken_in_and_answered_with_its_receipt(called: Called) -> None:
    answer = called.ours.bring("/deliveries", GOOD, number="1", dataset="accept")
    assert (answer.status_code, counts(answer)) == (201, (2, 0, 0, 0))
    receipt = answer.json()
    assert (receipt["system"], receipt["way"], receipt["state"]) == ("JTYW", "http", "closed")
    assert called.ours.get(f"/deliveries/{receipt['delivery']}").json() == receipt
    assert called.ours.get("/deliveries").json() == {"deliveries": [receipt], "before": None}
    assert called.ours.get("/cases/JTYW-A1").json()["source"] == "JTYW"


def test_the_same_delivery_again_answers_the_first_receipt(called: Called) -> None:
    first = called.ours.bring("/deliveries", GOOD, number="1")
    again = called.ours.bring("/deliveries", gzip.compress(GOOD), packed="gzip", number="1")
    assert (again.status_code, again.json()) == (200, first.json())
    assert Delivery.objects.count() == 1
    other = called.ours.bring("/deliveries", MIXED, number="1")
    assert told(other)[:2] == (409, "delivery_differs")


def test_refused_rows_are_told_with_all_their_errors_and_masked(called: Called) -> None:
    answer = called.ours.bring("/deliveries", MIXED, number="1")
    assert counts(answer) == (1, 0, 0, 1)
    rows = called.ours.get(f"/deliveries/{answer.json()['delivery']}/rows").json()["rows"]
    assert [(row["row"], row["state"]) for row in rows] == [(2, "quarantined")]
    assert {error["column"] for error in rows[0]["errors"]} == {"task_code", "accept_date"}
    assert rows[0]["cells"]["applyer_name"] == "张**"
    assert "999901199001010010" not in str(rows)
    mended = called.ours.bring("/deliveries", file_of("accept", accept("A3")), number="2")
    assert counts(mended) == (1, 0, 0, 0)
    assert called.ours.get(f"/deliveries/{answer.json()['delivery']}/rows").json()["rows"] == []
    settled = called.ours.get(f"/deliveries/{answer.json()['delivery']}/rows", state="resent").json()["rows"]
    assert [row["settled_in"] for row in settled] == [mended.json()["delivery"]]


def test_the_account_closes(called: Called) -> None:
    called.ours.bring("/deliveries", MIXED, number="1")
    called.ours.bring("/deliveries", file_of("result", result("A1"), result("A9")), number="2")
    (account,) = called.ours.get("/reconciliation").json()["systems"]
    assert (account["code"], account["sent"], account["taken"], account["parked"], account["refused"]) == (
        "JTYW", 4, 2, 1, 1,
    )  # fmt: skip
    assert (account["difference"], account["silent"]) == (0, False)
    (day,) = called.ours.get("/reconciliation", by="day", **{"from": "2022-07-01", "to": "2022-07-01"}).json()[
        "systems"
    ]
    assert (day["day"], day["sent"]) == ("2022-07-01", 4)
    assert called.ours.get("/reconciliation", by="day", to="2022-06-30").json()["systems"] == []


def test_a_long_delivery_is_received_and_left_to_the_worker(called: Called, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "AT_ONCE_ROWS_MAX", 1)
    answer = called.ours.bring("/deliveries", GOOD, number="1")
    assert (answer.status_code, answer.json()["state"], answer.json()["read"]) == (202, "open", 0)
    assert Delivery.objects.get().rows == 2
    assert not Case.objects.filter(source="JTYW").exists()


def test_pages_of_deliveries_are_full(called: Called, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "PAGE_ROWS", 2)
    for number in range(3):
        called.ours.bring("/deliveries", file_of("accept", accept(f"A{number}")), number=str(number))
    first = called.ours.get("/deliveries").json()
    second = called.ours.get("/deliveries", before=first["before"]).json()
    assert [one["number"] for one in first["deliveries"] + second["deliveries"]] == ["2", "1", "0"]
    assert second["before"] is None


def test_a_try_out_tells_and_takes_nothing(called: Called) -> None:
    answer = called.ours.bring("/deliveries/try-outs", MIXED, dataset="accept")
    assert answer.status_code == 200
    assert (answer.json()["rows"], answer.json()["good"], answer.json()["wrong"]) == (2, 1, 1)
    assert not Delivery.objects.exists()


def test_a_program_that_is_no_system_delivers_nothing_and_sees_nothing(called: Called) -> None:
    delivery = called.ours.bring("/deliveries", GOOD, number="1").json()["delivery"]
    assert told(called.theirs.bring("/deliveries", GOOD, number="1")) == (404, "unknown_system", "system")
    assert told(called.theirs.get(f"/deliveries/{delivery}"))[:2] == (404, "unknown_delivery")
    assert told(called.theirs.get(f"/deliveries/{delivery}/rows"))[:2] == (404, "unknown_delivery")
    assert called.theirs.get("/deliveries").json()["deliveries"] == []
    assert called.theirs.get("/reconciliation").json()["systems"] == []
    assert told(Client().post(f"{API}/deliveries?number=1", GOOD, content_type="application/octet-stream"))[0] == 401


def test_what_the_sender_counted_must_agree(called: Called) -> None:
    checksum = hashlib.new("sm3", GOOD).hexdigest()
    assert told(called.ours.bring("/deliveries", GOOD, number="1", rows=3))[:2] == (422, "count_differs")
    assert told(called.ours.bring("/deliveries", GOOD, number="1", checksum="0" * 64))[:2] == (422, "checksum_differs")
    assert counts(called.ours.bring("/deliveries", GOOD, number="1", rows=2, checksum=checksum)) == (2, 0, 0, 0)


@pytest.mark.parametrize(("file", "packed", "expected"), [
    (b"nonsense", "gzip", (400, "unreadable_gzip")), (gzip.compress(GOOD)[:-9], "gzip", (400, "unreadable_gzip")),
    (GOOD, "br", (415, "unknown_packing")), (b"\x00\x01\x02", "", (422, None)),
    (b"a,b\n1,2\n", "", (422, None)),
], ids=["no gzip", "cut gzip", "brotli", "bytes", "other columns"])  # fmt: skip
def test_what_is_no_delivery_is_refused(called: Called, file: bytes, packed: str, expected: tuple[int, Any]) -> None:
    status, code, _ = told(called.ours.bring("/deliveries", file, packed=packed, number="1"))
    assert (status, code if expected[1] else None) == expected
    assert not Delivery.objects.exclude(state="refused").exists()


def test_a_small_file_that_unpacks_to_a_large_one_is_refused(called: Called, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "DELIVERY_BYTES_MAX", 100_000)
    bomb = gzip.compress(b"x" * 10_000_000)
    assert len(bomb) < 100_000
    assert told(called.ours.bring("/deliveries", bomb, packed="gzip", number="1"))[:2] == (413, "body_too_large")
    assert told(called.ours.bring("/deliveries", b"x" * 100_001, number="1"))[:2] == (413, "body_too_large")


def test_an_upload_says_how_long_it_is_and_is_as_long(steady: Called) -> None:
    """The test's client counts for itself, so the application that is served is asked."""
    headers = {"Authorization": f"Bearer {steady.ours.token}", "Content-Type": "application/octet-stream"}
    for file in (GOOD, gzip.compress(GOOD)):
        packed = {} if file is GOOD else {"Content-Encoding": "gzip"}
        for length, code in (("", "length_required"), ("many", "length_required"), (f"{len(file) + 1}", "upload_cut")):
            answer = Caller(application).post(
                f"{API}/deliveries?number=1", data=file, headers=headers | packed,
                environ_overrides={"CONTENT_LENGTH": length},
            )  # fmt: skip
            assert answer.json["error"]["code"] == code
    assert not Delivery.objects.exists()


def test_a_file_comes_as_a_file(called: Called) -> None:
    headers = {"Authorization": f"Bearer {called.ours.token}"}
    for kind in (
        "text/csv",
        "application/json",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
    ):
        answer = Client().post(f"{API}/deliveries?number=1", GOOD, content_type=kind, headers=headers)
        assert told(answer)[:2] == (415, "not_a_file")


def test_no_room_on_disk_is_told_and_nothing_is_left(called: Called, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("yichuang.api.uploading._pour", full)
    assert told(called.ours.bring("/deliveries", GOOD, number="1"))[:2] == (507, "no_room")
    assert list((Path(settings.VAR) / "uploads").iterdir()) == []
    assert limits.DELIVERY_BYTES_MAX > 0
