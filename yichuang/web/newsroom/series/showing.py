"""A series' form as records for the template: fields, lists of pieces, groups; each with its faults."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yichuang.reports.labels import SECTION_KINDS, SERIES_WORDS, period_rule
from yichuang.reports.rules.numbering import USUAL_LINES
from yichuang.reports.rules.periods import FIGURES_PERIODS, PERIODS
from yichuang.reports.rules.series import SectionPlan, Series, SeriesFault, tables_text
from yichuang.reports.rules.series.keys import CELLS, COUNT, FLAG, RAW, TABLE, TABLES, TEXT, TEXTS, WORDS, Key, keys_of
from yichuang.reports.rules.series.records import EVERY_KIND, KEYS_OF_KIND
from yichuang.web.newsroom.series.editing import LONG, NO, YES, field_of

_GROUPS = (  # of a series' own keys: title, keys, whether it stands open
    ("刊名、期间、编号", ("title", "issuer", "period", "figures_period", "numbering", "number"), True),
    ("", ("parts", "appendices", "tail"), True),
    ("变量和其他时段", ("variables", "spans"), False),
    ("刊头标记、印数、序号样式", ("document_number", "secrecy", "urgency", "copies", "copies_text", "styles",
                          "caption_numbers", "appendix_list"), False),
    ("落款", ("signature",), False),
    ("本刊指标", ("definitions",), False),
    ("读入旧刊的用词", ("reading",), False),
)  # fmt: skip
_FROM_DAYS = tuple(f"month_from_{day}" for day in range(2, 29))
_RULES = {  # key → the rules it may name
    "period": dict.fromkeys((*PERIODS, *_FROM_DAYS)), "figures_period": dict.fromkeys((*FIGURES_PERIODS, *_FROM_DAYS)),
}  # fmt: skip
_LISTS = {"span": "spans", "figure": "known-figures", "order": "known-figures", "step": "periods"}
_ADD = {
    "parts": "加一个部分", "appendices": "加一个附件", "tail": "加一行版记", "sections": "加一节",
    "columns": "加一列", "rows": "加一行", "figures": "加一组数字", "pictures": "加一张图片",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """A field. widget: `line`, `area` or `choice`; reshapes: a change of it shows other fields."""

    name: str
    label: str
    help: str
    widget: str
    value: str
    choices: Sequence[tuple[str, str]] = ()
    suggestions: str = ""
    rows: int = 2
    reshapes: bool = False
    faults: Sequence[SeriesFault] = ()
    shape: str = "field"

    @property
    def id(self) -> str:
        """What the faults above lead to."""
        return f"at-{self.name}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a list, which can be moved, copied and removed."""

    place: str
    title: str
    nodes: Sequence[Any]
    is_open: bool
    first: bool
    last: bool
    faults: int


