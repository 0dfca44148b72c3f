"""An issue as DOCX: real styles, the official faces by name, and the character grid of GB/T 9704-2012."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from yichuang.reports.printing.faces import ROLES
from yichuang.reports.rules.layout import Line, Sheet

LINE_PT = 28.95  # 225 mm / 22 is 28.99 pt, with which Word fits only 21 lines
_SIZE_PT, _STEP_PT = 16, 15.793  # 三号, and 156 mm / 28 from one character to the next
_SPACING_TWENTIETHS = -5  # of a point: 15.75 pt a character, the widest of which 28 still fit
_RED = RGBColor(0xC8, 0x10, 0x2E)
_OFFICIAL = {role.key: role.official for role in ROLES}
_CENTRE, _RIGHT, _JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
# style of a printed line: name in Word, face, size in pt, alignment, indented by two characters
_STYLES = {
    "body": ("Normal", "body", 16, _JUSTIFY, True),
    "title": ("Title", "title", 42, _CENTRE, False),
    "number": ("刊号", "body", 16, _CENTRE, False),
    "line": ("版头", "body", 16, WD_ALIGN_PARAGRAPH.LEFT, False),
    "part": ("Subtitle", "title", 22, _CENTRE, False),
    "note": ("所属期间", "category", 16, _CENTRE, False),
    "heading": ("Heading 1", "heading", 16, _JUSTIFY, True),
    "category": ("Heading 2", "category", 16, _JUSTIFY, True),
    "recipients": ("版记", "body", 14, _JUSTIFY, False),
    "copies": ("印数", "body", 14, _RIGHT, False),
    "page": ("页码", "page", 14, WD_ALIGN_PARAGRAPH.LEFT, False),
    "mark": ("草稿标记", "heading", 10.5, _RIGHT, False),
}


def docx(sheet: Sheet, *, author: str = "") -> bytes:
    """Return the issue as an editable DOCX that names the official faces, whether or not this machine has them."""
    document = Document()
    _defaults(document)
    _page(document)
    for style in _STYLES:
        _style(document, style)
    _page_numbers(document)
    if sheet.mark:
        _header(document, sheet.mark)
    _masthead(document, sheet.head)
    for line in sheet.body:
        _paragraph(document, line)
    if sheet.tail:
        _tail(document, sheet.tail)
    properties = document.core_properties
    properties.title, properties.author, properties.language = sheet.title, author, "zh-CN"
    properties.comments = ""
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _page(document: Any) -> None:
    """Set A4, the text area of 156 × 225 mm and the grid of 22 lines of 28 characters."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(37),
        Mm(35),
        Mm(28),
        Mm(26),
    )
    section.header_distance, section.footer_distance = (
        Mm(22),
        Mm(25.2),
    )  # the dash of the page number: 7 mm under the text
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)
    char_space = round((_STEP_PT - _SIZE_PT) * 4096)  # in 1/4096 pt, added to the size of Normal
    section._sectPr.append(
        parse_xml(
            f'<w:docGrid {nsdecls("w")} w:type="linesAndChars" w:linePitch="{int(LINE_PT * 20)}"'
            f' w:charSpace="{char_space}"/>'
        )
    )


def _defaults(document: Any) -> None:
    """Make 三号 the size of the document itself too: some programs count the grid's characters from it."""
    properties = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for tag in ("w:sz", "w:szCs"):
        for element in properties.findall(qn(tag)):
            properties.remove(element)
    _face(properties, _OFFICIAL["body"])
    for tag in ("szCs", "sz"):
        properties.insert(1, parse_xml(f'<w:{tag} {nsdecls("w")} w:val="{2 * _SIZE_PT}"/>'))


def _style(document: Any, key: str) -> None:
    """Give one style of the document its face, size and spacing, making it if Word has none of that name."""
    name, face, size, alignment, indented = _STYLES[key]
    styles = document.styles
    style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if name != "Normal":
        style.base_style = styles["Normal"]
    style.quick_style = True
    _face(style.element.get_or_add_rPr(), _OFFICIAL[face])
    style.font.size, style.font.bold, style.font.italic = Pt(size), False, False
    style.font.color.rgb = _RED if key == "title" else RGBColor(0, 0, 0)
    paragraph = style.paragraph_format
    paragraph.alignment = alignment
    paragraph.space_before = paragraph.space_after = Pt(0)
    paragraph.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.line_spacing = Pt(
        {"title": 3 * LINE_PT, "recipients": 22, "copies": 22, "page": 16, "mark": 14}.get(key, LINE_PT)
    )
    paragraph.first_line_indent = Pt(2 * _STEP_PT) if indented else Pt(0)
    paragraph.keep_with_next = key in ("part", "note", "heading", "category")
    paragraph.widow_control = False  # the grid has 22 lines on every page
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)  # Word's own Title has a rule
    if key == "body":
        # The page declares the grid of 28 characters; the pitch itself is set as spacing of the characters, which
        # every program keeps: LibreOffice gives a character wider than its cell two cells of the grid.
        for tag in ("autoSpaceDE", "autoSpaceDN", "snapToGrid"):
            properties.insert_element_before(parse_xml(f'<w:{tag} {nsdecls("w")} w:val="0"/>'), *_AFTER[tag])
    if key == "body" or size != _SIZE_PT:
        spacing = _SPACING_TWENTIETHS if key == "body" else 0
        element = parse_xml(f'<w:spacing {nsdecls("w")} w:val="{spacing}"/>')
        style.element.get_or_add_rPr().insert_element_before(element, *_AFTER["spacing"])


