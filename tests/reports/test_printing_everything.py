"""An issue with everything in it, in its three forms: tables, charts, pictures, appendices, signatures."""

from __future__ import annotations

import os
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from types import SimpleNamespace

import pypdf
import pytest
from lxml import etree
from PIL import Image, ImageChops, ImageStat

from tests.reports.everything import bars, everything, long_table, pictures, wide_table
from tests.reports.samples import ROOT
from tests.reports.test_printing import PACKAGED, WORD, words_of_docx
from yichuang.kit.time import true_now
from yichuang.reports.models import Picture as KeptPicture
from yichuang.reports.printing.html import document
from yichuang.reports.printing.pdf import page_pictures, pdf
from yichuang.reports.printing.word import docx
from yichuang.reports.queries.printing import piece
from yichuang.reports.rules.folding import fold
from yichuang.reports.rules.grid import grid_of
from yichuang.reports.rules.layout import layout
from yichuang.reports.rules.setting import runs
from yichuang.reports.rules.sheet import TEXT_WIDTH_PT, Drawing, Grid, Line, Sheet
from yichuang.reports.rules.tree import Cell, Chart, Heading, Part, Picture, Report, Section, Table, Text

GOLDEN = ROOT / "tests" / "golden" / "pages"
SHEET = layout(everything())


@pytest.fixture(scope="module")
def file() -> bytes:
    return pdf(SHEET, PACKAGED, pictures=pictures())


@pytest.fixture(scope="module")
def reader(file) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(file))


@pytest.fixture(scope="module")
def word_file() -> bytes:
    return docx(SHEET, pictures=pictures())


def sheet_with(*blocks) -> Sheet:
    return layout(Report(series="x", title="月报", parts=(Part(sections=(Section("text", None, blocks),)),)))


