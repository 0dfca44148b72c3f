"""Files that are broken, or made to harm, are read in part with a list, or refused; never more than that."""

from __future__ import annotations

import os
import re
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from random import Random

import psutil
import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.reports.files import TEXT, cell, paragraph, printed_docx, printed_pdf, scanned, table, typeset, word_file
from yichuang.kit.errors import Refusal
from yichuang.reports.reading import FILE_LIMIT, Extracted, page_picture, read_content, read_file, workers
from yichuang.reports.reading.confined import MEMORY_LIMIT
from yichuang.reports.reading.extracted import TEXT_LIMIT
from yichuang.reports.reading.workers import Workers

CODES = {
    "report_too_large", "report_empty", "report_binary", "report_encoding", "report_damaged", "report_password",
    "report_too_slow",
}  # fmt: skip
SOURCES = {"docx": printed_docx, "pdf": printed_pdf, "txt": lambda: TEXT.encode("gb18030"), "scan": scanned}


@st.composite
def damage(draw: st.DrawFn, content: bytes) -> bytes:
    """Return a file cut, with bits flipped, bytes blotted out, pieces moved or doubled."""
    broken, chance = bytearray(content), Random(draw(st.integers(0, 2**64)))  # every place is as likely
    for _ in range(draw(st.integers(1, 3))):
        place = chance.randrange(len(broken) or 1)
        length = chance.choice([1, 16, 256, 4096])
        deed = draw(st.sampled_from(["cut", "flip", "flip", "blot", "noise", "drop", "double", "junk"]))
        match deed:
            case "cut":
                del broken[place:]
            case "flip":
                for _ in range(chance.randint(1, 8) if broken else 0):
                    broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
            case "blot":
                broken[place : place + length] = bytes(len(broken[place : place + length]))
            case "noise":
                broken[place : place + 16] = chance.randbytes(16)
            case "drop":
                del broken[place : place + length]
            case "double":
                broken[place:place] = broken[place : place + length]
            case "junk":
                broken[:0] = chance.randbytes(chance.randrange(64))
    return bytes(broken)


