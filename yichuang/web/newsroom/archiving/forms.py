"""The forms of the archive's desk: what holds of an issue, and why a file is not archived."""

from __future__ import annotations

from typing import Any

from django import forms

from yichuang.kit.errors import Refusal
from yichuang.reports.acts.reviewing import Corrected
from yichuang.reports.queries.run_files import FilePage
from yichuang.reports.rules.archiving import NUMBER_MAX
from yichuang.web.forms import Form, day_field

TEXT_MAX = 350_000  # characters, as a file may have (reading.extracted.TEXT_LIMIT)
REMARK_MAX = 400


def _number(label: str, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=most,
        widget=forms.NumberInput({"autocomplete": "off", "inputmode": "numeric"}),
        error_messages={
            "invalid": "请填写整数", "min_value": "须在 1 以上", "max_value": f"不能超过 {most:,}",
        },
    )  # fmt: skip


class CorrectionForm(Form):
    """What was understood of an issue, to be corrected; fields left empty have no value."""

    year = _number("年份", 9999)
    number = _number("期号", NUMBER_MAX)
    total_number = _number("总期号", NUMBER_MAX)
    issued_on = day_field("印发日期")
    period_from = day_field("期间起")
    period_to = day_field("期间止")
    text = forms.CharField(
        label="正文", required=False, strip=False, max_length=TEXT_MAX,
        widget=forms.Textarea({"rows": 16, "spellcheck": "false"}),
        help_text="一段一行。改过的正文按本刊重新读一遍；原件照原样保存。",
        error_messages={"max_length": f"正文不能超过 {TEXT_MAX:,} 字"},
    )  # fmt: skip

    @classmethod
    def of(cls, page: FilePage) -> CorrectionForm:
        """Return the form with what was read."""
        report = page.report
        names = [name for name in cls.base_fields if name != "text"]
        known: dict[str, Any] = {name: getattr(report, name) for name in names} if report else {}
        return cls(initial={**known, "text": page.text})

    def corrected(self) -> Corrected:
        """Return what a person holds to be right."""
        return Corrected(**self.cleaned_data)

    def tell(self, refusal: Refusal) -> None:
        """Say why it was refused at its field, or at the top if it has none."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)


class DismissalForm(Form):
    """Why a file is not archived."""

    remark = forms.CharField(
        label="为什么不收", max_length=REMARK_MAX, widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "请写明为什么不收", "max_length": f"最多 {REMARK_MAX} 个字符"},
    )  # fmt: skip
