"""The printed programme and door cards, read back from their PDF."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conference.documents.printed import (
    ProgrammeFacts,
    booklet_pdf,
    by_track_pdf,
    door_cards_pdf,
    large_print_pdf,
)

from .facts import CARD, CARDS, PROGRAMME, TALK
from .paper_reader import Paper, read_paper

Form = Callable[[ProgrammeFacts], bytes]
PART = f" \N{EN DASH} {PROGRAMME.sheet.edition_name}"
FORMS = pytest.mark.parametrize(
    ("form", "title", "size"),
    [
        (by_track_pdf, f"Programme by track{PART}", (842, 595)),
        (booklet_pdf, f"Programme{PART}", (420, 595)),
        (large_print_pdf, f"Programme in large print{PART}", (595, 842)),
    ],
    ids=["by track", "booklet", "large print"],
)


def without_stamp() -> ProgrammeFacts:
    """Return the programme of an edition that is no sample."""
    return replace(PROGRAMME, sheet=replace(PROGRAMME.sheet, stamp_text=""))


@FORMS
def test_each_form_is_tagged_paper_that_says_everything(
    form: Form, title: str, size: tuple[int, int]
) -> None:
    paper = read_paper(form(PROGRAMME))
    assert (paper.title, paper.language, paper.is_tagged, paper.is_accessible, paper.sizes) == (
        title,
        "en-GB",
        True,
        True,
        (size,) * paper.pages,
    )
    assert paper.tags >= {"H1", "H2", "H3"}
    lines = [line for day in PROGRAMME.days for line in day.sessions]
    texts = [
        *(PROGRAMME.date_text, PROGRAMME.venue_text, PROGRAMME.zone_text, PROGRAMME.conduct_text),
        *(PROGRAMME.sheet.release_text, f"Page 1 of {paper.pages}"),
        *(track.name for track in PROGRAMME.tracks),
        *(part for line in lines for part in (line.title, line.who, line.kind, line.room)),
        *(part for line in lines for part in (line.places_text, line.note)),
        *(line.title for day in PROGRAMME.days for line in day.breaks),
        *(text for call in PROGRAMME.help for text in call),
        "Cancelled. This session will not run.",
    ]
    assert [text for text in texts if not paper.says(text)] == []


@FORMS
def test_a_sample_is_stamped_on_each_sheet(form: Form, title: str, size: tuple[int, int]) -> None:
    stamped = read_paper(form(PROGRAMME))
    assert stamped.words.count("Sampleprogramme") == stamped.pages + 1
    assert "Sampleprogramme" not in read_paper(form(without_stamp())).words


@FORMS
def test_markup_in_a_title_is_printed_not_run(
    form: Form, title: str, size: tuple[int, int]
) -> None:
    words = '#panic("no") $x$ *bold* = Heading <label> // gone'
    day = PROGRAMME.days[0]
    line = replace(day.sessions[0], title=words, who=words, room=words, note=words)
    facts = replace(PROGRAMME, days=(replace(day, sessions=(line,)),))
    assert read_paper(form(facts)).says(words)


@settings(max_examples=15, deadline=None, database=None)
@given(words=st.text(max_size=200))
def test_no_words_stop_a_form(words: str) -> None:
    day = PROGRAMME.days[0]
    line = replace(day.sessions[0], title=words, who=words, note=words)
    facts = replace(PROGRAMME, days=(replace(day, sessions=(line,)),), conduct_text=words)
    for form in (by_track_pdf, booklet_pdf, large_print_pdf):
        assert read_paper(form(facts)).says(PROGRAMME.venue_text)


def test_an_empty_day_is_still_a_page() -> None:
    facts = replace(PROGRAMME, days=(replace(PROGRAMME.days[0], sessions=(), breaks=()),), help=())
    for form in (by_track_pdf, booklet_pdf, large_print_pdf):
        assert read_paper(form(facts)).says(PROGRAMME.days[0].date_text)


def test_large_print_has_no_small_letters_and_no_italics() -> None:
    paper = read_paper(large_print_pdf(PROGRAMME))
    marks = 7 * 72 / 25.4 * 0.62  # the letter of a mark, in points: its track's name stands beside
    assert sorted(size for size in paper.type_sizes if size < 16) == [pytest.approx(marks, abs=0.1)]
    assert [name for name in paper.fonts if "Italic" in name] == []


def test_each_day_begins_on_a_page_of_its_own() -> None:
    one = read_paper(booklet_pdf(PROGRAMME))
    two = read_paper(booklet_pdf(replace(PROGRAMME, days=PROGRAMME.days * 2)))
    assert two.pages > one.pages


def booklet_of(sessions: int) -> Paper:
    """Return the small form of a day with so many sessions one after the other."""
    day = PROGRAMME.days[0]
    lines = tuple(
        replace(TALK, starts_text=f"{9 + number // 4:02}:00", title=f"Talk {number}")
        for number in range(sessions)
    )
    return read_paper(booklet_pdf(replace(PROGRAMME, days=(replace(day, sessions=lines),))))


def test_a_day_of_forty_sessions_fits_four_small_pages_and_a_close() -> None:
    paper = booklet_of(40)
    assert paper.pages == 5
    assert "Howwetreateachother" in paper.sheets[-1]


def test_the_rest_of_the_last_small_page_is_for_notes_and_never_a_page_of_its_own() -> None:
    lasts = {sessions: booklet_of(sessions).sheets[-1] for sessions in range(1, 12)}
    assert {
        sessions for sessions, last in lasts.items() if "Howwetreateachother" not in last
    } == set()
    assert {"Yournotes" in last for last in lasts.values()} == {True, False}


def test_a_door_has_one_sheet_for_each_day() -> None:
    paper = read_paper(door_cards_pdf(CARDS))
    assert (paper.pages, paper.title, paper.is_accessible, set(paper.sizes)) == (
        len(CARDS.cards),
        f"Door cards{PART}",
        True,
        {(595, 842)},
    )
    assert paper.tags >= {"H1", "Table", "TH", "TD"}
    texts = [
        *(part for card in CARDS.cards for part in (card.room, card.date_text, *card.signs)),
        *(part for card in CARDS.cards for line in card.lines for part in (line.title, line.who)),
        "This session will not run",
        CARDS.sheet.release_text,
    ]
    assert [text for text in texts if not paper.says(text)] == []
    assert paper.words.count("Sampleprogramme") == len(CARDS.cards)


@pytest.mark.parametrize("lines", [1, 8, 20, 40])
def test_a_full_day_still_fits_one_sheet(lines: int) -> None:
    card = replace(
        CARD, room="Wolfeschlegelsteinhausen Hall of the East", lines=CARD.lines[:1] * lines
    )
    assert read_paper(door_cards_pdf(replace(CARDS, cards=(card,)))).pages == 1


def test_without_cards_the_sheet_says_so() -> None:
    paper = read_paper(door_cards_pdf(replace(CARDS, cards=())))
    assert (paper.pages, paper.says("No door has a card")) == (1, True)


def test_the_same_facts_give_the_same_bytes() -> None:
    assert by_track_pdf(PROGRAMME) == by_track_pdf(PROGRAMME)
    assert door_cards_pdf(CARDS) == door_cards_pdf(CARDS)
