"""Filters that write numbers, days and instants as every page writes them."""

from __future__ import annotations

from datetime import date, datetime

from django import template

from yichuang.kit.time import in_words, now, zone

register = template.Library()


@register.filter
def day_in_words(day: date | None) -> str:
    """2022-07-01 周五; nothing for no day."""
    return in_words(day) if day else ""


@register.filter
def moment(instant: datetime | None) -> str:
    """2022-07-01 周五 09:30, in the hall's time zone; nothing for no instant."""
    if not instant:
        return ""
    local = instant.astimezone(zone())
    return f"{in_words(local.date())} {local:%H:%M}"


@register.filter
def grouped(number: float | None) -> str:
    """18,509,992; a dash where there is no number."""
    return "—" if number is None else f"{number:,}"


@register.filter
def ago(instant: datetime | None) -> str:
    """3 天前, beside the absolute time; nothing for no instant."""
    return time_ago(instant, now()) if instant else ""


def time_ago(instant: datetime, at: datetime) -> str:
    """Return how long before `at` an instant was, in the largest unit that fits.

    >>> from datetime import timedelta, timezone
    >>> noon = datetime(2022, 7, 1, 12, tzinfo=timezone.utc)
    >>> [time_ago(noon - timedelta(minutes=minutes), noon) for minutes in (0, 5, 130, 60 * 24 * 3 + 7)]
    ['刚刚', '5 分钟前', '2 小时前', '3 天前']
    """
    minutes = int((at - instant).total_seconds()) // 60
    for size, unit in ((24 * 60, "天"), (60, "小时"), (1, "分钟")):
        if minutes >= size:
            return f"{minutes // size} {unit}前"
    return "刚刚"


@register.filter
def size_in_words(size: int) -> str:
    """1.4 MB; what is small in bytes.

    >>> size_in_words(512), size_in_words(20_480), size_in_words(1_500_000)
    ('512 字节', '20 KB', '1.4 MB')
    """
    if size < 1024:
        return f"{size} 字节"
    if size < 1024 * 1024:
        return f"{size // 1024:,} KB"
    return f"{size / 1024 / 1024:,.1f} MB"
