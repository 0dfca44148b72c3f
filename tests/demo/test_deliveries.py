"""The demo's deliveries: exact figures, one seed one set of bytes, every row well and every case lawful."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from django.core.management import call_command

from yichuang.cases.rules.dossier import Dossier
from yichuang.cases.rules.records import NewEvent
from yichuang.cases.rules.words import Act
from yichuang.catalogue.rules import FrozenVersion
from yichuang.demo.rules.deliveries import Deliveries, Delivery
from yichuang.demo.rules.draws import Draws
from yichuang.demo.rules.histories import Keys
from yichuang.demo.rules.items import items
from yichuang.demo.rules.places import bureaus, prefectures
from yichuang.demo.rules.volumes import FROM, THROUGH
from yichuang.exchange.reading import batches, dataset_of, recognise
from yichuang.exchange.rules.arriving import named
from yichuang.exchange.rules.checks import Context, examine
from yichuang.exchange.rules.datasets import DATASETS
from yichuang.people.rules import Actor
from yichuang.workdays.rules import first_calendar

CALENDAR = first_calendar()
HALL = ZoneInfo("Asia/Shanghai")
KEYS = Keys.counted()
ITEM_OF = {item.local_code: item for item in items()}
SCALE = Fraction(1, 500)


def deliveries(scale: Fraction = SCALE, seed: int = 1) -> Deliveries:
    return Deliveries(seed=seed, scale=scale, calendar=CALENDAR)


@pytest.fixture(scope="module")
def files() -> list[Delivery]:
    """Return all deliveries at a five-hundredth."""
    return list(deliveries().files())


def group_of(task_code: str) -> str:
    item_type = ITEM_OF[task_code].item_type
    return item_type if item_type in ("01", "20") else "02-10"


def rows(files: list[Delivery], *datasets: str) -> Iterator[dict[str, Any]]:
    """Yield the rows as they are in the end: those that a revision names as it has them."""
    wanted = [one for one in files if one.dataset in datasets]
    revised = {
        (one.name, row["project_no"]): row for one in wanted if one.revision for row in one.frame.iter_rows(named=True)
    }
    for one in wanted:
        if not one.revision:
            for row in one.frame.iter_rows(named=True):
                yield revised.get((one.name, row["project_no"]), row) | {"system": one.system}


def inside(text: str | None) -> bool:
    return text is not None and FROM <= date.fromisoformat(text[:10]) <= THROUGH


def figures_of(files: list[Delivery]) -> dict[str, tuple[int, int]]:
    """Count row by row, as a clerk with a pencil would."""
    accepted: Counter[str] = Counter()
    concluded: Counter[str] = Counter()
    group = {}
    for row in rows(files, "accept", "compact"):
        its_group = group[row["system"], row["project_no"]] = group_of(row["task_code"])
        accepted[its_group] += inside(row["accept_date"])
    for row in rows(files, "result", "compact"):
        concluded[group[row["system"], row["project_no"]]] += inside(row["result_date"])
    return {name: (accepted[name], concluded[name]) for name in accepted}


def test_figures_are_those_announced_and_no_number_comes_twice(files):
    source = deliveries()
    assert figures_of(files) == source.figures()
    numbers = [(row["system"], row["project_no"]) for row in rows(files, "accept", "compact")]
    assert len(numbers) == len(set(numbers)) == source.cases


def test_cases_come_in_over_both_quarters_as_they_do_in_the_demo(files):
    months = Counter(row["accept_date"][:7] for row in rows(files, "accept", "compact"))
    first, second = (sum(months[f"2022-{month:02d}"] for month in quarter) for quarter in ((1, 2, 3), (4, 5, 6)))
    assert 0.7 < first / second < 1.0
    assert 0 < sum(number for month, number in months.items() if month < "2022") < 0.01 * first


def test_large_systems_deliver_in_rounds_acceptances_before_results(monkeypatch):
    monkeypatch.setattr("yichuang.demo.rules.deliveries.ROUND", 1500)
    accepted: dict[str, set[str]] = defaultdict(set)
    sequence: Counter[str] = Counter()
    earliest: dict[str, list[str]] = defaultdict(list)
    for one in deliveries().files():
        numbers = set(one.frame["project_no"])
        if one.revision:
            assert one.sequence <= sequence[one.system]
            assert numbers <= accepted[one.system]
            continue
        sequence[one.system] += 1
        assert one.sequence == sequence[one.system]
        if one.dataset in ("accept", "compact"):
            assert not accepted[one.system] & numbers
            accepted[one.system] |= numbers
            this_year = one.frame.filter(pl.col("accept_date") > "2022-01")["accept_date"]
            earliest[one.system].append(min(this_year))
        assert one.early or numbers <= accepted[one.system]
    assert sum(map(len, accepted.values())) == deliveries().cases
    assert len(earliest["SBXT"]) > 3
    assert earliest["SBXT"] == sorted(earliest["SBXT"])


def test_one_system_brings_a_week_last_and_another_its_results_first(files):
    of = {system: [one for one in files if one.system == system and not one.revision] for system in ("JYXT", "NYXT")}
    *before, accepted, _ = of["JYXT"]
    week = ("2022-03-14", "2022-03-21")
    assert accepted.frame.height > 5
    assert accepted.frame["accept_date"].is_between(*map(pl.lit, week), closed="left").all()
    late = set(accepted.frame["project_no"])
    assert not any(late & set(one.frame["project_no"]) for one in before)
    assert [(one.dataset, one.early) for one in of["NYXT"]] == [("result", True), ("accept", False)]


def test_each_system_corrects_a_few_rows_and_no_figure_moves(files):
    plain = {(one.name): one.frame for one in files if not one.revision}
    revisions = [one for one in files if one.revision]
    assert {one.system for one in revisions} == {one.system for one in files}
    changed: Counter[str] = Counter()
    for one in revisions:
        assert one.frame.height <= 1 + plain[one.name].height // 5000
        both = one.frame.join(plain[one.name], on="project_no", suffix="_was")
        assert both.height == one.frame.height
        for column in one.frame.columns[1:]:
            changed[column] += both.filter(pl.col(column).ne_missing(pl.col(f"{column}_was"))).height
    assert set(+changed) == {"apply_type", "applyer_name", "result_date"}
    assert sum(changed.values()) == sum(one.frame.height for one in revisions)


def test_deliveries_are_received_after_what_they_tell_and_two_systems_fell_silent(monkeypatch):
    monkeypatch.setattr("yichuang.demo.rules.deliveries.ROUND", 1500)
    last: dict[str, date] = {}
    for one in deliveries().files():
        assert one.received >= last.get(one.system, date.min)
        last[one.system] = one.received
        told = one.frame.select(pl.max_horizontal(pl.col("^.*_(date|time)$").max())).item()
        assert told <= f"{one.received}"  # on the day itself only a date is told, no time of day
    silent = {system for system, day in last.items() if day < THROUGH}
    assert silent == {"CZXT", "GJXT"}
    assert {last[system] for system in silent} == {date(2022, 6, 24)}


def test_pieces_of_any_size_draw_the_same():
    whole = Draws("k", 0, 1000)
    parts = [Draws("k", first, 250) for first in (0, 250, 500, 750)]
    assert pl.concat([part.uniform("a") for part in parts]).equals(whole.uniform("a"))
    assert not whole.uniform("a").equals(whole.uniform("b"))
    many = Draws("k", 0, 100_000).uniform("a")
    assert (many.min(), many.max()) == (pytest.approx(0, abs=1e-3), pytest.approx(1, abs=1e-3))
    assert many.mean() == pytest.approx(0.5, abs=0.005)
    assert whole.below("c", 7).unique().sort().to_list() == list(range(7))


def test_all_data_sets_occur_and_the_market_supervision_platform_has_the_full_set():
    systems = defaultdict(set)
    for one in deliveries(Fraction(1, 100)).files():
        systems[one.system].add(one.dataset)
    assert systems["SCJG"] == set(DATASETS) - {"compact"}
    assert systems["ZJXT"] == {"accept", "supplement", "special", "result"}
    assert systems["JTXT"] == {"accept", "special", "result"}
    assert systems["CLXT"] == {"compact"}
    assert systems["RSXT"] == {"accept", "result"}
    assert set().union(*systems.values()) == set(DATASETS)
    assert set(systems) <= {bureau.system for bureau in bureaus()}


def house(system: str) -> Context:
    """Return what the checks know of the demo's house."""
    own = {bureau.code for bureau in bureaus() if bureau.system == system}
    codes = sorted(ITEM_OF)
    ids = list(range(1, len(codes) + 1))
    units = {bureau.code: place for place, bureau in enumerate(bureaus(), 1)}
    homes = [ITEM_OF[code].bureau.code for code in codes]
    return Context(
        system_code=system,
        mapping={},
        items=pl.DataFrame(
            {
                "code": codes,
                "item_id": ids,
                "item_type": [ITEM_OF[code].item_type for code in codes],
                "department_id": [units[home] for home in homes],
                "allowed": [home in own for home in homes],
            }
        ),
        versions=pl.DataFrame(
            {"item_id": ids, "version_id": ids, "first": [date(2020, 1, 1)] * len(ids), "last": [None] * len(ids)},
            schema_overrides={"last": pl.Date},
        ),
        departments=pl.DataFrame(
            {"code": list(units), "department_id": list(units.values()), "own": [code in own for code in units]}
        ),
        regions=pl.DataFrame({"code": [one.code for one in prefectures()], "region_id": range(len(prefectures()))}),
        region_id=1,
        department_id=1,
        channel="2",
        remedy="standard",
        remedies=frozenset({"standard"}),
        now=datetime(2022, 7, 1, 0, 1, tzinfo=HALL),  # the demo's own day, just begun
        zone=HALL,
    )


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_every_row_of_every_file_passes_the_checks(format: str, tmp_path: Path):
    out = StringIO()
    call_command(
        "demo", "deliveries", "--scale=0.001", f"--out={tmp_path}/out", f"--format={format}", "--json", stdout=out
    )
    record = json.loads(out.getvalue())
    paths = sorted((tmp_path / "out").iterdir())
    assert len(paths) == record["files"]
    read = 0
    for path in paths:
        said = named(path.name)
        assert (said.number[-5], path.suffix) == ("-", f".{format}")
        kind, encoding = recognise(path)
        dataset = dataset_of(path, kind, encoding, path.name)
        assert (kind, dataset.name) == (format, said.dataset)
        for batch in batches(path, format=kind, encoding=encoding, dataset=dataset):
            assert not batch.damaged
            assert examine(batch.frame, dataset, house(said.code)).errors.rows() == []
            read += batch.frame.height
    assert read == record["rows"] == sum(sum(one["rows"].values()) for one in record["systems"])
    assert record["cases"] == deliveries(Fraction(1, 1000)).cases


