"""Filters that write numbers, days and instants as every page writes them."""

from __future__ import annotations

from datetime import date, datetime

from django import template

from yichuang.kit.time import in_words, zone

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
