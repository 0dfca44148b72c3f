"""Deliveries as departmental systems send them: cases that evolve, at times out of order, some rows of them wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tests.exchange.senders import accept, compact, result

Row = dict[str, str]
FIRST = date(2022, 4, 1)


@dataclass(frozen=True)
class Sent:
    """What a system sends as one delivery."""

    dataset: str
    rows: list[Row]
    number: str
    revision: int = 0


def story(name: str, cases: int, chance: Random) -> Iterator[Sent]:
    """Yield deliveries about `cases` new cases: of all data sets, early ones, wrong ones, repeated ones, a revision."""
    numbers = [f"{name}{serial}" for serial in range(1, cases + 1)]
    days = {number: FIRST + timedelta(chance.randint(0, 40)) for number in numbers}
    results = {number: _result(number, days[number], chance) for number in numbers}
    early = chance.sample(numbers, cases // 4)
    never = result(f"{name}0", result_date="2022-06-01")  # its case does not come
    yield Sent("result", [*(results[one] for one in early), never], f"{name}-early")
    yield Sent("process", [_step(one, 1, days[one]) for one in early[::2]], f"{name}-early-steps")
    accepted = [_accept(one, days[one], chance) for one in numbers]
    wrong = [_spoiled(row, chance) for row in chance.sample(accepted, cases // 8)]
    rows = accepted[: cases - cases // 10] + wrong + chance.sample(accepted, cases // 20)
    chance.shuffle(rows)
    yield Sent("accept", rows, f"{name}-accept")
    yield Sent("supplement", [_supplement(one, days[one]) for one in numbers[::9]], f"{name}-supplement")
    pauses = [row for one in numbers[::7] for row in _pauses(one, days[one])]
    yield Sent("special", pauses, f"{name}-special")
    yield Sent("process", [_step(one, place, days[one]) for one in numbers[::3] for place in (1, 2)], f"{name}-steps")
    told = chance.sample(numbers, cases // 2)
    yield Sent("result", [results[one] for one in told], f"{name}-result")
    yield Sent("accept", accepted[cases // 2 :], f"{name}-again")
    changed = [results[one] | {"result_explain": "更正"} for one in told[::5]]
    yield Sent("result", changed, f"{name}-result", 1)
    yield Sent("compact", [_compact(f"{name}C{one}", chance) for one in range(cases // 4)], f"{name}-compact")


def _accept(number: str, day: date, chance: Random) -> Row:
    row = accept(
        number, apply_date=str(day - timedelta(3)), accept_date=f"{day} 09:{chance.randint(10, 59)}",
        task_code=chance.choice(("licence", "gap", "joint", "other", "calendar")),
    )  # fmt: skip
    if chance.random() < 0.3:
        row |= {"contact_name": "王某丙", "address": f"某路{chance.randint(1, 99)}号", "project_name": '“引号”, "逗号"'}
    return row


def _result(number: str, day: date, chance: Random) -> Row:
    ended = day + timedelta(chance.randint(8, 30))
    row = result(number, result_date=f"{ended} 10:00")
    kind = chance.random()
    if kind < 0.2:
        return row | {
            "result_type": "refused", "result_reason": "conditions_unmet", "result_explain": "不符合\n条件",
            "remedy": "standard",
        }  # fmt: skip
    if kind < 0.5:
        return row | {"delivery_way": "window", "delivery_date": str(ended + timedelta(1))}
    return row


def _pauses(number: str, day: date) -> list[Row]:
    begun = {
        "project_no": number, "special_no": "1", "special_type": "2", "special_name": "hearing",
        "special_time": str(day + timedelta(2)), "end_time": str(day + timedelta(4)),
    }  # fmt: skip
    extension = {
        "project_no": number, "special_no": "2", "special_type": "1", "special_time": str(day + timedelta(5)),
        "special_days": "5", "special_approver": "局长", "special_reason": "complex",
    }  # fmt: skip
    return [begun, extension]


def _supplement(number: str, day: date) -> Row:
    return {
        "project_no": number, "notice_time": str(day - timedelta(2)), "notice_explain": "缺章程",
        "supplement_time": str(day - timedelta(1)),
    }  # fmt: skip


def _step(number: str, place: int, day: date) -> Row:
    return {
        "project_no": number, "step_no": str(place), "process_name": "审核", "event_name": "1",
        "event_start_time": f"{day + timedelta(place)} 10:00", "event_end_time": f"{day + timedelta(place)} 11:00",
    }  # fmt: skip


def _compact(number: str, chance: Random) -> Row:
    if chance.random() < 0.5:
        return compact(number)
    return compact(number, result_date="2022-05-06", result_type=chance.choice(("granted", "withdrawn")))


def _spoiled(row: Row, chance: Random) -> Row:
    """Return a row that is wrong, under a number of its own."""
    column, text = chance.choice((
        ("task_code", "nothing"), ("accept_date", "2022-13-01"), ("accept_date", ""), ("applyer_name", ""),
        ("applyer_page_code", "999901199001010011"), ("apply_date", "2022-06-30"), ("contact_mobile", "139****"),
        ("project_name", "x" * 400), ("area_code", "000000"), ("applyer_name", "张\x07某"),
    ))  # fmt: skip
    return row | {"project_no": row["project_no"] + "W", column: text}
