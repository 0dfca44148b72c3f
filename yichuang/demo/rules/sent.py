"""The last days' cases of departments' systems as the rows that they deliver, and a few that go wrong. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from yichuang.cases.rules.records import History, NewParty
from yichuang.cases.rules.words import ENDINGS
from yichuang.demo.rules.volumes import THROUGH

CASES_MAX = 24  # of a system
SINCE = THROUGH - timedelta(days=11)  # last Monday but one
SILENT = frozenset({"CZXT", "GJXT"})  # systems that have sent nothing
SHOWN = "SCJG"  # the one that also sends rows which are refused, or wait
TELEPHONE = "0199-2{:06d}"  # no town has the area code 0199
_NOBODY = NewParty("applicant", "赵某甲")  # public services of the demo know no applicant; deliveries name one
Row = dict[str, str]


@dataclass
class Held:
    """Histories that are held back to be delivered, by system."""

    by_system: dict[str, list[History]] = field(default_factory=dict)

    def takes(self, history: History) -> bool:
        """Hold a history back if it is a delivered one of the last days, whole, and not one too many."""
        case = history.case
        if case is None or case.source == "hall" or case.source in SILENT:
            return False
        days = [_local(event.occurred) for event in history.events]
        mine = self.by_system.setdefault(case.source, [])
        if len(mine) >= CASES_MAX or not days[0] >= SINCE or days[-1] >= THROUGH:
            return False
        mine.append(history)
        return True


@dataclass(frozen=True, slots=True)
class Codes:
    """What the ledger's keys are called in deliveries: items, departments, regions by id."""

    items: Mapping[int, str]
    departments: Mapping[int, str]
    regions: Mapping[int, str]


def accepted(histories: Sequence[History], codes: Codes) -> list[Row]:
    """Return the rows of the data set `accept` that tell of the histories' beginnings."""
    return [_accepted(place, history, codes) for place, history in enumerate(histories)]


def _accepted(place: int, history: History, codes: Codes) -> Row:
    case = history.case
    assert case is not None, "what is held back opens its case"
    party = case.parties[0] if case.parties else _NOBODY
    return {
        "project_no": case.sender_number, "task_code": codes.items[case.item_version_id],
        "org_code": codes.departments[case.department_id], "area_code": codes.regions[case.region_id],
        "apply_type": case.channel, "accept_date": _written(history.events[0].occurred),
        "applyer_type": "1" if party.kind == "person" else "2", "applyer_name": party.name,
        "applyer_page_type": party.document_kind, "applyer_page_code": party.document_number,
        "contact_mobile": TELEPHONE.format(place),
    }  # fmt: skip


def concluded(histories: Sequence[History]) -> list[Row]:
    """Return the rows of the data set `result` that tell of the histories' ends."""
    rows = []
    for history in histories:
        assert history.case is not None
        for event in history.events:
            if event.act in ENDINGS:
                rows.append({
                    "project_no": history.case.sender_number, "result_type": ENDINGS[event.act].value,
                    "result_date": _written(event.occurred), "result_reason": event.reason,
                    "result_explain": event.text,
                })  # fmt: skip
    return rows


def spoilt(rows: Sequence[Row]) -> list[Row]:
    """Return rows beside `rows` that are refused: a typing error in each, in numbers that no other row has."""
    faults: tuple[Row, ...] = (
        {"accept_date": "2022-06-31"}, {"task_code": "未登记事项"}, {"applyer_page_type": "resident_id",
         "applyer_page_code": "999001198501010010"}, {"accept_date": "2022-07-28 09:00:00"},
    )  # fmt: skip
    return [
        row | fault | {"project_no": f"{row['project_no']}-{place}"}
        for place, (row, fault) in enumerate(zip(rows, faults, strict=False), 1)
    ]


def early(rows: Sequence[Row]) -> list[Row]:
    """Return results of cases that have not been told yet: they wait."""
    return [row | {"project_no": f"{row['project_no']}-待"} for row in rows[:2]]


def _written(occurred: datetime | date) -> str:
    return f"{occurred:%Y-%m-%d %H:%M:%S}" if isinstance(occurred, datetime) else occurred.isoformat()


def _local(occurred: datetime | date) -> date:
    return occurred.date() if isinstance(occurred, datetime) else occurred
