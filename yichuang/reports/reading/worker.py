"""The process in which files from outside are taken apart: `python -m yichuang.reports.reading.worker`.

It holds nothing worth stealing (no settings, no database, no environment), has limits on memory and time, writes no
file and starts no program. A question is a line of JSON and then the file's bytes, an answer likewise.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, BinaryIO

from yichuang.kit.errors import Refusal
from yichuang.reports.reading.confined import MEMORY_LIMIT, SECONDS_LIMIT, leave_the_network, limit, spend_at_most
from yichuang.reports.reading.extracted import TEXT_LIMIT, Damaged, Full, Gathered, OutOfTime

SOFT_SECONDS = 7.0  # then reading stops, and what was read is the answer
_IDLE_SECONDS = 60  # without a question: the process ends, the next question starts a new one
_RETIRE_BYTES = MEMORY_LIMIT // 2  # kept after a file: the next one would have too little room


def answer(header: dict[str, Any], content: bytes) -> bytes:
    """Return the answer to one question as JSON, or the picture of a page. Raises Refusal."""
    if header["deed"] == "picture":
        from yichuang.reports.reading.pdf import page_picture

        return page_picture(content, header["page"], header["dpi"])
    out = Gathered(header["kind"])
    _gather(_reader(header["kind"]), content, out)
    return json.dumps(out.result().as_record(), ensure_ascii=False).encode("utf-8", "replace")


def _reader(kind: str) -> Callable[[bytes, Gathered], None]:
    if kind == "pdf":  # each where it is used: half the start is the other's libraries
        from yichuang.reports.reading.pdf import read_pdf

        return read_pdf
    from yichuang.reports.reading.word import read_docx

    return read_docx


def _gather(reader: Callable[[bytes, Gathered], None], content: bytes, out: Gathered) -> None:
    """Read as far as it goes. Raises Refusal if there is nothing to show for it."""
    try:
        reader(content, out)
        return
    except Full:
        out.skip(f"正文超过 {TEXT_LIMIT:,} 字，其余没有读")
        return
    except OutOfTime:
        code, message = "report_too_slow", f"读取超过 {SOFT_SECONDS:g} 秒"
    except (MemoryError, RecursionError):
        code, message = "report_too_large", "读取所需内存过大"
    except Damaged as error:
        code, message = "report_damaged", str(error)
        if error.all_read and not out.empty:
            out.skip(message)
            return
    except Refusal:
        raise
    except Exception as error:  # libraries promise no set of errors over broken files
        code, message = "report_damaged", f"文件已损坏（{type(error).__name__}：{str(error)[:100]}）"
    if out.empty and not out.pages:
        raise Refusal(code, f"{message}，没有读到文字。", field="FILE", rule="文件须完整，且能在限定的时间和内存内读完")
    out.skip(f"{message}，其余没有读")


def main() -> None:
    """Answer questions until there are no more."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints is no answer
    leave_the_network()
    limit(resource.RLIMIT_AS, MEMORY_LIMIT)
    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_FSIZE, 0)
    limit(resource.RLIMIT_NPROC, 0)
    signal.signal(signal.SIGALRM, _out_of_time)
    questions = sys.stdin.buffer
    while select.select([questions], [], [], _IDLE_SECONDS)[0] and (line := questions.readline()):
        header = json.loads(line)
        _answer(header, questions.read(header["size"]), answers)
        if _address_space_bytes() > _RETIRE_BYTES:
            break


def _address_space_bytes() -> int:
    """Return how much of MEMORY_LIMIT this process has taken and kept; 0 where the system does not say."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _answer(header: dict[str, Any], content: bytes, answers: BinaryIO) -> None:
    spend_at_most(SECONDS_LIMIT)
    signal.setitimer(signal.ITIMER_REAL, SOFT_SECONDS)
    said: dict[str, Any] = {}
    body = b""
    try:
        body = answer(header, content)
    except Refusal as refusal:
        said = {"refusal": refusal.as_record()}
    except (Exception, OutOfTime) as error:
        said = {"failed": type(error).__name__}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    answers.write(json.dumps({**said, "size": len(body)}).encode() + b"\n" + body)
    answers.flush()


def _out_of_time(signum: int, frame: FrameType | None) -> None:
    raise OutOfTime


if __name__ == "__main__":
    main()
