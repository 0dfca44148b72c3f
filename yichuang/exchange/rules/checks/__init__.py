"""The checks of deliveries, set-wise: from a frame of texts to a normalised frame and the errors of all its rows.

`texts`, `times`, `numbers`, `documents`, `places` read columns of a kind and say what is wrong with them; `across` what
columns demand of one another; `faults` makes errors of masks; the codes stand in `exchange.rules.codes`.
"""

from __future__ import annotations

import polars as pl

from yichuang.exchange.rules.checks import across, documents, numbers, places, texts, times
from yichuang.exchange.rules.checks.context import Context, Examined
from yichuang.exchange.rules.checks.faults import errors_of
from yichuang.exchange.rules.datasets import Dataset, Kind

__all__ = ["Context", "Examined", "examine"]

_FIRST = ["row", "sender_number", "number", "key"]


def examine(frame: pl.DataFrame, dataset: Dataset, context: Context) -> Examined:
    """Check a frame (`row`, then every column of the data set as text) and normalise it; nothing is raised.

    Normalised: `sender_number`, `number`, `key`; each time X as `X_on` (Date, local) and `X_at` (UTC; null: a bare
    date); counts as Int64; texts trimmed and in NFC; outcomes in our words; for data sets that open cases `item_id`,
    `version_id`, `department_id`, `region_id`, `channel`, `subject`. What a row does not say is null; values of a row
    with errors may be. Rows stay in their order; columns that the data set does not know are handed through.
    """
    others = [name for name in frame.columns if name not in ("row", *dataset.names)]
    frame = texts.tidied(frame, dataset)
    frame = times.timed(frame, dataset, context.now, context.zone)
    frame = numbers.numbered(texts.counted(frame, dataset), dataset, context.system_code)
    frame = places.placed(places.translated(frame, dataset, context), dataset, context)
    frame = across.remedied(frame, dataset, context)
    masks = [mask for part in (texts, times, numbers, places) for mask in part.masks(dataset)]
    masks += [*documents.masks(frame, dataset), *across.masks(dataset, context)]
    errors = errors_of(frame, dataset, masks)
    return Examined(frame.select(*_FIRST, *_values(dataset), *others), errors)


def _values(dataset: Dataset) -> list[str]:
    """Return the columns of a normalised frame after the first ones, in the data set's order."""
    names: list[str] = []
    for column in dataset.columns:
        if column.kind is Kind.TIME:
            names += [f"{column.name}_on", f"{column.name}_at"]
        elif column.kind is not Kind.NUMBER:
            names.append(column.name)
    opened = ["item_id", "version_id", "department_id", "region_id", "channel", "subject"]
    return [*names, *opened] if dataset.opens else names
