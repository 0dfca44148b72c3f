"""What statistics writes: definitions of indicators, submitted figures, the lake."""

from yichuang.statistics.acts.defining import define, retire
from yichuang.statistics.acts.submitting import NewFigure, Submitted, submit
from yichuang.statistics.lake.export import export_lake

__all__ = ["NewFigure", "Submitted", "define", "export_lake", "retire", "submit"]
