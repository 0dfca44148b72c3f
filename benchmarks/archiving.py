"""Archive a folder of old issues end to end: files read, understood, compared, kept and written as issues."""

from __future__ import annotations

import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from benchmarks.printing import measure
from benchmarks.reading import SOURCE
from yichuang.people import acts as people
from yichuang.people.rules import Actor
from yichuang.reports.acts.folders import archive_folder
from yichuang.reports.printing.word import docx
from yichuang.reports.queries.runs import archive_run
from yichuang.reports.queries.series import series_in_force
from yichuang.reports.rules.layout import layout
from yichuang.reports.rules.reading import read
from yichuang.reports.rules.rights import RIGHTS

JOB = Actor.job("bench")


def run(*, short: bool) -> dict[str, dict]:
    """Return issues a second of a folder of 400 files, one half DOCX and the other TXT, and of reading it again.

    The second time nothing is to be done: every file is opened and recognised by its path and checksum.
    """
    people.ensure_roles(RIGHTS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = _fill(folder, 40 if short else 400)
        first, second = (_seconds(folder, files) for _ in range(2))
    return {
        "archive_folder_per_second": measure(files / first, "issues/s, DOCX and TXT", aim=20),
        "archive_again_per_second": measure(files / second, "files/s, nothing new"),
    }


def _fill(folder: Path, times: int) -> int:
    """Write issues of years of 50 weeks, under numbers that no demo issue has; return how many."""
    text, series = SOURCE.read_text(encoding="utf-8"), series_in_force("weekly")
    for place in range(times):
        year, number = 1990 + place // 50, place % 50 + 1
        day = date(year, 1, 4) + timedelta(weeks=number - 1)
        own = text.replace("2023 年第 7 期（总第 431 期）", f"{year} 年第 {number} 期（总第 {place + 10_001} 期）", 1)
        own = own.replace("2023 年 2 月 24 日", f"{day.year} 年 {day.month} 月 {day.day} 日", 1)
        path = folder / f"{year}" / f"{number:02}.{'docx' if place % 2 else 'txt'}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(docx(layout(read(own, series))) if place % 2 else own.encode("gb18030"))
    return times


def _seconds(folder: Path, files: int) -> float:
    started = time.perf_counter()
    outcome = archive_folder(by=JOB, folder=folder, series="weekly")
    seconds = time.perf_counter() - started
    assert archive_run(outcome.run, seen_by=JOB).counts["archived"] == files, "every file became an issue"
    return seconds
