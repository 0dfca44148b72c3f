"""From checked rows to what the ledger takes: a history a row, in columns. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from yichuang.cases.rules.setwise import EVENTS, HEADS, PARTIES, Columns
from yichuang.cases.rules.words import Act
from yichuang.exchange.rules.datasets import Dataset

_ENDINGS = {
    "granted": Act.GRANT.value, "refused": Act.REFUSE.value, "withdrawn": Act.WITHDRAW.value,
    "terminated": Act.TERMINATE.value, "not_required": Act.TELL_NOT_REQUIRED.value, "out_of_scope": Act.DECLINE.value,
}  # fmt: skip
_EXTENSION = "1"  # GB/T 39046-2020 A.7: 延长审批; the other special procedures stop the clock
_PERSON = "1"  # GB/T 39046-2020 A.4: 自然人


def laid(dataset: Dataset, frame: pl.DataFrame, *, centre_id: int, source: str) -> Columns:
    """Return normalised rows of a data set (`checks.examine`) as histories for `take_in_columns`.

    centre_id, source: of the system, its code.
    Raises KeyError for a data set that tells the ledger nothing (the steps inside a department).
    """
    events = pl.concat([one.select(EVENTS.keys()) for one in _EVENTS[dataset.name](frame)])
    heads = _heads(frame, centre_id, source) if dataset.opens else _bare(frame, HEADS)
    return Columns(heads, events, _parties(frame) if dataset.opens else pl.DataFrame(schema=PARTIES), dataset.opens)


def _heads(frame: pl.DataFrame, centre_id: int, source: str) -> pl.DataFrame:
    return frame.select(
        "row", "number", pl.col("version_id").alias("item_version_id"),
        pl.lit(centre_id, pl.Int64).alias("centre_id"), "department_id", "region_id", "channel",
        pl.lit(source).alias("source"),
        "sender_number", pl.lit("").alias("parent_number"), pl.col("subject").fill_null(""),
    ).cast(HEADS)  # type: ignore[arg-type]  # fmt: skip


def _bare(frame: pl.DataFrame, schema: Mapping[str, object]) -> pl.DataFrame:
    missing = [pl.lit(None, kind).alias(name) for name, kind in schema.items() if name not in ("row", "number")]  # type: ignore[arg-type]
    return frame.select("row", "number", *missing)


def _event(
    frame: pl.DataFrame, place: int, act: pl.Expr | str, time: str, *, reason: str = "", text: str = "",
    data: pl.Expr | None = None,
) -> pl.DataFrame:  # fmt: skip
    """Return one event of each row that says when it was."""
    return frame.filter(pl.col(f"{time}_on").is_not_null()).select(
        "row", pl.lit(place, pl.Int64).alias("place"),
        (pl.lit(act) if isinstance(act, str) else act).alias("act"),
        pl.col(f"{time}_on").alias("on"), pl.col(f"{time}_at").alias("at"),
        (pl.col(reason).fill_null("") if reason else pl.lit("")).alias("reason"),
        (pl.col(text).fill_null("") if text else pl.lit("")).alias("text"),
        (pl.lit(None, pl.String) if data is None else data).alias("data"),
    )  # fmt: skip


def _json(**fields: pl.Expr | str) -> pl.Expr:
    """Return a JSON object of text and number columns, sorted by name."""
    return pl.struct(
        (pl.col(fields[name]) if isinstance(fields[name], str) else fields[name]).alias(name)  # type: ignore[arg-type, union-attr]
        for name in sorted(fields)
    ).struct.json_encode()  # fmt: skip


def _accept(frame: pl.DataFrame) -> list[pl.DataFrame]:
    return [_event(frame, 1, Act.RECEIVE.value, "apply_date"), _event(frame, 2, Act.ACCEPT.value, "accept_date")]


def _ending(frame: pl.DataFrame) -> pl.DataFrame:
    told = pl.col("result_type").is_in(["refused", "out_of_scope"])
    return _event(
        frame, 3, pl.col("result_type").replace_strict(_ENDINGS, return_dtype=pl.String), "result_date",
        reason="result_reason", text="result_explain", data=pl.when(told).then(_json(remedy="remedy")),
    )  # fmt: skip


def _result(frame: pl.DataFrame) -> list[pl.DataFrame]:
    return [_ending(frame), _event(frame, 4, Act.DELIVER.value, "delivery_date", data=_json(how="delivery_way"))]


def _compact(frame: pl.DataFrame) -> list[pl.DataFrame]:
    return [_event(frame, 2, Act.ACCEPT.value, "accept_date"), _ending(frame)]


def _special(frame: pl.DataFrame) -> list[pl.DataFrame]:
    extends = pl.col("special_type") == _EXTENSION
    stops, extensions = frame.filter(~extends), frame.filter(extends)
    number = pl.col("special_no").cast(pl.String)
    return [
        _event(
            stops, 1, Act.PAUSE.value, "special_time", reason="special_reason", text="special_explain",
            data=_json(kind="special_name", no=number),
        ),
        _event(stops, 2, Act.RESUME.value, "end_time", data=_json(no=number)),
        _event(
            extensions, 1, Act.EXTEND.value, "special_time", reason="special_reason", text="special_explain",
            data=_json(days="special_days", approver="special_approver"),
        ),
    ]  # fmt: skip


def _supplement(frame: pl.DataFrame) -> list[pl.DataFrame]:
    return [
        _event(frame, 1, Act.REQUEST_SUPPLEMENT.value, "notice_time", text="notice_explain"),
        _event(frame, 2, Act.SUPPLEMENT.value, "supplement_time"),
    ]


_EVENTS: Mapping[str, Callable[[pl.DataFrame], list[pl.DataFrame]]] = {
    "accept": _accept, "result": _result, "compact": _compact, "special": _special, "supplement": _supplement,
}  # fmt: skip


def _parties(frame: pl.DataFrame) -> pl.DataFrame:
    """Return applicant and agent; a telephone number is the contact's where there is one, else the applicant's."""
    kind = pl.when(pl.col("applyer_type").fill_null(_PERSON) == _PERSON).then(pl.lit("person"))
    agent = pl.col("contact_name").is_not_null()
    return pl.concat([
        _party(frame, "applicant", "applyer_name", "applyer_page_type", "applyer_page_code", "address",
               kind.otherwise(pl.lit("organisation")), pl.when(~agent).then("contact_mobile")),
        _party(frame.filter(agent), "agent", "contact_name", "contact_type", "contact_code", "",
               pl.lit("person"), pl.col("contact_mobile")),
    ]).sort("row", "role", descending=[False, True])  # fmt: skip


def _party(
    frame: pl.DataFrame, role: str, name: str, document_kind: str, document: str, address: str, kind: pl.Expr,
    phone: pl.Expr,
) -> pl.DataFrame:  # fmt: skip
    return frame.filter(pl.col(name).is_not_null()).select(
        "row", pl.lit(role).alias("role"), pl.col(name).alias("name"), kind.alias("kind"),
        pl.col(document_kind).alias("document_kind"), pl.col(document).alias("document_number"), phone.alias("phone"),
        (pl.col(address) if address else pl.lit(None, pl.String)).alias("address"),
    )  # fmt: skip
