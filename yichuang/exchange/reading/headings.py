"""Headings: which column of the data set stands at which place of the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from yichuang.exchange.rules.datasets import DATASETS, Dataset
from yichuang.kit.errors import Refusal

OF_THE_EXCHANGE = frozenset({"row_guid", "data_source", "cd_batch", "cd_operation", "cd_time"})  # of `up_pro_*`


def known(dataset: Dataset) -> dict[str, str]:
    """Return what a heading may be and the column it means: a name in either case, or a Chinese label."""
    return {column.name: column.name for column in dataset.columns} | {
        column.label: column.name for column in dataset.columns
    }


def places(headings: Sequence[str], dataset: Dataset) -> list[str | None]:
    """Return the column at each place; None for a column of the national exchange, which says nothing to us.

    Raises Refusal `columns_unknown`, `columns_twice` or `columns_missing`, naming the columns.
    """
    words = known(dataset)
    trimmed = [_plain(heading) for heading in headings]
    unknown = [
        heading.strip() or f"（第 {place} 列没有表头）"
        for place, (heading, word) in enumerate(zip(headings, trimmed, strict=True), 1)
        if word not in words and word not in OF_THE_EXCHANGE
    ]
    if unknown:
        raise _refusal("columns_unknown", f"有“{dataset.label}”数据没有的列", unknown)
    found = [words.get(word) for word in trimmed]
    twice = [name for name, times in Counter(found).items() if name and times > 1]
    if twice:
        raise _refusal("columns_twice", "有重复的列", _titles(twice, dataset))
    missing = [column.name for column in dataset.columns if column.required and column.name not in found]
    if missing:
        raise _refusal("columns_missing", f"缺少“{dataset.label}”数据的必备列", _titles(missing, dataset))
    return found


def fitting(headings: Sequence[str]) -> Dataset:
    """Return the data set that these headings are of: it has them all, and they have all that it requires.

    Where several fit (acceptance and the compact form share columns), the one that requires more. Raises Refusal
    `dataset_unclear`.
    """
    trimmed = {_plain(heading) for heading in headings} - OF_THE_EXCHANGE
    required: dict[int, list[Dataset]] = {}
    for dataset in DATASETS.values():
        words = known(dataset)
        demanded = {column.name for column in dataset.columns if column.required}
        if trimmed <= words.keys() and demanded <= {words[word] for word in trimmed}:
            required.setdefault(len(demanded), []).append(dataset)
    best = required[max(required)] if required else []
    if len(best) != 1:
        raise Refusal(
            "dataset_unclear",
            "从文件名和表头都看不出是哪一种数据；请按“系统代码-数据种类-序号.格式”命名文件",
            field="file",
        )
    return best[0]


def _plain(heading: str) -> str:
    return heading.strip().lower()


def _titles(names: Iterable[str], dataset: Dataset) -> list[str]:
    return [f"{name}（{dataset.column(name).label}）" for name in names]


def _refusal(code: str, message: str, columns: list[str]) -> Refusal:
    shown = [column[:60] for column in columns[:20]]
    return Refusal(code, f"{message}：{'、'.join(shown)}", field="file", details={"columns": shown})
