"""The set-wise checks of deliveries: each damaged row gets exactly its codes, clean rows none."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from yichuang.cases.rules.numbers import number_for
from yichuang.exchange.rules import checks
from yichuang.exchange.rules.checks import Context, Examined, examine
from yichuang.exchange.rules.codes import FAULTS
from yichuang.exchange.rules.datasets import DATASETS, DOCUMENT_KINDS
from yichuang.people.rules import DocumentKind

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2022, 7, 1, 12, 0, tzinfo=ZONE)
PERSON, COMPANY = "11010519491231002X", "91350100M000100Y43"
CONTEXT = Context(
    system_code="SCJG",
    mapping={
        "item": {"QY-01": "SC-ITEM-1"},
        "department": {"科室1": "DEPT-A"},
        "region": {"川": "510000"},
        "outcome": {"办结": "granted", "1": "refused"},
    },
    items=pl.DataFrame(
        {
            "code": ["SC-ITEM-1", "SC-ITEM-2", "115100000000000000151001010010001"],
            "item_id": [1, 2, 1],
            "item_type": ["01", "20", "01"],
            "department_id": [10, 11, 10],
            "allowed": [True, False, True],
        }
    ),
    versions=pl.DataFrame(
        {
            "item_id": [1, 1],
            "version_id": [101, 102],
            "first": [date(2020, 1, 1), date(2022, 3, 1)],
            "last": [date(2022, 1, 31), None],
        }
    ),
    departments=pl.DataFrame({"code": ["DEPT-A", "DEPT-B"], "department_id": [10, 11], "own": [True, False]}),
    regions=pl.DataFrame({"code": ["510000", "510100"], "region_id": [51, 5101]}),
    region_id=51,
    department_id=10,
    channel="2",
    remedy="standard",
    remedies=frozenset({"standard"}),
    now=NOW,
    zone=ZONE,
)
CLEAN: dict[str, dict[str, str]] = {
    "accept": {
        "project_no": "2022-000017", "task_code": "QY-01", "task_type": "01", "org_code": "科室1", "area_code": "川",
        "apply_type": "1", "project_name": "设立登记", "apply_date": "2022-06-01 09:00:00",
        "accept_date": "2022-06-01 09:30", "applyer_type": "1", "applyer_name": "王芳",
        "applyer_page_type": "resident_id", "applyer_page_code": PERSON, "contact_name": "李华",
        "contact_type": "passport", "contact_code": "E12345678", "contact_mobile": "13812345678",
        "address": "成都市人民南路1号",
    },
    "process": {
        "project_no": "2022-000017", "step_no": "2", "process_name": "审核", "event_name": "1",
        "event_start_time": "20220602T090000", "event_end_time": "20220602T100000", "handle_user_name": "赵六",
        "handle_explain": "同意。\n\t第二行",
    },
    "special": {
        "project_no": "2022-000017", "special_no": "1", "special_type": "2", "special_name": "hearing",
        "special_time": "2022-06-03", "end_time": "2022-06-10", "special_explain": "听证",
    },
    "supplement": {
        "project_no": "2022-000017", "notice_time": "2022/06/01", "notice_explain": "补交\n营业执照",
        "supplement_time": "2022/06/02 10:00",
    },
    "result": {
        "project_no": "2022-000017", "result_type": "办结", "result_date": "2022-06-20 15:00:00",
        "result_explain": "准予", "delivery_way": "express", "delivery_date": "2022-06-20",
    },
    "compact": {
        "project_no": "2022-000017", "task_code": "SC-ITEM-1", "accept_date": "2022-06-01",
        "result_date": "2022-06-20", "result_type": "refused", "result_reason": "R-01", "applyer_name": "某公司",
        "applyer_page_type": "credit_code", "applyer_page_code": COMPANY,
    },
}  # fmt: skip
EXTENSION = {"special_type": "1", "special_name": None, "special_days": "10", "special_approver": "局长",
             "special_reason": "R-9", "end_time": None}  # fmt: skip


def examined(name: str, *changes: dict[str, Any]) -> Examined:
    """Examine one clean row for each mapping of changes."""
    dataset = DATASETS[name]
    rows = [{"row": i, **dict.fromkeys(dataset.names), **CLEAN[name], **change} for i, change in enumerate(changes, 1)]
    schema = {"row": pl.Int64, **dict.fromkeys(dataset.names, pl.String)}
    return examine(pl.DataFrame(rows, schema=schema), dataset, CONTEXT)


def codes(found: Examined) -> list[tuple[str, str]]:
    """Return column and code of the errors."""
    return list(found.errors.select("column", "code").iter_rows())


@pytest.mark.parametrize("name", DATASETS)
def test_a_clean_row_has_no_error(name: str) -> None:
    found = examined(name, {}, {})
    assert found.errors.to_dicts() == []
    assert found.frame.height == 2
    assert found.frame["number"].to_list() == ["SCJG-2022-000017"] * 2


DAMAGED: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    ("accept", {"project_no": None}, [("project_no", "value_missing")]),
    ("accept", {"project_no": " \u3000 "}, [("project_no", "value_missing")]),
    ("accept", {"project_no": "——"}, [("project_no", "malformed_number")]),
    ("accept", {"project_no": "2.0220700001E+17"}, [("project_no", "malformed_number")]),
    ("accept", {"project_no": "#N/A"}, [("project_no", "malformed_number")]),
    ("accept", {"project_no": "17\x1f号"}, [("project_no", "control_character")]),
    ("accept", {"project_no": "\x1f"}, [("project_no", "control_character")]),
    ("accept", {"project_no": "\ufffd\ufffd"}, [("project_no", "control_character")]),
    ("accept", {"project_no": "9" * 201}, [("project_no", "text_too_long")]),
    ("accept", {"task_code": None}, [("task_code", "value_missing")]),
    ("accept", {"task_code": "QY-99"}, [("task_code", "unknown_item")]),
    ("accept", {"task_code": "SC-ITEM-2", "task_type": "20"}, [("task_code", "item_not_allowed"),
                                                               ("task_code", "no_version_in_force")]),
    ("accept", {"apply_date": None, "accept_date": "2022-02-10"}, [("task_code", "no_version_in_force")]),
    ("accept", {"apply_date": None, "accept_date": "2019-12-31"}, [("task_code", "no_version_in_force")]),
    ("accept", {"task_type": "20"}, [("task_type", "item_type_mismatch")]),
    ("accept", {"org_code": "DEPT-X"}, [("org_code", "unknown_department")]),
    ("accept", {"org_code": "DEPT-B"}, [("org_code", "department_not_allowed")]),
    ("accept", {"area_code": "999999"}, [("area_code", "unknown_region")]),
    ("accept", {"apply_type": "5"}, [("apply_type", "unknown_code")]),
    ("accept", {"applyer_type": "7"}, [("applyer_type", "unknown_code")]),
    ("accept", {"applyer_page_type": "身份证"}, [("applyer_page_type", "unknown_code")]),
    ("accept", {"accept_date": "2022-13-01"}, [("accept_date", "malformed_date")]),
    ("accept", {"accept_date": "2022-06-01 24:00:00"}, [("accept_date", "malformed_date")]),
    ("accept", {"accept_date": None}, [("accept_date", "value_missing")]),
    ("accept", {"accept_date": "2022-07-02"}, [("accept_date", "date_in_future")]),
    ("accept", {"accept_date": "2022-07-01 12:00:01"}, [("accept_date", "date_in_future")]),
    ("accept", {"accept_date": "2022-07-01T04:00:01Z"}, [("accept_date", "date_in_future")]),
    ("accept", {"apply_date": "0202-06-01"}, [("apply_date", "date_too_early")]),
    ("accept", {"apply_date": "2022-06-01 09:30:01"}, [("apply_date", "application_after_acceptance")]),
    ("accept", {"apply_date": "2022-06-02"}, [("apply_date", "application_after_acceptance")]),
    ("accept", {"applyer_page_code": "110105194912310021"}, [("applyer_page_code", "bad_identity_number")]),
    ("accept", {"applyer_page_code": "110105194913310021"}, [("applyer_page_code", "bad_identity_number")]),
    ("accept", {"applyer_page_type": "hmt_residence"}, [("applyer_page_code", "bad_identity_number")]),
    ("accept", {"applyer_page_type": "credit_code"}, [("applyer_page_code", "bad_credit_code")]),
    ("accept", {"applyer_page_type": "permanent_residence"}, [("applyer_page_code", "malformed_document")]),
    ("accept", {"contact_code": "E-1"}, [("contact_code", "malformed_document")]),
    ("accept", {"contact_type": None}, [("contact_code", "document_kind_missing")]),
    ("accept", {"contact_mobile": "138****5678"}, [("contact_mobile", "malformed_phone")]),
    ("accept", {"contact_mobile": "1381234567"}, [("contact_mobile", "malformed_phone")]),
    ("accept", {"applyer_name": None}, [("applyer_name", "value_missing")]),
    ("accept", {"applyer_name": "王" * 201}, [("applyer_name", "text_too_long")]),
    ("accept", {"applyer_name": "王\x00芳"}, [("applyer_name", "control_character")]),
    ("accept", {"applyer_name": "王\ufffd"}, [("applyer_name", "control_character")]),
    ("accept", {"applyer_name": "王\u202e芳"}, [("applyer_name", "control_character")]),
    ("accept", {"applyer_name": "王\n芳"}, [("applyer_name", "control_character")]),
    ("accept", {"address": "路" * 301}, [("address", "text_too_long")]),
    ("accept", {"project_name": "登" * 301}, [("project_name", "text_too_long")]),
    ("process", {"step_no": None}, [("step_no", "value_missing")]),
    ("process", {"step_no": "0"}, [("step_no", "malformed_count")]),
    ("process", {"step_no": "二"}, [("step_no", "malformed_count")]),
    ("process", {"step_no": "10000"}, [("step_no", "malformed_count")]),
    ("process", {"step_no": "9" * 40}, [("step_no", "malformed_count")]),
    ("process", {"event_name": "3"}, [("event_name", "unknown_code")]),
    ("process", {"event_end_time": "2022-06-02 08:59:59"}, [("event_end_time", "end_before_start")]),
    ("process", {"handle_explain": "同意\x07"}, [("handle_explain", "control_character")]),
    ("process", {"handle_explain": "好" * 2001}, [("handle_explain", "text_too_long")]),
    ("special", {"special_name": None}, [("special_name", "value_missing")]),
    ("special", {"special_name": "holiday"}, [("special_name", "unknown_code")]),
    ("special", {"special_type": "3"}, [("special_type", "unknown_code")]),
    ("special", {"end_time": "2022-06-02"}, [("end_time", "end_before_start")]),
    ("special", EXTENSION | {"special_days": None}, [("special_days", "value_missing")]),
    ("special", EXTENSION | {"special_days": "十"}, [("special_days", "malformed_count")]),
    ("special", EXTENSION | {"special_days": "16"}, [("special_days", "extension_too_long")]),
    ("special", EXTENSION | {"special_approver": None}, [("special_approver", "approver_missing")]),
    ("special", EXTENSION | {"special_reason": None}, [("special_reason", "reason_missing")]),
    ("special", EXTENSION | {"special_reason": "r" * 41}, [("special_reason", "text_too_long")]),
    ("supplement", {"supplement_time": "2022-05-31"}, [("supplement_time", "supplement_before_notice")]),
    ("supplement", {"notice_explain": None}, [("notice_explain", "value_missing")]),
    ("result", {"result_type": None}, [("result_type", "value_missing")]),
    ("result", {"result_type": "作废办结"}, [("result_type", "unknown_code")]),
    ("result", {"result_date": None}, [("result_date", "value_missing")]),
    ("result", {"result_type": "1"}, [("result_reason", "reason_missing")]),
    ("result", {"result_type": "1", "result_reason": "r" * 41}, [("result_reason", "text_too_long")]),
    ("result", {"result_type": "1", "result_reason": "R", "remedy": "court"}, [("remedy", "unknown_remedy")]),
    ("result", {"delivery_date": None}, [("delivery_date", "value_missing")]),
    ("result", {"delivery_way": None}, [("delivery_way", "value_missing")]),
    ("result", {"delivery_way": "pigeon"}, [("delivery_way", "unknown_code")]),
    ("result", {"delivery_date": "2022-06-19"}, [("delivery_date", "delivery_before_decision")]),
    ("result", {"result_type": "withdrawn"}, [("delivery_date", "nothing_to_deliver")]),
    ("compact", {"accept_date": None}, [("accept_date", "value_missing")]),
    ("compact", {"result_type": "out_of_scope"}, [("accept_date", "accepted_yet_declined")]),
    ("compact", {"result_type": None}, [("result_type", "value_missing")]),
    ("compact", {"result_type": "成功"}, [("result_type", "unknown_code")]),
    ("compact", {"result_date": None}, [("result_date", "value_missing")]),
    ("compact", {"result_date": "2022-05-31"}, [("result_date", "conclusion_before_acceptance")]),
    ("compact", {"result_reason": None}, [("result_reason", "reason_missing")]),
    ("compact", {"applyer_page_code": "91350100M000100Y42"}, [("applyer_page_code", "bad_credit_code")]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "expected"), DAMAGED)
def test_a_damaged_row_has_exactly_its_errors(name: str, change: dict, expected: list) -> None:
    found = examined(name, {}, change, {})
    assert codes(found) == expected
    assert set(found.errors["row"]) == {2}


def test_a_system_without_a_remedy_notice_must_name_one() -> None:
    context = CONTEXT.__class__(**(vars(CONTEXT) | {"remedy": ""}))
    row = {"row": 1, **dict.fromkeys(DATASETS["result"].names), **CLEAN["result"], "result_type": "1"}
    schema = {"row": pl.Int64, **dict.fromkeys(DATASETS["result"].names, pl.String)}
    found = examine(pl.DataFrame([row | {"result_reason": "R"}], schema=schema), DATASETS["result"], context)
    assert codes(found) == [("remedy", "remedy_missing")]


def test_every_code_that_the_checks_know_is_found_in_some_row_and_says_its_column() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in Path(checks.__file__).parent.glob("*.py"))
    told = {code for _, _, expected in DAMAGED for _, code in expected} | {"remedy_missing"}
    assert told == set(re.findall(r'"(\w+)"', sources)) & set(FAULTS)
    for code in told:
        assert "该列" in FAULTS[code].in_general
        assert FAULTS[code].rule


def test_all_errors_of_a_row_are_told_in_the_order_of_its_columns() -> None:
    found = examined("accept", {
        "project_no": None, "task_code": "QY-99", "accept_date": "下周", "applyer_page_code": "123",
        "contact_mobile": "12",
    })  # fmt: skip
    assert codes(found) == [
        ("project_no", "value_missing"),
        ("task_code", "unknown_item"),
        ("accept_date", "malformed_date"),
        ("applyer_page_code", "bad_identity_number"),
        ("contact_mobile", "malformed_phone"),
    ]


def test_errors_say_in_chinese_what_is_wrong_and_by_which_rule() -> None:
    found = examined("accept", {"task_code": "QY-99"}, {"accept_date": None}, {"applyer_page_code": "1"})
    assert found.errors.select("message", "rule").rows() == [
        ("事项编码“QY-99”不在事项目录中，也没有登记对照", "事项目录"),
        ("受理时间必填", "数据集格式"),
        ("申请人证件号码有误：公民身份号码应为18位，出生日期和校验码须正确", "GB 11643"),
    ]


@pytest.mark.parametrize(
    "secret", ["13812345678", "110105194912310021", PERSON, "E12345678", "王芳芳芳", "+8613812345678"]
)
def test_no_message_repeats_what_may_be_personal(secret: str) -> None:
    dataset = DATASETS["accept"]
    rows = [dict.fromkeys(dataset.names, secret) | {"row": 1}]
    found = examine(pl.DataFrame(rows), dataset, CONTEXT)
    assert found.errors.height > 3
    assert not [message for message in found.errors["message"] if secret in message]


def test_a_row_comes_back_normalised() -> None:
    dirty = {
        "project_no": " 川市监2022第17号 ", "org_code": None, "area_code": None, "apply_type": "", "applyer_type": None,
        "applyer_page_code": " 110105 19491231 002x", "contact_mobile": "+86 138 1234 5678", "applyer_name": "e\u0301 ",
        "apply_date": "2022-06-01", "accept_date": "2022-06-01T01:30:00.5Z",
    }  # fmt: skip
    found = examined("accept", dirty)
    assert codes(found) == []
    row = found.frame.row(0, named=True)
    assert row["sender_number"] == "川市监2022第17号"
    assert row["number"] == row["key"] == number_for("SCJG", "川市监2022第17号")
    assert (row["item_id"], row["version_id"], row["department_id"], row["region_id"]) == (1, 102, 10, 51)
    assert (row["channel"], row["subject"], row["applyer_type"]) == ("2", "设立登记", "1")
    assert (row["applyer_page_code"], row["contact_mobile"], row["applyer_name"]) == (PERSON, "13812345678", "\xe9")
    assert (row["apply_date_on"], row["apply_date_at"]) == (date(2022, 6, 1), None)
    assert row["accept_date_on"] == date(2022, 6, 1)
    assert row["accept_date_at"] == datetime(2022, 6, 1, 1, 30, 0, 500_000, tzinfo=UTC)


def test_the_version_is_that_of_the_day_of_acceptance_or_of_the_result_where_none_was_accepted() -> None:
    declined = {"accept_date": None, "result_type": "out_of_scope", "result_date": "2022-01-31"}
    found = examined("compact", {"accept_date": "2022-01-31"}, {"accept_date": "20220301"}, declined)
    assert codes(found) == []
    assert found.frame["version_id"].to_list() == [101, 102, 101]
    assert found.frame["remedy"].to_list() == ["standard"] * 3


def test_outcomes_are_in_our_words_and_keys_hold_the_second_number() -> None:
    assert examined("result", {}).frame["result_type"].to_list() == ["granted"]
    assert examined("result", {}).frame["remedy"].to_list() == [None]
    assert examined("process", {"step_no": "002"}).frame["key"].to_list() == ["SCJG-2022-000017/2"]
    assert examined("process", {"step_no": "x"}).frame["key"].to_list() == [None]


def test_who_names_no_kind_of_applicant_is_a_person_or_by_a_credit_code_an_organisation() -> None:
    assert examined("compact", {}).frame["applyer_type"].to_list() == ["6"]
    assert examined("accept", {"applyer_type": None}).frame["applyer_type"].to_list() == ["1"]


def test_an_extension_names_days_approver_and_reason() -> None:
    assert codes(examined("special", EXTENSION)) == []


@pytest.mark.parametrize("name", DATASETS)
def test_an_empty_frame_and_foreign_columns_go_through(name: str) -> None:
    dataset = DATASETS[name]
    schema = {"row": pl.Int64, **dict.fromkeys(dataset.names, pl.String), "extra": pl.Int64}
    found = examine(pl.DataFrame(schema=schema), dataset, CONTEXT)
    assert (found.frame.height, found.errors.height) == (0, 0)
    full = examined(name, {}).frame
    assert found.frame.drop("extra").schema == full.schema


def test_the_kinds_of_documents_are_those_of_people() -> None:
    assert set(DOCUMENT_KINDS) == {kind.value for kind in DocumentKind}
