"""The lake: a copy of the ledger as Parquet, whole and without persons, from which every figure can be counted anew."""

from __future__ import annotations

import errno
import json
from collections import Counter
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.core.management import CommandError, call_command

from tests.cases.chance import SEED
from tests.cases.test_tallies import Ledger
from tests.cast import APPLICANT, Hall, day
from yichuang.cases import acts as ledger
from yichuang.cases.models import Case, CaseEvent
from yichuang.cases.queries import sums
from yichuang.kit.errors import Refusal
from yichuang.kit.hashing import sm3
from yichuang.statistics import acts, queries
from yichuang.statistics.lake import chunks, export, layout, parts

HALF_YEAR = {"start": date(2022, 5, 1), "end": date(2022, 8, 31)}
BY: list[tuple[str, ...]] = [
    (), ("item_type",), ("department", "month"), ("item", "region", "channel"), ("centre", "source", "week"), ("day",),
]  # fmt: skip


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks and parts so small that a test's ledger needs many of each."""
    monkeypatch.setattr(chunks, "CASES_AT_ONCE", 7)
    monkeypatch.setattr(parts, "PART_ROWS", 20)
    monkeypatch.setattr(parts, "WAITING_ROWS_MAX", 60)
    monkeypatch.setattr(parts, "PIECES_MAX", 3)


@pytest.fixture
def random_ledger(hall: Hall) -> Ledger:
    return Ledger(hall, SEED, 150)


def exported(folder: Path) -> queries.Lake:
    acts.export_lake(folder)
    return queries.open_lake(folder)


def frame(lake: queries.Lake, relation: str) -> pl.DataFrame:
    return pl.concat(pl.read_parquet(path, hive_partitioning=False) for path in lake.files(relation))


def a_few_cases(hall: Hall) -> list[str]:
    granted = hall.granted_case(on="2022-07-01", granted="2022-07-08", parties=(APPLICANT,), subject="张三的许可")
    moved = hall.accepted_case(on="2022-06-20", item="service", sender_number="张三-001")
    ledger.reassign(moved, by=hall.manager, at=day("2022-07-06"), to={"department_id": hall.health})
    refused = hall.accepted_case(on="2022-07-04")
    ledger.refuse(
        refused, by=hall.manager, at=day("2022-07-05"), reason="张三不合条件", remedy="standard", text="住某路1号"
    )
    turned_away = hall.received_case(on="2022-07-05")
    ledger.tell_not_required(turned_away, by=hall.manager, at=day("2022-07-05"), reason="no_licence_needed")
    return [granted, moved, refused, turned_away]


@pytest.mark.usefixtures("small")
def test_figures_counted_from_the_lake_equal_those_counted_from_the_ledger(
    random_ledger: Ledger, tmp_path: Path
) -> None:
    lake = exported(tmp_path / "lake")
    instants = [None, lake.known_at, *random_ledger.instants, random_ledger.instants[0] - timedelta(days=1)]
    for known_at in instants:
        for by in BY:
            there = queries.figures(**HALF_YEAR, by=by, known_at=known_at, lake=lake)
            here = queries.figures(**HALF_YEAR, by=by, known_at=known_at or lake.known_at, recount=True)
            assert there == here, (by, known_at, SEED)
    acts_drawn = set(CaseEvent.objects.values_list("act", flat=True))
    assert acts_drawn >= {"rectify", "void", "reassign", "deem_accepted", "pause", "resume", "due_moved", "extend"}
    assert CaseEvent.objects.filter(data__has_key="was").exclude(act="reassign").exists(), "a regrouping was mended"
    (row,) = queries.figures(**HALF_YEAR, lake=lake)
    assert all(row[code] for code in ("accepted", "concluded", "concluded_late", "overdue", "refused", "out_of_scope"))


def test_every_amount_is_the_ledgers_for_any_window_and_filter(random_ledger: Ledger, tmp_path: Path) -> None:
    lake, hall = exported(tmp_path / "lake"), random_ledger.hall

    def amounts(found: Any) -> Counter[Any]:
        return +Counter({(one.dimensions, one.measure, one.day): one.n for one in found})

    for filters in ({}, {"department": hall.health}, {"item_type": "20", "channel": "1"}):
        for daily in (True, False):
            for with_past in (True, False):
                asked = {
                    "start": date(2022, 6, 1), "end": date(2022, 6, 30), "by": ("source", "item"), "daily": daily,
                    "filters": filters, "with_past": with_past,
                }  # fmt: skip
                there = amounts(queries.lake_sums(lake, **asked))
                assert there == amounts(sums(**asked, counted_at=lake.known_at)), (asked, SEED)
                assert there


