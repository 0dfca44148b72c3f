"""The ledger's tables."""

from yichuang.cases.models.case import Case, CaseParty, CaseText
from yichuang.cases.models.event import CaseEvent
from yichuang.cases.models.fields import CaseNumberField
from yichuang.cases.models.settled import BackDating, RemedyNotice, Seal
from yichuang.cases.models.tallies import TallyCoarse, TallyFine, TallyMonth

__all__ = [
    "BackDating",
    "Case",
    "CaseEvent",
    "CaseNumberField",
    "CaseParty",
    "CaseText",
    "RemedyNotice",
    "Seal",
    "TallyCoarse",
    "TallyFine",
    "TallyMonth",
]
