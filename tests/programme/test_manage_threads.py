"""Organisers arrange tracks and formats."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Query

from conference.editions.models import Format, Track
from conference.editions.rules import MarkShape
from conference.kernel.database import db, transaction
from conference.kernel.errors import Invalid
from conference.programme.actions import threads as actions
from conference.programme.actions.desk import Desk
from conference.programme.actions.threads import FormatFacts, TrackFacts
from conference.programme.rules.writing import MOST_THREADS, ThreadInUse, ThreadsFull
from tests.factories.programme import SUMMER, SmallDay, make_edition
from tests.factories.proposals import make_call
from tests.support.pages import Browser
from tests.support.races import at_once
from tests.support.statements import counted

TRACKS, FORMATS = "/2024/manage/tracks", "/2024/manage/formats"
FACTS = TrackFacts(
    name="Digital and Data",
    short_name="Digital",
    letter="D",
    shape=MarkShape.SQUARE,
    colour="#184d5d",
    dark_colour="#28b3b4",
)


def names(kind: type[Track | Format]) -> list[str]:
    """Return the names of the edition's tracks or formats in their order."""
    db.session.rollback()
    rows: Query[Any] = db.session.query(kind).order_by(kind.position, kind.id)
    return [row.name for row in rows]


def desk(edition_id: int) -> Desk:
    return Desk(edition_id=edition_id, actor="person 1", now=SUMMER)


def test_a_track_is_added_with_colours_that_nobody_mistakes(
    browser: Browser, day: SmallDay
) -> None:
    before = names(Track)
    done = browser.get(TRACKS).submit(
        "Add the track", name=" People  and Leadership ", short_name="People", letter="p"
    )
    assert done.status == 303
    row = db.session.query(Track).filter_by(letter="P").one()
    assert (row.name, row.code, row.colour) == ("People and Leadership", "p", "#097a37")
    assert names(Track) == [*before, "People and Leadership"]
    styles = browser.other().get("/2024/tracks.css").text
    assert ".track--p{--track-colour:#097a37}" in styles


def test_colours_that_are_typed_count_before_a_named_pair(browser: Browser, day: SmallDay) -> None:
    done = browser.get(TRACKS).submit(
        "Add the track",
        name="People",
        short_name="People",
        letter="P",
        colours="ink",
        colour="#7a0000",
        dark_colour="#ffcccc",
    )
    assert done.status == 303
    row = db.session.query(Track).filter_by(letter="P").one()
    assert (row.colour, row.dark_colour) == ("#7a0000", "#ffcccc")


@pytest.mark.parametrize(
    ("entered", "told"),
    [
        ({"name": ""}, "Enter a name"),
        ({"name": "x" * 81}, "Enter 80 characters or fewer"),
        ({"name": "METHODS and  Measurement"}, "Another one has this name"),
        ({"letter": "M"}, "Another track has this letter"),
        ({"letter": "é"}, "Enter one letter from A to Z"),
        ({"shape": "heart"}, "Choose"),
        ({"colours": "own", "colour": "#888888", "dark_colour": "#28b3b4"}, "3.0 to 1"),
        ({"colours": "own", "colour": "#184d5d", "dark_colour": "#333333"}, "has to be 4.5"),
        ({"colours": "own"}, "Enter a colour like"),
    ],
)
def test_a_wrong_track_is_told_beside_its_field(
    browser: Browser, day: SmallDay, entered: dict[str, str], told: str
) -> None:
    before = names(Track)
    right = {"name": "Digital", "short_name": "Kept words", "letter": "D"}
    refused = browser.get(TRACKS).submit("Add the track", **(right | entered))
    assert refused.status == 422
    assert told in refused.text
    assert "Kept words" in refused.html
    assert names(Track) == before


def test_a_changed_track_counts_at_once_and_its_address_stays(
    browser: Browser, day: SmallDay
) -> None:
    row = db.session.query(Track).order_by(Track.position).first()
    assert row is not None
    code, track_id = row.code, row.id
    page = browser.get(f"{TRACKS}/{track_id}")
    assert page.submit("Save the track", name="Measuring", letter="X").status == 303
    db.session.rollback()
    row = db.session.get_one(Track, track_id)
    assert (row.name, row.letter, row.code) == ("Measuring", "X", code)
    assert "Measuring" in browser.other().get(f"/2024/programme?track={code}").text


