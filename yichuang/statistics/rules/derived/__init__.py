"""Derived figures: rates, averages, changes, shares, rankings, lists, totals, as data and as arithmetic. Pure."""

from yichuang.statistics.rules.derived.counted import BUILT_IN, COUNTED, KNOWN, WEIGHED, is_weighed
from yichuang.statistics.rules.derived.evaluating import Evaluation, needs
from yichuang.statistics.rules.derived.records import KINDS, Context, Derived, Known, Operand
from yichuang.statistics.rules.derived.validating import derived_figures
from yichuang.statistics.rules.derived.values import Figure, Place, amount, rounded

__all__ = [
    "BUILT_IN", "COUNTED", "KINDS", "KNOWN", "WEIGHED", "Context", "Derived", "Evaluation", "Figure", "Known",
    "Operand", "Place", "amount", "derived_figures", "is_weighed", "needs", "rounded",
]  # fmt: skip
