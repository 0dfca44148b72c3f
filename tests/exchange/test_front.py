"""Pulling from front databases: what is new or changed there is here, once, whatever was late, broken off or equal."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from django.core.management import call_command

from tests.exchange.conftest import registered
from tests.exchange.front_databases import Front, at, on_mariadb, on_postgres, opened
from tests.exchange.senders import Sender, counts
from yichuang.cases import queries as cases
from yichuang.cases.models import Case, CaseEvent
from yichuang.exchange import acts, fronts
from yichuang.exchange.acts import front as pulling
from yichuang.exchange.acts import loading
from yichuang.exchange.fronts import tables
from yichuang.exchange.models import Delivery, FrontPull, FrontTable, HeldRow
from yichuang.kit.errors import Conflict, Refusal
from yichuang.kit.time import true_now


@pytest.fixture(scope="module", params=[on_postgres, on_mariadb], ids=["postgresql", "mariadb"])
def database(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[Front]:
    """A front database of each make."""
    with django_db_blocker.unblock(), request.param() as url, opened(url) as front:
        yield front


class Platform:
    """The market-supervision platform with its front database: acceptances under Chinese headings, and results."""

    def __init__(self, sender: Sender, front: Front, mark: Any = None) -> None:
        self.sender, self.front, self.code = sender, front, sender.code
        self.accepted = front.table(
            "Accepted", mark or sa.DateTime(), "办件编号", "事项编码", "申请时间", "受理时间", "申请人名称", "通讯地址",
            申请时间=sa.Date(), 受理时间=sa.DateTime(),
        )  # fmt: skip
        self.ended = front.table(
            "ended", sa.DateTime(), "project_no", "result_type", "result_date", "result_reason", "result_explain",
            result_date=sa.DateTime(),
        )  # fmt: skip
        acts.set_front(
            by=sender.hall.job, code=sender.code, url=front.address,
            tables={"result": ("ended", "updated"), "accept": ("Accepted", "updated")},
        )  # fmt: skip

    def accept(self, number: str, updated: Any, **values: Any) -> dict[str, Any]:
        """Return a row of an acceptance."""
        row = {
            "办件编号": number, "事项编码": "licence", "申请时间": date(2022, 5, 5), "受理时间": at("2022-05-06T09:30"),
            "申请人名称": "𠮷某甲", "通讯地址": None, "updated": updated, "内部备注": "不报送",
        }  # fmt: skip
        return row | values

    def end(self, number: str, updated: Any, **values: Any) -> dict[str, Any]:
        """Return a row of a result."""
        row = {
            "project_no": number, "result_type": "granted", "result_date": at("2022-05-16T10:00"), "updated": updated
        }  # fmt: skip
        return row | values

    def pull(self, **options: Any) -> dict[str, tuple[int, int, int, int] | None]:
        """Pull; return what became of the rows of each data set that was delivered."""
        found = acts.pull(self.code, **options)
        assert [one.dataset for one in found] == ["accept", "result"]
        assert not any(one.error for one in found)
        assert self.sender.balance().difference == 0
        return {one.dataset: counts(one.receipt) for one in found if one.receipt}


@pytest.fixture
def platform(sender: Sender, database: Front) -> Platform:
    """The platform with empty tables."""
    return Platform(sender, database)


T1, T2, T3 = at("2022-05-06T18:00"), at("2022-05-06T18:00:01"), at("2022-05-17T08:00")


def mark(dataset: str = "accept") -> str:
    return FrontTable.objects.get(dataset=dataset).watermark


def state(number: str) -> str:
    return Case.objects.get(number=f"SCJG-{number}").state


def acts_of(number: str) -> list[str]:
    return list(CaseEvent.objects.filter(case_id=f"SCJG-{number}").order_by("seq").values_list("act", flat=True))


def test_acceptance_today_result_next_week_and_one_that_comes_too_early_waits(platform: Platform) -> None:
    front = platform.front
    front.put(platform.accepted, platform.accept("A1", T1), platform.accept("A2", T2))
    assert platform.pull() == {"accept": (2, 0, 0, 0)}
    one = Case.objects.get(number="SCJG-A1")
    assert (one.sender_number, str(one.accepted_on), one.state) == ("A1", "2022-05-06", "under_review")
    assert mark() == "2022-05-06T18:00:01"
    front.put(platform.ended, platform.end("A1", T3), platform.end("A9", T3))
    assert platform.pull() == {"result": (1, 0, 1, 0)}
    assert state("A1") == "granted"
    assert platform.pull() == {}, "nothing is new"
    front.put(platform.accepted, platform.accept("A9", T3))
    assert platform.pull() == {"accept": (1, 0, 0, 0)}
    assert state("A9") == "granted"
    balance = platform.sender.balance()
    assert (balance.sent, balance.taken, balance.parked, balance.refused) == (5, 5, 0, 0)
    first = Delivery.objects.earliest("pk")
    assert (first.way, first.format, first.revision) == ("front", "jsonl", 1)
    assert first.number.startswith("front-accept-start-20220506T180001-")
    assert cases.verify()[1] == []
    assert FrontPull.objects.filter(closed_at__isnull=False, delivery__isnull=False, seen=b"").count() == 3


def test_rows_of_the_same_instant_and_late_commits_are_not_missed(platform: Platform) -> None:
    front = platform.front
    front.put(platform.accepted, platform.accept("A1", T1))
    with front.engine.connect() as slow:
        slow.execute(platform.accepted.insert(), platform.accept("A2", T2))
        front.put(platform.accepted, platform.accept("A3", T3))
        assert platform.pull() == {"accept": (2, 0, 0, 0)}
        slow.commit()
    front.put(platform.accepted, platform.accept("A4", T3), platform.accept("A5", None))
    assert platform.pull() == {"accept": (3, 0, 0, 0)}
    assert Case.objects.filter(source="SCJG").count() == 5
    assert platform.pull() == {}


def test_what_changed_there_is_put_in_its_place_here(platform: Platform) -> None:
    front = platform.front
    front.put(platform.accepted, platform.accept("A1", T1), platform.accept("A2", T1))
    front.put(platform.ended, platform.end("A1", T1), platform.end("A2", T1))
    platform.pull()
    front.change(platform.ended, "A1", result_type="refused", result_reason="conditions_unmet",
                 result_explain="不符合条件", updated=T3)  # fmt: skip
    front.change(platform.ended, "A2", updated=T3)  # touched, nothing else
    assert platform.pull() == {"result": (1, 1, 0, 0)}
    assert Case.objects.get(number="SCJG-A1").outcome == "refused"
    assert acts_of("A1") == ["receive", "accept", "grant", "rectify"]
    assert cases.verify()[1] == []


def test_a_refused_row_stands_in_quarantine_once_until_it_is_mended_there(platform: Platform) -> None:
    front = platform.front
    front.put(platform.accepted, platform.accept("A1", T1, 事项编码="nowhere"))
    assert platform.pull() == {"accept": (0, 0, 0, 1)}
    assert platform.pull() == {}
    front.put(platform.accepted, platform.accept("A2", T2))
    assert platform.pull() == {"accept": (1, 0, 0, 0)}, "the refused row is not delivered again"
    assert HeldRow.objects.filter(state="quarantined").count() == 1
    front.change(platform.accepted, "A1", 事项编码="licence", updated=T3)
    assert platform.pull() == {"accept": (1, 0, 0, 0)}
    assert [row.state for row in HeldRow.objects.all()] == ["resent"]


def test_again_brings_what_was_brought_before(platform: Platform) -> None:
    platform.front.put(platform.accepted, platform.accept("A1", T1))
    platform.pull()
    assert platform.pull(again=True) == {"accept": (0, 1, 0, 0)}
    assert platform.pull() == {}


class _Killed(BaseException):
    """As if the process were gone."""


def killed(*_: Any, **__: Any) -> None:
    raise _Killed


@pytest.mark.parametrize("place", ["receive", "load", "close", "end"])
def test_a_pull_that_was_broken_off_is_ended_by_the_next_one(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    front = platform.front
    front.put(platform.accepted, platform.accept("A1", T1), platform.accept("A2", T1, 事项编码="nowhere"))
    target, name = {
        "receive": ("yichuang.exchange.acts.delivering", "receive"), "load": (loading, "_take_chunk"),
        "close": (loading, "_close"), "end": (pulling, "_end"),
    }[place]  # fmt: skip
    with monkeypatch.context() as patched:
        if isinstance(target, str):
            patched.setattr(f"{target}.{name}", killed)
        else:
            patched.setattr(target, name, killed)
        with pytest.raises(_Killed):
            platform.pull()
    assert mark() == "", "the watermark moves with the closed delivery alone"
    front.change(platform.accepted, "A1", 通讯地址="某路1号", updated=T2)  # while nobody was looking
    front.put(platform.accepted, platform.accept("A3", T2))
    after = platform.pull()
    assert after == {"accept": (2, 0, 0, 1 if place == "receive" else 0)}
    assert HeldRow.objects.filter(state="quarantined").count() == 1
    assert sorted(Case.objects.values_list("sender_number", flat=True)) == ["A1", "A3"]
    assert (mark(), platform.pull()) == ("2022-05-06T18:00:01", {})
    assert not FrontPull.objects.filter(closed_at__isnull=True).exists()
    assert not Delivery.objects.exclude(state="closed").exists()
    assert cases.verify()[1] == []


def test_a_connection_lost_in_the_middle_leaves_everything_as_it_was_and_says_no_password(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.front.put(platform.accepted, platform.accept("A1", T1), platform.accept("A2", T2))
    reading, front = fronts.rows, platform.front

    def torn(*options: Any) -> Iterator[Any]:
        for place, row in enumerate(reading(*options)):
            yield row
            if place == 0 and front.engine.dialect.name == "postgresql":
                with front.engine.begin() as there:
                    there.execute(sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
                                          "datname = current_database() AND pid <> pg_backend_pid()"))  # fmt: skip
            elif place == 0:
                raise sa.exc.OperationalError("SELECT", {}, Exception("server has gone away with t0p/secret"))

    monkeypatch.setattr(tables, "FETCHED_ROWS", 1)
    with monkeypatch.context() as patched:
        patched.setattr(fronts, "rows", torn)
        first = acts.pull("SCJG")[0]
    assert first.error is not None
    assert (first.error.code, mark(), Delivery.objects.count()) == ("front_broken", "", 0)
    assert "t0p" not in first.error.message
    assert platform.pull() == {"accept": (2, 0, 0, 0)}


def late(kind: str, place: int) -> Any:
    """Return the watermark of a place, 1, 2 …, of a kind."""
    return {
        "integer": place, "date": date(2022, 5, place), "text": f"202205{place:02d}093000",
        "time": at("2022-05-06T18:00") + timedelta(minutes=place),
    }[kind]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "column"),
    [("integer", sa.BigInteger()), ("date", sa.Date()), ("text", sa.String(20)), ("time", sa.DateTime())],
)
def test_every_kind_of_watermark_moves_on_and_reads_only_the_last_rows_again(
    sender: Sender, database: Front, kind: str, column: Any
) -> None:
    platform = Platform(sender, database, column)
    FrontTable.objects.update(overlap_rows=3)
    for place in range(1, 10):
        platform.front.put(platform.accepted, platform.accept(f"A{place}", late(kind, place)))
    assert platform.pull() == {"accept": (9, 0, 0, 0)}
    late_one, too_old = platform.accept("B7", late(kind, 7)), platform.accept("B1", late(kind, 1))
    platform.front.put(platform.accepted, late_one, too_old, platform.accept("A10", late(kind, 10)))
    (found, _) = acts.pull("SCJG")
    assert found.receipt is not None
    assert (counts(found.receipt), found.read) == ((2, 0, 0, 0), 5)
    assert sorted(Case.objects.values_list("sender_number", flat=True))[-1] == "B7", "B1 came beyond the overlap"


def test_many_rows_of_one_instant_are_kept_together(platform: Platform) -> None:
    FrontTable.objects.update(overlap_rows=2)
    platform.front.put(platform.accepted, *(platform.accept(f"A{place}", T1) for place in range(6)))
    assert platform.pull() == {"accept": (6, 0, 0, 0)}
    platform.front.put(platform.accepted, platform.accept("A6", T1), platform.accept("A7", T2))
    assert platform.pull() == {"accept": (2, 0, 0, 0)}
    assert platform.pull() == {}


def test_only_reading_is_possible(platform: Platform) -> None:
    def write() -> None:
        with fronts.connected(platform.front.address) as there:
            there.execute(platform.accepted.insert(), platform.accept("A1", T1))
            there.commit()

    with pytest.raises(Refusal) as refused:
        write()
    assert refused.value.code == "front_broken"


def test_a_wrong_table_or_column_is_told_and_the_other_tables_are_pulled(platform: Platform) -> None:
    platform.front.put(platform.accepted, platform.accept("A1", T1))
    platform.front.table("bare", sa.LargeBinary(), "project_no", "result_type", "result_date")
    for table, column, code, word in (
        ("nothing", "updated", "table_missing", "nothing"), ("ended", "when", "columns_missing", "when（水位列）"),
        ("Accepted", "updated", "columns_missing", "result_type（办结结果）"),
        ("bare", "updated", "watermark_unsuitable", "bare"),
        ('ended"; DROP TABLE ended; --', "updated", "table_missing", ""),
    ):  # fmt: skip
        acts.set_front(by=platform.sender.hall.job, code="SCJG", url=platform.front.address,
                       tables={"result": (table, column), "accept": ("Accepted", "updated")})  # fmt: skip
        accepted, ended = acts.pull("SCJG")
        assert accepted.error is None
        assert ended.error is not None
        assert ended.error.code == code
        assert word in ended.error.message
    assert Case.objects.count() == 1


def test_two_pulls_at_once_take_turns(platform: Platform) -> None:
    with pulling.alone(pulling._folder() / "SCJG.lock"), pytest.raises(Conflict) as refused:
        acts.pull("SCJG")
    assert refused.value.code == "pull_running"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("postgresql://u:t0p-secret@127.0.0.1:1/x", "front_unreachable"),
        ("mysql+pymysql://u:t0p-secret@127.0.0.1:1/x", "front_unreachable"),
        ("mysql+pymysql://u:t0p-secret@127.0.0.1:1/x?no_such=1", "front_unreachable"),
        ("oracle+oracledb://u:t0p-secret@h:1/x", "driver_missing"), ("dm://u:t0p-secret@h:1/x", "driver_missing"),
    ],
)  # fmt: skip
def test_what_cannot_be_reached_is_told_without_the_password(
    sender: Sender, url: str, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    acts.set_front(by=sender.hall.job, code="SCJG", url=url, tables={"accept": ("a", "b")})
    with pytest.raises(Refusal) as refused:
        acts.pull("SCJG")
    assert refused.value.code == code
    assert "secret" not in json.dumps(refused.value.as_record()) + caplog.text
    assert acts.pull_due()[0].error is not None


@pytest.mark.parametrize(
    "url", ["", "no address", "sqlite:////etc/passwd", "sqlite://", "postgresql://host", "a://b:c/d"]
)
def test_what_is_no_address_of_a_database_is_not_registered(sender: Sender, url: str) -> None:
    with pytest.raises(Refusal) as refused:
        acts.set_front(by=sender.hall.job, code="SCJG", url=url, tables={"accept": ("a", "b")})
    assert refused.value.code == "malformed_front_url"


def test_a_system_without_a_front_database_has_nothing_to_pull(sender: Sender) -> None:
    with pytest.raises(Refusal) as refused:
        acts.pull("SCJG")
    assert (refused.value.code, acts.pull_due()) == ("front_missing", [])


def test_each_is_pulled_once_an_hour_and_one_that_fails_stops_no_other(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for code, url in (("AAAA", "postgresql://u:p@127.0.0.1:1/x"), ("BBBB", platform.front.address)):
        other = registered(platform.sender.hall, tmp_path, code)
        acts.set_front(by=other.hall.job, code=code, url=url, tables={"accept": ("Accepted", "updated")})
    pull = acts.front.pull

    def stumbling(code: str) -> Any:
        if code == "BBBB":
            raise ZeroDivisionError
        return pull(code)

    monkeypatch.setattr(pulling, "pull", stumbling)
    platform.front.put(platform.accepted, platform.accept("A1", T1))

    def pulled() -> list[tuple[str, str, str]]:
        return [(one.system, one.dataset, one.error.code if one.error else "") for one in acts.pull_due()]

    failing = [("AAAA", "", "front_unreachable"), ("BBBB", "", "unexpected")]
    assert pulled() == [*failing, ("SCJG", "accept", ""), ("SCJG", "result", "")]
    assert pulled() == failing, "an hour has not gone by"
    FrontTable.objects.filter(system_id="SCJG").update(pulled_at=true_now() - timedelta(minutes=61))
    assert len(pulled()) == 4
    assert Case.objects.count() == 1


def test_the_command_registers_and_pulls_and_never_prints_the_address(
    sender: Sender, database: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = Platform(sender, database)
    platform.front.put(platform.accepted, platform.accept("A1", T1), platform.accept("A2", T1, 事项编码="nowhere"))
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{database.address}\n"))
    call_command("exchange", "front", "SCJG", "--url", "-", "--table", "accept=Accepted:updated", stdout=out)
    assert list(FrontTable.objects.values_list("dataset", flat=True)) == ["accept"]
    with pytest.raises(SystemExit):  # a row was refused
        call_command("exchange", "pull", "SCJG", stdout=out)
    assert "accept（Accepted）：读 2 行，水位 2022-05-06T18:00:00" in out.getvalue()
    assert "收下 1，无变化 0，等待 0，拒收 1" in out.getvalue()
    assert "secret" not in out.getvalue()
    out = io.StringIO()
    call_command("exchange", "pull", "SCJG", "--json", stdout=out)
    assert json.loads(out.getvalue())["tables"][0]["receipt"] is None
