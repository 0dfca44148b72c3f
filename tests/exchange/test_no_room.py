"""No room on disk: refused cleanly, nothing is left half done, and once there is room the same call goes on."""

from __future__ import annotations

import errno
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from tests.exchange import loader
from tests.exchange.senders import Sender, accept, counts
from tests.exchange.whole import assert_whole
from tests.folders import open_folder
from yichuang.cases.models import Case, CaseParty
from yichuang.exchange import acts
from yichuang.exchange.acts import folders, keeping, loading
from yichuang.exchange.models import Delivery
from yichuang.kit.errors import Refusal

TINY_KIB, ROOMY_KIB = 512, 65_536


def rows(n: int) -> list[dict[str, str]]:
    return [accept(f"A{serial}", address="某路某号" * 20) for serial in range(n)]


def test_a_file_for_which_there_is_no_room_is_refused_and_nothing_is_left_of_it(real_sender: Sender) -> None:
    path, before = real_sender.file("accept", rows(200)), set(keeping.kept_at("").iterdir())
    words = ["exchange", "load", str(path), "--system", real_sender.code, "--dataset", "accept", "--json"]
    limit = path.stat().st_size // 2
    status, said, complained = loader.ended(
        loader.start(words, env=loader.environment(), file_bytes_max=limit)
    )  # fmt: skip
    assert (status, json.loads(said)["error"]["code"]) == (1, "no_room"), complained
    assert set(keeping.kept_at("").iterdir()) == before
    assert not Delivery.objects.exists()
    assert counts(real_sender.deliver(path, dataset="accept")) == (200, 0, 0, 0)


def test_a_file_in_a_folder_stays_there_until_there_is_room(
    sender: Sender, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It is no fault of the file: it is not moved to those that were refused."""
    monkeypatch.setattr(settings, "VAR", tmp_path / "var")
    home = folders.folder_of("SCJG")
    sender.file("accept", rows(2)).rename(home / "incoming" / "SCJG-accept-0001.csv")

    def full(file: object) -> bytes:
        raise OSError(errno.ENOSPC, "No space left on device")

    def look() -> list[tuple[str, str]]:
        return [(one.fate, one.code) for one in acts.take_in_folders(quiet_seconds=0)]

    with monkeypatch.context() as patched:
        patched.setattr(keeping, "sm3_of_file", full)
        assert look() == look() == [("left", "no_room")]
    assert list(keeping.kept_at("").iterdir()) == []
    assert look() == [("done", "")]
    assert Case.objects.count() == 2


@pytest.fixture
def tiny(real_sender: Sender, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[int], None]]:
    """Put the parties of cases on a disk of their own that is tiny; yields how to give it another size (KiB)."""
    data = settings.DATABASES["default"].get("EMBEDDED_DATA")
    if not data:
        pytest.skip("the server is not the embedded one: its disks are not ours to make")
    folder = open_folder(tmp_path_factory, "disk")

    def mounted(*words: str) -> bool:
        return subprocess.run(["mount", *words, str(folder)], capture_output=True).returncode == 0

    if not mounted("-t", "tmpfs", "-o", f"size={TINY_KIB}k", "tmpfs"):
        pytest.skip("this account may not mount a small disk")
    owner = Path(data).stat()
    os.chown(folder, owner.st_uid, owner.st_gid)
    facts = connection.get_connection_params()
    with psycopg.connect(host=facts["host"], dbname=facts["dbname"], user="postgres", autocommit=True) as server:
        server.execute(f"CREATE TABLESPACE tiny LOCATION '{folder}'")
        try:
            server.execute("ALTER TABLE cases_caseparty SET TABLESPACE tiny")
            yield lambda size: assert_true(mounted("-o", f"remount,size={size}k"))
        finally:
            server.execute("ALTER TABLE cases_caseparty SET TABLESPACE pg_default")
            server.execute("DROP TABLESPACE tiny")
            subprocess.run(["umount", str(folder)], check=True)


def assert_true(done: bool) -> None:
    assert done


def test_a_full_database_takes_no_half_chunk_and_goes_on_when_there_is_room(
    real_sender: Sender, tiny: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "CHUNK_ROWS", 200)
    path = real_sender.file("accept", rows(2_000))
    reached = []
    for _ in range(2):
        with pytest.raises(Refusal) as refused:
            real_sender.deliver(path, dataset="accept")
        assert refused.value.code == "no_room"
        assert "腾出空间后重新执行同一命令" in refused.value.message
        there = Delivery.objects.get()
        assert refused.value.details == {"delivery": there.pk, "read": there.read, "rows": 2_000}
        assert there.taken == there.read == Case.objects.count() == CaseParty.objects.count()
        reached.append(there.read)
    assert 0 < reached[0] == reached[1] < 2_000
    tiny(ROOMY_KIB)
    assert counts(real_sender.deliver(path, dataset="accept")) == (2_000, 0, 0, 0)
    assert_whole([real_sender])
