"""An issue as DOCX: real styles, the official faces by name, and the character grid of GB/T 9704-2012."""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from yichuang.reports.printing import word_styles
from yichuang.reports.printing.pictures import Pictures
from yichuang.reports.printing.word_styles import AFTER, LEFT, OFFICIAL, RIGHT, STEP_PT, STYLES
from yichuang.reports.printing.word_tables import add_drawing, add_grid, add_photos, kept
from yichuang.reports.rules.setting import units
from yichuang.reports.rules.sheet import Drawing, Grid, Line, Photos, Sheet

_NAMED = {  # printed lines that share a style
    "issuer": "line",
    "date": "line",
    "document_number": "number",
    "copy_number": "line",
    "secrecy": "mark_line",
    "urgency": "mark_line",
}
_SHORT = 100  # characters: paragraphs up to this go over to the next page with the signature under them
_LEAD_FACES = {"body": "category", "editors_note": "heading"}


def docx(sheet: Sheet, *, author: str = "", pictures: Pictures | None = None) -> bytes:
    """Return the issue as an editable DOCX that names the official faces, whether or not this machine has them."""
    document = Document()
    word_styles.defaults(document)
    word_styles.page(document)
    for style in STYLES:
        word_styles.style(document, style)
    word_styles.units_together(document, Counter(unit for text in sheet.texts() for unit in units(text)))
    _page_numbers(document)
    if sheet.mark:
        _header(document, sheet.mark)
    _masthead(document, sheet.head)
    _body(document, sheet, pictures or {})
    if sheet.tail:
        _tail(document, sheet.tail)
    properties = document.core_properties
    properties.title, properties.author, properties.language = sheet.title, author, "zh-CN"
    properties.comments = ""
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _body(document: Any, sheet: Sheet, pictures: Pictures) -> None:
    previous = ""
    styles = [item.style if isinstance(item, Line) else "" for item in sheet.body]
    for item, following in zip(sheet.body, (*styles[1:], ""), strict=True):
        match item:
            case Line():
                if item.style == "signature" != previous:
                    kept(document.add_paragraph(style=STYLES["line"][0]))
                paragraph = _paragraph(document, item, following)
                if following == "signature" and len(item.text) < _SHORT:
                    kept(paragraph)  # a signature does not stand on a page without text
            case Grid():
                add_grid(document, item)
            case Drawing():
                add_drawing(document, item)
            case Photos():
                add_photos(document, item, pictures)
        previous = item.style if isinstance(item, Line) else ""


