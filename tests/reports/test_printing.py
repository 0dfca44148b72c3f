"""PDF, DOCX and HTML carry the words of the file, on the page of GB/T 9704-2012."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from html.parser import HTMLParser
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pdfplumber
import pypdf
import pytest
from lxml import etree
from pylopdf_fonts_zh_cn import serif_path

from tests.reports.everything import everything, pictures
from tests.reports.samples import REFERENCE, SIBLING, both_issues, weekly
from yichuang.reports.printing.faces import ROLES, faces_on
from yichuang.reports.printing.html import document, piece
from yichuang.reports.printing.pdf import pdf
from yichuang.reports.printing.word import docx
from yichuang.reports.rules.folding import fold
from yichuang.reports.rules.layout import layout
from yichuang.reports.rules.reading import read
from yichuang.reports.rules.sheet import CHARACTERS_PER_LINE, LINES_PER_PAGE, Sheet

POINTS_PER_MM = 72 / 25.4
PACKAGED = faces_on(system=False)
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def sheet_of(path: Path) -> Sheet:
    return layout(read(path.read_text(encoding="utf-8"), weekly()))


def printed(path: Path) -> bytes:
    return pdf(sheet_of(path), PACKAGED)


def words_of_file(path: Path) -> str:
    """Return the file's words as they are compared: no list dashes, no blanks, NFKC."""
    return fold(re.sub(r"^\s*[-–—•]\s*", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE))


def words_of_pdf(content: bytes) -> str:
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages]
    return fold("".join(re.sub(r"—\s*\d+\s*—", "", page) for page in pages))


