"""Errors that come back from the national platform: each finds its case, stands once, and is settled by a person."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cases.crowd import at_once
from tests.cast import SETTING_UP, Hall, day, instant, open_hall
from tests.exchange.receiver import rows_in
from yichuang.cases import acts as cases
from yichuang.cases.models import CaseEvent
from yichuang.cases.queries import safe_instant
from yichuang.cases.rules.records import History, NewEvent
from yichuang.cases.rules.words import Act
from yichuang.catalogue import queries as catalogue
from yichuang.exchange import acts, queries
from yichuang.exchange.management.commands.exchange import Command
from yichuang.exchange.models import Abnormal, AbnormalFile, Step
from yichuang.exchange.rules.national import TABLES
from yichuang.exchange.rules.rights import RIGHTS
from yichuang.exchange.rules.row_guid import KEY_MAX, mark_of, named_by, row_guid
from yichuang.kit.errors import Conflict, Forbidden, Refusal, Unknown
from yichuang.people import acts as people
from yichuang.people.rules import Actor

JOB = Actor.job("export")
ACCEPT, PROCESS, SPECIAL, MATERIAL, RESULT = TABLES
HEADS = ["table", "row_guid", "err_type", "remark"]
STRANGE = "4b1e3f0e-9d7c-4f0a-8f6e-000000000000"


@pytest.fixture
def hall(transactional_db: None) -> Iterator[Hall]:
    """The hall, committed, with the rights of the exchange."""
    opened = open_hall()
    people.ensure_roles(RIGHTS)
    catalogue._held_back.clear()
    yield opened
    catalogue._frozen.clear()


@pytest.fixture
def sent(hall: Hall, tmp_path: Path) -> dict[str, list[dict[str, str]]]:
    """The rows of an export by table: two granted cases of transport, one of health with a step, a chunk of others."""
    hall.granted_case(on="2022-07-01", granted="2022-07-04")
    hall.granted_case(on="2022-07-01", granted="2022-07-05")
    number = hall.received_case(on="2022-07-01", department_id=hall.health)
    Step.objects.create(case_id=number, step=1, name="初审", action="1", started_at=safe_instant(),
                        recorded_at=safe_instant())  # fmt: skip
    chunk = [History("", (NewEvent(Act.ACCEPT, day("2022-07-01")),), hall.new_case()) for _ in range(20)]
    assert [result.cases for result in cases.take_in_batch(chunk, by=hall.manager)] == [20]
    made = acts.export(tmp_path / "out", by=JOB)
    return {table: rows_in(made.folder, table) for table in TABLES}


def file_of(path: Path, *rows: tuple[str, ...], heads: list[str] | None = None) -> Path:
    """Write a file of errors and return its path."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heads or HEADS, *rows])
    return path


def staff(hall: Hall, username: str, role: str, department: int | None) -> Actor:
    account = people.open_account(by=SETTING_UP, username=username, name="某人", password="a long enough sentence")
    post = people.appoint(by=SETTING_UP, account_id=account, centre_id=hall.centre, department_id=department,
                          roles=(role,), valid_from=day("2021-01-01"))  # fmt: skip
    return Actor.staff(account, post)


def test_every_row_that_went_out_is_found_by_its_guid(hall: Hall, sent: dict, tmp_path: Path) -> None:
    rows = [(table, row["row_guid"], "E1", "") for table, found in sent.items() for row in found]
    assert len({guid for _, guid, _, _ in rows}) == len(rows) > 40
    receipt = acts.take_abnormal(file_of(tmp_path / "back.csv", *rows), by=JOB)
    assert (receipt.rows, receipt.new, receipt.unknown, receipt.again) == (len(rows), len(rows), 0, False)
    expected = {row["row_guid"]: row["project_no"] for found in sent.values() for row in found}
    page = queries.abnormal(seen_by=hall.manager, rows=100)
    assert {row.row_guid: row.case_number for row in page.rows} == expected
    assert page.after == 0


def test_what_was_never_sent_is_kept_and_marked_unknown(hall: Hall, sent: dict, tmp_path: Path) -> None:
    unsent = hall.received_case(on="2022-07-06")
    first = CaseEvent.objects.get(case_id=unsent, seq=1).recorded_at
    rows = [
        (ACCEPT, STRANGE, "E1", "没有这一行"),
        (ACCEPT, "不是标识", "E1", ""),
        (RESULT, sent[ACCEPT][0]["row_guid"], "E1", "另一张表的标识"),
        ("up_pro_unheard", sent[ACCEPT][0]["row_guid"], "E1", ""),
        (ACCEPT, row_guid(first, unsent, 0, 1), "E1", "尚未导出"),
        (ACCEPT, "ffffffff-ffff-8fff-bfff-ffffffffffff", "E1", "远在将来"),
    ]
    receipt = acts.take_abnormal(file_of(tmp_path / "back.csv", *rows), by=JOB)
    assert (receipt.rows, receipt.new, receipt.unknown) == (6, 6, 6)
    page = queries.abnormal(seen_by=hall.manager)
    assert [(row.table, row.row_guid, row.remark) for row in page.rows] == [(row[0], row[1], row[3]) for row in rows]
    assert {row.case_number for row in page.rows} == {""}


