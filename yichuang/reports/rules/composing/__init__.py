"""Composing an issue: what a series asks for, and what becomes of it with an issue's material."""

from yichuang.reports.rules.composing.asking import asks_of
from yichuang.reports.rules.composing.material import Answer, Ask, Material, UnitRow
from yichuang.reports.rules.composing.whole import Composed, compose, composed, group_figures
from yichuang.reports.rules.numbering import Numbers, next_numbers

__all__ = [
    "Answer", "Ask", "Composed", "Material", "Numbers", "UnitRow", "asks_of", "compose", "composed", "group_figures",
    "next_numbers",
]  # fmt: skip
