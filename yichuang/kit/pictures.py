"""Pictures from outside: told by their content, bounded, and written anew so that only what one sees is left."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from yichuang.kit.errors import Refusal

BYTES_MAX = 10 * 1024 * 1024
PIXELS_MAX = 50_000_000  # a phone's finest; decoded it takes 150 MB
SIDE_MIN_PX = 100  # smaller is a sign or an icon
SIDE_MAX_PX = 2400  # more than a page's type area shows at 300 dots an inch (156 mm: 1,843)
_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png"}
_RULE = "JPEG 或 PNG，不超过 10 MB"


@dataclass(frozen=True, slots=True)
class PlainPicture:
    """A picture that holds nothing but its pixels."""

    content: bytes
    content_type: str
    width_px: int
    height_px: int


def plain_picture(content: bytes) -> PlainPicture:
    """Return a JPEG or PNG as it is seen, without whatever else its file held (place, camera, text, further pictures).

    It stands upright, has no side longer than SIDE_MAX_PX, and no transparency: what shone through is white.
    Raises Refusal `picture_too_large`, `picture_kind` (another format, whatever its name says), `picture_size`,
    `picture_damaged`.
    """
    if len(content) > BYTES_MAX:
        raise Refusal("picture_too_large", "图片超过 10 MB，请缩小后再上传。", field="picture", rule=_RULE)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Pillow says about large or odd files, we refuse or mend
        try:
            with Image.open(BytesIO(content), formats=list(_FORMATS)) as opened:
                return _written_anew(opened)
        except Image.DecompressionBombError:
            raise _size("图片的像素过多，不能使用。") from None
        except UnidentifiedImageError:
            raise Refusal(
                "picture_kind", "这个文件不是 JPEG 或 PNG 图片（按内容判断）。", field="picture", rule=_RULE
            ) from None
        except (OSError, SyntaxError, ValueError, EOFError):  # all of these come from broken files
            raise Refusal("picture_damaged", "图片已损坏，读不出来。", field="picture") from None


def _written_anew(opened: Image.Image) -> PlainPicture:
    width, height = opened.size
    if width * height > PIXELS_MAX or min(width, height) < SIDE_MIN_PX:
        raise _size(f"图片为 {width}×{height} 像素，不能使用。")
    form = str(opened.format)
    if form == "JPEG":
        opened.draft("RGB", (SIDE_MAX_PX, SIDE_MAX_PX))  # decodes no more than will be kept
    picture = _on_white(ImageOps.exif_transpose(opened))
    picture.thumbnail((SIDE_MAX_PX, SIDE_MAX_PX))
    plain = Image.frombytes("RGB", picture.size, picture.tobytes())  # a new one has no metadata to carry over
    written = BytesIO()
    plain.save(written, form, **({"quality": 88} if form == "JPEG" else {"optimize": True}))
    return PlainPicture(written.getvalue(), _FORMATS[form], *plain.size)


def _on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    seen = picture.convert("RGBA")
    ground = Image.new("RGBA", seen.size, "white")
    return Image.alpha_composite(ground, seen).convert("RGB")


def _size(message: str) -> Refusal:
    rule = f"每边至少 {SIDE_MIN_PX} 像素，总共至多 {PIXELS_MAX // 10_000} 万像素"
    return Refusal("picture_size", message, field="picture", rule=rule)
