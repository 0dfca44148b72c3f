"""PDF to text by pdfplumber: pages with text are read, scanned ones are said to be so. Nothing is guessed (no OCR)."""

from __future__ import annotations

import logging
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pdfplumber
from pdfminer import pdftypes
from pdfminer.cmapdb import CMap
from pdfminer.pdfdocument import PDFPasswordIncorrect, PDFXRefFallback
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.utils.exceptions import PdfminerException

from yichuang.kit.errors import Refusal
from yichuang.reports.reading.extracted import Damaged, Gathered
from yichuang.reports.reading.pdf_page import Line, PageLines, lines_on
from yichuang.reports.reading.pdf_paragraphs import paragraphs, without_running

_SCAN_SHARE = 0.4  # of the page under pictures, and next to no characters: a scan
_WHOLE_SHARE = 0.85  # of the page: a scan with a layer of words that a machine has guessed, or a background
_PICTURE_SHARE = 0.02  # of the page: a smaller picture is a mark or a rule
_FEW = 10  # characters: a scan may carry a stamped page number
_OUTLINES = 50  # curves on a page without characters: words drawn as shapes
_CID_SHARE = 0.1  # of the characters without a letter to them: the face has no table
_DOTS_MAX = 4_000_000  # of a picture of a page
_CHUNK = 64  # bytes: as near to the damage as reading goes
_ACTIVE = {"OpenAction": "打开时的动作", "AA": "动作", "JavaScript": "脚本", "EmbeddedFiles": "附件", "XFA": "动态表单"}

_flaws: list[str] = []  # of the file so far, in this process that reads one file at a time


class _Flaws(logging.Handler):
    """Remembers what pdfminer says it could not make out, but for colours."""

    def emit(self, record: logging.LogRecord) -> None:
        if "color" not in record.msg:
            _flaws.append(record.msg)


for _part in ("pdfinterp", "pdfdevice"):
    logging.getLogger(f"pdfminer.{_part}").addHandler(_Flaws(logging.WARNING))


def _salvage(content: bytes) -> bytes:
    """Return what a broken stream gives before it breaks, and remember that it is broken."""
    _flaws.append("stream")
    unpack, pieces = zlib.decompressobj(), []
    try:
        for start in range(0, len(content), _CHUNK):
            pieces.append(unpack.decompress(content[start : start + _CHUNK]))
    except zlib.error:
        pass
    return b"".join(pieces)


vars(pdftypes)["decompress_corrupted"] = _salvage  # pdfminer's own gives nothing at all, and says nothing


def read_pdf(content: bytes, out: Gathered) -> None:
    """Gather the text of a PDF, page after page.

    Raises Refusal `report_password`; Damaged. What is broken or without text is listed by page.
    """
    with _opened(content) as document:
        if not document.pages:
            raise Damaged("PDF 中没有找到任何一页")
        out.pages = len(document.pages)
        _remarks(document, content, out)
        pages: list[list[Line]] = []
        heights: list[float] = []
        try:
            gutter = None
            for number, page in enumerate(document.pages, 1):
                found = _read_page(page, number, gutter, out)
                gutter = found.gutter
                pages.append(found.lines)
                heights.append(float(page.height))
                page.close()
        finally:  # what was read counts, also when time or memory is over
            if any(_is_mute(font) for font in document.rsrcmgr._cached_fonts.values()):
                out.skip("有的字体编码无法识别，用它印的文字没有读出")
            if len(pages) < out.pages:
                out.skip(f"第 {len(pages) + 1} 至 {out.pages} 页没有读")
            kept, running = without_running(pages, heights + [0.0] * (len(pages) - len(heights)))
            for line in running:
                out.aside(out.headers, line)
            for paragraph in paragraphs(kept):
                out.add(paragraph)


def page_picture(content: bytes, page: int, dpi: int) -> bytes:
    """Return a page (from 1) as PNG. Raises Refusal `page_missing`, `report_password`, `report_damaged`."""
    try:
        with _opened(content) as document:
            if not 1 <= page <= len(document.pages):
                raise Refusal("page_missing", f"没有第 {page} 页，共 {len(document.pages)} 页。", field="page")
            one = document.pages[page - 1]
            dots = float(one.width) * float(one.height) * (dpi / 72) ** 2
            buffer = BytesIO()
            sharpness = dpi * min(1.0, (_DOTS_MAX / dots) ** 0.5 if dots > 0 else 1.0)
            one.to_image(resolution=max(sharpness, 1.0)).original.convert("RGB").save(buffer, "PNG")
            return buffer.getvalue()
    except (Damaged, ValueError, ArithmeticError, RuntimeError, OSError, MemoryError) as error:
        raise Refusal("report_damaged", f"这一页画不出来（{error}）。", field="FILE") from None


