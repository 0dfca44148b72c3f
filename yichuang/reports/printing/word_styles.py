"""The styles of a DOCX: real ones, with the official faces by name, on the character grid of GB/T 9704-2012."""

from __future__ import annotations

from collections import Counter
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from yichuang.reports.printing.faces import ROLES

LINE_PT = 28.95  # 225 mm / 22 is 28.99 pt, with which Word fits only 21 lines
STEP_PT = 15.793  # 156 mm / 28 from one character to the next
OFFICIAL = {role.key: role.official for role in ROLES}
LEFT, CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
_JUSTIFY = WD_ALIGN_PARAGRAPH.JUSTIFY
_SIZE_PT = 16  # 三号
_SPACING_TWENTIETHS = -5  # of a point: 15.75 pt a character, the widest of which 28 still fit
_RED = RGBColor(0xC8, 0x10, 0x2E)
# style of a printed line: name in Word, face, size in pt, alignment, indented by two characters
STYLES = {
    "body": ("Normal", "body", 16, _JUSTIFY, True),
    "title": ("Title", "title", 42, CENTRE, False),
    "number": ("刊号", "body", 16, CENTRE, False),
    "line": ("版头", "body", 16, LEFT, False),
    "mark_line": ("版头标记", "heading", 16, LEFT, False),
    "part": ("Subtitle", "title", 22, CENTRE, False),
    "note": ("所属期间", "category", 16, CENTRE, False),
    "heading": ("Heading 1", "heading", 16, _JUSTIFY, True),
    "category": ("Heading 2", "category", 16, _JUSTIFY, True),
    "level3": ("Heading 3", "body", 16, _JUSTIFY, True),
    "level4": ("Heading 4", "body", 16, _JUSTIFY, True),
    "editors_note": ("按语", "category", 16, _JUSTIFY, True),
    "listing": ("List Paragraph", "body", 16, _JUSTIFY, False),
    "signature": ("Signature", "body", 16, RIGHT, False),
    "appendix": ("附件", "heading", 16, LEFT, False),
    "appendix_title": ("附件标题", "title", 22, CENTRE, False),
    "caption": ("Caption", "heading", 14, CENTRE, False),
    "photo": ("图片说明", "category", 12, CENTRE, False),
    "cell": ("表格文字", "body", 12, CENTRE, False),
    "picture": ("图片", "body", 12, CENTRE, False),
    "recipients": ("版记", "body", 14, _JUSTIFY, False),
    "copies": ("印数", "body", 14, RIGHT, False),
    "printed": ("印发", "body", 14, LEFT, False),
    "page": ("页码", "page", 14, LEFT, False),
    "mark": ("草稿标记", "heading", 10.5, RIGHT, False),
}
_PITCHES = {
    "title": 3 * LINE_PT, "recipients": 22, "copies": 22, "printed": 22, "page": 16, "mark": 14, "caption": 22,
    "photo": 18, "appendix_title": 1.2 * LINE_PT,
}  # fmt: skip
_SPACE_BEFORE = {"caption": 8, "picture": 6}
_SINGLE_SPACED = ("cell", "picture")  # lines as high as what stands in them
_KEPT_WITH_NEXT = ("part", "note", "heading", "category", "level3", "level4", "appendix", "appendix_title")
_FOLLOWING = ("w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc")
AFTER = {
    "autoSpaceDE": _FOLLOWING,
    "autoSpaceDN": _FOLLOWING,
    "snapToGrid": _FOLLOWING[3:],
    "spacing": ("w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:u", "w:lang"),
    "pBdr": ("w:shd", "w:tabs", *_FOLLOWING),
}  # the schema's order


def page(document: Any) -> None:
    """Set A4, the text area of 156 × 225 mm and the grid of 22 lines of 28 characters."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance = Mm(22)
    section.footer_distance = Mm(25.2)  # the dash of the page number: 7 mm under the text
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)
    char_space = round((STEP_PT - _SIZE_PT) * 4096)  # in 1/4096 pt, added to the size of Normal
    section._sectPr.append(
        parse_xml(
            f'<w:docGrid {nsdecls("w")} w:type="linesAndChars" w:linePitch="{int(LINE_PT * 20)}"'
            f' w:charSpace="{char_space}"/>'
        )
    )


def defaults(document: Any) -> None:
    """Make 三号 the size of the document itself too: some programs count the grid's characters from it."""
    properties = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for tag in ("w:sz", "w:szCs"):
        for element in properties.findall(qn(tag)):
            properties.remove(element)
    face(properties, OFFICIAL["body"])
    for tag in ("szCs", "sz"):
        properties.insert(1, parse_xml(f'<w:{tag} {nsdecls("w")} w:val="{2 * _SIZE_PT}"/>'))


