"""The set-wise checks agree with the functions that read one value at a time, and no text makes them stumble."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.test_checks import CLEAN, CONTEXT, EXTENSION, ZONE
from yichuang.cases.rules import demands
from yichuang.cases.rules.demands import LENGTHS_MAX, REASON_MAX
from yichuang.cases.rules.numbers import LENGTH_MAX, checked, number_for, own_number
from yichuang.cases.rules.records import NewCase, NewEvent
from yichuang.cases.rules.words import ENDINGS, Act
from yichuang.exchange.rules.checks import documents, examine, numbers, times
from yichuang.exchange.rules.codes import FAULTS
from yichuang.exchange.rules.datasets import ACCEPT, DATASETS, SUPPLEMENT, Column, Kind
from yichuang.people.rules import DocumentKind, credit_code_check, number_fault, resident_id_check

MANY = settings(max_examples=150, deadline=None)
FAR = datetime(2200, 1, 1, tzinfo=UTC)
CODE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@st.composite
def resident_ids(draw: st.DrawFn) -> str:
    """Draw 18 characters that are nearly a resident's number, often a right one."""
    born = draw(st.one_of(st.dates().map("{:%Y%m%d}".format), st.from_regex(r"[0-2][0-9]{7}", fullmatch=True)))
    place = draw(st.sampled_from(["110105", "810000", "830000", "911000", "510100", "000000"]))
    body = place + born.zfill(8) + draw(st.from_regex(r"[0-9]{3}", fullmatch=True))
    return body + draw(st.sampled_from([resident_id_check(body), "X", "0", "7"]))


@st.composite
def credit_codes(draw: st.DrawFn) -> str:
    """Draw 18 characters that are nearly a credit code, often a right one."""
    body = draw(st.text(CODE_CHARACTERS, min_size=17, max_size=17))
    return body + draw(st.sampled_from([credit_code_check(body), "0", "Y", "Z", "I"]))


DOCUMENTS = st.one_of(
    resident_ids(),
    credit_codes(),
    st.text("0123456789ABCIOSVXZ", min_size=1, max_size=20),
    st.from_regex(r"[A-Z]{3}[0-9]{12}", fullmatch=True),
    st.text(min_size=1, max_size=19),
)


@MANY
@given(st.sampled_from(DocumentKind), st.lists(DOCUMENTS, min_size=1, max_size=40))
def test_documents_are_judged_as_people_judges_them(kind: DocumentKind, found: list[str]) -> None:
    judged = documents.fitting(kind, pl.Series(found))
    assert judged.to_list() == [number_fault(kind, number) == "" for number in found]


def test_right_numbers_are_among_those_compared() -> None:
    resident, credit = DocumentKind.RESIDENT_ID, DocumentKind.CREDIT_CODE
    born_in_no_year = ["110105" + "00000101" + "001" + check for check in "0123456789X"]
    of_each_character = ["9" + "".join(CODE_CHARACTERS[(start + i) % 31] for i in range(16)) for start in range(31)]
    assert documents.fitting(resident, pl.Series(["11010519491231002X", "440524188001010014"])).all()
    assert not documents.fitting(resident, pl.Series(["110105194912310021", *born_in_no_year])).any()
    assert documents.fitting(credit, pl.Series([code + credit_code_check(code) for code in of_each_character])).all()
    assert not documents.fitting(credit, pl.Series(["91350100M000100Y42"])).any()


_wall = datetime.fromisoformat  # what a clock on the wall shows
INSTANTS = st.one_of(
    st.datetimes(_wall("1949-10-02"), _wall("2100-01-01")),
    st.datetimes(_wall("1986-04-01"), _wall("1991-10-01")),  # summer time
    st.sampled_from([_wall("1986-05-04T02:30"), _wall("1991-09-15T01:30"), _wall("2022-02-28T23:59:59")]),
)
OFFSETS = st.one_of(
    st.none(), st.just(UTC), st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
)


