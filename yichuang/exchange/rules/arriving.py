"""Names of files that systems lay down in their folders: what each says, which are not for us, in which order. Pure.

A name is `<system>-<data set>-<sequence>[-r<revision>].<format>[.gz]`, as `SCJG-accept-0001.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from yichuang.exchange.rules.datasets import DATASETS, FORMATS

RECEIPT = ".receipt.json"
UNFINISHED = (".part", ".tmp", ".filepart")  # the endings that senders' programs give a file until it is whole
_NAME = re.compile(
    rf"(?P<number>(?P<code>[0-9A-Z]{{2,8}})-(?P<dataset>{'|'.join(DATASETS)})-(?P<sequence>[0-9A-Za-z_-]{{1,60}}?))"
    rf"(?:-r(?P<revision>[0-9]{{1,7}}))?\.(?i:{'|'.join(FORMATS)})(?P<packed>(?i:\.gz))?"
)
_PLACES = {name: (not dataset.opens, place) for place, (name, dataset) in enumerate(DATASETS.items())}
_LAST = (True, len(_PLACES))


@dataclass(frozen=True, slots=True)
class FileName:
    """What a name says. number: the name without revision and endings; packed: it is gzip."""

    code: str
    dataset: str
    number: str
    revision: int
    packed: bool


def named(name: str) -> FileName | None:
    """Return what a name says; None where it is not of the form.

    >>> named("SCJG-accept-0001-r2.csv.gz")
    FileName(code='SCJG', dataset='accept', number='SCJG-accept-0001', revision=2, packed=True)
    """
    found = _NAME.fullmatch(name)
    if not found:
        return None
    return FileName(
        found["code"], found["dataset"], found["number"], int(found["revision"] or 0), found["packed"] is not None
    )


def is_ours(name: str) -> bool:
    """Tell whether a file is meant to be taken: not a hidden one, an unfinished one or a receipt."""
    return not (name.startswith(".") or name.lower().endswith((*UNFINISHED, RECEIPT)))


def in_order(names: Iterable[str]) -> list[str]:
    """Return names in the order of taking: acceptances first, then by data set, sequence and revision.

    >>> in_order(["A1-result-1.csv", "A1-accept-10.csv", "A1-accept-9-r1.csv", "A1-accept-9.csv", "notes.csv"])
    ['A1-accept-9.csv', 'A1-accept-9-r1.csv', 'A1-accept-10.csv', 'A1-result-1.csv', 'notes.csv']
    """
    return sorted(names, key=_rank)


def _rank(name: str) -> tuple[tuple[bool, int], list[tuple[int, str]], int, str]:
    found = named(name)
    if found is None:
        return _LAST, [], 0, name
    digits_apart = re.findall(r"[0-9]+|[^0-9]+", found.number)  # 9 before 10
    sequence = [(int(part), "") if part.isdigit() else (-1, part) for part in digits_apart]
    return _PLACES[found.dataset], sequence, found.revision, name
