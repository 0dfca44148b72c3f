"""Reads of the exchange, each with its access rule."""

from yichuang.exchange.queries.inbox import AbnormalPage, AbnormalRow, abnormal
from yichuang.exchange.queries.outgoing import exports, national_codes

__all__ = ["AbnormalPage", "AbnormalRow", "abnormal", "exports", "national_codes"]
