"""An issue as PDF, set by typst."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from yichuang.reports.printing.faces import Faces
from yichuang.reports.printing.pictures import Pictures, chart_size, chart_svg, photos_of, sizes
from yichuang.reports.rules.setting import runs
from yichuang.reports.rules.sheet import Drawing, Grid, Item, Line, Photos, Sheet

# PDF/A-2a asks for all that PDF/A-2b does and for tags besides; PDF/UA-1 for tags that a reader can be guided by.
STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
_TEMPLATE = Path(__file__).parents[1] / "templates" / "report.typ"
_DEPTHS = {"part": 1, "appendix_title": 1, "heading": 2, "category": 3, "level3": 4, "level4": 5}
_one_at_a_time = Lock()  # the compiler keeps what it parsed between runs and is shared by threads


def pdf(sheet: Sheet, faces: Faces, *, author: str = "", pictures: Pictures | None = None) -> bytes:
    """Return the issue as PDF/A-2a and PDF/UA-1, the same every time; where these cannot be kept, as plain tagged PDF.

    They cannot be kept without a date, or with a character that no face at hand has.
    """
    inputs = {"sheet": json.dumps(_data(sheet, faces, author, pictures or {}), ensure_ascii=False)}
    with _one_at_a_time:
        compiler = _compiler(faces)
        try:
            content = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=STANDARDS if sheet.dated else [])
        except typst.TypstError:
            content = compiler.compile(format="pdf", sys_inputs=inputs)
    assert isinstance(content, bytes)
    return content


def page_pictures(sheet: Sheet, faces: Faces, *, dpi: float, pictures: Pictures | None = None) -> list[bytes]:
    """Return each page as PNG."""
    inputs = {"sheet": json.dumps(_data(sheet, faces, "", pictures or {}), ensure_ascii=False)}
    with _one_at_a_time:
        pages = _compiler(faces).compile(format="png", ppi=dpi, sys_inputs=inputs)
    return pages if isinstance(pages, list) else [pages] if pages else []


def _data(sheet: Sheet, faces: Faces, author: str, pictures: Pictures) -> dict[str, Any]:
    """Return what the template is given: words and numbers only, nothing of it read as markup."""
    depth = 0
    body = []
    for item in sheet.body:
        data = _item(item, pictures)
        if data["style"] in _DEPTHS:
            depth = data["depth"] = min(_DEPTHS[data["style"]], depth + 1)  # no level is left out
        body.append(data)
    return {
        "title": sheet.title,
        "author": author,
        "mark": sheet.mark,
        "date": [sheet.dated.year, sheet.dated.month, sheet.dated.day] if sheet.dated else None,
        "faces": {face.role: face.used for face in faces.used},
        "head": [_line(line) for line in sheet.head],
        "body": body,
        "tail": [_line(line) for line in sheet.tail],
    }


def _item(item: Item, pictures: Pictures) -> dict[str, Any]:
    match item:
        case Line():
            return _line(item)
        case Grid():
            return _grid(item)
        case Drawing():
            svg = chart_svg(item)
            width, height = chart_size(svg or "")
            return {
                "style": "chart",
                "caption": item.caption,
                "image": {"alt": item.alt, "svg": svg, "width": width, "height": height},
            }
        case Photos():
            return _photos(item, pictures)


def _line(line: Line) -> dict[str, Any]:
    return asdict(line) | {"runs": runs(line.text)}


def _grid(grid: Grid) -> dict[str, Any]:
    boxes = [
        asdict(box)
        | {
            "paragraphs": [runs(line) for line in box.text.split("\n")],
            "whole": not grid.breaks(box),
        }
        for row in grid.by_row()
        for box in row
    ]
    body_ends = grid.rows - grid.total
    return {
        "style": "table",
        "caption": grid.caption,
        "unit": f"（单位：{grid.unit}）" if grid.unit else "",
        "columns": grid.columns,
        "size": grid.size,
        "whole": grid.whole(),
        "head": [box for box in boxes if box["y"] < grid.head],
        "rows": [box for box in boxes if grid.head <= box["y"] < body_ends],
        "total": [box for box in boxes if box["y"] >= body_ends],
    }


def _photos(item: Photos, pictures: Pictures) -> dict[str, Any]:
    images = photos_of(item, pictures)
    return {
        "style": "pictures",
        "pictures": [
            {
                "caption": photo.caption,
                "image": {"alt": photo.alt, "svg": image and image.as_svg(), "width": width, "height": height},
            }
            for photo, image, (width, height) in zip(item.photos, images, sizes(images), strict=True)
        ],
    }


@cache
def _compiler(faces: Faces) -> typst.Compiler:
    """Return the compiler for these faces, started once per process (a quarter of a second)."""
    return typst.Compiler(
        input=str(_TEMPLATE), root=str(_TEMPLATE.parent), font_paths=faces.fonts, ignore_system_fonts=True
    )