@st.composite
def written(draw: st.DrawFn) -> tuple[str, date, datetime | None]:
    """Draw a time in one of its written forms, its local date and its instant."""
    instant, offset = draw(INSTANTS), draw(OFFSETS)
    day = draw(st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"]))
    clock = draw(st.sampled_from(["", "%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%H:%M:%S.3", "T%H%M%S"]))
    if not clock:
        return instant.strftime(day), instant.date(), None
    if clock == "T%H%M%S":
        day, clock, between = "%Y%m%d", "%H%M%S", "T"
    else:
        between = draw(st.sampled_from(" T"))
    kept = {"%H:%M": {"second": 0, "microsecond": 0}, "%H:%M:%S.%f": {}, "%H:%M:%S.3": {"microsecond": 300_000}}
    instant = instant.replace(**kept.get(clock, {"microsecond": 0}))
    text = instant.strftime(day + between + clock)
    if offset is not None:
        name = instant.replace(tzinfo=offset).isoformat()[-6:]
        text += draw(st.sampled_from([name, name.replace(":", "")])) if offset is not UTC else "Z"
    aware = instant.replace(tzinfo=offset or ZONE)
    return text, aware.astimezone(ZONE).date() if offset else instant.date(), aware.astimezone(UTC)


def read(texts: list[str]) -> list[tuple[date | None, datetime | None]]:
    """Return date and instant that the set-wise check reads from each text."""
    frame = pl.DataFrame({"notice_time": pl.Series(texts, dtype=pl.String)})
    frame = frame.with_columns(supplement_time=pl.lit(None, pl.String))
    return times.timed(frame, SUPPLEMENT, FAR, ZONE).select("notice_time_on", "notice_time_at").rows()


@MANY
@given(st.lists(written(), min_size=1, max_size=30))
def test_times_are_read_as_they_were_written(drawn: list[tuple[str, date, datetime | None]]) -> None:
    assert read([text for text, _, _ in drawn]) == [(day, instant) for _, day, instant in drawn]


@MANY
@given(st.lists(st.text("0123456789-/:TZ+. ", max_size=27), min_size=1, max_size=30))
def test_what_is_read_as_a_time_is_one_for_python_too(texts: list[str]) -> None:
    for text, (day, instant) in zip(texts, read(texts), strict=True):
        if day is not None:
            told = datetime.fromisoformat(text.replace("/", "-"))
            local = told if told.tzinfo else told.replace(tzinfo=ZONE)
            assert day == (local.astimezone(ZONE).date() if told.tzinfo else told.date())
            assert instant is None or instant == local


@pytest.mark.parametrize(
    "text",
    ["2022-6-1", "2022-06/01", "2022-06-31", "2021-02-29", "2022-06-01 9:00", "2022-06-01 09", "2022-06-01 24:00",
     "2022-06-01 09:60", "2022-06-01 09:00:60", "2022-06-01  09:00", "2022-06-01 09:00 +08:00", "20220601 090000",
     "2022-06-01T09:00:00.1234567", "2022-06-01+08:00", "2022-06-01 09:00+24:00", "２０２２-06-01", "44713",
     "0000-01-01", "2022-06-01\n", "2022年6月1日", "22-06-01", "+2022-06-01", "-022-06-01", "2022-06-01T",
     "1949-09-30"],
)  # fmt: skip
def test_other_texts_are_no_time(text: str) -> None:
    assert read(["2022-06-01 09:00", text])[1] == (None, None)


def test_midnight_is_an_instant_where_it_is_written() -> None:
    midnight = datetime(2022, 5, 31, 16, tzinfo=UTC)
    assert read(["2022-06-01 00:00:00", "2022-06-01"]) == [(date(2022, 6, 1), midnight), (date(2022, 6, 1), None)]


def derived(system_code: str, sender_numbers: list[str]) -> list[str | None]:
    """Return the case numbers that the set-wise check makes."""
    frame = pl.DataFrame({"project_no": pl.Series(sender_numbers, dtype=pl.String)})
    return numbers.numbered(frame, SUPPLEMENT, system_code)["number"].to_list()


SENDER_NUMBERS = st.one_of(
    st.text("0123456789ABCXZ-", min_size=1, max_size=60),
    st.text(min_size=1, max_size=30),
    st.from_regex(r"X[0-9A-F]{31,33}", fullmatch=True),
    st.builds(
        own_number, st.sampled_from(["", "SC", "12345678"]), st.dates(date(1000, 1, 1)), st.integers(0, 10**8),
        st.text("0123456789ABCXZ", min_size=3, max_size=3),
    ),
    st.from_regex(r"[0-9]{8}-[0-9]{7}[0-9A-Z]{3}-[0-9A-Z]", fullmatch=True),
    st.from_regex(r"[0-9]{7}[0-9A-Z]{3}-[0-9A-Z]", fullmatch=True),
)  # fmt: skip


@MANY
@given(st.sampled_from(["SCJG", "AB", "20220701", "99999999"]), st.lists(SENDER_NUMBERS, min_size=1, max_size=40))
def test_numbers_are_those_of_the_ledger(system_code: str, sent: list[str]) -> None:
    made = derived(system_code, sent)
    assert made == [number_for(system_code, number) if number.strip() else None for number in sent]
    assert all(checked(number) == number and len(number) <= LENGTH_MAX for number in made if number)


def test_a_system_whose_code_is_a_date_cannot_make_a_number_of_ours() -> None:
    ours = own_number("", date(2022, 7, 1), 17, "A7K")
    system_code, _, rest = ours.partition("-")
    assert derived(system_code, [rest, ours]) == [number_for(system_code, rest), ours]
    assert derived(system_code, [rest]) != [ours]


ANY_CELL = st.one_of(
    st.none(), st.text(max_size=40), st.text("0123456789-/:TZ+. \x00\ufffdX", max_size=30), resident_ids(),
    st.sampled_from(["9999-12-31 23:59:59-23:59", "0001-01-01T00:00+23:00", "9" * 50]),
    st.sampled_from(["2022-06-01", "1", "2", "granted"]),
)  # fmt: skip


def framed(name: str, changes: list[dict[str, str | None]]) -> pl.DataFrame:
    """Return one clean row of a data set for each mapping of changes, changed."""
    names = DATASETS[name].names
    rows = [{**dict.fromkeys(names), **CLEAN[name], **change, "row": place} for place, change in enumerate(changes, 1)]
    return pl.DataFrame(rows, schema={"row": pl.Int64, **dict.fromkeys(names, pl.String)})


@MANY
@given(st.sampled_from(sorted(DATASETS)), st.data())
def test_no_text_makes_the_checks_stumble(name: str, data: st.DataObject) -> None:
    dataset = DATASETS[name]
    rows = data.draw(
        st.lists(st.dictionaries(st.sampled_from(dataset.names), ANY_CELL, max_size=6), min_size=1, max_size=8)
    )
    found = examine(framed(name, rows), dataset, CONTEXT)
    assert found.frame["row"].to_list() == list(range(1, len(rows) + 1))
    assert set(found.errors["code"]) <= set(FAULTS)
    assert not found.errors.select("row", "column", "code").is_duplicated().any()
    whole = found.frame.join(found.errors, on="row", how="anti")
    for column in dataset.columns:
        if column.required and column.kind is not Kind.NUMBER:
            value = f"{column.name}_on" if column.kind is Kind.TIME else column.name
            assert whole[value].null_count() == 0, column.name
    assert whole["key"].null_count() == 0
    if dataset.opens:
        assert whole.select("item_id", "version_id", "department_id", "region_id", "channel").null_count().row(0) == (
            0, 0, 0, 0, 0,
        )  # fmt: skip


def test_the_lengths_of_columns_fit_into_the_ledger() -> None:
    for dataset in DATASETS.values():
        for column in dataset.columns:
            if column.name in ("result_reason", "special_reason"):
                assert column.length <= REASON_MAX
            if column.kind is Kind.NUMBER:
                assert column.length <= LENGTHS_MAX["sender_number"]
            if column.name == "project_name":
                assert column.length <= LENGTHS_MAX["subject"]
            if column.name == "apply_type":
                assert column.codes
                assert max(map(len, column.codes)) <= LENGTHS_MAX["channel"]
            assert not re.search(r"\s", column.name)  # helper columns are told by the blank in their names


def plausible(column: Column) -> st.SearchStrategy[str | None]:
    """Draw what might stand in a column: its codes, dates, words around its greatest length."""
    cells: list[st.SearchStrategy[str | None]] = [
        st.none(),
        st.sampled_from(["", "甲" * column.length, "a\x00", "1", "9", "16"]),
    ]
    if column.codes:
        cells.append(st.sampled_from(sorted(column.codes)))
    if column.kind is Kind.TIME:
        cells.append(st.sampled_from(["2022-06-01", "2022-06-02 10:00", "2022-06-30"]))
    if column.name == "remedy":
        cells.append(st.just("standard"))
    return st.one_of(cells)


def events_of(row: dict[str, Any]) -> list[NewEvent]:
    """Return the events that a row of results or of special procedures becomes."""
    if "special_type" in row:
        data = {"kind": row["special_name"]}
        if row["special_type"] == "1":
            data = {"days": row["special_days"], "approver": row["special_approver"]}
        act = Act.EXTEND if row["special_type"] == "1" else Act.PAUSE
        reason, text = row["special_reason"] or "", row["special_explain"] or ""
        return [NewEvent(act, row["special_time_on"], reason, text, data)]
    act = next(act for act, outcome in ENDINGS.items() if outcome == row["result_type"])
    ending = NewEvent(act, row["result_date_on"], row["result_reason"] or "", data={"remedy": row["remedy"]})
    if not row["delivery_date_on"]:
        return [ending]
    return [ending, NewEvent(Act.DELIVER, row["delivery_date_on"], data={"how": row["delivery_way"]})]


REFUSED = {"result_type": "refused", "result_reason": "R-1", "remedy": "standard", "delivery_way": None,
           "delivery_date": None}  # fmt: skip


@MANY
@given(st.sampled_from([("result", {}), ("result", REFUSED), ("special", {}), ("special", EXTENSION)]), st.data())
def test_the_ledger_has_nothing_to_add_to_what_the_checks_let_pass(kind: tuple[str, dict], data: st.DataObject) -> None:
    name, base = kind
    one = st.sampled_from(DATASETS[name].columns[1:]).flatmap(
        lambda column: plausible(column).map(lambda cell: {column.name: cell})
    )
    changes = data.draw(st.lists(st.tuples(one, one), min_size=1, max_size=20))
    context = replace(CONTEXT, remedy="")
    found = examine(framed(name, [base | first | second for first, second in changes]), DATASETS[name], context)
    for row in found.frame.join(found.errors, on="row", how="anti").iter_rows(named=True):
        for event in events_of(row):
            demands.check(event, joint=True, gap_allowed=False)


@MANY
@given(st.lists(st.fixed_dictionaries({}, optional={c.name: plausible(c) for c in ACCEPT.columns}), max_size=10))
def test_a_case_that_passes_is_one_for_the_ledger(changes: list[dict[str, str | None]]) -> None:
    found = examine(framed("accept", changes), ACCEPT, CONTEXT)
    for row in found.frame.join(found.errors, on="row", how="anti").iter_rows(named=True):
        demands.check_case(
            NewCase(
                row["version_id"], 1, row["department_id"], row["region_id"], row["channel"], CONTEXT.system_code,
                row["number"], row["sender_number"], subject=row["subject"] or "",
            )
        )  # fmt: skip
