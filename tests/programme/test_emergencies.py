"""What cannot wait for the next release: calling off, bringing back, hiding."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from conference.agendas.models import Star
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.mail import flows
from conference.mail.models import Message
from conference.mail.office import office
from conference.mail.transport import MemoryCarrier
from conference.orders.models import Attendee
from conference.people.models import Person, Speaker
from conference.programme import queries
from conference.programme.actions import emergencies, releases
from conference.programme.actions.desk import Desk
from conference.programme.models import Session, SessionSpeaker, Slot
from conference.programme.rules.emergencies import AlreadyOff, NotPublic, TooLateToReturn
from conference.workshops import queries as workshops
from tests.factories.people import make_person
from tests.factories.programme import (
    SUMMER,
    SmallDay,
    at,
    change,
    make_session,
    make_small_day,
    release,
)
from tests.factories.workshops import Ticket, book, cancel, make_ticket
from tests.support.pages import Browser
from tests.support.races import at_once

SESSIONS = "/2024/manage/sessions"
CHANGED = "agendas.programme_changed"
NOTE = "The session will not run"


def desk(day: SmallDay, minutes: int = 0) -> Desk:
    now = SUMMER + timedelta(minutes=minutes)
    return Desk(edition_id=day.edition_id, actor="person 1", now=now)


def holder(day: SmallDay, email: str, code: str) -> None:
    """Store a ticket for an address, with a place in a session."""
    ticket = make_ticket(day.edition_id)
    change(Attendee, ticket.id, email=email)
    book(ticket, code)


def letters() -> list[tuple[str, str, str]]:
    """Send what waits; return address, subject and text of what tells of changes, in order."""
    db.session.rollback()
    carrier = MemoryCarrier()
    flows.deliver(office(), carrier, now=clock.now, real_now=clock.real_now)
    return [
        (str(mail["To"]), str(mail["Subject"]), mail.get_body(("plain",)).get_content())  # type: ignore[union-attr]
        for mail in carrier.carried
    ]


def test_a_session_is_called_off_alone_and_at_once(database: Flask) -> None:
    day = make_small_day()
    change(Slot, day.sessions["TIRED"], starts_at=at("14:00"), ends_at=at("14:40"))
    with transaction():
        number = emergencies.cancel_now("RUN", NOTE, desk(day))
    entries = {row.code: row for row in queries.entries(day.edition_id)}
    assert (number, entries["RUN"].is_cancelled, entries["RUN"].sequence) == (2, True, 1)
    assert entries["TIRED"].starts_at == at("11:50")
    assert queries.release_rows(day.edition_id)[0].note == NOTE
    with pytest.raises(AlreadyOff), transaction():
        emergencies.cancel_now("RUN", NOTE, desk(day, 1))
    assert [row.number for row in queries.release_rows(day.edition_id)] == [2, 1]
    assert release(day.edition_id, SUMMER + timedelta(minutes=5)) == 3
    assert {row.code: row for row in queries.entries(day.edition_id)}["RUN"].sequence == 1


def test_it_can_be_taken_back_for_fifteen_minutes(database: Flask) -> None:
    day = make_small_day()
    with transaction():
        emergencies.cancel_now("RUN", NOTE, desk(day))
    with transaction():
        emergencies.bring_back_now("RUN", desk(day, 15))
    entry = queries.entry(day.edition_id, "RUN")
    assert (entry.is_cancelled, entry.sequence) == (False, 2)
    with transaction():
        emergencies.cancel_now("RUN", NOTE, desk(day, 20))
    with pytest.raises(TooLateToReturn), transaction():
        emergencies.bring_back_now("RUN", desk(day, 36))
    assert queries.entry(day.edition_id, "RUN").is_cancelled
    with transaction():
        assert emergencies.bring_back_now("KIND", desk(day)) == 4  # it runs: nothing to do


def test_what_is_not_public_cannot_be_called_off_at_once(database: Flask) -> None:
    day = make_small_day()
    make_session(day.edition_id, "DRAFT", title="Not yet")
    with pytest.raises(NotPublic), transaction():
        emergencies.cancel_now("DRAFT", NOTE, desk(day))


def test_whom_it_hits_is_told_once_with_what_else_has_places(
    browser: Browser, day: SmallDay
) -> None:
    make_session(
        day.edition_id, "ELSE", ("11:30", "12:30"), day.rooms["Studio 3"], title="Else", places=5
    )
    make_session(
        day.edition_id, "LATER", ("15:30", "16:30"), day.rooms["Studio 3"], title="Later", places=5
    )
    release(day.edition_id)
    letters()
    holder(day, "booked@example.org", "RUN")
    holder(day, "other@example.org", "LATER")
    with transaction():
        wilk = db.session.scalars(select(Speaker).where(Speaker.code == "WILK")).one()
        person = Person(email="wilk@example.org", name="Tomasz Wilk", created_at=SUMMER)
        db.session.add(person)
        db.session.flush()
        wilk.person_id = person.id
    page = browser.get(f"{SESSIONS}/RUN/emergency")
    assert "1 of 32" in page.text
    assert "2 people, on stage, with a place or with a star" in page.text
    done = page.submit("Call it off now").follow()
    assert "everybody concerned is told" in done.text
    found = letters()
    assert [(to, subject) for to, subject, _ in found] == [
        ("booked@example.org", "Run charts without tears will not run"),
        ("wilk@example.org", "Run charts without tears will not run"),
    ]
    assert "Else" in found[0][2]
    assert "You had a place in it" in found[0][2]
    assert "You were to be on stage in it" in found[1][2]
    assert "Later" not in found[0][2]
    assert "Else" not in found[1][2]
    browser.get(f"{SESSIONS}/RUN/emergency").submit("Take that back").follow()
    assert {subject for _, subject, _ in letters()} == {"Run charts without tears runs after all"}


def elsewhere_meanwhile(day: SmallDay) -> Ticket:
    """RUN is called off, and one of two who had a place there booked Else at that time."""
    make_session(day.edition_id, "ELSE", ("11:30", "12:30"), title="Else", places=5)
    release(day.edition_id)
    holder(day, "stays@example.org", "RUN")
    ticket = make_ticket(day.edition_id)
    change(Attendee, ticket.id, email="booked@example.org")
    book(ticket, "RUN")
    with transaction():
        emergencies.cancel_now("RUN", NOTE, desk(day))
    book(ticket, "ELSE", now=SUMMER + timedelta(minutes=2))
    return ticket


def test_taken_back_two_places_at_one_time_are_counted(database: Flask) -> None:
    day = make_small_day()
    elsewhere_meanwhile(day)
    run = day.sessions["RUN"]
    assert workshops.clashes_of_returning(day.edition_id, run) == 1
    assert workshops.clashes_of_returning(day.edition_id, day.sessions["LEAD"]) == 0
    assert workshops.clashes_of_returning(day.edition_id, 0) == 0
    change(Slot, day.sessions["TIRED"], starts_at=at("14:00"), ends_at=at("14:40"))
    change(Session, day.sessions["TIRED"], is_cancelled=True)
    assert workshops.clashes_of_returning(day.edition_id, run) == 1


def test_who_has_two_places_at_one_time_is_told_to_give_one_back(database: Flask) -> None:
    day = make_small_day()
    elsewhere_meanwhile(day)
    letters()
    with transaction():
        emergencies.bring_back_now("RUN", desk(day, 5))
    told = {to: " ".join(letter.split()) for to, _, letter in letters()}
    words = "You also have a place in Else at that time. Give one back: http"
    assert [(to, words in letter) for to, letter in told.items()] == [
        ("booked@example.org", True),
        ("stays@example.org", False),
    ]
    assert "/2024/my-day" in told["booked@example.org"]


def test_two_tickets_of_one_address_are_two_people(database: Flask) -> None:
    day = make_small_day()
    make_session(day.edition_id, "ELSE", ("11:30", "12:30"), title="Else", places=5)
    release(day.edition_id)
    for code in ("RUN", "ELSE"):
        holder(day, "office@example.org", code)
    with transaction():
        emergencies.cancel_now("RUN", NOTE, desk(day))
    letters()
    with transaction():
        emergencies.bring_back_now("RUN", desk(day, 5))
    ((_, _, letter),) = letters()
    assert "You have a place in it" in letter
    assert "You also have" not in letter


def test_the_desk_and_my_day_say_that_somebody_has_two_places(
    browser: Browser, day: SmallDay
) -> None:
    ticket = elsewhere_meanwhile(day)
    page = browser.get(f"{SESSIONS}/RUN/emergency")
    assert "If it runs, one person has two places at that time" in page.text
    attendee = browser.other().hold("ticket", ticket.selector)
    assert "Two at the same time" not in attendee.get("/2024/my-day").text
    page.submit("Take that back")
    mine = attendee.get("/2024/my-day")
    assert "Two at the same time" in mine.text
    assert (
        "At 11:30 you have places in “Run charts without tears” and “Else”."
        " Give one back" in mine.text
    )
    back = mine.follow("Give back “Else”")
    assert back.h1.startswith("Give back")


def test_while_the_programme_is_off_nobody_is_told_and_no_places_are_kept(
    browser: Browser, day: SmallDay
) -> None:
    make_session(day.edition_id, "ELSE", ("14:30", "15:00"), title="Else", places=20)
    release(day.edition_id)
    holder(day, "booked@example.org", "RUN")
    address = f"{SESSIONS}/RUN/emergency"
    before = browser.get(address)
    assert "1 person, on stage, with a place or with a star" in before.text
    letters()
    with transaction():
        releases.switch(desk(day), is_on=False)
    page = browser.get(address)
    assert "Told by mail Nobody until the programme is switched on" in page.text
    assert [
        claim
        for claim in ("is public", "gets a mail", "Keep places", "Else", "1 person")
        if claim in page.text
    ] == []
    assert before.submit("Call it off now", alternatives=["ELSE"]).status == 422
    done = page.submit("Call it off now").follow()
    assert "It is called off. Nobody sees it until the programme is switched on." in done.text
    assert "pages, calendars and files show it" not in done.text
    back = done.submit("Take that back").follow()
    assert "It runs after all. Nobody sees it until the programme is switched on." in back.text
    hidden = back.submit("Hide it now").follow()
    shown = hidden.submit("Show it again").follow()
    assert "It is not hidden any more. Nobody sees it until the programme is switched" in shown.text
    assert letters() == []


def test_places_are_kept_where_the_organiser_says_and_the_mail_tells(
    browser: Browser, day: SmallDay
) -> None:
    for code, title, places in (("ELSE", "Else", 20), ("LATER", "Later", 1)):
        make_session(day.edition_id, code, ("14:30", "15:00"), title=title, places=places)
    release(day.edition_id)
    holder(day, "booked@example.org", "RUN")
    page = browser.get(f"{SESSIONS}/RUN/emergency")
    assert "Else, 14:30, 20 free places" in page.text
    assert "Ask a safeguarding lead" not in page.text
    forged = page.submit("Call it off now", alternatives=["NOWHERE"])
    assert (forged.status, "Choose sessions from the list" in forged.text) == (422, True)
    assert page.submit("Call it off now", alternatives=["LATER"]).status == 303
    ((_, _, letter),) = letters()
    told = " ".join(letter.split())
    assert "Later, 25 September 2024, 14:30 Places are kept for you and the others" in told
    assert "until 10:30" in told
    assert "Else" not in told
    stranger = browser.other().get("/2024/sessions/LATER").text
    assert "This session is full" in stranger


def two_alternatives(day: SmallDay) -> None:
    """Two sessions that could have those who lose RUN, and one who will."""
    for code, title in (("ELSE", "Else"), ("LATER", "Later")):
        make_session(day.edition_id, code, ("14:30", "15:00"), title=title, places=5)
    release(day.edition_id)
    holder(day, "booked@example.org", "RUN")


def test_a_second_tab_is_told_that_its_words_were_not_taken(
    browser: Browser, day: SmallDay
) -> None:
    two_alternatives(day)
    address = f"{SESSIONS}/RUN/emergency"
    second = browser.get(address)
    first = browser.get(address)
    assert first.submit("Call it off now", alternatives=["ELSE"]).status == 303
    late = second.submit("Call it off now", note="The roof leaks", alternatives=["LATER"])
    assert late.status == 422
    (error,) = late.errors
    assert error.startswith("It was called off at 10:00 already. What this page sent was not done")
    assert "Else, 14:30: 1 place until 10:30" in late.text
    assert "The list of releases says: “The session will not run”" in late.text
    assert "To say: “The roof leaks” To keep places at: Later" in late.text
    same = first.submit("Call it off now", alternatives=["ELSE"])
    assert (same.status, len(queries.release_rows(day.edition_id))) == (303, 3)
    empty = second.submit("Call it off now", note="", alternatives=["NOWHERE"])
    assert (empty.status, empty.errors) == (422, [error])


def test_two_who_call_it_off_at_once_do_it_once(database: Flask) -> None:
    day = make_small_day()

    def call_off() -> int:
        with transaction():
            return emergencies.cancel_now("RUN", NOTE, desk(day))

    answers = at_once(database, [call_off] * 3)
    assert sorted(str(answer) for answer in answers) == ["2", *[AlreadyOff.message] * 2]


def test_the_desk_says_how_long_it_can_be_taken_back_and_where_places_are_kept(
    browser: Browser, day: SmallDay
) -> None:
    two_alternatives(day)
    page = browser.get(f"{SESSIONS}/RUN/emergency")
    page = page.submit("Call it off now", alternatives=["ELSE"]).follow()
    assert "It has been called off since 10:00" in page.text
    assert "Else, 14:30: 1 place until 10:30" in page.text
    assert "You can take it back until 10:15." in page.text
    with transaction():
        clock.set_moment(clock.now() + timedelta(minutes=31))
    late = browser.get(f"{SESSIONS}/RUN/emergency")
    assert "Since 10:15 it cannot be taken back at once." in late.text
    assert "No places are kept elsewhere." in late.text
    assert late.link("let it run in the draft") == f"{SESSIONS}/RUN"
    assert late.link("release") == "/2024/manage/release"


def test_my_day_says_where_a_place_is_kept_and_until_when(browser: Browser, day: SmallDay) -> None:
    two_alternatives(day)
    ticket = make_ticket(day.edition_id)
    book(ticket, "RUN")
    with transaction():
        emergencies.cancel_now("RUN", NOTE, desk(day), alternatives=frozenset({"ELSE"}))
    with transaction():
        clock.set_moment(SUMMER + timedelta(minutes=1))
    attendee = browser.other().hold("ticket", ticket.selector)
    page = attendee.get("/2024/my-day")
    kept = "Until 10:30 places are kept for you and the others in “ Else ” at 14:30."
    assert kept in page.text
    assert page.link("Else") == "/2024/sessions/ELSE/booking"
    book(ticket, "ELSE", now=SUMMER + timedelta(minutes=1))
    assert "places are kept" not in attendee.get("/2024/my-day").text


def test_a_moved_session_is_told_with_its_calendar_file(browser: Browser, day: SmallDay) -> None:
    holder(day, "booked@example.org", "RUN")
    change(Slot, day.sessions["RUN"], starts_at=at("14:30"), ends_at=at("16:00"))
    change(Session, day.sessions["RUN"], is_sensitive=True)
    release(day.edition_id, SUMMER)
    carrier = MemoryCarrier()
    flows.deliver(office(), carrier, now=clock.now, real_now=clock.real_now)
    (mail,) = carrier.carried
    assert mail["Subject"] == "Conference session has moved"
    (file,) = mail.iter_attachments()
    written = file.get_content()
    text = written if isinstance(written, str) else written.decode()
    assert "DTSTART;TZID=Europe/London:20240925T143000" in text
    assert "UID:booking-" in text
    assert "SEQUENCE:1" in text
    letter = " ".join(mail.get_body(("plain",)).get_content().split())  # type: ignore[union-attr]
    assert "Now: 25 September 2024, 14:30, Studio 1 Before: 25 September 2024, 11:00" in letter
    assert "Run charts" not in text + mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_who_gave_the_place_back_is_told_nothing(browser: Browser, day: SmallDay) -> None:
    ticket = make_ticket(day.edition_id)
    change(Attendee, ticket.id, email="gone@example.org")
    book(ticket, "RUN")
    cancel(ticket, "RUN")
    with transaction():
        emergencies.cancel_now("RUN", NOTE, desk(day))
    kinds = db.session.scalars(select(Message.kind).where(Message.kind == CHANGED)).all()
    assert kinds == []


PUBLIC = ("/2024/programme", "/2024/programme?view=grid", "/2024/", "/2024/speakers/WILK")


def test_a_hidden_session_is_nowhere(browser: Browser, day: SmallDay) -> None:
    title = "Run charts without tears"
    stranger = browser.other()
    assert any(title in stranger.get(address).text for address in PUBLIC)
    browser.get(f"{SESSIONS}/RUN/emergency").submit("Hide it now").follow()
    assert [address for address in PUBLIC if title in stranger.get(address).text] == []
    assert stranger.get("/2024/sessions/RUN").status == 404
    assert stranger.get("/2024/sessions/RUN.ics").status == 404
    release(day.edition_id)
    assert stranger.get("/2024/sessions/RUN").status == 404
    browser.get(f"{SESSIONS}/RUN/emergency").submit("Show it again").follow()
    assert stranger.get("/2024/sessions/RUN").status == 200


@pytest.mark.parametrize(("seconds", "soon"), [(1.0, "a second"), (2.5, "3 seconds")])
def test_the_desk_says_how_soon_it_is_hidden_and_what_stays(
    app: Flask, browser: Browser, day: SmallDay, seconds: float, soon: str
) -> None:
    """Other processes look so often whether something public has changed."""
    settings = app.config["CONFERENCE"]
    app.config["CONFERENCE"] = settings.model_copy(update={"edition_seconds": seconds})
    stays = "What somebody has saved, or has open, stays there until it is loaded again."
    hidden = {
        f"{SESSIONS}/RUN/emergency": ("Hide it now", "It is hidden", "shows it"),
        "/2024/manage/speakers/WILK": ("Hide the name", "Hidden", "names this person"),
        f"/2024/manage/rooms/{day.rooms['Studio 1']}": ("Hide the room", "Hidden", "names this"),
    }
    for address, (press, done, what) in hidden.items():
        page = browser.get(address)
        assert f"within {soon}" in page.text
        said = page.submit(press).follow().text
        assert f"{done}: within {soon} no page, file or feed {what}" in said
        assert f"{stays} Nobody was told." in said


def test_who_has_a_place_in_a_hidden_session_still_has_a_day(
    browser: Browser, day: SmallDay
) -> None:
    person = make_person("rowan@example.org")
    ticket = make_ticket(day.edition_id, person_id=person)
    book(ticket, "RUN")
    attendee = browser.other().sign_in(person)
    assert "Run charts without tears" in attendee.get("/2024/my-day").text
    browser.get(f"{SESSIONS}/RUN/emergency").submit("Hide it now").follow()
    page = attendee.get("/2024/my-day")
    assert (page.status, "Run charts without tears" in page.text) == (200, False)
    assert attendee.get("/2024/sessions/RUN/booking").status == 404
    assert attendee.get("/2024/sessions/KIND").status == 200


def account_of(code: str, email: str) -> None:
    """Give a speaker an account."""
    person_id = make_person(email)
    with transaction():
        db.session.scalars(select(Speaker).where(Speaker.code == code)).one().person_id = person_id


def test_who_is_new_on_stage_is_told_once(browser: Browser, day: SmallDay) -> None:
    account_of("WILK", "wilk@example.org")
    page = browser.get(f"{SESSIONS}/OPEN")
    assert page.submit("Save the session", speakers="Tomasz Wilk").status == 303
    assert "Release and tell one person" in browser.get("/2024/manage/release").text
    browser.get("/2024/manage/release").submit("Release and tell one person")
    ((to, subject, letter),) = letters()
    assert (to, subject) == ("wilk@example.org", "You are on stage in Make one thing happen")
    told = " ".join(letter.split())
    assert "When: 25 September 2024, 09:00, Main Hall You are on stage in it" in told
    assert "Before" not in told
    change(Session, day.sessions["OPEN"], title="Make two things happen")
    release(day.edition_id, SUMMER)
    assert letters() == []


def test_a_new_session_is_told_to_who_is_on_stage_and_to_nobody_else(database: Flask) -> None:
    day = make_small_day()
    account_of("WILK", "wilk@example.org")
    account_of("HIDDEN", "hidden@example.org")
    holder(day, "booked@example.org", "RUN")
    new = make_session(day.edition_id, "NEW", ("14:00", "15:00"), title="Fresh")
    with transaction():
        wilk = db.session.scalars(select(Speaker).where(Speaker.code == "WILK")).one()
        db.session.add(SessionSpeaker(session_id=new, speaker_id=wilk.id))
    release(day.edition_id, SUMMER)
    assert [(to, subject) for to, subject, _ in letters()] == [
        ("wilk@example.org", "You are on stage in Fresh")
    ]


def test_who_is_new_in_a_moved_session_gets_one_mail_of_both(database: Flask) -> None:
    day = make_small_day()
    account_of("HIDDEN", "hidden@example.org")
    change(Slot, day.sessions["RUN"], starts_at=at("14:30"), ends_at=at("16:00"))
    with transaction():
        hidden = db.session.scalars(select(Speaker).where(Speaker.code == "HIDDEN")).one()
        db.session.add(
            SessionSpeaker(session_id=day.sessions["RUN"], speaker_id=hidden.id, position=1)
        )
    release(day.edition_id, SUMMER)
    assert [(to, subject) for to, subject, _ in letters()] == [
        ("hidden@example.org", "Run charts without tears has moved")
    ]


def test_who_left_the_stage_before_the_mail_went_out_is_told_nothing_of_it(
    database: Flask,
) -> None:
    day = make_small_day()
    account_of("WILK", "wilk@example.org")
    with transaction():
        wilk = db.session.scalars(select(Speaker).where(Speaker.code == "WILK")).one()
        kind = day.sessions["KIND"]
        db.session.add(SessionSpeaker(session_id=kind, speaker_id=wilk.id))
        db.session.add(Star(person_id=wilk.person_id, session_id=kind, starred_at=SUMMER))
    release(day.edition_id, SUMMER)
    with transaction():
        db.session.query(SessionSpeaker).filter_by(session_id=day.sessions["KIND"]).delete()
    release(day.edition_id, SUMMER)
    assert letters() == []


def test_nobody_is_told_that_a_hidden_session_moved(database: Flask) -> None:
    day = make_small_day()
    holder(day, "booked@example.org", "RUN")
    with transaction():
        emergencies.hide("RUN", desk(day))
    change(Slot, day.sessions["RUN"], starts_at=at("14:30"), ends_at=at("16:00"))
    release(day.edition_id, SUMMER)
    assert db.session.scalars(select(Message.kind).where(Message.kind == CHANGED)).all() == []


def called_off_while_hidden(day: SmallDay) -> None:
    """RUN is hidden; one has a place, Wilk is on stage, and somebody starred it."""
    account_of("WILK", "wilk@example.org")
    holder(day, "booked@example.org", "RUN")
    star = make_person("star@example.org")
    with transaction():
        db.session.add(Star(person_id=star, session_id=day.sessions["RUN"], starred_at=SUMMER))
        emergencies.hide("RUN", desk(day))


def test_who_counts_on_a_hidden_session_learns_that_it_will_not_run(
    browser: Browser, day: SmallDay
) -> None:
    called_off_while_hidden(day)
    stranger = browser.other()
    before = stranger.get("/2024/programme").text
    page = browser.get(f"{SESSIONS}/RUN/emergency")
    assert "2 people, on stage or with a place" in page.text
    assert "a mail that says when it was to be, and not what it is called" in page.text
    done = page.submit("Call it off now", note="Run charts is off").follow()
    assert "It is called off. Whoever is on stage or has a place gets a mail" in done.text
    assert "and hidden: nothing public shows it." in done.text
    found = letters()
    assert [(to, subject) for to, subject, _ in found] == [
        ("booked@example.org", "Conference session will not run"),
        ("wilk@example.org", "Conference session will not run"),
    ]
    assert [letter for _, _, letter in found if "Run charts" in letter] == []
    assert "It was to be at 25 September 2024, 11:00. You had a place in it." in " ".join(
        found[0][2].split()
    )
    assert stranger.get("/2024/programme").text == before
    assert "Run charts" not in stranger.get("/2024/programme/changes").text
    assert stranger.get("/2024/sessions/RUN").status == 404
    back = browser.get(f"{SESSIONS}/RUN/emergency").submit("Take that back").follow()
    assert "It runs after all. Whoever is on stage or has a place gets a mail" in back.text
    assert [(to, subject) for to, subject, _ in letters()] == [
        ("booked@example.org", "Conference session runs after all"),
        ("wilk@example.org", "Conference session runs after all"),
    ]


def test_a_release_says_how_many_it_tells_of_what_is_hidden(
    browser: Browser, day: SmallDay
) -> None:
    """Of a hidden session only that it will not run is told, and to nobody for a star."""
    called_off_while_hidden(day)
    change(Slot, day.sessions["RUN"], starts_at=at("14:30"), ends_at=at("16:00"))
    assert "0 people on stage" in browser.get("/2024/manage/release").text
    change(Session, day.sessions["RUN"], is_cancelled=True)
    page = browser.get("/2024/manage/release")
    page.submit("Release and tell 2 people")
    assert [to for to, _, _ in letters()] == ["booked@example.org", "wilk@example.org"]
