"""The forms of the series' desk beside the series itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from yichuang.web.forms import Form, day_field
from yichuang.web.newsroom.forms import VersionForm, version_field

FILE_BYTES_MAX = 1_000_000


class CopyForm(Form):
    """The code and title of a series that begins as a copy."""

    new_code = forms.RegexField(
        r"^[a-z][a-z0-9_]{0,23}$", label="新刊物的代码", strip=True,
        help_text="小写字母开头的字母、数字、下划线，至多 24 位，此后不能改；地址和文件名里用它。",
        error_messages={"required": "请填写代码", "invalid": "须为小写字母开头的字母、数字、下划线，至多 24 位"},
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    title = forms.CharField(
        label="新刊物的刊名", max_length=40,
        error_messages={"required": "请填写刊名", "max_length": "至多 40 字"},
    )  # fmt: skip


class ImportForm(Form):
    """A series as a TOML file; `file_name` is what it was called.

    over: the saved version that it may follow, as `overwriting` names it, of who has seen what differs.
    """

    file_name = ""
    file = forms.FileField(
        label="TOML 文件", help_text="文件里写明是哪个刊物；已有的刊物存为下一版，没有的成为新刊物。",
        error_messages={"required": "请选择文件", "empty": "文件是空的"},
        widget=forms.FileInput({"accept": ".toml"}),
    )  # fmt: skip
    over = forms.CharField(required=False, max_length=40)

    @staticmethod
    def overwriting(code: str, version: int) -> str:
        """Return how a form names a series' version: `weekly/3`."""
        return f"{code}/{version}"

    def clean_file(self) -> str:
        """Return the file's text."""
        file = self.cleaned_data["file"]
        self.file_name = str(file.name)
        if file.size > FILE_BYTES_MAX:
            raise forms.ValidationError(f"文件超过 {FILE_BYTES_MAX:,} 字节")
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError("文件不是 UTF-8 文本") from None


class SaveForm(Form):
    """What goes with the series itself when it is saved: the version that was changed, and from when it holds."""

    version = version_field(0)
    in_force_from = day_field("从哪天起用")


class RetireForm(VersionForm):
    """A series of which no new issues are to be made."""

    version = version_field(0)


class VariablesForm(Form):
    """The values that a series' variables have in this installation."""

    def __init__(self, *args: Any, variables: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, value in variables.items():
            self.fields[name] = forms.CharField(
                label=name, max_length=400, initial=value,
                error_messages={"required": "请填写", "max_length": "至多 400 字"},
            )  # fmt: skip
