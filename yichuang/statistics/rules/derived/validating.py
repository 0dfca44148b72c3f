"""Reading definitions of derived figures: all faults of all of them at once, each at its place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from yichuang.statistics.rules.derived.records import KINDS, POINTS, RATIO_UNITS, ROUNDINGS, Derived, Known, Operand
from yichuang.statistics.rules.faults import Fault, Fields
from yichuang.statistics.rules.periods import SHIFTS, is_since

PLACES_MAX = 1000  # of a ranking
NAME_MAX = 60
LIMIT_MAX = 10**15
_LIMIT = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?")
DEPTH_MAX = 50  # definitions that stand on one another
_COMMON = ("code", "name", "kind", "unit", "decimals", "rounding")
_OPERAND = ("figure", "where", "period", "since", "name")


def derived_figures(
    records: Iterable[Mapping[str, Any]], *, known: Mapping[str, Known], dimensions: Collection[str]
) -> tuple[dict[str, Derived], list[Fault]]:
    """Return the definitions that are right, by code, and the faults of all that are not.

    known:      the counted and submitted figures, and derived ones defined elsewhere.
    dimensions: what an operand's `where` may name.
    A fault's place begins with the definition's code, or with `derived[n]` where it has none. The faults:
    `code_form`, `code_taken`, `field_missing`, `field_unknown`, `kind_unknown`, `unit_missing`, `unit_wrong`,
    `units_differ`, `decimals_wrong`, `rounding_unknown`, `unknown_figure`, `unknown_dimension`, `operand_wrong`,
    `list_in_arithmetic`, `option_unknown`, `number_wrong`, `points_of_counts`, `circular`, `too_deep`.
    """
    read: dict[str, Derived] = {}
    faults: list[Fault] = []
    taken = set(known)
    for place, record in enumerate(records, 1):
        fields = Fields.of(record, f"derived[{place}]")
        one = _one(fields, dimensions)
        if one.code in taken:
            fields.fault("code", "code_taken", f"代码“{one.code}”已用于另一指标")
        elif one.code:
            taken.add(one.code)
        faults += fields.faults
        if one.code and one.code not in read:
            read[one.code] = one
    everything = {**known, **{code: _known(one) for code, one in read.items()}}
    for one in read.values():
        faults += _references(one, everything) or _units(one, everything)
    faults += _circles(read) or _too_deep(read)
    wrong = {fault.place.split(".")[0] for fault in faults}
    return {code: one for code, one in read.items() if code not in wrong}, faults


def _known(one: Derived) -> Known:
    return Known(one.name, one.unit, None if one.is_list else one.decimals)


def _one(fields: Fields, dimensions: Collection[str]) -> Derived:
    kind_name = fields.one_of("kind", tuple(KINDS), "kind_unknown")
    if fields.faults:  # what other fields mean is not known then
        return Derived(fields.code(), fields.text("name"), kind_name, "", 0, "half_up", (), {})
    kind = KINDS[kind_name]
    options = kind.options or {}
    fields.only((*_COMMON, *kind.operands, *([kind.many] if kind.many else []), *options))
    operands = [_operand(fields, name, fields.record.get(name), dimensions) for name in kind.operands]
    if kind.many:
        operands += _many(fields, kind.many, dimensions)
    words = {
        name: fields.one_of(name, choice, "option_unknown")
        for name, choice in options.items()
        if choice
    }  # fmt: skip
    return Derived(
        code=fields.code(), name=fields.text("name", most=60), kind=kind_name,
        unit="" if kind.is_list else fields.unit(), decimals=fields.decimals(),
        rounding=fields.one_of("rounding", tuple(ROUNDINGS), "rounding_unknown", "half_up"), operands=tuple(operands),
        options=words, first=fields.whole("first", 1, PLACES_MAX, "number_wrong") if "first" in options else 0,
        limit=_limit(fields) if "limit" in options else Decimal(0),
    )  # fmt: skip


def _many(fields: Fields, key: str, dimensions: Collection[str]) -> list[Operand]:
    parts = fields.record.get(key)
    if not isinstance(parts, list | tuple) or not parts:
        fields.fault(key, "field_missing", "须为指标的列表，至少一项")
        return []
    return [_operand(fields, f"{key}[{place}]", part, dimensions) for place, part in enumerate(parts, 1)]


def _limit(fields: Fields) -> Decimal:
    """Return a list's limit: a whole number, or a text, so that it is never a float."""
    said = fields.record.get("limit")
    if isinstance(said, int) and not isinstance(said, bool) and abs(said) < LIMIT_MAX:
        return Decimal(said)
    if isinstance(said, str) and _LIMIT.fullmatch(said):
        return Decimal(said)
    fields.fault("limit", "number_wrong", "须为数字，如 98.5（在文件里写作文字），整数部分至多 15 位，小数至多 6 位")
    return Decimal(0)


def _operand(fields: Fields, key: str, said: Any, dimensions: Collection[str]) -> Operand:
    if isinstance(said, str) and said:
        return Operand(said)
    if not isinstance(said, Mapping) or not isinstance(said.get("figure"), str) or not said["figure"]:
        fields.fault(key, "field_missing", "须写明指标的代码，或 {figure, where, period, since, name}")
        return Operand("")
    for name in said:
        if name not in _OPERAND:
            fields.fault(f"{key}.{name}", "field_unknown", f"没有这个字段，可用：{'、'.join(_OPERAND)}")
    period, start = said.get("period", ""), said.get("since", "")
    if period and str(period) not in SHIFTS:
        fields.fault(f"{key}.period", "operand_wrong", f"须为 {'、'.join(SHIFTS)} 之一")
        period = ""
    if start and not is_since(start):
        fields.fault(f"{key}.since", "operand_wrong", "须为 year、half_year、quarter、month 或日期 YYYY-MM-DD")
        start = ""
    called = said.get("name", "")
    if not isinstance(called, str) or len(called) > NAME_MAX:
        fields.fault(f"{key}.name", "operand_wrong", f"须为至多 {NAME_MAX} 个字的文字")
        called = ""
    where = tuple(sorted(_where(fields, key, said.get("where", {}), dimensions)))
    return Operand(said["figure"], where, str(period), str(start), called)


