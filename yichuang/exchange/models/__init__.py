"""The tables of the exchange."""

from yichuang.exchange.models.deliveries import Delivery, HeldRow, Step
from yichuang.exchange.models.systems import FrontTable, Mapping, MappingEntry, System, SystemItem

__all__ = ["Delivery", "FrontTable", "HeldRow", "Mapping", "MappingEntry", "Step", "System", "SystemItem"]
