"""Sections: what each kind prints, under headings numbered by level."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from yichuang.reports.rules.composing.charts import chart
from yichuang.reports.rules.composing.grid import grid_of
from yichuang.reports.rules.composing.signs import sign
from yichuang.reports.rules.composing.tables import table
from yichuang.reports.rules.composing.writing import Writer
from yichuang.reports.rules.dates import written
from yichuang.reports.rules.pieces import to_chinese
from yichuang.reports.rules.series import SectionPlan
from yichuang.reports.rules.series.checking import LEVELS_MAX
from yichuang.reports.rules.series.records import EDITORS_NOTE
from yichuang.reports.rules.tree import (
    Block,
    Chart,
    EditorsNote,
    FigureSentence,
    Finding,
    Heading,
    Listing,
    Picture,
    Section,
    Table,
    Text,
)

LEFT_OUT_NAMED = 3  # units without number that a remark names; the rest it counts


@dataclass
class Sections:
    """Composes sections with one writer; tables and charts are counted through the whole issue."""

    writer: Writer
    _captions: dict[str, int] = field(default_factory=dict)

    def compose(self, plans: Sequence[SectionPlan], place: str) -> tuple[Section, ...]:
        """Return the sections of a part that have something to say; only those with a title are numbered."""
        found: list[Section] = []
        number = 0
        for at, plan in enumerate(plans):
            blocks = self._blocks(plan, f"{place}.sections[{at}]", level=1)
            if blocks:
                number += bool(plan.title)
                heading = self._heading(plan, f"{place}.sections[{at}]", 1, number) if plan.title else None
                found.append(Section(plan.kind, heading, tuple(blocks)))
        return tuple(found)

    def _heading(self, plan: SectionPlan, place: str, level: int, number: int) -> Heading:
        styles = self.writer.series.styles
        style = plan.style or styles[min(level, len(styles)) - 1]
        words = self.writer.text(plan.title, f"{place}.title", span=plan.span)
        return Heading(words, sign(style, number), level=min(level, LEVELS_MAX))

    def _blocks(self, plan: SectionPlan, place: str, *, level: int) -> list[Block]:
        """Return what stands under a section's heading, the sections below it flat with their headings."""
        blocks: list[Block] = list(_KINDS[plan.kind](self, plan, place, level))
        number = 0
        for at, below in enumerate(plan.sections):
            here = f"{place}.sections[{at}]"
            inner = self._blocks(below, here, level=level + bool(below.title))
            if inner and below.title:
                number += 1
                blocks.append(self._heading(below, here, level + 1, number))
            blocks += inner
        return blocks

    def _lead(self, plan: SectionPlan, place: str) -> list[Block]:
        text = self.writer.text(plan.lead, f"{place}.lead", span=plan.span)
        return [Text(text)] if text.strip() else []

    def _figures(self, plan: SectionPlan, place: str, level: int) -> list[Block]:
        material = self.writer.material
        start, end = material.counted
        values: dict[str, object] = {"from": written(start), "to": written(end)}
        own = {group.item_type for group in plan.groups}
        figures = tuple(figure for figure in material.figures if figure.item_type in own)
        for figure in figures:
            values[f"{figure.item_type}.accepted"] = figure.accepted
            values[f"{figure.item_type}.concluded"] = figure.concluded
        words = self.writer.text(plan.sentence, f"{place}.sentence", span=plan.span, values=values)
        scope = self.writer.series.variables.get("scope", "")
        sentence = FigureSentence(words, start=start, end=end, scope=scope, figures=figures)
        return [*self._lead(plan, place), sentence]

    def _stories(self, plan: SectionPlan, place: str, level: int) -> list[Block]:
        """Order the stories under their categories: those of the plan first, then, in one section, others. A category
        that is called as the section is not said once more.
        """
        stories = self.writer.material.stories
        others = self._others() if plan is self._first_of_stories() else ()
        if plan.plain:
            told = [story for story in stories if story.category in {*plan.categories, *others}]
            return [*self._lead(plan, place), *told] if told else []
        blocks: list[Block] = []
        numeral = 0
        for category in dict.fromkeys([*plan.categories, *others]):
            told = [story for story in stories if story.category == category]
            if told and category == plan.title:
                blocks += [replace(story, marker=f"{count}. ") for count, story in enumerate(told, 1)]
                continue
            if told:
                numeral += 1
                blocks.append(Heading(category, f"（{to_chinese(numeral)}）", level=min(level + 1, LEVELS_MAX)))
            blocks += [replace(story, marker=f"（{count}）") for count, story in enumerate(told, 1)]
        return [*self._lead(plan, place), *blocks] if blocks else []

    def _first_of_stories(self) -> SectionPlan | None:
        """Return the section that takes the stories of categories which no section names."""
        plans = [plan for plan in self.writer.series.sections() if plan.kind == "stories"]
        return next((plan for plan in plans if not plan.categories), plans[0] if plans else None)

    def _others(self) -> list[str]:
        """Return the categories of stories that no section names, as they come."""
        named = {category for plan in self.writer.series.sections() for category in plan.categories}
        return [story.category for story in self.writer.material.stories if story.category not in named]

    def _inspection(self, plan: SectionPlan, place: str, level: int) -> list[Block]:
        findings = [_finding(count, finding) for count, finding in enumerate(self.writer.material.findings, 1)]
        return [*self._lead(plan, place), *findings] if findings else []

    def _text(self, plan: SectionPlan, place: str, level: int) -> list[Block]:
        return self._lead(plan, place)

    def _sentences(self, plan: SectionPlan, place: str, level: int) -> list[Block]:
        texts = (
            self.writer.text(text, f"{place}.sentences[{at}]", span=plan.span) for at, text in enumerate(plan.sentences)
        )
        return [*self._lead(plan, place), *(Text(text) for text in texts if text.strip())]

    def _each(self, plan: SectionPlan, place: str, level: int) -> list[Block]:
        """Return the section's paragraphs for each unit."""
        blocks: list[Block] = []
        for at, row in enumerate(grid_of(self.writer, plan), 1):
            values = {"name": row.name, "place": row.place or at}
            for n, sentence in enumerate(plan.sentences):
                text = self.writer.text(
                    sentence, f"{place}.sentences[{n}]", span=plan.span, values=values, unit=(plan.by, row.code)
                )
                blocks += [Text(text)] if text.strip() else []
        return [*self._lead(plan, place), *blocks] if blocks else self._empty(plan, place)

    def _note(self, plan: SectionPlan, place: str, level: int) -> list[Block]:
        text = self.writer.text(plan.lead, f"{place}.lead", span=plan.span)
        return [EditorsNote(text, plan.label or EDITORS_NOTE)] if text.strip() else []

    def _ranking(self, plan: SectionPlan, place: str, level: int) -> list[Block]:
        """Return a line for each unit of a ranking or list; `empty` where it has none."""
        figure = self.writer.figure(plan.figure, plan.span)
        if figure is None or not figure.is_there:
            if figure is None:
                return []
            return [*self._lead(plan, place), Text(self.writer.lacking(figure, f"{place}.figure"))]
        if figure.places is None:
            self.writer.remark("not_a_list", f"“{figure.name}”不是排名或名单", f"{place}.figure")
            return []
        if figure.left_out:
            names = "、".join(name for name, _ in figure.left_out[:LEFT_OUT_NAMED])
            more = "等" if len(figure.left_out) > LEFT_OUT_NAMED else ""
            message = f"“{figure.name}”未列无数的 {len(figure.left_out)} 个：{names}{more}"
            self.writer.remark("unit_left_out", message, f"{place}.figure")
        lines = []
        for one in figure.places:
            number = f"{one.figure.number:f}"
            values = {"place": one.place, "name": one.name, "value": number, "unit": one.figure.unit}
            words = self.writer.text(plan.item, f"{place}.item", values=values)
            lines.append(Listing(words, level=min(level + 1, LEVELS_MAX)))
        if lines:
            return [*self._lead(plan, place), *lines]
        words = self.writer.text(plan.empty, f"{place}.empty", span=plan.span)
        return [Text(words)] if words.strip() else []

    def _table(self, plan: SectionPlan, place: str, level: int) -> list[Block]:
        drawn = table(self.writer, plan, place)
        if drawn is None:
            return self._empty(plan, place)
        return [*self._lead(plan, place), self._captioned(drawn, "表")]

    def _chart(self, plan: SectionPlan, place: str, level: int) -> list[Block]:
        drawn = chart(self.writer, plan, place)
        if drawn is None:
            return self._empty(plan, place)
        return [*self._lead(plan, place), self._captioned(drawn, "图")]

    def _empty(self, plan: SectionPlan, place: str) -> list[Block]:
        words = self.writer.text(plan.empty, f"{place}.empty", span=plan.span)
        return [Text(words)] if words.strip() else []

    def _captioned(self, block: Table | Chart, word: str) -> Block:
        if not (self.writer.series.caption_numbers and block.text):
            return block
        self._captions[word] = self._captions.get(word, 0) + 1
        return replace(block, marker=f"{word}{self._captions[word]}　")

    def _pictures(self, plan: SectionPlan, place: str, level: int) -> list[Block]:
        pictures = (Picture(one.caption, digest=one.digest, alt=one.alt or one.caption) for one in plan.pictures)
        return [*self._lead(plan, place), *pictures]


def _finding(place: int, finding: Finding) -> Finding:
    text = f"{finding.check}。{finding.finding}"
    return replace(finding, marker=f"（{to_chinese(place)}）", text=text)


_KINDS: Mapping[str, Callable[[Sections, SectionPlan, str, int], list[Block]]] = {
    "figures": Sections._figures, "stories": Sections._stories, "inspection": Sections._inspection,
    "text": Sections._text, "sentences": Sections._sentences, "each": Sections._each, "note": Sections._note,
    "ranking": Sections._ranking, "table": Sections._table, "chart": Sections._chart, "pictures": Sections._pictures,
}  # fmt: skip
