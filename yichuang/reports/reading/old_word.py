"""Old DOC (Word 97–2003) to DOCX by LibreOffice, where it is installed: a throw-away profile, no macros, no network."""

from __future__ import annotations

import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from yichuang.kit.errors import Refusal, Unavailable
from yichuang.reports.reading.confined import PROGRAM_LIMIT, SECONDS_LIMIT

_END_OF_CHAIN = 0xFFFFFFFA  # and above: no sector
_ENCRYPTED = 0x0100  # of the flags at the beginning of a Word document ([MS-DOC] 2.5.2, fEncrypted)
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
{items}
</oor:items>
"""
_ITEM = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
)
_PROTOCOLS = ("HTTP", "HTTPS", "FTP")
_SAFE = (
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),  # not kept for linked pictures, so:
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetNoProxy", ""),
    *(("Inet/Settings", f"ooInet{kind}ProxyName", "127.0.0.1") for kind in _PROTOCOLS),
    *(("Inet/Settings", f"ooInet{kind}ProxyPort", "1") for kind in _PROTOCOLS),  # where nobody listens
    ("Office.Writer/Content/Update", "Link", "0"),
)


def has_macros(content: bytes) -> bool:
    """Tell whether a DOC carries macros: the storage of that name."""
    return "Macros".encode("utf-16-le") + b"\0\0" in content


def check_old_word(content: bytes) -> None:
    """Raise Refusal for an OLE2 file that is no DOC (`report_binary`) or needs a password (`report_password`)."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise _password()
    try:
        start = _document_start(content)
        flags = struct.unpack_from("<H", content, start + 0x0A)[0] if start is not None else 0
    except struct.error:
        raise Refusal("report_damaged", "DOC 文件不完整，没有读取。", field="FILE", rule="文件须完整") from None
    if start is None:
        raise Refusal(
            "report_binary", "文件是 OLE 复合文件（XLS、PPT 等），不是文字报告；请另存为 DOCX、PDF 或 TXT。",
            field="FILE", rule="只读取 DOCX、DOC、PDF 和纯文本",
        )  # fmt: skip
    if flags & _ENCRYPTED:
        raise _password()


def to_docx(content: bytes) -> bytes:
    """Return the DOCX that LibreOffice makes of a DOC.

    Raises Unavailable `libreoffice_missing`; Refusal `report_too_slow`, `report_damaged`.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise Unavailable(
            "libreoffice_missing", "本机没有安装 LibreOffice，不能读取 DOC；请安装后再读，或把文件另存为 DOCX。",
            field="FILE", rule="DOC（Word 97–2003）由 LibreOffice 转换后读取",
        )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="yichuang-doc-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        profile = folder / "profile" / "user"
        profile.mkdir(parents=True)
        items = "\n".join(_ITEM.format(path=path, name=name, value=value) for path, name, value in _SAFE)
        (profile / "registrymodifications.xcu").write_text(_SETTINGS.format(items=items), encoding="utf-8")
        (folder / "in.doc").write_bytes(content)
        _convert(program, folder)
        made = folder / "out" / "in.docx"
        if not made.is_file():
            raise Refusal("report_damaged", "LibreOffice 没有读懂这个 DOC（已损坏，或有密码）。", field="FILE")
        return made.read_bytes()


def _convert(program: str, folder: Path) -> None:
    """Run LibreOffice within limits; it and all it has started end with it."""
    words = [
        sys.executable, "-P", "-m", "yichuang.reports.reading.confined", str(PROGRAM_LIMIT), str(SECONDS_LIMIT),
        program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore", "--nolockcheck",
        "--nodefault", "--infilter=MS Word 97", "--convert-to", "docx:Office Open XML Text",
        "--outdir", str(folder / "out"), str(folder / "in.doc"),
    ]  # fmt: skip
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603 -- our own words, no shell
        words, stdin=nowhere, stdout=nowhere, stderr=nowhere, cwd=folder, start_new_session=True,
        env={"PATH": os.defpath, "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"},
    )  # fmt: skip
    try:
        process.wait(SECONDS_LIMIT)
    except subprocess.TimeoutExpired:
        raise Refusal(
            "report_too_slow", f"LibreOffice 转换超过 {SECONDS_LIMIT} 秒，已停止。", field="FILE",
            rule="文件须能在限定的时间和内存内读完",
        ) from None  # fmt: skip
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # the launcher's children too
        process.wait()


def _password() -> Refusal:
    return Refusal("report_password", "文件有密码保护，没有读取；请先取消密码。", field="FILE")


def _document_start(content: bytes) -> int | None:
    """Return where the stream WordDocument begins in an OLE2 file ([MS-CFB] 2.6), None if it has none."""
    name = "WordDocument".encode("utf-16-le") + b"\0\0"
    entry = content.find(name)
    while entry >= 0 and entry % 128:
        entry = content.find(name, entry + 1)
    if entry < 0:
        return None
    size = 1 << min(struct.unpack_from("<H", content, 0x1E)[0], 20)
    first = struct.unpack_from("<I", content, entry + 0x74)[0]
    return (first + 1) * size if first < _END_OF_CHAIN else None
