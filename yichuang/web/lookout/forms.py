"""What the lookout's pages read from their address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from yichuang.kit.time import today
from yichuang.statistics.labels import DIMENSION_WORDS
from yichuang.statistics.rules.windows import PERIODS
from yichuang.web.forms import Form, InstantInput, day_field

OFFERED = ("item_type", "department", "item", "region", "channel", "month", "week", "day", "year")
DIMENSIONS_MAX = 2
FIRST_YEAR, LAST_YEAR = 2000, 2100
DAYS_MAX, DAYS_MAX_GROUPED = 1100, 92  # rows by day: past this a page would compute for seconds
# The report's three groups of item types; the nine others go together (the reference's third pair).
ITEM_TYPE_GROUPS = {
    "01": ("行政许可", ("01",)),
    "20": ("公共服务", ("20",)),
    "02-10": ("其他九类", tuple(f"{code:02}" for code in range(2, 11))),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Which figures a page speaks of; it is the page's address, so that it can be sent to a colleague."""

    start: date
    end: date
    by: tuple[str, ...] = ()
    known_at: datetime | None = None
    item_type: str = ""
    department: str = ""
    sort: str = ""

    def address(self, **changed: Any) -> str:
        """Return the scope as the part of an address after "?"; `changed` replaces fields first."""
        scope = replace(self, **changed)
        pairs: list[tuple[str, str]] = [("from", scope.start.isoformat()), ("to", scope.end.isoformat())]
        pairs += [("by", name) for name in scope.by]
        if scope.known_at:
            pairs.append(("known_at", scope.known_at.isoformat(timespec="minutes")))
        pairs += [(name, content) for name in ("item_type", "department", "sort") if (content := getattr(scope, name))]
        return urlencode(pairs)

    @property
    def item_types(self) -> tuple[str, ...]:
        """The codes that `item_type` stands for; none means all."""
        if not self.item_type:
            return ()
        return ITEM_TYPE_GROUPS[self.item_type][1] if self.item_type in ITEM_TYPE_GROUPS else (self.item_type,)

    @property
    def filters(self) -> dict[str, str]:
        """The scope as filters of statistics, which take one value each; a group of item types is none."""
        found = {"department": self.department} if self.department else {}
        return found | ({"item_type": self.item_types[0]} if len(self.item_types) == 1 else {})


def year_to_date() -> Scope:
    """Return the scope that a page without an address speaks of: 1 January to today."""
    day = today()
    return Scope(date(day.year, 1, 1), day)


class ScopeForm(Form):
    """The filter bar. Empty fields take the year to date."""

    by = forms.MultipleChoiceField(
        label="分组",
        required=False,
        choices=[(name, DIMENSION_WORDS[name]) for name in OFFERED],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "没有“%(value)s”这种分组"},
    )
    known_at = forms.DateTimeField(
        label="按何时所知",
        required=False,
        widget=InstantInput(),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M%z", "%Y-%m-%dT%H:%M:%S%z"],
        error_messages={"invalid": "请按 2022-07-01T18:00 的样子填写时刻"},
    )
    item_type = forms.RegexField(
        r"^([0-9]{2}|02-10)$",
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid": "事项类型应为两位代码"},
    )
    department = forms.RegexField(
        r"^[0-9A-Za-z_-]{1,20}$", required=False, widget=forms.HiddenInput, error_messages={"invalid": "部门代码有误"}
    )
    sort = forms.RegexField(
        r"^-?[a-z_]{1,40}$", required=False, widget=forms.HiddenInput, error_messages={"invalid": "排序列有误"}
    )

    def __init__(self, data: QueryDict) -> None:
        usual = year_to_date()
        super().__init__(_filled(data, {"from": usual.start.isoformat(), "to": usual.end.isoformat()}))
        self.fields = {"from": day_field("从", required=True), "to": day_field("至", required=True)} | self.fields

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        start, end = cleaned.get("from"), cleaned.get("to")
        if start and end:
            self._check_span(start, end, cleaned.get("by", []))
        if len(set(PERIODS).intersection(cleaned.get("by", []))) > 1:
            self.add_error("by", "日、周、月、年只能选一个")
        if len(cleaned.get("by", [])) > DIMENSIONS_MAX:
            self.add_error("by", f"最多选 {DIMENSIONS_MAX} 种分组")
        return cleaned

    def _check_span(self, start: date, end: date, by: Sequence[str]) -> None:
        days = (end - start).days + 1
        days_max = DAYS_MAX_GROUPED if len(by) > 1 else DAYS_MAX
        if start > end:
            self.add_error("to", "结束日期早于开始日期")
        elif start.year < FIRST_YEAR or end.year > LAST_YEAR:
            self.add_error("from", f"日期应在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间")
        elif "day" in by and days > days_max:
            self.add_error("by", f"按日{'再分组' if len(by) > 1 else ''}一次最多看 {days_max} 天，现在是 {days} 天")

    def scope(self) -> Scope:
        """Return what was asked for; call only for a form that is valid."""
        cleaned = self.cleaned_data
        return Scope(
            start=cleaned["from"],
            end=cleaned["to"],
            by=tuple(cleaned["by"]),
            known_at=cleaned["known_at"],
            item_type=cleaned["item_type"],
            department=cleaned["department"],
            sort=cleaned["sort"],
        )


def _filled(data: QueryDict, usual: Mapping[str, str]) -> QueryDict:
    """Return the address's data with what it leaves out or empty filled in, so that the filter shows what is meant."""
    filled = data.copy()
    for name, content in usual.items():
        if not filled.get(name):
            filled[name] = content
    return filled


class DisclosureForm(Form):
    """Which personal value of which party is to be shown in full, and what for."""

    what = forms.RegexField(r"^(applicant|agent|interested)/[1-9][0-9]{0,3}/(document|phone)$")
    purpose = forms.CharField(
        min_length=2,
        max_length=200,
        error_messages={
            "required": "请写明查看用途",
            "min_length": "请写明查看用途，至少 2 个字",
            "max_length": "查看用途最多 200 个字",
        },
    )

    def clean_what(self) -> tuple[str, int, str]:
        """Return role, place and field."""
        role, place, field = self.cleaned_data["what"].split("/")
        return role, int(place), field
