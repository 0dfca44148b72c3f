"""Files as others might send them, made on the spot: DOCX from XML, PDF by typst, and what is wrong with them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from functools import cache
from io import BytesIO

import typst
from PIL import Image, ImageDraw
from pylopdf_fonts_zh_cn import serif_path

from tests.reports.samples import SIBLING, weekly
from yichuang.reports.printing.faces import faces_on
from yichuang.reports.printing.pdf import pdf
from yichuang.reports.printing.word import docx
from yichuang.reports.rules.folding import tidy
from yichuang.reports.rules.layout import layout
from yichuang.reports.rules.reading import read
from yichuang.reports.rules.record import to_record
from yichuang.reports.rules.sheet import Sheet

TEXT = SIBLING.read_text(encoding="utf-8")
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    f' xmlns:r="{OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


@cache
def sheet() -> Sheet:
    """Return the known weekly as it is printed."""
    return layout(read(TEXT, weekly()))


def meaning(text: str) -> dict[str, str]:
    """Return what the text of an issue says by name, blanks aside: how a form prints them is not its meaning."""
    record = to_record(read(text, weekly()))
    return {
        key: tidy(json.dumps(one, ensure_ascii=False)) for key, one in record.items() if key not in ("tree", "lines")
    }


@cache
def printed_pdf() -> bytes:
    """Return the known weekly as PDF."""
    return pdf(sheet(), faces_on(system=False))


@cache
def printed_docx() -> bytes:
    """Return the known weekly as DOCX."""
    return docx(sheet())


def paragraph(text: str, properties: str = "") -> str:
    """Return a paragraph of Word's."""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def numbered(text: str, level: int = 0, num: int = 1) -> str:
    """Return a paragraph of a list."""
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def cell(text: str, properties: str = "") -> str:
    """Return a table's cell."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def table(*rows: str) -> str:
    """Return a table of rows, each given as its cells."""
    return f"<w:tbl><w:tblPr/>{''.join(f'<w:tr>{cells}</w:tr>' for cells in rows)}</w:tbl>"


def word_file(
    body: str,
    *,
    parts: Mapping[str, str | bytes] | None = None,
    relations: tuple[tuple[str, str], ...] = (),
    external: tuple[tuple[str, str], ...] = (),
    prolog: str = "",
    compression: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """Return a DOCX with this body; `parts` by name, `relations` as (kind, target) of the document, r1, r2 …"""
    rows = [
        f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'
        for n, (kind, target, mode) in enumerate(
            [*((*one, "") for one in relations), *((*one, ' TargetMode="External"') for one in external)], 1
        )
    ]
    main = f'<Relationship Id="m" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", _RELATIONS.format(main))
        archive.writestr("word/_rels/document.xml.rels", _RELATIONS.format("".join(rows)))
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
        archive.writestr("word/document.xml", f"{prolog}<w:document {SPACES}><w:body>{body}</w:body></w:document>")
    return buffer.getvalue()


def rewritten(content: bytes, words: Mapping[bytes, bytes]) -> bytes:
    """Return a ZIP whose parts say other words."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(buffer, "w") as archive:
        for info in source.infolist():
            part = source.read(info)
            for old, new in words.items():
                part = part.replace(old, new)
            archive.writestr(info.filename, part)
    return buffer.getvalue()


def numbering(*levels: tuple[str, str, str], more: str = "") -> dict[str, str]:
    """Return the part numbering.xml with one list, its levels as (format, text, suffix)."""
    written = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="{suffix}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text, suffix) in enumerate(levels)
    )
    return {
        "word/numbering.xml": f'<w:numbering {SPACES}><w:abstractNum w:abstractNumId="0">{written}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{more}</w:numbering>'
    }


def typeset(source: str) -> bytes:
    """Return a PDF that typst sets in the packaged face on A4."""
    head = '#set page(paper: "a4")\n#set text(font: "Noto Serif SC", lang: "zh", size: 12pt)\n#set par(justify: true)\n'
    made = typst.Compiler(
        input=(head + source).encode(), font_paths=[str(serif_path().parent)], ignore_system_fonts=True
    ).compile(format="pdf")
    assert isinstance(made, bytes)
    return made


def scanned(pages: int = 1) -> bytes:
    """Return a PDF of pictures of pages."""
    pictures = []
    for _ in range(pages):
        picture = Image.new("L", (620, 877), 255)
        ImageDraw.Draw(picture).rectangle((60, 60, 560, 90), fill=0)
        pictures.append(picture)
    buffer = BytesIO()
    pictures[0].save(buffer, "PDF", save_all=True, append_images=pictures[1:])
    return buffer.getvalue()
