"""What a file is: its format and encoding, told by its content; its name only hints."""

from __future__ import annotations

import codecs
import zipfile
from pathlib import Path

from yichuang.kit.errors import Refusal

LOOKED_AT = 1 << 20  # bytes
_WRONG = {
    b"\xd0\xcf\x11\xe0": "是旧版 Excel（.xls）文件，请另存为 .xlsx",
    b"\x1f\x8b": "仍是 gzip 压缩的",
    codecs.BOM_UTF16_LE: "是 UTF-16 编码的，请改用 UTF-8 或 GB18030",
    codecs.BOM_UTF16_BE: "是 UTF-16 编码的，请改用 UTF-8 或 GB18030",
    b"[": "是 JSON 数组；请改为 JSON Lines（每行一个对象）",
}


def unreadable(what: str) -> Refusal:
    """Return the refusal of a file that is not what it should be; `what` is the sentence's end."""
    return Refusal("file_unreadable", f"文件不能读取：{what}", field="file")


def recognise(path: Path) -> tuple[str, str]:
    """Return a file's format (csv, xlsx, jsonl, parquet) and its encoding, empty where the format has none.

    Raises Refusal `file_unreadable` where it is none of these.
    """
    path = Path(path)
    with path.open("rb") as file:
        head = file.read(LOOKED_AT)
    if not head.strip():
        raise unreadable("文件是空的")
    if head.startswith(b"PAR1"):
        return "parquet", ""
    if head.startswith(b"PK"):
        return _of_zip(path), ""
    for beginning, what in _WRONG.items():
        if head.startswith(beginning):
            raise unreadable(what)
    if b"\0" in head.split(b"\n", 1)[0]:
        raise unreadable("既不是文本，也不是 XLSX 或 Parquet")
    text = head.removeprefix(codecs.BOM_UTF8).lstrip()
    hinted = path.suffix.lower() in (".jsonl", ".ndjson") and b"\n{" in text
    return "jsonl" if text.startswith(b"{") or hinted else "csv", encoding_of(head)


def encoding_of(head: bytes) -> str:
    """Return utf-8 or gb18030 by the lines that are not ASCII: the majority decides, so that one damaged byte does not.

    >>> encoding_of("办件编号\\n甲\\n".encode() + b"\\xff\\n"), encoding_of("办件编号\\n甲\\n".encode("gb18030"))
    ('utf-8', 'gb18030')
    """
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8"
    lines = head.split(b"\n")
    if len(head) == LOOKED_AT and len(lines) > 1:
        lines.pop()  # cut off in the middle
    telling = [line for line in lines if not line.isascii()]
    return "utf-8" if 2 * sum(map(_is_utf8, telling)) >= len(telling) else "gb18030"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise unreadable("压缩包已损坏") from None
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise unreadable("是压缩包，但不是 XLSX 电子表格")
    return "xlsx"
