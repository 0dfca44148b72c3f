"""The tables of the exchange."""

from yichuang.exchange.models.deliveries import Delivery, HeldRow, Step
from yichuang.exchange.models.outgoing import Abnormal, AbnormalFile, Export, NationalCode
from yichuang.exchange.models.systems import FrontPull, FrontTable, Mapping, MappingEntry, System, SystemItem

__all__ = [
    "Abnormal", "AbnormalFile", "Delivery", "Export", "FrontPull", "FrontTable", "HeldRow", "Mapping", "MappingEntry",
    "NationalCode", "Step", "System", "SystemItem",
]  # fmt: skip
