"""The published switch: off, everything is as before the first release, and nobody is told."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from conference.history.models import Entry
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.kernel.errors import NotFound
from conference.mail import flows
from conference.mail.models import Message
from conference.mail.office import office
from conference.mail.rules import MessageState
from conference.mail.transport import MemoryCarrier
from conference.orders.models import Attendee
from conference.people.models import Speaker
from conference.people.rules import Role
from conference.programme import queries
from conference.programme.actions import releases
from conference.programme.actions.desk import Desk
from conference.programme.models import Session, Slot
from conference.workshops.models import Workshop
from tests.factories.agendas import feed_address, make_key
from tests.factories.people import make_grant, make_person
from tests.factories.programme import (
    SUMMER,
    SmallDay,
    at,
    change,
    frame,
    make_edition,
    make_session,
    make_small_day,
    release,
)
from tests.factories.workshops import book, make_ticket
from tests.support.pages import Browser
from tests.support.races import at_once

RELEASE = "/2024/manage/release"
SWITCH = "/2024/manage/release/switch"
CHANGED = "agendas.programme_changed"
PAGES = (
    *("/2024/", "/2024/programme", "/2024/programme?view=grid", "/2024/speakers"),
    *("/2024/sessions/RUN", "/2024/sessions/RUN/booking", "/2024/speakers/WILK"),
    *("/2024/programme/changes", "/2024/sessions/RUN.ics", "/2024/programme.ics"),
    *("/2024/programme.csv", "/2024/programme.json", "/2024/programme.xml"),
    *("/2024/programme/changes.atom", "/2024/my-day", "/2024/screen", "/2024/embed"),
    "/2024/programme/print",
)
SAYING = {
    "/2024/": "The programme is being changed. The sessions stand here when it is back.",
    "/2024/programme": "The programme is being changed It will be back. Then all sessions",
    "/2024/programme?view=grid": "The programme is being changed It will be back.",
    "/2024/programme/changes": "The programme is being changed It will be back.",
    "/2024/programme/print": "The programme is being changed It will be back.",
    "/2024/speakers": "The programme is being changed It will be back.",
    "/2024/screen": "The programme is being changed and will be back.",
    "/2024/embed": "The programme is being changed and will be back.",
}
"""Pages that say why there is no programme, and what they say of one that people have seen."""

WORDS = ("The chart that", "Run charts", "Tomasz Wilk", "Kind and clear", "Studio 1")


def switch(day: SmallDay, *, is_on: bool, minutes: int = 0) -> bool:
    now = SUMMER + timedelta(minutes=minutes)
    with transaction():
        return releases.switch(
            Desk(edition_id=day.edition_id, actor="person 1", now=now), is_on=is_on
        )


def move(day: SmallDay, code: str, start: str, end: str) -> None:
    change(Slot, day.sessions[code], starts_at=at(start), ends_at=at(end))


def release_after(day: SmallDay, minutes: int) -> int:
    return release(day.edition_id, SUMMER + timedelta(minutes=minutes))


def hold(day: SmallDay, email: str, code: str) -> None:
    """Store a ticket for an address, with a place in a session."""
    ticket = make_ticket(day.edition_id)
    change(Attendee, ticket.id, email=email)
    book(ticket, code)


def told() -> list[str]:
    db.session.rollback()
    return list(
        db.session.scalars(
            select(Message.address).where(Message.kind == CHANGED).order_by(Message.address)
        )
    )


def letters() -> list[tuple[str, str, str]]:
    """Send what waits; return address, subject and text, in order."""
    db.session.rollback()
    carrier = MemoryCarrier()
    flows.deliver(office(), carrier, now=clock.now, real_now=clock.real_now)
    return [
        (str(mail["To"]), str(mail["Subject"]), mail.get_body(("plain",)).get_content())  # type: ignore[union-attr]
        for mail in carrier.carried
    ]


def test_switched_off_every_page_and_file_is_as_before_the_first_release(app: Flask) -> None:
    """Two years of one day: one was never released, one is switched off."""
    make_edition("2023", is_current=False)
    off = make_small_day()
    move(off, "KIND", "11:05", "11:45")
    release_after(off, -5)
    stranger = Browser(app)
    shown = {address: stranger.get(address) for address in PAGES}
    silent = {
        address for address in PAGES if not any(word in shown[address].html for word in WORDS)
    }
    assert silent == {"/2024/my-day"}
    assert switch(off, is_on=False)
    for address in PAGES:
        before = stranger.get(address.replace("2024", "2023"))
        after = stranger.get(address)
        assert after.status == before.status, address
        assert [word for word in WORDS if word in after.html] == [], address
        if after.response.mimetype == "text/html" and address not in SAYING:
            assert after.text.replace("2024", "2023") == before.text.replace("2024", "2023")
    for address, words in SAYING.items():
        assert words in stranger.get(address).text, address
        unseen = stranger.get(address.replace("2024", "2023")).text
        assert "being changed" not in unseen, address
    assert "being changed and will be back" in stranger.get("/2024/programme-a4.pdf").text
    assert stranger.get("/2024/tracks.css").status == 200
    assert stranger.get("/2024/programme-a4.pdf").status == 404
    assert switch(off, is_on=True, minutes=5)
    assert {address: stranger.get(address).status for address in PAGES} == {
        address: page.status for address, page in shown.items()
    }
    assert "Run charts" in stranger.get("/2024/programme").text


def test_my_day_and_the_private_calendar_are_as_before_the_release(
    browser: Browser, day: SmallDay
) -> None:
    person = make_person("rowan@example.org")
    ticket = make_ticket(day.edition_id, person_id=person)
    book(ticket, "RUN")
    feed = feed_address(make_key(ticket))
    attendee = browser.other().sign_in(person)
    assert "Run charts" in attendee.get("/2024/my-day").text
    assert "Run charts" in attendee.get(feed).html
    switch(day, is_on=False)
    page = attendee.get("/2024/my-day")
    assert "Run charts" not in page.text
    assert "It will be back. You keep your places" in page.text
    assert attendee.get("/2024/sessions/RUN/booking").status == 404
    assert attendee.get("/2024/sessions/RUN/booking/cancellation").status == 404
    calendar = attendee.get(feed).html
    assert (calendar.count("BEGIN:VEVENT"), "Run charts" in calendar) == (1, False)
    switch(day, is_on=True, minutes=1)
    assert "Run charts" in attendee.get(feed).html


def test_a_release_while_it_is_off_follows_the_newest_and_tells_nobody(database: Flask) -> None:
    day = make_small_day()
    hold(day, "booked@example.org", "RUN")
    switch(day, is_on=False)
    move(day, "RUN", "14:30", "16:00")
    assert release_after(day, 1) == 2
    made = queries.public_entries(day.edition_id)[day.sessions["RUN"]]
    assert (made.sequence, made.placement.starts_at) == (1, at("14:30"))
    assert queries.next_release(day.edition_id, SUMMER).changes == ()
    assert (queries.newest_release_id(day.edition_id), queries.entries(day.edition_id)) == (
        None,
        (),
    )
    with pytest.raises(NotFound):
        queries.entry(day.edition_id, "RUN")
    assert (told(), letters()) == ([], [])


def test_switched_on_who_had_a_place_is_told_once_of_all_that_moved(database: Flask) -> None:
    day = make_small_day()
    hold(day, "booked@example.org", "RUN")
    hold(day, "elsewhere@example.org", "LEAD")
    switch(day, is_on=False)
    move(day, "RUN", "14:30", "16:00")
    release_after(day, 1)
    move(day, "RUN", "15:00", "16:30")
    release_after(day, 2)
    switch(day, is_on=True, minutes=3)
    ((to, subject, text),) = letters()
    assert (to, subject) == ("booked@example.org", "Run charts without tears has moved")
    assert "Now: 25 September 2024, 15:00" in " ".join(text.split())
    assert "Before: 25 September 2024, 11:00" in " ".join(text.split())
    move(day, "RUN", "14:00", "15:30")
    release_after(day, 4)
    ((_, _, again),) = letters()
    assert "Before: 25 September 2024, 15:00" in " ".join(again.split())


def test_what_went_and_came_back_meanwhile_is_told_to_nobody(database: Flask) -> None:
    day = make_small_day()
    hold(day, "booked@example.org", "RUN")
    switch(day, is_on=False)
    move(day, "RUN", "14:30", "16:00")
    release_after(day, 1)
    move(day, "RUN", "11:00", "12:30")
    release_after(day, 2)
    switch(day, is_on=True, minutes=3)
    assert told() == []


def test_pressed_again_it_stays_and_tells_nobody_twice(database: Flask) -> None:
    day = make_small_day()
    hold(day, "booked@example.org", "RUN")
    move(day, "RUN", "14:30", "16:00")
    release_after(day, 1)
    assert told() == ["booked@example.org"]
    presses = [switch(day, is_on=is_on, minutes=2) for is_on in (True, False, False, True, True)]
    assert presses == [False, True, False, True, False]
    assert told() == ["booked@example.org"]
    rows = db.session.execute(
        select(Entry.what, Entry.details)
        .where(Entry.subject_kind == "edition", Entry.what.like("programme switched%"))
        .order_by(Entry.id)
    ).all()
    assert [tuple(row) for row in rows] == [
        ("programme switched off", {"release": 2}),
        ("programme switched on", {"release": 2}),
    ]


def test_a_mail_that_still_waits_is_not_sent_while_it_is_off(database: Flask) -> None:
    day = make_small_day()
    hold(day, "booked@example.org", "RUN")
    move(day, "RUN", "14:30", "16:00")
    release_after(day, 1)
    switch(day, is_on=False, minutes=2)
    assert letters() == []
    row = db.session.scalars(select(Message).where(Message.kind == CHANGED)).one()
    assert (row.state, row.attempts, row.fault) == (MessageState.QUEUED, 0, None)
    assert letters() == []
    switch(day, is_on=True, minutes=3)
    ((to, subject, _),) = letters()
    assert (to, subject) == ("booked@example.org", "Run charts without tears has moved")


def test_places_are_opened_when_the_programme_is_shown(database: Flask) -> None:
    day = make_small_day()
    switch(day, is_on=False)
    late = make_session(
        day.edition_id, "LATE", ("14:00", "15:00"), day.rooms["Studio 3"], title="Late", places=5
    )
    release_after(day, 1)
    opened = select(Workshop.capacity).where(Workshop.session_id == late)
    assert db.session.scalars(opened).all() == []
    switch(day, is_on=True, minutes=2)
    assert db.session.scalars(opened).all() == [5]


def test_switched_on_before_the_first_release_shows_nothing(database: Flask) -> None:
    edition = make_edition()
    day = SmallDay(edition=edition, rooms={}, sessions={})
    switch(day, is_on=False)
    make_session(edition.id, "ONE", ("09:00", "10:00"), title="One")
    assert switch(day, is_on=True)
    assert queries.entries(edition.id) == ()
    assert frame("2024").frame_version > edition.frame_version


def test_the_switch_says_who_will_see_what(browser: Browser, day: SmallDay) -> None:
    hold(day, "booked@example.org", "RUN")
    page = browser.get(RELEASE).follow("switch the programme off")
    assert (page.h1, page.address) == ("Switch the programme off?", SWITCH)
    assert "Nobody outside the team sees the programme any more" in page.text
    assert "Everything says that the programme is being changed and will be back." in page.text
    assert frame("2024").shows_programme is True
    after = page.submit("Switch it off").follow()
    assert "Nobody outside the team sees the programme. Release as you like" in after.text
    assert frame("2024").shows_programme is False
    move(day, "RUN", "14:30", "16:00")
    change(Session, day.sessions["KIND"], title="Only reworded")
    page = browser.get(RELEASE)
    assert "The programme is switched off" in page.text
    assert "0 people on stage, with a place or with a star" in page.text
    assert page.all("//main//form//button/text()") == ["Release"]
    done = page.submit("Release").follow()
    assert "Release 2 is made. Nobody sees it until the programme is switched on." in done.text
    page = browser.get(RELEASE).follow("switch the programme on")
    assert page.h1 == "Switch the programme on?"
    assert "as version 2 has it, with 7 sessions" in page.text
    assert "1 session was moved, called off or brought back" in page.text
    assert told() == []
    assert "Everybody sees the programme" in page.submit("Switch it on").follow().text
    assert told() == ["booked@example.org"]
    assert "14:30" in browser.other().get("/2024/sessions/RUN").text


def test_the_switch_counts_what_people_are_told_of(database: Flask) -> None:
    """No break, and of what is hidden only that it will not run."""
    day = make_small_day()
    for code in ("RUN", "TIRED"):
        change(Session, day.sessions[code], hidden_at=SUMMER)
    switch(day, is_on=False)
    move(day, "LUNCH", "12:40", "13:30")
    move(day, "RUN", "14:30", "16:00")
    move(day, "KIND", "11:05", "11:45")
    change(Session, day.sessions["TIRED"], is_cancelled=True)
    release_after(day, 1)
    found = queries.switch_page(day.edition_id)
    assert (found.number, found.sessions, found.changed) == (2, 5, 2)


def test_a_form_that_says_neither_on_nor_off_changes_nothing(
    browser: Browser, day: SmallDay
) -> None:
    assert browser.post(SWITCH, shows="perhaps").status == 422
    assert frame("2024").shows_programme is True


def test_finance_does_not_switch(browser: Browser) -> None:
    make_small_day()
    person_id = make_person("felix@example.org")
    make_grant(person_id, Role.FINANCE)
    browser.sign_in(person_id)
    assert [browser.get(SWITCH).status, browser.post(SWITCH, shows="off").status] == [403, 403]
    assert frame("2024").shows_programme is True


def test_a_speaker_of_the_release_is_told_too(database: Flask) -> None:
    day = make_small_day()
    person_id = make_person("wilk@example.org")
    with transaction():
        db.session.scalars(
            select(Speaker).where(Speaker.code == "WILK")
        ).one().person_id = person_id
    switch(day, is_on=False)
    change(Session, day.sessions["RUN"], is_cancelled=True)
    release_after(day, 1)
    assert told() == []
    switch(day, is_on=True, minutes=2)
    assert told() == ["wilk@example.org"]


def test_switched_on_while_somebody_releases_each_is_told_once(database: Flask) -> None:
    """Both lock the edition: the release is told by whichever of the two is second."""
    day = make_small_day()
    hold(day, "booked@example.org", "RUN")
    switch(day, is_on=False)
    move(day, "RUN", "14:30", "16:00")

    def switching() -> bool:
        with transaction():
            return releases.switch(
                Desk(edition_id=day.edition_id, actor="person 1", now=SUMMER), is_on=True
            )

    def releasing() -> int:
        with transaction():
            return releases.publish(day.edition_id, "person 2", "", SUMMER)

    assert at_once(database, [switching, releasing]) == [True, 2]
    assert told() == ["booked@example.org"]
    assert queries.entry(day.edition_id, "RUN").starts_at == at("14:30")


def test_what_was_never_public_is_not_out_yet_also_when_it_was_switched_on_and_off(
    app: Flask,
) -> None:
    edition = make_edition()
    day = SmallDay(edition=edition, rooms={}, sessions={})
    stranger = Browser(app)
    for is_on in (False, True, False):
        switch(day, is_on=is_on)
        assert "The programme is not out yet" in stranger.get("/2024/programme").text
    make_session(edition.id, "ONE", ("09:00", "10:00"), title="One")
    release(edition.id)
    assert "The programme is not out yet" in stranger.get("/2024/programme").text
    switch(day, is_on=True)
    switch(day, is_on=False)
    assert "The programme is being changed" in stranger.get("/2024/programme").text
