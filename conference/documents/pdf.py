"""Tickets and receipts as tagged PDF, and how any layout is filled; alone imports typst."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from conference.documents import plain
from conference.documents.qr import QUIET_MODULES, qr_svg

if TYPE_CHECKING:
    from typst import Fonts, PDFStandards

LAYOUTS = Path(__file__).parent / "layouts"

ACCESSIBLE: "PDFStandards" = ["ua-1"]
"""PDF/UA-1 (ISO 14289-1): tagged, titled, in a stated language, readable by screen readers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFacts:
    """What a ticket says; an empty name means that the place has no name yet.

    ``ticket_code`` is both shown and put into the square code. The last texts may have lines.
    """

    edition_name: str
    strapline: str
    attendee_name: str
    ticket_type: str
    date_text: str
    venue_text: str
    ticket_code: str
    order_reference: str
    doors_text: str
    conduct_text: str
    help_text: str
    language: str = "en-GB"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLine:
    """One row of a receipt; the unit price and the total include VAT."""

    description: str
    quantity: int
    unit_price_text: str
    vat_rate_text: str
    vat_text: str
    total_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptFacts:
    """What a receipt says; without a VAT number it has no VAT columns and says so."""

    seller_name: str
    seller_address: tuple[str, ...]
    vat_number: str
    reference: str
    issued_text: str
    buyer_name: str
    buyer_email: str = ""
    lines: tuple[ReceiptLine, ...]
    net_text: str
    vat_text: str
    total_text: str
    paid_text: str
    language: str = "en-GB"


def ticket_pdf(facts: TicketFacts) -> bytes:
    """Return a ticket on one A4 sheet, made to be folded once: the same bytes for the same facts.

    The page is PDF/UA-1 unless a name has signs that no font on this machine can draw.
    """
    picture = qr_svg(facts.ticket_code)
    square = {"qr_size": picture.size, "qr_quiet": QUIET_MODULES, "qr_path": picture.path}
    return laid_out("ticket.typ", asdict(facts) | square)


def receipt_pdf(facts: ReceiptFacts) -> bytes:
    """Return a receipt on A4, over as many pages as its lines need.

    The pages are PDF/UA-1 unless a name has signs that no font on this machine can draw.
    """
    return laid_out("receipt.typ", asdict(facts))


def laid_out(layout: str, facts: Mapping[str, object]) -> bytes:
    """Return a layout of the folder ``layouts`` filled with facts: the same bytes for the same.

    The pages are PDF/UA-1 unless a name has signs that no font on this machine can draw.
    """
    # The standard refuses a sign without a glyph. The bundled fonts cover Latin, Greek, Cyrillic,
    # Hebrew and Arabic and give the same bytes everywhere; Chinese or an emoji asks the
    # machine's own fonts; what none of them has is printed as an empty box, without the standard.
    words = json.dumps(_writable(facts))
    with suppress(_StandardRefuses):
        return _compiled(layout, words, _bundled_fonts(), ACCESSIBLE)
    with suppress(_StandardRefuses):
        return _compiled(layout, words, _all_fonts(), ACCESSIBLE)
    return _compiled(layout, words, _all_fonts(), [])


def _compiled(layout: str, words: str, fonts: "Fonts", standards: "PDFStandards") -> bytes:
    import typst  # heavy, and most processes never print

    try:
        return typst.compile(
            LAYOUTS / layout,
            root=LAYOUTS,
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"facts": words},
            format="pdf",
            pdf_standards=standards,
        )
    except typst.TypstError as error:
        if error.message.startswith("PDF/UA-1 error"):
            raise _StandardRefuses from error
        raise


class _StandardRefuses(Exception):
    """The page can be drawn, but not as the standard asks."""


@lru_cache(maxsize=1)
def _bundled_fonts() -> "Fonts":
    import typst

    return typst.Fonts(include_system_fonts=False)


@lru_cache(maxsize=1)
def _all_fonts() -> "Fonts":
    import typst

    return typst.Fonts(include_system_fonts=True)


def _writable(value: object) -> object:
    if isinstance(value, str):
        return plain.lines(value)
    if isinstance(value, Mapping):
        return {key: _writable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_writable(part) for part in value]
    return value
