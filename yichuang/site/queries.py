"""How the hall's own work goes: the jobs with their last runs, and whether a worker lives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from yichuang.site.models import JobState
from yichuang.site.wiring import JOBS


@dataclass(frozen=True, slots=True)
class JobStanding:
    """A job and how its last runs went; the times are true ones, None where it never came to that.

    state:    waiting | queued | running
    done:     what the last run that succeeded did
    failures: runs that failed since the last success
    """

    name: str
    title: str
    cron: str
    state: str
    started_at: datetime | None
    done_at: datetime | None
    done: str
    failed_at: datetime | None
    error: str
    failures: int


def jobs() -> list[JobStanding]:
    """Return every job of the house with its last run and last failure, in the order of the wiring."""
    states = {state.name: state for state in JobState.objects.all()}
    queued = dict(
        ProcrastinateJob.objects.filter(status__in=["todo", "doing"])
        .order_by("status")  # todo before doing: what runs now is what counts
        .values_list("task_name", "status")
    )
    words = {"todo": "queued", "doing": "running"}
    standings = []
    for job in JOBS:
        known = states.get(job.name, JobState())
        standings.append(
            JobStanding(
                job.name, job.title, job.cron, words.get(queued.get(job.name, ""), "waiting"), known.started_at,
                known.done_at, known.done, known.failed_at, known.error, known.failures,
            )
        )  # fmt: skip
    return standings


def worker_seen_at() -> datetime | None:
    """Return when a worker last said that it lives (it does so every ten seconds); None if none is there."""
    seen: datetime | None = ProcrastinateWorker.objects.aggregate(seen=Max("last_heartbeat"))["seen"]
    return seen
