"""The issue desk: what is there for a period's issue, what is missing, how it will print, and its way to the public."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yichuang.kit.errors import Refusal
from yichuang.kit.time import today
from yichuang.people.rules import Actor
from yichuang.reports import acts, queries
from yichuang.reports.labels import FORMS
from yichuang.reports.queries import IssueLine, Preview
from yichuang.reports.rules.composing.asking import asks_of
from yichuang.reports.rules.rights import EDIT, PUBLISH, READ_DRAFT, SIGN
from yichuang.statistics.queries import outstanding
from yichuang.statistics.rules.rights import OVERSEE
from yichuang.web.doors import staff
from yichuang.web.newsroom.choosing import Chosen, about, chosen
from yichuang.web.newsroom.forms import CompileForm, IssueStepForm
from yichuang.web.newsroom.frame import id_of, reader, reader_and_rights, tell
from yichuang.web.parts import Document, Status, Step
from yichuang.web.pieces import draw

_STATUS = {
    "draft": Status("草稿", "soon"), "signed": Status("已签发", "good"), "published": Status("已发布", "done"),
    "archived": Status("已归档", "done"),
}  # fmt: skip
_OPEN_MAX = 3  # sentences of a section that are shown without being asked for: of a ranking nobody writes one by hand
_WAY = (("draft", "编制"), ("signed", "签发"), ("published", "发布"))


@staff
@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Draw the desk of a period."""
    actor, rights = reader_and_rights(request, READ_DRAFT)
    return _desk(request, chosen(request), actor, rights)


@staff
@never_cache
@require_safe
def preview(request: HttpRequest) -> HttpResponse:
    """Draw the issue as it would print now, for the pages of its material; a refusal takes its place."""
    actor = reader(request, READ_DRAFT)
    choice = chosen(request)
    context = about(request, "issue", choice) | _previewed(choice, actor)
    return draw(request, "newsroom/desk/preview.html", "newsroom/desk/_preview.html", context)


@staff
@never_cache
@require_POST
def compile_draft(request: HttpRequest) -> HttpResponse:
    """Compile the issue of a period, in place of the draft that was seen."""
    actor, rights = reader_and_rights(request, EDIT)
    choice, form = chosen(request), CompileForm(request.POST)
    if not form.is_valid():
        return _desk(request, choice, actor, rights, refusal=form.as_refusal())
    try:
        acts.compile_issue(by=actor, series=choice.plan.code, period=choice.period, **form.cleaned_data)
    except Refusal as refusal:
        if refusal.field == "issued_on":
            tell(form, refusal)
            return _desk(request, choice, actor, rights, compiling=form)
        return _desk(request, choice, actor, rights, refusal=refusal)
    return HttpResponseRedirect(choice.at("newsroom"))