def frozen(local_code: str) -> FrozenVersion:
    item = ITEM_OF[local_code]
    return FrozenVersion(
        1, 1, 1, item.national_code, item.local_code, item.item_type, item.procedure,
        KEYS.department_ids[item.bureau.code], date(2020, 1, 1), item.terms,
    )  # fmt: skip


def at(text: str) -> datetime:
    """Return an instant; where the last day is written without its time, late in the evening."""
    return datetime.fromisoformat(text if " " in text else f"{text} 23:00:00").replace(tzinfo=HALL)


def told_of_cases(files: list[Delivery]) -> Iterator[tuple[dict[str, Any], list[NewEvent]]]:
    """Yield acceptance and events of each case of a system with all data sets that is no public service."""
    events: dict[tuple[str, str], list[tuple[datetime, int, NewEvent]]] = defaultdict(list)

    def add(row: dict[str, Any], when: str | None, order: int, act: Act, reason: str = "", **data: Any) -> None:
        if when:
            events[row["system"], row["project_no"]].append(
                (at(when), order, NewEvent(act, at(when), reason, "", data))
            )

    for row in rows(files, "supplement"):
        add(row, row["notice_time"], 2, Act.REQUEST_SUPPLEMENT)
        add(row, row["supplement_time"], 3, Act.SUPPLEMENT)
    for row in rows(files, "special"):
        if row["special_type"] == "1":
            add(row, row["special_time"], 5, Act.EXTEND, row["special_reason"], days=int(row["special_days"]),
                approver=row["special_approver"])  # fmt: skip
        else:
            add(row, row["special_time"], 5, Act.PAUSE, kind=row["special_name"], no="1")
            add(row, row["end_time"], 6, Act.RESUME, no="1")
    acts = {"granted": Act.GRANT, "refused": Act.REFUSE, "withdrawn": Act.WITHDRAW}
    for row in rows(files, "result"):
        data = {"remedy": "standard"} if row["result_type"] == "refused" else {}
        add(row, row["result_date"], 7, acts[row["result_type"]], row["result_reason"] or "", **data)
        add(row, row["delivery_date"], 8, Act.DELIVER, how=row["delivery_way"])
    for row in rows(files, "accept"):
        add(row, row["apply_date"], 1, Act.RECEIVE)
        add(row, row["accept_date"], 4, Act.ACCEPT)
        yield row, [event for *_, event in sorted(events[row["system"], row["project_no"]], key=lambda one: one[:2])]


