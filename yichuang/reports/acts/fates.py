"""What becomes of a file of a folder: by what was read of it, and by what is in the archive already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from yichuang.kit.errors import Refusal
from yichuang.kit.time import local_date, true_now
from yichuang.reports.queries.likeness import same_bytes, standing_issue, waiting_twin
from yichuang.reports.reading import Extracted
from yichuang.reports.reading.folder import Content, Found
from yichuang.reports.rules import archiving
from yichuang.reports.rules.archiving import Reason, draft_mark, reasons_to_look, series_named
from yichuang.reports.rules.numbering import Numbers, number_words, numbers_read
from yichuang.reports.rules.periods import Span
from yichuang.reports.rules.series import Series
from yichuang.reports.rules.tree import Report
from yichuang.reports.run_models import ArchiveRun


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file that was read: its text, its tree and what `told_by_report` says of that; or why it was not read.

    known: it is settled since an earlier time, and was only looked at. Without words there is no tree.
    """

    found: Found
    content: Content
    extracted: Extracted | None = None
    report: Report | None = None
    told: Mapping[str, Any] | None = None
    refusal: Refusal | None = None
    known: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a file, and why. numbers: its place in the series, of one that waits or is archived."""

    fate: str
    code: str = ""
    message: str = ""
    reasons: list[Reason] = field(default_factory=list)
    issue: int | None = None
    same_as: int | None = None
    numbers: Numbers | None = None


def verdict_on(one: FileRead, run: ArchiveRun, plan: Series, series: Sequence[Series]) -> Verdict:
    """Return what becomes of a file; the caller holds the lock of the series' numbers.

    series: all that are known, `plan` first: a title that two have is taken for its own.
    """
    if one.refusal is not None or one.extracted is None:
        assert one.refusal is not None, "what was not read was refused"
        return Verdict(archiving.REFUSED, one.refusal.code, one.refusal.message)
    twin = same_bytes(plan.code, one.content.checksum)
    if twin is not None:
        message = f"与 {twin.path} 是同一份文件"
        return Verdict(archiving.DUPLICATE, "same_file", message, issue=twin.issue_id, same_as=twin.pk)
    if one.report is None:
        pages = one.extracted.pages
        message = f"扫描件，{pages} 页都没有文字" if pages else "文件中没有文字"
        return Verdict(archiving.UNREAD, "scanned" if pages else "no_text", message)
    named = series_named(one.extracted.text, series)
    if named is not None and named.code != plan.code:
        return Verdict(archiving.REFUSED, "other_series", f"是《{named.title}》，不是《{plan.title}》")
    return _understood(one, one.report, run, plan, titled=named is not None)


def _understood(one: FileRead, report: Report, run: ArchiveRun, plan: Series, *, titled: bool) -> Verdict:
    """Return what becomes of a file that has words: an issue that is there already, one to look at, or a new one."""
    numbers, period, fault = _numbers(report, plan)
    if numbers is not None:
        there = _there(report, numbers, period, plan)
        twin = None if there else waiting_twin(report, numbers, plan, but=(run.pk, one.found.name))
        if there is not None:
            return there
        if twin is not None:
            return Verdict(archiving.DUPLICATE, "same_issue", f"与待核的 {twin.path} 内容相同", same_as=twin.pk)
    skipped = len(one.extracted.unread) if one.extracted else 0
    remarks = len(one.told["remarks"]) if one.told else 0
    reasons = reasons_to_look(
        report, fault=fault, titled=titled, skipped=skipped, remarks=remarks, today=local_date(true_now()),
        mark=draft_mark([*one.extracted.text.splitlines(), *one.extracted.headers]) if one.extracted else "",
    )  # fmt: skip
    if not reasons:
        return Verdict(archiving.ARCHIVED, numbers=numbers)
    message = "；".join(reason.message for reason in reasons)
    return Verdict(archiving.REVIEW, reasons[0].code, message, reasons, numbers=numbers)


def _numbers(report: Report, plan: Series) -> tuple[Numbers | None, Span | None, Refusal | None]:
    try:
        return *numbers_read(report, plan.numbering), None
    except Refusal as refusal:
        return None, None, refusal


def _there(report: Report, numbers: Numbers, period: Span | None, plan: Series) -> Verdict | None:
    """Return what follows from an issue that has one of the numbers already, if any has."""
    found = standing_issue(report, numbers, period, plan)
    if found is None:
        return None
    name = number_words(found.scope, found.number, found.total_number, found.period)
    if found.same:
        return Verdict(archiving.DUPLICATE, "same_issue", f"与已归档的 {name}内容相同", issue=found.id)
    return Verdict(archiving.CONFLICT, "number_used", f"已有内容不同的 {name}", issue=found.id, numbers=numbers)
