"""A department's program submits the figures that no ledger has, corrects them, and reads what they come to."""

from __future__ import annotations

import json
from typing import Any

from tests import cast
from tests.api.conftest import Called
from tests.api.test_story import code_of
from yichuang.statistics import acts

JUNE = {"day": "2022-06-30", "department": "D1"}


def sent(amount: Any, indicator: str = "consultations", **more: Any) -> dict[str, Any]:
    """Return one figure as a program sends it."""
    return {"figures": [JUNE | {"indicator": indicator, "amount": amount} | more]}


def test_a_program_submits_corrects_and_reads_the_history(called: Called) -> None:
    waits = called.ours.get("/submissions/outstanding").json()
    assert [(one["indicator"], one["state"], one["due_on"]) for one in waits["submissions"]] == [
        ("consultations", "missing", "2022-07-05"), ("fees", "missing", "2022-07-05"),
    ]  # fmt: skip
    first = called.ours.post("/submissions", sent("1,280"), key="once")
    assert (first.status_code, first.json()) == (201, {"taken": 1, "corrected": 0, "unchanged": 0, "late": 0})
    assert called.ours.post("/submissions", sent("1,280"), key="once").json() == first.json()
    assert code_of(called.ours.post("/submissions", sent("1,290"), key="once")) == (409, "key_reused")
    refused = called.ours.post("/submissions", sent(1290))
    assert code_of(refused) == (422, "figures_refused")
    assert refused.json()["error"]["details"]["errors"] == [
        {"place": "figures.0", "code": "reason_missing", "message": "咨询原为 1280，更正须写明原因"}
    ]
    moved_on = called.ours.post("/submissions", sent(1290, reason="漏计", seen_version=0))
    assert code_of(moved_on) == (409, "figure_moved_on")
    assert called.ours.post("/submissions", sent(1290, reason="漏计", seen_version=1)).json()["corrected"] == 1
    slot, fees = called.ours.get("/submissions", day="2022-06-01").json()["submissions"]
    assert (slot["amount"], slot["version"], slot["state"], slot["from"]) == ("1290", 2, "submitted", "2022-06-01")
    assert (fees["amount"], fees["state"]) == (None, "missing")
    history = called.ours.get("/submissions/history", indicator="consultations", **JUNE).json()["versions"]
    assert [(one["amount"], one["reason"], one["way"], one["by"]) for one in history] == [
        ("1280", "", "api", "JTYW"), ("1290", "漏计", "api", "JTYW"),
    ]  # fmt: skip
    assert called.ours.post("/submissions", sent(None, reason="误报")).json()["corrected"] == 1


def test_a_program_submits_for_its_own_department_only_and_all_or_nothing(called: Called) -> None:
    assert code_of(called.theirs.post("/submissions", sent(1))) == (403, "not_allowed")
    assert code_of(called.theirs.get("/submissions/history", indicator="fees", **JUNE)) == (403, "not_allowed")
    both = {"figures": [*sent(1)["figures"], *sent("1.234", "fees")["figures"]]}
    refused = called.ours.post("/submissions", both).json()["error"]
    assert [(one["place"], one["code"]) for one in refused["details"]["errors"]] == [("figures.1", "amount_decimals")]
    states = {one["state"] for one in called.ours.get("/submissions", day="2022-06-01").json()["submissions"]}
    assert states == {"missing"}


def test_indicators_are_told_with_their_arithmetic_or_why_there_is_none(called: Called) -> None:
    known = {one["code"]: one for one in called.ours.get("/indicators").json()["indicators"]}
    assert (known["fees"]["used_by"], known["per_visit"]["kind"]) == (["per_visit"], "average")
    period = {"from": "2022-06-01", "to": "2022-06-30"}
    asked = {"code": ["per_visit", "accepted"], **period}
    (row,) = called.ours.get("/indicators/figures", **asked).json()["rows"]
    assert (row["figures"]["per_visit"]["number"], row["figures"]["per_visit"]["reason"]) == (
        None,
        "missing_submission",
    )
    assert row["figures"]["accepted"]["number"] == "4"
    for department, (visits, fees) in {"D1": (100, "20.5"), "D2": (0, 0)}.items():
        figures = [
            JUNE | {"indicator": code, "amount": amount, "department": department}
            for code, amount in (("consultations", visits), ("fees", fees))
        ]
        program = called.ours if department == "D1" else called.theirs
        assert program.post("/submissions", {"figures": figures}).status_code == 201
    for program, department, told in (
        (called.ours, "D1", {"arithmetic": "收费 20.50 万元 ÷ 咨询 100 人次 = 0.21 万元/人次"}),
        (called.theirs, "D2", {"reason": "division_by_zero"}),
    ):  # each department reads its own
        (row,) = program.get("/indicators/figures", **asked, by="department").json()["rows"]
        assert row["code"] == department
        assert row["figures"]["per_visit"].items() >= told.items()
    over_items = {"code": "busy", "name": "忙的事项", "kind": "list", "figure": "accepted", "over": "item",
                  "condition": "above", "limit": 0}  # fmt: skip
    acts.define(by=cast.SETTING_UP, derived=[over_items])
    (row,) = called.ours.get("/indicators/figures", code="busy", **period).json()["rows"]
    assert row["figures"]["busy"]["places"]
    by_unit = called.ours.get("/indicators/figures", code="busy", **period, by="department")
    assert code_of(by_unit) == (422, "list_by_unit")
    nobody = json.loads(called.ours.get("/indicators/figures", code="nothing", **period).content)
    assert nobody["rows"][0]["figures"]["nothing"]["reason"] == "unknown_figure"
    assert cast.day("2022-06-30").isoformat() == nobody["to"]
