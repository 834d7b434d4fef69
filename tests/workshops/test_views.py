"""Booking pages, as people meet them."""

from datetime import timedelta

import pytest
from flask import Flask

from conference.kernel import clock
from conference.kernel.database import transaction
from conference.programme.models import Session
from tests.factories.people import make_person
from tests.factories.programme import (
    RELEASED_AT,
    SmallDay,
    at,
    change,
    make_session,
    make_small_day,
    make_speaker,
    release,
)
from tests.factories.workshops import Ticket, book, booked, cancel, fill, make_ticket
from tests.support.pages import Browser, Page
from tests.support.statements import counted

RUN = "/2024/sessions/RUN/booking"
TRAIL = "/2024/sessions/TRAIL/booking"


@pytest.fixture
def day(app: Flask) -> SmallDay:
    """Store the small day with a second workshop at eleven and a clinic at three."""
    made = make_small_day()
    studio = made.rooms["Studio 3"]
    trail = make_session(
        made.edition_id,
        "TRAIL",
        ("11:00", "12:30"),
        studio,
        title="Shrink your trail",
        places=5,
        content_note="We talk about being followed.",
    )
    surgery = make_session(
        made.edition_id, "SURGERY", ("15:00", "15:30"), studio, title="Surgery", places=12
    )
    release(made.edition_id, RELEASED_AT + timedelta(minutes=1))
    sessions = made.sessions | {"TRAIL": trail, "SURGERY": surgery}
    return SmallDay(edition=made.edition, rooms=made.rooms, sessions=sessions)


@pytest.fixture
def ticket(day: SmallDay) -> Ticket:
    """Store Rowan's ticket."""
    return make_ticket(day.edition_id)


@pytest.fixture
def holder(browser: Browser, ticket: Ticket) -> Browser:
    """Return a browser in which Rowan's ticket link was opened."""
    return browser.hold("ticket", ticket.selector)


def set_clock(hour: str) -> None:
    """Let the conference's clock show a time of the day itself."""
    with transaction():
        clock.set_moment(at(hour))


def _card(page: Page) -> str:
    """Return what the page says beside a place that one has."""
    found = page.all("//h2[contains(., 'You have a place')]/following-sibling::p")[0]
    return " ".join(" ".join(found.itertext()).split())


def test_a_stranger_is_told_how_to_get_on(browser: Browser, day: SmallDay) -> None:
    page = browser.get(RUN)
    assert (page.status, page.h1) == (200, "Book a place: Run charts without tears")
    assert page.link("Sign in with your email address") == f"/sign-in?next={RUN}"
    assert page.link("Send me the link again") == "/2024/find-my-ticket"
    assert page.link("Tickets and prices") == "/2024/tickets"
    assert "Book this place" not in page.text


def test_one_press_books_and_leads_to_my_day(
    holder: Browser, ticket: Ticket, day: SmallDay
) -> None:
    done = holder.get(RUN).submit("Book this place")
    assert (done.status, done.location) == (303, f"/2024/my-day?ticket={ticket.code}")
    page = done.follow()
    assert "You have a place. It is in your day." in page.alerts
    widths = page.all("//main/div[contains(@class, 'wrap')]/@class")
    assert widths == ["wrap wrap--narrow messages", "wrap wrap--narrow page-end"]
    assert booked(ticket) == {day.sessions["RUN"]}


def test_somebody_with_a_calendar_address_is_told_that_it_follows(
    holder: Browser, ticket: Ticket, day: SmallDay
) -> None:
    plain = holder.get(RUN).submit("Book this place").follow()
    assert "calendar" not in plain.alerts[0]
    without = holder.get(RUN)
    holder.get("/2024/my-day").submit("Make my calendar address")
    shown = holder.get(RUN)
    holder.get("/2024/my-day").submit("Show rooms in my calendar")
    assert [_card(page) for page in (without, shown, holder.get(RUN))] == [
        "It is in your day. Have it in your own calendar too",
        "It is in your day and in the calendar that follows it.",
        "It is in your day and in the calendar that follows it, with the room.",
    ]
    shown.follow("Give your place back").submit("Give my place back")
    again = holder.get(RUN).submit("Book this place").follow()
    assert again.alerts[0] == (
        "You have a place. It is in your day. Your calendar follows when it is next fetched."
    )


def test_a_private_room_is_told_on_the_page_of_whoever_booked(
    holder: Browser, ticket: Ticket, browser: Browser
) -> None:
    address = "/2024/sessions/LEAD/booking"
    before = holder.get(address)
    book(ticket, "LEAD")
    pages = (before, holder.get(address), browser.other().get(address))
    told = [("Private room" in page.text, "Room given on booking" in page.text) for page in pages]
    assert told == [(False, True), (True, False), (False, True)]


def test_a_second_press_says_that_there_is_a_place(
    holder: Browser, ticket: Ticket, day: SmallDay
) -> None:
    form = holder.get(RUN)
    form.submit("Book this place")
    again = form.submit("Book this place").follow()
    assert "You have a place in this session already." in again.alerts
    assert booked(ticket) == {day.sessions["RUN"]}


