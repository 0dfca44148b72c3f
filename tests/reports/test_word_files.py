"""What a DOCX says is read as its printed page would say it."""

from __future__ import annotations

import pytest

from tests.reports.files import cell, meaning, numbered, numbering, paragraph, rewritten, table, word_file
from tests.reports.samples import both_issues, weekly
from yichuang.kit.errors import Refusal
from yichuang.reports.printing.word import docx
from yichuang.reports.reading import Extracted, Link, read_content
from yichuang.reports.rules.layout import layout
from yichuang.reports.rules.reading import read

NUMBERED = {"relations": (("numbering", "numbering.xml"),)}


def lines(body: str, **more) -> list[str]:
    return read_content(word_file(body, **more)).text.split("\n")


@both_issues
def test_the_printed_weekly_reads_back_to_the_same_tree(path):
    text = path.read_text(encoding="utf-8")
    sheet = layout(read(text, weekly()))
    found = read_content(docx(sheet))
    assert layout(read(found.text, weekly())) == sheet
    assert meaning(found.text) == meaning(text)
    assert (found.kind, found.unread, found.headers) == ("docx", (), ("— 1 —",))


def test_automatic_numbers_are_written_out():
    parts = numbering(
        ("chineseCounting", "%1、", "nothing"),
        ("chineseCountingThousand", "（%2）", "nothing"),
        ("decimal", "%3.", "tab"),
    )
    body = [
        ("总体情况", 0),
        ("受理", 1),
        ("甲局", 2),
        ("乙局", 2),
        ("办结", 1),
        ("丙局", 2),
        ("下一步", 0),
        ("培训", 1),
    ]
    assert lines("".join(numbered(*one) for one in body), parts=parts, **NUMBERED) == [
        "一、总体情况", "（一）受理", "1. 甲局", "2. 乙局", "（二）办结", "1. 丙局", "二、下一步", "（一）培训",
    ]  # fmt: skip


def test_levels_name_one_another_and_lists_start_again_where_they_say_so():
    more = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>'
        "</w:lvlOverride></w:num>"
    )
    parts = numbering(("upperRoman", "%1", "space"), ("decimal", "%1.%2", "space"), more=more)
    parts["word/numbering.xml"] = parts["word/numbering.xml"].replace(
        '<w:lvl w:ilvl="1">', '<w:lvl w:ilvl="1"><w:isLgl/>'
    )
    body = numbered("a") + numbered("b", 1) + numbered("c", 1) + numbered("d", 0, 2) + numbered("e", 0, 2)
    assert lines(body, parts=parts, **NUMBERED) == ["I a", "1.1 b", "1.2 c", "V d", "VI e"]


def test_a_style_brings_its_number_and_a_paragraph_can_decline_it():
    styles = (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:style w:type="paragraph" w:styleId="H"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H2"><w:basedOn w:val="H"/></w:style></w:styles>'
    )
    body = "".join(
        paragraph(text, f'<w:pStyle w:val="{style}"/>{own}')
        for text, style, own in (
            ("甲", "H", ""), ("乙", "H2", ""), ("丙", "H", '<w:numPr><w:numId w:val="0"/></w:numPr>'), ("丁", "X", ""),
        )
    )  # fmt: skip
    parts = {**numbering(("decimalEnclosedCircle", "%1", "nothing")), "word/styles.xml": styles}
    relations = (("numbering", "numbering.xml"), ("styles", "styles.xml"))
    assert lines(body, parts=parts, relations=relations) == ["①甲", "②乙", "丙", "丁"]


def test_rows_are_lines_and_merged_cells_keep_the_columns():
    body = table(
        cell("部门", '<w:vMerge w:val="restart"/>') + cell("行政许可", '<w:gridSpan w:val="2"/>') + cell("合计"),
        cell("", "<w:vMerge/>") + cell("受理") + cell("办结") + cell(""),
        cell("甲局") + cell("412") + cell("398") + cell("810"),
    )
    assert lines(paragraph("附表") + body + paragraph("完")) == [
        "附表", "部门\t行政许可\t\t合计", "\t受理\t办结\t", "甲局\t412\t398\t810", "完",
    ]  # fmt: skip


def test_a_frame_of_one_cell_is_no_table_and_a_table_in_a_cell_is_one_line():
    two = f"<w:tc>{paragraph('报：甲')}{paragraph('送：乙')}</w:tc>"
    inner = f"<w:tc>{table(cell('一') + cell('二'))}{paragraph('三')}</w:tc>"
    assert lines(table(two)) == ["报：甲", "送：乙"]
    assert lines(table(cell("甲") + inner)) == ["甲\t一 二 三"]


def test_tracked_changes_are_accepted():
    run = "<w:r><w:t>{}</w:t></w:r>"
    gone = '<w:rPr><w:del w:id="1"/></w:rPr>'
    body = (
        f"<w:p>{run.format('受理')}<w:del><w:r><w:delText>999</w:delText></w:r></w:del>"
        f"<w:ins>{run.format('412')}</w:ins>{run.format('件')}</w:p>"
        f"<w:p><w:pPr>{gone}</w:pPr>{run.format('办结398件，')}</w:p>{paragraph('同比增长。')}"
        f"<w:p><w:moveFrom>{run.format('旧处')}</w:moveFrom><w:moveTo>{run.format('新处')}</w:moveTo></w:p>"
        f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr>{cell('删')}</w:tr><w:tr>{cell('甲')}{cell('留')}</w:tr></w:tbl>"
    )
    assert lines(body) == ["受理412件", "办结398件，同比增长。", "新处", "甲\t留"]