class Words(HTMLParser):
    """Collects what a reader of the page sees."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.hidden, self.words = 0, ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in ("style", "title")

    def handle_endtag(self, tag):
        self.hidden -= tag in ("style", "title")

    def handle_data(self, data):
        self.words += "" if self.hidden else data


def words_of_docx(content: bytes) -> str:
    body = etree.fromstring(zipfile.ZipFile(BytesIO(content)).read("word/document.xml"))
    return fold("".join(text.text or "" for text in body.iter(f"{WORD}t")))


def lines_on(page: pdfplumber.page.Page, size: float) -> list[list[dict]]:
    """Return the characters of each line of that size within the text area, top to bottom."""
    rows: dict[int, list[dict]] = {}
    for char in page.chars:
        if abs(char["size"] - size) < 0.1 and char["top"] < (297 - 35) * POINTS_PER_MM:
            rows.setdefault(round(char["matrix"][5]), []).append(char)
    return [rows[height] for height in sorted(rows, reverse=True)]


@both_issues
def test_the_pdf_says_what_the_file_says(path):
    assert words_of_pdf(printed(path)) == words_of_file(path)


@both_issues
def test_the_docx_says_what_the_file_says(path):
    assert words_of_docx(docx(sheet_of(path))) == words_of_file(path)


@both_issues
def test_the_html_says_what_the_file_says(path):
    assert fold(Words(document(sheet_of(path))).words) == words_of_file(path)
    assert fold(Words(piece(sheet_of(path))).words) == words_of_file(path)


@both_issues
def test_a_printed_page_has_22_lines_of_28_characters(path):
    with pdfplumber.open(BytesIO(printed(path))) as document:
        page = document.pages[1]
        lines = lines_on(page, 16)
        assert len(lines) == LINES_PER_PAGE
        counts = Counter(len(line) for line in lines if all("\u4e00" <= c["text"] <= "\u9fff" for c in line))
        counts.update(len(line) for line in lines)
        assert counts[CHARACTERS_PER_LINE] >= 1
        heights = [line[0]["matrix"][5] for line in lines]
        pitch = 225 * POINTS_PER_MM / LINES_PER_PAGE
        assert all(abs(above - below - pitch) < 0.05 for above, below in pairwise(heights))


def test_a_line_of_plain_characters_takes_28_of_them():
    text = SIBLING.read_text(encoding="utf-8").replace(
        "雨雪天气下的大厅运行保障", "雨雪天气下的大厅运行保障" + "窗" * 90
    )
    with pdfplumber.open(BytesIO(pdf(layout(read(text, weekly())), PACKAGED))) as document:
        rows = ["".join(c["text"] for c in line) for page in document.pages for line in lines_on(page, 16)]
    assert "窗" * CHARACTERS_PER_LINE in rows
    assert not any("窗" * (CHARACTERS_PER_LINE + 1) in row for row in rows)


@both_issues
def test_the_text_area_is_that_of_the_standard(path):
    with pdfplumber.open(BytesIO(printed(path))) as document:
        page = document.pages[1]
        assert (round(page.width / POINTS_PER_MM), round(page.height / POINTS_PER_MM)) == (210, 297)
        chars = [char for line in lines_on(page, 16) for char in line]
        assert min(c["x0"] for c in chars) >= 28 * POINTS_PER_MM - 4
        assert max(c["x1"] for c in chars if "\u4e00" <= c["text"] <= "\u9fff") <= (210 - 26) * POINTS_PER_MM + 0.5


@both_issues
def test_page_numbers_stand_outside_seven_millimetres_under_the_text(path):
    with pdfplumber.open(BytesIO(printed(path))) as document:
        for number, page in enumerate(document.pages, 1):
            below = [c for c in page.chars if c["matrix"][5] < 35 * POINTS_PER_MM]
            assert "".join(c["text"] for c in below) == f"— {number} —"
            dash_height = below[0]["matrix"][5] + 0.38 * 14
            assert abs(35 * POINTS_PER_MM - dash_height - 7 * POINTS_PER_MM) < 1
            middle = (below[0]["x0"] + below[-1]["x1"]) / 2
            assert (middle > page.width / 2) == (number % 2 == 1)


@both_issues
def test_the_tail_stands_between_rules_at_the_foot_of_the_last_page(path):
    with pdfplumber.open(BytesIO(printed(path))) as document:
        page = document.pages[-1]
        widths = [
            round(line["linewidth"] / POINTS_PER_MM, 2) for line in sorted(page.lines, key=lambda one: one["top"])
        ]
        assert widths == [0.35, 0.25, 0.35]
        foot = max(line["bottom"] for line in page.lines)
        assert abs(foot - (297 - 35) * POINTS_PER_MM) < 1


def test_the_pdf_names_its_title_and_language():
    reader = pypdf.PdfReader(BytesIO(printed(SIBLING)))
    assert reader.metadata.title == "窗口工作周报 2023 年第 7 期"
    assert reader.trailer["/Root"]["/Lang"].startswith("zh")


def test_the_same_issue_gives_the_same_pdf():
    assert printed(SIBLING) == printed(SIBLING)


def test_substituted_faces_are_named():
    used = {face.official: face for face in PACKAGED.used}
    assert set(used) == {"方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"}
    assert all(face.substituted and face.used.startswith("Noto") for face in used.values())


def test_the_docx_names_the_official_faces_in_real_styles():
    parts = zipfile.ZipFile(BytesIO(docx(sheet_of(SIBLING))))
    styles = parts.read("word/styles.xml").decode()
    assert all(f'w:eastAsia="{role.official}"' in styles for role in ROLES)
    settings = parts.read("word/document.xml").decode()
    assert 'w:type="linesAndChars"' in settings
    assert 'w:pStyle w:val="Heading1"' in settings


def test_characters_that_no_form_can_hold_are_shown_as_such():
    text = SIBLING.read_text(encoding="utf-8").replace("减材料", "减\x07材\ufffe料")
    sheet = layout(read(text, weekly()), mark="草稿")
    assert "减\ufffd材\ufffd料" in words_of_docx(docx(sheet))
    assert "减" in words_of_pdf(pdf(sheet, PACKAGED))


def test_words_that_look_like_markup_are_printed_as_words():
    text = SIBLING.read_text(encoding="utf-8").replace("减材料", "#set <b>减</b> & $x$ {{材}} 料")
    sheet = layout(read(text, weekly()))
    assert "#set<b>减</b>&$x${{材}}料" in words_of_pdf(pdf(sheet, PACKAGED))
    assert "#set<b>减</b>&$x${{材}}料" in words_of_docx(docx(sheet))
    assert "#set<b>减</b>&$x${{材}}料" in fold(Words(document(sheet)).words)


@pytest.fixture(scope="module")
def by_libreoffice(tmp_path_factory) -> dict[str, Path]:
    """All DOCX as LibreOffice sets them with the packaged faces, in one run of it: it takes seconds to start."""
    folder = tmp_path_factory.mktemp("libreoffice")
    files = {path.stem: docx(sheet_of(path)) for path in (SIBLING, REFERENCE) if path.exists()}
    files["everything"] = docx(layout(everything()), pictures=pictures())
    for name, content in files.items():
        (folder / f"{name}.docx").write_bytes(content)
    aliases = "".join(
        f"<alias binding='same'><family>{role.official}</family>"
        f"<prefer><family>{role.families[-1]}</family></prefer></alias>"
        for role in ROLES
    )
    (folder / "fonts.conf").write_text(
        "<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig>"
        f"<dir>{serif_path().parent}</dir><cachedir>{folder}/cache</cachedir>{aliases}</fontconfig>",
        encoding="utf-8",
    )
    options = (f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf", "--outdir")
    subprocess.run(
        ["soffice", *options, folder, *(folder / f"{name}.docx" for name in files)],
        env=os.environ | {"FONTCONFIG_FILE": str(folder / "fonts.conf")},
        check=True,
        capture_output=True,
        timeout=120,
    )
    return {name: folder / f"{name}.pdf" for name in files}


needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")


@needs_libreoffice
@both_issues
def test_libreoffice_sets_as_many_lines_on_the_docx_pages(path, by_libreoffice):
    with pdfplumber.open(by_libreoffice[path.stem]) as document:
        assert abs(len(lines_on(document.pages[1], 16)) - LINES_PER_PAGE) <= 1
        assert abs(len(document.pages) - len(pypdf.PdfReader(BytesIO(printed(path))).pages)) <= 1
        words = fold("".join(page.extract_text() for page in document.pages))
    assert Counter(re.sub(r"—\d+—", "", words)) == Counter(words_of_file(path))
    assert not re.search(r"\d\n\d", pypdf.PdfReader(by_libreoffice[path.stem]).pages[0].extract_text())


@needs_libreoffice
def test_libreoffice_makes_as_many_pages_of_an_issue_with_everything(by_libreoffice):
    of_docx = pypdf.PdfReader(by_libreoffice["everything"]).pages
    of_pdf = pypdf.PdfReader(BytesIO(pdf(layout(everything()), PACKAGED, pictures=pictures()))).pages
    assert abs(len(of_docx) - len(of_pdf)) <= 1
    assert len([page for page in of_docx if "较上月增减" in fold(page.extract_text())]) == 2


ORDER = {  # of ECMA-376, as far as these files go: Word refuses a file whose properties stand in another order
    "rPr": "rFonts b bCs i iCs color spacing kern sz szCs lang",
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr tabs autoSpaceDE autoSpaceDN "
           "snapToGrid spacing ind contextualSpacing jc outlineLvl rPr",
    "tblPr": "tblStyle tblpPr tblW jc tblBorders tblLayout tblCellMar tblLook tblCaption",
    "trPr": "cantSplit tblHeader",
    "tcPr": "tcW gridSpan vMerge tcBorders tcMar vAlign",
}  # fmt: skip


def test_the_docx_keeps_the_order_that_word_demands():
    for content in (docx(sheet_of(SIBLING)), docx(layout(everything()), pictures=pictures())):
        parts = zipfile.ZipFile(BytesIO(content))
        ours = {
            "Normal",
            "Title",
            "Subtitle",
            "Caption",
            "ListParagraph",
            *(f"Heading{level}" for level in range(1, 5)),
        }
        document, styles = (etree.fromstring(parts.read(f"word/{name}.xml")) for name in ("document", "styles"))
        trees = [document, *(s for s in styles.iter(f"{WORD}style") if s.get(f"{WORD}styleId") in ours)]
        for tag, order in ORDER.items():
            places = {f"{WORD}{name}": place for place, name in enumerate(order.split())}
            for element in (found for tree in trees for found in tree.iter(f"{WORD}{tag}")):
                found = [places[child.tag] for child in element]
                assert found == sorted(found), etree.tostring(element)