def test_from_the_list_in_my_day_one_goes_on_choosing(
    holder: Browser, ticket: Ticket, day: SmallDay
) -> None:
    done = holder.get("/2024/my-day").submit("Book Run charts without tears")
    assert done.location == f"/2024/my-day?ticket={ticket.code}#workshops"
    assert booked(ticket) == {day.sessions["RUN"]}


def test_a_clash_is_shown_with_the_swap_and_the_swap_is_one_press(
    holder: Browser, ticket: Ticket, day: SmallDay
) -> None:
    book(ticket, "RUN")
    page = holder.get(TRAIL)
    assert "It overlaps with one you have booked" in page.text
    assert "We talk about being followed." in page.text
    done = page.submit("Give up “Run charts without tears” and take this one")
    assert done.location == f"/2024/my-day?ticket={ticket.code}"
    assert done.follow().alerts[0] == (
        "You have a place. You gave up “Run charts without tears” for it. It is in your day."
    )
    assert booked(ticket) == {day.sessions["TRAIL"]}


def test_a_plain_press_on_a_clash_leads_to_the_page_that_tells_it(
    holder: Browser, ticket: Ticket, day: SmallDay
) -> None:
    book(ticket, "RUN")
    done = holder.post(TRAIL, ticket=ticket.code, after="workshops")
    assert done.location == f"{TRAIL}?ticket={ticket.code}&after=workshops"
    assert "Give up “Run charts without tears” and take this one" in done.follow().text
    assert booked(ticket) == {day.sessions["RUN"]}


def test_a_talk_of_ones_own_cannot_be_given_up(browser: Browser, day: SmallDay) -> None:
    person = make_person("speaker@example.org")
    make_speaker(day.edition_id, "OWN", "Rowan Hale", day.sessions["KIND"], person_id=person)
    release(day.edition_id, RELEASED_AT + timedelta(minutes=2))
    make_ticket(day.edition_id, person_id=person)
    page = browser.sign_in(person).get(RUN)
    assert "You are speaking at that time" in page.text
    assert "Give up" not in page.text


def test_speakers_are_told_that_they_need_no_place(browser: Browser, day: SmallDay) -> None:
    person = make_person("speaker@example.org")
    make_speaker(day.edition_id, "OWN", "Rowan Hale", day.sessions["RUN"], person_id=person)
    release(day.edition_id, RELEASED_AT + timedelta(minutes=2))
    make_ticket(day.edition_id, person_id=person)
    assert "You are speaking in this session" in browser.sign_in(person).get(RUN).text


def test_full_is_told_with_the_clash_and_with_what_has_places(
    holder: Browser, ticket: Ticket, day: SmallDay
) -> None:
    book(ticket, "RUN")
    fill(day.edition_id, "TRAIL", 5)
    page = holder.get(TRAIL)
    assert "This session is full" in page.text
    assert "It also overlaps with what you have already" in page.text
    assert page.link("Surgery") == "/2024/sessions/SURGERY"
    assert not page.all("//main//form")


def test_a_place_lost_while_the_page_was_open_is_told(
    holder: Browser, ticket: Ticket, day: SmallDay
) -> None:
    page = holder.get(TRAIL)
    fill(day.edition_id, "TRAIL", 5)
    told = page.submit("Book this place").follow()
    assert "This session is full. Your other bookings are as they were." in told.alerts
    assert booked(ticket) == set()


def test_a_swap_that_comes_too_late_keeps_the_old_place(
    holder: Browser, ticket: Ticket, day: SmallDay
) -> None:
    book(ticket, "RUN")
    page = holder.get(TRAIL)
    fill(day.edition_id, "TRAIL", 5)
    page.submit("Give up “Run charts without tears” and take this one")
    assert booked(ticket) == {day.sessions["RUN"]}


def test_how_full_a_sensitive_session_is_stays_between_us(
    browser: Browser, ticket: Ticket, day: SmallDay
) -> None:
    fill(day.edition_id, "LEAD", 6)
    address = "/2024/sessions/LEAD/booking"
    stranger = browser.get(address)
    assert "full" not in stranger.text
    assert not stranger.all("//meter")
    page = browser.hold("ticket", ticket.selector).get(address)
    assert "This session is full" in page.text
    assert not page.all("//main//aside//meter | //div[contains(@class,'card')]//meter")


def test_closed_called_off_over_and_walk_in_are_pages_of_their_own(
    holder: Browser, day: SmallDay
) -> None:
    change(Session, day.sessions["TRAIL"], is_cancelled=True)
    release(day.edition_id, RELEASED_AT + timedelta(minutes=2))
    told = [holder.get(TRAIL), holder.get("/2024/sessions/KIND/booking")]
    set_clock("10:01")
    told.append(holder.get(RUN))
    set_clock("12:31")
    told.append(holder.get(RUN))
    assert [(page.status, page.h1, page.all("//main//form")) for page in told] == [
        (200, "Shrink your trail", []),
        (200, "Kind and clear", []),
        (200, "Run charts without tears", []),
        (200, "Run charts without tears", []),
    ]
    cards = [" ".join(page.all("//div[contains(@class,'card')]/h2/text()")) for page in told]
    assert cards == [
        "This session will not run",
        "Walk in, sit down",
        "Booking is closed",
        "This session is over",
    ]


