"""A series (刊物) as its TOML file describes it: title, parts, sections, numbering and tail."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from yichuang.kit.errors import Refusal

SECTION_KINDS = ("figures", "stories", "inspection", "text")
PERIODS = ("working_week", "week", "month")
FIGURES_PERIODS = ("year_to_date", "month_to_date", "period")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,23}")
_FIELD = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """One pair of figures: the item types counted together, their name, and the words by which it is recognised."""

    item_type: str
    types: tuple[str, ...]
    name: str
    match: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """A section of the series; which of the fields count depends on its kind."""

    kind: str
    title: str
    match: tuple[str, ...] = ()
    sentence: str = ""
    groups: tuple[FigureGroup, ...] = ()
    categories: tuple[str, ...] = ()
    lead: str = ""


@dataclass(frozen=True, slots=True)
class PartPlan:
    """A part of the series and its sections in order."""

    title: str
    note: str
    sections: tuple[SectionPlan, ...]


@dataclass(frozen=True, slots=True)
class TailPlan:
    """One list of recipients."""

    key: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class ReadingWords:
    """Words by which a text of this series is understood."""

    vague_dates: tuple[str, ...] = ("近日",)
    accepted: str = "受理"
    concluded: str = "办结"
    good: tuple[str, ...] = ("良好",)
    bad: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """A series, with the variables of this installation."""

    code: str
    title: str
    issuer: str
    period: str
    figures_period: str
    number: str
    copies: int
    copies_text: str
    parts: tuple[PartPlan, ...]
    tail: tuple[TailPlan, ...]
    reading: ReadingWords
    variables: Mapping[str, str]

    def with_variables(self, values: Mapping[str, str]) -> Series:
        """Return the series with other values of its variables. Refusal `series_variable` for an unknown one."""
        unknown = sorted(set(values) - set(self.variables))
        if unknown:
            raise Refusal("series_variable", f"刊物 {self.code} 没有变量 {unknown[0]}。", field=unknown[0])
        return replace(self, variables={**self.variables, **values})

    def fill(self, template: str, **values: object) -> str:
        """Return the template with its fields `{name}` replaced by the values given or the series' variables."""
        known: dict[str, object] = {**self.variables, **values}

        def value(found: re.Match[str]) -> str:
            if found[1] not in known:
                raise Refusal(
                    "series_template",
                    f"刊物 {self.code} 的模板用了未知的字段 {found[0]}。",
                    field=found[1],
                    rule=template,
                )
            return str(known[found[1]])

        return _FIELD.sub(value, template)


def parse_series(text: str, *, name: str) -> Series:
    """Return the series that the TOML `text` describes; `name` is the file's name for messages.

    Raises Refusal `series_invalid`, which names the file, the field and what is expected there.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _invalid(name, "", f"不是有效的 TOML：{error}") from None
    reader = _Fields(name, data)
    series = Series(
        code=reader.text("code"),
        title=reader.text("title"),
        issuer=reader.text("issuer"),
        period=reader.one_of("period", PERIODS),
        figures_period=reader.one_of("figures_period", FIGURES_PERIODS),
        number=reader.text("number"),
        copies=reader.count("copies"),
        copies_text=reader.text("copies_text"),
        parts=tuple(_part(part) for part in reader.tables("parts")),
        tail=tuple(TailPlan(t.text("key"), t.text("label"), t.text("text")) for t in reader.tables("tail")),
        reading=_reading(reader.table("reading")),
        variables={key: str(value) for key, value in reader.table("variables").data.items()},
    )
    if not _CODE.fullmatch(series.code):
        raise _invalid(name, "code", "须为小写字母开头的字母、数字、下划线，至多 24 位")
    if not series.parts:
        raise _invalid(name, "parts", "至少要有一个部分")
    return series


class _Fields:
    """One TOML table, read field by field with errors that say where they are."""

    def __init__(self, file: str, data: Mapping[str, Any], path: str = "") -> None:
        self.file, self.data, self.path = file, data, path

    def text(self, key: str, default: str | None = None) -> str:
        value = self.data.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise _invalid(self.file, self.path + key, "须为非空文字")
        return value

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        value = self.data.get(key, default)
        if not isinstance(value, list | tuple) or not all(isinstance(part, str) and part for part in value):
            raise _invalid(self.file, self.path + key, "须为文字的列表")
        return tuple(value)

    def count(self, key: str) -> int:
        value = self.data.get(key, 0)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise _invalid(self.file, self.path + key, "须为非负整数")
        return value

    def one_of(self, key: str, values: tuple[str, ...]) -> str:
        value = self.text(key)
        if value not in values:
            raise _invalid(self.file, self.path + key, f"须为其中之一：{'、'.join(values)}")
        return value

    def table(self, key: str) -> _Fields:
        value = self.data.get(key, {})
        if not isinstance(value, dict):
            raise _invalid(self.file, self.path + key, "须为一张表")
        return _Fields(self.file, value, f"{self.path}{key}.")

    def tables(self, key: str) -> list[_Fields]:
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
            raise _invalid(self.file, self.path + key, "须为表的列表")
        return [_Fields(self.file, part, f"{self.path}{key}[{index}].") for index, part in enumerate(value)]


def _part(fields: _Fields) -> PartPlan:
    return PartPlan(
        title=fields.text("title"),
        note=fields.text("note", ""),
        sections=tuple(_section(section) for section in fields.tables("sections")),
    )


def _section(fields: _Fields) -> SectionPlan:
    plan = SectionPlan(
        kind=fields.one_of("kind", SECTION_KINDS),
        title=fields.text("title"),
        match=fields.texts("match"),
        sentence=fields.text("sentence", ""),
        groups=tuple(
            FigureGroup(group.text("item_type"), group.texts("types"), group.text("name"), group.texts("match"))
            for group in fields.tables("figures")
        ),
        categories=fields.texts("categories"),
        lead=fields.text("lead", ""),
    )
    if plan.kind == "figures" and not (plan.sentence and plan.groups):
        raise _invalid(fields.file, fields.path + "sentence", "数字一节须有句式（sentence）和数字（figures）")
    return plan


def _reading(fields: _Fields) -> ReadingWords:
    usual = ReadingWords()
    return ReadingWords(
        vague_dates=fields.texts("vague_dates", usual.vague_dates),
        accepted=fields.text("accepted", usual.accepted),
        concluded=fields.text("concluded", usual.concluded),
        good=fields.texts("good", usual.good),
        bad=fields.texts("bad", usual.bad),
    )


def _invalid(file: str, field: str, problem: str) -> Refusal:
    where = f"的 {field} " if field else " "
    return Refusal("series_invalid", f"刊物文件 {file} {where}{problem}。", field=field or file)
