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


def _folders() -> str:
    """Say what became of the files that lay in the folders; those that were left were looked at before, too."""
    files = [one for one in acts.take_in_folders() if one.moved]
    refused = sum(one.fate == "refused" for one in files)
    return f"收取 {len(files)} 个文件，其中整批拒收 {refused} 个" if files else ""


def _pull() -> str:
    pulled = acts.pull_due()
    failed = [one.system for one in pulled if one.error]
    if failed:
        return f"读取 {len(pulled)} 次，未读成：{'、'.join(failed)}"
    return f"读取 {len(pulled)} 次" if pulled else ""


JOBS = (
    Job("exchange.folders", "收取监视目录中的报送", "* * * * *", _folders),
    Job("exchange.resume", "续收中断的批次", "* * * * *", _resume),
    Job("exchange.pull", "读取前置库", "*/10 * * * *", _pull),
    Job("exchange.settle", "收入等待办件的记录", "5/10 * * * *", _settle),
)
