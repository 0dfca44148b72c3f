"""Damaged deliveries: each damaged row stands in quarantine with its code, each good one is in the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import count
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cases.chance import SEED
from tests.exchange import damaging
from tests.exchange.damaging import HELD_BEFORE, ODD_BUT_GOOD, One
from tests.exchange.senders import Sender, accept, counts, result
from tests.exchange.whole import assert_whole
from yichuang.cases.models import Case
from yichuang.exchange.acts import loading
from yichuang.exchange.models import HeldRow
from yichuang.exchange.rules.datasets import FORMATS, SUFFIXES

_serial = count(1)
_REFUSED = {"result_type": "refused", "remedy": "standard"}
# What a result tells of a case accepted on 6 May, and the code it is refused with; "" is taken, "parked" waits.
RESULTS = (
    ({}, ""), ({"result_date": "2022-05-05"}, "conclusion_before_acceptance"),
    ({"result_date": "2022-05-06 09:00"}, "unlawful_act"), ({"result_date": "2022-07-02"}, "date_in_future"),
    ({"delivery_way": "window", "delivery_date": "2022-05-09"}, "delivery_before_decision"),
    ({"delivery_way": "window"}, "value_missing"), ({"result_type": "maybe"}, "unknown_code"),
    (_REFUSED, "reason_missing"), (_REFUSED | {"result_reason": "r", "remedy": "none"}, "unknown_remedy"),
    ({"result_type": "withdrawn", "delivery_way": "window", "delivery_date": "2022-05-17"}, "nothing_to_deliver"),
    ({"result_type": "out_of_scope", "result_reason": "r", "remedy": "standard"}, "unlawful_act"),
    ({"project_no": "NEVER"}, "parked"), ({"project_no": ""}, "value_missing"),
    ({"result_explain": "不符\x00合"}, "nul_byte"), ({"result_explain": "某" * 2001}, "text_too_long"),
)  # fmt: skip


def delivered(sender: Sender, rows: Sequence[One], format: str, name: str) -> None:
    """Deliver rows and prove of each what became of it."""
    path = sender.folder / f"{name}{SUFFIXES[format]}"
    damaging.write(path, rows, format)
    receipt = sender.deliver(path, dataset="accept", format=format, encoding="utf-8")
    bad = {place: one for place, one in enumerate(rows, 1) if one.damage}
    assert counts(receipt) == (len(rows) - len(bad), 0, 0, len(bad))
    held = {one.row: one for one in HeldRow.objects.filter(delivery_id=receipt.delivery)}
    assert held.keys() == bad.keys()
    for place, one in bad.items():
        codes = [error["code"] for error in held[place].errors]
        assert set(one.code.split()) & set(codes), (place, one, held[place].errors)
        assert held[place].state == "quarantined"
    found = Counter(code for one in held.values() for code in {error["code"] for error in one.errors})
    assert receipt.errors == dict(sorted(found.items()))
    good = {f"SCJG-{one.row['project_no']}" for one in rows if not one.damage}
    assert set(Case.objects.filter(number__startswith=f"SCJG-{name}").values_list("number", flat=True)) == good


@pytest.mark.parametrize(("format", "n"), [("csv", 10_000), ("jsonl", 10_000), ("xlsx", 1_000), ("parquet", 2_000)])
def test_ten_thousand_rows_with_every_kind_of_damage(
    sender: Sender, format: str, n: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "CHUNK_ROWS", 3_000)
    sender.send("accept", accept(HELD_BEFORE, accept_date="2022-05-05 10:00"), number="before")
    rows = damaging.many(n, "M", format, Random(SEED))
    assert {one.damage for one in rows} == {"", *damaging.kinds(format)}
    delivered(sender, rows, format, "M")
    assert_whole([sender])


@pytest.mark.parametrize("format", FORMATS)
def test_any_few_rows(sender: Sender, format: str) -> None:
    """Small deliveries of any damages in any order; a failure shrinks to the rows that matter."""
    sender.send("accept", accept(HELD_BEFORE, accept_date="2022-05-05 10:00"), number="before")
    kinds = [kind for kind in damaging.kinds(format) if kind not in ("open quote", "differs")]
    some = st.lists(st.tuples(st.sampled_from(["", "", *kinds]), st.sampled_from(ODD_BUT_GOOD)), min_size=1, max_size=8)

    @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(some)
    def any_few(drawn: list[tuple[str, str]]) -> None:
        name, rows = f"F{next(_serial)}-", []
        for place, (kind, odd) in enumerate(drawn):
            good = next((one.row["project_no"] for one in rows if not one.damage), "")
            rows.append(damaging.damaged(f"{name}{place}", kind, odd, format, good))
        delivered(sender, rows, format, name)

    any_few()
    sender.balance()


def test_results_that_contradict_themselves_or_their_cases(sender: Sender) -> None:
    accepted = [accept(f"R{place}") for place in range(len(RESULTS))]
    sender.send("accept", *accepted)
    receipt = sender.send("result", *[result(f"R{place}") | told for place, (told, _) in enumerate(RESULTS)])
    held = {one.row: one for one in HeldRow.objects.filter(delivery_id=receipt.delivery)}
    for place, (told, code) in enumerate(RESULTS, 1):
        if code in ("", "parked"):
            assert (place in held) == (code == "parked"), told
        else:
            assert code in [error["code"] for error in held[place].errors], (told, held[place].errors)
    assert counts(receipt) == (1, 0, 1, len(RESULTS) - 2)
    assert Case.objects.filter(state="granted").count() == 1
    assert_whole([sender])
