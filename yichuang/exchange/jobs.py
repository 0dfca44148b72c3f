"""What the exchange does by itself, as jobs: shells around one act each."""

from __future__ import annotations

from yichuang.exchange import acts
from yichuang.kit.jobs import Job


def _resume() -> str:
    """Go on with what an interrupted loading left open; whoever is loading it just now takes turns with us."""
    receipts = acts.resume_open()
    return f"续收 {len(receipts)} 批" if receipts else ""


def _settle() -> str:
    settled = acts.settle_parked()
    return f"等待的记录收入 {settled} 条" if settled else ""


JOBS = (
    Job("exchange.resume", "续收中断的批次", "* * * * *", _resume),
    Job("exchange.settle", "收入等待办件的记录", "5/10 * * * *", _settle),
)
