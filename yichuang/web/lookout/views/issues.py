"""Issues: the archive, one issue with what was noticed since, its printed forms; drafts for those who may see them."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yichuang.kit.errors import Unknown
from yichuang.kit.time import today
from yichuang.people.rules import Actor
from yichuang.reports import queries
from yichuang.reports.labels import FACE_ROLES, FORMS
from yichuang.reports.queries import IssueLine, IssuePage, Printed
from yichuang.reports.rules.citing import citation
from yichuang.statistics.rules import INDICATORS
from yichuang.web.doors import actor_of, public, staff
from yichuang.web.parts import Crumb, Document

HOME = Crumb("首页", "/")
SHOWN_IN_PLACE = frozenset({"pdf", "html", "json"})  # what a browser can show; the others are saved


@public
@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """Draw the published and archived issues by year; drafts on top for those who may see them."""
    year = request.GET.get("year", "")
    if year and not (year.isascii() and year.isdecimal() and len(year) == 4):
        raise Unknown("unknown_year", f"没有“{year[:20]}”这一年的刊物。", field="year")
    lines = queries.archived_issues(year=int(year) if year else None)
    years = [(number, [row_of(line) for line in group]) for number, group in groupby(lines, key=lambda line: line.year)]
    all_years = queries.years_of_archive()
    left_out = 0 if year else queries.count_archived() - len(lines)
    context = {
        "section": "issues", "crumbs": [HOME], "years": years, "year": year, "all_years": all_years,
        "left_out": left_out, "shown": len(lines),
        "left_years": [one for one in all_years if one <= lines[-1].year] if left_out else [],
        "chosen_year": int(year) if year else None,
        "drafts": [row_of(line) for line in queries.drafts(seen_by=reader_of(request))],
    }  # fmt: skip
    return render(request, "lookout/issues/archive.html", context)


@public
@require_safe
def page(request: HttpRequest, series: str, key: str) -> HttpResponse:
    """Draw a published or archived issue."""
    return _issue(request, queries.issue_page(queries.find_issue(series, key)))


@public
@require_safe
def printed(request: HttpRequest, series: str, key: str, form: str) -> HttpResponse:
    """Hand out a printed form of a published or archived issue."""
    return _file(queries.print_issue(queries.find_issue(series, key), form), form)


@staff
@never_cache
@require_safe
def draft(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Draw a draft; for others than its readers it is not there."""
    return _issue(request, queries.issue_page(issue_id, seen_by=actor_of(request)))


@staff
@never_cache
@require_safe
def draft_printed(request: HttpRequest, issue_id: int, form: str) -> HttpResponse:
    """Hand out a printed form of a draft; each of its pages says that it is one."""
    return _file(queries.print_issue(issue_id, form, seen_by=actor_of(request)), form)


def reader_of(request: HttpRequest) -> Actor | None:
    """Return who reads, or None for somebody who has not signed in."""
    return actor_of(request) if request.user.is_authenticated else None


def address_of_issue(line: IssueLine) -> str:
    """Return the address of an issue's page: its key for one that owns it, an id for a draft."""
    if line.state in ("draft", "signed"):
        return reverse("draft", args=[line.id])
    return reverse("issue", args=[line.series, line.key])


def documents(line: IssueLine) -> list[Document]:
    """Return the printed forms of an issue to take along."""
    found = []
    for form, words in FORMS.items():
        if line.state in ("draft", "signed"):
            href = reverse("draft-file", args=[line.id, form])
        else:
            href = reverse("issue-file", args=[line.series, line.key, form])
        found.append(Document(form.upper(), words, href))
    return found


def row_of(line: IssueLine) -> dict[str, Any]:
    """Return an issue as a line of a list."""
    return {"line": line, "href": address_of_issue(line), "number": line.number_words}


def _issue(request: HttpRequest, issue: IssuePage) -> HttpResponse:
    text = queries.piece(issue)
    context = {
        "section": "issues",
        "crumbs": [HOME, Crumb("刊物", reverse("issues"))],
        "issue": issue,
        "number": issue.line.number_words,
        "documents": documents(issue.line),
        "text": mark_safe(text),  # noqa: S308  # made by `reports`, which escapes every word of it
        "titled": "<h1" in text,
        "styles": mark_safe(queries.styles()),  # noqa: S308  # a file of the product
        "substituted": [(FACE_ROLES[face.role], face) for face in queries.faces_used() if face.substituted],
        "differences": [
            (INDICATORS[found.indicator].name if found.item_type else "", found) for found in issue.differences
        ],
    }
    if issue.line.state not in ("draft", "signed"):
        context |= _reference(request, issue)
    return render(request, "lookout/issues/page.html", context)


def _reference(request: HttpRequest, issue: IssuePage) -> dict[str, str]:
    """Return how the issue is cited, its lasting address, and where it is compared with the one before it."""
    line = issue.line
    address = request.build_absolute_uri(address_of_issue(line))
    before = queries.issue_before(line)
    sides = {"left": f"{before.series}/{before.key}", "right": f"{line.series}/{line.key}"} if before else {}
    return {
        "permalink": address,
        "citation": citation(
            issuer=issue.record["issuer"], title=line.title, year=line.year, number=line.number,
            issued_on=line.issued_on, cited_on=today(), address=address,
        ),
        "earlier": f"{reverse('comparison')}?{urlencode(sides)}" if sides else "",
    }  # fmt: skip


def _file(file: Printed, form: str) -> HttpResponse:
    response = HttpResponse(file.content, content_type=file.content_type)
    place = "inline" if form in SHOWN_IN_PLACE else "attachment"
    response["Content-Disposition"] = f'{place}; filename="{file.name}"'
    return response
