"""From the bytes of a file to text: which encoding it is in, and what is no text at all."""

from __future__ import annotations

import codecs
import re
import unicodedata

from yichuang.kit.errors import Refusal

LIMIT_BYTES = 1024 * 1024  # an issue has some 10 kB; beyond this a file is not read at all
_FIELD = "FILE"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the shorter one
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FOREIGN = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "DOCX、WPS 或压缩包"),
    (b"\xd0\xcf\x11\xe0", "DOC"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
_PLAIN = re.compile("[\\s\x20-\x7e\u00b7\u2010-\u2049\u2460-\u24ff\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
PLAIN_SHARE = 0.9  # of the characters of a Chinese text; less means that the encoding was guessed wrongly


def check_size(size_bytes: int) -> None:
    """Raise Refusal `report_too_large` for a file that is longer than LIMIT_BYTES, before it is read."""
    if size_bytes > LIMIT_BYTES:
        raise Refusal(
            "report_too_large",
            f"文件有 {size_bytes:,} 字节，超过上限 {LIMIT_BYTES:,} 字节，没有读取。",
            field=_FIELD,
            rule="刊物的文本文件不超过 1 MB",
            details={"size_bytes": size_bytes, "limit_bytes": LIMIT_BYTES},
        )


def decode(content: bytes) -> str:
    """Return the text of a file: UTF-8, UTF-16, UTF-32 or GB18030, with or without a byte order mark.

    Raises Refusal: `report_too_large`, `report_empty`, `report_binary` (another kind of file, or no text),
    `report_encoding` (a text in none of these encodings, or damaged; names the first bad byte).
    """
    check_size(len(content))
    for magic, kind in _FOREIGN:
        if content.startswith(magic):
            raise _binary(f"文件是 {kind}，不是纯文本；请先另存为纯文本（TXT）。")
    text = _with_mark(content) if content.startswith(tuple(mark for mark, _ in _BOMS)) else _without_mark(content)
    if not text.strip():
        raise Refusal("report_empty", "文件是空的，没有可以读取的文字。", field=_FIELD, rule="文件须含正文")
    if "\x00" in text or len(_CONTROL.findall(text)) > len(text) // 100:
        raise _binary("文件含有控制字符，不是纯文本。")
    return text


def _with_mark(content: bytes) -> str:
    mark, encoding = next((mark, encoding) for mark, encoding in _BOMS if content.startswith(mark))
    try:
        return content[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        raise _damaged(encoding, len(mark) + error.start) from None


def _without_mark(content: bytes) -> str:
    if b"\x00" in content:
        for encoding in ("utf-16-le", "utf-16-be"):
            text = _attempt(content, encoding)
            if text and _looks_written(text):
                return text
        raise _binary("文件含有空字节，不是纯文本。")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        first_bad = error.start
    text = _attempt(content, "gb18030")
    if text and _looks_written(text):
        return text
    if first_bad > len(content) // 2 or _looks_written(content.decode("utf-8", "replace")):
        raise _damaged("utf-8", first_bad)
    raise _binary("文件不是 UTF-8、UTF-16 或 GB18030 编码的文本。")


def _attempt(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _looks_written(text: str) -> bool:
    """Tell whether most characters are such as Chinese texts are made of."""
    sample = text[:20_000]
    plain = sum(1 for char in sample if (_PLAIN.match(char) and unicodedata.category(char) != "Cc") or char.isspace())
    return plain >= PLAIN_SHARE * len(sample)


def _binary(message: str) -> Refusal:
    return Refusal("report_binary", message, field=_FIELD, rule="只读取纯文本文件")


def _damaged(encoding: str, byte: int) -> Refusal:
    return Refusal(
        "report_encoding",
        f"文件按 {encoding.upper()} 解码时在第 {byte + 1} 字节出错，内容可能已损坏。",
        field=_FIELD,
        rule="文件须为完整的 UTF-8、UTF-16 或 GB18030 文本",
        details={"byte": byte + 1},
    )
