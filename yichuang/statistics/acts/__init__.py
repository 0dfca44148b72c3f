"""What statistics writes: definitions of indicators, submitted figures, the lake."""

from yichuang.statistics.acts.defining import define, retire
from yichuang.statistics.acts.sheets import submit_sheet
from yichuang.statistics.acts.submitting import Submitted, submit
from yichuang.statistics.lake.export import export_lake
from yichuang.statistics.rules.submitted import NewFigure

__all__ = ["NewFigure", "Submitted", "define", "export_lake", "retire", "submit", "submit_sheet"]
