"""Derived figures by hand: rates, averages, changes, shares, rankings, lists, totals, and what has no number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.statistics.labels import DERIVED_KIND_WORDS
from yichuang.statistics.rules.derived import KINDS, Context, Evaluation, Figure, Known, derived_figures, needs, rounded

JUNE = (date(2022, 6, 1), date(2022, 6, 30))
MAY = (date(2022, 5, 1), date(2022, 5, 31))
JUNE_2021 = (date(2021, 6, 1), date(2021, 6, 30))
HALF_YEAR = (date(2022, 1, 1), date(2022, 6, 30))
KNOWN = {
    "accepted": Known("受理", "件", 0), "concluded": Known("办结", "件", 0), "in_time": Known("按时办结", "件", 0),
    "fees": Known("收费", "万元", 2), "days": Known("用时", "个工作日", 0), "limit": Known("法定时限", "个工作日", 0),
}  # fmt: skip
DIMENSIONS = ("department", "item_type")
UNITS = {"D1": "交通厅", "D2": "卫健委", "D3": "公安厅", "D4": "民政厅", "D5": "人社厅"}
RATE = {"code": "rate", "name": "按时办结率", "kind": "rate", "unit": "%", "decimals": 2, "numerator": "in_time",
        "denominator": "concluded"}  # fmt: skip
Amounts = Mapping[tuple[Any, ...], Any]


def evaluated(records: list[dict[str, Any]], amounts: Amounts) -> Evaluation:
    """Return an evaluation of right definitions. amounts: (code, span[, unit]) → number; others are missing."""
    good, faults = derived_figures(records, known=KNOWN, dimensions=DIMENSIONS)
    assert faults == []

    def found(code: str, context: Context) -> Figure:
        unit = context.where[0][1][0] if context.where else None
        number = amounts.get((code, context.span, unit) if unit else (code, context.span))
        figure = Figure(code, KNOWN[code].name, KNOWN[code].unit, context, "counted")
        if number is None:
            return Figure(code, KNOWN[code].name, "件", context, "submitted", None, "missing_submission", "未报齐")
        return Figure(
            *(getattr(figure, name) for name in ("code", "name", "unit", "context", "source")), Decimal(number)
        )

    return Evaluation(good, found, lambda dimension, span: UNITS)


def one(record: dict[str, Any], amounts: Amounts, *others: dict[str, Any]) -> Figure:
    return evaluated([record, *others], amounts).figure(record["code"], Context(JUNE))


def derived(kind: str, unit: str, decimals: int = 0, **more: Any) -> dict[str, Any]:
    return {"code": "x", "name": "某数", "kind": kind, "unit": unit, "decimals": decimals} | more


@pytest.mark.parametrize(
    ("record", "amounts", "number"),
    [
        (RATE, {("in_time", JUNE): 412, ("concluded", JUNE): 420}, "98.10"),
        (RATE | {"rounding": "down"}, {("in_time", JUNE): 412, ("concluded", JUNE): 420}, "98.09"),
        (RATE | {"decimals": 0}, {("in_time", JUNE): 1, ("concluded", JUNE): 200}, "1"),  # 0.5: half up
        (RATE | {"decimals": 0, "rounding": "half_even"}, {("in_time", JUNE): 1, ("concluded", JUNE): 200}, "0"),
        (RATE | {"unit": "‰", "decimals": 1}, {("in_time", JUNE): 1, ("concluded", JUNE): 3}, "333.3"),
        (derived("average", "个工作日", 2, numerator="days", denominator="concluded"),
         {("days", JUNE): 10, ("concluded", JUNE): 3}, "3.33"),
        (derived("share", "%", 1, part="concluded", whole="accepted"),
         {("concluded", JUNE): 1, ("accepted", JUNE): 8}, "12.5"),
        (derived("speed_up", "%", 1, legal="limit", used="days"),
         {("limit", JUNE): 20, ("days", JUNE): 7}, "65.0"),
        (derived("speed_up", "%", 1, legal="limit", used="days"),
         {("limit", JUNE): 20, ("days", JUNE): 23}, "-15.0"),
        (derived("change", "件", figure="accepted", against="previous") | {"in": "number"},
         {("accepted", JUNE): 90, ("accepted", MAY): 120}, "-30"),
        (derived("change", "%", 1, figure="accepted", against="year_before") | {"in": "percent"},
         {("accepted", JUNE): 90, ("accepted", JUNE_2021): 120}, "-25.0"),
        (derived("change", "%", 1, figure="accepted", against="previous") | {"in": "percent"},
         {("accepted", JUNE): 1001, ("accepted", MAY): 16000}, "-93.7"),  # 93.74375
        (derived("sum", "件", parts=["accepted", "concluded"]), {("accepted", JUNE): 3, ("concluded", JUNE): 4}, "7"),
        (derived("figure", "件", figure={"figure": "accepted", "since": "year"}), {("accepted", HALF_YEAR): 77}, "77"),
        (derived("figure", "万元", 2, figure="fees"), {("fees", JUNE): "12.30"}, "12.30"),
    ],
)  # fmt: skip
def test_a_figure_is_what_a_pencil_finds(record: dict[str, Any], amounts: Amounts, number: str) -> None:
    figure = one(record, amounts)
    assert (str(figure.number), figure.reason) == (number, "")


def test_a_change_of_a_rate_is_in_points_between_the_rates_as_printed() -> None:
    points = derived("change", "个百分点", 2, figure="rate", against="previous") | {"in": "points"}
    amounts = {("in_time", JUNE): 2, ("concluded", JUNE): 3, ("in_time", MAY): 1, ("concluded", MAY): 3}
    figure = one(points, amounts, RATE)
    assert figure.number == Decimal("33.34")  # 66.67 − 33.33
    assert figure.arithmetic == (
        "按时办结率 66.67%（2022-06-01 至 2022-06-30） − 按时办结率 33.33%（2022-05-01 至 2022-05-31） = 33.34 个百分点"
    )


def test_the_arithmetic_leads_down_to_what_was_counted_where_and_when() -> None:
    figure = one(RATE, {("in_time", JUNE): 412, ("concluded", JUNE): 420})
    assert figure.arithmetic == "按时办结 412 件 ÷ 办结 420 件 × 100 = 98.10%"
    record = figure.as_record()
    assert record["number"] == "98.10"
    assert [(o["code"], o["number"], o["from"], o["to"], o["source"]) for o in record["operands"]] == [
        ("in_time", "412", "2022-06-01", "2022-06-30", "counted"),
        ("concluded", "420", "2022-06-01", "2022-06-30", "counted"),
    ]


def test_an_operand_is_called_by_its_groups_or_as_its_definition_says() -> None:
    part = {"figure": "accepted", "where": {"department": ["D1", "D2"]}}
    share = derived("share", "%", 1, part=part, whole="accepted")
    good, _ = derived_figures([share], known=KNOWN, dimensions=DIMENSIONS)

    def found(code: str, context: Context) -> Figure:
        return Figure(code, KNOWN[code].name, "件", context, "counted", Decimal(len(context.where) + 1))

    evaluation = Evaluation(good, found, lambda *_: {})
    assert evaluation.figure("x", Context(JUNE)).arithmetic == "受理（D1、D2） 2 件 ÷ 受理 1 件 × 100 = 200.0%"
    named = share | {"part": part | {"name": "两局受理"}}
    evaluation.definitions, _ = derived_figures([named], known=KNOWN, dimensions=DIMENSIONS)
    assert evaluation.figure("x", Context(MAY)).arithmetic.startswith("两局受理 2 件 ÷ 受理 1 件")


@pytest.mark.parametrize(
    ("record", "amounts"),
    [
        (RATE, {("in_time", JUNE): 0, ("concluded", JUNE): 0}),
        (derived("speed_up", "%", 1, legal="limit", used="days"), {("limit", JUNE): 0, ("days", JUNE): 0}),
        (derived("change", "%", 1, figure="accepted", against="previous") | {"in": "percent"},
         {("accepted", JUNE): 5, ("accepted", MAY): 0}),
    ],
)  # fmt: skip
def test_a_division_by_zero_gives_no_number_and_says_so(record: dict[str, Any], amounts: Amounts) -> None:
    figure = one(record, amounts)
    assert (figure.number, figure.reason) == (None, "division_by_zero")
    assert figure.message.endswith("为 0")


def test_what_is_missing_reaches_what_stands_on_it_and_nothing_else() -> None:
    records = [RATE, derived("sum", "件", parts=["accepted", "accepted"])]
    evaluation = evaluated(records, {("concluded", JUNE): 3, ("accepted", JUNE): 4})
    assert evaluation.figure("rate", Context(JUNE)).reason == "missing_submission"
    assert evaluation.figure("x", Context(JUNE)).number == 8


def test_a_total_that_is_not_the_sum_of_its_parts_stays_and_is_told() -> None:
    total = derived("total", "件", whole="accepted", parts=["concluded", "in_time"])
    figure = one(total, {("accepted", JUNE): 10, ("concluded", JUNE): 5, ("in_time", JUNE): 4})
    assert (figure.number, figure.reason) == (10, "parts_differ")
    assert figure.arithmetic == "受理 10 件 ≠ 办结 5 件 + 按时办结 4 件 = 9 件，相差 1 件"
    assert one(total, {("accepted", JUNE): 9, ("concluded", JUNE): 5, ("in_time", JUNE): 4}).reason == ""


def by_unit(*numbers: int | None) -> dict[tuple[Any, ...], int]:
    return {("accepted", JUNE, code): n for code, n in zip(UNITS, numbers, strict=True) if n is not None}


RANKING = {"code": "x", "name": "受理前列", "kind": "ranking", "figure": "accepted", "over": "department",
           "order": "top", "first": 3}  # fmt: skip
LISTED = {"code": "x", "name": "名单", "kind": "list", "figure": "accepted", "over": "department",
          "condition": "below"}  # fmt: skip


@pytest.mark.parametrize(
    ("more", "numbers", "expected"),
    [
        ({}, (5, 9, 7, 1, 3), [(1, "D2"), (2, "D3"), (3, "D1")]),
        ({"first": 2}, (5, 9, 5, 5, 3), [(1, "D2"), (2, "D1"), (2, "D3"), (2, "D4")]),  # a tie at the edge: all
        ({"first": 3}, (9, 9, 5, 5, 3), [(1, "D1"), (1, "D2"), (3, "D3"), (3, "D4")]),  # two first: no second
        ({"first": 2}, (9, 9, 5, 5, 3), [(1, "D1"), (1, "D2")]),
        ({"order": "bottom", "first": 1}, (0, 9, 0, 5, 3), [(1, "D1"), (1, "D3")]),
        ({"first": 9}, (1, None, 2, None, 3), [(1, "D5"), (2, "D3"), (3, "D1")]),
    ],
)
def test_ties_share_a_place(more: dict[str, Any], numbers: tuple[int, ...], expected: list[tuple[int, str]]) -> None:
    figure = one(RANKING | more, by_unit(*numbers))
    assert [(place.place, place.code) for place in figure.places or ()] == expected


def test_units_without_a_number_are_named_beside_the_ranking() -> None:
    figure = one(RANKING, by_unit(1, None, 2, None, 3))
    assert figure.left_out == (("卫健委", "未报齐"), ("民政厅", "未报齐"))


@given(st.lists(st.integers(0, 4), min_size=5, max_size=5), st.integers(1, 5), st.sampled_from(["top", "bottom"]))
def test_a_unit_is_listed_when_fewer_than_n_are_ahead_of_it(numbers: list[int], first: int, order: str) -> None:
    figure = one(RANKING | {"first": first, "order": order}, by_unit(*numbers))
    sign = 1 if order == "top" else -1
    ahead = {code: sum(sign * other > sign * n for other in numbers) for code, n in zip(UNITS, numbers, strict=True)}
    assert {place.code: place.place for place in figure.places or ()} == {
        code: n + 1 for code, n in ahead.items() if n < first
    }


@pytest.mark.parametrize(
    ("condition", "limit", "expected"),
    [
        ("below", 3, ["D2", "D5"]), ("at_most", 3, ["D2", "D5", "D1", "D4"]), ("above", 3, ["D3"]),
        ("at_least", "3", ["D3", "D1", "D4"]), ("equal", 0, ["D2"]), ("above", "99.5", []),
    ],
)  # fmt: skip
def test_a_list_names_the_units_that_meet_its_condition(condition: str, limit: Any, expected: list[str]) -> None:
    record = {"code": "x", "name": "名单", "kind": "list", "figure": "accepted", "over": "department",
              "condition": condition, "limit": limit}  # fmt: skip
    figure = one(record, by_unit(3, 0, 9, 3, 1))
    assert [place.code for place in figure.places or ()] == expected


def test_units_below_a_rate_are_those_whose_rate_there_is() -> None:
    record = {"code": "x", "name": "低于九成", "kind": "list", "figure": "rate", "over": "department",
              "condition": "below", "limit": "90"}  # fmt: skip
    amounts: dict[tuple[Any, ...], int] = {}
    for code, (in_time, concluded) in zip(UNITS, ((9, 10), (8, 10), (0, 0), (1, 3), (5, 5)), strict=True):
        amounts |= {("in_time", JUNE, code): in_time, ("concluded", JUNE, code): concluded}
    figure = one(record, amounts, RATE)
    assert [(place.code, str(place.figure.number)) for place in figure.places or ()] == [
        ("D4", "33.33"),
        ("D2", "80.00"),
    ]
    assert [name for name, _ in figure.left_out] == ["公安厅"]


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 6))
def test_rounding_is_half_up_of_the_exact_quotient(above: int, below: int, decimals: int) -> None:
    figure = one(RATE | {"decimals": decimals}, {("in_time", JUNE): above, ("concluded", JUNE): below})
    exact = Fraction(above * 100, below) * 10**decimals
    assert figure.number is not None
    assert Fraction(figure.number) * 10**decimals == (exact + Fraction(1, 2)).__floor__()


@given(st.decimals(-1000, 1000, places=3))
def test_a_half_goes_away_from_zero_on_both_sides(number: Decimal) -> None:
    assert rounded(-number, 2) == -rounded(number, 2)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=8))
def test_a_sum_is_its_parts(numbers: list[int]) -> None:
    known = {f"n{place}": Known(f"数{place}", "件", 0) for place in range(len(numbers))}
    good, faults = derived_figures([derived("sum", "件", parts=list(known))], known=known, dimensions=())

    def found(code: str, context: Context) -> Figure:
        return Figure(code, code, "件", context, "counted", Decimal(numbers[int(code[1:])]))

    assert faults == []
    assert Evaluation(good, found, lambda *_: {}).figure("x", Context(JUNE)).number == sum(numbers)


@pytest.mark.parametrize(
    ("record", "place", "code"),
    [
        (RATE | {"numerator": "nothing"}, "rate.numerator", "unknown_figure"),
        ({k: v for k, v in RATE.items() if k != "unit"}, "rate.unit", "unit_missing"),
        (RATE | {"unit": "件"}, "rate.unit", "unit_wrong"),
        (RATE | {"decimals": 7}, "rate.decimals", "decimals_wrong"),
        (RATE | {"decimals": "2"}, "rate.decimals", "decimals_wrong"),
        (RATE | {"decimals": True}, "rate.decimals", "decimals_wrong"),
        (RATE | {"rounding": "up_and_down"}, "rate.rounding", "rounding_unknown"),
        (RATE | {"kind": "ratio"}, "rate.kind", "kind_unknown"),
        (RATE | {"code": "Rate 1"}, "Rate 1.code", "code_form"),
        (RATE | {"code": "accepted"}, "accepted.code", "code_taken"),
        (RATE | {"name": " "}, "rate.name", "field_missing"),
        (RATE | {"denominater": "concluded"}, "rate.denominater", "field_unknown"),
        (RATE | {"denominator": {"where": {}}}, "rate.denominator", "field_missing"),
        (RATE | {"denominator": {"figure": "concluded", "where": {"colour": "red"}}}, "rate.denominator.where.colour",
         "unknown_dimension"),
        (RATE | {"denominator": {"figure": "concluded", "period": "later"}}, "rate.denominator.period",
         "operand_wrong"),
        (RATE | {"denominator": {"figure": "concluded", "since": "2022-02-30"}}, "rate.denominator.since",
         "operand_wrong"),
        (RATE | {"denominator": {"figure": "concluded", "name": 7}}, "rate.denominator.name", "operand_wrong"),
        (RATE | {"numerator": "rate"}, "rate", "circular"),
        (derived("sum", "件", parts=["accepted", "fees"]), "x.unit", "units_differ"),
        (derived("sum", "万元", 1, parts=["fees"]), "x.decimals", "decimals_wrong"),
        (derived("change", "个百分点", figure="accepted", against="previous") | {"in": "points"}, "x.in",
         "points_of_counts"),
        (derived("change", "件", figure="accepted", against="tomorrow") | {"in": "number"}, "x.against",
         "option_unknown"),
        (RANKING | {"first": 0}, "x.first", "number_wrong"),
        (RANKING | {"over": "colour"}, "x.over", "option_unknown"),
        *((LISTED | {"limit": limit}, "x.limit", "number_wrong")
          for limit in (98.5, "1e20000000", "1" * 16, "0.1234567", "٣", "NaN", " 1", 10**5000)),
    ],
)  # fmt: skip
def test_a_wrong_definition_is_refused_at_its_place(record: dict[str, Any], place: str, code: str) -> None:
    good, faults = derived_figures([record], known=KNOWN, dimensions=DIMENSIONS)
    assert (place, code) in [(fault.place, fault.code) for fault in faults]
    assert record["code"] not in good


def test_every_kind_has_its_word() -> None:
    assert DERIVED_KIND_WORDS.keys() == KINDS.keys()


def test_all_faults_of_all_definitions_are_told_at_once() -> None:
    circle = [
        derived("sum", "件", parts=[other]) | {"code": code} for code, other in (("a", "b"), ("b", "c"), ("c", "a"))
    ]
    right = derived("sum", "件", parts=["accepted"]) | {"code": "right"}
    stands_on_circle = derived("sum", "件", parts=["a"]) | {"code": "above"}
    wrong = RATE | {"unit": "", "decimals": -1}
    good, faults = derived_figures([*circle, right, stands_on_circle, wrong], known=KNOWN, dimensions=DIMENSIONS)
    assert set(good) == {"right", "above"}
    assert [(fault.place, fault.code) for fault in faults] == [
        ("rate.unit", "unit_missing"), ("rate.decimals", "decimals_wrong"), ("a", "circular"), ("b", "circular"),
        ("c", "circular"),
    ]  # fmt: skip
    assert faults[2].message == "定义循环：某数 → 某数 → 某数 → 某数"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | st.sampled_from(["accepted", "x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=6,
)  # fmt: skip


@given(st.sampled_from([RATE, RANKING, derived("sum", "件", parts=["accepted"])]), st.data())
def test_no_record_breaks_the_reader(record: dict[str, Any], data: st.DataObject) -> None:
    changed = record | {data.draw(st.sampled_from([*record, "where"])): data.draw(ANYTHING)}
    good, faults = derived_figures([changed, data.draw(ANYTHING)], known=KNOWN, dimensions=DIMENSIONS)  # type: ignore[list-item]
    assert faults
    assert len(good) <= 1


def test_a_ranking_cannot_be_reckoned_with() -> None:
    records = [RANKING, derived("sum", "件", parts=["x"]) | {"code": "y"}]
    _, faults = derived_figures(records, known=KNOWN, dimensions=DIMENSIONS)
    assert [(fault.place, fault.code) for fault in faults] == [("y.parts[1]", "list_in_arithmetic")]


def test_definitions_stand_on_one_another_up_to_a_depth() -> None:
    def chain(length: int) -> list[dict[str, Any]]:
        return [
            derived("sum", "件", parts=[f"c{n - 1}" if n else "accepted"]) | {"code": f"c{n}"} for n in range(length)
        ]

    assert evaluated(chain(50), {("accepted", JUNE): 1}).figure("c49", Context(JUNE)).number == 1
    _, faults = derived_figures(chain(2000), known=KNOWN, dimensions=DIMENSIONS)
    assert {fault.code for fault in faults} == {"too_deep"}
    assert len(faults) == 1950


def test_what_a_figure_needs_is_known_beforehand() -> None:
    points = derived("change", "个百分点", 2, figure="rate", against="previous") | {"in": "points"}
    good, _ = derived_figures([RATE, points, RANKING | {"code": "y"}], known=KNOWN, dimensions=DIMENSIONS)
    assert needs(["x", "y"], good, Context(JUNE), {}) == {
        *((code, span, frozenset()) for code in ("in_time", "concluded") for span in (JUNE, MAY)),
        ("accepted", JUNE, frozenset({"department"})),
    }
    week = (date(2022, 6, 6), date(2022, 6, 12))
    assert (("in_time", week, frozenset()) in needs(["x"], good, Context(JUNE), {("previous", JUNE): week})) is True
