"""The checker: comments on figures, with the arithmetic; it never changes one and calls no lawful figure an error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment: a stable code, whether it explains (`note`) or doubts (`doubt`), a Chinese sentence.

    Where it is about something printed, also the sentence or place, and the arithmetic in Chinese.
    """

    code: str
    kind: str
    message: str
    where: str = ""
    arithmetic: str = ""

    def as_record(self) -> dict[str, str]:
        """Return the comment as plain data."""
        record = {"code": self.code, "kind": self.kind, "message": self.message}
        return record | {name: said for name in ("where", "arithmetic") if (said := getattr(self, name))}


def remarks(
    rows: Iterable[Mapping[str, Any]], *, earlier: Iterable[Mapping[str, Any]] = (), name: str = "name"
) -> list[Remark]:
    """Return the comments on rows of figures.

    rows:    figures; the balance is checked where a row has all four parts of it.
    earlier: the same cumulative figures (from the same first day) of an earlier issue; matched by `name`.
    name:    the key under which a row says what it is about.
    """
    found: list[Remark] = []
    known = {row.get(name): row for row in earlier}
    for row in rows:
        about = str(row.get(name) or "全部")
        found += _carried_over(row, about) + _balance(row, about)
        found += _fallen(row, known.get(row.get(name)), about)
    return found


def _carried_over(row: Mapping[str, Any], about: str) -> list[Remark]:
    accepted, concluded = row.get("accepted"), row.get("concluded")
    if accepted is None or concluded is None or concluded <= accepted:
        return []
    carried = row.get("carried_over")
    because = f"，期初结转 {carried} 件" if carried is not None else ""
    sentence = f"{about}：办结 {concluded} 件多于受理 {accepted} 件，其中含以前受理、本期办结的办件{because}。"
    return [Remark("concluded_exceeds_accepted", "note", sentence)]


def _balance(row: Mapping[str, Any], about: str) -> list[Remark]:
    parts = [row[code] for code in ("carried_over", "accepted", "concluded", "open") if row.get(code) is not None]
    if len(parts) < 4:
        return []
    carried, accepted, concluded, left = parts
    if carried + accepted == concluded + left:
        return []
    sentence = f"{about}：结转 {carried} + 受理 {accepted} ≠ 办结 {concluded} + 在办 {left}。"
    return [Remark("balance_open", "doubt", sentence)]


def _fallen(row: Mapping[str, Any], before: Mapping[str, Any] | None, about: str) -> list[Remark]:
    if before is None:
        return []
    words = {"accepted": "受理", "concluded": "办结"}
    return [
        Remark(
            "cumulative_fell", "doubt", f"{about}：累计{words[code]} {row[code]} 件，低于前一期的 {before[code]} 件。"
        )
        for code in words
        if row.get(code) is not None and before.get(code) is not None and row[code] < before[code]
    ]
