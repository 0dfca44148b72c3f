"""Opening a lake: what its manifest says, and whether its files are those that were written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from yichuang.kit.crypto import key_id_of, public_key_of
from yichuang.kit.errors import Refusal
from yichuang.kit.time import zone
from yichuang.statistics.lake import layout
from yichuang.statistics.lake.parts import measured

_OURS = re.compile(rf"({layout.CASES}|{layout.EVENTS}|{layout.DIMENSIONS})(/[\w=-]+)+\.parquet")
_MEASURED = {"rows", "bytes", "sm3"}


@dataclass(frozen=True, slots=True)
class Lake:
    """An exported lake: its folder, the instant up to which it knows, and its manifest."""

    folder: Path
    known_at: datetime
    manifest: dict[str, Any]

    def files(self, relation: str) -> list[str]:
        """Return the addresses of the files of `cases`, `events` or a dimension, in order."""
        paths = (str(entry["path"]) for entry in self.manifest["files"])
        return [str(self.folder / path) for path in paths if path.startswith((f"{relation}/", f"{relation}."))]


def installation() -> str:
    """Return which installation this is: the id of the key that signs its seals."""
    return key_id_of(public_key_of(settings.KEYS.signing))


def open_lake(folder: Path) -> Lake:
    """Return the lake in a folder; its files are not looked at (see `verify_lake`).

    Raises Refusal `no_lake` (no manifest: never whole), `lake_unreadable`, `lake_version_unknown`.
    """
    try:
        manifest = json.loads((folder / layout.MANIFEST).read_text(encoding="utf-8"))
        named = manifest["format"], manifest["version"]
        if named != (layout.FORMAT, layout.VERSION):
            raise Refusal("lake_version_unknown", f"不认识的数据湖格式：{named}", field=layout.MANIFEST)
        if not all(_OURS.fullmatch(entry["path"]) and entry.keys() >= _MEASURED for entry in manifest["files"]):
            raise ValueError("a file's line is not one of ours")
        return Lake(folder, datetime.fromisoformat(manifest["known_at"]).astimezone(zone()), manifest)
    except OSError:
        message = f"{folder} 中没有 {layout.MANIFEST}：不是数据湖，或导出没有完成"
        raise Refusal("no_lake", message, field=layout.MANIFEST) from None
    except (ValueError, LookupError, TypeError, AttributeError):
        raise Refusal("lake_unreadable", "数据湖的清单无法读取", field=layout.MANIFEST) from None


def require_ours(lake: Lake) -> None:
    """Raise Refusal `lake_of_another` for the lake of another installation: its ids mean other units and items."""
    if lake.manifest.get("installation") != installation():
        raise Refusal("lake_of_another", "这个数据湖是另一套系统导出的", field=layout.MANIFEST)


def verify_lake(lake: Lake, told: Callable[[int, int], None] = lambda done, total: None) -> None:
    """Compare every file with the manifest; `told` hears of bytes done and in all.

    Raises Refusal `lake_file_missing`, `lake_file_changed`, `lake_file_unknown`; `field` is the file's path.
    """
    entries = {str(entry["path"]): entry for entry in lake.manifest["files"]}
    total, done = sum(entry["bytes"] for entry in entries.values()), 0
    for path, entry in entries.items():
        try:
            found = measured(lake.folder / path)
        except OSError:
            raise Refusal("lake_file_missing", f"数据湖缺少文件 {path}", field=path) from None
        if found != {"bytes": entry["bytes"], "sm3": entry["sm3"]}:
            raise Refusal("lake_file_changed", f"数据湖的文件 {path} 与清单不符", field=path)
        done += entry["bytes"]
        told(done, total)
    there = {path.relative_to(lake.folder).as_posix() for path in lake.folder.rglob("*.parquet")}
    if strange := sorted(there - entries.keys()):
        raise Refusal("lake_file_unknown", f"数据湖中有清单未列的文件 {strange[0]}", field=strange[0])
