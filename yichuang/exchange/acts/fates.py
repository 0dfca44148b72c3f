"""What becomes of checked rows: the one road into the ledger, for chunks, corrections and rows that waited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from yichuang.cases import acts as cases
from yichuang.cases.queries import whose
from yichuang.catalogue.queries import frozen_version
from yichuang.exchange.acts import steps
from yichuang.exchange.queries.systems import SystemRecord, context_of, item_ids_of, own_departments
from yichuang.exchange.rules.checks import Context, examine
from yichuang.exchange.rules.codes import FAULTS
from yichuang.exchange.rules.datasets import PROCESS, Dataset
from yichuang.exchange.rules.laying import laid
from yichuang.kit.errors import Refusal
from yichuang.people.rules import Actor

Error = dict[str, str]


@dataclass(frozen=True)
class Desk:
    """A system at whose desk rows are looked at: what they are checked against, and what is its own."""

    system: SystemRecord
    context: Context
    departments: frozenset[int]
    items: frozenset[int]

    @property
    def by(self) -> Actor:
        """Who writes into the ledger."""
        return Actor.system(self.system.code)


def desk_for(system: SystemRecord, mapping_number: int) -> Desk:
    """Read what the rows of a system are checked against, once for many chunks."""
    departments, items = own_departments(system.department_id), item_ids_of(system.code)
    return Desk(system, context_of(system, mapping_number, departments, items), departments, items)


@dataclass(slots=True)
class Fates:
    """The fate of each row: taken, unchanged, parked (its case is not here yet), or refused with all its errors.

    keys: what each readable row names: row → (case number, key).
    """

    taken: list[int] = field(default_factory=list)
    unchanged: list[int] = field(default_factory=list)
    parked: list[int] = field(default_factory=list)
    refused: dict[int, list[Error]] = field(default_factory=dict)
    keys: dict[int, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Checked:
    """Rows after the checks that need no look into the ledger: what is good, and the errors of what is not."""

    good: pl.DataFrame
    errors: dict[int, list[Error]]
    keys: pl.DataFrame


def check(frame: pl.DataFrame, dataset: Dataset, desk: Desk, repeated: Mapping[int, int] | None = None) -> Checked:
    """Check rows set-wise; `repeated` are rows whose key came before in the same delivery, with its first row."""
    examined = examine(frame, dataset, desk.context)
    errors: dict[int, list[Error]] = {}
    for row, column, code, message, rule in examined.errors.sort("row").iter_rows():
        errors.setdefault(row, []).append(error(code, message, column, rule))
    for row, first in (repeated or {}).items():
        message = f"与本批第 {first} 行重复（{'、'.join(dataset.column(name).label for name in dataset.key)}相同）"
        errors.setdefault(row, []).append(error("duplicate_row", message, dataset.key[0], "同一批内一事一行"))
    good = examined.frame
    if errors:
        good = good.filter(~pl.col("row").is_in(list(errors)))
    return Checked(good, errors, examined.frame.select("row", "number", "key"))


def settle(checked: Checked, dataset: Dataset, desk: Desk, *, amend: bool) -> Fates:
    """Take good rows into the ledger, within the caller's transaction, and return the fate of every row.

    amend: the rows are those of a revision, which changes what it names.
    """
    fates = Fates(refused=dict(checked.errors))
    good = _of_others(checked.good, dataset, desk, fates)
    if dataset is PROCESS:
        told = steps.take(good, amend=amend)
        fates.unchanged, unknown, refusals = told.unchanged, told.unknown, told.refused
    elif good.height:
        columns = laid(dataset, good, centre_id=desk.system.centre_id, source=desk.system.code)
        taken = cases.take_in_columns(columns, by=desk.by, amend=amend)
        fates.unchanged, unknown, refusals = taken.unchanged, taken.unknown, taken.refused
    else:
        unknown, refusals = [], {}
    fates.parked += unknown
    for row, refusal in refusals.items():
        fates.refused[row] = [_error_of(refusal, dataset)]
    elsewhere = {*fates.unchanged, *fates.parked, *refusals}
    fates.taken = [row for row in good["row"].to_list() if row not in elsewhere]
    return fates


def _of_others(good: pl.DataFrame, dataset: Dataset, desk: Desk, fates: Fates) -> pl.DataFrame:
    """Refuse rows that name a case of another department, or end one before it was accepted; return the others.

    A row whose case is not here yet waits, even if it comes this moment: whose it is was not looked at.
    """
    known = pl.DataFrame(whose(good["number"].unique().to_list()), schema=_KNOWN, orient="row")
    if not dataset.opens:
        here = pl.col("number").is_in(known["number"].implode())
        fates.parked, good = good.filter(~here)["row"].to_list(), good.filter(here)
    if not known.height:
        return good
    versions = [
        one for one in known["version"].unique().to_list() if frozen_version(one).item_id in desk.items
    ]  # fmt: skip
    own = pl.col("department").is_in(list(desk.departments)) & pl.col("version").is_in(versions)
    named = good.join(known, on="number", how="inner")
    message = "该编号的办件不属于贵系统可报送的部门或事项"
    for row in named.filter(~own)["row"].to_list():
        fates.refused[row] = [error("not_yours", message, dataset.key[0], "对接系统登记")]
    if "result_date_on" in good.columns:
        fault, label = FAULTS["conclusion_before_acceptance"], dataset.column("result_date").label
        early = named.filter(own & (pl.col("result_date_on") < pl.col("accepted")))
        for row, accepted_on in early.select("row", "accepted").iter_rows():
            message = f"{fault.message(label)}（{accepted_on}）"
            fates.refused[row] = [error(fault.code, message, "result_date", fault.rule)]
    return good.filter(~pl.col("row").is_in(list(fates.refused))) if fates.refused else good


_KNOWN = {"number": pl.String, "department": pl.Int64, "version": pl.Int64, "accepted": pl.Date}


def error(code: str, message: str, column: str = "", rule: str = "") -> Error:
    """Return an error as quarantine and receipts hold it."""
    return {"code": code, "message": message, "column": column, "rule": rule}


_COLUMN_OF: Mapping[str, str] = {
    "number": "project_no", "applicant": "applyer_name", "reason": "result_reason", "remedy": "remedy",
    "item_version_id": "task_code", "department_id": "org_code", "region_id": "area_code", "channel": "apply_type",
    "kind": "special_name", "days": "special_days", "approver": "special_approver", "how": "delivery_way",
}  # fmt: skip


def _error_of(refusal: Refusal, dataset: Dataset) -> Error:
    column = _COLUMN_OF.get(refusal.field, "")
    return error(refusal.code, refusal.message, column if column in dataset.names else dataset.key[0], refusal.rule)


def raw_of(frame: pl.DataFrame, rows: list[int], dataset: Dataset) -> dict[int, dict[str, Any]]:
    """Return rows as they came, by column; what is empty is left out."""
    found = frame.filter(pl.col("row").is_in(rows)).select("row", *dataset.names)
    return {
        one.pop("row"): {name: text for name, text in one.items() if text is not None}
        for one in found.iter_rows(named=True)
    }
