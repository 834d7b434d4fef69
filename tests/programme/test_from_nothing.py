"""The whole sample day, built from an empty edition with the organisers' forms alone."""

import csv
import io
from collections.abc import Mapping

from flask import Flask

from conference.demo import sample
from conference.editions import actions as editions
from conference.editions.models import Track
from conference.editions.rules import NewEdition
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.people.models import Speaker
from conference.programme import queries
from conference.programme.models import Room, Session
from conference.programme.queries import DraftSession
from conference.programme.queries.rooms import rooms
from conference.programme.rules.colours import pair_of
from conference.programme.rules.layouts import RoomLayout
from conference.programme.rules.states import SessionKind
from tests.factories.people import make_grant, make_person
from tests.factories.programme import DAY, SUMMER, frame
from tests.support.pages import Browser

SAMPLE, BUILT = "2024", "2024-built"
DESK = f"/{BUILT}/manage"
BOXES = ("is_private", "has_loop", "is_sensitive", "shares_room")
CAPACITIES = tuple(f"{way}_capacity" for way in RoomLayout if way is not RoomLayout.USUAL)
STEP_FREE = {None: "", True: "yes", False: "no"}
OWN = {"code", "url"}
"""What two editions of one programme have each for themselves."""


def ticked(values: Mapping[str, object]) -> dict[str, object]:
    """Return values as a form sends them: a box that is not ticked is not sent."""
    return {
        name: ("y" if value else None) if name in BOXES else ("" if value is None else value)
        for name, value in values.items()
    }


def begin() -> None:
    """Make the empty edition of the same day."""
    new = NewEdition(
        slug=BUILT,
        name="Built by hand",
        day=DAY,
        venue_name="The Slate",
        venue_place="University of Warwick",
        reference_prefix="BBH",
        vat_rate=2000,
    )
    with transaction():
        editions.create_edition(new, actor="person 1", now=SUMMER)


def add_rooms(browser: Browser) -> None:
    names = ("name", *CAPACITIES, "note", *BOXES[:2])
    rows = db.session.query(Room).filter_by(edition_id=frame(SAMPLE).id).order_by(Room.position)
    for values in [
        {name: getattr(row, name) for name in names} | {"is_step_free": STEP_FREE[row.is_step_free]}
        for row in rows
    ]:
        done = browser.get(f"{DESK}/rooms").submit("Add the room", **ticked(values))
        assert done.status == 303, done.errors


def add_tracks(browser: Browser) -> None:
    names = ("name", "short_name", "letter", "shape", "colour", "dark_colour")
    rows = db.session.query(Track).filter_by(edition_id=frame(SAMPLE).id).order_by(Track.position)
    for values in [{name: getattr(row, name) for name in names} for row in rows]:
        pair = pair_of(str(values.pop("colour")), str(values.pop("dark_colour")))
        done = browser.get(f"{DESK}/tracks").submit("Add the track", **values, colours=pair)
        assert done.status == 303, done.errors


def add_session(browser: Browser, code: str) -> str:
    """Write one session as the sample has it, and return the address of its time and room."""
    words = queries.session_words(frame(SAMPLE).id, code)
    here, there = frame(SAMPLE), frame(BUILT)
    tracks = {track.name: track.id for track in there.tracks}
    formats = {kind.name: kind.id for kind in there.formats}
    names = ("title", "summary", "abstract", "content_note", "minutes", "places", "speakers")
    track = here.tracks_by_id.get(words["track_id"])
    kind = here.formats_by_id.get(words["format_id"])
    form = {name: words[name] for name in (*names, "chair", "is_sensitive", "shares_room")}
    form |= {
        "kind": words["kind"].value,
        "track": tracks[track.name] if track else 0,
        "format": formats[kind.name] if kind else 0,
    }
    done = browser.get(f"{DESK}/sessions/new").follow().submit("Add the session", **ticked(form))
    assert done.status == 303, done.errors
    return done.location


def place(browser: Browser, address: str, row: DraftSession, room_ids: Mapping[str, int]) -> None:
    starts_at, ends_at = row.starts_at, row.ends_at
    assert starts_at is not None
    assert ends_at is not None
    names = {room.id: room.facts.name for room in rooms(frame(SAMPLE).id)}
    done = browser.get(address).submit(
        "Place it",
        day=DAY.isoformat(),
        start=f"{clock.local(starts_at):%H:%M}",
        minutes=str(int((ends_at - starts_at).total_seconds()) // 60),
        room=str(room_ids[names[row.room_id]] if row.room_id else 0),
    )
    assert done.status == 303, done.errors


def table(browser: Browser, slug: str) -> list[dict[str, str]]:
    """Return the public programme as its table has it, without what is an edition's own."""
    text = browser.get(f"/{slug}/programme.csv").response.get_data(as_text=True)
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    found = [{name: cell for name, cell in row.items() if name not in OWN} for row in rows]
    return sorted(found, key=lambda row: (row["start"], row["room"], row["title"]))


def test_the_sample_day_is_built_and_released_by_hand(app: Flask, browser: Browser) -> None:
    assert sample.load()
    db.session.rollback()
    person_id = make_person("oona@example.org")
    make_grant(person_id)
    browser.sign_in(person_id)
    begin()
    add_rooms(browser)
    add_tracks(browser)
    built_rooms = [room.facts for room in rooms(frame(BUILT).id)]
    assert built_rooms == [room.facts for room in rooms(frame(SAMPLE).id)]
    room_ids = {room.facts.name: room.id for room in rooms(frame(BUILT).id)}
    for row in queries.draft(frame(SAMPLE).id).sessions:
        address = add_session(browser, row.code)
        if row.is_placed:
            place(browser, address, row, room_ids)
    db.session.rollback()
    unlisted = [
        name
        for (name,) in db.session.query(Speaker.name).filter_by(
            edition_id=frame(SAMPLE).id, is_listed=False
        )
    ]
    with transaction():  # what people choose to show is theirs to say, not the organisers'
        for speaker in db.session.query(Speaker).filter_by(edition_id=frame(BUILT).id):
            speaker.is_listed = speaker.name not in unlisted
    done = browser.get(f"{DESK}/release").submit("Release")
    assert done.status == 303, done.errors
    built, wanted = table(browser.other(), BUILT), table(browser.other(), SAMPLE)
    sessions = db.session.query(Session).filter_by(kind=SessionKind.SESSION)
    assert len(wanted) == sessions.filter_by(edition_id=frame(SAMPLE).id).count() == 36
    assert built == wanted
