"""Watched folders: what is whole is taken once, in order, and moved aside with its receipt; nothing else is touched."""

from __future__ import annotations

import gzip
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from tests.exchange.senders import Row, Sender, accept, result
from yichuang.cases.models import Case
from yichuang.exchange import acts
from yichuang.exchange.acts import folders
from yichuang.exchange.acts.alone import alone
from yichuang.exchange.models import Delivery


@pytest.fixture(autouse=True)
def own_var(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sender: Sender) -> None:
    """Give each test folders of its own (after the hall was opened: its keys stay where they are)."""
    monkeypatch.setattr(settings, "VAR", tmp_path / "var")


@pytest.fixture
def home(sender: Sender) -> Path:
    """The system's folder."""
    return folders.folder_of("SCJG")


def lay(sender: Sender, home: Path, name: str, *rows: Row, dataset: str = "accept") -> Path:
    """Lay a file down as the system does."""
    path = sender.file(dataset, rows)
    return path.rename(home / "incoming" / name)


def look() -> list[tuple[str, str, str]]:
    """Look once; return (file, fate, code) in the order of taking."""
    return [(one.file_name, one.fate, one.code) for one in acts.take_in_folders(quiet_seconds=0)]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def receipt(path: Path) -> dict[str, Any]:
    """Read the receipt beside a file, after proving that the hall alone may read it."""
    beside = path.with_name(f"{path.name}.receipt.json")
    assert beside.stat().st_mode & 0o777 == 0o600
    found: dict[str, Any] = json.loads(beside.read_text(encoding="utf-8"))
    return found


def test_acceptances_come_before_results_and_each_file_ends_in_done_with_its_receipt(
    sender: Sender, home: Path
) -> None:
    lay(sender, home, "SCJG-result-0001.csv", result("A1"), dataset="result")
    lay(sender, home, "SCJG-accept-0002.csv", accept("A2"), accept(""))
    lay(sender, home, "SCJG-accept-0001.csv", accept("A1"))
    assert look() == [
        ("SCJG-accept-0001.csv", "done", ""), ("SCJG-accept-0002.csv", "done", ""), ("SCJG-result-0001.csv", "done", "")
    ]  # fmt: skip
    assert names(home / "incoming") == names(home / "refused") == []
    told = receipt(home / "done" / "SCJG-accept-0002.csv")
    assert (told["number"], told["way"], told["taken"], told["refused"]) == ("SCJG-accept-0002", "folder", 1, 1)
    assert told["message"] == (
        "批次 SCJG-accept-0002（修订 0）：共 2 行，收下 1，无变化 0，等待 0，拒收 1；"
        "被拒收的行已列入待更正，请更正后再报送"
    )
    assert Case.objects.get(number="SCJG-A1").state == "granted"
    assert sender.balance().parked == 0
    assert look() == []
    assert Delivery.objects.count() == 3


def test_unfinished_hidden_and_fresh_files_are_left_alone(sender: Sender, home: Path) -> None:
    for name in ("SCJG-accept-0001.csv.part", "SCJG-accept-0001.csv.tmp", ".SCJG-accept-0001.csv", "a.receipt.json"):
        lay(sender, home, name, accept("A1"))
    lay(sender, home, "SCJG-accept-0009.csv", accept("A9"))
    before = names(home / "incoming")
    assert acts.take_in_folders() == [], "nothing has been quiet for so long"
    assert names(home / "incoming") == before
    assert [name for name, _, _ in look()] == ["SCJG-accept-0009.csv"]
    (home / "incoming" / "SCJG-accept-0001.csv.part").rename(home / "incoming" / "SCJG-accept-0001.csv")
    assert look() == [("SCJG-accept-0001.csv", "done", "")]


