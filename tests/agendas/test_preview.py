"""The draft as a delegate and as somebody on stage would have it, before anybody does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from conference.agendas import mails, queries
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.kernel.rehearsal import rehearsal
from conference.mail import flows
from conference.mail.office import office
from conference.mail.transport import MemoryCarrier
from conference.orders.models import Attendee
from conference.people.models import Speaker
from conference.programme import queries as programme
from conference.programme.actions import emergencies, preview, releases
from conference.programme.actions.desk import Desk
from conference.programme.models import Room, Session, SessionSpeaker, Slot
from conference.workshops import queries as workshops
from conference.workshops.models import Booking
from tests.factories.agendas import star
from tests.factories.people import make_grant, make_person
from tests.factories.programme import (
    SUMMER,
    SmallDay,
    at,
    change,
    make_session,
    make_small_day,
    make_speaker,
    release,
)
from tests.factories.workshops import book, make_ticket
from tests.support.pages import Browser, Page
from tests.support.statements import counted

MINUTE = timedelta(minutes=1)
DELEGATE, SPEAKER = "/2024/manage/preview/delegate", "/2024/manage/preview/speaker"


@pytest.fixture
def day(browser: Browser) -> SmallDay:
    """Return a released day; an organiser has signed in."""
    day = make_small_day()
    person_id = make_person("oona@example.org")
    make_grant(person_id)
    browser.sign_in(person_id)
    return day


def move_run(day: SmallDay) -> None:
    """Let the draft place the workshop elsewhere, and hold one more at that time."""
    change(
        Slot,
        day.sessions["RUN"],
        starts_at=at("14:00"),
        ends_at=at("15:30"),
        room_id=day.rooms["Main Hall"],
    )
    make_session(
        day.edition_id,
        "TRAIL",
        ("14:30", "15:30"),
        day.rooms["Studio 3"],
        title="Shrink your trail",
        places=5,
    )


def part(page: Page, xpath: str) -> str:
    """Return the words of a part of a page."""
    return " ".join(" ".join(" ".join(found.itertext()) for found in page.all(xpath)).split())


def rows(page: Page) -> list[str]:
    """Return the rows of the day as they are read."""
    return [
        " ".join(" ".join(row.itertext()).split()) for row in page.all("//ol[@class='mine']/li")
    ]


def ticked(page: Page) -> list[str]:
    """Return which boxes are ticked."""
    return [str(code) for code in page.all("//input[@name='code'][@checked]/@value")]


def test_my_day_of_an_invented_delegate(browser: Browser, day: SmallDay) -> None:
    move_run(day)
    page = browser.get(DELEGATE, code=["RUN", "NONE", "TIRED"])
    assert (page.h1, ticked(page)) == ("My day", ["RUN"])
    assert "14:00 Run charts without tears Main Hall, to 15:30 You have a place Give back" in (
        " ".join(rows(page))
    )
    assert "will not be where it was" not in page.text
    changes = part(page, "//*[contains(@class, 'alert')]")
    assert "Run charts without tears" in changes  # it moves them, so they are told
    assert "places left" not in page.text


def test_my_day_of_the_preview_is_my_day_after_the_release(browser: Browser, day: SmallDay) -> None:
    """Whoever booked before the release reads what the preview said: the whole page."""
    ticket = make_ticket(day.edition_id)
    book(ticket, "RUN")
    move_run(day)
    previewed = browser.get(DELEGATE, code="RUN")
    release(day.edition_id, SUMMER)
    reader = browser.other().hold("ticket", ticket.selector)
    after = reader.get("/2024/my-day")
    assert rows(previewed) == rows(after)
    for xpath in ("//*[contains(@class, 'alert')]", "//h2", "//h3", "//section[@id='calendar']"):
        assert part(previewed, xpath) == part(after, xpath)


def test_its_buttons_tick_and_book_nothing(browser: Browser, day: SmallDay) -> None:
    move_run(day)
    page = browser.get(DELEGATE)
    assert (page.status, ticked(page)) == (200, [])
    booked = page.submit("Book Shrink your trail")
    assert (booked.status, booked.location) == (303, f"{DELEGATE}?code=TRAIL")
    page = booked.follow()
    assert ticked(page) == ["TRAIL"]
    page = page.follow("Swap for Run charts without tears")
    assert ticked(page) == ["RUN"]
    page = page.follow("Give back your place in Run charts without tears")
    assert ticked(page) == []
    assert page.submit("Make my calendar address").location == DELEGATE
    assert db.session.scalar(select(func.count()).select_from(Booking)) == 0


def test_an_invented_delegate_sees_no_counts(database: Flask) -> None:
    day = make_small_day()
    book(make_ticket(day.edition_id), "RUN")
    seen = workshops.sample_outlook(
        day.edition, ("RUN", "LEAD", "CHART", "NONE"), booked_at=SUMMER, now=SUMMER
    )
    assert {row.code: row.count for row in seen.rows.values() if row.has_places} == {
        "RUN": None,
        "LEAD": None,
    }
    assert seen.places[day.sessions["RUN"]].taken == 0
    assert set(seen.binding.held) == {day.sessions["RUN"], day.sessions["LEAD"]}
    assert queries.day_of(seen).booked == 2


def test_of_two_at_once_the_first_counts(database: Flask) -> None:
    day = make_small_day()
    move_run(day)
    release(day.edition_id, SUMMER)
    for codes, held in ((("TRAIL", "RUN"), "TRAIL"), (("RUN", "TRAIL"), "RUN")):
        found = queries.delegate_preview(day.edition, codes, now=SUMMER)
        assert found.chosen == (held,)


def duties(page: Page) -> list[list[str]]:
    """Return the rows of the table."""
    return [
        [" ".join(" ".join(cell.itertext()).split()) for cell in row]
        for row in page.all("//tbody/tr")
    ]


def test_somebody_on_stage(browser: Browser, day: SmallDay) -> None:
    person_id = make_person("tomasz@example.org")
    change(Speaker, 1, person_id=person_id)
    make_speaker(day.edition_id, "AIKO", "Aiko Tan", day.sessions["RUN"], alias="A. T.")
    move_run(day)
    page = browser.get(SPEAKER).follow("named on the day").submit("Show", speaker="WILK")
    assert page.h1 == "As Tomasz Wilk"
    assert duties(page) == [
        [
            "Wednesday 25 September 2024 , 09:55 to 10:35",
            "The chart that changed my mind",
            "Studio 1",
            "Nobody else",
            "On stage",
        ],
        [
            "Wednesday 25 September 2024 , 14:00 to 15:30",
            "Run charts without tears",
            "Main Hall",
            "A. T.",
            "On stage",
        ],
    ]
    assert part(page, "//h3") == "Run charts without tears has moved"
    assert "Now: 25 September 2024, 14:00, Main Hall" in part(page, "//article")


def moved(day: SmallDay) -> None:
    """It moves."""
    move_run(day)


def called_off_and_hidden(day: SmallDay) -> None:
    """It is hidden, and called off in the draft."""
    change(Session, day.sessions["RUN"], is_cancelled=True, hidden_at=SUMMER)


def in_a_hidden_room(day: SmallDay) -> None:
    """It moves to a room that nothing names."""
    move_run(day)
    change(Room, day.rooms["Main Hall"], hidden_at=SUMMER)


def after_an_unseen_release(day: SmallDay) -> None:
    """It moved in a release that nobody saw, and moves again."""
    switch(day, is_on=False)
    change(Slot, day.sessions["RUN"], starts_at=at("13:30"), ends_at=at("15:00"))
    release(day.edition_id, SUMMER)
    move_run(day)


def after_showing_it_unseen(day: SmallDay) -> None:
    """It moved while it was hidden, and was shown while the programme is off."""
    desk = Desk(edition_id=day.edition_id, actor="person 1", now=SUMMER)
    with transaction():
        emergencies.hide("RUN", desk)
    move_run(day)
    release(day.edition_id, SUMMER)
    switch(day, is_on=False)
    with transaction():
        emergencies.show("RUN", replace(desk, now=SUMMER + MINUTE))


def switch(day: SmallDay, *, is_on: bool) -> None:
    with transaction():
        releases.switch(Desk(edition_id=day.edition_id, actor="person 1", now=SUMMER), is_on=is_on)


SITUATIONS = (
    moved,
    called_off_and_hidden,
    in_a_hidden_room,
    after_an_unseen_release,
    after_showing_it_unseen,
)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_mail_is_the_one_that_is_sent(
    browser: Browser, day: SmallDay, situation: Callable[[SmallDay], None]
) -> None:
    change(Speaker, 1, person_id=make_person("tomasz@example.org"))
    situation(day)
    page = browser.get(SPEAKER, speaker="WILK")
    release(day.edition_id, SUMMER + MINUTE)
    switch(day, is_on=True)
    carrier = MemoryCarrier()
    flows.deliver(office(), carrier, now=clock.now, real_now=clock.real_now)
    (sent,) = carrier.carried
    body = next(part for part in sent.walk() if part.get_content_type() == "text/plain")
    assert part(page, "//article") == " ".join(f"{sent['Subject']} {body.get_content()}".split())


def test_the_room_of_a_duty_is_that_of_the_mail(browser: Browser, day: SmallDay) -> None:
    change(Speaker, 1, person_id=make_person("tomasz@example.org"))
    in_a_hidden_room(day)
    page = browser.get(SPEAKER, speaker="WILK")
    assert duties(page)[1][2] == "Room to be announced"
    assert "14:00, Room to be announced" in part(page, "//article")


def test_after_an_unseen_release_the_delegate_booked_before_it(
    browser: Browser, day: SmallDay
) -> None:
    """Who holds a place sees what moved while the programme was off; so does the invented one."""
    ticket = make_ticket(day.edition_id)
    book(ticket, "RUN")
    switch(day, is_on=False)
    move_run(day)
    release(day.edition_id, SUMMER)
    alerts = "//*[contains(@class, 'alert')]"
    previewed = part(browser.get(DELEGATE, code="RUN"), alerts)
    switch(day, is_on=True)
    seen = part(browser.other().hold("ticket", ticket.selector).get("/2024/my-day"), alerts)
    assert "Run charts without tears" in seen
    assert previewed == seen


def test_what_else_is_theirs_is_not_told(browser: Browser, day: SmallDay) -> None:
    """A mail to a speaker may hold their places and stars too; organisers read none of that."""
    person_id = make_person("tomasz@example.org")
    change(Speaker, 1, person_id=person_id)
    ticket = make_ticket(day.edition_id, person_id=person_id)
    change(Attendee, ticket.id, email="tomasz@example.org")
    book(ticket, "LEAD")
    star(person_id, day.sessions["TIRED"])
    change(Slot, day.sessions["LEAD"], starts_at=at("15:00"), ends_at=at("15:30"))
    change(Slot, day.sessions["TIRED"], starts_at=at("15:00"), ends_at=at("15:30"))
    page = browser.get(SPEAKER, speaker="WILK")
    assert "None: this release changes nothing for them." in page.text
    assert "tired teams" not in page.text
    move_run(day)
    mail = part(browser.get(SPEAKER, speaker="WILK"), "//article")
    assert "Run charts without tears has moved" in mail
    assert [words for words in ("tired teams", "Conference session") if words in mail] == []


def test_who_has_no_address_gets_no_mail(browser: Browser, day: SmallDay) -> None:
    move_run(day)
    page = browser.get(SPEAKER, speaker="WILK")
    assert page.alerts == [
        "No mail reaches this person: they have given no address. Tell them yourself."
    ]


def test_who_is_protected_is_picked_by_what_the_public_sees(
    browser: Browser, day: SmallDay
) -> None:
    page = browser.get(SPEAKER)
    assert part(page, "//main//li") == (
        "Speaker named on the day: When it will not stop Tomasz Wilk"
    )
    page = browser.get(SPEAKER, speaker="HIDDEN")
    assert page.h1 == "As Speaker named on the day: When it will not stop"
    assert duties(page)[0][2:4] == ["Not told in mails and calendars", "Nobody else"]
    assert "Verborgen" not in page.html


def test_a_sensitive_session_has_its_neutral_title(browser: Browser, day: SmallDay) -> None:
    make_speaker(day.edition_id, "AIKO", "Aiko Tan", day.sessions["LEAD"])
    assert duties(browser.get(SPEAKER, speaker="AIKO"))[0][1:3] == [
        "Conference session",
        "Not told in mails and calendars",
    ]


def test_nobody_on_stage(browser: Browser, day: SmallDay) -> None:
    with transaction():
        db.session.execute(delete(SessionSpeaker))
    page = browser.get(SPEAKER)
    assert "Nobody is on stage" in page.text
    assert page.all("//main//li") == []


def test_whom_a_rehearsed_release_tells(database: Flask) -> None:
    day = make_small_day()
    change(Speaker, 1, person_id=make_person("tomasz@example.org"))
    move_run(day)
    new = make_session(day.edition_id, "NEW", ("16:00", "16:30"), title="One more")
    aiko = make_speaker(day.edition_id, "AIKO", "Aiko Tan", new)
    change(Speaker, aiko, person_id=make_person("aiko@example.org"))
    told = {}
    with rehearsal():
        release_id = preview.rehearse_release(
            Desk(edition_id=day.edition_id, actor="person 1", now=SUMMER)
        )
        for pick in queries.speaker_preview(day.edition, "").picks:
            told[pick.code] = mails.to_be_told(day.edition, pick.id, release_id)
    with counted() as statements:  # whoever waits for the lock does not wait for the words
        subjects = {
            code: found and mails.stage_draft(day.edition, found, link=str).subject
            for code, found in told.items()
        }
    assert len(statements) == 0
    assert subjects == {
        "WILK": "Run charts without tears has moved",
        "HIDDEN": None,
        "AIKO": "You are on stage in One more",
    }
    assert programme.release_number(day.edition_id) == 1
