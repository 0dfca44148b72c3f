"""The database goes away in the middle of a delivery: a clear error, and the next call goes on from there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.exchange import loader
from tests.exchange.senders import Sender, accept
from tests.exchange.whole import assert_whole
from yichuang.exchange.models import Delivery

ROWS = 60


def words(sender: Sender, path: Path) -> list[str]:
    return ["exchange", "load", str(path), "--system", sender.code, "--dataset", "accept", "--json"]


def test_a_connection_that_is_cut_ends_with_a_clear_error_and_the_next_call_goes_on(real_sender: Sender) -> None:
    path, env = real_sender.file("accept", [accept(f"A{serial}") for serial in range(ROWS)]), loader.environment()
    reached = 0
    for point, place in (("before_commit", 1), ("before_commit", 3), ("after_commit", 2), ("statement", 30)):
        status, said, complained = loader.ended(
            loader.start(words(real_sender, path), chunk_rows=10, how="cut", point=point, place=place, env=env)
        )
        error = json.loads(said)["error"]
        there = Delivery.objects.filter(state="open").first()
        assert (status, error["code"]) == (1, "loading_interrupted" if there else "database_unreachable"), complained
        if there:
            assert error["details"] == {"delivery": there.pk, "read": there.read, "rows": ROWS}
            assert f"收到第 {there.read} 行（共 {ROWS} 行）" in error["message"]
            assert "重新执行同一命令" in error["message"]
            assert reached < there.read < ROWS
            reached = there.read
    assert reached
    status, said, complained = loader.ended(loader.start(words(real_sender, path), chunk_rows=10, env=env))
    assert (status, json.loads(said)["taken"]) == (0, ROWS), complained
    assert_whole([real_sender])


@pytest.fixture
def installation() -> Iterator[dict[str, str]]:
    """An installation of its own with a small hall and a system; yields its environment."""
    with tempfile.TemporaryDirectory(prefix="yichuang-lost-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # the server's account must be able to enter
        own = {
            "YICHUANG_VAR": f"{folder}/var",
            "YICHUANG_DAY": "2022-07-01",
            "DATABASE_URL": "",
            "DATABASE_OWNER_URL": "",
        }
        env = os.environ | own | {"DJANGO_SETTINGS_MODULE": "yichuang.site.settings"}
        subprocess.run([sys.executable, "-c", SET_UP], env=env, cwd=loader.ROOT, check=True)
        yield env


SET_UP = """
import django
django.setup()
from pathlib import Path
from tests.cast import open_hall
from tests.exchange.conftest import registered
from yichuang.site.preparing import prepare
prepare()
registered(open_hall(), Path("."))
"""


def test_a_server_that_is_stopped_and_started_again(installation: dict[str, str], tmp_path: Path) -> None:
    path = Sender(None, "SCJG", tmp_path, "").file("accept", [accept(f"A{serial}") for serial in range(ROWS)])  # type: ignore[arg-type]

    def run(**accident: Any) -> tuple[int, dict[str, Any]]:
        command = ["exchange", "load", str(path), "--system", "SCJG", "--dataset", "accept", "--json"]
        status, said, complained = loader.ended(loader.start(command, chunk_rows=20, env=installation, **accident))
        assert said, complained
        return status, json.loads(said)

    status, told = run(how="stop", point="after_commit", place=2)
    assert (status, told["error"]["code"], told["error"]["details"]["read"]) == (1, "loading_interrupted", 20)
    status, told = run(how="stop", point="before_commit", place=2)
    assert (status, told["error"]["code"], told["error"]["details"]["read"]) == (1, "loading_interrupted", 40)
    status, told = run()
    assert (status, told["state"], told["taken"], told["rows"]) == (0, "closed", ROWS, ROWS)
    for check in (["exchange", "reconcile"], ["ledger", "verify"]):
        done = subprocess.run(
            [sys.executable, "-m", "yichuang.site.command", *check, "--json"], env=installation, capture_output=True
        )
        assert done.returncode == 0, done.stdout
