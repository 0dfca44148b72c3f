"""The newsroom's forms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from yichuang.people.rules import Unit
from yichuang.reports.acts.material import WORDS_MAX
from yichuang.web.forms import Form, day_field

VERSION_MAX = 1_000_000


def version_field(minimum: int = 1) -> forms.IntegerField:
    """Return the hidden field that says which version a form was drawn from."""
    return forms.IntegerField(widget=forms.HiddenInput, min_value=minimum, max_value=VERSION_MAX)


class WordsField(forms.CharField):
    """A paragraph or more; browsers send line ends as two characters, texts have one."""

    def to_python(self, value: Any) -> str:
        """Return the text with plain line ends."""
        return str(super().to_python(value)).replace("\r\n", "\n")


def words_field(label: str, missing: str, *, rows: int = 6, length: int = WORDS_MAX, hint: str = "") -> WordsField:
    """Return a field for a paragraph or more."""
    return WordsField(
        label=label,
        max_length=length,
        help_text=hint,
        widget=forms.Textarea({"rows": rows}),
        error_messages={"required": missing, "max_length": f"至多 {length} 字"},
    )


class StoryForm(Form):
    """A story as its editor writes it."""

    category = forms.CharField(
        label="类别", max_length=80, help_text="从列表中选，或填写新的类别。",
        error_messages={"required": "请填写类别", "max_length": "至多 80 字"},
        widget=forms.TextInput({"list": "categories", "autocomplete": "off"}),
    )  # fmt: skip
    department = forms.CharField(
        label="部门", max_length=120, required=False, help_text="从列表中选，或自行填写；不填则从内容里认。",
        error_messages={"max_length": "至多 120 字"},
        widget=forms.TextInput({"list": "departments", "autocomplete": "off"}),
    )  # fmt: skip
    text = words_field("内容", "请填写内容", hint="照刊印的样子写；开头的日期可以写在这里，也可以填在下面。")
    date_from = day_field("起始日期")
    date_to = day_field("截止日期")
    date_text = forms.CharField(
        label="日期的说法", max_length=40, required=False, help_text="如“近日”“6月28日至29日”；不填则按起止日期写。",
        error_messages={"max_length": "至多 40 字"}, widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Let one day stand for both, and refuse a span that runs backwards."""
        found: dict[str, Any] = super().clean() or {}
        first, last = found.get("date_from"), found.get("date_to")
        found["date_from"], found["date_to"] = first or last, last or first
        if first and last and first > last:
            self.add_error("date_to", "截止日期早于起始日期")
        return found

    def told(self, departments: Iterable[Unit]) -> dict[str, Any]:
        """Return what acts take; a department that is named as one of the hall's is that one."""
        written = self.cleaned_data.get("department", "").strip()
        known = next((unit.id for unit in departments if written in (unit.name, unit.short_name)), None)
        names = ("category", "text", "date_from", "date_to", "date_text")
        told = {name: self.cleaned_data[name] for name in names}
        return told | {"department": written, "department_id": known}


class StoryChangeForm(StoryForm):
    """A story that is changed, with the version that was seen."""

    version = version_field()


class WindowStoryChangeForm(StoryChangeForm):
    """A story that a window changes: its department stays."""

    department = None  # type: ignore[assignment]  # leaves the field out, as Django has it


class OwnDepartmentForm(Form):
    """For which of their departments somebody at a window writes."""

    department_id = forms.TypedChoiceField(label="部门", coerce=int)

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["department_id"]
        assert isinstance(choice, forms.TypedChoiceField)
        choice.choices = [(unit.id, unit.name) for unit in units]


class VersionForm(Form):
    """An act on what was seen as a version."""

    version = version_field()


class StoryStepForm(VersionForm):
    """One of the short steps that a story can be taken."""

    step = forms.ChoiceField(choices=[(step, step) for step in ("up", "down", "adopt", "withdraw")])


class FindingStepForm(VersionForm):
    """One of the short steps that a finding can be taken."""

    step = forms.ChoiceField(choices=[(step, step) for step in ("up", "down", "withdraw")])


class ReturnForm(VersionForm):
    """Why a story goes back to its window."""

    reason = words_field("退回的原因", "请写明退回的原因", rows=3, length=400, hint="窗口会看到，据此修改。")


class FindingForm(Form):
    """One check of the inspection."""

    check = forms.CharField(
        label="检查项目", max_length=80, error_messages={"required": "请填写检查项目", "max_length": "至多 80 字"},
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    finding = words_field("检查情况", "请填写检查情况", rows=3, length=2000)
    ok = forms.TypedChoiceField(
        label="结果", required=False, empty_value=None, coerce=lambda word: word == "yes",
        choices=[("", "按文字判断"), ("yes", "正常"), ("no", "有问题")],
    )  # fmt: skip


class FindingChangeForm(FindingForm):
    """A finding that is changed, with the version that was seen."""

    version = version_field()


class PictureForm(VersionForm):
    """A picture to be put behind a story's others."""

    picture = forms.FileField(
        label="图片", help_text="JPEG 或 PNG，不超过 10 MB。拍摄地点等信息会去掉。", allow_empty_file=True,
        error_messages={"required": "请选择图片"}, widget=forms.FileInput({"accept": "image/jpeg,image/png"}),
    )  # fmt: skip
    caption = forms.CharField(label="图注", max_length=60, required=False, help_text="印在图下，可以不填。")
    alt = forms.CharField(
        label="图片说明", max_length=200, help_text="一句话说明图中是什么，供看不到图的人了解；不印出。",
        error_messages={"required": "请用一句话说明图片的内容"},
    )  # fmt: skip


class DescriptionForm(VersionForm):
    """A picture's caption and description."""

    caption = forms.CharField(label="图注", max_length=60, required=False)
    alt = forms.CharField(label="图片说明", max_length=200, error_messages={"required": "请用一句话说明图片的内容"})


class OverrideForm(Form):
    """Words by hand for a computed sentence, with what was seen: the computed words and the version (0: none yet)."""

    place = forms.CharField(max_length=200, widget=forms.HiddenInput)
    kind = forms.CharField(max_length=16, widget=forms.HiddenInput)
    computed = WordsField(max_length=20_000, strip=False, widget=forms.HiddenInput)
    version = version_field(0)
    words = words_field("改写后的句子", "请填写改写后的句子")
    reason = words_field("原因", "请写明为什么改写", rows=2, length=400, hint="会随本期一起留存。")


class CompileForm(Form):
    """The date that the issue will carry, and the version of the draft that is replaced (0: none yet)."""

    version = version_field(0)
    issued_on = day_field("印发日期")


class IssueStepForm(VersionForm):
    """One of the steps of an issue: signed, its signature taken back, published, taken out of the way."""

    step = forms.ChoiceField(choices=[(step, step) for step in ("sign", "unsign", "publish", "discard")])
