"""A few rows of the last days that go wrong, so that the pages of the exchange have something to show. Pure."""

from __future__ import annotations

import polars as pl

SHOWN = "SCJG"  # the system that sends them
REPEATED = 20  # good rows among them, sent once more
_FAULTS: tuple[dict[str, str], ...] = (  # a typing error each
    {"accept_date": "2022-06-31"}, {"task_code": "未登记事项"},
    {"applyer_page_type": "resident_id", "applyer_page_code": "999001198501010010"},
    {"accept_date": "2022-07-28 09:00:00"},
)  # fmt: skip


def spoilt(accepted: pl.DataFrame) -> pl.DataFrame:
    """Return rows of the data set `accept` that are refused, in numbers that no other row has."""
    rows = [
        row | fault | {"project_no": f"{row['project_no']}-{place}"}
        for place, (row, fault) in enumerate(zip(accepted.iter_rows(named=True), _FAULTS, strict=False), 1)
    ]
    return pl.DataFrame(rows, accepted.schema)


def early(concluded: pl.DataFrame) -> pl.DataFrame:
    """Return results of cases that have not been told of: they wait."""
    return concluded.tail(2).with_columns(project_no=pl.col("project_no") + "-待")
