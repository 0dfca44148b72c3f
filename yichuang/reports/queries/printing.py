"""The printed forms of an issue, and the faces they are printed with."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.conf import settings

from yichuang.kit.errors import Unknown
from yichuang.people.rules import Actor
from yichuang.reports.models import Picture
from yichuang.reports.printing import html
from yichuang.reports.printing.faces import Faces, FaceUsed, faces_on
from yichuang.reports.printing.pdf import pdf
from yichuang.reports.printing.word import docx
from yichuang.reports.queries.issues import IssuePage, issue_page
from yichuang.reports.rules.layout import layout
from yichuang.reports.rules.sheet import Sheet

FORMS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}


@dataclass(frozen=True, slots=True)
class Printed:
    """A file: its name, its content type, its bytes."""

    name: str
    content_type: str
    content: bytes


def print_issue(issue_id: int, form: str, *, seen_by: Actor | None = None) -> Printed:
    """Return one form (`FORMS`) of an issue. Raises Unknown `unknown_issue`, `unknown_form`."""
    if form not in FORMS:
        raise Unknown("unknown_form", f"没有“{form}”这种格式，可用：{'、'.join(FORMS)}", field="form")
    return _printed(issue_page(issue_id, seen_by=seen_by), form)


def prints(issue_id: int, *, seen_by: Actor | None = None) -> list[Printed]:
    """Return all forms of an issue. Raises Unknown `unknown_issue`."""
    page = issue_page(issue_id, seen_by=seen_by)
    return [_printed(page, form) for form in FORMS]


def piece(page: IssuePage, *, inner: bool = False) -> str:
    """Return the issue's words for a page of the house, as `<article class="issue">`; needs `styles()`.

    inner: the page has a title of its own, and the issue stands under one of its headings.
    """
    sheet = _sheet(page)
    return html.piece(sheet, pictures=_pictures(sheet), inner=inner)


def styles() -> str:
    """Return the style sheet of `piece`."""
    return html.styles()


def faces_used() -> tuple[FaceUsed, ...]:
    """Return the faces that this machine prints with, those that only stand in marked as such."""
    return _faces().used


def _faces() -> Faces:
    return faces_on(tuple(settings.FONT_FOLDERS), system=getattr(settings, "SYSTEM_FONTS", True))


def _sheet(page: IssuePage) -> Sheet:
    return layout(page.report, mark=page.mark)


def _pictures(sheet: Sheet) -> dict[str, bytes]:
    """Return the files of the pictures in an issue under their digests; one that is not kept is left out."""
    digests = sheet.digests()
    kept = Picture.objects.filter(pk__in=digests).values_list("pk", "content") if digests else ()
    return {digest: bytes(content) for digest, content in kept}


def _printed(page: IssuePage, form: str) -> Printed:
    sheet, author = _sheet(page), page.report.issuer
    pictures = {} if form == "json" else _pictures(sheet)
    match form:
        case "pdf":
            content = pdf(sheet, _faces(), author=author, pictures=pictures)
        case "docx":
            content = docx(sheet, author=author, pictures=pictures)
        case "html":
            content = html.document(sheet, pictures=pictures).encode()
        case _:
            record = {"state": page.line.state, "mark": page.mark, **page.record}
            record |= {"remarks": page.remarks, "overrides": page.overrides}
            content = (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()
    return Printed(f"{page.line.series}-{page.line.key}.{form}", FORMS[form], content)
