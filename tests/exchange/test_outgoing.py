"""What goes out to the national tables: every change once, no late commit lost, the same window the same files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from stat import S_IMODE
from threading import Event as Flag
from time import sleep
from typing import Any

import pytest
from django.db import connection, transaction

from tests.cases.chance import SEED, Chance
from tests.cases.crowd import WAIT_SECONDS, in_role, meanwhile
from tests.cases.ways import ON, WAYS, whole
from tests.cast import APPLICANT, SETTING_UP, Hall, day, instant, open_hall
from tests.exchange.receiver import Receiver, at_once, files_of, rows_in
from yichuang.cases import acts as cases
from yichuang.cases.queries import safe_instant
from yichuang.cases.rules.records import History, NewEvent, NewParty
from yichuang.cases.rules.words import Act, State
from yichuang.catalogue import queries as catalogue
from yichuang.exchange import acts, queries
from yichuang.exchange.acts.export_files import ExportFiles
from yichuang.exchange.management.commands.exchange import Command
from yichuang.exchange.models import Export, Step
from yichuang.exchange.rules.national import MATERIAL, TABLES
from yichuang.exchange.rules.rights import RIGHTS
from yichuang.kit.errors import Conflict, Forbidden, Refusal
from yichuang.kit.hashing import sm3
from yichuang.people import acts as people
from yichuang.people.models import AccessLog
from yichuang.people.rules import Actor

JOB = Actor.job("export")
AGENT = NewParty("agent", "李四", document_kind="passport", document_number="E00000001", phone="19900000002")
ACCEPT, PROCESS, SPECIAL, _, RESULT = TABLES


@pytest.fixture
def hall(transactional_db: None) -> Iterator[Hall]:
    """The hall, committed, with the rights of the exchange."""
    opened = open_hall()
    people.ensure_roles(RIGHTS)
    catalogue._held_back.clear()
    yield opened
    catalogue._frozen.clear()


class Road:
    """Exports into one folder, and the platform at its end."""

    def __init__(self, out: Path) -> None:
        self.out, self.receiver = out, Receiver()

    def send(self) -> acts.ExportReceipt:
        """Make an export and let the platform take it."""
        made = acts.export(self.out, by=JOB)
        self.receiver.apply(made.folder)
        return made

    def operations(self, made: acts.ExportReceipt) -> dict[str, str]:
        """Return by table the operations of an export, in order."""
        return {table: "".join(row["cd_operation"] for row in rows_in(made.folder, table)) for table in TABLES}


@pytest.fixture
def road(tmp_path: Path) -> Road:
    return Road(tmp_path / "out")


def test_a_case_goes_out_as_the_rows_of_the_national_tables(hall: Hall, road: Road) -> None:
    number = cases.receive(
        hall.new_case(parties=(APPLICANT, AGENT)), by=hall.manager, at=instant("2022-07-01 09:00")
    ).number
    cases.accept(number, by=hall.manager, at=instant("2022-07-01 10:00"))
    cases.pause(number, by=hall.manager, at=instant("2022-07-04 09:00"), kind="hearing")
    cases.resume(number, by=hall.manager, at=instant("2022-07-06 17:00"), pause=3)
    cases.extend(
        number, by=hall.manager, at=instant("2022-07-07 09:00"), days=5, approver="authority_head", reason="complex"
    )
    cases.grant(number, by=hall.manager, at=instant("2022-07-08 11:30"), text="符合条件，\n准予许可")
    cases.deliver(number, by=hall.manager, at=instant("2022-07-11 09:00"), how="window")
    made = road.send()
    (accept,), (result,) = road.receiver.rows(ACCEPT), road.receiver.rows(RESULT)
    assert accept | {"row_guid": "", "promise_date": ""} == {
        "row_guid": "", "project_no": number, "catalog_code": "", "task_code": "", "task_handle_item": "",
        "task_name": "道路运输经营许可", "task_version": "1", "local_catalog_code": "", "local_task_code": "licence",
        "project_type": "2", "project_name": "道路运输经营许可", "apply_type": "1", "apply_date": "2022-07-01 09:00:00",
        "accept_date": "2022-07-01 10:00:00", "promise_date": "", "accept_doc_no": "", "org_code": "D1",
        "org_name": "某省交通运输厅", "handle_user_name": "manager", "applyer_type": "1", "applyer_name": "张三",
        "applyer_page_type": "111", "applyer_page_code": "99990119900101001X", "legal": "", "contact_name": "李四",
        "contact_type": "414", "contact_code": "E00000001", "contact_mobile": "19900000002", "address": "某路1号",
        "zip_code": "", "data_source": "hall",
    }  # fmt: skip
    assert [row["process_name"] for row in road.receiver.rows(PROCESS)] == ["收件", "受理", "准予", "送达"]
    assert [row["event_name"] for row in road.receiver.rows(PROCESS)] == ["9", "1", "1", "9"]
    hearing, extension = road.receiver.rows(SPECIAL)
    assert (hearing["special_type"], hearing["special_name"]) == ("2", "听证")
    assert (hearing["special_time"], hearing["end_time"]) == ("2022-07-04 09:00:00", "2022-07-06 17:00:00")
    assert (extension["special_type"], extension["special_reason"]) == ("1", "complex")
    assert extension["special_explain"] == "延长 5 个工作日"
    assert (result["result_type"], result["result_date"]) == ("6", "2022-07-08 11:30:00")
    assert (result["result_explain"], result["is_delivery_results"]) == ("符合条件，\n准予许可", "1")
    assert rows_in(made.folder, MATERIAL) == [], "the ledger knows no materials; the file has its header alone"
    assert made.missing == []
    assert {table: held["insert"] for table, held in made.tables.items()} == {
        ACCEPT: 1, PROCESS: 4, SPECIAL: 2, MATERIAL: 0, RESULT: 1,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(recorded_at) AT TIME ZONE 'Asia/Shanghai' FROM cases_caseevent")
        assert rows_in(made.folder, ACCEPT)[0]["cd_time"] == f"{cursor.fetchone()[0]:%Y-%m-%d %H:%M:%S}"


def test_files_are_whole_private_and_sealed_by_their_checksums(hall: Hall, road: Road) -> None:
    hall.granted_case(on="2022-07-01", granted="2022-07-04")
    made = road.send()
    assert S_IMODE(made.folder.stat().st_mode) == 0o700
    files = dict(files_of(made.folder))
    assert sorted(files) == sorted(["export.json", *(f"{table}-1.csv" for table in TABLES)])
    assert {S_IMODE(path.stat().st_mode) for path in made.folder.iterdir()} == {0o600}
    for held in made.tables.values():
        assert sm3(files[held["file"]]).hex() == held["checksum"]
    manifest = json.loads(files["export.json"])
    assert (manifest["export"], manifest["since"], manifest["tables"]) == (1, "", made.tables)
    assert [path.name for path in road.out.iterdir()] == ["export-000001"]
    (row,) = queries.exports(seen_by=JOB)
    assert (row["number"], row["tables"], row["made_at"] is not None) == (1, made.tables, True)
    assert queries.exports(seen_by=JOB, after=1) == []


def test_only_what_changed_goes_out_again(hall: Hall, road: Road) -> None:
    quiet = hall.accepted_case(on="2022-07-01")
    busy = hall.accepted_case(on="2022-07-01")
    assert road.operations(road.send()) == {ACCEPT: "II", PROCESS: "IIII", SPECIAL: "", MATERIAL: "", RESULT: ""}
    assert road.operations(road.send()) == dict.fromkeys(TABLES, "")
    cases.pause(busy, by=hall.manager, at=day("2022-07-04"), kind="hearing")
    paused = road.send()
    assert road.operations(paused) == {ACCEPT: "U", PROCESS: "", SPECIAL: "I", MATERIAL: "", RESULT: ""}
    assert rows_in(paused.folder, ACCEPT)[0]["promise_date"] == "", "no clock runs"
    cases.resume(busy, by=hall.manager, at=day("2022-07-06"), pause=3)
    assert road.operations(road.send()) == {ACCEPT: "U", PROCESS: "", SPECIAL: "U", MATERIAL: "", RESULT: ""}
    cases.grant(busy, by=hall.manager, at=day("2022-07-07"))
    assert road.operations(road.send()) == {ACCEPT: "", PROCESS: "I", SPECIAL: "", MATERIAL: "", RESULT: "I"}
    assert len(road.receiver.rows(PROCESS, quiet)) == 2
    assert road.receiver.tables == at_once()


def test_what_is_rectified_reassigned_or_voided_is_updated_or_taken_back(hall: Hall, road: Road) -> None:
    number = hall.granted_case(on="2022-07-01", granted="2022-07-04")
    road.send()
    mend: dict[str, Any] = {"by": hall.manager, "at": day("2022-07-05"), "reason": "typed_wrong", "approver": "head"}
    instead = {"act": Act.REFUSE, "occurred": day("2022-07-04"), "reason": "conditions_unmet",
               "data": {"remedy": "standard"}}  # fmt: skip
    cases.rectify(number, supersedes=3, instead=instead, **mend)
    assert road.operations(road.send()) == {ACCEPT: "", PROCESS: "U", SPECIAL: "", MATERIAL: "", RESULT: "U"}
    (result,) = road.receiver.rows(RESULT)
    assert (result["result_type"], result["result_explain"]) == ("1", "conditions_unmet")
    cases.rectify(number, supersedes=4, **mend)
    assert road.operations(road.send()) == {ACCEPT: "", PROCESS: "D", SPECIAL: "", MATERIAL: "", RESULT: "D"}
    cases.reassign(number, by=hall.manager, at=day("2022-07-05"), to={"department_id": hall.health})
    assert road.operations(road.send()) == {ACCEPT: "U", PROCESS: "", SPECIAL: "", MATERIAL: "", RESULT: ""}
    assert road.receiver.rows(ACCEPT)[0]["org_name"] == "某省卫健委"
    cases.void(number, by=hall.manager, at=day("2022-07-06"), reason="entered_twice")
    assert road.operations(road.send()) == {ACCEPT: "D", PROCESS: "DD", SPECIAL: "", MATERIAL: "", RESULT: ""}
    assert road.receiver.tables == {table: {} for table in TABLES} == at_once()


@pytest.mark.parametrize("state", [state for state in WAYS if state is not State.VOIDED])
def test_a_case_in_any_state_goes_out_without_a_missing_code(hall: Hall, road: Road, state: State) -> None:
    number = cases.receive(hall.new_case(parties=(APPLICANT,)), by=hall.manager, at=ON).number
    for act in WAYS[state]:
        cases.record(number, whole(act), by=hall.manager)
    made = road.send()
    assert made.missing == []
    assert len(road.receiver.rows(PROCESS)) == len([act for act in WAYS[state] if act is not Act.PAUSE]) + 1


def test_a_supplement_that_never_came_is_an_end_of_its_own(hall: Hall, road: Road) -> None:
    number = hall.received_case(on="2022-07-01")
    for act in (Act.REQUEST_SUPPLEMENT, Act.TERMINATE):
        cases.record(number, whole(act), by=hall.manager)
    road.send()
    assert [row["result_type"] for row in road.receiver.rows(RESULT)] == ["5"]
    assert [row["accept_date"] for row in road.receiver.rows(ACCEPT)] == [""]


def test_steps_inside_a_department_go_out_when_they_are_told(hall: Hall, road: Road) -> None:
    number = hall.accepted_case(on="2022-07-01")
    told = {"name": "现场勘验", "action": "1", "started_at": instant("2022-07-02 09:00"), "handler": "王五"}
    step = Step.objects.create(case_id=number, step=1, recorded_at=safe_instant(), **told)
    road.send()
    assert road.receiver.rows(PROCESS, number)[-1]["process_name"] == "现场勘验"
    first_at, ended_at = step.recorded_at, instant("2022-07-03 09:00")
    Step.objects.filter(case_id=number).update(recorded_at=safe_instant(), first_at=first_at, ended_at=ended_at)
    changed = road.send()
    assert road.operations(changed)[PROCESS] == "U"
    assert [row["event_end_time"] for row in rows_in(changed.folder, PROCESS)] == ["2022-07-03 09:00:00"]
    assert road.operations(road.send())[PROCESS] == ""
    cases.void(number, by=hall.manager, at=day("2022-07-06"), reason="entered_twice")
    assert road.operations(road.send())[PROCESS] == "DDD"
    assert road.receiver.tables == at_once()


def test_a_step_told_anew_while_its_first_export_is_made_again_is_inserted_first(hall: Hall, road: Road) -> None:
    number = hall.accepted_case(on="2022-07-01")
    first_at = safe_instant()
    Step.objects.create(case_id=number, step=1, name="勘验", action="1", started_at=ON_TIME, recorded_at=first_at)
    with pytest.raises(Interrupted), broken_off("finish"):
        road.send()
    Step.objects.filter(case_id=number).update(recorded_at=safe_instant(), first_at=first_at, name="现场勘验")
    assert road.operations(road.send())[PROCESS] == "III"
    assert road.receiver.rows(PROCESS)[-1]["process_name"] == "现场勘验"


ON_TIME = instant("2022-07-02 09:00")


class Interrupted(Exception):
    """The power went."""


class broken_off:
    """Breaks the next exports off in one of the files' methods: before it did anything, or once it was done."""

    def __init__(self, method: str, *, afterwards: bool = False) -> None:
        self.method, self.afterwards = method, afterwards
        self.patch = pytest.MonkeyPatch()

    def __enter__(self) -> None:
        whole_method = getattr(ExportFiles, self.method)

        def broken(files: ExportFiles, *args: Any, **options: Any) -> Any:
            if self.afterwards:
                whole_method(files, *args, **options)
            raise Interrupted

        self.patch.setattr(ExportFiles, self.method, broken)

    def __exit__(self, *_: object) -> None:
        self.patch.undo()