@pytest.mark.usefixtures("small")
def test_the_printed_figures_from_cases_equal_those_from_events(random_ledger: Ledger, tmp_path: Path) -> None:
    lake = exported(tmp_path / "lake")
    rows = queries.figures(**HALF_YEAR, by=("item_type",), lake=lake)
    expected = {row["item_type"]: (row["accepted"], row["concluded"]) for row in rows}
    found = queries.printed_figures(lake, HALF_YEAR["start"], HALF_YEAR["end"])
    assert {kind: pair for kind, pair in found.items() if any(pair)} == {
        kind: pair for kind, pair in expected.items() if any(pair)
    }
    assert {"01", "20"} <= set(found)


@pytest.mark.usefixtures("small")
def test_the_lake_holds_every_case_and_event_once_in_order(random_ledger: Ledger, tmp_path: Path) -> None:
    manifest = acts.export_lake(tmp_path / "lake")
    lake = queries.open_lake(tmp_path / "lake")
    cases, events = frame(lake, "cases"), frame(lake, "events")
    assert sorted(cases["number"]) == sorted(Case.objects.values_list("number", flat=True))
    assert sorted(events.select("case_number", "seq").rows()) == sorted(CaseEvent.objects.values_list("case_id", "seq"))
    assert manifest["totals"] == {"cases": cases.height, "events": events.height}
    for relation in ("cases", "events"):
        assert sum(one[relation] for one in manifest["partitions"]) == manifest["totals"][relation]
    folders = [Path(path).parent for path in lake.files("events")]
    assert len(folders) > len(set(folders)) > 5, "several partitions, some in several parts"
    for folder in set(folders):
        one = pl.concat(pl.read_parquet(path) for path in sorted(folder.iterdir()))
        assert one.select("case_number", "seq").rows() == sorted(one.select("case_number", "seq").rows())


def test_a_case_as_the_lake_has_it_is_as_the_ledger_has_it(random_ledger: Ledger, tmp_path: Path) -> None:
    lake = exported(tmp_path / "lake")
    names = ("number", "item_version_id", "centre_id", "department_id", "region_id", "channel", "source", "state",
             "accepted_on", "ended_on", "due_on", "legal_due_on", "working_days")  # fmt: skip
    there = frame(lake, "cases").sort("number").select(*names, pl.col("outcome").cast(pl.String).fill_null("")).rows()
    assert there == list(Case.objects.order_by("number").values_list(*names, "outcome"))


def test_a_case_and_its_events_lie_under_the_month_of_acceptance_and_the_type(hall: Hall, tmp_path: Path) -> None:
    granted, moved, refused, turned_away = a_few_cases(hall)
    lake = exported(tmp_path / "lake")
    where = {
        granted: ("2022-07", "01"),
        moved: ("2022-06", "20"),
        refused: ("2022-07", "01"),
        turned_away: ("none", "01"),
    }
    for number, (month, item_type) in where.items():
        for relation, column in (("cases", "number"), ("events", "case_number")):
            path = lake.folder / layout.partition(relation, month, item_type) / "part-0001.parquet"
            assert number in pl.read_parquet(path)[column]


