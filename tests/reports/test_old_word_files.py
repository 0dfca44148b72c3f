"""Old DOC is read through LibreOffice where it is installed; where it is not, that is said."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from docx import Document
from docx.oxml import parse_xml
from hypothesis import given

from tests.reports.files import OFFICE, SPACES, printed_docx, sheet
from tests.reports.samples import weekly
from tests.reports.test_damaged_files import attempts, damage, outcome
from yichuang.kit.errors import Refusal
from yichuang.reports.reading import old_word, read_content
from yichuang.reports.rules.layout import layout
from yichuang.reports.rules.reading import read

OFFICE_PROGRAM = shutil.which("soffice")
needs_office = pytest.mark.skipif(OFFICE_PROGRAM is None, reason="LibreOffice is not installed")
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"


def as_doc(content: bytes) -> bytes:
    """Return a DOCX as DOC, by LibreOffice as it comes."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a.docx").write_bytes(content)
        words = [
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "doc:MS Word 97",
        ]
        subprocess.run(
            [str(OFFICE_PROGRAM), *words, "--outdir", str(folder), str(folder / "a.docx")],
            check=True, capture_output=True, timeout=60,
        )  # fmt: skip
        return (folder / "a.doc").read_bytes()


@cache
def printed_doc() -> bytes:
    """Return the known weekly as DOC."""
    return as_doc(printed_docx())


@needs_office
def test_the_weekly_as_doc_reads_back_to_the_same_tree():
    found = read_content(printed_doc())
    assert layout(read(found.text, weekly())) == sheet()
    assert (found.kind, found.unread) == ("doc", ())


def test_without_libreoffice_a_doc_is_refused_with_a_word_why(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(old_word.shutil, "which", lambda name: None)
    with pytest.raises(Refusal) as refusal:
        old_word.to_docx(b"")
    assert (refusal.value.code, refusal.value.http_status) == ("libreoffice_missing", 503)
    assert "LibreOffice" in refusal.value.message


@needs_office
def test_a_doc_with_a_password_is_refused():
    content = bytearray(printed_doc())
    start = old_word._document_start(bytes(content))
    assert start is not None
    content[start + 0x0B] |= 0x01
    with pytest.raises(Refusal) as refusal:
        read_content(bytes(content))
    assert refusal.value.code == "report_password"


@needs_office
def test_macros_of_a_doc_are_named_and_left_alone():
    name = "CompObj".encode("utf-16-le")
    assert name in printed_doc()
    found = read_content(printed_doc().replace(b"\x01\0" + name, "Macros\0\0".encode("utf-16-le")))
    assert [one.reason for one in found.unread] == ["文件带有宏，没有运行，也没有读取"]
    assert found.text == read_content(printed_doc()).text


@needs_office
def test_a_picture_that_a_doc_only_names_is_not_fetched(listener: tuple[str, list[str]]):
    address, asked = listener
    document = Document()
    document.add_paragraph("受理412件")
    link = document.part.relate_to(f"{address}/picture.png", f"{OFFICE}/image", is_external=True)
    size = '<a:ext cx="914400" cy="914400"/>'
    document.paragraphs[0]._p.append(
        parse_xml(
            f'<w:r {SPACES} xmlns:a="{DRAWING}/main"><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
            '<wp:extent cx="914400" cy="914400"/><wp:docPr id="1" name="p"/><a:graphic><a:graphicData '
            f'uri="{DRAWING}/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="0" name="x"/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:link="{link}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>'
            f'<a:xfrm><a:off x="0" y="0"/>{size}</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
            "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )
    )
    buffer = BytesIO()
    document.save(buffer)
    content = as_doc(buffer.getvalue())
    assert asked, "LibreOffice fetches it by itself: else this test shows nothing"
    asked.clear()
    found = read_content(content)
    assert found.text == "受理412件"
    assert [one.target for one in found.links] == [f"{address}/picture.png"]
    assert asked == []


def test_an_ole_file_that_is_no_document_is_refused():
    with pytest.raises(Refusal) as refusal:
        read_content(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert refusal.value.code == "report_binary"


def check_damaged(examples: int) -> None:
    given(damage(printed_doc()))(attempts(examples)(lambda broken: check(broken)))()


def check(broken: bytes) -> None:
    """Read, and look at nothing else."""
    outcome(broken)


@needs_office
def test_a_damaged_doc_is_read_or_refused():
    check_damaged(30)


@needs_office
@pytest.mark.long
@pytest.mark.timeout(3000)
def test_many_damaged_doc_are_read_or_refused():
    check_damaged(300)
