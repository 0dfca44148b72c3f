"""The package of a DOCX: a ZIP of XML parts, opened so that nothing in it can grow, be fetched or be run."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import IO, Any

from lxml import etree

from yichuang.kit.errors import Refusal
from yichuang.reports.reading.extracted import Damaged

PART_LIMIT = 8 << 20  # bytes of a part that is held as a tree; the document itself is streamed
STREAM_LIMIT = 256 << 20  # bytes of the document: what comes after has no room in the text anyway
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, etree.LxmlError)
_PIECE = 2048  # bytes at a time: what stands in those before the damage is read
_SAFE = {
    "resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False,
    "remove_comments": True, "remove_pis": True,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to: `kind` is the last word of its type (header, image, hyperlink …)."""

    kind: str
    target: str
    external: bool


@lru_cache(maxsize=2000)
def local(tag: Any) -> str:
    """Return an element's or attribute's name without its namespace (transitional and strict differ in that only)."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(element: Any, name: str = "val") -> str | None:
    """Return the attribute of that local name, or None."""
    for key, text in element.items():
        if local(key) == name:
            return str(text)
    return None


def child(element: Any, *path: str) -> Any:
    """Return the first child of that local name, and so on along the path, or None."""
    for name in path:
        if element is None:
            return None
        for one in element:
            if local(one.tag) == name:
                element = one
                break
        else:
            return None
    return element


class Package:
    """The parts of a ZIP. Raises Damaged for what is no ZIP; Refusal `report_password` for an encrypted one."""

    def __init__(self, content: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(BytesIO(content))
        except BROKEN as error:
            raise Damaged(f"压缩结构不完整（{error}）") from None
        self._parts = {info.filename.replace("\\", "/").lstrip("/"): info for info in self._archive.infolist()}
        if any(info.flag_bits & 1 for info in self._parts.values()):
            raise Refusal("report_password", "文件有密码保护，没有读取；请先取消密码。", field="FILE")

    def names(self) -> list[str]:
        """Return the names of all parts."""
        return list(self._parts)

    def tree(self, name: str) -> Any:
        """Return the root element of a part, None if there is no such part. Raises Damaged."""
        info = self._parts.get(name)
        if info is None:
            return None
        try:
            with self._archive.open(info) as source:
                content = source.read(PART_LIMIT + 1)
            if len(content) > PART_LIMIT:
                raise Damaged(f"部件 {name} 解压后超过 {PART_LIMIT >> 20} MB")
            root = etree.fromstring(content, etree.XMLParser(**_SAFE))
        except BROKEN as error:
            raise Damaged(f"部件 {name} 损坏（{error}）") from None
        _refuse_doctype(root, name)
        return root

    def events(self, name: str) -> Iterator[tuple[str, Any]]:
        """Yield (start | end, element) of a part as it is parsed. Raises Damaged where it breaks off."""
        info = self._parts.get(name)
        if info is None:
            raise Damaged(f"缺少部件 {name}")
        try:
            with self._archive.open(info) as source:
                first = True
                for event, element in etree.iterparse(_Bounded(source), events=("start", "end"), **_SAFE):
                    if first:
                        _refuse_doctype(element, name)
                        first = False
                    yield event, element
        except BROKEN as error:
            if isinstance(error, zipfile.BadZipFile) and "CRC" in str(error):  # told at the end of a part
                raise Damaged(f"部件 {name} 校验和不符，内容可能有误", all_read=True) from None
            raise Damaged(f"部件 {name} 在此之后损坏（{error}）") from None

    def relations(self, name: str) -> dict[str, Relation]:
        """Return what a part refers to by id, targets inside as names of parts; "" is the package itself."""
        folder, file = posixpath.split(name)
        root = self.tree(posixpath.join(folder, "_rels", f"{file}.rels"))
        found = {}
        for one in root if root is not None else ():
            external = (value(one, "TargetMode") or "").lower() == "external"
            target = value(one, "Target") or ""
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = (value(one, "Type") or "").rpartition("/")[2]
            found[value(one, "Id") or ""] = Relation(kind, target, external)
        return found


class _Bounded:
    """A stream that breaks off after STREAM_LIMIT bytes."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source, self._left = source, STREAM_LIMIT

    def read(self, size: int) -> bytes:
        content = self._source.read(min(size, _PIECE))
        self._left -= len(content)
        if self._left < 0:
            raise Damaged(f"解压后超过 {STREAM_LIMIT >> 20} MB")
        return content


def _refuse_doctype(element: Any, name: str) -> None:
    """Raise Damaged for a part with a DTD: the standard (ECMA-376) has none, and entities are only declared there."""
    info = element.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        raise Damaged(f"部件 {name} 带有实体定义（DTD），没有读取")
