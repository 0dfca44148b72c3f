"""Pictures and charts made ready for printing: upright, no larger than print needs, and the size they stand in."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageOps

from yichuang.kit import charts
from yichuang.reports.rules.sheet import TEXT_WIDTH_MM, Drawing, Photos

Pictures = Mapping[str, bytes]  # SM3 (hexadecimal) → the picture's file
SINGLE_MM, PAIR_MM = (110.0, 82.0), (75.0, 62.0)  # the most that one picture, or each of two in a row, may take
CHART_MM = (TEXT_WIDTH_MM, 180.0)
_CHART_SCALE = 1.3  # a chart is not blown up further than this; its unit is 1/72 inch
_MM_PER_UNIT = 25.4 / 72
_PIXELS = round(SINGLE_MM[0] / 25.4 * 200)  # 200 dpi at the largest size
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP")  # no other decoder is reached
_PIXELS_READ = 80_000_000  # of a picture from outside; more are not decoded


@dataclass(frozen=True, slots=True)
class Ready:
    """A picture as it goes into a printed form: JPEG or PNG, `width` by `height` pixels."""

    content: bytes
    kind: str
    width: int
    height: int

    def address(self) -> str:
        """Return the picture as a data URI."""
        return f"data:image/{self.kind};base64,{base64.b64encode(self.content).decode()}"

    def as_svg(self) -> str:
        """Return an SVG that holds the picture: text, which is all that goes into the typesetter."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{self.height}">'
            f'<image width="{self.width}" height="{self.height}" href="{self.address()}"/></svg>'
        )


@lru_cache(maxsize=16)
def ready(content: bytes) -> Ready | None:
    """Return a picture as it is printed, turned as its camera says; None where it cannot be read."""
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as opened:
            if opened.width * opened.height > _PIXELS_READ:
                return None
            opened.draft("RGB", (2 * _PIXELS, 2 * _PIXELS))  # of a JPEG, decode no more than is needed
            image = ImageOps.exif_transpose(opened)
            clear = "A" in image.getbands() or "transparency" in image.info
            image = image.convert("RGBA" if clear else "RGB")
            image.thumbnail((_PIXELS, _PIXELS))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):  # what Pillow raises for broken files
        return None
    buffer = BytesIO()
    kind = "png" if clear or opened.format == "PNG" else "jpeg"
    image.save(buffer, kind.upper(), **({"optimize": True} if kind == "png" else {"quality": 85}))
    return Ready(buffer.getvalue(), kind, image.width, image.height)


def photos_of(item: Photos, pictures: Pictures) -> list[Ready | None]:
    """Return the pictures of a row; None where one is missing or cannot be read."""
    return [ready(pictures[photo.digest]) if photo.digest in pictures else None for photo in item.photos]


def sizes(images: Sequence[Ready | None]) -> list[tuple[float, float]]:
    """Return width and height in mm of the pictures of one row: two have the same height, a missing one 4 : 3."""
    most_wide, most_high = SINGLE_MM if len(images) == 1 else PAIR_MM
    shapes = [image.width / image.height if image else 4 / 3 for image in images]
    height = min(most_high, *(most_wide / shape for shape in shapes))
    return [(round(height * shape, 2), round(height, 2)) for shape in shapes]


def chart_svg(item: Drawing) -> str | None:
    """Return the chart as SVG, or None where its specification cannot be drawn."""
    try:
        return charts.svg(item.spec)
    except charts.Undrawable:
        return None


def chart_size(svg: str) -> tuple[float, float]:
    """Return width and height in mm at which a chart stands in the text."""
    width, height = (side * _MM_PER_UNIT for side in charts.size(svg))
    if not width or not height:
        return CHART_MM[0], CHART_MM[0] / 2
    scale = min(_CHART_SCALE, CHART_MM[0] / width, CHART_MM[1] / height)
    return round(width * scale, 2), round(height * scale, 2)