def test_what_somebody_else_saved_is_not_overwritten(browser: Browser, day: SmallDay) -> None:
    row = db.session.query(Format).first()
    assert row is not None
    address = f"{FORMATS}/{row.id}"
    mine, theirs = browser.get(address), browser.get(address)
    assert theirs.submit("Save the format", name="Theirs").status == 303
    refused = mine.submit("Save the format", name="Mine")
    assert (refused.status, "Mine" in names(Format)) == (422, False)


def test_formats_are_added_ordered_and_deleted(browser: Browser, day: SmallDay) -> None:
    before = names(Format)
    assert browser.get(FORMATS).submit("Add the format", name="Panel", minutes="45").status == 303
    moved = browser.get(FORMATS).submit("Up Panel")
    assert moved.status == 303
    assert names(Format) == [*before[:-1], "Panel", before[-1]]
    row = db.session.query(Format).filter_by(name="Panel").one()
    assert (row.minutes, row.code) == (45, "panel")
    gone = browser.get(f"{FORMATS}/{row.id}").submit("Delete Panel")
    assert gone.status == 303
    assert names(Format) == before


def test_what_sessions_are_of_stays(browser: Browser, day: SmallDay) -> None:
    used = next(row for row in db.session.query(Track) if row.letter == "M")
    page = browser.get(f"{TRACKS}/{used.id}")
    assert "A release shows a session of it" in page.text
    with pytest.raises(ThreadInUse), transaction():
        actions.remove_thread(Track, used.id, desk=desk(day.edition_id))


def test_what_the_call_names_stays(browser: Browser, day: SmallDay) -> None:
    browser.get(FORMATS).submit("Add the format", name="Panel", minutes="45")
    row = db.session.query(Format).filter_by(name="Panel").one()
    make_call(day.edition_id, format_ids=(row.id,))
    page = browser.get(f"{FORMATS}/{row.id}")
    assert "The call for proposals names it" in page.text
    with pytest.raises(ThreadInUse), transaction():
        actions.remove_thread(Format, row.id, desk=desk(day.edition_id))


def test_another_years_track_is_not_found(browser: Browser, day: SmallDay) -> None:
    other = make_edition("2025", is_current=False)
    track_id = other.tracks[0].id
    assert browser.get(f"{TRACKS}/{track_id}").status == 404


def test_lists_cost_the_same_however_long(browser: Browser, day: SmallDay) -> None:
    browser.get(TRACKS)
    with counted() as few:
        browser.get(TRACKS)
    with transaction():
        for letter in "ABCDEFG":
            actions.add_track(
                TrackFacts(
                    name=f"Track {letter}",
                    short_name=letter,
                    letter=letter,
                    shape=MarkShape.DOT,
                    colour="#184d5d",
                    dark_colour="#28b3b4",
                ),
                desk=desk(day.edition_id),
            )
    browser.get(TRACKS)
    with counted() as many:
        browser.get(TRACKS)
    assert len(many) == len(few)


def test_there_is_an_end_to_formats(database: Flask) -> None:
    edition = make_edition()
    with transaction():
        for number in range(len(edition.formats), MOST_THREADS):
            actions.add_format(FormatFacts(name=f"F {number}", minutes=None), desk=desk(edition.id))
    codes = [row.code for row in db.session.query(Format)]
    assert len(set(codes)) == len(codes) == MOST_THREADS
    with pytest.raises(ThreadsFull), transaction():
        actions.add_format(FormatFacts(name="One more", minutes=5), desk=desk(edition.id))


def test_of_two_tracks_of_one_letter_at_once_one_is_refused(database: Flask) -> None:
    edition = make_edition()

    def add() -> str:
        try:
            with transaction():
                actions.add_track(FACTS, desk=desk(edition.id))
        except Invalid as refusal:
            return " ".join(refusal.fields)
        return "added"

    assert sorted(at_once(database, [add, add])) == ["added", "name"]
