"""Two issues side by side, both chosen in the address."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from yichuang.kit.errors import Refusal
from yichuang.reports import queries
from yichuang.reports.labels import COMPARED
from yichuang.reports.queries import Comparison, IssueLine
from yichuang.web.doors import public
from yichuang.web.lookout.views.issues import HOME, address_of_issue
from yichuang.web.parts import Crumb


@public
@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """Draw the choice of two issues and, when both are chosen, what differs between them."""
    chosen = {side: request.GET.get(side, "").replace("\x00", "")[:80] for side in ("left", "right")}
    lines = queries.archived_issues()
    context: dict[str, Any] = {
        "section": "issues", "crumbs": [HOME, Crumb("刊物", reverse("issues"))], "tab": "comparison",
        "few": len(lines) < 2, "chosen": chosen if any(chosen.values()) else _latest_two(lines),
        "whole": request.GET.get("whole") == "1",
    }  # fmt: skip
    status = 200
    if all(chosen.values()):
        try:
            found = queries.compared(*(_pair(chosen[side]) for side in ("left", "right")))
        except Refusal as refusal:
            context["refusal"], status = refusal, refusal.http_status
        else:
            context |= _shown(found)
            lines += [line for line in (found.left, found.right) if line not in lines]  # older than the list reaches
    context["years"] = [(year, list(group)) for year, group in groupby(lines, key=lambda line: line.year)]
    return render(request, "lookout/issues/comparison.html", context, status=status)


def _latest_two(lines: Sequence[IssueLine]) -> dict[str, str]:
    """Return the newest issue and the one of its series before it, as the form offers them."""
    before = queries.issue_before(lines[0]) if lines else None
    return {"left": name_of(before) if before else "", "right": name_of(lines[0]) if lines else ""}


def name_of(line: IssueLine) -> str:
    """Return what an issue is called in an address: series and key."""
    return f"{line.series}/{line.key}"


def _pair(name: str) -> tuple[str, str]:
    series, _, key = name.partition("/")
    return series, key


def _shown(found: Comparison) -> dict[str, Any]:
    kinds = {kind: sum(pair.kinds[kind] for pair in found.pairs) for kind in COMPARED}
    return {
        "found": found,
        "sides": [(line, address_of_issue(line)) for line in (found.left, found.right)],
        "kinds": [(word, kinds[kind]) for kind, word in COMPARED.items()],
        "differ": sum(count for kind, count in kinds.items() if kind != "same"),
        "pairs": [
            (pair, [(COMPARED[row.kind], row) for row in pair.rows], [(COMPARED[k], n) for k, n in pair.kinds.items()])
            for pair in found.pairs
        ],
    }
