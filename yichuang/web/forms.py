"""What all forms share: Chinese words, hints and errors tied to their fields, a count for the summary."""

from __future__ import annotations

from typing import Any

from django import forms

from yichuang.kit.errors import Refusal


class Form(forms.Form):
    """A form as `parts/_field.html` and `parts/_form_errors.html` draw it."""

    required_css_class = "required"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    @property
    def fault_count(self) -> int:
        """How many things are to be mended."""
        return sum(len(errors) for errors in self.errors.values())

    def as_refusal(self) -> Refusal:
        """Return what is wrong as programs read it: the first fault, and all of them by field."""
        faults = {field: [str(error) for error in errors] for field, errors in self.errors.items()}
        field, messages = next(iter(faults.items()))
        return Refusal("bad_input", messages[0], field="" if field == "__all__" else field, details={"faults": faults})


class DayInput(forms.DateInput):
    """A date field of the browser's own kind; its value is written YYYY-MM-DD whatever the language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(label: str, *, required: bool = False) -> forms.DateField:
    """Return a field for a day, told in Chinese when it is none."""
    return forms.DateField(
        label=label,
        required=required,
        widget=DayInput(),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": "请按 2022-07-01 的样子填写日期", "required": "请填写日期"},
    )


class SignInForm(Form):
    """Who comes in, and their password."""

    username = forms.CharField(
        label="用户名",
        max_length=40,
        error_messages={"required": "请填写用户名", "max_length": "用户名最多 40 个字符"},
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label="密码",
        max_length=200,
        strip=False,
        error_messages={"required": "请填写密码", "max_length": "密码最多 200 个字符"},
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class InstantInput(forms.DateTimeInput):
    """A field for an instant, of the browser's own kind."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")
