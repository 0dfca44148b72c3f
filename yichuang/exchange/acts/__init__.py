"""What the exchange does; one function an act."""

from yichuang.exchange.acts.inbox import AbnormalReceipt, settle_abnormal, take_abnormal
from yichuang.exchange.acts.outgoing import ExportReceipt, export, set_national_code

__all__ = ["AbnormalReceipt", "ExportReceipt", "export", "set_national_code", "settle_abnormal", "take_abnormal"]
