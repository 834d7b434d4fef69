"""Tickets and receipts, read back from their PDF."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conference.documents.pdf import receipt_pdf, ticket_pdf

from .facts import RECEIPT, TICKET, ticket_for
from .paper_reader import read_paper

EDITION_PART = f" \N{EN DASH} {TICKET.edition_name}"
SELLER_PART = f" \N{EN DASH} {RECEIPT.seller_name}"


def test_a_ticket_is_a_tagged_page_that_says_everything() -> None:
    paper = read_paper(ticket_pdf(TICKET))
    assert (paper.pages, paper.title, paper.language, paper.is_tagged, paper.is_accessible) == (
        1,
        f"Ticket for Rowan Hale{EDITION_PART}",
        "en-GB",
        True,
        True,
    )
    assert paper.tags >= {"H1", "H2", "P", "Figure"}
    assert paper.alternatives == ("Square code for scanning. It says 7K4Q-2MNP-RS6T-V8WX.",)
    texts = [
        *(TICKET.edition_name, TICKET.strapline, TICKET.attendee_name, TICKET.ticket_type),
        *(TICKET.date_text, TICKET.venue_text, TICKET.ticket_code, TICKET.order_reference),
        *(TICKET.doors_text, TICKET.conduct_text, TICKET.help_text),
    ]
    assert [text for text in texts if not paper.says(text)] == []


def test_a_receipt_is_a_tagged_table_with_its_vat() -> None:
    paper = read_paper(receipt_pdf(RECEIPT))
    assert (paper.pages, paper.title, paper.language, paper.is_tagged, paper.is_accessible) == (
        1,
        f"VAT receipt MTH7K4{SELLER_PART}",
        "en-GB",
        True,
        True,
    )
    assert paper.tags >= {"H1", "Table", "TR", "TH", "TD"}
    texts = [
        *(RECEIPT.seller_name, *RECEIPT.seller_address, RECEIPT.vat_number, RECEIPT.reference),
        *(RECEIPT.issued_text, RECEIPT.buyer_name, RECEIPT.buyer_email, RECEIPT.paid_text),
        *("NHS and public sector", "5£149.0020%£124.17£745.00", "Without VAT£620.83"),
        *("VAT£124.17", "Total£745.00", "Prices include VAT.", "Page 1 of 1"),
    ]
    assert [text for text in texts if not paper.says(text)] == []


def test_a_receipt_without_vat_number_speaks_of_no_vat() -> None:
    paper = read_paper(receipt_pdf(replace(RECEIPT, vat_number="", buyer_email="")))
    assert paper.title == f"Receipt MTH7K4{SELLER_PART}"
    assert paper.says("5£149.00£745.00")
    assert paper.words.count("VAT") == paper.words.count("NoVATischarged.") == 1


def test_a_long_receipt_repeats_its_header() -> None:
    paper = read_paper(receipt_pdf(replace(RECEIPT, lines=RECEIPT.lines * 40)))
    assert (paper.pages, paper.words.count("Quantity"), paper.says("Page 2 of 2")) == (2, 2, True)


def test_a_place_without_a_name_says_so() -> None:
    paper = read_paper(ticket_pdf(ticket_for(" ")))
    assert paper.title == f"Ticket{EDITION_PART}"
    assert paper.says("A place for one")
    assert paper.says("There is no name on this ticket yet.")


@pytest.mark.parametrize(
    "name",
    [
        '#eval("1 + 1") #panic("no")',
        "$x$ *bold* _it_ = Heading @cite <label> \\ `raw` // gone",
        '"]) #import "/etc/passwd": *',
        "D'Arcy O’Neill & Søn <b>{{ 7 * 7 }}</b>",
        "X",
        "Ωμέγα Жуковская ŁÓDŹ",
    ],
)
def test_markup_in_a_name_is_printed_not_run(name: str) -> None:
    paper = read_paper(ticket_pdf(ticket_for(name)))
    assert (paper.title, paper.says(name), paper.is_accessible) == (
        f"Ticket for {name}{EDITION_PART}",
        True,
        True,
    )


@pytest.mark.parametrize("name", ["W" * 62, "Wolfeschlegelstein" * 3 + " of Coventry", "ab " * 60])
def test_a_long_name_stays_whole_and_on_one_page(name: str) -> None:
    paper = read_paper(ticket_pdf(ticket_for(name)))
    letters = paper.words.replace("\N{ZERO WIDTH SPACE}", "")
    assert (paper.pages, paper.is_accessible) == (1, True)
    assert "".join(name.split()) in letters


def test_an_arabic_name_is_drawn_by_the_bundled_fonts() -> None:
    paper = read_paper(ticket_pdf(ticket_for("محمد علي")))
    assert (paper.title, paper.is_accessible) == (f"Ticket for محمد علي{EDITION_PART}", True)


@pytest.mark.parametrize("name", ["王小明", "Zed 😀", "नमस्ते", "\U000e0041 tag", "half \ud83d\x07"])
def test_a_name_that_fonts_may_not_know_still_gives_a_tagged_ticket(name: str) -> None:
    paper = read_paper(ticket_pdf(ticket_for(name)))
    assert (paper.pages, paper.is_tagged, paper.says(TICKET.ticket_code)) == (1, True, True)


@settings(max_examples=25, deadline=None, database=None)
@given(name=st.text(max_size=120), texts=st.text(max_size=400))
def test_no_words_stop_a_ticket(name: str, texts: str) -> None:
    facts = replace(ticket_for(name), ticket_type=name, venue_text=texts, help_text=texts)
    assert read_paper(ticket_pdf(facts)).says(TICKET.ticket_code)


@settings(max_examples=25, deadline=None, database=None)
@given(name=st.text(max_size=120))
def test_no_words_stop_a_receipt(name: str) -> None:
    line = replace(RECEIPT.lines[0], description=name)
    facts = replace(RECEIPT, buyer_name=name, seller_address=(name, ""), lines=(line,))
    assert read_paper(receipt_pdf(facts)).says(RECEIPT.total_text)


def test_the_same_facts_give_the_same_bytes() -> None:
    assert (ticket_pdf(TICKET), receipt_pdf(RECEIPT)) == (ticket_pdf(TICKET), receipt_pdf(RECEIPT))