@contextmanager
def _opened(content: bytes) -> Iterator[Any]:
    _flaws.clear()
    try:
        document = pdfplumber.open(BytesIO(content))
        document.pages  # noqa: B018 -- found now, so that what is broken about them is said here
    except (PdfminerException, PDFSyntaxError) as error:
        cause = error.args[0] if error.args else error
        if isinstance(cause, PDFPasswordIncorrect):
            raise Refusal("report_password", "文件有密码保护，没有读取；请先取消密码。", field="FILE") from None
        raise Damaged(f"PDF 结构损坏（{type(cause).__name__}：{str(cause)[:100]}）") from None
    yield document


def _remarks(document: Any, content: bytes, out: Gathered) -> None:
    """Say what is wrong with the file as a whole, and what it would do if it were opened by a program that lets it."""
    if any(isinstance(xref, PDFXRefFallback) for xref in document.doc.xrefs) or b"%%EOF" not in content[-2048:]:
        out.skip("PDF 的目录或结尾损坏，可能缺页")
    if _flaws:
        out.skip("PDF 的对象有损坏，内容可能不全")
    catalogue = document.doc.catalog
    names = pdftypes.resolve1(catalogue.get("Names")) or {}
    form = pdftypes.resolve1(catalogue.get("AcroForm")) or {}
    for one in (catalogue, names, form):
        for key, word in _ACTIVE.items():
            if isinstance(one, dict) and key in one and not _is_view(pdftypes.resolve1(one[key])):
                out.skip(f"文件带有{word}，没有执行，也没有读取")


def _is_view(action: Any) -> bool:
    """Tell whether what happens on opening is only going to a page."""
    kind = action.get("S") if isinstance(action, dict) else None
    return isinstance(action, list) or getattr(kind, "name", "") == "GoTo"


def _read_page(page: Any, number: int, gutter: float | None, out: Gathered) -> PageLines:
    nothing = PageLines([], 0, gutter)
    flaws = len(_flaws)
    try:
        chars = [char for char in page.chars if char["text"].strip()]
        covered = _covered(page)
        _addresses(page, number, out)
        if len(chars) < _FEW and covered >= _SCAN_SHARE:
            out.skip("扫描页，没有文字，没有识别", page=number)
            return nothing
        if not chars and len(page.curves) > _OUTLINES:
            out.skip("页上只有图形，没有文字", page=number)
        unreadable = [char for char in page.chars if _is_unreadable(char["text"])]
        if len(unreadable) > _CID_SHARE * len(chars):
            out.skip("字体没有文字对照表，这一页读不出文字", page=number)
            return nothing
        if lost := [char for char in unreadable if not char["text"] or char["text"].startswith("(cid:")]:
            out.skip(f"{len(lost)} 个字没有文字对照，以 □ 代替", page=number)
            for char in lost:
                char["text"] = "□"
        pictures = sum(_share(page, image) >= _PICTURE_SHARE for image in page.images)
        if covered >= _WHOLE_SHARE:
            out.skip("文字在整页的图片上，可能出自识别（OCR），未经核对", page=number)
        elif pictures:
            out.skip(f"图片 {pictures} 张，没有可读的文字", page=number)
        found = lines_on(page, number, gutter)
        if found.turned:
            out.skip(f"竖排或旋转的文字 {found.turned} 字，没有读取", page=number)
        return found
    except (MemoryError, RecursionError):
        raise
    except Exception as error:
        out.skip(f"这一页损坏，没有读取（{type(error).__name__}）", page=number)
        return nothing
    finally:
        if len(_flaws) > flaws:
            out.skip("这一页的数据有损坏，内容可能不全", page=number)


def _addresses(page: Any, number: int, out: Gathered) -> None:
    for note in page.annots:
        if note.get("uri"):
            out.link("hyperlink", str(note["uri"]))
        if str((note.get("data") or {}).get("Subtype")) == "/'Widget'":
            out.skip("表单域，没有读取填入的内容", page=number)


def _is_mute(font: Any) -> bool:
    """Tell whether a face has a table of codes that is not known, so that pdfminer takes its characters for none."""
    table = getattr(font, "cmap", None)
    return type(table) is CMap and not table.code2cid


def _is_unreadable(text: str) -> bool:
    """Tell whether a face gives no letter for a character: none, its number, or one that no text has."""
    return not text or text.startswith("(cid:") or unicodedata.category(text[0]) in ("Cc", "Cn", "Co", "Cs")


def _covered(page: Any) -> float:
    return sum(_share(page, image) for image in page.images)


def _share(page: Any, image: Any) -> float:
    """Return how much of the page a picture covers."""
    width = min(image["x1"], page.width) - max(image["x0"], 0)
    height = min(image["bottom"], page.height) - max(image["top"], 0)
    return float(max(width, 0) * max(height, 0)) / float(page.width * page.height or 1)
