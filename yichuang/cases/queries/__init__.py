"""Reads of the ledger, each with its access rule; they answer with records made for their reader."""

from yichuang.cases.queries.behind import BEHIND, CasePage, CaseRow, cases_behind, overdue, work_list
from yichuang.cases.queries.instants import safe_instant, stable_instant
from yichuang.cases.queries.page import CaseView, EventView, PartyView, case_page, reveal
from yichuang.cases.queries.sealed import Finding
from yichuang.cases.queries.standing import remedies, whose
from yichuang.cases.queries.totals import DIMENSIONS, Amount, sums
from yichuang.cases.queries.verification import verify
from yichuang.cases.queries.whole import whole_cases

__all__ = [
    "BEHIND",
    "DIMENSIONS",
    "Amount",
    "CasePage",
    "CaseRow",
    "CaseView",
    "EventView",
    "Finding",
    "PartyView",
    "case_page",
    "cases_behind",
    "overdue",
    "remedies",
    "reveal",
    "safe_instant",
    "stable_instant",
    "sums",
    "verify",
    "whole_cases",
    "whose",
    "work_list",
]  # fmt: skip
