"""Builds the whole sample day in a real browser, by keyboard alone and by mouse.

Not a test of every run, since it takes minutes: ``python -m tests.journeys.build_the_day``.
tests/programme/test_from_nothing.py does the same with the forms alone, each time.
"""

import csv
import io
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from conference.demo import programme_facts as facts
from conference.demo.sample_edition import PRIVATE_CLINIC
from conference.editions.rules import MarkShape
from conference.programme.rules.colours import PAIRS, pair_of
from tests.journeys.buying import button, link
from tests.journeys.hands import Hand, Keys, Mouse
from tests.journeys.ways_in import sign_in_as
from tests.support import live
from tests.support.chromium import DESK, Visitors, launched
from tests.support.live import Demonstration

BUILT = "2024-built"
A_BREAK = "A break: shown in its time only"
BEGIN = f"""
import os
from datetime import UTC, date, datetime
from conference.demo import run
os.environ.update(run.surroundings(8000, 8001))
from conference.editions import actions
from conference.editions.rules import NewEdition
from conference.kernel.database import transaction
from wsgi import app
with app.app_context(), transaction():
    actions.create_edition(
        NewEdition(
            slug="{BUILT}", name="Built by hand", day=date(2024, 9, 25), venue_name="The Slate",
            venue_place="University of Warwick", reference_prefix="BBH", vat_rate=2000,
        ),
        actor="person 1",
        now=datetime(2024, 7, 15, 9, tzinfo=UTC),
    )
"""
SAMPLE = "2024"
DRAFTED = {
    "rooms": """
        SELECT name, theatre_capacity, cabaret_capacity, standing_capacity, note, is_private
        FROM rooms WHERE edition_id = (SELECT id FROM editions WHERE slug = ?)
    """,
    "tracks": """
        SELECT name, short_name, letter, shape, colour, dark_colour
        FROM tracks WHERE edition_id = (SELECT id FROM editions WHERE slug = ?)
    """,
    "sessions": """
        SELECT sessions.title, kind, starts_at, ends_at, rooms.name, tracks.name, formats.name,
            places, is_sensitive, summary, abstract, content_note,
            (SELECT group_concat(name, ', ') FROM (
                SELECT name FROM session_speakers JOIN speakers ON speakers.id = speaker_id
                WHERE session_id = sessions.id ORDER BY session_speakers.position, speakers.id))
        FROM sessions
        LEFT JOIN slots ON slots.session_id = sessions.id
        LEFT JOIN rooms ON rooms.id = slots.room_id
        LEFT JOIN tracks ON tracks.id = sessions.track_id
        LEFT JOIN formats ON formats.id = sessions.format_id
        WHERE sessions.edition_id = (SELECT id FROM editions WHERE slug = ?)
    """,
}
"""What both drafts must say: rooms, tracks, sessions and breaks, as far as a hand writes them."""

PROTECTED = next(one.title for one in facts.SESSIONS if facts.NAMED_ON_THE_DAY in one.speakers)
"""The session that differs: who speaks there has chosen not to be listed, and no organiser can."""

SAME = ("start", "end", "room", "title", "track", "format", "speakers")
"""What both tables must say of each session, if they have such a column."""


def build(hand: Hand) -> None:
    """Give the empty edition its rooms, tracks, sessions and breaks, and release it."""
    for room in facts.ROOMS:
        _add_room(hand, *room)
    for track in facts.TRACKS:
        _add_track(hand, *track)
    for sample in facts.SESSIONS:
        _add_session(hand, sample)
    for starts, ends, title in facts.BREAKS:
        _open_new_session(hand)
        hand.write(hand.page.get_by_label("Title"), title)
        hand.pick(hand.page.get_by_role("combobox", name="What it is"), A_BREAK)
        hand.press(button(hand.page, "Add the session"))
        _place(hand, title, starts, ends, "Foyer")
    hand.page.goto(f"/{BUILT}/manage/release")
    hand.press(button(hand.page, re.compile("^Release")))
    expect(hand.page.get_by_text("Release 1 is")).to_be_visible()


def _add_session(hand: Hand, sample: facts.SampleSession) -> None:
    _open_new_session(hand)
    page = hand.page
    if sample.track:
        names = {code: name for code, _, name, *_ in facts.TRACKS}
        hand.pick(page.get_by_role("combobox", name="Track"), names[sample.track])
    hand.pick(page.get_by_role("combobox", name="Format"), dict(facts.FORMATS)[sample.kind])
    texts = {
        "Title": sample.title,
        "Who speaks": "\n".join(sample.speakers),
        "In a sentence or two": sample.summary,
        "Abstract": sample.abstract,
        "Content note": sample.content_note,
        "Places to book": str(sample.places or ""),
    }
    for label, text in texts.items():
        if text:
            hand.write(page.get_by_label(label), text)
    if sample.number == PRIVATE_CLINIC:
        hand.choose(page.get_by_label("Sensitive:"))
    hand.press(button(page, "Add the session"))
    _place(hand, sample.title, *facts.TIMES[sample.part], sample.room)