def test_every_case_of_the_full_sets_is_lawful_and_has_what_makes_it_worth_a_look():
    full = [one for one in deliveries(Fraction(1, 100)).files() if one.system in ("SCJG", "ZJXT", "JTXT")]
    seen: Counter[Act] = Counter()
    for row, events in told_of_cases(full):
        case = {"item_version_id": row["task_code"]}
        dossier = Dossier(row["project_no"], case, [], version_of=frozen, calendar=CALENDAR, zone=HALL)
        for event in events:
            dossier.append(event, by=Actor.job("demo"), recorded_at=datetime(2026, 11, 1, tzinfo=UTC))
        seen.update(event.act for event in events)
    assert set(seen) == {
        Act.RECEIVE, Act.REQUEST_SUPPLEMENT, Act.SUPPLEMENT, Act.ACCEPT, Act.PAUSE, Act.RESUME, Act.EXTEND, Act.GRANT,
        Act.REFUSE, Act.WITHDRAW, Act.DELIVER,
    }  # fmt: skip
    assert 0 < seen[Act.RESUME] < seen[Act.PAUSE]


def test_one_seed_gives_one_set_of_bytes_and_numbers_and_another_seed_others(tmp_path: Path):
    def digests(name: str, *words: str) -> dict[str, str]:
        out = tmp_path / name
        call_command("demo", "deliveries", f"--out={out}", "--scale=0.0005", *words, "--json", stdout=StringIO())
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(out.iterdir())}

    first = digests("a")
    assert first == digests("b")
    assert digests("c", "--format=parquet") == digests("d", "--format=parquet")
    other = digests("e", "--seed=7")
    assert not set(first.values()) & set(other.values())
    assert len({deliveries(scale, seed).rows.tag for scale in (SCALE, Fraction(1)) for seed in (1, 2)}) == 4


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path):
    (tmp_path / "mine.txt").write_text("x")
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("demo", "deliveries", "--scale=0.0001", f"--out={tmp_path}", "--json", stdout=out)
    assert json.loads(out.getvalue())["error"]["code"] == "out_not_empty"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
