"""Pictures that people send, made anew; the only file that imports Pillow."""

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from conference.kernel.errors import Refused

if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
"""More than a good camera takes; a bomb claims more to fill the memory."""

LEAST_SIDE = 200
"""Below it a face is a smudge wherever it stands, in pixels."""

SIDE = 800
"""The longer side of what is kept, in pixels."""

QUALITY = 82
KINDS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture as we keep it: WebP, upright, without metadata."""

    content: bytes
    width: int
    height: int


class PictureRefused(Refused):
    """What was sent is no picture that we take."""

    code = "picture_refused"


def remade(content: bytes) -> Picture:
    """Decode a JPEG, PNG or WebP by what it is, whatever it is called, and write it anew.

    Turned as its camera says, at most 800 pixels long, nothing else of it kept. Raises:
    PictureRefused (too large, too small, not one of these, moving, broken, or a bomb).
    """
    if len(content) > MOST_BYTES:
        raise PictureRefused("This file is larger than 8 MB. Send a smaller one.")
    try:
        with _opened(content, KINDS) as sent:
            _check(sent)
            sent.draft("RGB", (2 * SIDE, 2 * SIDE))  # a JPEG is read at the size that is needed
            return _written(_clean(sent))
    except PictureRefused:
        raise
    except Exception as error:
        raise PictureRefused(
            "We cannot read this file as a picture. Send a JPEG, PNG or WebP."
        ) from error


def check_picture(content: bytes, kind: str) -> None:
    """Say whether a file is a whole picture of this kind (``PNG``, ``JPEG``), no bomb.

    Raises: PictureRefused.
    """
    try:
        with _opened(content, (kind,)) as sent:
            _check_pixels(sent)
            sent.draft("RGB", (SIDE, SIDE))
            sent.load()
    except PictureRefused:
        raise
    except Exception as error:
        raise PictureRefused(
            f"This file is called a {kind}, but it cannot be read as one. Send it anew, or as a "
            "PDF."
        ) from error


def _opened(content: bytes, kinds: tuple[str, ...]) -> "Image.Image":
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # our own limit is asked before a pixel is decoded
    return Image.open(BytesIO(content), formats=kinds)


def _check_pixels(sent: "Image.Image") -> None:
    if sent.width * sent.height > MOST_PIXELS:
        raise PictureRefused("This picture has too many pixels. Send one of at most 40 million.")


def _check(sent: "Image.Image") -> None:
    _check_pixels(sent)
    if getattr(sent, "is_animated", False):
        raise PictureRefused("This picture moves. Send one that stands still.")
    if min(sent.size) < LEAST_SIDE:
        raise PictureRefused(
            f"This picture is {sent.width} by {sent.height} pixels. Send one of at least "
            f"{LEAST_SIDE} by {LEAST_SIDE}."
        )


def _clean(sent: "Image.Image") -> "Image.Image":
    """Return the pixels alone: a new picture has no place for what came with the old one."""
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(sent)
    mode = "RGBA" if upright.has_transparency_data else "RGB"
    scaled = upright.convert(mode)
    scaled.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    fresh = Image.new(mode, scaled.size)
    fresh.paste(scaled)
    return fresh


def _written(clean: "Image.Image") -> Picture:
    file = BytesIO()
    clean.save(file, "WEBP", quality=QUALITY)
    return Picture(content=file.getvalue(), width=clean.width, height=clean.height)
