"""The forms in which indicators are defined: what is typed becomes the record that statistics checks, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from yichuang.statistics.labels import (
    DEADLINE_WORDS,
    DERIVED_KIND_WORDS,
    DIMENSION_WORDS,
    OPERAND_WORDS,
    OPTION_NAMES,
    OPTION_WORDS,
    OVER_PERIODS_WORDS,
    OVER_UNITS_WORDS,
    ROUNDING_WORDS,
    SINCE_WORDS,
    rule_words,
)
from yichuang.statistics.queries import Defined
from yichuang.statistics.rules.derived.records import KINDS
from yichuang.statistics.rules.periods import RULES
from yichuang.web.forms import DayInput, Form

SUBMITTED = "submitted"
KIND_WORDS = {SUBMITTED: "填报", **DERIVED_KIND_WORDS}
BLANK_PARTS, PARTS_MAX = 3, 40
DATE = "date"  # of `since`: a day that is given beside it
WHOLE = ("decimals", "deadline_days", "first")  # fields that records hold as whole numbers
Choices = Sequence[tuple[str, Any]]


def text(label: str, hint: str = "", *, most: int = 60) -> forms.CharField:
    """Return a field for a word; statistics says what is wrong with it."""
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=most,
        error_messages={"max_length": f"至多 {most} 个字"}, widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip


def choice(label: str, choices: Choices, hint: str = "") -> forms.CharField:
    """Return a field for one of some words. Whatever is sent is kept; statistics says what is wrong with it."""
    return forms.CharField(label=label, help_text=hint, required=False, widget=forms.Select(choices=choices))


@dataclass(frozen=True, slots=True)
class Operand:
    """The fields of a figure that stands in another: which one, and what is said of it."""

    title: str
    figure: BoundField
    more: Sequence[BoundField]
    is_open: bool


class DefinitionForm(Form):
    """An indicator of a kind. `record()` is what `statistics.acts.define` takes; `tell` puts faults at their fields."""

    def __init__(
        self, kind: str, now: Defined, *, units: Choices, record: Mapping[str, Any] | None = None,
        sent: QueryDict | None = None, is_new: bool = True,
    ) -> None:  # fmt: skip
        """Take what is defined (`record`) or what was typed (`sent`); units: code and name of departments."""
        self.kind, self.is_new, self.figures = kind, is_new, figure_choices(now)
        self.parts = 0
        super().__init__(sent, initial=self._initial(record or {}))
        self.fields = self._submitted(units) if kind == SUBMITTED else self._derived(sent)
        if not is_new:
            self.fields["code"].widget.attrs["readonly"] = True

    def _submitted(self, units: Choices) -> dict[str, forms.Field]:
        rules = [*RULES, *(f"month_from_{day}" for day in range(2, 29))]
        many = forms.MultipleChoiceField(
            label="只由这些部门填报", choices=units, required=False, widget=forms.CheckboxSelectMultiple,
            help_text="都不选，就由期末在册的全部部门填报",
            error_messages={"invalid_choice": "没有代码为“%(value)s”的部门"},
        )  # fmt: skip
        return _common() | {
            "decimals": text("小数位数", "0 至 6"),
            "period": choice("填报周期", [("", "请选择"), *((rule, rule_words(rule)) for rule in rules)]),
            "deadline_days": text("期限", "期满后多少天内报来"),
            "deadline_in": choice("期限按", [*DEADLINE_WORDS.items()]),
            "over_units": choice("各部门的数", [*OVER_UNITS_WORDS.items()]),
            "over_periods": choice("各期的数", [*OVER_PERIODS_WORDS.items()]),
            "meaning": forms.CharField(
                label="含义", required=False, max_length=1000, help_text="怎么数、不数什么；显示在填报人的表上",
                widget=forms.Textarea({"rows": 3}),
            ),
            "departments": many,
        }  # fmt: skip

    def _derived(self, sent: QueryDict | None) -> dict[str, forms.Field]:
        kind = KINDS[self.kind]
        found = _common()
        if kind.is_list:
            found.pop("unit")
        else:
            found |= {"decimals": text("小数位数", "0 至 6"), "rounding": choice("进位", [*ROUNDING_WORDS.items()])}
        for name, words in (kind.options or {}).items():
            label = OPTION_NAMES[name]
            found[name] = choice(label, [*OPTION_WORDS[name].items()]) if words else text(label)
        for name in kind.operands:
            found |= self._operand(name, OPERAND_WORDS[name])
        if kind.many:
            held = len(self.initial.get("parts", ()))
            typed = sum(name.startswith("parts_") and name[6:].isdecimal() for name in sent) if sent is not None else 0
            self.parts = min(PARTS_MAX, max(held + BLANK_PARTS, typed))
            for place in range(self.parts):
                found |= self._operand(f"parts_{place}", f"{OPERAND_WORDS['parts']} {place + 1}")
        return found

    def _operand(self, name: str, label: str) -> dict[str, forms.Field]:
        since = [("", "本期"), *((word, f"{told}至期末") for word, told in SINCE_WORDS.items()), (DATE, "某一日至期末")]
        return {
            name: choice(label, self.figures),
            f"{name}_period": choice("时段", [("", "同一时段"), *OPTION_WORDS["against"].items()]),
            f"{name}_since": choice("累计", since),
            f"{name}_since_day": forms.CharField(label="自哪一日", required=False, widget=DayInput()),
            f"{name}_where": text("只数", "如 部门=JTT,SCJ；事项类型=01。不填为全部", most=400),
            f"{name}_name": text("算式中的叫法", "不填就用指标的名称"),
        }

    def _initial(self, record: Mapping[str, Any]) -> dict[str, Any]:
        usual = {"decimals": "0", "deadline_days": "3", "rounding": "half_up", "first": "5", "over": "department"}
        found: dict[str, Any] = usual | {name: value for name, value in record.items() if not _is_operand(name)}
        for name in KINDS[self.kind].operands if self.kind != SUBMITTED else ():
            found |= _typed(name, record.get(name, ""))
        for place, part in enumerate(record.get("parts", ())):
            found |= _typed(f"parts_{place}", part)
        return found | {"parts": record.get("parts", ())}

    def record(self) -> dict[str, Any]:
        """Return what was typed as statistics takes it; numbers that are none stay texts, to be told as wrong."""
        self.is_valid()
        told = self.cleaned_data
        record: dict[str, Any] = {}
        for name in self.fields:
            if name.split("_")[0] in OPERAND_WORDS:
                continue
            value = told.get(name, "")
            if value not in ("", []):
                record[name] = int(value) if name in WHOLE and value.isascii() and value.isdecimal() else value
        if self.kind != SUBMITTED:
            record["kind"] = self.kind
            for name in KINDS[self.kind].operands:
                record[name] = self._said(name)
            if KINDS[self.kind].many:
                record["parts"] = [self._said(name) for name in self._filled_parts()]
        return record

    def _filled_parts(self) -> list[str]:
        names = (f"parts_{place}" for place in range(self.parts))
        return [name for name in names if self.cleaned_data.get(name)]

    def _said(self, name: str) -> Any:
        told = {
            key: self.cleaned_data.get(f"{name}_{key}", "") for key in ("period", "since", "since_day", "where", "name")
        }
        since = told["since_day"] or DATE if told["since"] == DATE else told["since"]
        more = {"period": told["period"], "since": since, "where": where(told["where"]), "name": told["name"]}
        more = {key: value for key, value in more.items() if value}
        figure = self.cleaned_data.get(name, "")
        return {"figure": figure, **more} if more else figure

    def tell(self, errors: Sequence[Mapping[str, str]]) -> None:
        """Put faults at the fields that they speak of; those of others, or of the whole, on top."""
        self.is_valid()
        for field, message in self._told(errors):
            self.add_error(field, message)

    def in_words(self, errors: Sequence[Mapping[str, str]]) -> list[str]:
        """Return faults as sentences, each with the label of its field."""
        self.is_valid()
        return [f"{self.fields[field].label}：{message}" if field else message for field, message in self._told(errors)]

    def _told(self, errors: Sequence[Mapping[str, str]]) -> Iterator[tuple[str | None, str]]:
        """Yield (field, message) of each fault; a form says `choose` where a file would say how to write it."""
        code = self.cleaned_data.get("code", "")
        for error in errors:
            owner, _, place = error["place"].partition(".")
            if owner and owner != code and not owner.startswith(("derived[", "submitted[")):
                yield None, f"{owner}：{error['message']}"
                continue
            field = self._field(place)
            chosen = field is not None and field.split("_")[0] in OPERAND_WORDS and error.get("code") == "field_missing"
            yield field, "请选择指标" if chosen else error["message"]

    def _field(self, place: str) -> str | None:
        head, _, rest = place.partition(".")
        if head.startswith("parts["):
            filled, number = self._filled_parts(), int(head[6:-1]) - 1
            head = filled[number] if number < len(filled) else "parts_0"
        elif head == "parts":
            head = "parts_0"
        field = f"{head}_{rest.split('.')[0]}" if rest else head
        return field if field in self.fields else head if head in self.fields else None

    @property
    def plain_fields(self) -> list[BoundField]:
        """The fields that are no operands', in order."""
        return [self[name] for name in self.fields if name.split("_")[0] not in OPERAND_WORDS and name != "departments"]

    @property
    def operands(self) -> list[Operand]:
        """The figures that stand in this one, each with what is said of it."""
        if self.kind == SUBMITTED:
            return []
        names = [*KINDS[self.kind].operands, *(f"parts_{place}" for place in range(self.parts))]
        return [self._drawn(name) for name in names]

    def _drawn(self, name: str) -> Operand:
        more = [self[f"{name}_{key}"] for key in ("period", "since", "since_day", "where", "name")]
        is_open = any(field.value() or field.errors for field in more)
        return Operand(str(self.fields[name].label), self[name], more, is_open)