def style(document: Any, key: str) -> None:
    """Give one style of the document its face, size and spacing, making it if Word has none of that name."""
    name, face_key, size, alignment, indented = STYLES[key]
    styles = document.styles
    made = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if name != "Normal":
        made.base_style = styles["Normal"]
    made.quick_style = True
    face(made.element.get_or_add_rPr(), OFFICIAL[face_key])
    made.font.size, made.font.bold, made.font.italic = Pt(size), False, False
    made.font.color.rgb = _RED if key == "title" else RGBColor(0, 0, 0)
    paragraph = made.paragraph_format
    paragraph.alignment = alignment
    paragraph.space_before, paragraph.space_after = Pt(_SPACE_BEFORE.get(key, 0)), Pt(0)
    if key in _SINGLE_SPACED:
        paragraph.line_spacing_rule = WD_LINE_SPACING.SINGLE
    else:
        paragraph.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        paragraph.line_spacing = Pt(_PITCHES.get(key, LINE_PT))
    paragraph.left_indent = Pt(0)  # Word's own List Paragraph and Signature stand in
    paragraph.first_line_indent = Pt(2 * STEP_PT) if indented else Pt(0)
    paragraph.keep_with_next = key in _KEPT_WITH_NEXT
    paragraph.page_break_before = True if key == "appendix" else None
    paragraph.widow_control = False  # the grid has 22 lines on every page
    properties = made.element.get_or_add_pPr()
    for tag in ("w:pBdr", "w:contextualSpacing"):  # Word's own Title has a rule
        for element in properties.findall(qn(tag)):
            properties.remove(element)
    if key == "body":
        # The page declares the grid of 28 characters; the pitch itself is set as spacing of the characters, which
        # every program keeps: LibreOffice gives a character wider than its cell two cells of the grid.
        for tag in ("autoSpaceDE", "autoSpaceDN", "snapToGrid"):
            properties.insert_element_before(parse_xml(f'<w:{tag} {nsdecls("w")} w:val="0"/>'), *AFTER[tag])
    if key == "body" or size != _SIZE_PT:
        spacing = _SPACING_TWENTIETHS if key == "body" else 0
        element = parse_xml(f'<w:spacing {nsdecls("w")} w:val="{spacing}"/>')
        made.element.get_or_add_rPr().insert_element_before(element, *AFTER["spacing"])


def face(properties: Any, name: str) -> None:
    """Set the face for Chinese and Latin alike, and the language; theme faces would win over it and go.

    Latin is declared as English: in a Latin run declared as Chinese LibreOffice breaks lines within a number.
    """
    for tag in ("w:rFonts", "w:lang", "w:spacing", "w:kern"):
        for element in properties.findall(qn(tag)):
            properties.remove(element)
    fonts = parse_xml(f"<w:rFonts {nsdecls('w')}/>")
    for attribute in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{attribute}"), name)
    properties.insert(0, fonts)
    properties.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="en-US" w:eastAsia="zh-CN"/>'))


_NEVER_FIRST = "!%),.:;>?]}¢¨°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～￠"
_NEVER_FIRST_MOST = 100


def units_together(document: Any, units: Counter[str]) -> None:
    """Let no line begin with the units that follow figures here: Word has no other bond that leaves the text as it is.

    The punctuation that a line never begins with is named too, since the list takes the place of Word's own. It has
    room for 100 characters ([MS-DOC] DopTypography); of more units the most frequent are named.
    """
    if not units:
        return
    element = parse_xml(f'<w:noLineBreaksBefore {nsdecls("w")} w:lang="zh-CN"/>')
    frequent = [unit for unit, _ in units.most_common() if unit not in _NEVER_FIRST]
    element.set(qn("w:val"), _NEVER_FIRST + "".join(frequent[: _NEVER_FIRST_MOST - len(_NEVER_FIRST)]))
    document.settings.element.find(qn("w:characterSpacingControl")).addnext(element)  # the schema's order
