"""What the inspectors saw: recorded, changed, ordered, withdrawn; every version is kept."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from yichuang.kit.errors import Conflict, Refusal, Unknown
from yichuang.people.queries import require
from yichuang.people.rules import Actor
from yichuang.reports.acts.material import check_version, keep, move, next_place, save
from yichuang.reports.models import InspectionFinding
from yichuang.reports.queries.series import period_of, series_in_force
from yichuang.reports.rules import meaning
from yichuang.reports.rules.periods import Span
from yichuang.reports.rules.rights import EDIT


@transaction.atomic
def record_finding(
    *,
    by: Actor,
    series: str,
    period: date | Span,
    check: str,
    finding: str,
    ok: bool | None = None,
    replaces: bool = True,
) -> int:
    """Record what the inspectors saw at one check in a period, or change it; return its id.

    ok: None takes the answer from the words, where they give one.
    replaces: False for somebody who believes the check is not there yet.
    Raises Refusal `finding_empty`, `finding_too_long`; Conflict `finding_exists`.
    """
    require(by, EDIT)
    first, _ = period_of(series_in_force(series), period)
    check, finding = _filled(check, finding)
    rows = InspectionFinding.objects.select_for_update()
    row = rows.filter(series=series, period_from=first, check_name=check).first()
    if row is None:
        place = next_place(InspectionFinding, series, first)
        row = InspectionFinding(series=series, period_from=first, check_name=check, place=place, version=0)
    elif not replaces and not row.withdrawn:
        raise _exists(row)
    _write(row, check, finding, ok, by)
    return int(row.pk)


@transaction.atomic
def change_finding(
    *, by: Actor, finding_id: int, version: int, check: str, finding: str, ok: bool | None = None
) -> None:
    """Change a finding that was seen as `version`. Raises Conflict `stale_version`, `finding_exists`; as recording."""
    require(by, EDIT)
    row = _locked(finding_id, version)
    check, finding = _filled(check, finding)
    same = InspectionFinding.objects.filter(series=row.series, period_from=row.period_from, check_name=check)
    other = same.exclude(pk=row.pk).first()
    if other is not None:
        raise _exists(other)
    _write(row, check, finding, ok, by)


@transaction.atomic
def withdraw_finding(*, by: Actor, finding_id: int, version: int) -> None:
    """Take a finding out of its issue; recording the same check brings it back. Raises Conflict `stale_version`."""
    require(by, EDIT)
    row = _locked(finding_id, version)
    row.withdrawn = True
    row.version += 1
    row.save()
    keep(row, by)


@transaction.atomic
def move_finding(*, by: Actor, finding_id: int, up: bool) -> None:
    """Move a finding before (or behind) its neighbour. Raises Unknown `unknown_finding`."""
    require(by, EDIT)
    row = InspectionFinding.objects.filter(pk=finding_id, withdrawn=False).first()
    if row is None:
        raise _unknown()
    rows = InspectionFinding.objects.select_for_update().filter(series=row.series, period_from=row.period_from)
    order = list(rows.order_by("place", "id"))
    move(order, finding_id, among={one.pk for one in order if not one.withdrawn} | {finding_id}, up=up, by=by)


def _filled(check: str, finding: str) -> tuple[str, str]:
    check, finding = check.strip().rstrip("。"), finding.strip()
    if not check or not finding:
        raise Refusal("finding_empty", "检查项目和检查情况都要填写", field="finding" if check else "check")
    return check, finding


def _write(row: InspectionFinding, check: str, finding: str, ok: bool | None, by: Actor) -> None:
    plan = series_in_force(row.series)
    row.check_name, row.finding, row.withdrawn = check, finding, False
    row.ok = meaning.judged(finding, plan.reading) if ok is None else ok
    row.version += 1
    save(row, "finding_too_long", {})
    keep(row, by)


def _locked(finding_id: int, version: int) -> InspectionFinding:
    row = InspectionFinding.objects.select_for_update().filter(pk=finding_id, withdrawn=False).first()
    if row is None:
        raise _unknown()
    check_version(row, version, "这项检查")
    return row


def _unknown() -> Unknown:
    return Unknown("unknown_finding", "没有这项检查，或已撤下", field="finding")


def _exists(row: InspectionFinding) -> Conflict:
    return Conflict(
        "finding_exists",
        f"本期已有“{row.check_name}”这项检查，请在原处修改。",
        field="check",
        rule="一期内检查项目不重名",
        details={"finding": row.pk},
    )