@pytest.mark.parametrize(("method", "afterwards"), [("write", False), ("finish", False), ("finish", True)])
def test_an_export_that_broke_off_is_made_again_and_nothing_is_lost(
    hall: Hall, road: Road, method: str, afterwards: bool
) -> None:
    first = hall.accepted_case(on="2022-07-01")
    with pytest.raises(Interrupted), broken_off(method, afterwards=afterwards):
        road.send()
    assert Export.objects.values_list("made_at", flat=True).get() is None
    assert [path.name for path in road.out.iterdir()] == (["export-000001"] if afterwards else [])
    courier = dict(files_of(road.out / "export-000001")) if afterwards else {}
    second = hall.accepted_case(on="2022-07-04")
    cases.grant(first, by=hall.manager, at=day("2022-07-05"))
    again = road.send()
    assert again.number == 1
    assert [row["project_no"] for row in rows_in(again.folder, ACCEPT)] == [first]
    if afterwards:
        assert dict(files_of(again.folder)) == courier, "who took the files before the cursor moved has the same"
    following = road.send()
    assert [row["project_no"] for row in rows_in(following.folder, ACCEPT)] == [second]
    assert following.since == again.until
    assert road.receiver.tables == at_once()
    assert AccessLog.objects.filter(kind="export").count() == 3


