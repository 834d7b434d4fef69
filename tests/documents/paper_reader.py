"""What stands in a PDF: its words by way of the fonts' own maps, its tags, its claims."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf

Glyphs = dict[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A PDF as a reader program sees it; ``words``, also by page, are without white space.

    ``sizes`` are those of the pages (width, height) and ``type_sizes`` those of the letters, in
    points.
    """

    pages: int
    sizes: tuple[tuple[int, int], ...]
    type_sizes: frozenset[float]
    fonts: frozenset[str]
    title: str
    language: str
    is_tagged: bool
    is_accessible: bool
    tags: frozenset[str]
    alternatives: tuple[str, ...]
    sheets: tuple[str, ...]

    @property
    def words(self) -> str:
        """All that stands in it."""
        return "".join(self.sheets)

    def says(self, text: str) -> bool:
        """Tell whether the text stands in it, wherever its lines break."""
        return "".join(text.split()) in self.words


def read_paper(data: bytes) -> Paper:
    """Read a PDF whole."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        metadata = pdf.open_metadata()
        elements = list(_elements(pdf.Root.StructTreeRoot))
        return Paper(
            pages=len(pdf.pages),
            sizes=tuple(_size(page) for page in pdf.pages),
            type_sizes=frozenset(size for page in pdf.pages for size in _type_sizes(page)),
            fonts=frozenset(
                str(font.BaseFont) for page in pdf.pages for font in page.Resources.Font.values()
            ),
            title=str(metadata.get("dc:title")),
            language=str(pdf.Root.Lang),
            is_tagged=bool(pdf.Root.MarkInfo.Marked),
            is_accessible=metadata.get("pdfuaid:part") == "1",
            tags=frozenset(str(element.S)[1:] for element in elements),
            alternatives=tuple(str(element.Alt) for element in elements if "/Alt" in element),
            sheets=tuple("".join(_words(page)) for page in pdf.pages),
        )


def _size(page: Any) -> tuple[int, int]:
    left, bottom, right, top = (float(edge) for edge in page.MediaBox)
    return round(right - left), round(top - bottom)


def _type_sizes(page: Any) -> Iterator[float]:
    for step in pikepdf.parse_content_stream(page):
        if str(step.operator) == "Tf":
            yield float(step.operands[1])


def _elements(node: Any) -> Iterator[Any]:
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _elements(kid)


def _words(page: Any) -> Iterator[str]:
    fonts = {name: _glyphs(font) for name, font in page.Resources.Font.items()}
    glyphs: Glyphs = {}
    for step in pikepdf.parse_content_stream(page):
        operator, operands = str(step.operator), list(step.operands)
        if operator == "Tf":
            glyphs = fonts[str(operands[0])]
        elif operator in {"Tj", "TJ"}:
            runs = operands[0] if operator == "TJ" else operands
            for run in runs:
                if isinstance(run, pikepdf.String):
                    yield "".join(_decoded(bytes(run), glyphs).split())


def _decoded(run: bytes, glyphs: Glyphs) -> str:
    codes = [int.from_bytes(run[place : place + 2]) for place in range(0, len(run), 2)]
    return "".join(glyphs.get(code, "") for code in codes)


def _glyphs(font: Any) -> Glyphs:
    """Read the character map that says which text each two-byte glyph stands for."""
    table = font.ToUnicode.read_bytes().decode("ascii")
    pairs = re.findall(r"^<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>$", table, re.MULTILINE)
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}
