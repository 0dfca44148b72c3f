"""Every kind of damage that a row of a delivery can come with, and the files that hold such rows, in each format."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import openpyxl
import polars as pl

from tests.exchange.senders import accept
from yichuang.exchange.rules.datasets import ACCEPT

Row = dict[str, str]
HELD_BEFORE = "HELD"  # a case of this number stands in the ledger already, accepted at another time

# What stands in a cell, and the code that is among the row's errors then.
CELLS: dict[str, tuple[Row, str]] = {
    "no number": ({"project_no": ""}, "value_missing"),
    "blank number": ({"project_no": " \u3000"}, "value_missing"),
    "number of a spreadsheet": ({"project_no": "1.2E+10"}, "malformed_number"),
    "number without a letter": ({"project_no": "——"}, "malformed_number"),
    "endless number": ({"project_no": "9" * 300}, "text_too_long"),
    "unknown item": ({"task_code": "nothing"}, "unknown_item"),
    "item with odd characters": ({"task_code": "li\u202ecence"}, "unknown_item"),
    "other type": ({"task_type": "07"}, "item_type_mismatch"),
    "unknown department": ({"org_code": "D9"}, "unknown_department"),
    "foreign department": ({"org_code": "D2"}, "department_not_allowed"),
    "unknown region": ({"area_code": "000000"}, "unknown_region"),
    "unknown channel": ({"apply_type": "7"}, "unknown_code"),
    "no day": ({"accept_date": ""}, "value_missing"),
    "month 13": ({"accept_date": "2022-13-01"}, "malformed_date"),
    "30 February": ({"accept_date": "2022-02-30 10:00"}, "malformed_date"),
    "words for a day": ({"accept_date": "昨天"}, "malformed_date"),
    "tomorrow": ({"accept_date": "2022-07-02"}, "date_in_future"),
    "long ago": ({"apply_date": "1899-12-30"}, "date_too_early"),
    "applied after": ({"apply_date": "2022-05-09"}, "application_after_acceptance"),
    "no name": ({"applyer_name": ""}, "value_missing"),
    "long name": ({"applyer_name": "某" * 201}, "text_too_long"),
    "bell in a name": ({"applyer_name": "张\x07某"}, "control_character"),
    "invisible in a name": ({"applyer_name": "张\u200b某"}, "control_character"),
    "undecoded in a name": ({"applyer_name": "张\ufffd某"}, "control_character"),
    "wrong check digit": ({"applyer_page_code": "999901199001010011"}, "bad_identity_number"),
    "short identity number": ({"applyer_page_code": "99990119900101"}, "bad_identity_number"),
    "wrong credit code": ({"applyer_page_type": "credit_code", "applyer_page_code": "91999000MA9000009X"},
                          "bad_credit_code"),
    "number without kind": ({"applyer_page_type": ""}, "document_kind_missing"),
    "unknown kind": ({"applyer_page_type": "club_card"}, "unknown_code"),
    "masked telephone": ({"contact_mobile": "199****0001"}, "malformed_phone"),
    "long summary": ({"project_name": "长" * 301}, "text_too_long"),
    "many wrong at once": ({"task_code": "x", "accept_date": "x", "applyer_name": ""}, "malformed_date"),
}  # fmt: skip
# What is wrong with a line as a whole, by format.
LINES: dict[str, dict[str, str]] = {
    "csv": {
        "cell too many": "cells_wrong", "cell too few": "cells_wrong", "half a character": "bytes_undecodable",
        "nul byte": "nul_byte", "open quote": "quote_unclosed quote_misplaced",
    },
    "jsonl": {
        "half an object": "json_broken", "a list": "json_broken", "object in a cell": "json_nested",
        "unknown key": "keys_unknown", "unknown key with nul": "keys_unknown", "key twice": "keys_twice",
        "half a pair": "text_broken", "half a character": "bytes_undecodable", "nul in a name": "nul_byte",
        "not a number": "json_broken",
    },
    "xlsx": {"error value": "cell_error", "formula": "cell_formula", "digits lost": "digits_lost"},
    "parquet": {"nul in a name": "nul_byte"},
}  # fmt: skip
AMONG = {"again": "duplicate_row", "differs": "recorded_differs"}
NO_CELL_OF_A_SHEET = ("bell in a name",)  # openpyxl writes no control characters
ODD_BUT_GOOD = ("", "“引号”", 'a "quoted" word', "一, 二", "😀 𠮷", "\\N", "NULL", "'; --", "{}", "= 1", "é")


@dataclass(frozen=True)
class One:
    """What it says, how it is damaged ("" if it is good), and the codes of which one is then expected."""

    row: Row
    damage: str = ""
    code: str = ""


def kinds(format: str) -> list[str]:
    """Return the names of all damages that a format can have."""
    cells = [name for name in CELLS if not (format == "xlsx" and name in NO_CELL_OF_A_SHEET)]
    return [*cells, *LINES[format], *AMONG]


def damaged(number: str, damage: str, odd: str, format: str, good_before: str) -> One:
    """Return a row, damaged as it is said. `odd` is a text that is in order; `good_before` the number of a good row."""
    row = accept(number, project_name=odd)
    if damage in CELLS:
        changes, code = CELLS[damage]
        return One(row | changes, damage, code)
    if damage == "again":
        return One(row | {"project_no": good_before}, damage, AMONG[damage]) if good_before else One(row)
    if damage == "differs":
        return One(row | {"project_no": HELD_BEFORE}, damage, AMONG[damage])
    return One(row, damage, LINES[format].get(damage, ""))


def many(n: int, name: str, format: str, chance: Random) -> list[One]:
    """Return `n` rows, about every other one damaged, each kind of damage among them.

    Of rows that name what stands in the ledger there is one, or the later ones would be said to repeat it; and no open
    quote stands beside another one, for together they would be a cell.
    """
    names = kinds(format)
    rows: list[One] = []
    good: list[str] = []
    differs = False
    for serial in range(n):
        damage = names[serial] if serial < len(names) else chance.choice(names) if chance.random() < 0.5 else ""
        if (damage == "differs" and differs) or (rows and damage == rows[-1].damage == "open quote"):
            damage = ""
        differs = differs or damage == "differs"
        one = damaged(
            f"{name}{serial}", damage, chance.choice(ODD_BUT_GOOD), format, chance.choice(good) if good else ""
        )
        rows.append(one)
        if not one.damage:
            good.append(one.row["project_no"])
    return rows


def write(path: Path, rows: Sequence[One], format: str) -> None:
    """Write rows into a file with their damages."""
    {"csv": _csv, "jsonl": _jsonl, "xlsx": _xlsx, "parquet": _parquet}[format](path, rows)


def _line(row: Row) -> str:
    out = io.StringIO()
    csv.DictWriter(out, ACCEPT.names, restval="", lineterminator="").writerow(row)
    return out.getvalue()


def _csv(path: Path, rows: Sequence[One]) -> None:
    with path.open("wb") as out:
        out.write(",".join(ACCEPT.names).encode() + b"\n")
        for one in rows:
            line = _line(one.row).encode()
            if one.damage == "cell too many":
                line += b",x"
            elif one.damage == "cell too few":
                line = line.rpartition(b",")[0]
            elif one.damage == "half a character":
                line = line.replace("张".encode(), "张".encode()[:2])
            elif one.damage == "nul byte":
                line = line.replace("张".encode(), b"\0")
            elif one.damage == "open quote":
                line = line.replace("张".encode(), '"张'.encode())
            out.write(line + b"\n")


def _jsonl(path: Path, rows: Sequence[One]) -> None:
    with path.open("wb") as out:
        for one in rows:
            line = json.dumps(one.row, ensure_ascii=False).encode()
            name = b'"applyer_name": ' + json.dumps(one.row.get("applyer_name"), ensure_ascii=False).encode()
            changes = {
                "half an object": line.decode()[: len(line) // 3].encode(), "a list": b"[" + line + b"]",
                "object in a cell": line.replace(name, b'"applyer_name": {"a": 1}'),
                "unknown key": line[:-1] + ', "颜色": "红"}'.encode(),
                "unknown key with nul": line[:-1] + b', "a\\u0000\\ud800b": "x"}',
                "key twice": line[:-1] + b', "project_no": "x"}',
                "half a pair": line.replace(name, b'"applyer_name": "a\\ud83d"'),
                "half a character": line.replace("张".encode(), "张".encode()[:2]),
                "nul in a name": line.replace(name, b'"applyer_name": "a\\u0000b"'),
                "not a number": line.replace(name, b'"applyer_name": NaN'),
            }  # fmt: skip
            out.write(changes.get(one.damage, line) + b"\n")


def _xlsx(path: Path, rows: Sequence[One]) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("数据")
    sheet.append([column.label for column in ACCEPT.columns])
    for one in rows:
        cells: list[str | int | None] = [one.row.get(column.name) for column in ACCEPT.columns]
        spoiled = {"error value": "#N/A", "formula": "=1+1", "digits lost": 1234567890123456789}
        cells = [f"'{cell}" if isinstance(cell, str) and cell.startswith("=") else cell for cell in cells]
        if one.damage in spoiled:
            cells[ACCEPT.names.index("applyer_name")] = spoiled[one.damage]
        sheet.append(cells)
    book.save(path)


def _parquet(path: Path, rows: Sequence[One]) -> None:
    said = [
        one.row | ({"applyer_name": "a\0b"} if one.damage == "nul in a name" else {}) for one in rows
    ]  # fmt: skip
    pl.DataFrame(
        [[row.get(name) for name in ACCEPT.names] for row in said], schema=dict.fromkeys(ACCEPT.names, pl.String),
        orient="row",
    ).write_parquet(path)  # fmt: skip
