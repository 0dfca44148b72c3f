"""Tables as their models describe them, and the rule of keys: a case and all that belongs to it can live on one shard.

Every table of a case has `case_number` first in its primary key and in every unique constraint; its foreign keys lead
to its case by number or to reference tables; nothing has a foreign key to an event. Where that holds, a shard keeps its
keys alone, and whoever joins tables of cases on the number stays on it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

CASES, NUMBER, CASE_NUMBER, EVENTS = "cases_case", "number", "case_number", "cases_caseevent"

# These say which case they speak of, in a column of that name, and do not belong to it.
NAMING = {
    "exchange_heldrow": "belongs to its delivery; its case may not be there, or the number may be no number",
    "exchange_abnormal": "belongs to the file it came in; the case is empty where the guid is none of ours",
}


@dataclass(frozen=True, slots=True)
class Unique:
    """A unique constraint, partial ones included; no columns where it is one on an expression."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A foreign key of one column: its name in the database, the column, and where it leads."""

    name: str
    column: str
    table: str
    to: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns, the columns of its primary key in order, unique constraints and foreign keys besides."""

    name: str
    columns: tuple[str, ...]
    primary: tuple[str, ...]
    uniques: tuple[Unique, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """What breaks the rule: the table, a code (see `WORDS`), and the name of the constraint that does."""

    table: str
    code: str
    constraint: str


WORDS = {
    "key_elsewhere": "主键不以办件编号开头",
    "unique_elsewhere": "唯一约束不以办件编号开头",
    "leads_to_event": "外键指向办件记录",
    "leads_elsewhere": "外键既不按编号指向办件，也不指向引用表",
    "reference_leads_elsewhere": "引用表的外键指向的不是引用表",
}


def of_a_case(table: Table) -> bool:
    """Whether a table is the cases' own or belongs to a case: it has the column, or a foreign key to cases."""
    return table.name not in NAMING and (
        table.name == CASES
        or CASE_NUMBER in table.columns
        or any(foreign_key.table == CASES for foreign_key in table.foreign_keys)
    )


def key_of(table: Table) -> str:
    """Return the column by which a case's table is spread over shards."""
    return NUMBER if table.name == CASES else CASE_NUMBER


def faults(tables: Sequence[Table], *, reference: Collection[str]) -> list[Fault]:
    """Return all that breaks the rule of keys; `reference` names the tables of which every node has a copy."""
    found = []
    for table in tables:
        if of_a_case(table):
            found += _faults_of_a_case(table, reference)
        for foreign_key in table.foreign_keys:
            if foreign_key.table == EVENTS:
                found.append(Fault(table.name, "leads_to_event", foreign_key.name))
            elif table.name in reference and foreign_key.table not in reference:
                found.append(Fault(table.name, "reference_leads_elsewhere", foreign_key.name))
    return found


def _faults_of_a_case(table: Table, reference: Collection[str]) -> list[Fault]:
    key = key_of(table)
    found = [] if table.primary[:1] == (key,) else [Fault(table.name, "key_elsewhere", ", ".join(table.primary))]
    found += [
        Fault(table.name, "unique_elsewhere", unique.name) for unique in table.uniques if unique.columns[:1] != (key,)
    ]
    for foreign_key in table.foreign_keys:
        to_its_case = (foreign_key.column, foreign_key.table, foreign_key.to) == (CASE_NUMBER, CASES, NUMBER)
        if not to_its_case and foreign_key.table not in (*reference, EVENTS):
            found.append(Fault(table.name, "leads_elsewhere", foreign_key.name))
    return found