def test_the_same_file_and_the_same_error_again_change_nothing(hall: Hall, sent: dict, tmp_path: Path) -> None:
    one, two = (row["row_guid"] for row in sent[ACCEPT][:2])
    file = file_of(tmp_path / "a.csv", (ACCEPT, one, "E1", "缺证件号"), (ACCEPT, one, "E1", "缺证件号"))
    first = acts.take_abnormal(file, by=JOB)
    assert (first.rows, first.new) == (2, 1)
    again = acts.take_abnormal(file, by=JOB)
    assert (again.again, again.rows, again.new, again.checksum) == (True, 2, 1, first.checksum)
    more = file_of(tmp_path / "b.csv", (ACCEPT, two, "E1", "缺证件号"), (ACCEPT, one, "E1", "缺证件号"))
    assert acts.take_abnormal(more, by=JOB).new == 1
    assert (Abnormal.objects.count(), AbnormalFile.objects.count()) == (2, 2)
    errors = queries.abnormal(seen_by=hall.manager).rows
    acts.settle_abnormal(errors[0].id, by=hall.manager, remark="已补录")
    assert acts.take_abnormal(file, by=JOB).again
    assert len(queries.abnormal(seen_by=hall.manager).rows) == 1, "settled, and the old file does not open it again"
    later = file_of(tmp_path / "c.csv", (ACCEPT, one, "E1", "缺证件号"), (ACCEPT, two, "E2", ""))
    assert acts.take_abnormal(later, by=JOB).new == 2, "told anew after it was settled: it is not put right"


def test_two_who_take_the_same_errors_at_once_enter_them_once(hall: Hall, sent: dict, tmp_path: Path) -> None:
    rows = [(ACCEPT, row["row_guid"], "E1", "") for row in sent[ACCEPT]]
    file, other = file_of(tmp_path / "a.csv", *rows), file_of(tmp_path / "b.csv", *reversed(rows))
    answers = at_once(*[lambda one=one: acts.take_abnormal(one, by=JOB) for one in (file, file)])
    assert sorted(answer.again for answer in answers) == [False, True]
    assert acts.take_abnormal(other, by=JOB).new == 0
    assert Abnormal.objects.count() == len(rows)


def test_an_error_stands_open_until_a_person_settles_it(hall: Hall, sent: dict, tmp_path: Path) -> None:
    acts.take_abnormal(file_of(tmp_path / "a.csv", (ACCEPT, sent[ACCEPT][0]["row_guid"], "E1", "x")), by=JOB)
    (error,) = queries.abnormal(seen_by=hall.manager).rows
    assert (error.file, error.settled_at, error.error_type) == ("a.csv", None, "E1")
    for remark, code in (("  ", "remark_missing"), ("长" * 501, "value_too_long")):
        with pytest.raises(Refusal) as refused:
            acts.settle_abnormal(error.id, by=hall.manager, remark=remark)
        assert (refused.value.code, refused.value.field) == (code, "remark")
    with pytest.raises(Forbidden) as refused:
        acts.settle_abnormal(error.id, by=JOB, remark="自动")
    assert refused.value.code == "person_needed"
    acts.settle_abnormal(error.id, by=hall.manager, remark=" 已更正证件号 ")
    assert queries.abnormal(seen_by=hall.manager).rows == ()
    (settled,) = queries.abnormal(seen_by=hall.manager, settled=True).rows
    assert (settled.settled_remark, settled.settled_by) == ("已更正证件号", hall.manager.key)
    with pytest.raises(Conflict):
        acts.settle_abnormal(error.id, by=hall.manager, remark="再来")


def test_each_sees_and_settles_the_errors_of_his_own_cases(hall: Hall, sent: dict, tmp_path: Path) -> None:
    health, transport = staff(hall, "wei", "integrator", hall.health), staff(hall, "jiao", "integrator", hall.transport)
    rows = [(PROCESS, row["row_guid"], "E1", "") for row in sent[PROCESS]] + [(ACCEPT, STRANGE, "E1", "")]
    acts.take_abnormal(file_of(tmp_path / "a.csv", *rows), by=JOB)
    own = queries.abnormal(seen_by=health).rows
    assert [row.table for row in own] == [PROCESS, PROCESS], "what the ledger recorded, and the department's own step"
    assert len({row.case_number for row in own}) == 1
    assert len(queries.abnormal(seen_by=transport, rows=100).rows) == len(rows) - 3
    assert len(queries.abnormal(seen_by=hall.manager, rows=100).rows) == len(rows)
    for foreign in (own[0].id, Abnormal.objects.get(row_guid=STRANGE).pk, 0):
        with pytest.raises(Unknown):
            acts.settle_abnormal(foreign, by=transport, remark="不是我的")
    acts.settle_abnormal(own[0].id, by=health, remark="已补")
    acts.settle_abnormal(Abnormal.objects.get(row_guid=STRANGE).pk, by=hall.manager, remark="已去函")
    assert len(queries.abnormal(seen_by=hall.manager, rows=100).rows) == len(rows) - 2
    for somebody in (hall.clerk, Actor.system("SCJG")):
        with pytest.raises(Forbidden):
            queries.abnormal(seen_by=somebody)
    with pytest.raises(Forbidden):
        acts.settle_abnormal(own[1].id, by=hall.clerk, remark="x")
    for somebody in (hall.manager, health):
        with pytest.raises(Forbidden):
            acts.take_abnormal(tmp_path / "a.csv", by=somebody)


