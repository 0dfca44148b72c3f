"""A series (刊物) as its TOML file describes it: head, parts, sections, numbering and tail, as frozen records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from yichuang.kit.errors import Refusal
from yichuang.reports.rules.folding import fold
from yichuang.reports.rules.series.keys import CELLS, COUNT, FLAG, RAW, TABLE, TABLES, TEXTS, WORDS, entry

SECTION_KINDS = (
    "figures", "stories", "inspection", "text", "sentences", "each", "table", "ranking", "chart", "pictures", "note",
)  # fmt: skip
EVERY_KIND = ("kind", "title", "match", "style", "span", "lead", "sections")
_UNITS = ("by", "units", "order", "first", "skip_empty", "empty")
_COLUMNS = ("caption", "columns", "periods", "step", *_UNITS)
KEYS_OF_KIND = {
    "figures": ("sentence", "figures"), "stories": ("categories", "plain"), "inspection": (), "text": (),
    "sentences": ("sentences",), "each": ("sentences", *_UNITS), "note": ("label",),
    "table": ("unit", "rows", "row_title", "numbered", "ranked", "total", *_COLUMNS), "chart": ("chart", *_COLUMNS),
    "ranking": ("figure", "item", "empty"),
    "pictures": ("pictures",),
}  # fmt: skip
"""The keys that count in a section of a kind, beside those of every kind."""
EDITORS_NOTE = "编者按："  # where a note has no label of its own
NUMBERINGS = ("year", "all", "month", "none")
STYLES = ("一、", "（一）", "1.", "(1)", "第一", "无")
USUAL_STYLES = STYLES[:4]  # of the headings of level 1 to 4
CHARTS = ("bar", "column", "line", "share")
DIMENSIONS = ("department", "item_type", "item", "region", "channel", "centre", "period")
ALIGNS = ("left", "center", "right")
_FIELD = re.compile(r"\{([^{}]+)\}")
_CLAUSE_SIGN = re.compile(r"\[\[|\]\]")
_DAY = r"\d{4}年\d{1,2}月\d{1,2}日"
_SPAN = r"\d{4}年(?:[上下]半年|第[一二三四]季度|[\d月日\-\u2010-\u2015]{0,16})"  # as `periods.wording` writes them
_LOOKS = {
    "year": r"\d{4}", "month": r"\d{1,2}", "quarter": "[一二三四]", "half": "[上下]", "number": r"\d{1,5}",
    "total": r"\d{1,5}", "issued_on": _DAY, "from": _DAY, "to": _DAY, "period_from": _DAY, "period_to": _DAY,
    "period": _SPAN, "span": _SPAN,
}  # fmt: skip
"""What a field looks like in folded text."""
_ANYTHING = ".{0,20}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureGroup:
    """One pair of figures: the item types counted together, their name, and the words by which it is recognised."""

    item_type: str = entry("代码", help="事项类型代码，几类合并时如 02-10")
    types: tuple[str, ...] = entry("事项类型", holds=TEXTS, help="合并统计的事项类型代码")
    name: str = entry("名称")
    match: tuple[str, ...] = entry("识别词", holds=TEXTS, default=(), help="读入旧刊时据此认出")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnPlan:
    """A column of a table or a line of a chart: which figure, of which span, how it is written."""

    title: str = entry("列名")
    figure: str = entry("指标", default="", help="指标代码；固定行的表不填")
    format: str = entry("写法", default="", help="如 1位、千分位、单位、占比、增长/下降/持平")
    span: str = entry("时段", default="", help="[spans] 里的名称，不填同本节")
    group: str = entry("上级列名", default="", help="相邻的同名列合并成一个表头")
    total: bool = entry("列入合计", holds=FLAG, default=True, help="合计行是否有本列")
    align: str = entry("对齐", default="center", words=ALIGNS)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPlan:
    """A row of a table whose rows are fixed; each cell is a template."""

    title: str = entry("行名")
    cells: tuple[str, ...] = entry("各格", holds=CELLS, default=(), help="每列一格，写法同句式")
    group: str = entry("上级行名", default="", help="相邻的同名行合并成一格")


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturePlan:
    """A picture that stands in every issue."""

    digest: str = entry("图片", help="已存图片的摘要（SM3）")
    caption: str = entry("图注", default="")
    alt: str = entry("替代文字", default="", help="图中是什么，供读屏")


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionPlan:
    """A section of the series; which of the keys count depends on its kind. Without a title it has no heading: its
    blocks go on under the one before.
    """

    kind: str = entry("类型", words=SECTION_KINDS)
    title: str = entry("标题", default="", help="不填则没有标题，接在上一节之后")
    match: tuple[str, ...] = entry("识别词", holds=TEXTS, default=(), help="读入旧刊时据此认出")
    style: str = entry("序号样式", default="", words=("", *STYLES), help="不填按级别")
    span: str = entry("时段", default="", help="[spans] 里的名称，不填为数字的时段")
    lead: str = entry("导语", default="", help="本节开头的一段；按语和文字一节即正文")
    label: str = entry("标签", default="", help="按语的标签，如 编者按：")
    sentence: str = entry("句式", default="", help="数据一节的句式")
    groups: tuple[FigureGroup, ...] = entry("数字", holds=TABLES, default=(), name="figures", of=lambda: FigureGroup)
    sentences: tuple[str, ...] = entry(
        "段落",
        holds=TEXTS,
        default=(),
        help="每项一段，可用任何指标；each 一节对每个单位各写一遍，可用 {name}、{place}",
    )
    categories: tuple[str, ...] = entry("类别", holds=TEXTS, default=(), help="动态的类别，按此顺序；几节动态各取各的")
    plain: bool = entry("直接成段", holds=FLAG, default=False, help="动态不印类别和序号，如“存在问题”一节")
    figure: str = entry("名单", default="", help="排名或名单的指标代码")
    item: str = entry("每项写法", default="{place}. {name}：{value}", help="可用 {place}、{name}、{value}、{unit}")
    empty: str = entry("无内容时", default="", help="没有一项时的一段；不填则本节不出现")
    caption: str = entry("题注", default="", help="表题或图题")
    unit: str = entry("表的单位", default="")
    by: str = entry("维度", default="", words=("", *DIMENSIONS), help="每个单位一行；period 为最近几期")
    periods: int = entry("期数", holds=COUNT, default=0, help="维度为 period 时，含本期共几期")
    step: str = entry("步长", default="", help="维度为 period 时，一期为多长（如 month）；不填为本刊的一期")
    units: tuple[str, ...] = entry("只列", holds=TEXTS, default=(), help="只列这些单位（代码），按此顺序")
    order: str = entry("排序", default="", help="按哪个指标从高到低，前加 - 为从低到高；相同时再按逗号后的")
    first: int = entry("只取前", holds=COUNT, default=0, help="只取前几名（并列的都列）；0 为全部")
    skip_empty: bool = entry("略去空行", holds=FLAG, default=True, help="各格全为零或无数的行不列")
    row_title: str = entry("首列名", default="", help="行名一列的列名")
    numbered: bool = entry("序号列", holds=FLAG, default=False)
    ranked: bool = entry("名次列", holds=FLAG, default=False, help="按 order 的名次，相同的并列")
    total: str = entry("合计行", default="", help="合计行的名称，不填则没有")
    columns: tuple[ColumnPlan, ...] = entry("列", holds=TABLES, default=(), of=lambda: ColumnPlan)
    rows: tuple[RowPlan, ...] = entry("固定行", holds=TABLES, default=(), of=lambda: RowPlan)
    chart: str = entry("图的样式", default="bar", words=CHARTS)
    pictures: tuple[PicturePlan, ...] = entry("图片", holds=TABLES, default=(), of=lambda: PicturePlan)
    sections: tuple[SectionPlan, ...] = entry("下级", holds=TABLES, default=(), of=lambda: SectionPlan)

    def orders(self) -> list[tuple[str, bool]]:
        """Return the figures that the rows are sorted by, and whether upwards (from the lowest)."""
        codes = (part.strip() for part in self.order.split(",") if part.strip())
        return [(code.removeprefix("-"), code.startswith("-")) for code in codes]

    def walk(self) -> Iterator[SectionPlan]:
        """Yield this section and all below it."""
        yield self
        for section in self.sections:
            yield from section.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartPlan:
    """A part of the series, or an appendix, and its sections in order. A part may go without a title."""

    title: str = entry("标题", default="", help="不填则各节直接排在刊头之下；附件必填")
    note: str = entry("期间行", default="", help="标题下的一行，如（{from}—{to}）")
    sections: tuple[SectionPlan, ...] = entry("各节", holds=TABLES, default=(), of=lambda: SectionPlan)


@dataclass(frozen=True, slots=True, kw_only=True)
class TailPlan:
    """One list of recipients."""

    key: str = entry("代码", help="report 报、send 送、issue 发、copy 抄送，或自定")
    label: str = entry("标签", default="", help="报、送、发、抄送；不填则只有文字")
    text: str = entry("文字")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignaturePlan:
    """The signature under the body (落款)."""

    text: str = entry("署名", default="", help="如 {issuer}；不填则没有落款")
    date: bool = entry("成文日期", holds=FLAG, default=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingWords:
    """Words by which a text of this series is understood."""

    vague_dates: tuple[str, ...] = entry("不确切的日期", holds=TEXTS, default=("近日",))
    accepted: str = entry("受理的说法", default="受理")
    concluded: str = entry("办结的说法", default="办结")
    good: tuple[str, ...] = entry("正常的说法", holds=TEXTS, default=("良好",))
    bad: tuple[str, ...] = entry("问题的说法", holds=TEXTS, default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A series, with the variables of this installation."""

    code: str = entry("代码", help="小写字母开头的字母、数字、下划线，至多 24 位")
    title: str = entry("刊名")
    issuer: str = entry("编发单位")
    period: str = entry("期间", help="动态和巡查的期间，也是一期的期间")
    figures_period: str = entry("数字的时段")
    numbering: str = entry("编号", default="year", words=NUMBERINGS, help="按年、总编、按月，或不编号")
    number: str = entry("期号行", default="", help="如 {year} 年第 {number} 期（总第 {total} 期）")
    document_number: str = entry("发文字号", default="", help="如 某政务〔{year}〕{number} 号")
    secrecy: str = entry("密级", default="")
    urgency: str = entry("紧急程度", default="")
    copies: int = entry("印数", holds=COUNT, default=0)
    copies_text: str = entry("印数行", default="", help="如（共印 {copies} 份）；印数为 0 则没有")
    styles: tuple[str, ...] = entry(
        "各级序号", holds=TEXTS, default=USUAL_STYLES, help="一至四级标题的序号样式：一、（一）1. (1) 第一 无"
    )
    caption_numbers: bool = entry("图表编号", holds=FLAG, default=False, help="表1、图1")
    appendix_list: bool = entry("附件说明", holds=FLAG, default=False, help="正文之后列出附件的名称")
    spans: Mapping[str, str] = entry("其他时段", holds=WORDS, default={}, help="名称 = 规则，各节用 span 引用")
    variables: Mapping[str, str] = entry("变量", holds=WORDS, default={}, help="本单位的名称等，模板中用 {名称}")
    reading: ReadingWords = entry("读入用词", holds=TABLE, of=lambda: ReadingWords)  # noqa: RUF009  # it is a field
    signature: SignaturePlan = entry("落款", holds=TABLE, of=lambda: SignaturePlan)  # noqa: RUF009  # it is a field
    definitions: tuple[Mapping[str, Any], ...] = entry("本刊指标", holds=RAW, default=(), help="派生指标的定义")
    parts: tuple[PartPlan, ...] = entry("部分", holds=TABLES, default=(), of=lambda: PartPlan)
    appendices: tuple[PartPlan, ...] = entry("附件", holds=TABLES, default=(), of=lambda: PartPlan)
    tail: tuple[TailPlan, ...] = entry("版记", holds=TABLES, default=(), of=lambda: TailPlan)

    def with_variables(self, values: Mapping[str, str]) -> Series:
        """Return the series with other values of its variables. Refusal `series_variable` for an unknown one."""
        unknown = sorted(set(values) - set(self.variables))
        if unknown:
            raise Refusal("series_variable", f"刊物 {self.code} 没有变量 {unknown[0]}。", field=unknown[0])
        return replace(self, variables={**self.variables, **values})

    def fill(self, template: str, **values: object) -> str:
        """Return the template with its fields `{name}` replaced by the values given or the series' variables."""
        known: dict[str, object] = {**self.variables, **values}

        def value(found: re.Match[str]) -> str:
            if found[1] not in known:
                raise Refusal(
                    "series_template",
                    f"刊物 {self.code} 的模板用了未知的字段 {found[0]}。",
                    field=found[1],
                    rule=template,
                )
            return str(known[found[1]])

        return _FIELD.sub(value, template)

    def known_by(self, template: str) -> re.Pattern[str]:
        """Return the pattern by which a title is recognised in folded text: its words, with what each field may be that
        is another in each issue. A title without words of its own is not recognised.
        """
        filled = _FIELD.sub(lambda found: self.variables.get(found[1], found[0]), _CLAUSE_SIGN.sub("", template))
        words, *rest = _FIELD.split(filled)
        pattern, said = re.escape(fold(words)), fold(words)
        for name, words in zip(rest[::2], rest[1::2], strict=True):
            pattern += _LOOKS.get(re.split("[@:]", name)[0], _ANYTHING) + re.escape(fold(words))
            said += fold(words)
        return re.compile(pattern if said else "(?!)")

    def sections(self) -> Iterator[SectionPlan]:
        """Yield the sections of all parts and appendices, those within others too, in order."""
        for part in (*self.parts, *self.appendices):
            for section in part.sections:
                yield from section.walk()
