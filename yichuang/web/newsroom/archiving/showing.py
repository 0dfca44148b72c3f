"""From runs and files to what the pages draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from yichuang.reports.labels import FATES, REMARKS, SECTION_KINDS
from yichuang.reports.queries.run_files import FileLine, FilePage
from yichuang.reports.queries.runs import RunLine
from yichuang.reports.rules import archiving
from yichuang.reports.rules.differences import Run, runs
from yichuang.reports.rules.tree import Finding, Section, Story
from yichuang.web.parts import Status

_TONES = {
    archiving.ARCHIVED: "good", archiving.REVIEW: "soon", archiving.UNREAD: "soon", archiving.CONFLICT: "late",
    archiving.REFUSED: "late",
}  # fmt: skip
FIGURES_SHOWN, DIFFERENCES_SHOWN = 60, 20
ALIGNED_MAX = 3000  # characters


@dataclass(frozen=True, slots=True)
class Choice:
    """A fate with how many files have it, and the address of their list."""

    word: str
    files: int
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line as it was read; `mark` says what is odd about it."""

    number: int
    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class ReadSection:
    """A section as it was understood: its title, what kind it is, and what is in it."""

    title: str
    kind: str
    holds: str


def run_status(run: RunLine) -> Status:
    """Return how a run stands in a word."""
    if run.underway:
        return Status("正在归档")
    if run.broken_off:
        return Status("已中断", "soon")
    return Status(f"{run.open} 份待处理", "soon") if run.open else Status("已完成", "done")


def file_status(line: FileLine) -> Status:
    """Return a file's fate in a word."""
    return Status(FATES[line.fate], _TONES.get(line.fate, "plain"))


def choices(run: RunLine, fate: str) -> list[Choice]:
    """Return the fates that files of a run have, each leading to its list; first those that wait, and all."""
    here = reverse("archive-run", args=[run.id])
    found = [Choice("全部", sum(run.counts.values()), here, not fate)]
    for one, files in run.counts.items():
        if files or one == fate:
            found.append(Choice(FATES[one], files, f"{here}?{urlencode({'fate': one})}", one == fate))
    return found


def rows_of(lines: Sequence[FileLine]) -> list[dict[str, Any]]:
    """Return files as a list draws them."""
    return [
        {
            "line": line,
            "status": file_status(line),
            "href": reverse("archive-file", args=[line.id]),
            "issue": issue_address(line),
        }
        for line in lines
    ]


def issue_address(line: FileLine) -> str:
    """Return the address of the issue that a file became, is the same as, or contradicts; "" without one."""
    return reverse("issue", args=[line.series, line.key]) if line.issue else ""


def source_lines(page: FilePage) -> list[SourceLine]:
    """Return the lines that were read, with a mark at those that were not understood or are commented."""
    if page.report is None:
        return []
    marks = {line: block.reason for block in page.report.unread() for line in block.lines}
    marks |= {one["line"]: one["message"] for one in page.remarks}
    lines = page.report.source_lines
    return [SourceLine(n, text, marks.get(n, "")) for n, text in enumerate(lines, 1) if text.strip() or n in marks]


def sections(page: FilePage) -> list[ReadSection]:
    """Return the sections that were understood."""
    return [_section(section) for section in page.report.sections()] if page.report else []


def _section(section: Section) -> ReadSection:
    stories = sum(isinstance(block, Story) for block in section.blocks)
    findings = sum(isinstance(block, Finding) for block in section.blocks)
    holds = f"动态 {stories} 条" if stories else f"巡查 {findings} 项" if findings else f"{len(section.blocks)} 段"
    title = (section.heading.marker + section.heading.text) if section.heading else "（没有标题）"
    return ReadSection(title, SECTION_KINDS.get(section.kind, ""), holds)


def figures(page: FilePage) -> list[dict[str, Any]]:
    """Return the figures that were read, at most FIGURES_SHOWN."""
    return page.figures[:FIGURES_SHOWN]


def differences(page: FilePage) -> list[tuple[list[Run], list[Run]]]:
    """Return where the file and the issue of its number differ, each in runs of which those that differ are marked."""
    return [_runs(ours, theirs) for ours, theirs in page.differences[:DIFFERENCES_SHOWN]]


def _runs(ours: str, theirs: str) -> tuple[list[Run], list[Run]]:
    """Return both in runs; of long passages the beginning, unmarked: to align them takes longer than a reader waits."""
    if max(len(ours), len(theirs)) <= ALIGNED_MAX:
        return runs(ours, theirs)
    return [Run(ours[:ALIGNED_MAX] + "…", False)], [Run(theirs[:ALIGNED_MAX] + "…", False)]


def comments(page: FilePage) -> list[dict[str, Any]]:
    """Return the checker's comments with their kind in a word."""
    return [{**one, "word": REMARKS.get(one["code"], "")} for one in page.remarks]


def corrections(page: FilePage) -> list[tuple[str, str, str]]:
    """Return what a person corrected: the field's name, what was read, what holds."""
    words = {
        "year": "年份", "number": "期号", "total_number": "总期号", "issued_on": "印发日期", "period_from": "期间起",
        "period_to": "期间止",
    }  # fmt: skip
    return [
        (words[name], one["read"] or "（没有）", one["now"] or "（没有）")
        for name, one in page.corrections.items()
        if name in words
    ]
