"""What the gateway's pages read from their address and from what is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from yichuang.exchange.labels import HELD_WORDS, STATE_WORDS
from yichuang.exchange.queries import REFUSED
from yichuang.exchange.rules.words import Held
from yichuang.kit.time import today
from yichuang.web.forms import Form, day_field
from yichuang.web.numbers import ID_MAX

TRY_OUT_BYTES_MAX = 20 * 1024**2
DAYS_SHOWN, DAYS_MAX_BY_DAY = 31, 92
ALL = "all"  # in an address: every state, where leaving it out means the usual one
FIRST_YEAR, LAST_YEAR = 2000, 2100


def choice(label: str, words: Mapping[str, str], *, none: str = "全部") -> forms.ChoiceField:
    """Return a field for one of these codes, or for none."""
    choices = [("", none), *((str(code), word) for code, word in words.items())]
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=choices,
        error_messages={"invalid_choice": f"没有这个{label}，或您无权查看"},
    )


class Listing(Form):
    """A list's filter: which system and which days; it lives in the address."""

    usual: Mapping[str, str] = {}

    def __init__(self, data: QueryDict, systems: Mapping[str, str]) -> None:
        filled = data.copy()
        for name, content in self.usual_now().items():
            if not filled.get(name):
                filled[name] = content
        super().__init__(filled)
        words = {code: f"{code} {name}" for code, name in systems.items()}
        own = {"system": choice("系统", words), "from": day_field("从"), "to": day_field("至")}
        self.fields = own | self.fields

    def usual_now(self) -> Mapping[str, str]:
        """What an address that leaves a field out means."""
        return self.usual

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("from"), cleaned.get("to")
        if first and last and first > last:
            self.add_error("to", "结束日期早于开始日期")
        for name in ("from", "to"):
            day = cleaned.get(name)
            if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
                self.add_error(name, f"日期应在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间")
        return cleaned

    def address(self, **changed: object) -> str:
        """Return what was asked for as the part of an address after "?"; `changed` replaces fields first."""
        return address({name: self.cleaned_data.get(name) for name in self.fields} | changed)


def address(facts: Mapping[str, object]) -> str:
    """Return facts as the part of an address after "?"; what is empty is left out.

    >>> from datetime import date
    >>> address({"system": "SCJG", "from": date(2022, 7, 1), "state": ""})
    'system=SCJG&from=2022-07-01'
    """
    return urlencode({name: str(content) for name, content in facts.items() if content not in (None, "")})


class DeliveriesForm(Listing):
    """Which deliveries."""

    state = choice("状态", {str(state): word for state, word in STATE_WORDS.items()})


class QuarantineForm(Listing):
    """Which of the rows set aside; those that wait for somebody, if the address does not say."""

    usual = {"state": Held.QUARANTINED.value}
    state = choice(
        "状态",
        {str(state): word for state, word in HELD_WORDS.items()} | {REFUSED: "计入拒收的（含已处置）", ALL: "全部"},
    )
    delivery = forms.IntegerField(required=False, min_value=1, max_value=ID_MAX, widget=forms.HiddenInput)
    code = forms.RegexField(r"^[a-z_]{1,60}$", required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, systems: Mapping[str, str]) -> None:
        super().__init__(data, systems)
        self.fields["state"].choices = self.fields["state"].choices[1:]  # type: ignore[attr-defined]


class AccountForm(Listing):
    """Of which days the accounts are, and whether each day has its own."""

    by = forms.ChoiceField(
        label="分组", required=False, choices=[("", "按系统"), ("day", "按系统和日")],
        error_messages={"invalid_choice": "分组只能按系统，或按系统和日"},
    )  # fmt: skip

    def usual_now(self) -> Mapping[str, str]:
        """The last month."""
        day = today()
        return {"from": (day - timedelta(DAYS_SHOWN - 1)).isoformat(), "to": day.isoformat()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("from"), cleaned.get("to")
        if cleaned.get("by") == "day" and first and last and (days := (last - first).days + 1) > DAYS_MAX_BY_DAY:
            self.add_error("by", f"按日一次最多看 {DAYS_MAX_BY_DAY} 天，现在是 {days} 天")
        return cleaned


class PurposeForm(Form):
    """What for a row is opened."""

    purpose = forms.CharField(
        label="查看用途", min_length=2, max_length=200,
        help_text="会写入访问日志：谁、何时、看了哪一行、为什么。",
        error_messages={
            "required": "请写明查看用途", "min_length": "请写明查看用途，至少 2 个字",
            "max_length": "查看用途最多 200 个字",
        },
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip


class DismissalForm(Form):
    """Why a row will not be taken."""

    remark = forms.CharField(
        label="原因", max_length=200, help_text="会随这一行保存，例如“测试数据”“已由新系统重新报送”。",
        error_messages={"required": "请写明不再收的原因", "max_length": "原因最多 200 个字"},
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip


class TryOutForm(Form):
    """A file to be checked as a system's delivery would be."""

    system = forms.ChoiceField(
        label="系统", error_messages={"required": "请选择系统", "invalid_choice": "没有这个系统"}
    )
    file = forms.FileField(
        label="文件", help_text="CSV、XLSX、JSON Lines 或 Parquet，最大 20 MB。只检查，不收下，检查完即删除。",
        error_messages={"required": "请选择文件", "empty": "文件是空的", "missing": "请选择文件"},
    )  # fmt: skip

    def __init__(self, data: Any = None, files: Any = None, *, systems: Mapping[str, str]) -> None:
        super().__init__(data, files)
        self.fields["system"].choices = [(code, f"{code} {name}") for code, name in systems.items()]  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile:
        """Refuse a file that is too large to be tried while somebody waits."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > TRY_OUT_BYTES_MAX:
            raise forms.ValidationError("文件超过 20 MB，请取一部分来试")
        return file
