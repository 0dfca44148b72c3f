"""What is wrong with a definition or a cell: where, a stable code, a Chinese sentence; collected, not raised."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yichuang.kit.errors import Refusal

DECIMALS_MAX = 6
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. place: the definition's code and field (`rate_a.numerator`) or the cell (`C5`)."""

    place: str
    code: str
    message: str

    def as_record(self) -> dict[str, str]:
        """Return the fault as plain data."""
        return {"place": self.place, "code": self.code, "message": self.message}


def refuse_all(code: str, faults: Sequence[Fault], what: str) -> None:
    """Raise a Refusal that holds all faults, if there are any; its message tells the first and how many there are."""
    if faults:
        first = faults[0]
        more = f"；共 {len(faults)} 处有误" if len(faults) > 1 else ""
        details = {"errors": [fault.as_record() for fault in faults]}
        raise Refusal(code, f"{what} {first.place}：{first.message}{more}", field=first.place, details=details)


class Fields:
    """A definition's record, read field by field; what is wrong is collected with its place."""

    def __init__(self, record: Mapping[str, Any], at: str) -> None:
        self.record, self.at = record, at
        self.faults: list[Fault] = []

    @classmethod
    def of(cls, record: object, place: str) -> Fields:
        """Return the fields of a record: called by its code in faults, or by its place among the others."""
        if not isinstance(record, Mapping):
            fields = cls({}, place)
            fields.fault("", "record_wrong", "须为“字段 = 值”的表")
            return fields
        code = record.get("code")
        return cls(record, code if isinstance(code, str) and code else place)

    def fault(self, key: str, code: str, message: str) -> None:
        """Add a fault at a field."""
        self.faults.append(Fault(f"{self.at}.{key}" if key else self.at, code, message))

    def only(self, known: Collection[str]) -> None:
        """Say which fields nobody knows."""
        for key in self.record:
            if key not in known:
                self.fault(key, "field_unknown", f"没有这个字段，可用：{'、'.join(sorted(known))}")

    def code(self) -> str:
        """Return the code."""
        code = self.record.get("code")
        if not isinstance(code, str) or not _CODE.fullmatch(code):
            self.fault("code", "code_form", "代码须为小写字母开头的字母、数字、下划线，至多 40 位")
            return ""
        return code

    def text(self, key: str, code: str = "field_missing", default: str | None = None, most: int = 200) -> str:
        """Return a text; where it must stand and does not, that is the fault `code`."""
        text = self.record.get(key, default)
        if text == default and default is not None:
            return default
        if not isinstance(text, str) or not text.strip():
            self.fault(key, code, "必须填写，且是文字")
            return ""
        if len(text) > most:
            self.fault(key, "text_too_long", f"至多 {most} 个字")
        return text.strip()

    def unit(self) -> str:
        """Return the unit."""
        return self.text("unit", "unit_missing", most=12)

    def decimals(self) -> int:
        """Return the number of decimals, 0 where none is said."""
        return self.whole("decimals", 0, DECIMALS_MAX, "decimals_wrong", 0)

    def whole(self, key: str, least: int, most: int, code: str, default: int | None = None) -> int:
        """Return a whole number from `least` to `most`."""
        number = self.record.get(key, default)
        if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
            self.fault(key, code, f"须为 {least} 至 {most} 的整数")
            return least
        return number

    def one_of(self, key: str, known: Sequence[str], code: str, default: str | None = None) -> str:
        """Return one of the words known."""
        word = self.record.get(key, default)
        if word not in known:
            self.fault(key, code, f"须为 {'、'.join(known)} 之一")
            return known[0]
        return str(word)
