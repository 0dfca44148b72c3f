"""Pictures from outside are what their content says, bounded, and keep nothing but what one sees."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from yichuang.kit.errors import Refusal
from yichuang.kit.pictures import BYTES_MAX, plain_picture


def written(image: Image.Image, form: str, **more: object) -> bytes:
    """Return the image as a file's bytes."""
    file = BytesIO()
    image.save(file, form, **more)
    return file.getvalue()


def test_a_phones_picture_stands_upright_is_bounded_and_has_lost_its_place():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "SECRET MAKER"
    exif.get_ifd(0x8825)[1] = "N"
    file = written(Image.new("RGB", (3000, 1000), "red"), "JPEG", exif=exif, comment=b"SECRET COMMENT")
    assert b"SECRET MAKER" in file
    assert b"SECRET COMMENT" in file
    picture = plain_picture(file)
    assert (picture.content_type, picture.width_px, picture.height_px) == ("image/jpeg", 800, 2400)
    assert b"SECRET" not in picture.content
    with Image.open(BytesIO(picture.content)) as again:
        assert dict(again.getexif()) == {}


def test_what_shines_through_is_white():
    picture = plain_picture(written(Image.new("RGBA", (200, 100), (0, 0, 0, 0)), "PNG"))
    with Image.open(BytesIO(picture.content)) as again:
        assert (again.mode, again.getpixel((5, 5))) == ("RGB", (255, 255, 255))


WHOLE = written(Image.new("RGB", (200, 200), "blue"), "PNG")


@pytest.mark.parametrize(("content", "code"), [
    (written(Image.new("RGB", (200, 200)), "GIF"), "picture_kind"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture_kind"),
    (b"", "picture_kind"),
    (WHOLE[:120], "picture_damaged"),
    (written(Image.new("RGB", (99, 400)), "PNG"), "picture_size"),
    (written(Image.new("1", (9000, 9000)), "PNG"), "picture_size"),
    (WHOLE + b"\0" * BYTES_MAX, "picture_too_large"),
])  # fmt: skip
def test_other_files_are_refused_with_the_reason(content, code):
    with pytest.raises(Refusal) as refusal:
        plain_picture(content)
    assert refusal.value.code == code