def _common() -> dict[str, forms.Field]:
    return {
        "name": text("名称"),
        "code": text("代码", "小写字母开头的字母、数字、下划线，至多 40 位；定下后不再改", most=40),
        "unit": text("单位", "如 件、人次、万元、%、个百分点", most=12),
    }


def _is_operand(name: str) -> bool:
    return name in OPERAND_WORDS or name == "kind"


def _typed(name: str, said: Any) -> dict[str, str]:
    """Return what a record says of an operand as the form's fields hold it."""
    if not isinstance(said, Mapping):
        return {name: str(said)}
    since = str(said.get("since", ""))
    is_day = bool(since) and since not in SINCE_WORDS
    return {
        name: str(said.get("figure", "")),
        f"{name}_period": str(said.get("period", "")),
        f"{name}_since": DATE if is_day else since,
        f"{name}_since_day": since if is_day else "",
        f"{name}_where": "；".join(
            f"{DIMENSION_WORDS.get(dimension, dimension)}={codes if isinstance(codes, str) else ','.join(codes)}"
            for dimension, codes in said.get("where", {}).items()
        ),
        f"{name}_name": str(said.get("name", "")),
    }


def where(typed: str) -> dict[str, Any]:
    """Return the groups that a text names; what is no `dimension=codes` stays a dimension that nobody knows.

    >>> where("部门=JTT,SCJ；事项类型=01")
    {'department': ['JTT', 'SCJ'], 'item_type': ['01']}
    >>> where("JTT")
    {'JTT': []}
    """
    found = {}
    for part in typed.replace("；", ";").replace("，", ",").replace("、", ",").split(";"):
        if part.strip():
            word, _, codes = part.partition("=")
            name = next((name for name, known in DIMENSION_WORDS.items() if known == word.strip()), word.strip())
            found[name] = [code.strip() for code in codes.split(",") if code.strip()]
    return found


def figure_choices(now: Defined) -> Choices:
    """Return what a definition may name, by where it comes from."""
    known = now.known()
    derived = {code: one.name for code, one in now.derived.items() if not one.is_list}
    groups = {
        "填报": {code: one.name for code, one in now.submitted.items()},
        "派生": derived,
        "统计": {code: one.name for code, one in known.items() if code not in now.submitted and code not in derived},
    }
    offered = [(title, [(code, name) for code, name in names.items()]) for title, names in groups.items() if names]
    return [("", "（不用）"), *offered]