_FOLLOWING = ("w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc")
_AFTER = {
    "autoSpaceDE": _FOLLOWING,
    "autoSpaceDN": _FOLLOWING,
    "snapToGrid": _FOLLOWING[3:],
    "spacing": ("w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:u", "w:lang"),
    "pBdr": ("w:shd", "w:tabs", *_FOLLOWING),
}  # the schema's order


def _face(properties: Any, name: str) -> None:
    """Set the face for Chinese and Latin alike, and the language; theme faces would win over it and go."""
    for tag in ("w:rFonts", "w:lang", "w:spacing", "w:kern"):
        for element in properties.findall(qn(tag)):
            properties.remove(element)
    fonts = parse_xml(f"<w:rFonts {nsdecls('w')}/>")
    for attribute in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{attribute}"), name)
    properties.insert(0, fonts)
    properties.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="zh-CN" w:eastAsia="zh-CN"/>'))


def _page_numbers(document: Any) -> None:
    """Put — 1 — outside: right on odd pages, left on even ones, one character in."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, alignment in ((section.footer, _RIGHT), (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)):
        paragraph = footer.paragraphs[0]
        paragraph.style = document.styles[_STYLES["page"][0]]
        paragraph.alignment = alignment
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(_STEP_PT)
        paragraph.add_run("— ")
        paragraph._p.append(
            parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>')
        )
        paragraph.add_run(" —")


def _header(document: Any, mark: str) -> None:
    section = document.sections[0]
    for header in (section.header, section.even_page_header):
        header.paragraphs[0].style = document.styles[_STYLES["mark"][0]]
        header.paragraphs[0].add_run(mark)


def _masthead(document: Any, lines: tuple[Line, ...]) -> None:
    """Set the head; issuing body and date share the last line, under which the red rule runs."""
    together = [line.style for line in lines[-2:]] == ["issuer", "date"]
    for line in lines[:-2] if together else lines:
        _paragraph(document, line)
    if together:
        last = document.add_paragraph(style=_STYLES["line"][0])
        last.paragraph_format.left_indent = last.paragraph_format.right_indent = Pt(_STEP_PT)
        last.paragraph_format.tab_stops.add_tab_stop(Mm(156) - Pt(_STEP_PT), alignment=2)
        run = last.add_run(f"{lines[-2].text}\t{lines[-1].text}")
        if len(lines[-2].text) > 16:
            run.font.size = Pt(14)  # a long name goes down to 四号 before it breaks
    rule = document.add_paragraph(style=_STYLES["line"][0])
    rule.paragraph_format.line_spacing = Pt(4)
    rule._p.get_or_add_pPr().insert_element_before(_bottom_border("C8102E", eighths=12), *_AFTER["pBdr"])
    document.add_paragraph(style=_STYLES["line"][0])


def _bottom_border(colour: str, *, eighths: int) -> Any:
    return parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="{eighths}" w:space="1" w:color="{colour}"/></w:pBdr>'
    )


def _paragraph(container: Any, line: Line) -> Any:
    """Add one line as a paragraph of its style."""
    style = {"issuer": "line", "date": "line"}.get(line.style, line.style)
    paragraph = container.add_paragraph(style=_STYLES[style][0])
    if line.lead:
        lead = paragraph.add_run(line.lead)
        if line.style == "body":
            _face(lead._r.get_or_add_rPr(), _OFFICIAL["category"])
    paragraph.add_run(line.text)
    if line.style == "note":
        container.add_paragraph(style=_STYLES["line"][0])
    return paragraph


def _tail(document: Any, lines: tuple[Line, ...]) -> None:
    """Set the tail as a table at the foot of the last page, its rules 0.35 mm (8/8 pt) and 0.25 mm (6/8 pt)."""
    table = document.add_table(rows=len(lines), cols=1)
    properties = table._tbl.tblPr
    for tag in ("w:tblStyle", "w:tblLook"):
        for element in properties.findall(qn(tag)):
            properties.remove(element)
    properties.insert(
        0,
        parse_xml(
            f'<w:tblpPr {nsdecls("w")} w:vertAnchor="margin" w:horzAnchor="margin" w:tblpX="0" w:tblpYSpec="bottom"'
            ' w:leftFromText="0" w:rightFromText="0" w:topFromText="280" w:bottomFromText="0"/>'
        ),
    )
    table.autofit = False
    table.columns[0].width = Mm(156)
    for place, (row, line) in enumerate(zip(table.rows, lines, strict=True)):
        cell = row.cells[0]
        cell.width = Mm(156)
        paragraph = _paragraph(cell, line)
        cell._tc.remove(cell.paragraphs[0]._p)  # the empty one that every new cell has
        paragraph.paragraph_format.left_indent = Pt(14 * (1 + len(line.lead)))
        paragraph.paragraph_format.first_line_indent = Pt(-14 * len(line.lead))
        paragraph.paragraph_format.right_indent = Pt(14)
        top = 8 if place == 0 else 6 if line.style == "copies" else 0
        _cell_rules(cell, top=top, bottom=8 if place == len(lines) - 1 else 0)
    document.add_paragraph(style=_STYLES["line"][0]).paragraph_format.line_spacing = Pt(1)  # what the table hangs on


def _cell_rules(cell: Any, *, top: int, bottom: int) -> None:
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="{eighths}" w:space="0" w:color="000000"/>'
        for side, eighths in (("top", top), ("bottom", bottom))
        if eighths
    )
    properties = cell._tc.get_or_add_tcPr()
    properties.append(parse_xml(f"<w:tcBorders {nsdecls('w')}>{sides}</w:tcBorders>"))
    properties.append(
        parse_xml(f'<w:tcMar {nsdecls("w")}><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tcMar>')
    )
