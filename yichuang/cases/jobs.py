"""What the ledger does by itself, as jobs: shells around one act each."""

from __future__ import annotations

import logging

from yichuang.cases import acts
from yichuang.kit.jobs import Job
from yichuang.kit.time import today

_log = logging.getLogger("yichuang.jobs")


def _deem() -> str:
    deemed = acts.accept_deemed(today())
    _warn("视为受理", deemed.warned)
    return _counts(视为受理=len(deemed.accepted), 未处理=len(deemed.warned))


def _gaps() -> str:
    missed = acts.miss_gaps(today())
    _warn("容缺逾期", missed.warned)
    return _counts(容缺逾期=len(missed.marked), 其中终止=len(missed.terminated), 未处理=len(missed.warned))


def _seal() -> str:
    """Seal the days that are over; on a day with a seal, so once a day, the tallies are summed up as well.

    If summing up fails it is done after the next seal: no figure depends on it.
    """
    sealed = acts.seal_days()
    if not sealed:
        return ""
    written = acts.compact_tallies()
    return f"封签 {len(sealed)} 天，合并累计数 {sum(written.values())} 项"


def _counts(**cases: int) -> str:
    return "，".join(f"{word} {n} 件" for word, n in cases.items() if n)


def _warn(title: str, cases: tuple[tuple[str, str], ...]) -> None:
    """Say in one line that cases were left alone, however many, with the first as an example."""
    if cases:
        number, why = cases[0]
        _log.warning("%s：%d 件未处理，如 %s（%s）", title, len(cases), number, why)


JOBS = (
    Job("cases.deem", "视为受理", "3 * * * *", _deem),
    Job("cases.gaps", "容缺逾期", "8 * * * *", _gaps),
    Job("cases.seal", "每日封签", "13 * * * *", _seal),
)
