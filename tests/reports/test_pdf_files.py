"""A PDF is read as text where it has text; where it has none, that is said by page."""

from __future__ import annotations

import re
from io import BytesIO
from random import Random

import pypdf
import pytest
from PIL import Image
from pypdf.generic import DictionaryObject, NameObject, StreamObject, TextStringObject

from tests.reports.files import meaning, printed_pdf, scanned, typeset
from tests.reports.samples import both_issues, weekly
from yichuang.kit.errors import Refusal
from yichuang.reports.printing.faces import faces_on
from yichuang.reports.printing.pdf import pdf as set_by_typst
from yichuang.reports.reading import page_picture, pdf, read_content
from yichuang.reports.reading.extracted import Gathered, OutOfTime
from yichuang.reports.rules.layout import layout
from yichuang.reports.rules.reading import read

CHANCE = Random(7)
WORDS = "全省政务服务系统聚焦企业和群众反映集中的堵点问题持续压减办理环节推动更多事项就近办一次办"


def prose(sentences: int) -> str:
    """Return sentences of which no two are alike."""
    return "".join("".join(CHANCE.sample(WORDS, 30)) + "。" for _ in range(sentences))


def rewritten(content: bytes, change) -> bytes:
    """Return a PDF that pypdf has changed."""
    writer = pypdf.PdfWriter(clone_from=BytesIO(content))
    change(writer)
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def joined_to(*contents: bytes) -> bytes:
    """Return the pages of several PDF in one."""
    writer = pypdf.PdfWriter()
    for content in contents:
        writer.append(BytesIO(content))
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@both_issues
def test_the_printed_weekly_reads_back_to_the_same_tree(path):
    text = path.read_text(encoding="utf-8")
    sheet = layout(read(text, weekly()))
    found = read_content(set_by_typst(sheet, faces_on(system=False)))
    assert layout(read(found.text, weekly())) == sheet
    assert meaning(found.text) == meaning(text)
    assert (found.kind, found.unread) == ("pdf", ())
    assert found.headers == tuple(f"—{page}—" for page in range(1, found.pages + 1))


def test_sentences_broken_by_lines_and_pages_are_whole_again():
    texts = [f"第{n}段：{prose(3 + n % 4)}" for n in range(1, 25)]
    source = "#set par(first-line-indent: (amount: 2em, all: true))\n" + "\n\n".join(texts)
    found = read_content(typeset(source))
    assert found.pages > 1
    assert found.text.split("\n") == texts


def test_paragraphs_told_apart_by_space_alone_are_kept_apart():
    texts = [f"第{n}段：{prose(4)}" for n in range(1, 9)]
    found = read_content(typeset("#set par(spacing: 2em)\n" + "\n\n".join(texts)))
    assert found.text.split("\n") == texts


def test_heads_feet_and_page_numbers_are_taken_out_and_listed():
    source = (
        "#set page(header: [政务服务简报 #h(1fr) 内部资料], footer: context align(center, counter(page).display()))\n"
        + "#pagebreak()\n".join(f"第{page}页的正文，共有{page * 7}件。\n\n" for page in range(1, 5))
    )
    found = read_content(typeset(source))
    assert found.text.split("\n") == [f"第{page}页的正文，共有{page * 7}件。" for page in range(1, 5)]
    assert found.headers == ("政务服务简报\t内部资料", "1", "2", "3", "4")


def test_a_number_alone_on_a_line_is_no_page_number_unless_it_counts_pages():
    source = "#pagebreak()\n".join(f"#place(bottom, [{figure}])" for figure in (412, 398, 77))
    assert read_content(typeset(source)).text.split("\n") == ["412", "398", "77"]


