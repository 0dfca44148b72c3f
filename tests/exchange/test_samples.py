"""The samples: every file passes what any delivery must pass, and the formats tell the same story."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from yichuang.exchange.reading import batches, dataset_of, recognise
from yichuang.exchange.rules.checks import Context, examine
from yichuang.exchange.rules.datasets import DATASETS, FORMATS
from yichuang.exchange.rules.samples import Setting, samples
from yichuang.exchange.writing.samples import write_samples

DAY = date(2022, 7, 1)
SETTING = Setting("SCJG", "ITEM-1", DAY, item_type="01", department_code="SCJ", region_code="990100")
ZONE = ZoneInfo("Asia/Shanghai")


def house(item_type: str = "01") -> Context:
    """Return what the checks of a small house know."""
    return Context(
        system_code="SCJG",
        mapping={},
        items=pl.DataFrame(
            {"code": ["ITEM-1"], "item_id": [1], "item_type": [item_type], "department_id": [1], "allowed": [True]}
        ),
        versions=pl.DataFrame(
            {"item_id": [1], "version_id": [1], "first": [date(2020, 1, 1)], "last": [None]},
            schema_overrides={"last": pl.Date},
        ),
        departments=pl.DataFrame({"code": ["SCJ"], "department_id": [1], "own": [True]}),
        regions=pl.DataFrame({"code": ["990100"], "region_id": [1]}),
        region_id=1,
        department_id=1,
        channel="2",
        remedy="standard",
        remedies=frozenset({"standard"}),
        now=datetime(2022, 7, 1, tzinfo=ZONE),
        zone=ZONE,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the samples."""
    folder = tmp_path_factory.mktemp("out") / "samples"
    write_samples(folder, SETTING)
    return folder


def read(path: Path) -> pl.DataFrame:
    """Return the rows of a file, none of which is damaged."""
    format, encoding = recognise(path)
    dataset = dataset_of(path, format, encoding, path.name)
    (batch,) = batches(path, format=format, encoding=encoding, dataset=dataset)
    assert not batch.damaged
    return batch.frame


def test_there_is_a_file_for_each_data_set_and_format(folder: Path) -> None:
    names = {path.name for path in folder.iterdir()}
    assert names == {f"SCJG-{dataset}-sample.{format}" for dataset in DATASETS for format in FORMATS}


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_sample_says_the_same_in_every_format_and_passes_the_checks(dataset: str, folder: Path) -> None:
    first, *others = (read(folder / f"SCJG-{dataset}-sample.{format}") for format in FORMATS)
    for other in others:
        assert other.equals(first)
    assert first.height >= 1
    errors = examine(first, DATASETS[dataset], house()).errors
    assert errors.rows() == []


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("dataset", DATASETS)
def test_a_sample_is_told_by_its_headings_alone(dataset: str, format: str, folder: Path) -> None:
    path = folder / f"SCJG-{dataset}-sample.{format}"
    assert dataset_of(path, *recognise(path), "today").name == dataset


def test_the_story_is_one_over_the_data_sets() -> None:
    told = samples(SETTING)
    numbers = {name: {row["project_no"] for row in rows} for name, rows in told.items()}
    assert numbers["process"] | numbers["special"] | numbers["supplement"] | numbers["result"] == numbers["accept"]
    assert not numbers["compact"] & numbers["accept"]
    assert {row["result_type"] for row in told["result"]} == {"granted", "refused", "withdrawn"}
    assert {row["special_type"] for row in told["special"]} == {"1", "2"}


def test_a_public_service_is_not_extended() -> None:
    setting = Setting("RSXT", "ITEM-1", DAY, item_type="20")
    told = samples(setting)
    assert {row["special_type"] for row in told["special"]} == {"2"}
    assert "org_code" not in told["accept"][0]


def test_times_follow_the_day_of_the_installation() -> None:
    later = samples(Setting("SCJG", "ITEM-1", date(2026, 11, 25)))
    days = [value[:10] for rows in later.values() for row in rows for name, value in row.items() if "date" in name]
    assert max(days) < "2026-11-25"
    assert min(days) > "2026-09-30"
