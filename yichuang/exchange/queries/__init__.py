"""Reads of the exchange, each with its access rule."""

from yichuang.exchange.queries.contract import system_names
from yichuang.exchange.queries.inbox import AbnormalPage, AbnormalRow, abnormal
from yichuang.exchange.queries.outgoing import exports, national_codes
from yichuang.exchange.queries.quarantine import REFUSED, HeldRecord, held_row, open_row, quarantine
from yichuang.exchange.queries.receipts import Receipt, deliveries, receipt
from yichuang.exchange.queries.reconciling import Balance, reconcile
from yichuang.exchange.queries.systems import Health, SystemRecord, items_of, mapping, system, systems

__all__ = [
    "REFUSED", "AbnormalPage", "AbnormalRow", "Balance", "Health", "HeldRecord", "Receipt", "SystemRecord", "abnormal",
    "deliveries", "exports", "held_row", "items_of", "mapping", "national_codes", "open_row", "quarantine", "receipt",
    "reconcile", "system", "system_names", "systems",
]  # fmt: skip