def test_a_file_that_grows_while_it_is_read_waits_for_the_next_look(
    sender: Sender, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = lay(sender, home, "SCJG-accept-0001.csv", accept("A1"))
    whole, pour = path.read_bytes(), folders._pour

    def pour_while_the_sender_writes(source: Any, target: Any) -> None:
        pour(source, target)
        path.write_bytes(whole + b"\n")

    monkeypatch.setattr(folders, "_pour", pour_while_the_sender_writes)
    assert look() == []
    assert not Delivery.objects.exists()
    monkeypatch.setattr(folders, "_pour", pour)
    assert look() == [("SCJG-accept-0001.csv", "done", "")]


def test_what_the_sender_puts_in_its_place_meanwhile_is_not_moved_with_the_receipt_of_another(
    sender: Sender, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = lay(sender, home, "SCJG-accept-0001.csv", accept("A1"))
    other = sender.file("accept", [accept("A2")], name="other.csv")

    def deliver(**options: Any) -> Any:
        done = acts.deliver(**options)
        other.replace(path)
        return done

    with monkeypatch.context() as patched:
        patched.setattr(folders, "deliver", deliver)
        assert look() == []
    assert names(home / "done") == []
    assert look() == [("SCJG-accept-0001.csv", "refused", "delivery_differs")]


def test_a_bad_file_is_refused_with_its_reason_and_does_not_stop_the_others(sender: Sender, home: Path) -> None:
    incoming = home / "incoming"
    (incoming / "SCJG-accept-0001.csv").write_text("办件编号,名字\n1,2\n", encoding="utf-8")
    (incoming / "SCJG-accept-0002.csv").write_bytes(b"")
    (incoming / "SCJG-accept-0003.jsonl").write_text(json.dumps(accept("A3")), encoding="utf-8")
    (incoming / "SCJG-accept-0004.csv.gz").write_bytes(b"no gzip at all")
    (incoming / "SCJG-accept-0005.csv.gz").write_bytes(gzip.compress(b"project_no")[:-6])
    lay(sender, home, "SCJG-accept-0006.csv", accept("A6"))
    lay(sender, home, "YJGL-accept-0007.csv", accept("A7"))
    lay(sender, home, "报送.csv", accept("A8"))
    assert look() == [
        ("SCJG-accept-0001.csv", "refused", "columns_unknown"), ("SCJG-accept-0002.csv", "refused", "file_unreadable"),
        ("SCJG-accept-0003.jsonl", "refused", "format_not_agreed"),
        ("SCJG-accept-0004.csv.gz", "refused", "unreadable_gzip"),
        ("SCJG-accept-0005.csv.gz", "refused", "unreadable_gzip"), ("SCJG-accept-0006.csv", "done", ""),
        ("YJGL-accept-0007.csv", "refused", "not_this_system"), ("报送.csv", "refused", "malformed_file_name"),
    ]  # fmt: skip
    told = receipt(home / "refused" / "SCJG-accept-0003.jsonl")
    assert told["message"] == "约定的格式是 csv，收到的是 jsonl"
    assert told["error"]["code"] == "format_not_agreed"
    assert names(incoming) == []


def test_gzip_is_unpacked_and_a_bomb_is_not(sender: Sender, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = home / "incoming" / "SCJG-accept-0001.csv.gz"
    packed.write_bytes(gzip.compress(sender.file("accept", [accept("A1")]).read_bytes()))
    (home / "incoming" / "SCJG-accept-0002.csv.gz").write_bytes(gzip.compress(bytes(9 << 20)))
    monkeypatch.setattr(folders, "SMALL_BYTES", 1 << 20)
    assert look() == [
        ("SCJG-accept-0001.csv.gz", "done", ""), ("SCJG-accept-0002.csv.gz", "refused", "file_too_large_inside")
    ]  # fmt: skip
    assert receipt(home / "done" / "SCJG-accept-0001.csv.gz")["number"] == "SCJG-accept-0001"
    assert names(home) == [".lock", "done", "incoming", "refused"], "no draft stays"


def test_a_revision_changes_what_it_names_and_other_content_without_one_is_refused(sender: Sender, home: Path) -> None:
    lay(sender, home, "SCJG-accept-0001.csv", accept("A1"))
    assert look() == [("SCJG-accept-0001.csv", "done", "")]
    lay(sender, home, "SCJG-accept-0001.csv", accept("A1", accept_date="2022-05-09 09:30"))
    assert look() == [("SCJG-accept-0001.csv", "refused", "delivery_differs")]
    lay(sender, home, "SCJG-accept-0001-r1.csv", accept("A1", accept_date="2022-05-09 09:30"))
    assert look() == [("SCJG-accept-0001-r1.csv", "done", "")]
    assert str(Case.objects.get(number="SCJG-A1").accepted_on) == "2022-05-09"


def test_the_same_file_again_answers_the_first_receipt_and_nothing_in_done_is_overwritten(
    sender: Sender, home: Path
) -> None:
    for _ in range(3):
        lay(sender, home, "SCJG-accept-0001.csv", accept("A1"))
        assert look() == [("SCJG-accept-0001.csv", "done", "")]
    files = [name for name in names(home / "done") if not name.endswith(".receipt.json")]
    assert files == ["SCJG-accept-0001.csv", "SCJG-accept-0001~2.csv", "SCJG-accept-0001~3.csv"]
    first = receipt(home / "done" / files[0])
    assert receipt(home / "done" / files[1]) == receipt(home / "done" / files[2]) == first
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize("last", ["receipt", "file"])
def test_a_crash_between_loading_and_moving_is_made_good_by_the_next_look(
    sender: Sender, home: Path, monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    lay(sender, home, "SCJG-accept-0001.csv", accept("A1"))

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        if last == "receipt":
            patched.setattr(folders, "_write", killed)
        else:
            patched.setattr(Path, "rename", killed)
            patched.setattr(folders, "deliver", _delivering_unpatched(patched))
        with pytest.raises(KeyboardInterrupt):
            look()
    assert names(home / "incoming") == ["SCJG-accept-0001.csv"]
    assert Delivery.objects.get().state == "closed"
    assert look() == [("SCJG-accept-0001.csv", "done", "")]
    assert names(home / "done") == ["SCJG-accept-0001.csv", "SCJG-accept-0001.csv.receipt.json"]
    assert receipt(home / "done" / "SCJG-accept-0001.csv")["taken"] == 1
    assert sender.balance().deliveries == 1


def _delivering_unpatched(patched: pytest.MonkeyPatch) -> Any:
    """Return `deliver` with a `Path.rename` that works (receiving renames too)."""
    killed, works = Path.rename, os.rename

    def deliver(**options: Any) -> Any:
        patched.setattr(Path, "rename", lambda one, other: works(one, other))
        try:
            return acts.deliver(**options)
        finally:
            patched.setattr(Path, "rename", killed)

    return deliver


def test_links_pipes_and_folders_are_not_read(sender: Sender, home: Path, tmp_path: Path) -> None:
    secret = sender.file("accept", [accept("A1")], name="elsewhere.csv")
    incoming = home / "incoming"
    (incoming / "SCJG-accept-0001.csv").symlink_to(secret)
    (incoming / "SCJG-accept-0002.csv").symlink_to(tmp_path / "nowhere")
    os.mkfifo(incoming / "SCJG-accept-0003.csv")
    (incoming / "SCJG-accept-0004.csv").mkdir()
    assert look() == [
        ("SCJG-accept-0001.csv", "refused", "not_a_file"), ("SCJG-accept-0002.csv", "refused", "not_a_file"),
        ("SCJG-accept-0003.csv", "refused", "not_a_file"), ("SCJG-accept-0004.csv", "left", "not_a_file"),
    ]  # fmt: skip
    assert (home / "refused" / "SCJG-accept-0001.csv").is_symlink()
    assert secret.exists()
    assert not Delivery.objects.exists()


def test_a_file_that_may_not_be_read_is_left_and_the_others_are_taken(
    sender: Sender, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(sender, home, "SCJG-accept-0001.csv", accept("A1"))
    lay(sender, home, "SCJG-accept-0002.csv", accept("A2"))
    opening = os.open

    def guarded(path: Any, *options: Any, **more: Any) -> int:
        if str(path).endswith("incoming/SCJG-accept-0001.csv"):
            raise PermissionError(13, "Permission denied")
        return opening(path, *options, **more)

    monkeypatch.setattr(os, "open", guarded)
    assert look() == [("SCJG-accept-0001.csv", "left", "not_movable"), ("SCJG-accept-0002.csv", "done", "")]
    assert names(home / "incoming") == ["SCJG-accept-0001.csv"]


def test_what_nobody_foresaw_leaves_the_file_and_the_others_are_taken(
    sender: Sender, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(sender, home, "SCJG-accept-0001.csv", accept("A1"))
    lay(sender, home, "SCJG-accept-0002.csv", accept("A2"))

    def deliver(**options: Any) -> Any:
        if options["envelope"].number.endswith("1"):
            raise ZeroDivisionError
        return acts.deliver(**options)

    monkeypatch.setattr(folders, "deliver", deliver)
    assert look() == [("SCJG-accept-0001.csv", "left", "unexpected"), ("SCJG-accept-0002.csv", "done", "")]


def test_who_comes_second_passes_by(sender: Sender, home: Path) -> None:
    lay(sender, home, "SCJG-accept-0001.csv", accept("A1"))
    with alone(home / ".lock") as undisturbed:
        assert undisturbed
        assert look() == []
    assert look() == [("SCJG-accept-0001.csv", "done", "")]


def test_names_that_are_no_text_or_very_long_are_refused_too(sender: Sender, home: Path) -> None:
    for name in (os.fsdecode(b"\xd6\xd0.csv"), f"{'长' * 83}.csv"):
        lay(sender, home, name, accept("A1"))
    assert {(fate, code) for _, fate, code in look()} == {("refused", "malformed_file_name")}
    assert len(names(home / "refused")) == 4


def test_the_command_says_what_became_of_files_and_where_to_lay_them(
    sender: Sender, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.StringIO()
    call_command("exchange", "folders", "--system", "SCJG", stdout=out)
    assert str(home / "incoming") in out.getvalue()
    lay(sender, home, "notes.csv", accept("A1"))
    monkeypatch.setattr(folders.time, "time", lambda: 4e9)
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("exchange", "folders", "--json", stdout=out)
    (one,) = json.loads(out.getvalue())["files"]
    assert (one["file"], one["fate"], one["code"]) == ("notes.csv", "refused", "malformed_file_name")
    assert one["moved"] == str(home / "refused" / "notes.csv")
