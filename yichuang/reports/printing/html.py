"""An issue as HTML: a piece for a page of the house, and a whole document that needs nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path

from yichuang.reports.printing.pictures import Pictures, chart_svg, photos_of, sizes
from yichuang.reports.rules.setting import runs
from yichuang.reports.rules.sheet import Box, Drawing, Grid, Item, Line, Photos, Sheet

_STYLES = Path(__file__).parents[1] / "templates" / "report.css"
_LEVELS = {"title": 1, "part": 2, "appendix_title": 2, "heading": 3, "category": 4, "level3": 5, "level4": 6}
_FIGURE = re.compile(r"[-+−0-9.,]+[%‰]?|—")
_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
@page {{ size: A4; margin: 37mm 26mm 35mm 28mm; }}
body {{ margin: 0; background: #f6f8fa; }}
@media screen and (min-width: 48.01rem) {{ body {{ padding: 24px 0; }} .issue {{ outline: 1px solid #d9dee3; }} }}
@media print {{ body {{ background: none; padding: 0; }} }}
{styles}</style>
</head>
<body>
{issue}
</body>
</html>
"""


@cache
def styles() -> str:
    """Return the style sheet of `piece`; all its rules begin with `.issue`."""
    return _STYLES.read_text(encoding="utf-8")


def document(sheet: Sheet, *, pictures: Pictures | None = None) -> str:
    """Return the issue as a complete HTML document: no address in it, nothing to fetch."""
    return _PAGE.format(title=escape(sheet.title), styles=styles(), issue=piece(sheet, pictures=pictures))


def piece(sheet: Sheet, *, pictures: Pictures | None = None, inner: bool = False) -> str:
    """Return the issue as one `<article class="issue">` with the same words as its print, and the charts' numbers.

    inner: it stands under headings of the page, which has a title of its own; all its headings are one level lower.
    """
    down = 1 if inner else 0
    parts = ['<article class="issue" lang="zh-CN">']
    if sheet.mark:
        parts.append(f'<p class="issue-mark">{escape(sheet.mark)}</p>')
    if sheet.head:
        parts += ['<header class="issue-head">', *(_line(line, down) for line in sheet.head), "</header>"]
    parts += [_item(item, pictures or {}, down) for item in sheet.body]
    if sheet.tail:
        parts += ['<footer class="issue-tail">', *(_line(line, down) for line in sheet.tail), "</footer>"]
    return "\n".join([*parts, "</article>"])


def _item(item: Item, pictures: Pictures, down: int) -> str:
    match item:
        case Line():
            return _line(item, down)
        case Grid():
            return _grid(item)
        case Drawing():
            return _drawing(item)
        case Photos():
            return _photos(item, pictures)


def _line(line: Line, down: int) -> str:
    level = _LEVELS.get(line.style)
    tag = f"h{min(level + down, 6)}" if level else "p"
    text, lead, style = _text(line.text), escape(line.lead), ""
    if line.style in ("imprint", "printed"):
        name = "issue-line" if line.style == "imprint" else "issue-printed"
        return f'<p class="{name}"><span>{lead}</span><span>{text}</span></p>'
    if line.style == "recipients":
        text = f"<span>{lead}</span><span>{text}</span>" if line.lead else f"<span>{text}</span>"
        style = f"padding-left: {1 + line.shift:g}em" if line.shift and not line.lead else ""
    elif line.lead:
        text = f'<span class="issue-lead">{lead}</span>{text}'
    if line.style == "listing":
        style = f"padding-left: {line.shift:g}em; text-indent: -{line.hang:g}em"
    elif line.style == "signature":
        style = f"padding-right: {line.shift:g}em"
    attribute = f' style="{style}"' if style else ""
    return f'<{tag} class="issue-{line.style}"{attribute}>{text}</{tag}>'


def _text(text: str) -> str:
    """Return the text; a figure and its unit stand on one line."""
    return "".join(
        f'<span class="issue-whole">{escape(run)}</span>' if bound and not run.isascii() else escape(run)
        for run, bound in runs(text)
    )


