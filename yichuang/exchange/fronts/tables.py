"""A table of a front database as a data set: which of its columns are ours, and its rows as text, in order."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import NoSuchTableError

from yichuang.exchange.reading.headings import known
from yichuang.exchange.rules.datasets import Dataset
from yichuang.kit.errors import Refusal

FETCHED_ROWS = 2_000  # at a time
_READ_BACK: Mapping[type, Callable[[str], Any]] = {
    int: int, Decimal: Decimal, float: float, datetime: datetime.fromisoformat, date: date.fromisoformat, str: str,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """A table that holds a data set.

    columns: ours → theirs; watermark: theirs, whose value grows with every change of a row; kind: of its values.
    """

    columns: Mapping[str, sa.Column[Any]]
    watermark: sa.Column[Any]
    kind: type
    key: tuple[str, ...]


def source(connection: sa.Connection, dataset: Dataset, name: str, watermark: str) -> Source:
    """Find the columns of a data set in the table `name` (or `schema.name`); those that are not ours are left.

    Raises Refusal `table_missing`, `columns_missing`, `columns_twice`, `watermark_unsuitable`.
    """
    schema, _, plain = name.rpartition(".")
    try:
        table = sa.Table(plain, sa.MetaData(), schema=schema or None, autoload_with=connection, resolve_fks=False)
    except NoSuchTableError:
        raise Refusal("table_missing", f"前置库中没有表“{name}”，或该用户无权读取", field=dataset.name) from None
    words, columns = known(dataset), dict[str, sa.Column[Any]]()
    for column in table.columns:
        ours = words.get(column.name.strip().lower())
        if ours in columns:
            raise Refusal("columns_twice", f"表“{name}”的列 {ours} 出现两次（名称与中文名）", field=dataset.name)
        if ours:
            columns[ours] = column
    missing = [f"{one.name}（{one.label}）" for one in dataset.columns if one.required and one.name not in columns]
    marked = next((one for one in table.columns if one.name.lower() == watermark.lower()), None)
    if marked is None:
        missing.append(f"{watermark}（水位列）")
    if marked is None or missing:
        raise Refusal(
            "columns_missing", f"表“{name}”缺少“{dataset.label}”数据的必备列：{'、'.join(missing)}", field=dataset.name,
            details={"columns": missing},
        )  # fmt: skip
    in_order = {one: columns[one] for one in dataset.names if one in columns}
    return Source(in_order, marked, _kind(marked, name), dataset.key)


def _kind(column: sa.Column[Any], table: str) -> type:
    try:
        kind = column.type.python_type
    except NotImplementedError:
        kind = object
    if kind not in _READ_BACK:
        raise Refusal(
            "watermark_unsuitable", f"表“{table}”的列 {column.name} 不能作水位列；应为整数、时间、日期或文字",
            field="table",
        )  # fmt: skip
    return kind


def rows(
    connection: sa.Connection, source: Source, after: str
) -> Generator[tuple[str | None, dict[str, str]], None, None]:
    """Yield (watermark, cells) of the rows above a watermark ("": all), by watermark, streamed.

    Rows without a watermark always come: nobody can tell whether they are new.
    """
    mark = source.watermark
    statement = sa.select(mark.label("watermark_"), *source.columns.values())
    bound = _read_back(after, source.kind)
    if bound is not None:
        statement = statement.where(sa.or_(mark > sa.literal(bound, mark.type), mark.is_(None)))
    statement = statement.order_by(mark, *(source.columns[name] for name in source.key))
    streamed = connection.execution_options(stream_results=True, yield_per=FETCHED_ROWS)
    names = tuple(source.columns)
    with streamed.execute(statement) as result:
        for value, *values in result:
            cells = {name: text for name, one in zip(names, values, strict=True) if (text := as_text(one))}
            yield as_text(value), cells


def _read_back(text: str, kind: type) -> Any:
    """Return a watermark from its text; None where there is none, or where it is no longer of the column's kind."""
    try:
        return _READ_BACK[kind](text) if text else None
    except (ValueError, ArithmeticError):
        return None


def as_text(value: Any) -> str | None:
    """Return a value as the text of a cell; None for NULL.

    >>> as_text(Decimal("12.00")), as_text(datetime(2022, 5, 6, 9, 30)), as_text(True), as_text(None)
    ('12', '2022-05-06T09:30:00', '1', None)
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, date):  # and instants
        return value.isoformat()
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float | Decimal):
        return str(int(value)) if math.isfinite(value) and value == int(value) else str(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).decode("utf-8", "backslashreplace")
    return str(value)
