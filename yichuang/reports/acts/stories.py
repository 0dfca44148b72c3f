"""Stories: told by a window or the editor, changed, adopted, returned, withdrawn; every version is kept."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from yichuang.kit.errors import Conflict, Refusal, Unknown
from yichuang.people.queries import has_right, require
from yichuang.people.rules import Actor
from yichuang.reports.acts.material import WORDS_MAX, check_version, keep, move, next_place, save
from yichuang.reports.models import Story
from yichuang.reports.queries.numbers import of_period
from yichuang.reports.queries.series import period_of, series_in_force
from yichuang.reports.rules import meaning, tree
from yichuang.reports.rules.departments import Departments
from yichuang.reports.rules.folding import fold
from yichuang.reports.rules.periods import AD_HOC, Span
from yichuang.reports.rules.rights import EDIT, TELL
from yichuang.reports.rules.series import Series
from yichuang.reports.rules.telling import days_told

_OPEN_TO_WINDOW = ("submitted", "returned")  # what was adopted is the editor's


@transaction.atomic
def add_story(
    *, by: Actor, series: str, period: date | Span, category: str, text: str, department: str = "",
    department_id: int | None = None, date_from: date | None = None, date_to: date | None = None, date_text: str = "",
) -> int:  # fmt: skip
    """Tell a story for the issue of the period in which `period` lies; return its id. The editor's is adopted at once.

    text: as it is printed. If it does not begin with `date_text`, that is put before it; days that are given without
          words are put there too if it begins with none. What is not given – date and department – is taken from the
          words, as in reading an old issue.
    Raises Unknown `unknown_series`; Refusal `story_empty`, `story_dates`, `story_too_long`.
    """
    require(by, EDIT)
    return _new("adopted", by, series, period, department_id,
                (text, category, department, date_from, date_to, date_text))  # fmt: skip


@transaction.atomic
def submit_story(
    *, by: Actor, series: str, period: date | Span, department_id: int, category: str, text: str, department: str = "",
    date_from: date | None = None, date_to: date | None = None, date_text: str = "",
) -> int:  # fmt: skip
    """Hand in a story of one's own department, which the editor may adopt; return its id.

    Raises as `add_story`; Refusal `period_published`: it would come too late.
    """
    require(by, TELL, department_id=department_id)
    plan = series_in_force(series)
    if of_period(plan, period_of(plan, period)).filter(state="published").exists():
        raise Refusal("period_published", "这一期已经发布，请报送到下一期。", field="period")
    return _new("submitted", by, series, period, department_id,
                (text, category, department, date_from, date_to, date_text))  # fmt: skip


@transaction.atomic
def change_story(
    *, by: Actor, story_id: int, version: int, text: str, category: str, department: str = "",
    department_id: int | None = None, date_from: date | None = None, date_to: date | None = None, date_text: str = "",
) -> None:  # fmt: skip
    """Change a story that was seen as `version`; one that a window changes is handed in anew,
    under the department that it had.

    Raises Conflict `stale_version`, `story_adopted` (a window's own, in the editor's hands by now); as `add_story`.
    """
    row = _locked(story_id, version, by)
    plan = series_in_force(row.series)
    last = row.period_from if plan.period == AD_HOC else period_of(plan, row.period_from)[1]
    if has_right(by, EDIT):
        row.department_ref_id = department_id
    else:
        row.state, row.reason = "submitted", ""
        department = row.department  # a window writes under its own department's name
    row.version += 1
    _write(row, _told(plan, last, text, category, department, date_from, date_to, date_text))
    keep(row, by)


@transaction.atomic
def adopt_story(*, by: Actor, story_id: int, version: int) -> None:
    """Take a story into the issue, one that was withdrawn too. Raises Conflict `stale_version`."""
    require(by, EDIT)
    row = _locked(story_id, version, by, withdrawn_too=True)
    _into(row, "adopted", by)


@transaction.atomic
def return_story(*, by: Actor, story_id: int, version: int, reason: str) -> None:
    """Give a story back to its window, saying why. Raises Refusal `reason_missing`, Conflict `stale_version`."""
    require(by, EDIT)
    row = _locked(story_id, version, by)
    if not reason.strip():
        raise Refusal("reason_missing", "请写明退回的原因，窗口据此修改。", field="reason")
    _into(row, "returned", by, reason.strip())


@transaction.atomic
def withdraw_story(*, by: Actor, story_id: int, version: int) -> None:
    """Take a story out of its issue; its versions stay. A window may withdraw its own until it is adopted.

    Raises Conflict `stale_version`, `story_adopted`.
    """
    _into(_locked(story_id, version, by), "withdrawn", by)


@transaction.atomic
def move_story(*, by: Actor, story_id: int, up: bool) -> None:
    """Move an adopted story before (or behind) its neighbour of the same category. Raises Unknown `unknown_story`."""
    require(by, EDIT)
    row = Story.objects.filter(pk=story_id, state="adopted").first()
    if row is None:
        raise _unknown()
    rows = Story.objects.select_for_update().filter(series=row.series, period_from=row.period_from)
    order = list(rows.order_by("place", "id"))
    among = {one.pk for one in order if one.state == "adopted" and one.category == row.category}
    move(order, story_id, among=among | {story_id}, up=up, by=by)


def locked_story(story_id: int, version: int, by: Actor) -> Story:
    """Return a story that `by` may change, locked. Raises Unknown `unknown_story`, Forbidden, Conflict."""
    return _locked(story_id, version, by)


def _new(
    state: str, by: Actor, series: str, period: date | Span, department_id: int | None,
    told: tuple[str, str, str, date | None, date | None, str],
) -> int:  # fmt: skip
    plan = series_in_force(series)
    first, last = period_of(plan, period)
    row = Story(series=series, period_from=first, place=next_place(Story, series, first), state=state)
    row.department_ref_id = department_id
    _write(row, _told(plan, last, *told))
    keep(row, by)
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
    departments = Departments(fold(words), issuer=plan.fill(plan.issuer))
    read = meaning.story(tree.Story(words, category=category), plan.reading, departments, anchor)
    if date_from and date_to and not date_text and not read.date_text:
        date_text = days_told(date_from, date_to)
    if date_text and not fold(words).startswith(fold(date_text)):
        words = f"{date_text}，{words}"
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
    save(row, "story_too_long", {"text": WORDS_MAX})


def _into(row: Story, state: str, by: Actor, reason: str = "") -> None:
    row.state, row.reason = state, reason
    row.version += 1
    save(row, "story_too_long", {"text": WORDS_MAX})
    keep(row, by)


def _locked(story_id: int, version: int, by: Actor, *, withdrawn_too: bool = False) -> Story:
    row = Story.objects.select_for_update().filter(pk=story_id).first()
    if row is None or (row.state == "withdrawn" and not withdrawn_too):
        raise _unknown()
    if not has_right(by, EDIT):
        require(by, TELL, department_id=row.department_ref_id or 0)
        if row.state not in _OPEN_TO_WINDOW:
            raise Conflict("story_adopted", "这条动态已被采用，由编辑修改；需要改动请联系编辑。", field="state")
    check_version(row, version, "这条动态")
    return row


def _unknown() -> Unknown:
    return Unknown("unknown_story", "没有这条动态，或已撤下", field="story")