def test_a_window_written_again_later_is_the_same_to_the_byte(hall: Hall, road: Road) -> None:
    chance = Chance(hall)
    stories = list(chance.stories(60))
    take(hall, stories, 0)
    with pytest.raises(Interrupted), broken_off("finish", afterwards=True):
        road.send()
    courier = dict(files_of(road.out / "export-000001"))
    acts.set_national_code("operation", "insert", "A", by=SETTING_UP, note="试")
    take(hall, stories, 1)
    again = acts.export(road.out, by=JOB)
    assert dict(files_of(again.folder)) == courier
    acts.set_national_code("operation", "insert", "I", by=SETTING_UP, note="改回")


def take(hall: Hall, stories: list[Any], turn: int) -> None:
    """Record one round of the stories."""
    histories = [
        History(story.number, tuple(story.rounds[turn]), story.case if turn == 0 else None)
        for story in stories
        if len(story.rounds) > turn
    ]
    for result in cases.take_in_batch(histories, by=hall.manager):
        assert result.refused == []


def test_exports_of_a_random_ledger_add_up_to_the_whole(hall: Hall, road: Road) -> None:
    stories = list(Chance(hall, SEED + 1).stories(150, rounds=4))
    for turn in range(4):
        take(hall, stories, turn)
        road.send()
        assert road.receiver.tables == at_once(), f"seed {SEED}"
    assert sum(len(road.receiver.rows(table)) for table in TABLES) > 400


