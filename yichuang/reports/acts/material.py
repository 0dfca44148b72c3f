"""Stories and findings: told, changed, withdrawn; every version is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.forms.models import model_to_dict

from yichuang.kit.errors import Conflict, Refusal, Unknown
from yichuang.kit.time import true_now
from yichuang.people.queries import require
from yichuang.people.rules import Actor
from yichuang.reports.models import Change, InspectionFinding, Story
from yichuang.reports.queries.series import period_of, series_in_force
from yichuang.reports.rules import meaning, tree
from yichuang.reports.rules.departments import Departments
from yichuang.reports.rules.folding import fold
from yichuang.reports.rules.rights import EDIT
from yichuang.reports.rules.series import Series

STORY_MAX = 5000  # characters; the longest stories have some 400
_WORDS = {
    "text": "内容",
    "category": "类别",
    "department": "部门",
    "date_text": "日期",
    "check_name": "检查项目",
    "finding": "检查情况",
}


@transaction.atomic
def add_story(
    *, by: Actor, series: str, period: date, category: str, text: str, department: str = "",
    department_id: int | None = None, date_from: date | None = None, date_to: date | None = None, date_text: str = "",
) -> int:  # fmt: skip
    """Tell a story for the issue of the period in which `period` lies; return its id.

    text: as it is printed. If it does not begin with `date_text`, that is put before it. What is not given – date and
          department – is taken from the words, as in reading an old issue.
    Raises Unknown `unknown_series`; Refusal `story_empty`, `story_dates`, `story_too_long`.
    """
    require(by, EDIT)
    plan = series_in_force(series)
    first, last = period_of(plan, period)
    row = Story(series=series, period_from=first, place=_next_place(Story, series, first))
    row.department_ref_id = department_id
    told = _told(plan, last, text, category, department, date_from, date_to, date_text)
    _write(row, told)
    _keep("story", row, by)
    return int(row.pk)


@transaction.atomic
def change_story(
    *, by: Actor, story_id: int, version: int, text: str, category: str, department: str = "",
    date_from: date | None = None, date_to: date | None = None, date_text: str = "",
) -> None:  # fmt: skip
    """Change a story that its editor saw as `version`. Raises Conflict `stale_version`, and as `add_story`."""
    require(by, EDIT)
    row = _locked_story(story_id, version)
    plan = series_in_force(row.series)
    last = period_of(plan, row.period_from)[1]
    row.version += 1
    _write(row, _told(plan, last, text, category, department, date_from, date_to, date_text))
    _keep("story", row, by)


@transaction.atomic
def withdraw_story(*, by: Actor, story_id: int, version: int) -> None:
    """Take a story out of its issue; its versions stay. Raises Conflict `stale_version`."""
    require(by, EDIT)
    row = _locked_story(story_id, version)
    row.state = "withdrawn"
    row.version += 1
    row.save()
    _keep("story", row, by)


@transaction.atomic
def record_finding(*, by: Actor, series: str, period: date, check: str, finding: str, ok: bool | None = None) -> int:
    """Record what the inspectors saw at one check in a period, or change it; return its id.

    ok: None takes the answer from the words, where they give one. Raises Refusal `finding_empty`, `finding_too_long`.
    """
    require(by, EDIT)
    plan = series_in_force(series)
    first, _ = period_of(plan, period)
    check, finding = check.strip().rstrip("。"), finding.strip()
    if not check or not finding:
        raise Refusal("finding_empty", "检查项目和检查情况都要填写", field="finding" if check else "check")
    row = (
        InspectionFinding.objects.select_for_update().filter(series=series, period_from=first, check_name=check).first()
    )
    if row is None:
        place = _next_place(InspectionFinding, series, first)
        row = InspectionFinding(series=series, period_from=first, check_name=check, place=place, version=0)
    row.finding = finding
    row.ok = meaning.judged(finding, plan.reading) if ok is None else ok
    row.version += 1
    _save(row, "finding_too_long")
    _keep("finding", row, by)
    return int(row.pk)


def _told(
    plan: Series, anchor: date, text: str, category: str, department: str, date_from: date | None, date_to: date | None,
    date_text: str,
) -> tree.Story:  # fmt: skip
    """Return the story with what its words say where nothing was given."""
    words, category = text.strip(), category.strip()
    if not words or not category:
        raise Refusal("story_empty", "动态的内容和类别都要填写", field="text" if category else "category")
    if (date_from is None) != (date_to is None) or (date_from and date_to and date_from > date_to):
        raise Refusal("story_dates", "起止日期要么都填且先后有序，要么都不填", field="date_to")
    if date_text and not fold(words).startswith(fold(date_text)):
        words = f"{date_text}，{words}"
    departments = Departments(fold(words), issuer=plan.fill(plan.issuer))
    read = meaning.story(tree.Story(words, category=category), plan.reading, departments, anchor)
    return tree.Story(
        words,
        category=category,
        department=department or read.department,
        date_from=date_from or read.date_from,
        date_to=date_to or read.date_to,
        date_text=date_text or read.date_text,
    )


def _write(row: Story, told: tree.Story) -> None:
    for name in ("text", "category", "department", "date_from", "date_to", "date_text"):
        setattr(row, name, getattr(told, name))
    _save(row, "story_too_long")


def _save(row: Story | InspectionFinding, code: str) -> None:
    """Save a row whose words fit; a person is told which field is too long."""
    limits = {field.name: field.max_length for field in row._meta.concrete_fields if field.max_length}
    for name, limit in {**limits, "text": STORY_MAX}.items():
        if len(str(getattr(row, name, ""))) > limit:
            raise Refusal(code, f"“{_WORDS.get(name, name)}”超过 {limit} 字。", field=name, rule=f"至多 {limit} 字")
    row.save()


def _locked_story(story_id: int, version: int) -> Story:
    row = Story.objects.select_for_update().filter(pk=story_id).exclude(state="withdrawn").first()
    if row is None:
        raise Unknown("unknown_story", "没有这条动态，或已撤下", field="story")
    if row.version != version:
        raise Conflict(
            "stale_version", f"这条动态已被改过（现为第 {row.version} 版），请重新查看后再改", field="version"
        )
    return row


def _next_place(model: type[Story] | type[InspectionFinding], series: str, first: date) -> int:
    rows = model._default_manager.filter(series=series, period_from=first)
    return int(rows.aggregate(last=Max("place"))["last"] or 0) + 1


def _keep(kind: str, row: Story | InspectionFinding, by: Actor) -> None:
    content: dict[str, Any] = {
        name: value.isoformat() if isinstance(value, date) else value for name, value in model_to_dict(row).items()
    }
    Change.objects.create(
        kind=kind, object_id=row.pk, version=row.version, content=content, changed_by=by.record(), changed_at=true_now()
    )
