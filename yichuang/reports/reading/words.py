"""The words of one story of a DOCX (body, head, foot, note): what a reader of the printed page would see."""

from __future__ import annotations

from typing import Any

from yichuang.reports.reading.extracted import Gathered
from yichuang.reports.reading.numbering import Numbering
from yichuang.reports.reading.package import child, local, value
from yichuang.reports.reading.tables import row_lines

_UNSEEN = {
    "pPr", "rPr", "del", "moveFrom", "delText", "instrText", "delInstrText", "rt", "sdtPr", "sdtEndPr", "tblPr",
    "tblGrid", "trPr", "tcPr", "fldData", "footnoteReference", "endnoteReference", "commentReference", "annotationRef",
}  # fmt: skip
_CHARACTERS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_OFF = ("0", "false", "off", "none")
_PAGE_BREAKS = ("page", "column")
_SYMBOLS = 0xF000  # fonts of symbols have their characters from here on, in no order that Unicode knows


class Words:
    """Reads paragraphs one after the other: numbers go on counting, and a deleted paragraph end joins two."""

    def __init__(self, out: Gathered, numbering: Numbering) -> None:
        self._out, self._numbering = out, numbering
        self._carried = ""  # of paragraphs whose end a tracked change deletes

    def lines_in(self, container: Any) -> list[str]:
        """Return the lines of whatever holds paragraphs and tables."""
        lines: list[str] = []
        for one in container:
            kind = local(one.tag)
            if kind == "p":
                lines += self.lines_of(one)
            elif kind == "tr":
                lines += row_lines(one, self.lines_in)
            elif kind == "altChunk":
                self._out.skip("插入的另一个文件，没有读取")
            elif kind not in _UNSEEN and kind != "sectPr":
                lines += self.lines_in(one)
        return lines

    def lines_of(self, paragraph: Any) -> list[str]:
        """Return a paragraph with its number, split where it breaks lines, then what its text boxes say."""
        boxes: list[Any] = []
        words: list[str] = []
        self._walk(paragraph, words, boxes)
        text = self._carried + "".join(words)
        mark = child(paragraph, "pPr", "rPr")
        if child(mark, "del") is not None or child(mark, "moveFrom") is not None:
            self._carried, lines = text, []
        else:
            self._carried, label = "", self._numbering.label(paragraph)
            lines = [line.strip(" \t") for line in (label + text if text.strip() else text).split("\n")]
        for box in boxes:
            lines += self.lines_in(box)
        return lines

    def rest(self) -> list[str]:
        """Return what no later paragraph has taken up."""
        text, self._carried = self._carried, ""
        return [text] if text.strip() else []

    def _walk(self, node: Any, words: list[str], boxes: list[Any]) -> None:
        for one in node:
            kind = local(one.tag)
            if kind in _UNSEEN or not kind:
                continue
            if kind == "t":
                words.append(one.text or "")
            elif kind in _CHARACTERS:
                words.append(_CHARACTERS[kind])
            elif kind == "br":
                words.append("" if value(one, "type") in _PAGE_BREAKS else "\n")
            elif kind == "sym":
                words.append(self._symbol(one))
            elif kind == "r" and _is_hidden(one):
                self._hidden(one)
            elif kind == "AlternateContent":  # the same thing said twice, for new programs and for old ones
                chosen = child(one, "Choice")
                self._walk(chosen if chosen is not None else one, words, boxes)
            elif kind in ("drawing", "pict", "object"):
                self._drawn(one, words, boxes)
            elif kind == "txbxContent":
                boxes.append(one)
            elif not (kind == "sdt" and _is_placeholder(one)):
                self._walk(one, words, boxes)

    def _drawn(self, drawing: Any, words: list[str], boxes: list[Any]) -> None:
        """Take the text boxes and lettering of a drawing, and say what else it is."""
        found = len(boxes)
        self._boxes(drawing, words, boxes)
        name = next((value(one, "descr") or "" for one in drawing.iter() if local(one.tag) == "docPr"), "")
        kinds = {local(one.tag) for one in drawing.iter()}
        if "chart" in kinds:
            self._out.skip("图表，没有读取", name)
        elif "relIds" in kinds:
            self._out.skip("SmartArt 图形，没有读取", name)
        elif "OLEObject" in kinds:
            self._out.skip("嵌入的对象，没有打开，也没有读取", name)
        elif kinds & {"pic", "imagedata"} and found == len(boxes):
            self._out.skip("图片，没有可读的文字", name)

    def _boxes(self, node: Any, words: list[str], boxes: list[Any]) -> None:
        for one in node:
            kind = local(one.tag)
            if kind == "txbxContent":
                boxes.append(one)
            elif kind == "textpath":
                words.append(value(one, "string") or "")
            elif kind == "AlternateContent":
                chosen = child(one, "Choice")
                self._boxes(chosen if chosen is not None else one, words, boxes)
            else:
                self._boxes(one, words, boxes)

    def _symbol(self, element: Any) -> str:
        code, font = value(element, "char") or "", value(element, "font") or ""
        try:
            place = int(code, 16)
        except ValueError:
            return ""
        if 0x20 <= place < 0xD800:
            return chr(place)
        if place >= _SYMBOLS:
            self._out.skip("符号字体中的字符，没有对应的文字", f"{font} {code}")
        return "□"

    def _hidden(self, run: Any) -> None:
        words: list[str] = []
        for one in run.iter():
            if local(one.tag) == "t":
                words.append(one.text or "")
        if "".join(words).strip():
            self._out.skip("隐藏文字，不在印出的页面上", "".join(words))


def _is_hidden(run: Any) -> bool:
    vanish = child(run, "rPr", "vanish")
    return vanish is not None and (value(vanish) or "on") not in _OFF


def _is_placeholder(control: Any) -> bool:
    return child(control, "sdtPr", "showingPlcHdr") is not None