def _where(fields: Fields, key: str, said: Any, dimensions: Collection[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    if not isinstance(said, Mapping):
        fields.fault(f"{key}.where", "operand_wrong", "须为“维度 = 代码”或“维度 = [代码…]”")
        return
    for name, codes in said.items():
        wanted = [codes] if isinstance(codes, str) else codes
        if name not in dimensions:
            fields.fault(f"{key}.where.{name}", "unknown_dimension", f"没有这个维度，可用：{'、'.join(dimensions)}")
        elif not isinstance(wanted, list | tuple) or not wanted or not all(isinstance(c, str) and c for c in wanted):
            fields.fault(f"{key}.where.{name}", "operand_wrong", "须为一个代码，或代码的列表")
        else:
            yield name, tuple(dict.fromkeys(wanted))


def operand_names(one: Derived) -> list[str]:
    """Return what the operands are called in the record, in their order."""
    kind = KINDS[one.kind]
    named = list(kind.operands)
    return named + [f"{kind.many}[{place}]" for place in range(1, len(one.operands) - len(named) + 1)]


def _references(one: Derived, known: Mapping[str, Known]) -> list[Fault]:
    found = []
    names = operand_names(one) if one.operands else []
    for name, operand in zip(names, one.operands, strict=True):
        if not operand.figure:
            continue
        at = f"{one.code}.{name}"
        if operand.figure not in known:
            found.append(Fault(at, "unknown_figure", f"没有代码为“{operand.figure}”的指标"))
        elif known[operand.figure].decimals is None:
            found.append(Fault(at, "list_in_arithmetic", f"“{known[operand.figure].name}”是名单，不能参加计算"))
    return found


def _units(one: Derived, known: Mapping[str, Known]) -> list[Fault]:
    """Return what is wrong with the unit, given what the operands count."""
    if one.is_list or not one.unit or not all(operand.figure for operand in one.operands) or not one.operands:
        return []
    at, units = f"{one.code}.unit", [known[operand.figure].unit for operand in one.operands]
    way = one.options.get("in", "")
    if way == "points" and units[0] not in RATIO_UNITS:
        return [Fault(f"{one.code}.in", "points_of_counts", f"百分点只用于比率；“{units[0]}”请用 number 或 percent")]
    wanted: Sequence[str] = ()
    if one.kind in ("rate", "share"):
        wanted = tuple(RATIO_UNITS)
    elif one.kind == "speed_up" or way == "percent":
        wanted = ("%",)
    elif way == "points":
        wanted = (POINTS,)
    elif one.kind in ("figure", "sum", "total") or way == "number":
        wanted = (units[0],)
    found = []
    if wanted and one.unit not in wanted:
        found.append(Fault(at, "unit_wrong", f"单位须为 {' 或 '.join(wanted)}"))
    if one.kind in ("sum", "total", "share", "speed_up") and len(set(units)) > 1:
        found.append(Fault(at, "units_differ", f"参加计算的指标单位不同：{'、'.join(dict.fromkeys(units))}"))
    finest = max(known[operand.figure].decimals or 0 for operand in one.operands)
    if (one.kind in ("sum", "total") or way in ("number", "points")) and one.decimals < finest:
        message = f"参加计算的指标有 {finest} 位小数，少于此数则结果与其不符"
        found.append(Fault(f"{one.code}.decimals", "decimals_wrong", message))
    return found


def _circles(read: Mapping[str, Derived]) -> list[Fault]:
    """Return a fault for each definition that leads back to itself."""
    reach = {code: {operand.figure for operand in one.operands} & read.keys() for code, one in read.items()}
    found = []
    for code in read:
        way = _way_back(code, reach)
        if way:
            names = " → ".join(read[step].name or step for step in way)
            found.append(Fault(code, "circular", f"定义循环：{names}"))
    return found


def _too_deep(read: Mapping[str, Derived]) -> list[Fault]:
    """Return a fault for each definition that stands on too many others, one upon another; there are no circles."""
    waiting = {code: {operand.figure for operand in one.operands} & read.keys() for code, one in read.items()}
    for _ in range(DEPTH_MAX):
        waiting = {code: targets & waiting.keys() for code, targets in waiting.items() if targets & waiting.keys()}
    return [Fault(code, "too_deep", f"层层引用超过 {DEPTH_MAX} 层") for code in waiting]


def _way_back(code: str, reach: Mapping[str, Collection[str]]) -> list[str]:
    """Return the shortest way from a definition to itself, both ends included; empty if there is none."""
    before: dict[str, str] = {}
    edge = [code]
    while edge:
        nearer, edge = edge, []
        for step in nearer:
            for target in sorted(reach[step]):
                if target == code:
                    way = [code, step]
                    while way[-1] != code:
                        way.append(before[way[-1]])
                    return way[::-1]
                if target not in before:
                    before[target] = step
                    edge.append(target)
    return []