def test_pages_follow_one_another(hall: Hall, sent: dict, tmp_path: Path) -> None:
    rows = [(ACCEPT, row["row_guid"], "E1", "") for row in sent[ACCEPT][:5]]
    acts.take_abnormal(file_of(tmp_path / "a.csv", *rows), by=JOB)
    seen, after = [], 0
    for _ in range(3):
        page = queries.abnormal(seen_by=hall.manager, after=after, rows=2)
        seen += [row.row_guid for row in page.rows]
        after = page.after
    assert (seen, after) == ([row[1] for row in rows], 0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"table,row_guid,err_type\n", "remark"),
        (b"", "table"),
        ("table,row_guid,err_type,remark\nup_pro_accept,x,E1,中文".encode("gb18030"), "UTF-8"),
        (b"table,row_guid,err_type,remark\nup_pro_accept,x,E1,a,b\n", "第 1 行"),
        (b"table,row_guid,err_type,remark\nup_pro_accept,x,E1,a\nup_pro_accept,,E1,a\n", "第 2 行"),
        (b'table,row_guid,err_type,remark\nup_pro_accept,x,E1,"a', "CSV"),
        (b"table,row_guid,err_type,remark\nup_pro_accept,x\x00,E1,a\n", "第 1 行"),
    ],
)
def test_a_damaged_file_is_refused_as_a_whole(hall: Hall, tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "damaged.csv"
    file.write_bytes(content)
    with pytest.raises(Refusal) as refused:
        acts.take_abnormal(file, by=JOB)
    assert refused.value.code == "malformed_abnormal"
    assert words in refused.value.message
    assert (Abnormal.objects.count(), AbnormalFile.objects.count()) == (0, 0)


def test_heads_are_read_in_any_order_and_case_with_a_mark_of_unicode(hall: Hall, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("\ufeffREMARK,ERR_TYPE,Row_Guid,TABLE,cd_time\n中文,E1,x,up_pro_accept,2022\n", encoding="utf-8")
    assert acts.take_abnormal(file, by=JOB).new == 1
    (row,) = queries.abnormal(seen_by=hall.manager).rows
    assert (row.table, row.row_guid, row.error_type, row.remark) == (ACCEPT, "x", "E1", "中文")


def test_many_errors_are_taken_in_chunks(
    hall: Hall, sent: dict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yichuang.exchange.acts.inbox.CHUNK", 3)
    monkeypatch.setattr("yichuang.exchange.queries.inbox.INSTANTS", 1)
    rows = [(ACCEPT, row["row_guid"], "E1", "") for row in sent[ACCEPT]]
    receipt = acts.take_abnormal(file_of(tmp_path / "a.csv", *rows, rows[0]), by=JOB)
    assert (receipt.rows, receipt.new, receipt.unknown) == (len(rows) + 1, len(rows), 0)


def test_the_command_takes_a_file_and_says_what(
    hall: Hall, sent: dict, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = file_of(tmp_path / "a.csv", (ACCEPT, sent[ACCEPT][0]["row_guid"], "E1", ""), (ACCEPT, STRANGE, "E1", ""))
    Command().run_from_argv(["yichuang", "exchange", "abnormal", str(file), "--json"])
    record = json.loads(capsys.readouterr().out)
    assert (record["rows"], record["new"], record["unknown"], record["again"]) == (2, 2, 1, False)
    Command().run_from_argv(["yichuang", "exchange", "abnormal", str(file)])
    assert "没有变化" in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv(["yichuang", "exchange", "abnormal", str(tmp_path / "none.csv"), "--json"])
    assert (ended.value.code, json.loads(capsys.readouterr().out)["error"]["code"]) == (1, "file_unreadable")


def test_a_guid_says_what_it_was_made_of_and_holds_no_more() -> None:
    at = instant("2022-07-01") + timedelta(microseconds=999_999)
    for number, table, key in (("SCJG-1", 0, 1), ("B" * 50, 4, KEY_MAX), ("0", 7, 0)):
        told = named_by(row_guid(at, number, table, key))
        assert told is not None
        assert (told.mark, told.table, told.key) == (mark_of(number), table, key)
        assert timedelta(0) <= at - told.start < timedelta(milliseconds=1)
    for table, key in ((8, 0), (0, KEY_MAX + 1), (-1, 0)):
        with pytest.raises(ValueError, match="no guid"):
            row_guid(at, "0", table, key)
