"""Tables, charts and pictures of a DOCX: real tables with repeated heads, pictures with alternative text."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

from yichuang.kit import charts
from yichuang.reports.printing.pictures import Pictures, chart_size, chart_svg, photos_of, sizes
from yichuang.reports.printing.word_styles import OFFICIAL, STYLES
from yichuang.reports.rules.sheet import TEXT_WIDTH_PT, Box, Drawing, Grid, Photos

_RULE = 'w:val="single" w:sz="4" w:space="0" w:color="000000"'  # half a point
_MISSING = "（缺图）"


def add_grid(document: Any, grid: Grid) -> None:
    """Add a table with its caption over it, and a narrow line under it: two tables that touch would become one."""
    if grid.caption:
        kept(document.add_paragraph(grid.caption, style=STYLES["caption"][0]))
    if grid.unit:
        unit = document.add_paragraph(f"（单位：{grid.unit}）", style=STYLES["cell"][0])
        unit.alignment = 2
        kept(unit)
    if grid.boxes:
        table = parse_xml(_table(grid, document.styles[STYLES["cell"][0]].style_id))
        document.element.body.insert_element_before(table, "w:sectPr")
    spacer = document.add_paragraph(style=STYLES["cell"][0])
    spacer.paragraph_format.line_spacing = Mm(3)


def add_drawing(document: Any, item: Drawing) -> None:
    """Add a chart as a picture of 200 dpi, its caption under it."""
    paragraph = document.add_paragraph(style=STYLES["picture"][0])
    svg = chart_svg(item)
    if svg is None:
        paragraph.add_run(_MISSING)
    else:
        width, _ = chart_size(svg)
        _add_picture(paragraph, charts.png(item.spec), width, item.alt)
    if item.caption:
        kept(paragraph)
        document.add_paragraph(item.caption, style=STYLES["caption"][0])


def add_photos(document: Any, item: Photos, pictures: Pictures) -> None:
    """Add one picture, or two in a row, each over its caption, in a table without rules."""
    images = photos_of(item, pictures)
    table = document.add_table(rows=1, cols=len(images))
    table.autofit = False
    row = table.rows[0]
    row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    for cell, photo, image, (width, _) in zip(row.cells, item.photos, images, sizes(images), strict=True):
        cell.width = Mm(156 / len(images))
        paragraph = cell.paragraphs[0]
        paragraph.style = document.styles[STYLES["picture"][0]]
        if image is None:
            paragraph.add_run(_MISSING)
        else:
            _add_picture(paragraph, image.content, width, photo.alt)
        if photo.caption:
            cell.add_paragraph(photo.caption, style=STYLES["photo"][0])
    document.add_paragraph(style=STYLES["cell"][0]).paragraph_format.line_spacing = Mm(2)


def kept(paragraph: Any) -> None:
    """Keep a paragraph on the page of the one that follows it."""
    paragraph.paragraph_format.keep_with_next = True


def _add_picture(paragraph: Any, content: bytes, width_mm: float, alt: str) -> None:
    shape = paragraph.add_run().add_picture(BytesIO(content), width=Mm(width_mm))
    shape._inline.docPr.set("descr", alt)


def _table(grid: Grid, style: str) -> str:
    """Return the table's XML; written as text, since python-docx takes seconds for a thousand rows."""
    sides = "".join(f"<w:{side} {_RULE}/>" for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    margins = "".join(f'<w:{side} w:w="{round(grid.size * 6)}" w:type="dxa"/>' for side in ("left", "right"))
    columns = "".join(f'<w:gridCol w:w="{_twentieths(width)}"/>' for width in grid.columns)
    caption = f"<w:tblCaption w:val={quoteattr(grid.caption)}/>" if grid.caption else ""
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{_twentieths(TEXT_WIDTH_PT)}" w:type="dxa"/>'
        '<w:jc w:val="center"/>'
        f"<w:tblBorders>{sides}</w:tblBorders>"
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        f'<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1"'
        f' w:noVBand="1"/>{caption}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{_rows(grid, style)}</w:tbl>'
    )


def _rows(grid: Grid, style: str) -> str:
    """Return the rows; a cell over several rows stands in each of them, as the format wants it."""
    whole = grid.whole()
    written: list[list[tuple[Box, bool]]] = [[] for _ in range(grid.rows)]
    for box in grid.boxes:
        for y in range(box.y, box.y + box.down):
            written[y].append((box, y > box.y))
    rows = []
    for y, cells in enumerate(written):
        together = whole and y < grid.rows - 1  # a small table stays on one page: each row with the next
        split = "" if any(grid.breaks(box) and box.down == 1 for box, _ in cells) else "<w:cantSplit/>"
        head = "<w:tblHeader/>" if y < grid.head else ""
        inner = "".join(
            _cell(grid, box, continued=continued, kept=together or y < grid.head, style=style)
            for box, continued in sorted(cells, key=lambda cell: cell[0].x)
        )
        rows.append(f"<w:tr><w:trPr>{split}{head}</w:trPr>{inner}</w:tr>")
    return "".join(rows)


def _cell(grid: Grid, box: Box, *, continued: bool, kept: bool, style: str) -> str:
    width = _twentieths(sum(grid.columns[box.x : box.x + box.across]))
    span = f'<w:gridSpan w:val="{box.across}"/>' if box.across > 1 else ""
    merge = "<w:vMerge/>" if continued else '<w:vMerge w:val="restart"/>' if box.down > 1 else ""
    face = OFFICIAL["heading"]
    strong = f'<w:rFonts w:ascii="{face}" w:hAnsi="{face}" w:eastAsia="{face}" w:cs="{face}"/>' if box.strong else ""
    run = f'<w:rPr>{strong}<w:sz w:val="{round(2 * grid.size)}"/><w:szCs w:val="{round(2 * grid.size)}"/></w:rPr>'
    keep = "<w:keepNext/>" if kept else ""
    indent = f'<w:ind w:right="{_twentieths(box.inset)}"/>' if box.inset else ""
    before = round(grid.size * 4)  # a fifth of the size, over and under
    paragraphs = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}<w:spacing w:before="{before}" w:after="{before}"/>{indent}'
        f'<w:jc w:val="{box.align}"/></w:pPr>'
        f'<w:r>{run}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
        for text in ([""] if continued else box.text.split("\n"))
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraphs}</w:tc>"
    )


def _twentieths(points: float) -> int:
    return round(points * 20)
