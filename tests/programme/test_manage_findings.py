"""What is wrong with the draft: each day has its own, the release has all; what may stay."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from conference.editions.models import Edition
from conference.kernel.database import db, transaction
from conference.orders.rules import OrderState
from conference.programme import queries
from conference.programme.actions import findings
from conference.programme.actions.desk import Desk
from conference.programme.models import AcceptedFinding, Room, Session, Slot
from conference.workshops.queries import session_bookings
from tests.factories.programme import (
    DAY,
    SUMMER,
    SmallDay,
    at,
    change,
    frame,
    make_edition,
    make_session,
    make_small_day,
)
from tests.factories.workshops import make_ticket
from tests.support.pages import Browser, Page
from tests.support.statements import counted

KEEP = "Keep what is ticked"
BOARD = "/2024/manage/schedule"
NEXT = DAY + timedelta(days=1)
WHAT = "//section[@aria-labelledby='findings']//strong/text()"


@pytest.fixture(name="day")
def calm(day: SmallDay) -> SmallDay:
    """Return the small day with nothing wrong in it."""
    change(Session, day.sessions["RUN"], track_id=None)
    return day


def nowhere(day: SmallDay, code: str, start: str = "14:00", on: date = DAY) -> int:
    """Store a session that has a time and no room: something soft is wrong with it."""
    session = make_session(day.edition_id, code, (start, "16:00"), None, title=f"The {code}")
    change(Slot, session, starts_at=at(start, on), ends_at=at("16:00", on))
    return session


def add_a_day(day: SmallDay) -> None:
    """Let the conference be two days long."""
    edition = db.session.get_one(Edition, day.edition_id)
    version = edition.frame_version + 1
    change(
        Edition, day.edition_id, ends_on=NEXT, closes_at=at("17:00", NEXT), frame_version=version
    )


def wrong(page: Page) -> list[str]:
    """Return what the page says is wrong, in order."""
    return [str(text) for text in page.all(WHAT)]


def test_a_day_shows_what_is_wrong_on_it_and_counts_the_rest(
    browser: Browser, day: SmallDay
) -> None:
    add_a_day(day)
    nowhere(day, "TENT")
    nowhere(day, "LAWN", on=NEXT)
    nowhere(day, "POND", "15:00", on=NEXT)
    make_session(day.edition_id, "LATE", ("22:00", "23:00"), day.rooms["Studio 1"], title="Late")
    past = DAY - timedelta(days=9)
    change(Slot, nowhere(day, "PAST"), starts_at=at("09:00", past), ends_at=at("10:00", past))
    first = browser.get(BOARD, day=DAY.isoformat())
    assert wrong(first) == [
        "“The PAST” has a time and no room",
        "“The PAST” runs when the venue is not open",
        "“The TENT” has a time and no room",
        "“Late” runs when the venue is not open",
    ]
    assert "Wrong on other days: 2 on 26 September" in first.text
    second = first.follow("2 on 26 September")
    assert second.address == f"{BOARD}?day={NEXT.isoformat()}#findings"
    assert wrong(second) == [
        "“The PAST” has a time and no room",
        "“The PAST” runs when the venue is not open",
        "“The LAWN” has a time and no room",
        "“The POND” has a time and no room",
    ]
    assert "Wrong on other days: 2 on 25 September" in second.text


def test_what_blocks_on_another_day_is_told_on_every_day(browser: Browser, day: SmallDay) -> None:
    add_a_day(day)
    make_session(day.edition_id, "OVER", ("11:00", "11:30"), day.rooms["Main Hall"], title="Over")
    page = browser.get(BOARD, day=NEXT.isoformat())
    assert page.alerts == ["1 thing blocks a release."]
    assert "Nothing that we can see on 26 September" in page.text
    assert "Wrong on other days: 1 on 25 September (1 blocks a release)." in page.text


def test_the_release_keeps_all_by_day(browser: Browser, day: SmallDay) -> None:
    add_a_day(day)
    nowhere(day, "TENT")
    nowhere(day, "LAWN", on=NEXT)
    page = browser.get("/2024/manage/release")
    section = "//section[@aria-labelledby='soft']"
    days = page.all(f"{section}//strong/text()")
    assert days == ["Wednesday 25 September 2024", "Thursday 26 September 2024"]
    assert [str(line.text).strip() for line in page.all(f"{section}//li")] == [
        "“The TENT” has a time and no room",
        "“The LAWN” has a time and no room",
    ]
    assert page.all(f"{section}//a/@href") == [
        f"{BOARD}?day={found.isoformat()}#findings" for found in (DAY, NEXT)
    ]


def boxes(page: Page) -> list[str]:
    """Return the values of all boxes of what may stay."""
    return [str(value) for value in page.all("//input[@name='marks']/@value")]


def kept() -> list[str]:
    """Return the reasons for what may stay, by key."""
    db.session.rollback()
    rows = db.session.query(AcceptedFinding).order_by(AcceptedFinding.key)
    return [row.reason for row in rows]


def test_several_are_accepted_with_one_reason_and_one_asks_again(
    browser: Browser, day: SmallDay
) -> None:
    for code in ("TENT", "LAWN", "POND"):
        nowhere(day, code)
    page = browser.get(BOARD)
    sent = page.submit(KEEP, marks=boxes(page)[:2], reason="Outside, weather permitting")
    assert sent.location == f"{BOARD}?day={DAY.isoformat()}#findings"
    page = sent.follow()
    assert "2 things may stay, and the reason is kept" in page.text
    assert page.text.count("Reason: Outside, weather permitting") == 2
    assert (len(boxes(page)), kept()) == (1, ["Outside, weather permitting"] * 2)
    page = page.submit(KEEP, marks=boxes(page), reason="The pond is a place").follow()
    assert ("It may stay, and the reason is kept" in page.text, boxes(page)) == (True, [])
    page = page.submit("Count it as wrong again").follow()
    assert (len(boxes(page)), len(kept())) == (1, 2)


@pytest.mark.parametrize(
    ("reason", "ticks", "told"),
    [
        ("x" * 301, True, "Keep the reason to 300 characters"),
        ("", True, "Enter why they may stay"),
        ("It is on the lawn", False, "Tick what may stay"),
    ],
)
def test_what_was_typed_and_ticked_comes_back_with_its_error(
    browser: Browser, day: SmallDay, reason: str, *, ticks: bool, told: str
) -> None:
    add_a_day(day)
    nowhere(day, "TENT", on=NEXT)
    nowhere(day, "LAWN", on=NEXT)
    page = browser.get(f"{BOARD}?day={NEXT.isoformat()}")
    marks = boxes(page)[:1] if ticks else []
    refused = page.submit(KEEP, marks=marks, reason=reason)
    assert (refused.status, refused.errors) == (422, [told])
    assert refused.all("//input[@name='reason']/@value") == [reason]
    assert refused.all("//input[@name='marks'][@checked]/@value") == marks
    assert refused.all("//h2[@id='day']/text()") == ["Thursday 26 September 2024"]
    assert kept() == []


def test_where_nothing_is_left_to_accept_no_press_is_asked_for(
    browser: Browser, day: SmallDay
) -> None:
    tent = nowhere(day, "TENT")
    page = browser.get(BOARD)
    change(Slot, tent, room_id=day.rooms["Studio 3"])
    refused = page.submit(KEEP, marks=boxes(page), reason="Outside")
    assert refused.status == 422
    (error,) = refused.errors
    assert error.endswith("Nothing was accepted. The page shows what is wrong now.")
    assert "Nothing that we can see." in refused.text
    assert boxes(refused) == []


def test_what_is_not_as_it_was_shown_is_refused_and_nothing_is_accepted(
    browser: Browser, day: SmallDay
) -> None:
    tent, lawn, _ = (nowhere(day, code) for code in ("TENT", "LAWN", "POND"))
    page = browser.get(BOARD)
    shown = boxes(page)
    change(Slot, tent, room_id=day.rooms["Studio 3"])
    change(Slot, lawn, starts_at=at("15:00"))
    for gone in shown[:2]:
        refused = page.submit(KEEP, marks=[gone, shown[2]], reason="Outside")
        assert (refused.status, len(refused.errors)) == (422, 1)
        assert "mended or has changed since you opened the page" in refused.errors[0]
        assert refused.all("//input[@name='marks'][@checked]/@value") == shown[2:]
        assert refused.all("//input[@name='reason']/@value") == ["Outside"]
        assert kept() == []
    assert refused.submit(KEEP).status == 303
    assert kept() == ["Outside"]


def test_a_colleagues_reason_is_not_replaced_and_a_double_press_is_one(
    browser: Browser, day: SmallDay
) -> None:
    nowhere(day, "TENT")
    page = browser.get(BOARD)
    for _ in range(2):
        assert page.submit(KEEP, marks=boxes(page), reason="Theirs").status == 303
    assert page.submit(KEEP, marks=boxes(page), reason="Mine").status == 422
    assert kept() == ["Theirs"]


def test_a_plenary_needs_a_seat_for_every_ticket(database: Flask) -> None:
    small = make_small_day()
    change(Session, small.sessions["RUN"], track_id=None)
    change(Slot, small.sessions["STALK"], starts_at=at("09:10"), ends_at=at("09:40"))
    for name in ("Rowan Hale", "Sam Ash"):
        make_ticket(small.edition_id, name)
    make_ticket(small.edition_id, "Nobody yet", state=OrderState.HELD)
    change(Room, small.rooms["Main Hall"], theatre_capacity=1, is_step_free=False)
    edition = frame("2024")
    bookings = session_bookings(edition.id)
    found = queries.findings(edition, queries.draft(edition.id), bookings)
    assert [one.finding.what for one in found] == [
        "“Make one thing happen” is for everybody, and its room is not step-free",
        "“Make one thing happen” is for everybody. 2 people have a ticket, and the room holds 1",
        "“When it will not stop” runs during “Make one thing happen”, which is for everybody",
    ]


def test_what_blocks_cannot_be_accepted(browser: Browser, day: SmallDay) -> None:
    make_session(day.edition_id, "OVER", ("11:00", "11:30"), day.rooms["Main Hall"], title="Over")
    nowhere(day, "TENT")
    edition = frame("2024")
    seen = queries.draft(edition.id)
    nobody = queries.Bookings(places={}, together={}, step_free={})
    hard = [one.finding for one in queries.findings(edition, seen, nobody) if one.finding.is_hard]
    page = browser.get(BOARD)
    refused = page.submit(KEEP, marks=[hard[0].mark, *boxes(page)], reason="Why not")
    assert (refused.status, kept()) == (422, [])
    assert browser.get(f"{BOARD}/findings").status == 200


def test_a_day_that_another_process_added_counts_at_once(
    app: Flask, browser: Browser, day: SmallDay
) -> None:
    """Whoever edits looks at the edition as it is, however seldom pages for everybody do."""
    settings = app.config["CONFERENCE"]
    app.config["CONFERENCE"] = settings.model_copy(update={"edition_seconds": 600.0})
    lawn = nowhere(day, "LAWN", on=NEXT)
    change(Slot, lawn, room_id=day.rooms["Studio 1"])
    outside = "“The LAWN” runs when the venue is not open"
    assert outside in wrong(browser.get(BOARD))
    add_a_day(day)
    assert browser.get("/2024/programme").status == 200
    assert wrong(browser.get(BOARD, day=NEXT.isoformat())) == []


def test_asking_again_takes_the_turn_first(database: Flask) -> None:
    """Before any other row the edition's is locked, as everywhere at the desk."""
    edition = make_edition()
    make_finding(edition.id, "a key")
    with counted() as statements, transaction():
        findings.reopen("a key", Desk(edition_id=edition.id, actor="person 1", now=SUMMER))
    assert ["FROM editions" in statements[0], "FROM accepted_findings" in statements[1]] == [
        True
    ] * 2
    assert db.session.scalars(select(AcceptedFinding)).all() == []


def make_finding(edition_id: int, key: str) -> None:
    """Store what was accepted under a key."""
    with transaction():
        db.session.add(
            AcceptedFinding(
                edition_id=edition_id,
                key=key,
                reason="So be it",
                accepted_by="person 1",
                accepted_at=SUMMER,
            )
        )