def _grid(grid: Grid) -> str:
    """Return a table that can be scrolled sideways where the screen is narrow."""
    total = sum(grid.columns) or 1
    columns = "".join(f'<col style="width: {100 * width / total:.2f}%">' for width in grid.columns)
    rows = grid.by_row()
    body_ends = grid.rows - grid.total
    groups = (("thead", rows[: grid.head]), ("tbody", rows[grid.head : body_ends]), ("tfoot", rows[body_ends:]))
    inner = "".join(
        f"<{tag}>{''.join(_row(row, head=tag == 'thead') for row in group)}</{tag}>\n" for tag, group in groups if group
    )
    unit = f'<span class="issue-unit">（单位：{escape(grid.unit)}）</span>' if grid.unit else ""
    caption = f"<caption>{escape(grid.caption)}{unit}</caption>" if grid.caption or grid.unit else ""
    label = escape(grid.caption or "表格", quote=True)
    least = round(sum(grid.columns) / grid.size)  # in the size of its type: the width it has in print
    return (
        f'<div class="issue-table" role="region" aria-label="{label}" tabindex="0">'
        f'<table style="--issue-size: {grid.size:g}pt; min-width: {least}em">{caption}'
        f"<colgroup>{columns}</colgroup>\n{inner}</table></div>"
    )


def _row(row: Sequence[Box], *, head: bool) -> str:
    return f"<tr>{''.join(_box(box, head=head) for box in row)}</tr>\n"


def _box(box: Box, *, head: bool) -> str:
    """Return a cell; those of the head and the words that begin a row say what they are the head of."""
    spans = (f' colspan="{box.across}"' if box.across > 1 else "") + (f' rowspan="{box.down}"' if box.down > 1 else "")
    text = "<br>".join(_text(line) for line in box.text.split("\n"))
    if head:
        scope = "colgroup" if box.across > 1 else "col"
        return f'<th scope="{scope}"{spans}>{text}</th>'
    inset = f"; padding-right: calc(.4em + {box.inset:g}pt)" if box.inset else ""
    style = f' style="text-align: {box.align}{inset}"' if box.align != "center" else ""
    if box.x == 0 and box.text and not _FIGURE.fullmatch(box.text):
        return f'<th scope="row"{spans}{style}>{text}</th>'
    return f"<td{spans}{style}>{text}</td>"


def _drawing(item: Drawing) -> str:
    """Return the chart as it is printed, with a table of its numbers that opens under it."""
    svg = chart_svg(item)
    if svg is None:
        shown = '<p class="issue-missing">（缺图）</p>'
    else:
        shown = svg.replace("<svg ", f'<svg role="img" aria-label="{escape(item.alt, quote=True)}" ', 1)
    caption = f"<figcaption>{escape(item.caption)}</figcaption>" if item.caption else ""
    return f'<figure class="issue-chart">{shown}{caption}{_numbers(item)}</figure>'


def _numbers(item: Drawing) -> str:
    if not item.rows:
        return ""
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in item.heads)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in item.rows)
    return (
        '<details class="issue-numbers"><summary>数据</summary><div class="issue-table"><table>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></details>"
    )


def _photos(item: Photos, pictures: Pictures) -> str:
    images = photos_of(item, pictures)
    columns = " ".join(f"minmax(0, {width:g}mm)" for width, _ in sizes(images))
    figures = []
    for photo, image in zip(item.photos, images, strict=True):
        alt = escape(photo.alt, quote=True)
        shown = (
            f'<img src="{image.address()}" alt="{alt}" width="{image.width}" height="{image.height}">'
            if image
            else '<p class="issue-missing">（缺图）</p>'
        )
        caption = f"<figcaption>{escape(photo.caption)}</figcaption>" if photo.caption else ""
        figures.append(f"<figure>{shown}{caption}</figure>")
    return f'<div class="issue-pictures" style="--issue-columns: {columns}">{"".join(figures)}</div>'
