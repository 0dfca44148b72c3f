"""DOCX to text: paragraphs and tables in reading order, as they stand when all tracked changes are accepted.

The document is read as a stream, a paragraph or table row at a time, so that its length costs no memory.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from yichuang.kit.errors import Refusal
from yichuang.reports.reading.extracted import Damaged, Gathered
from yichuang.reports.reading.levels import Levels
from yichuang.reports.reading.numbering import Numbering
from yichuang.reports.reading.package import Package, Relation, local, value
from yichuang.reports.reading.tables import row_lines
from yichuang.reports.reading.words import Words
from yichuang.reports.rules.pieces import gap

_BROKEN_MAX, _HEADING_MAX = 3, 60  # lines and characters of a heading that is broken
_OTHERS = {"xl": "表格（XLSX）", "ppt": "演示文稿（PPTX）", "content.xml": "ODF 文件", "META-INF": "OFD、ODF 或程序包"}
_STORIES = {"header": "headers", "footer": "headers", "footnotes": "notes", "endnotes": "notes"}


def read_docx(content: bytes, out: Gathered) -> None:
    """Gather the text of a DOCX (any file of Word's that is a ZIP).

    Raises Refusal `report_binary` (another kind of ZIP), `report_password`; Damaged, Full with what was gathered.
    """
    package = Package(content)
    name = _document_of(package, out)
    relations = _relations(package, name, out)
    _name_links(package, relations, out)
    if any(part.lower().endswith("vbaproject.bin") for part in package.names()):
        out.skip("文件带有宏，没有运行，也没有读取")
    trees = _trees(package, relations, out)
    numbering = Numbering(trees["numbering"], trees["styles"])
    words = Words(out, numbering)
    for relation in relations.values():  # before the body, which may be longer than what there is room for
        if relation.kind in _STORIES and not relation.external:
            _aside(package, relation, Words(out, numbering), out)
        elif relation.kind == "comments" and not relation.external:
            out.skip("文件带有批注，不在正文中，没有读取")
    _read_body(package, name, words, Levels(trees["styles"]), out)


def _document_of(package: Package, out: Gathered) -> str:
    for relation in _relations(package, "", out).values():
        if relation.kind == "officeDocument" and not relation.external:
            if relation.target.startswith(("xl/", "ppt/")):
                break
            return relation.target
    if "word/document.xml" in package.names():
        return "word/document.xml"
    beginnings = {name.partition("/")[0] for name in package.names()}
    kind = next((kind for start, kind in _OTHERS.items() if start in beginnings), "压缩包")
    raise Refusal(
        "report_binary", f"文件是{kind}，不是文字报告；请另存为 DOCX、PDF 或 TXT。", field="FILE",
        rule="只读取 DOCX、DOC、PDF 和纯文本",
    )  # fmt: skip


def _relations(package: Package, name: str, out: Gathered) -> dict[str, Relation]:
    try:
        return package.relations(name)
    except Damaged as error:
        out.skip(str(error))
        return {}


def _name_links(package: Package, relations: dict[str, Relation], out: Gathered) -> None:
    """Name every address outside the file, whichever part refers to it (a template, a picture, a hyperlink)."""
    for relation in relations.values():
        if relation.external:
            out.link(relation.kind, relation.target)
    for part in package.names():
        if part.endswith(".rels") and "/_rels/" in part:
            folder, _, file = part.partition("_rels/")
            for relation in _relations(package, folder + file.removesuffix(".rels"), out).values():
                if relation.external:
                    out.link(relation.kind, relation.target)


def _trees(package: Package, relations: dict[str, Relation], out: Gathered) -> dict[str, Any]:
    roots: dict[str, Any] = {"numbering": None, "styles": None}
    for relation in relations.values():
        if relation.kind in roots and not relation.external:
            try:
                roots[relation.kind] = package.tree(relation.target)
            except Damaged as error:
                out.skip(f"{error}；自动编号可能缺失")
    return roots


def _aside(package: Package, relation: Relation, words: Words, out: Gathered) -> None:
    """Read heads, feet and notes, which stand beside the text."""
    into = getattr(out, _STORIES[relation.kind])
    try:
        root = package.tree(relation.target)
    except Damaged as error:
        out.skip(str(error))
        return
    if root is None:
        return
    if _STORIES[relation.kind] == "headers":
        for line in words.lines_in(root):
            if line.strip() not in into:
                out.aside(into, line)
        return
    for note in root:
        if (value(note, "type") or "normal") == "normal":
            out.aside(into, " ".join(line.strip() for line in words.lines_in(note)))


def _read_body(package: Package, name: str, words: Words, levels: Levels, out: Gathered) -> None:
    inside = 0  # depth within a paragraph or row, 0 between them
    for event, element in package.events(name):
        kind = local(element.tag)
        if event == "start":
            if inside:
                inside += 1
            elif kind in ("p", "tr"):
                inside = 1
            continue
        if inside > 1:
            inside -= 1
            continue
        if inside == 1:
            inside = 0
            lines = row_lines(element, words.lines_in) if kind == "tr" else words.lines_of(element)
            level = levels.level(element) if kind == "p" and lines and lines[0].strip() else None
            if level:
                lines = _on_one_line(lines)
            if level is not None:
                out.heading(level)
            for line in lines:
                out.add(line)
        elif kind == "altChunk":
            out.skip("插入的另一个文件，没有读取")
        elif kind in ("body", "document", "tbl", "sdt", "sdtContent"):
            continue
        _forget(element)
    for line in words.rest():
        out.add(line)


def _on_one_line(lines: list[str]) -> list[str]:
    """Return the lines of a heading that is broken for its looks as one."""
    short = 1 < len(lines) <= _BROKEN_MAX and sum(map(len, lines)) <= _HEADING_MAX
    if not short:
        return lines
    return ["".join(gap(before, line) + line for before, line in pairwise(["", *(line.strip() for line in lines)]))]


def _forget(element: Any) -> None:
    """Free an element that has been read, and those before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
