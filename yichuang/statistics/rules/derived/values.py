"""What an evaluation gives: a figure with its number and arithmetic, or with the reason why it has none."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yichuang.statistics.rules.derived.records import RATIO_UNITS, ROUNDINGS, Context
from yichuang.statistics.rules.faults import Fault


@dataclass(frozen=True, slots=True)
class Place:
    """A unit in a ranking or list: its place (ties share one, and the next ones are skipped), code, name, figure."""

    place: int
    code: str
    name: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a context.

    number:     None where there is none; then `reason` is a stable code and `message` says it in Chinese.
    source:     `counted` (leads to cases), `summed` (a sum over concluded cases), `submitted` (leads to submissions),
                `derived` (leads to `operands`).
    arithmetic: how it was reckoned, in Chinese.
    places:     of a ranking or list: the units, in order; `left_out`: (name, why) of those that have no number.
    missing:    of a submitted figure without number: the places (department, period) that are not there yet.
    """

    code: str
    name: str
    unit: str
    context: Context
    source: str
    number: Decimal | None = None
    reason: str = ""
    message: str = ""
    arithmetic: str = ""
    operands: tuple[Figure, ...] = ()
    places: tuple[Place, ...] | None = None
    left_out: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def is_there(self) -> bool:
        """Whether it has a number, or a list of units (which may be empty)."""
        return self.number is not None or self.places is not None

    def in_words(self) -> str:
        """Return name, number and unit as arithmetic prints them; what it lacks where it has no number."""
        return f"{self.name} {amount(self.number, self.unit)}" if self.number is not None else f"{self.name}（无数）"

    def as_record(self) -> dict[str, Any]:
        """Return it as plain data. Numbers are texts, so that they keep their decimals and are never floats."""
        record: dict[str, Any] = {
            "code": self.code, "name": self.name, "unit": self.unit, "source": self.source,
            "number": None if self.number is None else f"{self.number:f}",
            "from": self.context.span[0].isoformat(), "to": self.context.span[1].isoformat(),
            "where": {name: list(codes) for name, codes in self.context.where},
        }  # fmt: skip
        for name in ("reason", "message", "arithmetic"):
            if getattr(self, name):
                record[name] = getattr(self, name)
        if self.missing:
            record["missing"] = list(self.missing)
        if self.operands:
            record["operands"] = [operand.as_record() for operand in self.operands]
        if self.places is not None:
            record["places"] = [
                {"place": one.place, "code": one.code, "name": one.name, "figure": one.figure.as_record()}
                for one in self.places
            ]
            record["left_out"] = [{"name": name, "message": message} for name, message in self.left_out]
        return record


def amount(number: Decimal, unit: str) -> str:
    """Return a number with its unit as Chinese text has it: thousands by commas, no blank before % and points.

    >>> amount(Decimal("1234.50"), "万元"), amount(Decimal("98.10"), "%")
    ('1,234.50 万元', '98.10%')
    """
    return f"{number:,f}{unit}" if unit in RATIO_UNITS else f"{number:,f} {unit}".rstrip()


def rounded(number: Decimal, decimals: int, rounding: str = "half_up") -> Decimal:
    """Return a number cut to its decimals.

    >>> [str(rounded(Decimal(text), 2)) for text in ("0.125", "-0.125", "0.1249")]
    ['0.13', '-0.13', '0.12']
    """
    return number.quantize(Decimal(1).scaleb(-decimals), ROUNDINGS[rounding])


def without(code: str, name: str, unit: str, context: Context, source: str, fault: Fault) -> Figure:
    """Return a figure that has no number because its definition is wrong."""
    return Figure(code, name, unit, context, source, reason=fault.code, message=fault.message)
