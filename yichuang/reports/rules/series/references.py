"""What a series names beyond itself: fields, formats, spans and figures of its templates, and its own definitions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from yichuang.reports.rules.series.faults import SeriesFault
from yichuang.reports.rules.series.places import SPAN_FIELDS, USUAL_SPANS, figures_of, placed_sections, templates_of
from yichuang.reports.rules.series.records import Series
from yichuang.reports.rules.series.templates import Slot, format_of, template_of
from yichuang.statistics.rules.derived import Known, derived_figures
from yichuang.statistics.rules.derived.records import OVER

WHERE = (*OVER, "source")  # what an operand's `where` may name


def check_references(series: Series, known: Mapping[str, Known]) -> list[SeriesFault]:
    """Return what a series names that is not there; an issue can be compiled all the same.

    known: every figure that this installation defines (`reports.queries.known_figures`), by code.
    """
    codes = _own_codes(series)
    others = {code: one for code, one in known.items() if code not in codes}
    own, faults = derived_figures(series.definitions, known=others, dimensions=WHERE)
    right = others | {
        code: Known(one.name, one.unit, None if one.is_list else one.decimals) for code, one in own.items()
    }
    named = {*right, *codes}  # a definition that is wrong is told once, at its own place
    at = {str(record.get("code", "")): place for place, record in enumerate(series.definitions)}
    return [
        *(SeriesFault(_place(fault.place, at), fault.code, fault.message, fatal=False) for fault in faults),
        *_in_templates(series, named), *_by_code(series, named, right), *_formats(series),
    ]  # fmt: skip


def _own_codes(series: Series) -> set[str]:
    return {str(record["code"]) for record in series.definitions if record.get("code")}


def _place(said: str, at: Mapping[str, int]) -> str:
    """Return the file's place of a fault that the definitions' reader names by code (`rate.numerator`)."""
    code, _, key = said.partition(".")
    if code in at:
        return f"definitions[{at[code]}]" + (f".{key}" if key else "")
    number = code.removeprefix("derived[").rstrip("]")
    return f"definitions[{int(number) - 1}]" + (f".{key}" if key else "") if number.isdigit() else f"definitions.{said}"


def _in_templates(series: Series, named: Collection[str]) -> Iterator[SeriesFault]:
    for one in templates_of(series):
        template = template_of(one.text)
        yield from (SeriesFault(one.place, "template_wrong", problem, one.text, False) for problem in template.problems)
        for slot in template.slots():
            usable = {*one.fields, *series.variables}
            problem = _wrong(slot, usable, series, named if one.figures else ())
            if problem:
                yield SeriesFault(one.place, *problem, rule=one.text, fatal=False)


def _wrong(slot: Slot, usable: set[str], series: Series, named: Collection[str]) -> tuple[str, str] | None:
    """Return the code and the problem of a field that names nothing."""
    if slot.span and slot.span not in series.spans and slot.span not in USUAL_SPANS:
        return "span_unknown", f"字段 {slot.written} 的时段“{slot.span}”不在 [spans] 里"
    if slot.span and slot.name not in SPAN_FIELDS and slot.name not in named:
        return "figure_unknown", f"字段 {slot.written} 不是指标"
    if slot.name in usable or slot.name in named:
        return None
    if named:
        return "figure_unknown", f"字段 {slot.written} 既不是指标，也不是变量或日期"
    return "field_unknown", f"字段 {slot.written} 不能用在这里，可用：{'、'.join(sorted(usable))}"


def _by_code(series: Series, named: Collection[str], right: Mapping[str, Known]) -> Iterator[SeriesFault]:
    for one in figures_of(series):
        if one.code and one.code not in named:
            yield SeriesFault(one.place, "figure_unknown", f"没有代码为“{one.code}”的指标", fatal=False)
        elif one.code in right and (right[one.code].decimals is None) != one.is_list:
            problem = "不是排名或名单" if one.is_list else "是名单，这里要一个数"
            yield SeriesFault(one.place, "figure_unfit", f"“{right[one.code].name}”{problem}", fatal=False)


def _formats(series: Series) -> Iterator[SeriesFault]:
    for place, section in placed_sections(series):
        for at, column in enumerate(section.columns):
            problem = format_of(column.format)[1]
            if problem:
                yield SeriesFault(f"{place}.columns[{at}].format", "template_wrong", problem, fatal=False)
