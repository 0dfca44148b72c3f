"""The worker: one process that does the rooms' jobs, out of a queue in PostgreSQL (procrastinate)."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import psycopg
from django.conf import settings
from django.db import DatabaseError, connections
from django.db.models import F
from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.contrib.django import connector_params
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import Status
from procrastinate.worker import Worker

from yichuang.kit.errors import Refusal
from yichuang.kit.jobs import Job
from yichuang.kit.postgres import embedded
from yichuang.kit.time import true_now
from yichuang.site.models import JobState

CONCURRENCY = 3  # so that two long deliveries do not keep a deemed acceptance waiting
RETRIES_MAX, RETRY_BASE_SECONDS = 3, 5  # after 5, 25 and 125 s; then it waits for its next time
GRACE_SECONDS = 5.0  # for the job at hand when told to stop; then it is broken off, and done again later
HEARTBEAT_SECONDS, DEAD_SECONDS = 10.0, 30.0  # a worker that was silent for so long is dead
TIDY_SECONDS = 20.0
CONNECT_SECONDS = 5.0  # without a connection for so long, the database counts as lost
PAUSE_SECONDS = 5.0  # before a lost database is tried again
PARENT_SECONDS = 1.0
POLL_SECONDS = 5.0  # for jobs whose time came; new ones are told of at once
KEPT_HOURS = 7 * 24  # how long the queue remembers failed jobs
ERROR_LENGTH_MAX = 300
_log = logging.getLogger("yichuang.jobs")


def work(jobs: Sequence[Job], *, parent: int = 0, once: bool = False) -> None:
    """Do the jobs now and by the clock until SIGTERM or SIGINT comes or the process `parent` is gone (0: nobody).

    once: do each job now, then return; one that failed is left to the next worker.

    A job that does not end within GRACE_SECONDS of being told is broken off: the process ends at once, its transaction
    is rolled back, and the next worker does the job again. A lost database is tried again and again, but with `once`
    raised as ConnectorException, psycopg.Error or TimeoutError.
    """
    asyncio.run(_work(jobs, parent=parent, once=once))


async def _work(jobs: Sequence[Job], *, parent: int, once: bool) -> None:
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    watch = asyncio.create_task(_watch(parent, told)) if parent else None
    while not told.is_set():
        app = _queue(jobs)
        try:
            await asyncio.wait_for(app.open_async(), CONNECT_SECONDS)
            await _session(app, jobs, told, once=once)
        except (ConnectorException, psycopg.Error, TimeoutError) as error:
            if once:
                raise
            _log.error("任务队列无法使用，%d 秒后重试：%s", PAUSE_SECONDS, _first_line(error))
        finally:
            await app.close_async()
        if once:
            break
        with suppress(TimeoutError):
            await asyncio.wait_for(told.wait(), PAUSE_SECONDS)
    if watch:
        watch.cancel()


def _queue(jobs: Sequence[Job]) -> App:
    """Return the queue, reached as the program reaches its database, with a task for each job."""
    pool = PsycopgConnector(
        kwargs=connector_params("default"), min_size=1, max_size=CONCURRENCY + 1, timeout=CONNECT_SECONDS
    )
    app = App(connector=pool)
    retry = RetryStrategy(max_attempts=RETRIES_MAX, exponential_wait=RETRY_BASE_SECONDS)
    for job in jobs:  # queueing_lock: it waits once at most; lock: it runs once at most, whatever the number of workers
        task = app.task(name=job.name, queueing_lock=job.name, lock=job.name, retry=retry)(_shell(job))
        app.periodic(cron=job.cron)(task)
    return app


async def _session(app: App, jobs: Sequence[Job], told: asyncio.Event, *, once: bool) -> None:
    """Work until told, until the database is lost (raises), or, with `once`, until each job was done."""
    await _tidy(app)
    for job in jobs:
        with suppress(AlreadyEnqueued):
            await app.tasks[job.name].defer_async()
    worker = Worker(
        app, concurrency=CONCURRENCY, wait=not once, install_signal_handlers=False, delete_jobs="successful",
        update_heartbeat_interval=HEARTBEAT_SECONDS, stalled_worker_timeout=DEAD_SECONDS,
        fetch_job_polling_interval=POLL_SECONDS,
    )  # fmt: skip
    working = asyncio.create_task(worker.run())
    beside = [asyncio.create_task(_tidy_again(app)), asyncio.create_task(told.wait())]
    await asyncio.wait([working, *beside], return_when=asyncio.FIRST_COMPLETED)
    worker.stop()
    ended, _ = await asyncio.wait([working], timeout=GRACE_SECONDS)
    if not ended:
        await _break_off(app, worker)
    for task in beside:
        task.cancel()
    await asyncio.gather(*beside, return_exceptions=True)
    for task in (working, beside[0]):
        if not task.cancelled() and (error := task.exception()):
            raise error


async def _watch(parent: int, told: asyncio.Event) -> None:
    """Tell the worker to stop once the process that started it is gone."""
    while os.getppid() == parent:
        await asyncio.sleep(PARENT_SECONDS)
    told.set()


async def _tidy_again(app: App) -> NoReturn:
    while True:
        await asyncio.sleep(TIDY_SECONDS)
        await _tidy(app)


async def _tidy(app: App) -> None:
    """Give the jobs of dead workers back to the queue, and forget those that failed long ago."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_SECONDS):
        if job.attempts < RETRIES_MAX:  # a job that kills its worker every time must not do so for ever
            with suppress(UniqueViolation):  # asked for anew in the meantime
                await app.job_manager.retry_job(job)
                continue
        await app.job_manager.finish_job(job, Status.FAILED, delete_job=False)
        _log.error("任务 %s 的工作进程已中断", job.task_name)
    await app.job_manager.delete_old_jobs(KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True)


async def _break_off(app: App, worker: Worker) -> NoReturn:
    """End the process though a job still runs: sign off, so that the next worker finds the job as nobody's."""
    _log.warning("任务未能在 %d 秒内结束，已中断，下次启动时重做", GRACE_SECONDS)
    if worker.worker_id is not None:
        with suppress(ConnectorException, TimeoutError):
            await asyncio.wait_for(app.job_manager.unregister_worker(worker.worker_id), 1)
    embedded.leave(Path(settings.VAR) / "postgres")
    sys.stderr.flush()
    os._exit(0)


def _shell(job: Job) -> Callable[[int], None]:
    """Return the task of a job: it keeps how the run went, and leaves no connection behind in its thread."""

    def run(timestamp: int = 0) -> None:  # the queue says for which minute it was due; nobody needs it
        try:
            _keep(job.name, started_at=true_now())
            done = job.work()
            _keep(job.name, done_at=true_now(), done=done, failures=0)
        except Exception as error:
            _log.exception("任务 %s（%s）失败", job.name, job.title)
            connections.close_all()  # this one may be dead or in the middle of a transaction
            with suppress(DatabaseError):
                _keep(job.name, failed_at=true_now(), error=_reason(error), failures=F("failures") + 1)
            raise
        finally:
            connections.close_all()

    return run


def _keep(name: str, **changes: object) -> None:
    """Write down how a job's run went."""
    if not JobState.objects.filter(name=name).update(**changes):
        JobState.objects.create(name=name, **changes)


def _reason(error: Exception) -> str:
    """Return why a job failed, for people: no values of rows (they stand in the lines after the first)."""
    words = f"{error.message} [{error.code}]" if isinstance(error, Refusal) else _first_line(error)
    return words[:ERROR_LENGTH_MAX]


def _first_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {(str(error).splitlines() or [''])[0]}"