@dataclass(frozen=True, slots=True)
class Pieces:
    """A list of pieces in the order of print."""

    place: str
    label: str
    help: str
    add: str
    pieces: Sequence[Piece]
    faults: Sequence[SeriesFault] = ()
    shape: str = "pieces"

    @property
    def id(self) -> str:
        """What the faults above lead to."""
        return f"at-{self.place}"


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that stand together under a title."""

    title: str
    nodes: Sequence[Any]
    is_open: bool
    shape: str = "group"


class Editor:
    """What the template draws of a series' data."""

    def __init__(self, data: Mapping[str, Any], faults: Sequence[SeriesFault], opened: Collection[str]) -> None:
        self.data, self.opened = data, opened
        self.faults: dict[str, list[SeriesFault]] = {}
        for fault in faults:
            self.faults.setdefault(field_of(fault.place), []).append(fault)

    def groups(self) -> list[Group]:
        """Return all that the form shows."""
        keys = {key.name: key for key in keys_of(Series)}
        return [
            Group(title, [node for name in names for node in self._nodes(keys[name], self.data, "")],
                  is_open or any(self._below(name) for name in names))
            for title, names, is_open in _GROUPS
        ]  # fmt: skip

    def spans(self) -> list[str]:
        """Return the names of spans that fields may refer to."""
        named = self.data.get("spans", {})
        return ["figures", "stories", *(named if isinstance(named, Mapping) else ())]

    def _below(self, name: str) -> int:
        """Return how many faults are at a place or below it."""
        return sum(
            len(found) for place, found in self.faults.items() if place == name or place.startswith(f"{name}.")
        )  # fmt: skip

    def _nodes(self, key: Key, data: Mapping[str, Any], path: str) -> Iterator[Any]:
        name = path + key.name
        if key.holds == TABLE and key.of:
            below = data.get(key.name, {})
            yield from (node for one in keys_of(key.of()) for node in self._nodes(one, below, f"{name}."))
        elif key.holds == TABLES and key.of:
            yield self._pieces(key, data.get(key.name) or [], name)
        else:
            yield self._field(key, data.get(key.name, key.default), name)

    def _pieces(self, key: Key, items: Sequence[Mapping[str, Any]], place: str) -> Pieces:
        assert key.of is not None, "a key that holds tables names their record"
        record, last = key.of(), len(items) - 1
        pieces = [
            Piece(
                place=(here := f"{place}.{at}"),
                title=_title(item, at),
                nodes=list(self._piece(record, item, f"{here}.")),
                is_open=any(one == here or one.startswith(f"{here}.") for one in self.opened),
                first=at == 0,
                last=at == last,
                faults=self._below(here),
            )
            for at, item in enumerate(items)
        ]
        return Pieces(place, key.label, key.help, _ADD.get(key.name, "加一项"), pieces, self.faults.get(place, ()))

    def _piece(self, record: type, item: Mapping[str, Any], path: str) -> Iterator[Any]:
        usable = {*EVERY_KIND, *KEYS_OF_KIND.get(str(item.get("kind")), ())} if record is SectionPlan else None
        for key in keys_of(record):
            if usable is None or key.name in usable or key.name in item:
                yield from self._nodes(key, item, path)

    def _field(self, key: Key, value: Any, name: str) -> Field:
        words = SERIES_WORDS.get(key.name, {})
        choices = [(word, words.get(word, word)) for word in key.words]
        choices += [(rule, period_rule(rule)) for rule in _RULES.get(key.name, ())]
        if key.holds == FLAG:
            choices = [(YES, "是"), (NO, "否")]
        text = _text(key, value)
        if choices and text not in dict(choices):
            choices.append((text, text or "请选择"))
        many = key.holds in (TEXTS, CELLS, WORDS, RAW) or key.name in LONG or "\n" in text
        more = {
            RAW: "只用于本刊的指标，写作 TOML；各刊物都用的指标在“填报”里用表单定义",
            TEXTS: "一行一个",
            CELLS: "一行一格",
            WORDS: "一行一个，写作 名称 = 文字",
        }.get(key.holds, "")
        usual = USUAL_LINES.get(str(self.data.get("numbering", "year")), "") if name == "number" else ""
        told = f"如 {usual}" if usual else key.help
        return Field(
            name=name,
            label=key.label,
            help="；".join(part for part in (told, more) if part),
            widget="choice" if choices else "area" if many else "line",
            value=text,
            choices=choices,
            suggestions=_LISTS.get(key.name, ""),
            rows=min(max(text.count("\n") + 1 + len(text) // 60, 2), 12),
            reshapes=key.name == "kind" or name == "numbering",
            faults=self.faults.get(name, ()),
        )


def _text(key: Key, value: Any) -> str:
    if value is None:
        return ""
    if key.holds == FLAG:
        return YES if value is True else NO
    if key.holds == WORDS and isinstance(value, Mapping):
        return "\n".join(f"{name} = {one}" for name, one in value.items())
    if key.holds == RAW and isinstance(value, Sequence) and not isinstance(value, str):
        return tables_text(key.name, value)
    if key.holds in (TEXTS, CELLS) and not isinstance(value, str):
        return "\n".join(value)
    assert key.holds in (TEXT, COUNT) or isinstance(value, str), "a wrong value stays the text it is"
    return str(value)


def _title(item: Mapping[str, Any], at: int) -> str:
    """Return what a piece is called in its list."""
    called = next((str(item[name]) for name in ("title", "name", "label", "caption", "key") if item.get(name)), "")
    kind = SECTION_KINDS.get(str(item.get("kind", "")), "")
    return "：".join(part for part in (kind, called) if part) or f"第 {at + 1} 项"
