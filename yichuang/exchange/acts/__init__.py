"""What the exchange does; one function an act."""

from yichuang.exchange.acts.delivering import TryOut, deliver, resume_open, try_out
from yichuang.exchange.acts.folders import FolderFile, take_in_folders, watched_folders
from yichuang.exchange.acts.front import Pulled, pull, pull_due
from yichuang.exchange.acts.inbox import AbnormalReceipt, settle_abnormal, take_abnormal
from yichuang.exchange.acts.loading import load
from yichuang.exchange.acts.outgoing import ExportReceipt, export, set_national_code
from yichuang.exchange.acts.receiving import Envelope, receive
from yichuang.exchange.acts.sampling import write_samples_for
from yichuang.exchange.acts.systems import allow_items, register_system, set_front, set_mapping
from yichuang.exchange.acts.waiting import correct_row, dismiss_row, settle_parked

__all__ = [
    "AbnormalReceipt", "Envelope", "ExportReceipt", "FolderFile", "Pulled", "TryOut", "allow_items", "correct_row",
    "deliver", "dismiss_row", "export", "load", "pull", "pull_due", "receive", "register_system", "resume_open",
    "set_front", "set_mapping", "set_national_code", "settle_abnormal", "settle_parked", "take_abnormal",
    "take_in_folders", "try_out", "watched_folders", "write_samples_for",
]  # fmt: skip