def test_what_stands_beside_the_text_is_kept_apart():
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    parts = {
        "word/header1.xml": f"<w:hdr {space}>{paragraph('内部资料')}</w:hdr>",
        "word/header2.xml": f"<w:hdr {space}>{paragraph('内部资料')}</w:hdr>",
        "word/footnotes.xml": f"<w:footnotes {space}>"
        f'<w:footnote w:type="separator" w:id="0">{paragraph("-")}</w:footnote>'
        f'<w:footnote w:id="1">{paragraph("不含市县。")}</w:footnote></w:footnotes>',
    }
    relations = (
        ("header", "header1.xml"), ("header", "header2.xml"), ("footnotes", "footnotes.xml"), ("comments", "c.xml"),
    )  # fmt: skip
    body = '<w:p><w:r><w:t>受理412件</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r></w:p>'
    found = read_content(word_file(body, parts=parts, relations=relations))
    assert (found.text, found.headers, found.notes) == ("受理412件", ("内部资料",), ("不含市县。",))
    assert [one.reason for one in found.unread] == ["文件带有批注，不在正文中，没有读取"]


def test_text_boxes_are_read_once_and_pictures_are_named():
    box = f"<w:txbxContent>{paragraph('工作简报')}</w:txbxContent>"
    drawing = (
        f"<mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    picture = '<w:drawing><wp:inline><wp:docPr id="1" name="p" descr="大厅全景"/><pic:pic/></wp:inline></w:drawing>'
    lettering = '<w:pict><v:shape><v:textpath string="每周要情"/></v:shape></w:pict>'
    body = f"<w:p><w:r>{drawing}</w:r></w:p><w:p><w:r>{picture}</w:r></w:p><w:p><w:r>{lettering}</w:r></w:p>"
    found = read_content(word_file(body))
    assert [line for line in found.text.split("\n") if line] == ["工作简报", "每周要情"]
    assert [(one.reason, one.text) for one in found.unread] == [("图片，没有可读的文字", "大厅全景")]


def test_fields_hidden_words_breaks_and_content_controls():
    body = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DATE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2月3日</w:t></w:r><w:r><w:fldChar '
        'w:fldCharType="end"/></w:r><w:r><w:br/><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br w:type="page"/></w:r>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>不印</w:t></w:r></w:p>"
        f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('控件中')}</w:sdtContent></w:sdt>"
    )
    found = read_content(word_file(body))
    assert found.text == "2月3日\n甲\t乙\n控件中"
    assert [(one.reason, one.text) for one in found.unread] == [("隐藏文字，不在印出的页面上", "不印")]


def test_addresses_and_macros_are_named_and_left_alone():
    external = (("image", "http://127.0.0.1:9/a.png"), ("attachedTemplate", "file:///tmp/x.dotm"))
    found = read_content(word_file(paragraph("正文"), external=external, parts={"word/vbaProject.bin": b"x"}))
    assert found.links == tuple(Link(*one) for one in external)
    assert [one.reason for one in found.unread] == ["文件带有宏，没有运行，也没有读取"]
    assert found.text == "正文"


def test_the_strict_form_of_the_standard_is_read_too():
    strict = rewritten(
        word_file(numbered("严格格式"), parts=numbering(("decimal", "%1.", "tab")), **NUMBERED),
        {
            b"schemas.openxmlformats.org/wordprocessingml/2006/main": b"purl.oclc.org/ooxml/wordprocessingml/main",
            b"schemas.openxmlformats.org/officeDocument/2006": b"purl.oclc.org/ooxml/officeDocument",
        },
    )
    assert read_content(strict).text == "1. 严格格式"


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE w SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
def test_a_document_that_declares_entities_is_refused(prolog):
    with pytest.raises(Refusal) as refusal:
        read_content(word_file(paragraph("甲"), prolog=prolog))
    assert refusal.value.code == "report_damaged"
    assert "DTD" in refusal.value.message


def test_a_broken_side_part_is_named_and_the_text_is_read():
    found = read_content(word_file(numbered("甲"), parts={"word/numbering.xml": "<w:num"}, **NUMBERED))
    assert found.text == "甲"
    assert "numbering.xml" in found.unread[0].reason


def test_the_record_says_it_all():
    found = read_content(word_file(paragraph("正文"), external=(("hyperlink", "http://127.0.0.1:9/"),)))
    assert found.as_record() == {
        "text": "正文", "kind": "docx", "pages": None, "unread": (), "headers": (), "notes": (),
        "links": ({"kind": "hyperlink", "target": "http://127.0.0.1:9/"},), "headings": (),
    }  # fmt: skip
    assert isinstance(found, Extracted)
