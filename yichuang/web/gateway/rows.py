"""Rows that stand aside: as lists draw them, with errors beside their fields, and as a form to correct them in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse

from yichuang.exchange.labels import DATASET_WORDS, HELD_WORDS, fault_word
from yichuang.exchange.queries import HeldRecord
from yichuang.exchange.rules.datasets import DATASETS, Column, Dataset, Kind
from yichuang.exchange.rules.words import Held
from yichuang.web.forms import Form
from yichuang.web.parts import Status

UNREADABLE = ""  # the name under which a row stands that could not be read as cells
ERRORS_LISTED = 3
_TONES = {Held.PARKED: "stopped", Held.QUARANTINED: "late", Held.DISMISSED: "done"}


@dataclass(frozen=True, slots=True)
class Line:
    """A row as a line of a list; `more`: errors beyond those listed."""

    row: HeldRecord
    dataset: str
    status: Status
    errors: Sequence[str]
    more: int
    href: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A column of a row with what it says and what is wrong with it."""

    column: Column
    text: str
    errors: Sequence[Mapping[str, str]]


def line_of(row: HeldRecord) -> Line:
    """Return a row as lists draw it."""
    words = [error.get("message") or fault_word(error["code"]) for error in row.errors]
    return Line(
        row, DATASET_WORDS[row.dataset], status_of(row), words[:ERRORS_LISTED], max(0, len(words) - ERRORS_LISTED),
        reverse("held-row", args=[row.id]),
    )  # fmt: skip


def status_of(row: HeldRecord) -> Status:
    """Return what became of a row in a word."""
    state = Held(row.state)
    return Status(HELD_WORDS[state], _TONES.get(state, "good"))


def cells_of(row: HeldRecord) -> list[Cell]:
    """Return the columns that say something or have an error, in the data set's order; none of an unreadable row."""
    errors = errors_by_column(row.errors)
    return [
        Cell(column, row.cells.get(column.name, ""), errors.get(column.name, ()))
        for column in DATASETS[row.dataset].columns
        if UNREADABLE not in row.cells and (row.cells.get(column.name) or errors.get(column.name))
    ]


def errors_of_the_row(row: HeldRecord) -> list[Mapping[str, str]]:
    """Return the errors that belong to no column that is shown."""
    names = set(DATASETS[row.dataset].names) if UNREADABLE not in row.cells else set()
    return [error for error in row.errors if error.get("column", "") not in names]


def errors_by_column(errors: Sequence[Mapping[str, str]]) -> Mapping[str, list[Mapping[str, str]]]:
    """Return errors by the column that they speak of."""
    found: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for error in errors:
        found[error.get("column", "")].append(error)
    return found


class CorrectionForm(Form):
    """Every column of a data set. What is wrong is told by the act, all of it; the form only keeps what was typed."""

    def __init__(self, dataset: Dataset, cells: Mapping[str, Any], *, outcomes: Mapping[str, str]) -> None:
        """Take what the row says or what was typed, by column; `outcomes`: the system's own codes of outcomes."""
        super().__init__(cells)
        self.fields = {
            column.name: _field(column, str(cells.get(column.name) or ""), outcomes) for column in dataset.columns
        }

    def cells(self) -> dict[str, str]:
        """Return what was typed, by column; what is empty is left out."""
        self.is_valid()
        typed = {name: text.replace("\r\n", "\n") for name, text in self.cleaned_data.items()}
        return {name: text for name, text in typed.items() if text}

    def tell(self, errors: Sequence[Mapping[str, str]]) -> None:
        """Put each error at its column, those of the whole row on top."""
        self.is_valid()
        for error in errors:
            name = error.get("column", "")
            self.add_error(name if name in self.fields else None, error["message"])


def _field(column: Column, shown: str, outcomes: Mapping[str, str]) -> forms.CharField:
    """Return the field of a column; a list of codes also holds the value that stands there, whatever it is."""
    label = f"{column.label}（必填）" if column.required else column.label
    codes = dict(column.codes or {})
    if column.kind is Kind.OUTCOME:
        codes |= {theirs: f"{codes.get(ours, ours)}（贵系统代码）" for theirs, ours in outcomes.items()}
    if codes:
        if shown and shown not in codes:
            codes[shown] = "（不在代码表中）"
        choices = [("", "（空）"), *((code, f"{code} {word}") for code, word in codes.items())]
        widget: forms.Widget = forms.Select(choices=choices)
    elif column.kind is Kind.WORDS:
        widget = forms.Textarea({"rows": 3})
    else:
        widget = forms.TextInput({"autocomplete": "off"})
    hint = column.note or ("如 2022-07-01 或 2022-07-01 09:30:00" if column.kind is Kind.TIME else "")
    return forms.CharField(label=label, required=False, strip=False, widget=widget, help_text=hint)
