"""What figures mean: the registry of indicators, their arithmetic, and the checker's comments. Pure."""

from yichuang.statistics.rules.checks import Remark, remarks
from yichuang.statistics.rules.indicators import INDICATORS, Indicator, figures_of
from yichuang.statistics.rules.windows import Window, accumulate, windows

__all__ = ["INDICATORS", "Indicator", "Remark", "Window", "accumulate", "figures_of", "remarks", "windows"]
