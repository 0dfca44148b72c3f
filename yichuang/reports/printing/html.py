"""An issue as HTML: a piece for a page of the house, and a whole document that needs nothing else."""

from __future__ import annotations

from functools import cache
from html import escape
from itertools import pairwise
from pathlib import Path

from yichuang.reports.rules.layout import Line, Sheet

_STYLES = Path(__file__).parents[1] / "templates" / "report.css"
_TAGS = {"title": "h1", "part": "h2", "heading": "h3", "category": "h4"}
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


def document(sheet: Sheet) -> str:
    """Return the issue as a complete HTML document: no address in it, nothing to fetch."""
    return _PAGE.format(title=escape(sheet.title), styles=styles(), issue=piece(sheet))


def piece(sheet: Sheet) -> str:
    """Return the issue as one `<article class="issue">` with the same words as its print."""
    parts = ['<article class="issue" lang="zh-CN">']
    if sheet.mark:
        parts.append(f'<p class="issue-mark">{escape(sheet.mark)}</p>')
    parts += _head(sheet.head)
    parts += [_line(line) for line in sheet.body]
    if sheet.tail:
        parts += ['<footer class="issue-tail">', *(_line(line) for line in sheet.tail), "</footer>"]
    return "\n".join([*parts, "</article>"])


def _head(lines: tuple[Line, ...]) -> list[str]:
    if not lines:
        return []
    together = any((one.style, two.style) == ("issuer", "date") for one, two in pairwise(lines))
    parts = ['<header class="issue-head">']
    for line in lines:
        if together and line.style == "issuer":
            parts.append(f'<p class="issue-line"><span>{escape(line.text)}</span>')
        elif together and line.style == "date":
            parts.append(f"<span>{escape(line.text)}</span></p>")
        else:
            parts.append(_line(line))
    return [*parts, "</header>"]


def _line(line: Line) -> str:
    tag = _TAGS.get(line.style, "p")
    text = escape(line.text)
    if line.style == "recipients":
        text = f"<span>{escape(line.lead)}</span><span>{text}</span>" if line.lead else f"<span>{text}</span>"
    elif line.lead:
        text = f'<span class="issue-lead">{escape(line.lead)}</span>{text}'
    return f'<{tag} class="issue-{line.style}">{text}</{tag}>'