def test_ruled_tables_become_rows_and_their_words_stay_in_order():
    source = (
        "附表如下。\n\n#table(columns: 4, table.cell(rowspan: 2)[部门], table.cell(colspan: 2)[行政许可], [合计],"
        " [受理], [办结], [], [省交通运输厅], [412], [398], [810],"
        " [省农业农村厅政务服务窗口（驻大厅）], [7], [5], [12])\n\n数据截至月底。"
    )
    found = read_content(typeset(source))
    assert found.text.split("\n") == [
        "附表如下。", "部门\t行政许可\t\t合计", "\t受理\t办结\t", "省交通运输厅\t412\t398\t810",
        "省农业农村厅政务服务窗口（驻大厅）\t7\t5\t12", "数据截至月底。",
    ]  # fmt: skip


@pytest.mark.parametrize("stroke", ["none", "(x, y) => if y in (0, 1, 9) { (top: 1pt) }"], ids=["no rules", "three"])
def test_rows_without_upright_rules_stay_rows(stroke: str):
    rows = [["部门", "受理", "办结", "按时率"], *([f"局{n}", str(n * 7), str(n * 5), f"{n}%"] for n in range(8))]
    cells = ", ".join(f"[{word}]" for row in rows for word in row)
    source = f"附表如下。\n\n#table(columns: (1fr, 1fr, 1fr, 1fr), stroke: {stroke}, {cells})\n\n数据截至月底。"
    expected = ["附表如下。", *("\t".join(row) for row in rows), "数据截至月底。"]
    assert read_content(typeset(source)).text.split("\n") == expected


def test_two_columns_are_read_one_after_the_other():
    texts = [f"第{n}段：{prose(5)}" for n in range(1, 15)]
    setting = "#set page(columns: 2)\n#set par(first-line-indent: (amount: 2em, all: true))\n"
    title = '#place(top + center, scope: "parent", float: true)[政务服务简报第三期（总第一百二十期）]\n'
    found = read_content(typeset(setting + title + "\n\n".join(texts)))
    assert found.pages > 1
    assert found.text.split("\n") == ["政务服务简报第三期（总第一百二十期）", *texts]


def test_a_table_over_pages_has_its_head_once():
    rows = ", ".join(f"[局{n}], [{n}]" for n in range(1, 90))
    found = read_content(typeset(f"#table(columns: (8cm, 4cm), table.header([部门], [件数]), {rows})"))
    assert found.pages > 1
    assert found.text.split("\n") == ["部门\t件数", *(f"局{n}\t{n}" for n in range(1, 90))]


def test_a_scan_is_listed_by_page_and_can_be_looked_at():
    content = scanned(2)
    found = read_content(content)
    assert (found.text, found.pages) == ("", 2)
    assert [(one.page, one.reason) for one in found.unread] == [
        (1, "扫描页，没有文字，没有识别"), (2, "扫描页，没有文字，没有识别"),
    ]  # fmt: skip
    with Image.open(BytesIO(page_picture(content, 2, dpi=50))) as picture:
        assert picture.format == "PNG"
        assert picture.convert("L").getextrema() == (0, 255)
    with pytest.raises(Refusal) as refusal:
        page_picture(content, 3)
    assert refusal.value.code == "page_missing"


def test_scanned_pages_among_others_are_named():
    found = read_content(joined_to(typeset("第一页的文字，一共有十几个字。"), scanned(1)))
    assert found.text == "第一页的文字，一共有十几个字。"
    assert [(one.page, one.reason) for one in found.unread] == [(2, "扫描页，没有文字，没有识别")]


def test_words_on_a_picture_of_the_whole_page_are_read_with_a_reservation():
    def laid_over(writer):
        writer.pages[0].merge_page(pypdf.PdfReader(BytesIO(typeset("识别出来的文字，可能有错字。"))).pages[0])

    found = read_content(rewritten(scanned(1), laid_over))
    assert found.text == "识别出来的文字，可能有错字。"
    assert [(one.page, one.reason) for one in found.unread] == [
        (1, "文字在整页的图片上，可能出自识别（OCR），未经核对")
    ]


