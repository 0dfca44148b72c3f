"""An issue as PDF, set by typst."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from threading import Lock

import typst

from yichuang.reports.printing.faces import Faces
from yichuang.reports.rules.layout import Sheet

_TEMPLATE = Path(__file__).parents[1] / "templates" / "report.typ"
_one_at_a_time = Lock()  # the compiler keeps what it parsed between runs and is shared by threads


def pdf(sheet: Sheet, faces: Faces, *, author: str = "") -> bytes:
    """Return the issue as PDF: tagged, text selectable and searchable, title and language set, the same every time."""
    data = {
        "title": sheet.title,
        "author": author,
        "mark": sheet.mark,
        "faces": {face.role: face.used for face in faces.used},
        "head": [asdict(line) for line in sheet.head],
        "body": [asdict(line) for line in sheet.body],
        "tail": [asdict(line) for line in sheet.tail],
    }
    with _one_at_a_time:
        content = _compiler(faces).compile(format="pdf", sys_inputs={"sheet": json.dumps(data, ensure_ascii=False)})
    assert isinstance(content, bytes)
    return content


@cache
def _compiler(faces: Faces) -> typst.Compiler:
    """Return the compiler for these faces, started once per process (a quarter of a second)."""
    return typst.Compiler(
        input=str(_TEMPLATE), root=str(_TEMPLATE.parent), font_paths=faces.fonts, ignore_system_fonts=True
    )