class Words(HTMLParser):
    """Collects what stands in print: neither the charts' own words nor the numbers that open under them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.hidden, self.words = 0, ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in ("style", "title", "svg", "details")

    def handle_endtag(self, tag):
        self.hidden -= tag in ("style", "title", "svg", "details")

    def handle_data(self, data):
        self.words += "" if self.hidden else data


def test_all_forms_say_what_the_tree_says(reader, word_file):
    said = fold(everything().words())
    assert words_of_docx(word_file) == said
    assert fold(Words(document(SHEET, pictures=pictures())).words) == said
    printed = fold("".join(page.extract_text() for page in reader.pages))
    for item in SHEET.body:
        if isinstance(item, Grid):
            assert all(fold(box.text) in printed for box in item.boxes)
        elif isinstance(item, Line | Drawing):
            words = item.text if isinstance(item, Line) else item.caption
            assert all(fold(word) in printed for word in words.split("，"))


def test_the_pdf_is_for_keeping_and_for_everybody(reader):
    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2<" in metadata
    assert "<pdfaid:conformance>A<" in metadata
    assert "<pdfuaid:part>1<" in metadata
    tags: dict[str, list] = {}
    todo = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while todo:
        node = todo.pop().get_object()
        if isinstance(node, list):
            todo += node
        elif isinstance(node, dict):
            tags.setdefault(str(node.get("/S")), []).append(node)
            todo += [node["/K"]] if "/K" in node else []
    assert {"/H1", "/H2", "/H3", "/H4", "/H5", "/Table", "/TH", "/Caption"} <= tags.keys()
    told = {node["/Alt"] for nodes in tags.values() for node in nodes if "/Alt" in node}
    assert {"受理最多的是省住房城乡建设厅，480 件。".replace(" ", ""), "晨间大厅的照片", "上门服务的照片"} <= told


def test_the_head_of_a_table_stands_on_every_page_and_an_appendix_begins_one(reader):
    pages = [fold(page.extract_text()) for page in reader.pages]
    assert len([page for page in pages if "较上月增减" in page]) == 2
    assert pages[-1].startswith("附件1超期办件清单")


def test_an_issue_without_a_date_or_with_a_character_that_no_face_has_is_printed_all_the_same():
    for sheet in (replace(SHEET, dated=None), layout(replace(everything(), tail=(Text("缺字\U0010fffd。"),)))):
        content = pdf(sheet, PACKAGED, pictures=pictures())
        assert b"pdfaid:part" not in content
        assert len(pypdf.PdfReader(BytesIO(content)).pages) > 5


def test_no_heading_stands_alone_at_the_foot_of_a_page():
    headings = (Heading("标题甲", marker="（一）", level=2), Heading("标题乙", marker="1.", level=3))
    seen = 0
    for lines in range(12, 20):
        sheet = sheet_with(*[Text("首")] * lines, *headings, Text("正文。"))
        pages = [page.extract_text().split() for page in pypdf.PdfReader(BytesIO(pdf(sheet, PACKAGED))).pages]
        assert all("标题" not in page[-4] for page in pages if page[-3:-2] == ["—"] and len(pages) > 1)
        seen += any("标题甲" in word for word in pages[-1]) and len(pages) > 1
    assert seen  # in one case at least the headings went over with their text


def test_figures_and_their_units_stay_on_one_line():
    broken = re.compile(r"\d\n[件%年月日个人；]")
    for shift in range(0, 27, 3):
        text = "窗" * shift + "受理439896件，占99.5%；2022年7月1日起提高0.4个百分点，共18509人次；" * 3
        content = pdf(sheet_with(Text(text)), PACKAGED)
        page = pypdf.PdfReader(BytesIO(content)).pages[0].extract_text()
        assert fold(text) in fold(page)
        assert not broken.search(page)
        assert "\n；" not in page


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("第7期，9:30—11:30", ["第7期", "9:30", "11:30"]),
        ("用A4纸，提高0.4个百分点", ["0.4个百分点"]),
        ("3.5个工作日；", ["3.5个工作日；"]),
        ("共1.2万件，50多人次", ["1.2万件", "50多人次"]),
    ],
)
def test_what_is_bound_together(text, bound):
    assert [run for run, whole in runs(text) if whole] == bound
    assert "".join(run for run, _ in runs(text)) == text


@pytest.mark.parametrize(
    ("table", "size", "columns"),
    [
        (long_table(), 14.0, 6),
        (wide_table(), 8.0, 14),
        (Table(text="", rows=((Cell("甲"), Cell("12")),)), 14.0, 2),
        (Table(text="", rows=((Cell("甲", across=9), Cell("乙")), (Cell("丙", down=9),))), 14.0, 10),
        (Table(text="", head=((Cell("甲", down=5), Cell("乙")), (Cell("丙"),)), rows=((Cell("丁"),),)), 14.0, 2),
        (Table(text="", rows=((Cell("窗" * 200), Cell("12")),), widths=(1, 1)), 14.0, 2),
        (Table(text="", rows=((),)), 14.0, 0),
        (Table(text="", rows=((Cell("12345"),) * 40,)), 3.0, 40),
    ],
)
def test_a_table_fills_the_width_without_gap_or_overlap(table, size, columns):
    grid = grid_of(table)
    assert (grid.size, len(grid.columns)) == (size, columns)
    assert columns == 0 or abs(sum(grid.columns) - TEXT_WIDTH_PT) < 0.1
    places = [
        (box.x + x, box.y + y) for box in grid.boxes for x in range(box.across) for y in range(box.down)
    ]  # fmt: skip
    assert sorted(places) == sorted((x, y) for x in range(columns) for y in range(grid.rows))


def test_figures_of_a_column_are_aligned_in_its_middle():
    boxes = {(box.x, box.y): box for box in grid_of(long_table()).boxes}
    assert [boxes[x, 2].align for x in range(6)] == ["right", "left", "right", "right", "right", "right"]
    assert boxes[3, 2].inset > boxes[2, 2].inset >= 0  # few digits in a wide column, four in a narrow one


def test_broken_pictures_and_charts_leave_their_place_and_caption():
    sheet = sheet_with(
        Picture("甲", digest="a" * 64), Picture("乙", digest="b" * 64), Chart("丙", spec={"mark": "nothing"}), bars()
    )
    files = {"a" * 64: b"\xff\xd8\xffno picture"}
    printed = pypdf.PdfReader(BytesIO(pdf(sheet, PACKAGED, pictures=files))).pages[0].extract_text()
    for words in (printed, words_of_docx(docx(sheet, pictures=files)), document(sheet, pictures=files)):
        assert len(re.findall("[（(]缺图", words)) == 3
        assert all(caption in words for caption in "甲乙丙")


def test_kept_pictures_are_fetched_for_print_by_their_digests(db):
    digest, content = next(iter(pictures().items()))
    words = {"content_type": "image/jpeg", "width_px": 800, "height_px": 600, "kept_by": {}, "kept_at": true_now()}
    KeptPicture.objects.create(digest=digest, content=content, **words)
    page = piece(SimpleNamespace(report=everything(), mark=""))
    assert page.count("<img ") == 1
    assert page.count("（缺图）") == 2


def test_the_page_has_real_tables_pictures_and_no_address():
    page = document(SHEET, pictures=pictures())
    assert re.findall(r'https?://[^"]+', page) == ["http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"]
    tree = etree.HTML(page)
    assert tree.xpath("count(//table[.//caption]//thead//th[@scope])") >= 6
    assert tree.xpath("string(//tfoot/tr/th[@scope='row'][@colspan='2'])") == "合计"
    assert tree.xpath("//img/@alt") == ["晨间大厅的照片", "上门服务的照片", "自助终端的照片"]
    assert tree.xpath("//*[local-name()='svg']/@aria-label") == ["受理最多的是省住房城乡建设厅，480件。"]
    assert tree.xpath("//details//tr[1]/*/text()") == ["受理（件）", "省住房城乡建设厅", "480"]


def test_the_docx_has_real_tables_and_described_pictures(word_file):
    body = etree.fromstring(zipfile.ZipFile(BytesIO(word_file)).read("word/document.xml"))
    first = next(body.iter(f"{WORD}tbl"))
    rows = list(first.iter(f"{WORD}tr"))
    assert len([row for row in rows if row.find(f"{WORD}trPr/{WORD}tblHeader") is not None]) == 2
    assert all(row.find(f"{WORD}trPr/{WORD}cantSplit") is not None for row in rows)
    shapes = body.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr")
    assert [shape.get("descr") for shape in shapes] == [
        "受理最多的是省住房城乡建设厅，480件。", "晨间大厅的照片", "上门服务的照片", "自助终端的照片"
    ]  # fmt: skip
    settings = zipfile.ZipFile(BytesIO(word_file)).read("word/settings.xml").decode()
    assert re.search("noLineBreaksBefore [^>]*件", settings)


def test_pages_look_as_they_did():
    """Compare each page with its picture of 40 dpi; `GOLDEN=write` writes them anew, to be looked at before keeping."""
    pages = [
        Image.open(BytesIO(page)).convert("L") for page in page_pictures(SHEET, PACKAGED, dpi=40, pictures=pictures())
    ]
    if os.environ.get("GOLDEN") == "write":
        GOLDEN.mkdir(exist_ok=True)
        for number, page in enumerate(pages, 1):
            page.quantize(16).save(GOLDEN / f"everything-{number}.png", optimize=True)
    kept = [Image.open(path).convert("L") for path in sorted(GOLDEN.glob("everything-*.png"))]
    assert len(pages) == len(kept)
    for number, (page, golden) in enumerate(zip(pages, kept, strict=True), 1):
        assert page.size == golden.size
        differs = ImageChops.difference(page, golden)
        share = sum(differs.histogram()[96:]) / (page.width * page.height)
        assert share < 0.001, f"page {number}: {share:.2%} of the pixels differ"
        assert ImageStat.Stat(differs).mean[0] < 1, f"page {number} differs"
