"""Which type faces this machine has for an official document, and which ones stand in for those it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst
from pylopdf_fonts_zh_cn import serif_path

PACKAGED_SANS, PACKAGED_SERIF = "Noto Sans SC", "Noto Serif SC"  # regular weight only: never ask for bold


@dataclass(frozen=True, slots=True)
class Role:
    """What a face is for: the official name that a DOCX always carries, and the families to look for, best first."""

    key: str
    official: str
    families: tuple[str, ...]


_SONG = ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋_GBK", "FandolSong")
_FANG = (
    "仿宋_GB2312",
    "FangSong_GB2312",
    "仿宋",
    "FangSong",
    "方正仿宋_GBK",
    "FZFangSong-Z02",
    "FandolFang R",
    "FandolFang",
)
_HEI = ("黑体", "SimHei", "方正黑体_GBK", "FZHei-B01", "FandolHei")
_KAI = ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "方正楷体_GBK", "FZKai-Z03", "FandolKai R", "FandolKai")
_BOOK = ("宋体", "SimSun", "方正书宋_GBK", "FZShuSong-Z01", "FandolSong")
ROLES = (
    Role("title", "方正小标宋简体", (*_SONG, PACKAGED_SERIF)),
    Role("body", "仿宋_GB2312", (*_FANG, PACKAGED_SERIF)),
    Role("heading", "黑体", (*_HEI, PACKAGED_SANS)),
    Role("category", "楷体_GB2312", (*_KAI, PACKAGED_SERIF)),
    Role("page", "宋体", (*_BOOK, PACKAGED_SERIF)),
)


@dataclass(frozen=True, slots=True)
class FaceUsed:
    """One role on this machine: its official face, the family used, and whether that one only stands in."""

    role: str
    official: str
    used: str
    substituted: bool


@dataclass(frozen=True)
class Faces:
    """The faces a printing uses, and the fonts they come from."""

    used: tuple[FaceUsed, ...]
    fonts: typst.Fonts

    def family(self, role: str) -> str:
        """Return the family used for a role."""
        return next(face.used for face in self.used if face.role == role)


@cache
def faces_on(folders: tuple[str, ...] = (), *, system: bool = True) -> Faces:
    """Return the faces found in `folders`, then among the system's fonts, then those packaged with the product.

    system: False leaves the system's fonts out, as tests do. Looked up once per process.
    """
    paths: Sequence[str] = [*(folder for folder in folders if Path(folder).is_dir()), str(serif_path().parent)]
    fonts = typst.Fonts(include_system_fonts=system, include_embedded_fonts=False, font_paths=list(paths))
    present = set(fonts.families())
    return Faces(tuple(_used(role, present) for role in ROLES), fonts)


def _used(role: Role, present: set[str]) -> FaceUsed:
    family = next(family for family in role.families if family in present)
    return FaceUsed(role.key, role.official, family, family.startswith(("Noto", "Fandol")))
