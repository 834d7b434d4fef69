"""QR codes, drawn from their path and read back with zxing."""

import re

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from conference.documents.qr import QrPicture, qr_svg

PIXELS = 4


def drawn(picture: QrPicture) -> Image.Image:
    """Draw the path as a browser would: dark runs of one module's height on white."""
    image = Image.new("L", (picture.size * PIXELS, picture.size * PIXELS), "white")
    pen = ImageDraw.Draw(image)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", picture.path):
        left, top = int(x) * PIXELS, int(y) * PIXELS
        pen.rectangle((left, top, left + int(width) * PIXELS - 1, top + PIXELS - 1), fill="black")
    return image


@pytest.mark.parametrize(
    "text",
    ["MTH-7K4Q2", "7K4Q-2MNP-RS6T-V8WX", "https://example.org/t/" + "a1B2" * 12, "Zoë O'Neill 票"],
)
def test_the_picture_says_the_text(text: str) -> None:
    (read,) = zxingcpp.read_barcodes(drawn(qr_svg(text)))
    assert (read.format, read.text) == (zxingcpp.BarcodeFormat.QRCode, text)


def test_the_path_holds_nothing_else_and_leaves_four_quiet_modules() -> None:
    picture = qr_svg("7K4Q-2MNP-RS6T-V8WX")
    assert re.fullmatch(r"(M\d+ \d+h\d+v1h-\d+z)+", picture.path)
    dark = drawn(picture).point(lambda grey: 255 - grey).getbbox()
    assert (picture.size, dark) == (29, (4 * PIXELS, 4 * PIXELS, 25 * PIXELS, 25 * PIXELS))
