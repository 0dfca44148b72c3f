"""What a series' keys demand of one another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yichuang.reports.rules.periods import (
    FIGURES_PERIODS,
    PERIODS,
    is_figures_period,
    is_period,
    is_span_rule,
)
from yichuang.reports.rules.series.faults import SeriesFault
from yichuang.reports.rules.series.keys import keys_of
from yichuang.reports.rules.series.places import ISSUE_FIELDS, SPAN_FIELDS, USUAL_SPANS, placed_sections
from yichuang.reports.rules.series.records import EVERY_KIND, KEYS_OF_KIND, STYLES, SectionPlan, Series

_CODE = re.compile(r"[a-z][a-z0-9_]{0,23}")
RESERVED = ("drafts", "imports")  # words that stand in addresses where a code stands
TITLE_MAX = 100  # characters
PERIODS_MAX = 60  # of a chart or table over time; each is a question of its own
LEVELS_MAX = 4  # of headings within a part: 一、（一）1. (1)


def check_records(series: Series) -> list[SeriesFault]:
    """Return the faults of a series whose keys each hold what they should."""
    return [*_head(series), *_titles(series), *_names(series), *_spans(series), *_parts(series)]


def _head(series: Series) -> Iterator[SeriesFault]:
    if not _CODE.fullmatch(series.code):
        yield SeriesFault("code", "code_form", "须为小写字母开头的字母、数字、下划线，至多 24 位")
    if series.code in RESERVED:
        yield SeriesFault("code", "code_reserved", f"“{series.code}”是系统地址用的词，请换一个")
    if not is_period(series.period):
        yield SeriesFault("period", "period_unknown", f"须为其中之一：{'、'.join(PERIODS)}")
    if not is_figures_period(series.figures_period):
        yield SeriesFault("figures_period", "period_unknown", f"须为其中之一：{'、'.join(FIGURES_PERIODS)}")
    if series.numbering != "none" and not series.number.strip():
        yield SeriesFault("number", "value_wrong", "须为非空文字", "编号的刊物须有期号行")
    if series.copies and not series.copies_text.strip():
        yield SeriesFault("copies_text", "value_wrong", "须为非空文字", "有印数须有印数行")
    if not series.styles or any(style not in STYLES for style in series.styles):
        yield SeriesFault("styles", "style_unknown", f"各级须为其中之一：{'、'.join(STYLES)}")
    for at, appendix in enumerate(series.appendices):
        if not appendix.title.strip():
            yield SeriesFault(f"appendices[{at}].title", "key_missing", "附件须有标题")
    if not series.parts:
        yield SeriesFault("parts", "parts_missing", "至少要有一个部分")


def _titles(series: Series) -> Iterator[SeriesFault]:
    titles = [("title", series.title)]
    titles += [(f"parts[{at}].title", part.title) for at, part in enumerate(series.parts)]
    titles += [(f"appendices[{at}].title", part.title) for at, part in enumerate(series.appendices)]
    titles += [(f"{place}.title", plan.title) for place, plan in placed_sections(series)]
    for place, title in titles:
        if len(title) > TITLE_MAX:
            yield SeriesFault(place, "title_long", f"标题至多 {TITLE_MAX} 字，现有 {len(title)} 字")


def _names(series: Series) -> Iterator[SeriesFault]:
    for name in series.variables:
        if name in (*ISSUE_FIELDS, *SPAN_FIELDS):
            problem = f"“{name}”是本期的字段，变量请换一个名称"
            yield SeriesFault(f"variables.{name}", "variable_taken", problem, fatal=False)


def _spans(series: Series) -> Iterator[SeriesFault]:
    for name, rule in series.spans.items():
        if name in USUAL_SPANS:
            yield SeriesFault(f"spans.{name}", "span_taken", "这个名称已有所指，请换一个")
        if not is_span_rule(rule):
            yield SeriesFault(f"spans.{name}", "period_unknown", f"没有时段规则“{rule}”")
    for place, section in placed_sections(series):
        named = [(f"{place}.span", section.span)]
        named += [(f"{place}.columns[{at}].span", column.span) for at, column in enumerate(section.columns)]
        for where, name in named:
            if name and name not in series.spans and name not in USUAL_SPANS:
                known = "、".join(series.spans) or "（没有）"
                yield SeriesFault(where, "span_unknown", f"[spans] 里没有“{name}”", f"已有：{known}", fatal=False)


def _parts(series: Series) -> Iterator[SeriesFault]:
    for place, section in placed_sections(series):
        if place.count("sections[") > LEVELS_MAX:
            yield SeriesFault(place, "too_deep", f"标题至多 {LEVELS_MAX} 级")
        yield from _section(place, section)


def _section(place: str, plan: SectionPlan) -> Iterator[SeriesFault]:
    """Say what a section of its kind lacks, and what it has in vain."""
    known = (*EVERY_KIND, *KEYS_OF_KIND[plan.kind])
    for one in keys_of(SectionPlan):
        if one.name not in known and getattr(plan, one.attribute) != one.default:
            yield SeriesFault(f"{place}.{one.name}", "key_unused", f"{plan.kind} 一节不用这个字段", fatal=False)
    for key, problem in _LACKS.get(plan.kind, ()):
        if not getattr(plan, "groups" if key == "figures" else key):
            yield SeriesFault(f"{place}.{key}", "key_missing", problem)
    if plan.kind == "table" and not plan.columns:
        yield SeriesFault(f"{place}.columns", "key_missing", "表须有列（columns）")
    if plan.kind == "chart" and not (plan.columns and plan.by):
        missing = "by" if plan.columns else "columns"
        yield SeriesFault(f"{place}.{missing}", "key_missing", "图须有维度（by）和列（columns）")
    if plan.kind == "table" and bool(plan.by) == bool(plan.rows):
        yield SeriesFault(f"{place}.by", "rows_unclear", "表须有维度（by）或固定行（rows），二者取一")
    if plan.kind == "each" and plan.by == "period":
        yield SeriesFault(f"{place}.by", "rows_unclear", "这一类的维度须为单位，不能是 period")
    elif plan.by == "period" and not 2 <= plan.periods <= PERIODS_MAX:
        yield SeriesFault(
            f"{place}.periods", "value_wrong", f"维度为 period 时，期数（periods）须为 2 至 {PERIODS_MAX}"
        )
    if plan.ranked and not plan.order:
        yield SeriesFault(f"{place}.order", "key_missing", "有名次列须写明排序（order）")
    if plan.step and not is_figures_period(plan.step):
        yield SeriesFault(f"{place}.step", "period_unknown", f"没有时段规则“{plan.step}”")
    if plan.by:
        for at, column in enumerate(plan.columns):
            if not column.figure:
                yield SeriesFault(f"{place}.columns[{at}].figure", "key_missing", "须写明指标")
    for at, row in enumerate(plan.rows):
        if len(row.cells) != len(plan.columns):
            yield SeriesFault(f"{place}.rows[{at}].cells", "cells_differ", f"须为 {len(plan.columns)} 格，每列一格")


_LACKS = {
    "figures": (("sentence", "数字一节须有句式（sentence）"), ("figures", "数字一节须有数字（figures）")),
    "sentences": (("sentences", "须有段落（sentences）"),),
    "each": (("sentences", "须有段落（sentences）"), ("by", "须有维度（by）")),
    "ranking": (("figure", "须写明排名或名单的指标（figure）"),),
    "pictures": (("pictures", "须有图片（pictures）"),),
    "note": (("lead", "按语须有正文（lead）"),),
}  # fmt: skip
