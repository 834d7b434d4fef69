"""Screens in the foyer and at doors: now and next, what was called off, and what moved."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from conference.kernel import clock
from conference.kernel.database import transaction
from conference.programme import queries
from conference.programme.actions import releases
from conference.programme.actions.desk import Desk
from conference.programme.models import Session, Slot
from conference.programme.queries import Notice, ScreenPage
from tests.factories.programme import (
    RELEASED_AT,
    SmallDay,
    at,
    change,
    frame,
    make_edition,
    make_session,
    make_small_day,
    release,
)
from tests.support.pages import Browser, Page
from tests.support.statements import counted

MORNING = at("08:30")
SECRETS = ("Verborgen", "HIDDEN", "Secret Trust", "Studio 3", "Private room")


def seen(day: SmallDay, moment: str, room: str = "") -> ScreenPage:
    """Return the screen at a time of the day."""
    return queries.screen(frame(day.edition.slug), room, now=at(moment))


def rooms(page: ScreenPage) -> list[tuple[str, list[str], list[str]]]:
    """Return each room with the codes of what is on and what is next."""
    return [
        (room.name, [row.code for row in room.running], [row.code for row in room.following])
        for room in page.rooms
    ]


def switch(day: SmallDay, moment: str | datetime, *, is_on: bool) -> None:
    """Turn the published switch at a moment, or at a time of the day."""
    now = at(moment) if isinstance(moment, str) else moment
    with transaction():
        desk = Desk(edition_id=day.edition_id, actor="person 1", now=now)
        releases.switch(desk, is_on=is_on)


def told(notice: Notice) -> tuple[str, bool, str, str]:
    """Return a notice as code, whether it was called off, and the time and room before."""
    was = notice.was_starts_at
    return (
        notice.row.code,
        notice.row.is_cancelled,
        f"{clock.local(was):%d %H:%M}" if was else "",
        notice.was_room,
    )


def shown(browser: Browser, moment: str, query: str = "") -> Page:
    """Open the screen at a time of the day."""
    with transaction():
        clock.set_moment(at(moment))
    return browser.get(f"/2024/screen{query}")


def test_each_room_says_what_is_on_and_what_is_next(database: Flask) -> None:
    page = seen(make_small_day(), "10:00")
    assert rooms(page) == [
        ("Main Hall", [], ["KIND"]),
        ("Studio 1", ["CHART"], ["RUN"]),
        ("Room given at the venue", ["STALK"], []),
        ("Room given on booking", [], ["LEAD"]),
    ]
    assert (page.is_today, page.pauses, page.notices) == (True, (), ())


def test_a_break_is_said(database: Flask) -> None:
    assert seen(make_small_day(), "12:40").pauses == ("Lunch and posters",)


def test_one_room_shows_the_rest_of_its_day(database: Flask) -> None:
    page = seen(make_small_day(), "10:00", "main-hall")
    assert (page.room, page.unknown_room, rooms(page)) == (
        "Main Hall",
        "",
        [("Main Hall", [], ["KIND", "TIRED"])],
    )


@pytest.mark.parametrize("key", ["studio-3", "private-room", "cellar", "Studio 3"])
def test_a_room_that_is_not_told_is_as_unknown_as_any(database: Flask, key: str) -> None:
    page = seen(make_small_day(), "10:00", key)
    assert (page.room, page.unknown_room, len(page.rooms)) == ("", key, 4)


def test_before_the_day_it_shows_how_the_day_begins(database: Flask) -> None:
    day = make_small_day()
    page = queries.screen(day.edition, "", now=MORNING - timedelta(days=3))
    assert (page.on, page.is_today) == (day.edition.starts_on, False)
    assert rooms(page)[0] == ("Main Hall", [], ["OPEN"])


def test_after_the_day_nothing_is_left(database: Flask) -> None:
    page = queries.screen(make_small_day().edition, "", now=MORNING + timedelta(days=1))
    assert (page.is_released, page.on, page.rooms, page.notices) == (True, None, (), ())


def test_before_the_release_there_is_nothing(database: Flask) -> None:
    edition = make_edition()
    make_session(edition.id, "S1", ("09:00", "10:00"))
    page = queries.screen(edition, "", now=MORNING)
    assert (page.is_released, page.rooms) == (False, ())


def test_what_was_called_off_is_said_until_it_would_be_over(database: Flask) -> None:
    day = make_small_day()
    change(Session, day.sessions["KIND"], is_cancelled=True)
    release(day.edition_id, RELEASED_AT + timedelta(days=9))
    assert [told(one) for one in seen(day, "10:00").notices] == [("KIND", True, "", "")]
    assert rooms(seen(day, "10:00"))[0] == ("Main Hall", [], ["TIRED"])
    assert seen(day, "11:40").notices == ()


def test_what_moved_is_said_with_its_old_time_and_room(database: Flask) -> None:
    day = make_small_day()
    change(
        Slot,
        day.sessions["CHART"],
        starts_at=at("10:05"),
        ends_at=at("10:45"),
        room_id=day.rooms["Main Hall"],
    )
    change(Slot, day.sessions["TIRED"], room_id=day.rooms["Studio 1"])
    change(Session, day.sessions["KIND"], title="Kind and clearer")
    release(day.edition_id, MORNING)
    page = seen(day, "10:00")
    assert [told(one) for one in page.notices] == [
        ("CHART", False, "25 09:55", "Studio 1"),
        ("TIRED", False, "", "Main Hall"),
    ]
    assert [told(one)[0] for one in seen(day, "10:00", "studio-1").notices] == ["CHART", "TIRED"]
    assert [told(one)[0] for one in seen(day, "10:50").notices] == ["TIRED"]


def test_what_moved_over_a_day_ago_is_no_news(database: Flask) -> None:
    day = make_small_day()
    change(Slot, day.sessions["CHART"], starts_at=at("10:05"), ends_at=at("10:45"))
    release(day.edition_id, MORNING - timedelta(days=2))
    change(Slot, day.sessions["TIRED"], starts_at=at("11:55"))
    release(day.edition_id, MORNING)
    assert [told(one) for one in seen(day, "09:00").notices] == [("TIRED", False, "25 11:50", "")]


def test_two_moves_of_a_day_are_one(database: Flask) -> None:
    day = make_small_day()
    for moment, starts in ((MORNING, "12:00"), (at("09:00"), "11:55")):
        change(Slot, day.sessions["TIRED"], starts_at=at(starts))
        release(day.edition_id, moment)
    assert [told(one) for one in seen(day, "09:30").notices] == [("TIRED", False, "25 11:50", "")]
    change(Slot, day.sessions["TIRED"], starts_at=at("11:50"))
    release(day.edition_id, at("09:30"))
    assert seen(day, "09:40").notices == ()


def test_what_was_planned_while_the_programme_was_off_is_no_old_place(database: Flask) -> None:
    """Made at 09:05, replaced at 09:10, seen by nobody outside the team."""
    day = make_small_day()
    switch(day, "09:00", is_on=False)
    for moment, starts, ends in (("09:05", "15:00", "15:40"), ("09:10", "10:05", "10:45")):
        change(Slot, day.sessions["CHART"], starts_at=at(starts), ends_at=at(ends))
        release(day.edition_id, at(moment))
    new = make_session(day.edition_id, "LATE", ("15:00", "15:40"), day.rooms["Main Hall"])
    release(day.edition_id, at("09:12"))
    change(Slot, new, starts_at=at("16:00"), ends_at=at("16:40"))
    release(day.edition_id, at("09:14"))
    switch(day, "09:15", is_on=True)
    assert [told(one) for one in seen(day, "09:20").notices] == [
        ("CHART", False, "25 09:55", ""),
    ]


def test_nor_where_that_was_over_a_day_ago(database: Flask) -> None:
    day = make_small_day()
    before = MORNING - timedelta(days=2)
    switch(day, before, is_on=False)
    change(Slot, day.sessions["CHART"], starts_at=at("15:00"), ends_at=at("15:40"))
    release(day.edition_id, before + timedelta(minutes=1))
    change(Slot, day.sessions["CHART"], starts_at=at("10:05"), ends_at=at("10:45"))
    release(day.edition_id, MORNING)
    switch(day, MORNING, is_on=True)
    assert [told(one) for one in seen(day, "09:00").notices] == [
        ("CHART", False, "25 09:55", ""),
    ]


def test_a_move_that_was_made_unseen_is_news_when_the_programme_is_back(database: Flask) -> None:
    """Released three days ago in the dark; switched on this morning: people saw the old time."""
    day = make_small_day()
    before = MORNING - timedelta(days=3)
    switch(day, before, is_on=False)
    change(Slot, day.sessions["CHART"], starts_at=at("10:05"), ends_at=at("10:45"))
    release(day.edition_id, before + timedelta(minutes=1))
    switch(day, MORNING, is_on=True)
    assert [told(one) for one in seen(day, "09:00").notices] == [("CHART", False, "25 09:55", "")]
    change(Slot, day.sessions["TIRED"], starts_at=at("11:55"))
    release(day.edition_id, MORNING)
    assert [told(one)[0] for one in seen(day, "09:00").notices] == ["CHART", "TIRED"]


def test_a_day_after_it_is_back_that_is_no_news(database: Flask) -> None:
    day = make_small_day()
    before = MORNING - timedelta(days=3)
    switch(day, before, is_on=False)
    change(Slot, day.sessions["CHART"], starts_at=at("10:05"), ends_at=at("10:45"))
    release(day.edition_id, before + timedelta(minutes=1))
    switch(day, before + timedelta(days=1), is_on=True)
    assert seen(day, "09:00").notices == ()


def test_a_room_that_is_not_told_is_not_told_as_the_old_one_either(database: Flask) -> None:
    day = make_small_day()
    change(Slot, day.sessions["LEAD"], room_id=day.rooms["Studio 1"])
    change(Slot, day.sessions["STALK"], room_id=day.rooms["Studio 1"], starts_at=at("10:00"))
    release(day.edition_id, MORNING)
    assert [told(one) for one in seen(day, "09:00").notices] == [("STALK", False, "25 09:55", "")]


def test_the_page_says_it_all_in_words(browser: Browser) -> None:
    day = make_small_day()
    change(Session, day.sessions["KIND"], is_cancelled=True)
    change(Slot, day.sessions["TIRED"], starts_at=at("12:00"), room_id=day.rooms["Studio 1"])
    release(day.edition_id, at("09:00"))
    page = shown(browser, "10:00")
    assert page.h1 == "Now and next"
    moved = "Now at 12:00, Studio 1. It was planned for 11:50, Main Hall."
    assert [" ".join("".join(item.itertext()).split()) for item in page.all("//main//li")] == [
        "Cancelled Kind and clear 11:00, Main Hall. This session will not run.",
        f"Moved What tired teams can still do {moved}",
    ]
    assert page.all("//header//time/text()") == ["Wednesday 25 September 2024", "10:00"]
    assert page.all("//a[not(ancestor::noscript)]") == []


def test_it_refreshes_itself_without_scripts_unless_it_stands_still(browser: Browser) -> None:
    make_small_day()
    refreshing = '<noscript><meta http-equiv="refresh" content="30"></noscript>'
    assert refreshing in shown(browser, "10:00").html
    still = shown(browser, "10:00", "?still=1")
    assert (refreshing in still.html, "This page stands still." in still.text) == (False, True)


def test_a_protected_speaker_and_a_private_room_are_on_no_screen(browser: Browser) -> None:
    make_small_day()
    pages = [shown(browser, moment).html for moment in ("08:40", "10:00", "12:50")]
    pages.append(shown(browser, "10:00", "?room=main-hall").html)
    assert [secret for html in pages for secret in SECRETS if secret in html] == []
    assert "When it will not stop" in pages[1]


def test_other_states_of_the_page(browser: Browser) -> None:
    make_edition("2025", is_current=False)
    make_small_day()
    assert "The programme is not out yet." in browser.get("/2025/screen").text
    assert "The next sessions are on" in browser.get("/2024/screen").text
    assert "The programme is over." in shown(browser, "23:00").text
    unknown = shown(browser, "10:00", "?room=%3Cb%3E")
    assert "No room of that name is in the programme: “<b>”. These are all rooms." in unknown.text


def test_a_screen_is_a_public_copy(browser: Browser) -> None:
    make_small_day()
    headers = shown(browser, "10:00").headers
    assert (headers["Cache-Control"], headers.get("Set-Cookie")) == ("public, no-cache", None)


def test_the_statements_of_a_screen(browser: Browser) -> None:
    day = make_small_day()
    shown(browser, "10:00")
    with counted() as few:
        browser.get("/2024/screen?x=1")
    for number in range(20):
        make_session(day.edition_id, f"M{number}", ("15:00", "16:00"), day.rooms["Main Hall"])
    change(Slot, day.sessions["TIRED"], starts_at=at("12:00"))
    release(day.edition_id, at("09:00"))
    browser.get("/2024/")
    with counted() as many:
        browser.get("/2024/screen?x=2")
    assert (len(few), len(many)) == (4, 6)  # two more ask how the public saw it before the move
    assert frame("2024").id == day.edition_id
