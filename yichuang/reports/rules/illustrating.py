"""Pictures put behind the stories they belong to, after composing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from yichuang.reports.rules.pieces import lines_of
from yichuang.reports.rules.tree import Block, Picture, Report, Section, Story


def illustrated(report: Report, pictures: Mapping[tuple[str, str], Sequence[Picture]]) -> Report:
    """Return the report with each story's pictures behind it. pictures: by the story's category and text."""
    if not pictures:
        return report
    parts = tuple(
        replace(part, sections=tuple(_section(section, pictures) for section in part.sections)) for part in report.parts
    )
    report = replace(report, parts=parts)
    return replace(report, source_lines=lines_of(report.words()))


def _section(section: Section, pictures: Mapping[tuple[str, str], Sequence[Picture]]) -> Section:
    blocks: list[Block] = []
    for block in section.blocks:
        blocks.append(block)
        if isinstance(block, Story):
            blocks += pictures.get((block.category, block.text), ())
    return replace(section, blocks=tuple(blocks))