def test_several_tickets_ask_whose_place_it_is(
    holder: Browser, ticket: Ticket, day: SmallDay
) -> None:
    other = make_ticket(day.edition_id, "Dee Okafor")
    holder.hold("ticket", other.selector)
    page = holder.get(RUN)
    assert [option.get("value") for option in page.all("//input[@name='ticket']")] == [
        ticket.code,
        other.code,
    ]
    unanswered = page.submit("Book this place")
    assert (unanswered.status, unanswered.errors) == (422, ["Choose whose place it is"])
    done = page.submit("Book this place", ticket=other.code)
    assert done.location == f"/2024/my-day?ticket={other.code}"
    assert (booked(ticket), booked(other)) == (set(), {day.sessions["RUN"]})
    assert "Has a place" in holder.get(RUN).text


def test_several_tickets_with_a_clash_show_the_swap_of_the_chosen_one(
    holder: Browser, ticket: Ticket, day: SmallDay
) -> None:
    other = make_ticket(day.edition_id, "Dee Okafor")
    holder.hold("ticket", other.selector)
    book(other, "RUN")
    told = holder.get(TRAIL).submit("Book this place", ticket=other.code).follow()
    assert "For Dee Okafor" in told.text
    told.submit("Give up “Run charts without tears” and take this one")
    assert (booked(ticket), booked(other)) == (set(), {day.sessions["TRAIL"]})


@pytest.mark.parametrize("way", ["booking", "booking/cancellation"])
def test_a_ticket_of_somebody_else_is_not_found(holder: Browser, day: SmallDay, way: str) -> None:
    foreign = make_ticket(day.edition_id, "Somebody Else")
    address = f"/2024/sessions/RUN/{way}"
    answers = [
        holder.get(f"{address}?ticket={foreign.code}"),
        holder.post(address, ticket=foreign.code),
        holder.post(address, ticket="NOSUCH"),
    ]
    assert [answer.status for answer in answers] == [404, 404, 404]
    assert booked(foreign) == set()


def test_a_stranger_who_posts_is_shown_the_ways_in(browser: Browser, ticket: Ticket) -> None:
    page = browser.post(RUN, ticket="")
    assert (page.status, "We do not know your ticket here yet" in page.text) == (422, True)
    assert browser.post(RUN, ticket=ticket.code).status == 404


@pytest.mark.parametrize("code", ["NOSUCH", "LUNCH"])
def test_there_is_no_booking_page_of_what_is_no_session(
    browser: Browser, day: SmallDay, code: str
) -> None:
    assert browser.get(f"/2024/sessions/{code}/booking").status == 404


def test_a_place_is_given_back_after_a_question(
    holder: Browser, ticket: Ticket, day: SmallDay
) -> None:
    book(ticket, "RUN")
    page = holder.get(RUN)
    assert "You have a place" in page.text
    question = page.follow("Give your place back")
    assert question.h1 == "Give back your place in “Run charts without tears”?"
    done = question.submit("Give my place back")
    assert "You have given your place back." in done.follow().alerts
    assert booked(ticket) == set()


def test_giving_back_twice_is_told_as_done(holder: Browser, ticket: Ticket) -> None:
    book(ticket, "RUN")
    question = holder.get(f"{RUN}/cancellation")
    cancel(ticket, "RUN")
    done = question.submit("Give my place back")
    assert "You have given your place back." in done.follow().alerts


def test_without_a_place_there_is_nothing_to_give_back(holder: Browser, ticket: Ticket) -> None:
    asked = holder.get(f"{RUN}/cancellation")
    assert (asked.status, asked.location) == (303, f"{RUN}?ticket={ticket.code}")
    told = holder.post(f"{RUN}/cancellation", ticket=ticket.code).follow()
    assert "You have no place in this session." in told.alerts


def test_it_is_too_late_to_give_a_place_back_an_hour_before(
    holder: Browser, ticket: Ticket, day: SmallDay
) -> None:
    book(ticket, "RUN")
    question = holder.get(f"{RUN}/cancellation")
    set_clock("10:01")
    told = question.submit("Give my place back").follow()
    assert "It is too late to give this place back here" in told.text
    assert booked(ticket) == {day.sessions["RUN"]}


def test_the_page_costs_the_same_however_many_sessions_there_are(
    holder: Browser, day: SmallDay
) -> None:
    counts = []
    for number in range(2):
        for extra in range(3 * number):
            make_session(day.edition_id, f"MORE{extra}", ("14:00", "14:30"), places=9)
        release(day.edition_id, RELEASED_AT + timedelta(hours=1 + number))
        holder.get(RUN)
        with counted() as seen:
            holder.get(RUN)
        counts.append(len(seen))
    assert counts[0] == counts[1]
