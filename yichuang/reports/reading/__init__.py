"""Files from outside as text: DOCX, PDF, old DOC and plain text, told apart by their content, not by their names."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from yichuang.kit.errors import Refusal
from yichuang.reports.reading import old_word
from yichuang.reports.reading.extracted import Extracted, Link, Skipped, from_record, with_file
from yichuang.reports.reading.workers import processes
from yichuang.reports.rules.decode import check_size, decode

__all__ = [
    "FILE_LIMIT", "Extracted", "Link", "Skipped", "check_file_size", "from_record", "page_picture", "read_content",
    "read_file", "with_file",
]  # fmt: skip

FILE_LIMIT = 64 << 20  # bytes: a scanned report of a hundred pages
DPI, DPI_MAX = 100, 300
_ZIP, _OLE2, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-"
_PDF_WITHIN = 1024  # bytes: readers of PDF accept as much rubbish before the first line


def read_file(path: Path) -> Extracted:
    """Return the text of a file and what of it was not read; see `read_content`.

    Raises Refusal `report_unreadable` as well, if the file cannot be opened.
    """
    return read_content(_content(path))


def read_content(content: bytes) -> Extracted:
    """Return the text of a file given as bytes: DOCX, PDF, DOC, or text in UTF-8, UTF-16, UTF-32 or GB18030.

    At most 10 seconds and 500 MB, whatever is in it; no macro is run, no address is fetched. Safe in threads.
    Raises Refusal: `report_too_large`, `report_empty`, `report_binary` (another kind of file), `report_encoding`,
    `report_damaged`, `report_password`, `report_too_slow`; Unavailable `libreoffice_missing` (DOC only).
    A file that could be read in part is no refusal: `unread` says what is missing.
    """
    return _READERS[_kind_of(content)](content)


def page_picture(content: bytes, page: int, *, dpi: int = DPI) -> bytes:
    """Return a page of a PDF (from 1) as PNG, at most DPI_MAX dots an inch and four million dots in all.

    Raises Refusal `report_damaged`, `report_password`, `report_too_slow`, `page_missing`.
    """
    check_file_size(len(content))
    return processes.ask({"deed": "picture", "page": page, "dpi": min(dpi, DPI_MAX)}, content)


def _kind_of(content: bytes) -> str:
    if content.startswith(_ZIP):
        return "docx"
    if content.startswith(_OLE2):
        return "doc"
    return "pdf" if _PDF in content[:_PDF_WITHIN] else "text"


def _text(content: bytes) -> Extracted:
    return Extracted(decode(content), "text")


def _taken_apart(kind: str) -> Callable[[bytes], Extracted]:
    def read(content: bytes) -> Extracted:
        check_file_size(len(content))
        return from_record(json.loads(processes.ask({"deed": "read", "kind": kind}, content)))

    return read


def _doc(content: bytes) -> Extracted:
    check_file_size(len(content))
    old_word.check_old_word(content)
    read = _READERS["docx"](old_word.to_docx(content))
    macros = [Skipped("文件带有宏，没有运行，也没有读取")] if old_word.has_macros(content) else []
    return replace(read, kind="doc", unread=(*macros, *read.unread))


_READERS: dict[str, Callable[[bytes], Extracted]] = {
    "text": _text, "doc": _doc, "docx": _taken_apart("docx"), "pdf": _taken_apart("pdf"),
}  # fmt: skip


def _content(path: Path) -> bytes:
    """Return the file's bytes, having looked at its size and its beginning first."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            content = file.read(_PDF_WITHIN)
            (check_size if _kind_of(content) == "text" else check_file_size)(size)
            return content + file.read(FILE_LIMIT)
    except OSError as error:
        raise Refusal("report_unreadable", f"文件 {path} 无法读取：{error.strerror}。", field="FILE") from None


def check_file_size(size_bytes: int) -> None:
    """Raise Refusal `report_too_large` for a file over FILE_LIMIT."""
    if size_bytes > FILE_LIMIT:
        raise Refusal(
            "report_too_large", f"文件有 {size_bytes:,} 字节，超过上限 {FILE_LIMIT:,} 字节，没有读取。",
            field="FILE", rule="DOCX、DOC、PDF 不超过 64 MB",
            details={"size_bytes": size_bytes, "limit_bytes": FILE_LIMIT},
        )  # fmt: skip
