"""What the checks need to know, and what they give back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

import polars as pl


@dataclass(frozen=True)
class Context:
    """Everything the checks need to know, read once per delivery.

    mapping:     kind (item, department, region, outcome) → their code → ours; other codes are taken as ours.
    items:       code (String; each item under its local code and, where unique, its national code), item_id (Int64),
                 item_type (String), department_id (Int64), allowed (Boolean: this system may deliver it).
    versions:    item_id, version_id (Int64), first, last (Date; last null: still in force).
    departments: code, department_id, own (Boolean: the system's own). regions: code, region_id.
    region_id, department_id, channel, remedy: the system's defaults, where a row names none.
    remedies:    codes of the remedy notices that exist.
    now:         the hall's present instant, aware. zone: the hall's time zone, a name that polars knows.
    """

    system_code: str
    mapping: Mapping[str, Mapping[str, str]]
    items: pl.DataFrame
    versions: pl.DataFrame
    departments: pl.DataFrame
    regions: pl.DataFrame
    region_id: int
    department_id: int
    channel: str
    remedy: str
    remedies: frozenset[str]
    now: datetime
    zone: tzinfo


@dataclass(frozen=True)
class Examined:
    """frame: every row of the input, normalised. errors: all errors of all rows (row, column, code, message, rule)."""

    frame: pl.DataFrame
    errors: pl.DataFrame