def test_who_commits_late_is_in_the_next_export(hall: Hall, road: Road) -> None:
    early = hall.accepted_case(on="2022-07-01")
    written, go_on = Flag(), Flag()
    late = []

    def accept_slowly() -> None:
        with transaction.atomic():
            late.append(hall.accepted_case(on="2022-07-04"))
            written.set()
            assert go_on.wait(WAIT_SECONDS)

    with ThreadPoolExecutor(1) as pool:
        slow = meanwhile(pool, accept_slowly)
        assert written.wait(WAIT_SECONDS)
        quick = road.send()
        go_on.set()
        assert slow.result(WAIT_SECONDS) is None
    assert [row["project_no"] for row in rows_in(quick.folder, ACCEPT)] == [early]
    assert [row["project_no"] for row in rows_in(road.send().folder, ACCEPT)] == late
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(recorded_at) FROM cases_caseevent WHERE case_number = %s", late)
        (recorded_at,) = cursor.fetchone()
    first = Export.objects.get(number=1)
    assert first.until < recorded_at < first.made_at, "the control: an export up to its own clock would have lost it"


def test_over_many_small_exports_with_writers_at_work_nothing_is_lost_and_nothing_told_twice(
    hall: Hall, road: Road
) -> None:
    def write(seed: int) -> None:
        chance = Random(SEED + seed)
        for _ in range(12):
            with transaction.atomic():
                number = hall.accepted_case(on="2022-07-01")
                sleep(chance.random() / 50)
                cases.record(number, NewEvent(Act.GRANT, day("2022-07-04")), by=hall.manager)
                sleep(chance.random() / 50)
            cases.deliver(number, by=hall.manager, at=day("2022-07-05"), how="window")

    with ThreadPoolExecutor(4) as pool:
        writing = [pool.submit(in_role, lambda seed=seed: write(seed)) for seed in range(4)]
        while not all(one.done() for one in writing):
            try:
                road.send()
            except Conflict as refused:
                assert refused.code == "not_yet_known"  # noqa: PT017 -- only this one is to be expected
        assert [one.result(WAIT_SECONDS) for one in writing] == [None] * 4
    road.send()
    assert len(road.receiver.batches) > 5
    assert len(road.receiver.rows(ACCEPT)) == 48
    assert len(road.receiver.rows(PROCESS)) == 48 * 4
    assert road.receiver.tables == at_once()
    windows = list(Export.objects.order_by("number").values_list("number", "since", "until"))
    assert [number for number, _, _ in windows] == list(range(1, len(windows) + 1))
    assert [since for _, since, _ in windows] == [None, *[until for _, _, until in windows[:-1]]]


