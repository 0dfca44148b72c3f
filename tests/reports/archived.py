"""An archive of several issues, made from the sibling by other numbers, days and figures."""

from __future__ import annotations

from datetime import date, timedelta

from tests.cast import Hall
from tests.reports.samples import SIBLING
from yichuang.reports import acts

FIRST_WEEK = date(2023, 2, 13)


def sibling(number: int, **changed: str) -> str:
    """Return the sibling as another issue of 2023, `number` from 1 to 40: its week, its dates, its two first figures.

    changed: further words → what stands in their place.
    """
    monday = FIRST_WEEK + timedelta(weeks=number - 7)
    friday, printed = monday + timedelta(days=4), monday + timedelta(days=11)
    words = {
        "2023 年第 7 期（总第 431 期）": f"2023 年第 {number} 期（总第 {424 + number} 期）",
        "（2 月 13 日—2 月 17 日）": f"（{monday.month} 月 {monday.day} 日—{friday.month} 月 {friday.day} 日）",
        "2023 年 2 月 24 日": f"2023 年 {printed.month} 月 {printed.day} 日",
        "2023 年 2 月 17 日，": f"2023 年 {friday.month} 月 {friday.day} 日，",
        "51203": str(51203 + 700 * (number - 7)),
        "50 877": str(50877 + 650 * (number - 7)),
        **changed,
    }
    text = SIBLING.read_text(encoding="utf-8")
    for written, instead in words.items():
        assert written in text, written
        text = text.replace(written, instead)
    return text


def archive_of(hall: Hall, numbers: range, **changed: str) -> list[int]:
    """Archive the issues of these numbers; return their ids."""
    return [acts.archive(by=hall.job, series="weekly", text=sibling(number, **changed)) for number in numbers]