@st.composite
def damaged_inside(draw: st.DrawFn) -> bytes:
    """Return a DOCX whose package is whole, but one of whose parts is damaged."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(printed_docx())) as source, zipfile.ZipFile(buffer, "w") as archive:
        names = [info.filename for info in source.infolist() if info.filename.endswith((".xml", ".rels"))]
        chosen = draw(st.sampled_from(["word/document.xml", *names]))
        for info in source.infolist():
            content = source.read(info)
            archive.writestr(info.filename, draw(damage(content)) if info.filename == chosen else content)
    return buffer.getvalue()


def outcome(content: bytes) -> Extracted | Refusal:
    """Return what reading comes to; a refusal must say in Chinese what is the matter."""
    found: Extracted | Refusal
    try:
        found = read_content(content)
    except Refusal as refusal:
        found = refusal
    if isinstance(found, Refusal):
        assert found.code in CODES
        assert re.search(r"[\u4e00-\u9fff].*。$", found.message, re.DOTALL)
        assert found.field == "FILE"
        return found
    assert len(found.text) <= TEXT_LIMIT
    assert all(one.reason for one in found.unread)
    return found


def attempts(examples: int):
    """Return how hypothesis is to try: the same every time."""
    return settings(max_examples=examples, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def check_damaged(kind: str, examples: int) -> None:
    content = SOURCES[kind]()

    @given(damage(content))
    @attempts(examples)
    def check(broken: bytes) -> None:
        found = outcome(broken)
        if kind == "docx" and isinstance(found, Extracted) and found.kind == "docx":
            # every part has its checksum: what differs is known to differ
            assert found.unread or found.text == read_content(content).text

    check()


def check_damaged_inside(examples: int) -> None:
    @given(damaged_inside())
    @attempts(examples)
    def check(broken: bytes) -> None:
        outcome(broken)

    check()


@pytest.mark.parametrize("kind", SOURCES)
def test_a_damaged_file_is_read_in_part_or_refused(kind):
    check_damaged(kind, 30)


def test_a_document_damaged_within_its_package_is_read_in_part_or_refused():
    check_damaged_inside(30)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", SOURCES)
def test_many_damaged_files_are_read_in_part_or_refused(kind):
    check_damaged(kind, 300)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_many_documents_damaged_within_their_package_are_read_in_part_or_refused():
    check_damaged_inside(300)


@pytest.mark.parametrize("suffix", ["txt", "docx", "pdf", "doc", "xlsx", ""])
@pytest.mark.parametrize(("kind", "expected"), [("docx", "docx"), ("pdf", "pdf"), ("txt", "text")])
def test_the_name_of_a_file_does_not_matter(tmp_path: Path, suffix: str, kind: str, expected: str):
    path = tmp_path / f"周报.{suffix}"
    path.write_bytes(SOURCES[kind]())
    assert read_file(path).kind == expected


@pytest.mark.parametrize(
    ("name", "word"), [("xl/workbook.xml", "XLSX"), ("ppt/presentation.xml", "PPTX"), ("a.txt", "压缩包")]
)
def test_other_packages_are_told_what_they_are(name: str, word: str):
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "x")
    found = outcome(buffer.getvalue())
    assert isinstance(found, Refusal)
    assert (found.code, word in found.message) == ("report_binary", True)


def test_a_package_with_a_password_is_refused():
    content = bytearray(word_file(paragraph("甲")))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(mark), bytes(content)):
            content[found.start() + offset] |= 1
    assert getattr(outcome(bytes(content)), "code", "") == "report_password"
    protected = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")
    assert getattr(outcome(protected), "code", "") == "report_password"


def test_a_file_too_large_to_be_a_report_is_not_read():
    assert getattr(outcome(b"%PDF-1.7" + bytes(FILE_LIMIT)), "code", "") == "report_too_large"


def test_a_table_of_a_million_rows_is_read_as_far_as_there_is_room():
    row = f"<w:tr>{cell('甲局')}{cell('412')}</w:tr>"
    found = outcome(word_file(f"<w:tbl>{row * 1_000_000}</w:tbl>"))
    assert isinstance(found, Extracted)
    assert found.text.startswith("甲局\t412\n甲局\t412\n")
    assert len(found.unread) == 1
    assert found.unread[0].reason.endswith("其余没有读")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"<w:p><w:r><w:t>{'a' * 300_000_000}</w:t></w:r></w:p>", id="one word of 300 MB"),
        pytest.param("<w:tbl><w:tr><w:tc>" * 100_000, id="tables in tables"),
        pytest.param(f"<w:tbl><w:tr>{'<w:tc><w:p/></w:tc>' * 3_000_000}</w:tr></w:tbl>", id="three million cells"),
        pytest.param(f"<w:p>{'<w:r/>' * 9_000_000}</w:p>", id="nine million runs"),
    ],
)
def test_a_document_that_grows_when_unpacked_is_refused(body: str):
    assert isinstance(outcome(word_file(body)), Refusal)


def test_paragraphs_without_end_and_a_side_part_that_grows():
    assert isinstance(outcome(word_file("<w:p/>" * 5_000_000)), Extracted)
    parts = {"word/numbering.xml": " " * 300_000_000}
    found = outcome(word_file(paragraph("甲"), parts=parts, relations=(("numbering", "numbering.xml"),)))
    assert isinstance(found, Extracted)
    assert found.text == "甲"
    assert "超过 8 MB" in found.unread[0].reason


def test_a_package_of_very_many_parts_is_read():
    found = outcome(word_file(paragraph("甲"), parts={f"word/_rels/{n}.rels": "" for n in range(20_000)}))
    assert isinstance(found, Extracted)
    assert found.text == "甲"


def pdf_of(*objects: bytes) -> bytes:
    """Return a PDF of these objects, numbered from 1; the first is the catalogue."""
    content, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return content + head + table + b"trailer <</Root 1 0 R /Size 9>>\nstartxref\n%d\n%%%%EOF" % len(content)


def page_of(stream: bytes) -> bytes:
    """Return a PDF of a page with this content stream, packed."""
    packed = zlib.compress(stream, 1)
    return pdf_of(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
    )


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(lambda: page_of(bytes(600_000_000)), id="a stream that grows"),
        pytest.param(lambda: page_of(b"[" * 200_000), id="lists in lists"),
        pytest.param(lambda: page_of(b"q " * 200_000), id="states in states"),
        pytest.param(
            lambda: pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"),
            id="pages that are their own children",
        ),
        pytest.param(lambda: b"%PDF-1.7\n" + b"1 0 obj << " * 100_000, id="objects without end"),
    ],
)
def test_a_pdf_that_grows_or_turns_in_circles_comes_to_an_end(content):
    found = outcome(content())
    assert isinstance(found, Refusal) or found.unread or not found.text


def test_a_page_that_takes_too_long_is_given_up_and_those_before_it_count():
    slow = page_of(b"1 0 0 1 0 0 cm\n" * 3_000_000)
    writer = pypdf.PdfWriter()
    for one in (typeset("先读到的一页，有十几个字。"), slow):
        writer.append(BytesIO(one))
    buffer = BytesIO()
    writer.write(buffer)
    found = outcome(buffer.getvalue())
    assert isinstance(found, Extracted)
    assert found.text == "先读到的一页，有十几个字。"
    assert [one.reason for one in found.unread] == ["第 2 至 2 页没有读", "读取超过 7 秒，其余没有读"]


def test_a_process_that_does_not_answer_in_time_is_killed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workers, "SECONDS_LIMIT", 0.001)
    own = Workers()
    with pytest.raises(Refusal) as refusal:
        own.ask({"deed": "read", "kind": "pdf"}, printed_pdf())
    assert refusal.value.code == "report_too_slow"
    monkeypatch.undo()
    assert b"2023" in own.ask({"deed": "read", "kind": "docx"}, printed_docx())
    own.end()


def test_a_process_that_died_while_it_waited_is_replaced():
    own = Workers()
    question = {"deed": "read", "kind": "docx"}
    first = own.ask(question, printed_docx())
    psutil.Process(own._idle[0]._process.pid).kill()
    own._idle[0]._process.wait()
    assert own.ask(question, printed_docx()) == first
    own.end()


def test_the_process_has_its_limits_and_knows_nothing_of_ours(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    own = Workers()
    own.ask({"deed": "read", "kind": "docx"}, printed_docx())
    process = psutil.Process(own._idle[0]._process.pid)
    assert process.rlimit(psutil.RLIMIT_AS) == (MEMORY_LIMIT, MEMORY_LIMIT)
    assert process.rlimit(psutil.RLIMIT_FSIZE) == (0, 0)
    assert process.rlimit(psutil.RLIMIT_NPROC) == (0, 0)
    assert process.rlimit(psutil.RLIMIT_CPU)[0] < 60
    assert "DATABASE_URL" not in process.environ()
    if os.geteuid() == 0:  # others may be forbidden to leave it
        assert os.readlink(f"/proc/{process.pid}/ns/net") != os.readlink("/proc/self/ns/net")
    pid = process.pid
    own.end()
    assert not psutil.pid_exists(pid)


def test_nothing_is_fetched(listener: tuple[str, list[str]]):
    address, asked = listener
    kinds = ("image", "attachedTemplate", "header", "footnotes", "numbering", "styles", "aFChunk", "oleObject")
    body = (
        f'<w:p><w:r><w:instrText> INCLUDEPICTURE "{address}/field" </w:instrText><w:drawing><pic:pic><a:blip '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" r:link="r1"/></pic:pic></w:drawing></w:r>'
        f'</w:p>{paragraph("正文")}<w:altChunk r:id="r7"/>'
    )
    found = read_content(word_file(body, external=tuple((kind, f"{address}/{kind}") for kind in kinds)))
    assert [one.target for one in found.links] == [f"{address}/{kind}" for kind in kinds]
    content = typeset(f'#link("{address}/link")[网址]')
    read_content(content)
    page_picture(content, 1)
    outcome(word_file(paragraph("甲"), prolog=f'<!DOCTYPE w SYSTEM "{address}/dtd">'))
    assert asked == []


def test_rows_of_one_table_do_not_hide_the_next():
    assert read_content(word_file(table(cell("甲") + cell("1")) + paragraph("乙"))).text == "甲\t1\n乙"
