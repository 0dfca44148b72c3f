"""The table of reconciliation: its cells, and where each number leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from yichuang.exchange.queries import REFUSED, Balance
from yichuang.exchange.rules.words import Held
from yichuang.kit.time import in_words
from yichuang.web.gateway.forms import AccountForm, address

ROWS_SHOWN_MAX = 100
COLUMNS = {
    "deliveries": "批次", "sent": "报送", "taken": "收下", "unchanged": "无变化", "parked": "等待", "refused": "拒收",
    "quarantined": "其中待更正", "pending": "未读完", "difference": "差额",
}  # fmt: skip
_STATES = {"parked": Held.PARKED.value, "refused": REFUSED, "quarantined": Held.QUARANTINED.value}


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of an account: the column it stands in and where it leads."""

    name: str
    label: str
    number: int
    href: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An account of a system, or of one of its days."""

    balance: Balance
    href: str
    day: str
    cells: Sequence[Cell]


def lines(balances: Sequence[Balance], form: AccountForm) -> list[Line]:
    """Return the accounts as the table draws them, as many as a page holds."""
    return [_line(one, form) for one in balances[:ROWS_SHOWN_MAX]]


def sums(balances: Sequence[Balance]) -> list[Cell]:
    """Return the sums over all accounts."""
    return [Cell(name, label, sum(getattr(one, name) for one in balances)) for name, label in COLUMNS.items()]


def _line(balance: Balance, form: AccountForm) -> Line:
    cells = [
        Cell(name, label, number := getattr(balance, name), _lead(name, balance, form) if number else "")
        for name, label in COLUMNS.items()
    ]
    day = in_words(balance.day) if balance.day else ""
    return Line(balance, reverse("exchange-system", args=[balance.code]), day, cells)


def _lead(name: str, balance: Balance, form: AccountForm) -> str:
    """Return where a number leads: to the rows that stand aside, to the days of a system, to a day's deliveries."""
    if name == "difference":
        return ""
    first, last = (balance.day, balance.day) if balance.day else (form.cleaned_data["from"], form.cleaned_data["to"])
    place = {"system": balance.code, "from": first, "to": last}
    if name in _STATES:
        return f"{reverse('quarantine')}?{address(place | {'state': _STATES[name]})}"
    if balance.day or name in ("deliveries", "pending"):
        return f"{reverse('deliveries')}?{address(place | ({'state': 'open'} if name == 'pending' else {}))}"
    return f"?{form.address(system=balance.code, by='day')}"
