"""What became of the last sheet that somebody sent up: kept for as long as they are signed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from yichuang.kit.errors import Refusal
from yichuang.kit.time import now
from yichuang.statistics.acts import Submitted

FAULTS_KEPT = 200
_KEY = "submissions.upload"
Result = Mapping[str, Any]


def keep(request: HttpRequest, file_name: str, words: str, outcome: Submitted | Refusal) -> Result:
    """Keep what became of a sheet of a period, and return it as the page draws it."""
    result: dict[str, Any] = {"file": file_name[:80], "words": words, "at": f"{now():%Y-%m-%d %H:%M}"}
    if isinstance(outcome, Submitted):
        result["done"] = outcome.as_record()
    else:
        errors = outcome.details.get("errors", [])
        result |= {"code": outcome.code, "message": outcome.message, "found": len(errors)}
        result["errors"] = [{"place": one["place"], "message": one["message"]} for one in errors[:FAULTS_KEPT]]
    request.session[_KEY] = result
    return result


def last(request: HttpRequest) -> Result | None:
    """Return what became of the last sheet, None if there was none."""
    found: Result | None = request.session.get(_KEY)
    return found


def refused_here(request: HttpRequest) -> Result | None:
    """Return the last sheet if it was refused: its faults wait to be mended."""
    found = last(request)
    return found if found and "done" not in found else None