def _add_room(  # noqa: PLR0913, PLR0917 (a row of the table)
    hand: Hand,
    name: str,
    theatre: int | None,
    cabaret: int | None,
    standing: int | None,
    note: str,
    is_private: bool,
) -> None:
    page = hand.page
    page.goto(f"/{BUILT}/manage/rooms")
    hand.write(page.get_by_label("Name"), name)
    seats = {"Theatre": theatre, "Cabaret": cabaret, "Standing": standing}
    for layout, number in seats.items():
        if number is not None:
            hand.write(page.get_by_label(f"{layout} capacity"), str(number))
    if note:
        hand.write(page.get_by_label("Note"), note)
    if is_private:
        hand.choose(page.get_by_label("Private", exact=True))
    hand.press(button(page, "Add the room"))
    expect(page.get_by_role("row", name=name)).to_be_visible()


def _add_track(  # noqa: PLR0913, PLR0917 (a row of the table)
    hand: Hand,
    _: str,
    letter: str,
    name: str,
    short_name: str,
    shape: str,
    colour: str,
    dark_colour: str,
) -> None:
    page = hand.page
    page.goto(f"/{BUILT}/manage/tracks")
    hand.write(page.get_by_label("Name", exact=True), name)
    hand.write(page.get_by_label("Short name"), short_name)
    hand.write(page.get_by_label("Letter"), letter)
    shape_name = MarkShape(shape).value.capitalize()
    hand.pick(page.get_by_role("combobox", name="Shape of the mark"), shape_name)
    pair = pair_of(colour, dark_colour)
    if pair:
        hand.pick(page.get_by_role("combobox", name="Colours"), PAIRS[pair][0])
    hand.press(button(page, "Add the track"))
    expect(page.get_by_role("row", name=name)).to_be_visible()


def _open_new_session(hand: Hand) -> None:
    hand.page.goto(f"/{BUILT}/manage/sessions")
    hand.press(link(hand.page, "New session"))
    expect(hand.page.get_by_role("heading", level=1)).to_have_text("New session")


def _place(hand: Hand, title: str, starts: str, ends: str, room: str) -> None:
    page = hand.page
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    hand.write(page.get_by_label("Starts at"), starts)
    minutes = _minutes(ends) - _minutes(starts)
    hand.write(page.get_by_role("textbox", name="Minutes", exact=True), str(minutes))
    label = f"{room} (private)" if room == facts.PRIVATE_ROOM else room
    hand.pick(page.get_by_role("combobox", name="Room"), label)
    hand.press(button(page, "Place it"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Schedule")


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)


def tables(page: Page) -> Iterable[list[tuple[str, ...]]]:
    """Return what both editions' tables say of the day, sorted."""
    for slug in (BUILT, SAMPLE):
        text = page.request.get(f"/{slug}/programme.csv").text().removeprefix("\ufeff")
        rows = list(csv.DictReader(io.StringIO(text)))
        yield sorted(tuple(row[name] for name in SAME if name in row) for row in rows)


def drafts(own: Demonstration) -> Iterable[list[tuple[Any, ...]]]:
    """Return what both editions' drafts hold, in one order."""
    for slug in (BUILT, SAMPLE):
        rows = ((name, *row) for name, sql in DRAFTED.items() for row in own.rows(sql, slug))
        yield sorted(rows, key=repr)


def unlike(
    built: Iterable[tuple[Any, ...]], wanted: Iterable[tuple[Any, ...]]
) -> list[tuple[Any, ...]]:
    """Return the rows that only one of the two has, but for the session that must differ."""
    rows = {*built} ^ {*wanted}
    return sorted((row for row in rows if PROTECTED not in row), key=repr)


def _build_with(kind: type[Hand], sample: Path, folder: Path) -> tuple[int, list[Any]]:
    """Build the day; return the number of its rows, and those that are not the sample's."""
    own: Demonstration = live.copy_of(sample, folder)
    subprocess.run([sys.executable, "-c", BEGIN], cwd=folder, env=live.surroundings(), check=True)
    own.start()
    with launched() as browser, closing(Visitors(browser, own.url)) as visitors:
        hand = kind(visitors(**DESK))
        try:
            sign_in_as(hand.page, "Amara Okoye")
            build(hand)
            built, wanted = drafts(own)
            shown = unlike(*tables(hand.page))
        finally:
            own.stop()
    return len(built), [*unlike(built, wanted), *shown]


def main() -> int:
    """Build the day twice, say how it compares with the sample's own; 1 if it is another."""
    is_other = False
    with tempfile.TemporaryDirectory() as folder:
        sample = live.prepared(Path(folder))
        for kind in (Keys, Mouse):
            began = time.monotonic()
            rows, different = _build_with(kind, sample, Path(folder) / kind.__name__)
            seconds = round(time.monotonic() - began)
            print(f"{kind.__name__}: {rows} rows, {seconds} s, different: {different}")  # noqa: T201
            is_other |= bool(different)
    return int(is_other)


if __name__ == "__main__":
    sys.exit(main())
