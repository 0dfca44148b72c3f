"""Two editors at once: the second sees both texts side by side, keeps all that was typed, and decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yichuang.reports.queries import VersionLine
from yichuang.reports.rules.differences import Run, runs
from yichuang.web.forms import Form


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of which both have another text: its label, mine and theirs in runs."""

    label: str
    mine: list[Run]
    theirs: list[Run]


def conflict(
    request: HttpRequest, context: Mapping[str, Any], *, form: Form, theirs: Mapping[str, str], version: int,
    latest: VersionLine, action: str, back: str,
) -> HttpResponse:  # fmt: skip
    """Draw both texts: the form holds mine and saves over theirs; `back` leaves theirs as they are.

    form:   as it was sent. theirs: field → what stands now. version: what stands now, which the form now answers.
    """
    merged = type(form)({**form.data.dict(), "version": str(version)})  # type: ignore[attr-defined]  # a QueryDict
    differing = [
        Difference(str(field.label), *runs(_written(form.data.get(field.name, "")), _written(theirs[field.name])))
        for field in merged.visible_fields()
        if field.name in theirs and _written(form.data.get(field.name, "")) != _written(theirs[field.name])
    ]
    about = {"form": merged, "differing": differing, "latest": latest, "action": action, "back": back}
    return render(request, "newsroom/conflict.html", {**context, **about}, status=409)


def _written(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
