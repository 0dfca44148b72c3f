"""What the columns of a row demand of one another: the order of its times, and what an outcome or a procedure brings.

The demands are the ledger's own (`cases.rules.demands`), so that it refuses nothing that could have been told here.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from yichuang.cases.rules.demands import EXTENSION_DAYS_MAX, JOINT_EXTENSION_DAYS_MAX, REASONED, WITH_REMEDY
from yichuang.cases.rules.words import ENDINGS, Outcome
from yichuang.exchange.rules.checks.context import Context
from yichuang.exchange.rules.checks.faults import Mask
from yichuang.exchange.rules.checks.texts import text_of
from yichuang.exchange.rules.checks.times import before
from yichuang.exchange.rules.datasets import OUTCOMES, Dataset

_ORDERS = (  # earlier, later, which of them the error names, its code
    ("apply_date", "accept_date", "apply_date", "application_after_acceptance"),
    ("accept_date", "result_date", "result_date", "conclusion_before_acceptance"),
    ("event_start_time", "event_end_time", "event_end_time", "end_before_start"),
    ("special_time", "end_time", "end_time", "end_before_start"),
    ("notice_time", "supplement_time", "supplement_time", "supplement_before_notice"),
    ("result_date", "delivery_date", "delivery_date", "delivery_before_decision"),
)
_EXTENSION, _PAUSE = "1", "2"  # special_type
_REASONED = [outcome.value for act, outcome in ENDINGS.items() if act in REASONED]
_WITH_REMEDY = [outcome.value for act, outcome in ENDINGS.items() if act in WITH_REMEDY]
_UNACCEPTED = [Outcome.NOT_REQUIRED.value, Outcome.OUT_OF_SCOPE.value]
_WITHOUT_DECISION = [Outcome.WITHDRAWN.value, Outcome.TERMINATED.value]


def remedied(frame: pl.DataFrame, dataset: Dataset, context: Context) -> pl.DataFrame:
    """Return the frame with the system's remedy notice where an outcome demands one and the row names none."""
    if "remedy" not in dataset.names:
        return frame
    default = pl.when(pl.col("result_type").is_in(_WITH_REMEDY)).then(pl.lit(context.remedy or None, pl.String))
    return frame.with_columns(pl.coalesce(pl.col("remedy"), default).alias("remedy"))


def masks(dataset: Dataset, context: Context) -> Iterator[Mask]:
    """Yield what can be wrong between the columns of a row."""
    for earlier, later, named, code in _ORDERS:
        if {earlier, later} <= set(dataset.names):
            yield Mask(code, named, before(later, earlier))
    if "result_type" in dataset.names:
        yield from _of_an_ending(context)
    if "delivery_way" in dataset.names:
        yield from _of_a_handing_over()
    if dataset.opens and "result_type" in dataset.names:
        yield from _of_a_whole_case()
    if "special_type" in dataset.names:
        yield from _of_a_special_procedure()


def _of_an_ending(context: Context) -> Iterator[Mask]:
    outcome, reason, remedy = pl.col("result_type"), pl.col("result_reason"), pl.col("remedy")
    for value in _REASONED:
        yield Mask("reason_missing", "result_reason", (outcome == value) & reason.is_null(), f"{OUTCOMES[value]}的，")
    for value in _WITH_REMEDY:
        yield Mask("remedy_missing", "remedy", (outcome == value) & remedy.is_null(), f"{OUTCOMES[value]}的，")
    yield Mask("unknown_remedy", "remedy", ~remedy.is_in(sorted(context.remedies)))


def _of_a_handing_over() -> Iterator[Mask]:
    way, day = pl.col("delivery_way"), pl.col("delivery_date")
    yield Mask("value_missing", "delivery_date", way.is_not_null() & day.is_null(), "填写送达方式时，")
    yield Mask("value_missing", "delivery_way", day.is_not_null() & way.is_null(), "填写送达时间时，")
    handed_over = way.is_not_null() | day.is_not_null()
    yield Mask("nothing_to_deliver", "delivery_date", handed_over & pl.col("result_type").is_in(_WITHOUT_DECISION))


def _of_a_whole_case() -> Iterator[Mask]:
    outcome, result_day, accepted = pl.col(text_of("result_type")), pl.col("result_date"), pl.col("accept_date")
    yield Mask("value_missing", "result_date", outcome.is_not_null() & result_day.is_null(), "填写办结结果时，")
    yield Mask("value_missing", "result_type", result_day.is_not_null() & outcome.is_null(), "填写办结时间时，")
    unaccepted = pl.col("result_type").is_in(_UNACCEPTED).fill_null(value=False)
    unknown = outcome.is_not_null() & pl.col("result_type").is_null()  # then nothing is known of its acceptance
    yield Mask(
        "value_missing", "accept_date", accepted.is_null() & ~unaccepted & ~unknown, "除告知不受理、不予受理外，"
    )
    yield Mask("accepted_yet_declined", "accept_date", accepted.is_not_null() & unaccepted)


def _of_a_special_procedure() -> Iterator[Mask]:
    extension, pause = (pl.col("special_type") == kind for kind in (_EXTENSION, _PAUSE))
    days = pl.col("special_days")
    yield Mask("value_missing", "special_name", pause & pl.col("special_name").is_null(), "除延长审批之外的特别程序，")
    no_days = extension & pl.col(text_of("special_days")).is_null()
    yield Mask("value_missing", "special_days", no_days, "延长审批的，")
    yield Mask("approver_missing", "special_approver", extension & pl.col("special_approver").is_null())
    yield Mask("reason_missing", "special_reason", extension & pl.col("special_reason").is_null(), "延长审批的，")
    most = f"（{EXTENSION_DAYS_MAX}个工作日，联合办理的{JOINT_EXTENSION_DAYS_MAX}个工作日）"
    yield Mask("extension_too_long", "special_days", extension & (days > JOINT_EXTENSION_DAYS_MAX), most)
