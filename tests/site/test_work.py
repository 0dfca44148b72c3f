"""The worker: jobs at start and by the clock, each once at a time, tried again within a limit, never lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from procrastinate.contrib.django import app as queue
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from tests.cast import open_hall
from tests.folders import open_folder
from tests.site.test_run import environment, free_port
from yichuang.cases.models import Case
from yichuang.kit.errors import Refusal
from yichuang.kit.jobs import Job
from yichuang.site import queries, wiring, working
from yichuang.site.models import JobState

NEVER = "0 0 29 2 *"  # hardly ever: only asked for at start


@pytest.fixture(autouse=True)
def as_the_program(transactional_db: None) -> Iterator[None]:
    """The worker's own connections take the program's role, as those of an installation do."""
    options = connection.settings_dict["OPTIONS"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(options, "options", f"{options['options']} -c role=yichuang_app")
        patch.setattr(working, "RETRY_BASE_SECONDS", 0)
        patch.setattr(working, "PAUSE_SECONDS", 0.1)
        patch.setattr(working, "POLL_SECONDS", 0.1)
        yield
        connections.close_all()


def job(work: Callable[[], str], name: str = "test.job") -> Job:
    return Job(name, "试验", NEVER, work)


def work_until(reached: Callable[[], bool], *jobs: Job) -> None:
    """Work, and have it told to stop once something is reached, or after ten seconds."""

    def look() -> None:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and not reached():
            time.sleep(0.05)
        connections.close_all()
        os.kill(os.getpid(), signal.SIGTERM)

    looking = threading.Thread(target=look)
    looking.start()
    working.work(jobs)
    looking.join()


def ask_for(name: str) -> int:
    return queue.configure_task(name, lock=name, queueing_lock=name).defer()


def state(name: str = "test.job") -> JobState:
    return JobState.objects.get(name=name)


def call(*results: str | Exception) -> tuple[Callable[[], str], list[str | Exception]]:
    """Return work that has these results one after the other, the last one for ever, and the list of its calls."""
    calls: list[str | Exception] = []

    def work() -> str:
        result = results[min(len(calls), len(results) - 1)]
        calls.append(result)
        if isinstance(result, Exception):
            raise result
        return result

    return work, calls


def test_every_job_of_the_house_is_done_at_start_and_its_standing_is_kept() -> None:
    hall = open_hall()
    number = hall.received_case(on="2022-06-02")
    assert {standing.done_at for standing in queries.jobs()} == {None}
    working.work(wiring.JOBS, once=True)
    for standing in queries.jobs():
        assert standing.started_at is not None
        assert standing.done_at is not None
        assert standing.started_at <= standing.done_at
        assert (standing.state, standing.failures, standing.error) == ("waiting", 0, "")
    assert state("cases.deem").done == "视为受理 1 件"
    assert Case.objects.get().number == number
    assert Case.objects.get().state == "under_review"
    assert queries.worker_seen_at() is None
    assert not ProcrastinateJob.objects.exists()


def test_each_job_has_a_name_of_its_own_room_and_a_time() -> None:
    names = [one.name for one in wiring.JOBS]
    assert len(set(names)) == len(names)
    assert {name.partition(".")[0] for name in names} == {"cases", "exchange"}
    assert all(one.title for one in wiring.JOBS)
    for periodic in working._queue(wiring.JOBS).periodic_registry.periodic_tasks.values():
        times = [periodic.croniter.get_next(ret_type=float) for _ in range(2)]  # raises where the line is none
        assert times[1] - times[0] <= 3600


def test_a_job_that_fails_is_tried_again_and_then_as_if_nothing_had_been(caplog: pytest.LogCaptureFixture) -> None:
    work, calls = call(Refusal("no_disk", "磁盘已满"), "封签 1 天")
    work_until(lambda: len(calls) == 2, job(work))
    assert (state().done, state().failures, state().error) == ("封签 1 天", 0, "磁盘已满 [no_disk]")
    assert "任务 test.job（试验）失败" in caplog.text
    assert not ProcrastinateJob.objects.exists()


def test_a_job_that_goes_on_failing_is_given_up_and_shown_and_done_again_at_its_next_time() -> None:
    work, calls = call(ValueError("wrong\nsecret of the second line"))
    work_until(lambda: ProcrastinateJob.objects.filter(status="failed").exists(), job(work))
    assert len(calls) == 1 + working.RETRIES_MAX
    known = state()
    assert (known.failures, known.error, known.done_at) == (len(calls), "ValueError: wrong", None)
    assert known.failed_at is not None
    working.work([job(call("已恢复")[0])], once=True)
    assert (state().failures, state().done) == (0, "已恢复")


def test_a_job_never_runs_twice_at_once_and_waits_once_at_most() -> None:
    running, most, refused, runs = 0, 0, 0, 0

    def work() -> str:
        nonlocal running, most, refused, runs
        running, runs = running + 1, runs + 1
        most = max(most, running)
        if runs == 1:
            for _ in range(3):
                try:
                    ask_for("test.job")
                except AlreadyEnqueued:
                    refused += 1
            time.sleep(1)  # there are threads enough to begin the second run meanwhile
        running -= 1
        return ""

    work_until(lambda: runs == 2, job(work))
    assert (most, refused) == (1, 2)


def test_a_failing_job_keeps_no_other_one_from_its_work() -> None:
    work, calls = call("好")
    working.work([job(call(ValueError())[0], "test.bad"), job(work, "test.good")], once=True)
    assert calls == ["好"]
    assert (state("test.bad").failures, state("test.good").failures) == (1, 0)
    assert [(one.task_name, one.status) for one in ProcrastinateJob.objects.all()] == [("test.bad", "todo")]


@pytest.mark.parametrize(("attempts", "kept"), [(0, []), (working.RETRIES_MAX, ["failed"])])
def test_the_job_of_a_dead_worker_is_done_again_but_not_for_ever(attempts: int, kept: list[str]) -> None:
    left_by_a_dead_worker("test.job", attempts)
    work, calls = call("重做")
    working.work([job(work)], once=True)
    assert calls == ["重做"]  # what was given back and what is asked for at start is one job
    assert [one.status for one in ProcrastinateJob.objects.all()] == kept


def left_by_a_dead_worker(name: str, attempts: int) -> None:
    """Leave a job as a worker does that was killed in the middle of it, a minute ago."""
    number = ask_for(name)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - '1 minute'::interval)")
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', attempts = %s, "
            "worker_id = (SELECT max(id) FROM procrastinate_workers) WHERE id = %s",
            [attempts, number],
        )


def test_when_the_database_goes_away_the_worker_comes_back_to_it() -> None:
    parameters = connection.get_connection_params()
    own = {name: parameters[name] for name in ("host", "user", "dbname")}
    connection.close()
    calls = []

    def work() -> str:
        calls.append(Case.objects.count())
        if len(calls) == 1:  # as at a restart of the server: every connection is cut, this one too
            with psycopg.connect(**own, autocommit=True) as owner:
                owner.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            Case.objects.count()
        return "又通了"

    work_until(lambda: len(calls) == 2, job(work))
    assert calls == [0, 0]
    assert (state().done, state().failures) == ("又通了", 0)


SLOW = """
import sys, time
import django
django.setup()
from yichuang.kit.jobs import Job
from yichuang.site import preparing, working
preparing.prepare()
def work():
    print("begun", flush=True)
    time.sleep(float(sys.argv[1]))
    print("ended", flush=True)
    return "做完"
working.work([Job("test.slow", "试验", "0 0 29 2 *", work)], once=sys.argv[2] == "once")
"""


def test_told_to_stop_it_breaks_off_a_long_job_within_seconds_and_the_next_worker_does_it(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = open_folder(tmp_path_factory, "worker")
    process = slow(folder, "60", "")
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    process.send_signal(signal.SIGTERM)
    told = time.monotonic()
    rest, _ = process.communicate(timeout=30)
    assert time.monotonic() - told < working.GRACE_SECONDS + 3
    assert (rest, process.returncode) == ("", 0)
    assert not (folder / "var" / "postgres" / "postmaster.pid").exists()
    again, _ = slow(folder, "0", "once").communicate(timeout=60)
    assert again == "begun\nended\n"


def slow(folder: Path, seconds: str, how: str) -> subprocess.Popen[str]:
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    command = [sys.executable, "-c", SLOW, seconds, how]
    return subprocess.Popen(command, env=environment(folder, free_port()), cwd=folder, **pipes)
