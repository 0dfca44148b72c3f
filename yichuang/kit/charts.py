"""Vega-Lite specifications drawn under one theme, to SVG for pages and print and to PNG; nothing is ever fetched."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import vl_convert

_THEME = Path(__file__).with_suffix(".json")
_DRAWINGS_KEPT = 96  # SVGs of about 8 kB; past this the one longest unused is drawn anew (55 ms)
_PRINT_DPI = 200
_OUTSIDE = re.compile(r"""<(?:image|a|foreignObject|script)\b|\bhref\s*=|="[^"]*url\((?!#)""", re.IGNORECASE)


class Undrawable(ValueError):
    """The specification is not Vega-Lite, or wants something from outside itself (data, pictures, links)."""


def svg(specification: Mapping[str, Any]) -> str:
    """Return the chart as SVG. Raises Undrawable."""
    return _svg(json.dumps(specification, sort_keys=True))


def png(specification: Mapping[str, Any]) -> bytes:
    """Return the chart as PNG at 200 dpi, a pixel of the specification being 1/72 inch. Raises Undrawable."""
    drawn = svg(specification)  # looked at first: what draws the PNG would read files that an SVG names
    content: bytes = vl_convert.svg_to_png(drawn, ppi=_PRINT_DPI)
    return content


def size(drawn: str) -> tuple[float, float]:
    """Return width and height of an SVG that `svg` made, in its own pixels.

    >>> size('<svg class="marks" width="340" height="180.5" viewBox="0 0 340 180.5">')
    (340.0, 180.5)
    """
    width, height = (re.search(rf'<svg[^>]*\b{side}="([\d.]+)"', drawn) for side in ("width", "height"))
    return (float(width[1]), float(height[1])) if width and height else (0.0, 0.0)


@lru_cache(maxsize=_DRAWINGS_KEPT)
def _svg(specification: str) -> str:
    """Return the SVG of a specification; the same text is drawn once (the first takes 0.4 s, the next 0.06 s)."""
    _with_fonts()
    theme = json.loads(_THEME.read_text(encoding="utf-8"))
    try:
        drawn: str = vl_convert.vegalite_to_svg(specification, config=theme, allowed_base_urls=[])
    except ValueError as error:
        raise Undrawable(str(error)) from error
    if _OUTSIDE.search(drawn):
        raise Undrawable("the chart points outside itself")
    return drawn


@cache
def _with_fonts() -> None:
    """Make the packaged Chinese face known, so that labels are measured alike on every machine; once."""
    vl_convert.register_font_directory(str(Path(pylopdf_fonts_zh_cn.__file__).parent))