@staff
@never_cache
@require_POST
def step(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Sign a draft, take the signature back, publish, or take the draft out of the way."""
    actor, rights = reader_and_rights(request, EDIT, SIGN, PUBLISH)
    choice, form = chosen(request), IssueStepForm(request.POST)
    if not form.is_valid():
        raise form.as_refusal()
    act = {"sign": acts.sign, "unsign": acts.take_back, "publish": acts.publish, "discard": acts.discard}
    try:
        act[form.cleaned_data["step"]](by=actor, issue_id=id_of(issue_id), version=form.cleaned_data["version"])
    except Refusal as refusal:
        return _desk(request, choice, actor, rights, refusal=refusal)
    return HttpResponseRedirect(choice.at("newsroom"))


def _desk(
    request: HttpRequest, choice: Chosen, actor: Actor, rights: frozenset[str], *, refusal: Refusal | None = None,
    compiling: CompileForm | None = None,
) -> HttpResponse:  # fmt: skip
    """Draw the desk; a refusal of what was asked for stands beside the buttons, that of a date in its form."""
    draft, final = queries.issues_of_period(choice.plan, (choice.first, choice.last), seen_by=actor)
    shown = draft or final
    frame = about(request, "issue", choice)
    figures = next((href for name, _, href in frame["tabs"] if name == "submissions"), "")
    published = final if final and final.state == "published" and not draft else None
    drawn = _published(published) if published else _previewed(choice, actor)
    context = frame | drawn | {
        "draft": draft, "final": final, "status": _STATUS[shown.state] if shown else None,
        "final_href": reverse("issue", args=[final.series, final.key]) if final else "",
        "documents": _documents(shown), "steps": _steps(shown),
        "there": _there(choice, actor, rights, figures),
        "compiling": compiling or CompileForm(initial=_initial(draft)),
        "edits": EDIT in rights, "signs": SIGN in rights, "publishes": PUBLISH in rights,
        "refusal": refusal, "hall_day": today(),
    }  # fmt: skip
    status = refusal.http_status if refusal else 422 if compiling else 200
    return draw(request, "newsroom/desk/page.html", "newsroom/desk/_desk.html", context, status)


def _previewed(choice: Chosen, actor: Actor) -> dict[str, Any]:
    """Return what draws the issue as it would print now, or the refusal to compose it."""
    try:
        made = queries.preview(choice.plan.code, choice.period, seen_by=actor)
    except Refusal as refusal:
        return {"unprinted": refusal}
    return {
        "preview": made,
        "piece": mark_safe(queries.piece(made.page, inner=True)),  # noqa: S308  # `reports` escapes every word
        "styles": mark_safe(queries.styles()),  # noqa: S308  # a file of the product
        "sentences": _sentences(made),
        "homeless": [one for one in made.page.overrides if not one["computed"]],
    }


def _published(final: IssueLine) -> dict[str, Any]:
    """Return what draws a published issue: what is changed in its material now changes nothing in it any more."""
    page = queries.issue_page(final.id)
    return {
        "published": True,
        "piece": mark_safe(queries.piece(page, inner=True)),  # noqa: S308  # `reports` escapes every word
        "styles": mark_safe(queries.styles()),  # noqa: S308  # a file of the product
    }


def _sentences(made: Preview) -> list[dict[str, Any]]:
    """Return the sentences that may be written by hand, section by section; long ones are folded."""
    by_hand = {one["place"]: one for one in made.page.overrides if one["computed"]}
    sections = []
    for title, group in groupby(made.sentences, key=lambda one: one.section):
        lines = [{"sentence": one, "override": by_hand.get(one.place)} for one in group]
        sections.append(
            {
                "title": title.rpartition("／")[2] or title,
                "lines": lines,
                "open": len(lines) <= _OPEN_MAX or any(line["override"] for line in lines),
            }
        )
    return sections


def _there(choice: Chosen, actor: Actor, rights: frozenset[str], figures: str) -> list[dict[str, Any]]:
    """Return what the issue is made of, a line each: how much is there, what is missing, where to go.

    figures: the address of submitted figures, empty for who does not see them.
    """
    lines: list[dict[str, Any]] = []
    stories = queries.stories_at_desk(choice.plan.code, choice.first, seen_by=actor)
    if choice.tells("stories") or stories:
        adopted = [story.story.category for story in stories if story.state == "adopted"]
        for category in dict.fromkeys([*choice.categories, *adopted]):
            lines.append(_line(category, len(stories_in := [one for one in adopted if one == category]), "条",
                               choice.at("newsroom-stories"), missing=not stories_in))  # fmt: skip
        waiting = sum(story.state == "submitted" for story in stories)
        if waiting:
            lines.append(_line("待采用的动态", waiting, "条", choice.at("newsroom-stories"), waits=True))
    if choice.tells("inspection"):
        found = len(queries.findings_of(choice.plan.code, choice.first))
        lines.append(_line("巡查情况", found, "项", choice.at("newsroom-findings"), missing=not found))
    if figures and OVERSEE in rights and asks_of(choice.plan):
        due = [slot for slot in outstanding(seen_by=actor, on=today()) if slot.period[1] <= choice.last]
        late = sum(slot.state == "overdue" for slot in due)
        word = f"未报的数字（其中逾期 {late} 项）" if late else "未报的数字"
        lines.append(_line(word, len(due), "项", figures, waits=bool(due)))
    return lines


def _line(
    name: str, number: int, unit: str, href: str, *, missing: bool = False, waits: bool = False
) -> dict[str, Any]:
    status = Status("还没有", "soon") if missing else Status("待处理", "soon") if waits else Status("有", "good")
    return {"name": name, "number": number, "unit": unit, "href": href, "status": status}


def _initial(draft: IssueLine | None) -> dict[str, Any]:
    return {"version": draft.version if draft else 0, "issued_on": draft.issued_on if draft else today()}


def _steps(line: IssueLine | None) -> list[Step]:
    """Return the way of an issue with what is behind it and what comes next."""
    states = [state for state, _ in _WAY]
    done = states.index(line.state) + 1 if line and line.state in states else (len(states) if line else 0)
    return [Step(word, past=place < done, current=place == done) for place, (_, word) in enumerate(_WAY)]


def _documents(line: IssueLine | None) -> list[Document]:
    if line is None:
        return []
    if line.state in ("draft", "signed"):
        return [
            Document(form.upper(), word, reverse("draft-file", args=[line.id, form])) for form, word in FORMS.items()
        ]
    return [
        Document(form.upper(), word, reverse("issue-file", args=[line.series, line.key, form]))
        for form, word in FORMS.items()
    ]