def test_a_big_window_is_read_in_chunks(hall: Hall, road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(7):
        hall.received_case(on="2022-07-01")
    monkeypatch.setattr("yichuang.exchange.queries.outgoing.CHUNK", 3)
    told: list[tuple[int, int]] = []
    made = acts.export(road.out, by=JOB, told=lambda done, total: told.append((done, total)))
    assert (told, made.tables[ACCEPT]["rows"]) == ([(3, 7), (6, 7), (7, 7)], 7)
    numbers = [row["project_no"] for row in rows_in(made.folder, ACCEPT)]
    assert numbers == sorted(numbers)


def test_two_exports_do_not_run_at_once(hall: Hall, road: Road) -> None:
    hall.received_case(on="2022-07-01")
    answers: list[Any] = []

    def meanwhile_again(done: int, total: int) -> None:
        with ThreadPoolExecutor(1) as pool:
            answers.append(meanwhile(pool, lambda: acts.export(road.out, by=JOB)).result(WAIT_SECONDS))

    acts.export(road.out, by=JOB, told=meanwhile_again)
    assert [answer.code for answer in answers] == ["export_running"]
    assert acts.export(road.out, by=JOB).number == 2, "the lock is given back"


def test_what_a_killed_export_left_half_written_is_taken_away(hall: Hall, road: Road) -> None:
    hall.received_case(on="2022-07-01")
    draft = road.out / ".export-000001.part"
    draft.mkdir(parents=True)
    (draft / f"{ACCEPT}-1.csv").write_text("row_guid,proj")
    road.send()
    assert [path.name for path in road.out.iterdir()] == ["export-000001"]
    assert len(road.receiver.rows(ACCEPT)) == 1


def test_a_folder_that_is_not_this_export_is_left_alone(hall: Hall, road: Road) -> None:
    (road.out / "export-000001").mkdir(parents=True)
    (road.out / "export-000001" / "export.json").write_text('{"export": 1}')
    with pytest.raises(Refusal) as refused:
        road.send()
    assert (refused.value.code, refused.value.field) == ("folder_taken", "out")
    assert [path.name for path in (road.out / "export-000001").iterdir()] == ["export.json"]


def test_where_nothing_can_be_written_the_refusal_says_so_and_the_cursor_stays(hall: Hall, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Refusal) as refused:
        acts.export(tmp_path / "file", by=JOB)
    assert refused.value.code == "export_not_written"
    assert Export.objects.get().made_at is None
    assert acts.export(tmp_path / "out", by=JOB).number == 1


def test_erased_and_restricted_people_do_not_go_out(hall: Hall, road: Road) -> None:
    number = hall.received_case(on="2022-07-01", parties=(APPLICANT, AGENT))
    cases.erase_party(number, "applicant", 1, by=hall.manager)
    cases.keep_only(number, "agent", 1, by=hall.manager)
    made = road.send()
    written = (made.folder / f"{ACCEPT}-1.csv").read_text()
    assert not [word for word in (APPLICANT.name, APPLICANT.phone, AGENT.name, AGENT.phone) if word in written]


def test_the_log_says_who_took_it_out_and_why(hall: Hall, road: Road) -> None:
    made = acts.export(road.out, by=JOB, purpose="报送演练")
    line = AccessLog.objects.get(kind="export")
    assert (line.actor_id, line.object, line.purpose) == ("export", f"exchange_export/{made.number}", "报送演练")
    with pytest.raises(Refusal) as refused:
        acts.export(road.out, by=JOB, purpose=" ")
    assert refused.value.code == "purpose_missing"
    assert Export.objects.count() == 1


def test_who_has_no_right_or_only_a_department_takes_nothing_out(hall: Hall, road: Road) -> None:
    people.open_client(
        by=SETTING_UP, code="TOOL", name="对接程序", department_id=hall.transport, active_from=day("2022-01-01")
    )
    for somebody in (hall.manager, hall.clerk, hall.leader, Actor.client("TOOL"), Actor.system("SCJG")):
        with pytest.raises(Forbidden) as refused:
            acts.export(road.out, by=somebody)
        assert refused.value.rule == "exchange.export"
    assert (Export.objects.count(), road.out.exists()) == (0, False)
    with pytest.raises(Forbidden):
        queries.exports(seen_by=hall.clerk)


def test_codes_are_a_table_that_an_administrator_changes(hall: Hall, road: Road) -> None:
    account = people.open_account(by=SETTING_UP, username="admin", name="admin", password="a long enough sentence")
    post = people.appoint(by=SETTING_UP, account_id=account, centre_id=hall.centre, department_id=None,
                          roles=("system_admin",), valid_from=day("2021-01-01"))  # fmt: skip
    admin = Actor.staff(account, post)
    before = {(row["kind"], row["ours"]): row for row in queries.national_codes(seen_by=admin)}
    granted = before["result_type", "granted"]
    assert (granted["theirs"], granted["standing"]) == ("6", "second_hand")
    assert "未能查证" in granted["note"]
    acts.set_national_code("result_type", "granted", "0", by=admin, note="省大数据中心来函")
    acts.set_national_code("data_source", "hall", "510000", by=admin, note="省大数据中心来函")
    hall.granted_case(on="2022-07-01", granted="2022-07-04")
    road.send()
    ((result,), (accept,)) = road.receiver.rows(RESULT), road.receiver.rows(ACCEPT)
    assert (result["result_type"], accept["data_source"]) == ("0", "510000")
    for wrong, field in (({"kind": "colour"}, "kind"), ({"theirs": " "}, "theirs"), ({"note": "x" * 201}, "note")):
        entry = {"kind": "result_type", "ours": "granted", "theirs": "1", "note": "x"} | wrong
        with pytest.raises(Refusal) as refused:
            acts.set_national_code(**entry, by=admin)
        assert refused.value.field == field
    with pytest.raises(Forbidden):
        acts.set_national_code("result_type", "granted", "1", by=hall.manager, note="x")
    acts.set_national_code("result_type", "granted", "6", by=admin, note="改回")


def test_a_code_that_is_not_there_leaves_the_cell_empty_and_is_named(hall: Hall, road: Road) -> None:
    hall.received_case(
        on="2022-07-01", parties=(NewParty("applicant", "陈", document_kind="hmt_residence", document_number="1"),)
    )
    made = road.send()
    assert made.missing == [["page_type", "hmt_residence"]]
    assert road.receiver.rows(ACCEPT)[0]["applyer_page_type"] == ""
    assert queries.exports(seen_by=JOB)[0]["missing"] == made.missing


def test_the_command_exports_and_says_what(hall: Hall, road: Road, capsys: pytest.CaptureFixture[str]) -> None:
    hall.received_case(on="2022-07-01")
    Command().run_from_argv(["yichuang", "exchange", "export", "--out", str(road.out), "--json"])
    record = json.loads(capsys.readouterr().out)
    assert (record["export"], record["tables"][ACCEPT]["insert"]) == (1, 1)
    assert Path(record["folder"]) == road.out / "export-000001"
    Command().run_from_argv(["yichuang", "exchange", "export", "--out", str(road.out)])
    assert "第 2 批" in capsys.readouterr().out