def test_what_is_recorded_after_the_instant_is_not_in_the_lake(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The snapshot is taken after the instant; what was committed between them is left out, and undone."""
    number = hall.accepted_case(on="2022-07-01")
    known_at = queries.safe_instant()
    ledger.reassign(number, by=hall.manager, at=day("2022-07-02"), to={"item_version_id": hall.versions["gap"]})
    ledger.grant(number, by=hall.manager, at=day("2022-07-04"))
    hall.accepted_case(on="2022-07-05")
    monkeypatch.setattr(export, "safe_instant", lambda: known_at)
    lake = exported(tmp_path / "lake")
    (case,) = frame(lake, "cases").rows(named=True)
    assert (case["number"], case["state"], case["ended_on"], case["events"]) == (number, "under_review", None, 2)
    assert case["item_version_id"] == hall.versions["licence"]
    assert frame(lake, "events")["held_until"].null_count() == 1
    assert queries.figures(**HALF_YEAR, lake=lake) == queries.figures(**HALF_YEAR, known_at=known_at)


def test_the_manifest_tells_rows_size_and_hash_of_every_file(hall: Hall, tmp_path: Path) -> None:
    a_few_cases(hall)
    lake = exported(tmp_path / "lake")
    entries = {entry["path"]: entry for entry in lake.manifest["files"]}
    there = {path.relative_to(lake.folder).as_posix() for path in lake.folder.rglob("*.parquet")}
    assert entries.keys() == there
    for path, entry in entries.items():
        content = (lake.folder / path).read_bytes()
        assert (entry["bytes"], entry["sm3"]) == (len(content), sm3(content).hex())
        assert entry["rows"] == pl.read_parquet(lake.folder / path).height
    queries.verify_lake(lake)


def test_nothing_in_the_lake_names_a_person(hall: Hall, tmp_path: Path) -> None:
    a_few_cases(hall)
    lake = exported(tmp_path / "lake")
    for path in lake.folder.rglob("*"):
        if path.suffix == ".parquet":
            texts = pl.read_parquet(path).select(pl.selectors.string() | pl.selectors.enum())
            content = "\n".join(str(row) for row in texts.rows())
            assert content
        else:
            content = path.read_text(encoding="utf-8") if path.is_file() else ""
        for secret in ("张三", "某路", APPLICANT.document_number, APPLICANT.phone, hall.manager.id + "'"):
            assert secret not in content, (path, secret)


def test_the_page_in_the_lake_tells_every_column() -> None:
    page = layout.readme()
    for name in (*layout.CASE_COLUMNS, *layout.EVENT_COLUMNS):
        assert f"`{name}`" in page, name


@pytest.mark.parametrize(
    ("code", "harm"),
    [
        ("lake_file_missing", lambda path: path.unlink()),
        ("lake_file_changed", lambda path: path.write_bytes(path.read_bytes()[::-1])),
        ("lake_file_changed", lambda path: path.write_bytes(path.read_bytes() + b" ")),
    ],
)
def test_a_file_that_is_missing_or_changed_is_named(hall: Hall, tmp_path: Path, code: str, harm: Any) -> None:
    a_few_cases(hall)
    lake = exported(tmp_path / "lake")
    harmed = lake.files("events")[0]
    harm(Path(harmed))
    with pytest.raises(Refusal) as refused:
        queries.verify_lake(lake)
    assert (refused.value.code, refused.value.field) == (code, str(Path(harmed).relative_to(lake.folder)))


def test_a_file_that_nobody_listed_is_named(hall: Hall, tmp_path: Path) -> None:
    lake = exported(tmp_path / "lake")
    (lake.folder / "cases").mkdir()
    (lake.folder / "cases" / "more.parquet").write_bytes(b"")
    with pytest.raises(Refusal) as refused:
        queries.verify_lake(lake)
    assert (refused.value.code, refused.value.field) == ("lake_file_unknown", "cases/more.parquet")


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("lake_version_unknown", {"version": 2}),
        ("lake_unreadable", {"known_at": "yesterday"}),
        ("lake_unreadable", {"files": [{"path": "../../etc/passwd", "rows": 1, "bytes": 1, "sm3": ""}]}),
        ("lake_of_another", {"installation": "another"}),
    ],
)
@pytest.mark.usefixtures("hall")
def test_a_manifest_that_is_not_ours_is_refused(tmp_path: Path, code: str, change: dict[str, Any]) -> None:
    manifest = acts.export_lake(tmp_path) | change
    (tmp_path / layout.MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(Refusal) as refused:
        queries.figures(**HALF_YEAR, lake=queries.open_lake(tmp_path))
    assert refused.value.code == code


@pytest.mark.usefixtures("hall")
def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "note").write_text("mine")
    with pytest.raises(Refusal) as refused:
        acts.export_lake(tmp_path)
    assert refused.value.code == "out_not_empty"
    assert [path.name for path in tmp_path.iterdir()] == ["note"]
    with pytest.raises(Refusal) as refused:
        acts.export_lake(tmp_path / "note")
    assert refused.value.code == "out_not_empty"


@pytest.mark.parametrize("there", [True, False])
def test_an_export_that_breaks_off_leaves_nothing_behind(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    a_few_cases(hall)
    out = tmp_path / "lake"
    if there:
        out.mkdir()

    def broken(*_: Any) -> Any:
        assert list(out.rglob("*.parquet")), "it breaks off half-way"
        assert {path.name for path in out.iterdir()} == {layout.DRAFT}, "all of it is under a temporary name"
        raise KeyboardInterrupt

    monkeypatch.setattr(export, "_manifest", broken)
    with pytest.raises(KeyboardInterrupt):
        acts.export_lake(out)
    assert (list(out.iterdir()) == []) if there else not out.exists()
    monkeypatch.undo()
    queries.verify_lake(exported(out))


@pytest.mark.usefixtures("hall")
def test_a_disk_that_is_full_is_said_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(export, "write_file", full)
    with pytest.raises(Refusal) as refused:
        acts.export_lake(tmp_path / "lake")
    assert (refused.value.code, "No space left" in refused.value.message) == ("out_unwritable", True)
    assert not (tmp_path / "lake").exists()


@pytest.mark.usefixtures("hall")
def test_a_folder_without_a_manifest_is_no_lake(tmp_path: Path) -> None:
    acts.export_lake(tmp_path / "lake")
    (tmp_path / "lake" / layout.MANIFEST).unlink()
    with pytest.raises(Refusal) as refused:
        queries.open_lake(tmp_path / "lake")
    assert refused.value.code == "no_lake"


@pytest.mark.usefixtures("hall")
def test_an_empty_ledger_gives_an_empty_lake(tmp_path: Path) -> None:
    lake = exported(tmp_path)
    assert lake.manifest["totals"] == {"cases": 0, "events": 0}
    assert queries.figures(**HALF_YEAR, lake=lake) == queries.figures(**HALF_YEAR)
    assert queries.printed_figures(lake, HALF_YEAR["start"], HALF_YEAR["end"]) == {}


def run(*words: str) -> tuple[dict[str, Any], int]:
    out = StringIO()
    try:
        call_command(*words, "--json", stdout=out)
    except SystemExit as left:
        return json.loads(out.getvalue()), int(left.code or 0)
    return json.loads(out.getvalue()), 0


FIGURES = ("figures", "--from", "2022-05-01", "--to", "2022-08-31", "--by", "item_type")


def test_the_commands_answer_with_one_object(hall: Hall, tmp_path: Path) -> None:
    a_few_cases(hall)
    folder = str(tmp_path / "lake")
    said, status = run("lake", "export", folder)
    assert (status, said["lake"], said["cases"], said["events"]) == (0, folder, 4, CaseEvent.objects.count())
    assert run("lake", "verify", folder) == (said, 0)
    there, status = run(*FIGURES, "--recount", "--engine", "duckdb", "--lake", folder)
    here, _ = run(*FIGURES, "--recount", "--as-known-at", said["known_at"])
    assert (there, status) == (here, 0)
    assert there["known_at"] == said["known_at"]
    assert run("lake", "export", folder)[0]["error"]["code"] == "out_not_empty"
    next(Path(folder).rglob("part-*")).unlink()
    for words in (("lake", "verify", folder), (*FIGURES, "--recount", "--engine", "duckdb", "--lake", folder)):
        refused, status = run(*words)
        assert (refused["error"]["code"], status) == ("lake_file_missing", 1)


def test_a_later_instant_than_the_lakes_is_refused(hall: Hall, tmp_path: Path) -> None:
    lake = exported(tmp_path)
    hall.accepted_case(on="2022-07-01")
    later = (lake.known_at + timedelta(milliseconds=1)).isoformat()
    refused, status = run(*FIGURES, "--recount", "--engine", "duckdb", "--lake", str(tmp_path), "--as-known-at", later)
    assert (refused["error"]["code"], status) == ("lake_too_old", 1)
    assert datetime.fromisoformat(later) > lake.known_at


@pytest.mark.parametrize(
    "words",
    ["--engine duckdb", "--recount --engine duckdb", "--recount --lake x", "--lake x", "--engine duckdb --lake x"],
)
def test_options_that_do_not_go_together_are_wrong_usage(db: None, words: str) -> None:
    with pytest.raises(CommandError) as refused:
        call_command(*FIGURES, *words.split())
    assert refused.value.returncode == 2
