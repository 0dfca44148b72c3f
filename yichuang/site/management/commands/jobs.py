"""`yichuang jobs`: what the hall does by itself, when it last did, and what went wrong."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.management.base import OutputWrapper

from yichuang.kit import command
from yichuang.kit.time import zone
from yichuang.site import queries


class Command(command.Command):
    """List the jobs with their last runs; exit status 1 if one failed and has not succeeded since."""

    help = "例行任务：最近一次完成、做了什么、最近一次失败"

    def work(self, **options: Any) -> dict[str, Any]:
        """Return how the jobs stand."""
        jobs = queries.jobs()
        return {
            "worker_seen_at": queries.worker_seen_at(),
            "jobs": [asdict(job) for job in jobs],
            "exit_status": int(any(job.failures for job in jobs)),
        }

    def show(self, record: dict[str, Any], out: OutputWrapper) -> None:
        """Print a line for each job, and one more for its failure."""
        for job in record["jobs"]:
            out.write(f"{job['title']}（{job['name']}）：{_instant(job['done_at'])} 完成 {job['done']}".rstrip())
            if job["failures"]:
                out.write(f"  {_instant(job['failed_at'])} 失败（连续 {job['failures']} 次）：{job['error']}")
        seen = record["worker_seen_at"]
        out.write(f"工作进程：{_instant(seen)}" if seen else "工作进程：没有运行（yichuang work）")


def _instant(instant: datetime | None) -> str:
    return f"{instant.astimezone(zone()):%Y-%m-%d %H:%M:%S}" if instant else "从未"
