"""How many cases of each fate the demo has: exact at any scale, so that its six figures are the reference's, scaled.

The period is 1 January to 1 July 2022, the demo's own day. 受理 counts by the day of acceptance, 办结 by the day on
which an accepted case was granted, refused, withdrawn or terminated, whatever the year of its acceptance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

FROM, THROUGH = date(2022, 1, 1), date(2022, 7, 1)
FULL = {"01": (439_896, 436_925), "20": (18_509_992, 6_282_361), "02-10": (38_780, 39_602)}
_STILL_OPEN = {"01": Fraction(55, 1000), "20": Fraction(5, 1000), "02-10": Fraction(5, 100)}
_CARRIED_OVER = {"01": Fraction(3, 100), "20": Fraction(1, 100), "02-10": Fraction(3, 100)}
_LEFT_FROM_BEFORE = Fraction(1, 2000)
_SIDE_PATHS = {"01": Fraction(4, 1000), "20": Fraction(1, 2000), "02-10": Fraction(4, 1000)}


@dataclass(frozen=True, slots=True)
class Quota:
    """Numbers of cases in one group of item types.

    finished:    accepted and concluded in the period.
    open:        accepted in the period and not concluded.
    carried:     accepted in the year before, concluded in the period.
    left:        accepted in the year before and still not concluded.
    turned_away: told that none is needed, or declined (不受理, 不予受理), in the period.
    ended_early: withdrawn or ended for want of a supplement before acceptance.
    waiting:     received and not yet accepted, on the last day.
    """

    finished: int
    open: int
    carried: int
    left: int
    turned_away: int
    ended_early: int
    waiting: int

    @property
    def accepted(self) -> int:
        """Cases accepted in the period."""
        return self.finished + self.open

    @property
    def concluded(self) -> int:
        """Cases concluded in the period."""
        return self.finished + self.carried

    @property
    def cases(self) -> int:
        """All cases."""
        return self.accepted + self.carried + self.left + self.turned_away + self.ended_early + self.waiting


def quotas(scale: Fraction) -> dict[str, Quota]:
    """Return the quota of each group: the reference's six figures times `scale`, rounded down.

    scale: more than 0, at most 1. ValueError otherwise.

    >>> quotas(Fraction(1, 100))["20"].accepted, quotas(Fraction(1, 100))["20"].concluded
    (185099, 62823)
    """
    if not 0 < scale <= 1:
        raise ValueError("a scale is more than 0 and at most 1")
    return {
        group: _quota(group, math.floor(accepted * scale), math.floor(concluded * scale))
        for group, (accepted, concluded) in FULL.items()
    }


def _quota(group: str, accepted: int, concluded: int) -> Quota:
    """Split two figures; where more was concluded than accepted, the rest was carried over from the year before."""
    finished = min(
        accepted - math.floor(accepted * _STILL_OPEN[group]), concluded - math.floor(concluded * _CARRIED_OVER[group])
    )
    side = math.ceil(accepted * _SIDE_PATHS[group])
    return Quota(
        finished=finished,
        open=accepted - finished,
        carried=concluded - finished,
        left=math.ceil(accepted * _LEFT_FROM_BEFORE) if group != "20" else 0,
        turned_away=2 * side,
        ended_early=side,
        waiting=side,
    )
