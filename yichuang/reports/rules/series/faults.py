"""What is wrong with a series' file: collected, each fault with its place; raised all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from yichuang.kit.errors import Refusal


@dataclass(frozen=True, slots=True)
class SeriesFault:
    """One fault: the place (`parts[0].sections[1].sentence`; "" for the file), a stable code, a Chinese problem, the
    rule. A fault that is not `fatal` leaves the series usable: the sentence shows a placeholder and a remark names it.
    """

    place: str
    code: str
    problem: str
    rule: str = ""
    fatal: bool = True

    def as_record(self, file: str) -> dict[str, Any]:
        """Return the fault as plain data, with the file's name; `message` is what commands print at the place."""
        return {"file": file, "message": self.problem, **asdict(self)}


def refuse(file: str, faults: Sequence[SeriesFault]) -> None:
    """Raise Refusal `series_invalid` with all faults in its details, if there are any; its message tells the first."""
    if not faults:
        return
    first = faults[0]
    where = f"的 {first.place} " if first.place else " "
    more = f"；共 {len(faults)} 处有误" if len(faults) > 1 else ""
    raise Refusal(
        "series_invalid",
        f"刊物文件 {file} {where}{first.problem}{more}。",
        field=first.place or file,
        rule=first.rule,
        details={"errors": [fault.as_record(file) for fault in faults]},
    )
