"""Codes that lead into our own tables: items with their versions, departments, regions, outcomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from yichuang.exchange.rules.checks.context import Context
from yichuang.exchange.rules.checks.faults import Mask
from yichuang.exchange.rules.checks.texts import text_of
from yichuang.exchange.rules.datasets import Dataset, Kind


def translated(frame: pl.DataFrame, dataset: Dataset, context: Context) -> pl.DataFrame:
    """Return the frame with outcomes in our words, null where theirs is none of them."""
    for column in dataset.columns:
        if column.kind is Kind.OUTCOME:
            assert column.codes is not None, column.name
            outcome = _ours(pl.col(column.name), context.mapping.get("outcome", {}))
            frame = frame.with_columns(
                pl.col(column.name).alias(text_of(column.name)),
                pl.when(outcome.is_in(list(column.codes))).then(outcome).alias(column.name),
            )
    return frame


def placed(frame: pl.DataFrame, dataset: Dataset, context: Context) -> pl.DataFrame:
    """Return the frame of a data set that opens cases with what its codes lead to, defaults applied.

    item_id, version_id (in force on the day of acceptance, or of the result where none was), department_id (of the
    row, else of the item), region_id, channel, subject.
    """
    if not dataset.opens:
        return frame
    items = context.items.select("code", "item_id", "item_type", "department_id", "allowed")
    items = items.rename({"item_type": "item type", "department_id": "item department", "allowed": "item allowed"})
    departments = context.departments.select("code", "department_id", "own")
    departments = departments.rename({"department_id": "given department", "own": "department own"})
    regions = context.regions.select("code", "region_id").rename({"region_id": "given region"})
    frame = _led(frame, "task_code", context.mapping.get("item", {}), items)
    frame = _led(frame, "org_code", context.mapping.get("department", {}), departments)
    frame = _led(frame, "area_code", context.mapping.get("region", {}), regions)
    frame = _with_version(frame, dataset, context.versions)
    credit = pl.col("applyer_page_type") == "credit_code"
    return frame.with_columns(
        pl.coalesce("given department", "item department", pl.lit(context.department_id)).alias("department_id"),
        pl.coalesce("given region", pl.lit(context.region_id)).alias("region_id"),
        pl.col("apply_type").fill_null(context.channel).alias("channel"),
        pl.col("project_name").alias("subject"),
        pl.coalesce("applyer_type", pl.when(credit).then(pl.lit("6")).otherwise(pl.lit("1"))).alias("applyer_type"),
    )


def masks(dataset: Dataset) -> Iterator[Mask]:
    """Yield what can be wrong with codes that lead into our tables."""
    for column in dataset.columns:
        if column.kind is Kind.OUTCOME:
            unknown = pl.col(text_of(column.name)).is_not_null() & pl.col(column.name).is_null()
            yield Mask("unknown_code", column.name, unknown)
    if not dataset.opens:
        return
    item, department, region = pl.col("task_code"), pl.col("org_code"), pl.col("area_code")
    known = pl.col("item_id").is_not_null()
    yield Mask("unknown_item", "task_code", item.is_not_null() & ~known, said=True)
    yield Mask("item_not_allowed", "task_code", ~pl.col("item allowed"), said=True)
    homeless = known & pl.col("day").is_not_null() & pl.col("version_id").is_null()
    yield Mask("no_version_in_force", "task_code", homeless, said=True)
    yield Mask("item_type_mismatch", "task_type", pl.col("task_type").str.zfill(2) != pl.col("item type"))
    nowhere = department.is_not_null() & pl.col("given department").is_null()
    yield Mask("unknown_department", "org_code", nowhere, said=True)
    yield Mask("department_not_allowed", "org_code", ~pl.col("department own"), said=True)
    yield Mask("unknown_region", "area_code", region.is_not_null() & pl.col("given region").is_null(), said=True)


def _ours(theirs: pl.Expr, mapping: Mapping[str, str]) -> pl.Expr:
    """Return our code for theirs; what is not in the code table is taken as ours."""
    if not mapping:
        return theirs
    return theirs.replace_strict(list(mapping), list(mapping.values()), default=theirs, return_dtype=pl.String)


def _led(frame: pl.DataFrame, name: str, mapping: Mapping[str, str], table: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with the table's row that a code leads to; of two rows with one code the first counts."""
    table = table.unique("code", keep="first", maintain_order=True)
    frame = frame.with_columns(_ours(pl.col(name), mapping).alias("code"))
    return frame.join(table, on="code", how="left", maintain_order="left").drop("code")


def _with_version(frame: pl.DataFrame, dataset: Dataset, versions: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with the version in force; looked up once for each item and day."""
    day = pl.col("accept_date_on")
    if "result_date" in dataset.names:
        day = pl.when(pl.col("accept_date").is_null()).then(pl.col("result_date_on")).otherwise(day)
    frame = frame.with_columns(day.alias("day"))
    in_force = (
        frame.select("item_id", "day")
        .drop_nulls()
        .unique()
        .join(versions.select("item_id", "version_id", "first", "last"), on="item_id")
        .filter((pl.col("first") <= pl.col("day")) & (pl.col("last").is_null() | (pl.col("day") <= pl.col("last"))))
        .unique(["item_id", "day"], keep="first")
    )
    in_force = in_force.select("item_id", "day", "version_id")
    return frame.join(in_force, on=["item_id", "day"], how="left", maintain_order="left")
