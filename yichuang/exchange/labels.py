"""The Chinese words of the exchange, and what each code of an error means in general."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from yichuang.exchange.reading.rows import DAMAGE
from yichuang.exchange.rules.answers import OF_FILES, OF_ROWS
from yichuang.exchange.rules.codes import FAULTS, Fault
from yichuang.exchange.rules.datasets import DATASETS, Kind
from yichuang.exchange.rules.words import DeliveryState, Held, Way

DATASET_WORDS = {one.name: one.label for one in DATASETS.values()}
STATE_WORDS = {
    DeliveryState.OPEN: "处理中", DeliveryState.CLOSED: "已处理完", DeliveryState.REFUSED: "整批拒收",
}  # fmt: skip
HELD_WORDS = {
    Held.PARKED: "等待其办件", Held.QUARANTINED: "被拒收", Held.TAKEN: "等到后收下", Held.CORRECTED: "更正后收下",
    Held.RESENT: "重新报送后收下", Held.DISMISSED: "不再收",
}  # fmt: skip
WAY_WORDS = {
    Way.COMMAND: "命令", Way.HTTP: "HTTP 接口", Way.FOLDER: "监视目录", Way.FRONT: "前置库", Way.PAGE: "页面",
}  # fmt: skip
FATE_WORDS = {"taken": "收下", "unchanged": "无变化", "parked": "等待", "refused": "拒收"}
FORMAT_WORDS = {"csv": "CSV", "xlsx": "XLSX", "jsonl": "JSON Lines", "parquet": "Parquet"}
ENCODING_WORDS = {"utf-8": "UTF-8", "gb18030": "GB18030"}
MAPPED_WORDS = {"item": "事项", "department": "部门", "region": "行政区划", "outcome": "办结结果"}
KIND_WORDS = {
    Kind.NUMBER: "编号", Kind.TEXT: "文字", Kind.WORDS: "文字，可换行", Kind.CODE: "代码", Kind.ITEM: "事项编码",
    Kind.DEPARTMENT: "部门编码", Kind.REGION: "行政区划代码", Kind.OUTCOME: "结果代码", Kind.TIME: "日期或时间",
    Kind.DOCUMENT: "证件号码", Kind.PHONE: "电话号码", Kind.COUNT: "整数",
}  # fmt: skip


def _of_damage() -> dict[str, Fault]:
    facts: Mapping[str, str] = defaultdict(lambda: "…", {"column": "该列", "encoding": "所报编码", "content": ""})
    return {code: Fault(code, _closed_up(words.format_map(facts)), "文件格式") for code, words in DAMAGE.items()}


def _closed_up(words: str) -> str:
    """Return words without the blanks that stood around what has become Chinese.

    >>> _closed_up("不能按 所报编码 解码的字节"), _closed_up("该列 是公式")
    ('不能按所报编码解码的字节', '该列是公式')
    """
    return words.replace("该列 ", "该列").replace(" 所报编码 ", "所报编码").rstrip(" ：")


DAMAGE_FAULTS = _of_damage()
ROW_FAULTS: Mapping[str, Fault] = {**FAULTS, **OF_ROWS, **DAMAGE_FAULTS}
FILE_FAULTS = OF_FILES


def fault_word(code: str) -> str:
    """Return in general what a row's code means; the code itself for one that is not in the tables."""
    fault = ROW_FAULTS.get(code)
    return fault.in_general if fault else code