def test_a_page_of_monstrous_size_is_drawn_small():
    def stretch(writer):
        writer.pages[0].mediabox.upper_right = (100_000, 100_000)

    with Image.open(BytesIO(page_picture(rewritten(typeset("大页"), stretch), 1, dpi=300))) as picture:
        assert picture.width * picture.height <= 4_100_000


def test_a_password_is_asked_for_only_where_there_is_one():
    def locked(writer):
        writer.encrypt("secret", algorithm="AES-256")

    def open_to_all(writer):
        writer.encrypt("", "owner", algorithm="AES-256")

    for deed in (read_content, lambda content: page_picture(content, 1)):
        with pytest.raises(Refusal) as refusal:
            deed(rewritten(typeset("甲"), locked))
        assert refusal.value.code == "report_password"
    assert read_content(rewritten(typeset("人人可读"), open_to_all)).text == "人人可读"


def test_scripts_attachments_and_addresses_are_named_and_left_alone():
    def burden(writer):
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.beep(0)")}
        )
        writer.add_attachment("a.exe", b"MZ")

    found = read_content(rewritten(typeset('#link("http://127.0.0.1:9/x")[网址]'), burden))
    assert found.text == "网址"
    assert [one.target for one in found.links] == ["http://127.0.0.1:9/x"]
    assert {"文件带有打开时的动作，没有执行，也没有读取", "文件带有附件，没有执行，也没有读取"} <= {
        one.reason for one in found.unread
    }


def test_turned_text_and_letters_printed_twice():
    source = "#rotate(90deg, reflow: true)[草稿]\n\n#place(top)[粗体]#place(top, dx: 0.2pt)[粗体]"
    found = read_content(typeset(source))
    assert found.text == "粗体"
    assert [(one.page, one.reason) for one in found.unread] == [(1, "竖排或旋转的文字 2 字，没有读取")]


def test_the_mark_of_a_list_from_a_font_of_symbols_is_a_bullet():
    def symbol(writer):
        for one in writer._objects:
            if isinstance(one, StreamObject) and b"beginbfchar" in one.get_data():
                one.set_data(re.sub(b"(?i)<25cf>", b"<F0B7>", one.get_data()))

    content = typeset("●按时到岗情况总体良好。\n\n● 工作牌佩戴情况总体良好。")
    assert read_content(rewritten(content, symbol)).text == "• 按时到岗情况总体良好。\n• 工作牌佩戴情况总体良好。"


def test_a_character_that_the_face_has_no_letter_for_is_shown_as_missing():
    found = read_content(typeset("省政务服务中心本周受理\U0001f600申请四百一十二件。"))
    assert found.text == "省政务服务中心本周受理□申请四百一十二件。"
    assert [(one.page, one.reason) for one in found.unread] == [(1, "1 个字没有文字对照，以 □ 代替")]


def test_a_long_report_is_read_as_far_as_there_is_time(monkeypatch: pytest.MonkeyPatch):
    out = Gathered("pdf")
    monkeypatch.setattr(pdf, "_read_page", interrupted_after(2, pdf._read_page))
    with pytest.raises(OutOfTime):
        pdf.read_pdf(printed_pdf(), out)
    assert out.lines[0] == "窗口工作周报"
    assert [one.reason for one in out.unread] == ["第 3 至 4 页没有读"]


def interrupted_after(pages: int, deed):
    """Return a deed for which the time is over after so many pages."""

    def interrupted(page, number, *more):
        if number > pages:
            raise OutOfTime
        return deed(page, number, *more)

    return interrupted


def test_what_a_broken_stream_still_gives_is_read_and_said_to_be_broken():
    content = bytearray(printed_pdf())
    for stream in list(re.finditer(rb"(?<!end)stream\n(?:(?!endstream).){208,}", content, re.DOTALL))[:40]:
        content[stream.start() + 200] ^= 0x55
    found = read_content(bytes(content))
    assert found.pages == 4
    assert found.unread