def _page_numbers(document: Any) -> None:
    """Put — 1 — outside: right on odd pages, left on even ones, one character in."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, alignment in ((section.footer, RIGHT), (section.even_page_footer, LEFT)):
        paragraph = footer.paragraphs[0]
        paragraph.style = document.styles[STYLES["page"][0]]
        paragraph.alignment = alignment
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(STEP_PT)
        paragraph.add_run("— ")
        paragraph._p.append(
            parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>')
        )
        paragraph.add_run(" —")


def _header(document: Any, mark: str) -> None:
    section = document.sections[0]
    for header in (section.header, section.even_page_header):
        header.paragraphs[0].style = document.styles[STYLES["mark"][0]]
        header.paragraphs[0].add_run(mark)


def _masthead(document: Any, lines: tuple[Line, ...]) -> None:
    """Set the head; issuing body and date share one line; under all of it the red rule runs."""
    for line in lines:
        if line.style == "imprint":
            last = document.add_paragraph(style=STYLES["line"][0])
            last.paragraph_format.left_indent = last.paragraph_format.right_indent = Pt(STEP_PT)
            last.paragraph_format.tab_stops.add_tab_stop(Mm(156) - Pt(STEP_PT), alignment=2)
            run = last.add_run(f"{line.lead}\t{line.text}")
            if len(line.lead) > 16:
                run.font.size = Pt(14)  # a long name goes down to 四号 before it breaks
        else:
            _paragraph(document, line)
    rule = document.add_paragraph(style=STYLES["line"][0])
    rule.paragraph_format.line_spacing = Pt(4)
    rule._p.get_or_add_pPr().insert_element_before(_bottom_border("C8102E", eighths=12), *AFTER["pBdr"])
    document.add_paragraph(style=STYLES["line"][0])


def _bottom_border(colour: str, *, eighths: int) -> Any:
    return parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="{eighths}" w:space="1" w:color="{colour}"/></w:pBdr>'
    )


def _paragraph(container: Any, line: Line, following: str = "") -> Any:
    """Add one line as a paragraph of its style, and the empty line that follows some; `following`: the next style."""
    style = _NAMED.get(line.style, line.style)
    paragraph = container.add_paragraph(style=STYLES[style][0])
    if line.lead:
        lead = paragraph.add_run(line.lead)
        if line.style in _LEAD_FACES:
            word_styles.face(lead._r.get_or_add_rPr(), OFFICIAL[_LEAD_FACES[line.style]])
    paragraph.add_run(f"\t{line.text}" if line.style == "printed" else line.text)
    if line.style == "listing":
        paragraph.paragraph_format.left_indent = Pt(line.shift * STEP_PT)
        paragraph.paragraph_format.first_line_indent = Pt(-line.hang * STEP_PT)
    elif line.style == "signature":
        paragraph.paragraph_format.right_indent = Pt(line.shift * STEP_PT)
        kept(paragraph)
    if line.style in ("note", "appendix", "appendix_title") or (line.style == "part" and following != "note"):
        kept(container.add_paragraph(style=STYLES["line"][0]))
    return paragraph


def _tail(document: Any, lines: tuple[Line, ...]) -> None:
    """Set the tail as a table at the foot of the last page, its rules 0.35 mm (8/8 pt) and 0.25 mm (6/8 pt).

    Its place is told from the edge of the page: told from the margin, LibreOffice leaves it under the last line.
    """
    table = document.add_table(rows=len(lines), cols=1)
    properties = table._tbl.tblPr
    for tag in ("w:tblStyle", "w:tblLook"):
        for element in properties.findall(qn(tag)):
            properties.remove(element)
    properties.insert(
        0,
        parse_xml(
            f'<w:tblpPr {nsdecls("w")} w:vertAnchor="margin" w:tblpYSpec="bottom" w:horzAnchor="page"'
            f' w:tblpX="{Mm(28).twips}"'
            ' w:leftFromText="0" w:rightFromText="0" w:topFromText="280" w:bottomFromText="0"/>'
        ),
    )
    table.autofit = False
    sides = "".join(f'<w:{side} w:w="0" w:type="dxa"/>' for side in ("left", "right"))
    properties.append(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>"))  # or it stands out by them
    table.columns[0].width = Mm(156)
    for place, (row, line) in enumerate(zip(table.rows, lines, strict=True)):
        cell = row.cells[0]
        cell.width = Mm(156)
        paragraph = _paragraph(cell, line)
        cell._tc.remove(cell.paragraphs[0]._p)  # the empty one that every new cell has
        if line.style == "printed":
            paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(156) - Pt(14), alignment=2)
        paragraph.paragraph_format.left_indent = Pt(14 * (1 + line.shift))
        paragraph.paragraph_format.first_line_indent = Pt(-14 * line.hang)
        paragraph.paragraph_format.right_indent = Pt(14)
        top = 8 if place == 0 else 6 if line.style in ("copies", "printed") else 0
        _cell_rules(cell, top=top, bottom=8 if place == len(lines) - 1 else 0)
    document.add_paragraph(style=STYLES["line"][0]).paragraph_format.line_spacing = Pt(1)  # what the table hangs on


def _cell_rules(cell: Any, *, top: int, bottom: int) -> None:
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="{eighths}" w:space="0" w:color="000000"/>'
        for side, eighths in (("top", top), ("bottom", bottom))
        if eighths
    )
    properties = cell._tc.get_or_add_tcPr()
    properties.append(parse_xml(f"<w:tcBorders {nsdecls('w')}>{sides}</w:tcBorders>"))
