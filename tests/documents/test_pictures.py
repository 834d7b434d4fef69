"""Pictures that people send: what is kept of them, and what is refused with which words."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from conference.documents import pictures
from conference.documents.pictures import PictureRefused, remade

UNREADABLE = "We cannot read this file as a picture. Send a JPEG, PNG or WebP."


def sent(
    kind: str, size: tuple[int, int] = (1600, 1000), mode: str = "RGB", **values: Any
) -> bytes:
    file = BytesIO()
    Image.new(mode, size, "#3b1238").save(file, kind, **values)
    return file.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB")],
)
def test_a_picture_is_scaled_and_written_anew(kind: str, mode: str) -> None:
    found = remade(sent(kind, mode=mode))
    kept = opened(found.content)
    assert (kept.format, kept.size, found.width, found.height) == ("WEBP", (800, 500), 800, 500)


def test_a_small_picture_is_not_blown_up() -> None:
    assert opened(remade(sent("PNG", (320, 200))).content).size == (320, 200)


@pytest.mark.parametrize("size", [(1, 1), (199, 900), (900, 199)])
def test_what_is_too_small_to_see_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(PictureRefused) as refused:
        remade(sent("PNG", size))
    assert str(refused.value) == (
        f"This picture is {size[0]} by {size[1]} pixels. Send one of at least 200 by 200."
    )


def test_where_and_when_it_was_taken_is_gone_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    exif[0x010F] = "A camera of mine"
    exif.get_ifd(0x8825)[1] = "N"
    kept = opened(remade(sent("JPEG", (1000, 500), exif=exif, comment=b"at home")).content)
    assert (kept.size, dict(kept.getexif()), sorted(kept.info)) == (
        (400, 800),
        {},
        ["background", "loop"],
    )


def test_what_moves_is_refused() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    for kind in ("WEBP", "PNG"):
        file = BytesIO()
        frames[0].save(file, kind, save_all=True, append_images=frames[1:])
        with pytest.raises(PictureRefused, match="This picture moves"):
            remade(file.getvalue())


def test_a_bomb_is_refused_before_a_pixel_is_read() -> None:
    bomb = sent("PNG", (20_000, 20_000), mode="1")
    assert len(bomb) < 100_000
    with pytest.raises(PictureRefused, match="too many pixels"):
        remade(bomb)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\nand then a text",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        sent("JPEG")[:700],
        sent("GIF"),
        sent("TIFF"),
    ],
    ids=["nothing", "text posing as PNG", "SVG", "cut off", "GIF", "TIFF"],
)
def test_what_is_no_picture_of_ours_is_refused(content: bytes) -> None:
    with pytest.raises(PictureRefused) as refused:
        remade(content)
    assert str(refused.value) == UNREADABLE


def test_what_is_too_large_is_refused() -> None:
    with pytest.raises(PictureRefused, match="larger than 8 MB"):
        remade(b"\0" * (pictures.MOST_BYTES + 1))
