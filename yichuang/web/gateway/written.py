"""The contract in tables: data sets with their columns, lists of codes, codes of errors, samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.urls import reverse

from yichuang.exchange.labels import FILE_FAULTS, FORMAT_WORDS, KIND_WORDS, ROW_FAULTS
from yichuang.exchange.rules.codes import Fault
from yichuang.exchange.rules.datasets import DATASETS, SUFFIXES, Column, Dataset, Kind
from yichuang.web.parts import Crumb

_LENGTHLESS = frozenset({Kind.CODE, Kind.TIME})  # what a code list or a form bounds already


@dataclass(frozen=True, slots=True)
class WrittenColumn:
    """A column as the contract prints it."""

    column: Column
    kind: str
    length: str
    codes: str  # anchor of its list of codes


@dataclass(frozen=True, slots=True)
class WrittenDataset:
    """A data set as the contract prints it."""

    dataset: Dataset
    columns: Sequence[WrittenColumn]
    key: str


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list of codes and the columns that take it."""

    anchor: str
    title: str
    columns: str
    codes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SampleRow:
    """The samples of a data set for a system, a file for each format."""

    label: str
    files: Sequence[Crumb]


@cache
def datasets() -> Sequence[WrittenDataset]:
    """Return the data sets with their columns."""
    return [
        WrittenDataset(
            one,
            [
                WrittenColumn(
                    column, KIND_WORDS[column.kind], "" if column.kind in _LENGTHLESS else str(column.length),
                    _anchor(column) if column.codes else "",
                )
                for column in one.columns
            ],
            "、".join(one.column(name).label for name in one.key),
        )
        for one in DATASETS.values()
    ]  # fmt: skip


@cache
def code_lists() -> Sequence[CodeList]:
    """Return the lists of codes, each once, with all columns that take it."""
    users: dict[tuple[tuple[str, str], ...], dict[str, Column]] = {}
    for dataset in DATASETS.values():
        for column in dataset.columns:
            if column.codes:
                users.setdefault(tuple(column.codes.items()), {}).setdefault(column.name, column)
    return [
        CodeList(
            _anchor(next(iter(columns.values()))), "、".join(column.label for column in columns.values()),
            "、".join(columns), dict(codes),
        )
        for codes, columns in users.items()
    ]  # fmt: skip


@cache
def _first_users() -> Mapping[tuple[tuple[str, str], ...], str]:
    """Return the column that names a list of codes: the first that takes it."""
    found: dict[tuple[tuple[str, str], ...], str] = {}
    for dataset in DATASETS.values():
        for column in dataset.columns:
            if column.codes:
                found.setdefault(tuple(column.codes.items()), column.name)
    return found


def _anchor(column: Column) -> str:
    return f"codes-{_first_users()[tuple((column.codes or {}).items())]}"


def row_faults() -> Sequence[Fault]:
    """Return what can be wrong with a row."""
    return list(ROW_FAULTS.values())


def file_faults() -> Sequence[Fault]:
    """Return why a whole delivery may be refused."""
    return list(FILE_FAULTS.values())


def samples(code: str) -> Sequence[SampleRow]:
    """Return where the samples of a system are, by data set."""
    return [
        SampleRow(
            one.label,
            [
                Crumb(FORMAT_WORDS[format], reverse("sample-file", args=[code, one.name, format]))
                for format in SUFFIXES
            ],
        )
        for one in DATASETS.values()
    ]  # fmt: skip
