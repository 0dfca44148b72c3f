"""The ways in that nobody attends, in `yichuang exchange`: `folders`, `front` and `pull`.

`parsers` names them with their arguments, `WORK` does them, `SHOW` prints what they did for people.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from typing import Any

from django.core.management.base import OutputWrapper

from yichuang.exchange import acts

FATES = {"done": "已载入", "refused": "整批退回", "left": "未处理"}


def parsers(add: Callable[..., ArgumentParser]) -> list[ArgumentParser]:
    """Add the subcommands by `add` (a subparsers' `add_parser`) and return their parsers."""
    folders = add("folders", help="look once into the systems' watched folders and take in what lies there")
    folders.add_argument("--system", default="", metavar="CODE", help="the folder of this system only")
    return [folders]


def work_folders(*, system: str, **_: Any) -> dict[str, Any]:
    """Take in what lies in the folders; exit status 1 where a file was refused or left."""
    found = acts.take_in_folders(code=system)
    return {
        "folders": [str(path) for path in acts.watched_folders(code=system)],
        "files": [one.as_record() for one in found],
        "exit_status": int(any(one.fate != "done" for one in found)),
    }


def show_folders(record: Mapping[str, Any], out: OutputWrapper) -> None:
    """Print what became of each file, and where files are laid down."""
    for one in record["files"]:
        code = f" [{one['code']}]" if one["code"] else ""
        out.write(f"{one['system']} {one['file']} {FATES[one['fate']]}：{one['message']}{code}")
    if not record["files"]:
        out.write("没有可载入的文件。文件应放入：")
        for folder in record["folders"]:
            out.write(f"  {folder}")


WORK: Mapping[str, Callable[..., dict[str, Any]]] = {"folders": work_folders}
SHOW: Mapping[str, Callable[[Mapping[str, Any], OutputWrapper], None]] = {"folders": show_folders}
