"""What some systems tell beside acceptance and result: supplements, special procedures, steps.

Special procedures and supplements go into the ledger one by one: some 11,000 at full scale.
"""

from __future__ import annotations

import polars as pl

from yichuang.cases.rules.words import PAUSE_KINDS
from yichuang.demo.rules.courses import WORDS
from yichuang.demo.rules.draws import Draws
from yichuang.demo.rules.strata import Days
from yichuang.demo.rules.written import written

WITH_STEPS = frozenset({"SCJG", "YPXT"})
WITH_SUPPLEMENTS = WITH_STEPS | {"WJXT", "ZJXT"}
STOPPAGES = dict.fromkeys(WITH_SUPPLEMENTS, 1.0) | {"JTXT": 0.2}  # how often, beside the shares below
_SUPPLEMENTED = 0.06  # of the cases that are no public services
_EXTENDED = 0.3  # of the late ones
_STOPPED, _STOPPED_WHEN_LATE, _STOPPED_WHEN_OPEN = 0.08, 0.5, 0.35
_EXTENSION_MAX = 10  # working days (行政许可法 Art. 42)
_MISSING = ("申请表缺少签名或盖章", "场所使用证明未提交", "委托书未写明委托事项", "资质证明已过有效期")
_REASONS = ("complex_matter", "expert_opinions")
_MORNING, _AFTERNOON, _HOUR = 9 * 3600, 14 * 3600, 3600
_HANDLERS = ("周某丁", "吴某戊", "郑某己", "王某庚")


def beforehand(cases: pl.DataFrame, draws: Draws, days: Days, *, supplements: bool) -> pl.DataFrame:
    """Add when cases that are no public services were applied for, and what some had to supplement before acceptance.

    The notice comes at most three working days after the application (five are allowed), the supplement on the working
    day before acceptance.
    """
    served = pl.col("group") == "20"
    asked = ~cases.select(served).to_series() & (draws.uniform("supplement") < (_SUPPLEMENTED if supplements else 0.0))
    accepted = days.number(cases["accepted_on"])
    supplemented = accepted - 1
    noticed = supplemented - 1 - draws.below("awaited", 7)
    applied = accepted - (draws.below("applied", 5) - 2).clip(0)
    minutes = 60 * (5 + draws.below("minutes", 35))
    early = _MORNING + draws.below("early", _HOUR)
    plain_day = pl.select(pl.when(applied == accepted).then(cases["accepted_on"]).otherwise(days.day(applied)))
    plain_time = pl.select(pl.when(applied == accepted).then(cases["accepted_at"] - minutes).otherwise(early))
    plain = written(plain_day.to_series(), plain_time.to_series())
    before_notice = written(days.day(noticed - draws.below("until notice", 4)), early)
    missing = pl.Series(_MISSING).gather(draws.below("missing", len(_MISSING)))
    return cases.with_columns(
        apply_date=pl.when(served).then(None).when(asked).then(before_notice).otherwise(plain),
        notice_time=pl.when(asked).then(written(days.day(noticed), _AFTERNOON + draws.below("notice", _HOUR))),
        notice_explain=pl.when(asked).then(missing),
        supplement_time=pl.when(asked).then(written(days.day(supplemented), _AFTERNOON + draws.below("given", _HOUR))),
    )


def stoppages(cases: pl.DataFrame, draws: Draws, days: Days, *, often: float) -> pl.DataFrame:
    """Return special procedures where there is room for one between acceptance and decision, and of open cases."""
    first, last = days.number(cases["accepted_on"]), days.number(cases["ended_on"])
    span, pace, chance = last - first, cases["pace"], draws.uniform("stoppage") / often
    room = pl.select(pl.min_horizontal(span, pace)).to_series()
    begun = first + 1 + draws.below("begun", (room - 1).clip(1))
    extended_on = first + 1 + draws.below("extended", room.clip(1))
    late = span > pace
    wanted = pl.select(pl.max_horizontal(span - pace - 1, draws.below("lasts", 7))).to_series()
    ended = pl.select(pl.min_horizontal(begun + wanted, last - 1)).to_series()
    fits = (cases["group"] != "20") & (pace >= 3)
    extends = fits & late & (chance < _EXTENDED)
    most = pl.select(pl.when(late).then(_EXTENDED + _STOPPED_WHEN_LATE).otherwise(_STOPPED)).to_series()
    stops = fits & (span >= 3) & (chance < most) & ~extends
    stops_still = fits & (pace >= 5) & span.is_null() & (chance < _STOPPED_WHEN_OPEN) & (begun <= days.end)
    reason = pl.Series(_REASONS).gather(draws.below("reason", len(_REASONS)))
    kind = pl.Series([str(kind) for kind in PAUSE_KINDS]).gather(draws.below("kind", len(PAUSE_KINDS)))
    extends, stops, stops_still = (mask.fill_null(False) for mask in (extends, stops, stops_still))
    starts = written(days.day(begun.clip(1, days.end)), _MORNING + draws.below("starts", _HOUR))
    approved = written(days.day(extended_on.clip(1, days.end)), _AFTERNOON + draws.below("starts", _HOUR))
    told = cases.select(
        "project_no", pl.lit("1").alias("special_no"),
        pl.when(extends).then(pl.lit("1")).otherwise(pl.lit("2")).alias("special_type"),
        pl.when(~extends).then(kind).alias("special_name"),
        pl.when(extends).then(approved).otherwise(starts).alias("special_time"),
        pl.when(stops).then(written(days.day(ended.clip(1, days.end)), _AFTERNOON + _HOUR + draws.below("ends", _HOUR)))
        .alias("end_time"),
        pl.when(extends).then((span - pace).clip(1, _EXTENSION_MAX)).cast(pl.String).alias("special_days"),
        pl.when(extends).then(pl.lit("机关负责人")).alias("special_approver"),
        pl.when(extends).then(reason).alias("special_reason"),
        pl.when(extends).then(reason.replace_strict(WORDS)).alias("special_explain"),
    )  # fmt: skip
    return told.filter(extends | stops | stops_still)


def steps(cases: pl.DataFrame) -> pl.DataFrame:
    """Return the steps of cases that are no public services: acceptance, review, decision as far as they have come."""
    cases = cases.filter(pl.col("group") != "20")
    handler = pl.lit(pl.Series(_HANDLERS)).gather(pl.col("place") % len(_HANDLERS))
    action = pl.col("result_type").replace_strict({"granted": "1", "refused": "2"}, default="9")
    none = pl.lit(None, pl.String)
    told = [
        _step(cases, "1", "受理", pl.lit("1"), "accept_date", "accept_date", handler, pl.lit("材料齐全，予以受理")),
        _step(cases, "2", "审查", pl.lit("1"), "accept_date", "result_date", handler, none),
        _step(
            cases.filter(pl.col("ended_on").is_not_null()),
            "3",
            "决定",
            action,
            "result_date",
            "result_date",
            handler,
            none,
        ),
    ]
    return pl.concat(told)


def _step(
    cases: pl.DataFrame, no: str, name: str, action: pl.Expr, start: str, end: str, handler: pl.Expr, opinion: pl.Expr
) -> pl.DataFrame:
    return cases.select(
        "project_no", pl.lit(no).alias("step_no"), pl.lit(name).alias("process_name"), action.alias("event_name"),
        pl.col(start).alias("event_start_time"), pl.col(end).alias("event_end_time"),
        handler.alias("handle_user_name"), opinion.alias("handle_explain"),
    )  # fmt: skip
