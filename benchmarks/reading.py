"""Read files of every kind: issues a second for an archive, seconds and memory for files that mean harm."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

from benchmarks.printing import measure
from yichuang.kit.errors import Refusal
from yichuang.reports.printing.faces import faces_on
from yichuang.reports.printing.pdf import pdf
from yichuang.reports.printing.word import docx
from yichuang.reports.queries.series import series_in_force
from yichuang.reports.reading import read_file
from yichuang.reports.rules.layout import layout
from yichuang.reports.rules.reading import read
from yichuang.reports.rules.record import to_record

SOURCE = next((Path(__file__).resolve().parent.parent / "tests" / "golden").glob("weekly-*.txt"))
_SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_ROW = "<w:tr><w:tc><w:p><w:r><w:t>412</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>398</w:t></w:r></w:p></w:tc></w:tr>"


def run(*, short: bool) -> dict[str, dict]:
    """Return issues a second by kind of file (text, tree and record of each), and what a table of a million rows costs.

    All processors read at once, as for an archive. DOC only where LibreOffice is installed.
    """
    series = series_in_force("weekly")
    text = SOURCE.read_text(encoding="utf-8")
    sheet = layout(read(text, series))
    files = {"txt": text.encode("gb18030"), "docx": docx(sheet), "pdf": pdf(sheet, faces_on(system=False))}
    results = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def understood(path: Path) -> None:
            to_record(read(read_file(path).text, series))

        for kind, content in files.items():
            times = (40 if short else 400) // (5 if kind == "pdf" else 1)
            rate = times / _seconds(_copies(folder, kind, content, times), understood)
            results[f"read_{kind}_per_second"] = measure(rate, "issues/s", aim=None if kind == "pdf" else 20)
        if shutil.which("soffice"):
            doc = _doc(folder, files["docx"])
            results["read_doc_seconds"] = measure(_seconds([doc], understood), "s, one DOC", aim=10, better="lower")
        rows = _table(folder, 100_000 if short else 1_000_000)
        seconds, megabytes = _watched(lambda: _refused(rows))
        results["read_table_seconds"] = measure(seconds, "s, a table of a million rows", aim=10, better="lower")
        results["read_table_mb"] = measure(megabytes, "MB in the reading process", aim=500, better="lower")
    return results


def _copies(folder: Path, kind: str, content: bytes, times: int) -> list[Path]:
    paths = [folder / f"{number}.{kind}" for number in range(times)]
    for path in paths:
        path.write_bytes(content)
    read_file(paths[0])  # starts the process
    return paths


def _seconds(paths: list[Path], deed: Callable[[Path], None]) -> float:
    started = time.perf_counter()
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        list(threads.map(deed, paths))
    return time.perf_counter() - started


def _doc(folder: Path, content: bytes) -> Path:
    (folder / "a.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    words = ["soffice", profile, "--headless", "--convert-to", "doc:MS Word 97", "--outdir", str(folder)]
    subprocess.run([*words, str(folder / "a.docx")], check=True, capture_output=True)
    return folder / "a.doc"


def _table(folder: Path, rows: int) -> Path:
    path = folder / "table.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        part.write(f"<w:document {_SPACE}><w:body><w:tbl>".encode())
        for _ in range(rows // 1000):
            part.write(_ROW.encode() * 1000)
        part.write(b"</w:tbl></w:body></w:document>")
    return path


def _refused(path: Path) -> None:
    try:
        read_file(path)
    except Refusal as refusal:
        print(f"{path.name}: {refusal.code}")


def _watched(deed: Callable[[], None]) -> tuple[float, float]:
    """Return seconds, and the most that any process below this one has had resident meanwhile, in MB."""
    most, started = 0, time.perf_counter()
    with ThreadPoolExecutor(1) as thread:
        done = thread.submit(deed)
        while not done.done():
            for child in psutil.Process().children(recursive=True):
                try:
                    if "yichuang.reports.reading.worker" in child.cmdline():
                        most = max(most, child.memory_info().rss)
                except psutil.Error:
                    continue
            time.sleep(0.02)
        done.result()
    return time.perf_counter() - started, most / 1e6
