"""Reads of the exchange, each with its access rule."""

from yichuang.exchange.queries.inbox import AbnormalPage, AbnormalRow, abnormal
from yichuang.exchange.queries.outgoing import exports, national_codes
from yichuang.exchange.queries.quarantine import HeldRecord, open_row, quarantine
from yichuang.exchange.queries.receipts import Receipt, deliveries, receipt
from yichuang.exchange.queries.reconciling import Balance, reconcile
from yichuang.exchange.queries.systems import Health, SystemRecord, items_of, mapping, system, systems

__all__ = [
    "AbnormalPage", "AbnormalRow", "Balance", "Health", "HeldRecord", "Receipt", "SystemRecord", "abnormal",
    "deliveries", "exports", "items_of", "mapping", "national_codes", "open_row", "quarantine", "receipt", "reconcile",
    "system", "systems",
]  # fmt: skip
