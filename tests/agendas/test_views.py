"""My day and the private calendar, as people meet them."""

from datetime import timedelta

import pytest
from flask import Flask

from conference.kernel import clock
from conference.kernel.database import transaction
from conference.orders import actions as orders
from conference.orders.queries import order_by_id_for_update
from conference.programme.actions import emergencies, releases
from conference.programme.actions.desk import Desk
from conference.programme.models import Session, Slot
from conference.workshops.models import Booking
from tests.factories.agendas import feed_address, keys
from tests.factories.people import make_person
from tests.factories.programme import (
    RELEASED_AT,
    SUMMER,
    SmallDay,
    at,
    change,
    make_edition,
    make_session,
    make_small_day,
    make_speaker,
    release,
)
from tests.factories.workshops import Ticket, book, booked, booking_row, fill, make_ticket
from tests.support.pages import Browser, Page
from tests.support.statements import counted

MY_DAY = "/2024/my-day"
RUN = "Run charts without tears"


@pytest.fixture
def day(app: Flask) -> SmallDay:
    """Store the small day with a second workshop at eleven."""
    made = make_small_day()
    trail = make_session(
        made.edition_id,
        "TRAIL",
        ("11:00", "12:30"),
        made.rooms["Studio 3"],
        title="Shrink your trail",
        places=5,
    )
    release(made.edition_id, RELEASED_AT + timedelta(minutes=1))
    sessions = made.sessions | {"TRAIL": trail}
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
        clock.set_moment(at(hour) + timedelta(seconds=1))


def rows(page: Page) -> list[str]:
    """Return the rows of the day as they are read."""
    return [
        " ".join(" ".join(row.itertext()).split()) for row in page.all("//ol[@class='mine']/li")
    ]


def words(page: Page, xpath: str) -> str:
    """Return all words inside the first element that an XPath finds."""
    return " ".join("".join(page.all(xpath)[0].itertext()).split())


def test_a_stranger_finds_the_ways_in(browser: Browser, day: SmallDay) -> None:
    page = browser.get(MY_DAY)
    assert (page.status, page.h1) == (200, "My day")
    assert page.link("Sign in with your email address") == f"/sign-in?next={MY_DAY}"
    assert page.link("Send me the link again") == "/2024/find-my-ticket"
    assert page.headers["Cache-Control"] == "no-store"


def test_the_day_holds_what_is_booked_what_is_for_all_and_what_is_open(
    holder: Browser, ticket: Ticket
) -> None:
    book(ticket, "RUN")
    page = holder.get(MY_DAY)
    assert rows(page) == [
        "08:30 Registration and coffee",
        "09:00 Make one thing happen Main Hall",
        "09:55 Walk in 2 sessions to pick from at 09:55",
        f"11:00 {RUN} Studio 1, to 12:30 You have a place Give back your place in {RUN}",
        "12:30 Lunch and posters",
    ]
    assert page.link("2 sessions to pick from") == "/2024/programme#t25-0955"
    assert "Doors open at 8.30am" in page.text


def test_a_talk_of_ones_own_is_in_the_day(browser: Browser, day: SmallDay) -> None:
    person = make_person("speaker@example.org")
    make_speaker(day.edition_id, "OWN", "Rowan Hale", day.sessions["CHART"], person_id=person)
    release(day.edition_id, SUMMER)
    make_ticket(day.edition_id, person_id=person)
    page = browser.sign_in(person).get(MY_DAY)
    assert "09:55 The chart that changed my mind Studio 1, to 10:35 You are speaking" in rows(page)


def test_a_private_room_is_told_to_whoever_booked(holder: Browser, ticket: Ticket) -> None:
    before = holder.get(MY_DAY)
    assert "Private room" not in before.text
    book(ticket, "LEAD")
    assert any("Private room, to " in row for row in rows(holder.get(MY_DAY)))


def test_on_the_day_the_page_says_what_is_on_and_what_is_next(
    holder: Browser, ticket: Ticket
) -> None:
    book(ticket, "RUN")
    set_clock("09:20")
    page = holder.get(MY_DAY)
    assert words(page, "//section[@aria-label='Now']") == (
        "Now Ends 09:45, in 25 minutes Make one thing happen Main Hall 20 of 45 minutes"
    )
    assert "09:55 Next Walk in where you like" in words(page, "//section[@aria-label='Next']")
    set_clock("11:30")
    page = holder.get(MY_DAY)
    assert "Run charts without tears Studio 1" in words(page, "//section[@aria-label='Now']")
    done = page.all("//ol[@class='mine']/li[contains(@class,'mine__done')]//h3")
    assert ["".join(title.itertext()).strip() for title in done] == [
        "Registration and coffee",
        "Make one thing happen",
    ]


def test_when_it_is_over_the_page_says_so(holder: Browser, ticket: Ticket) -> None:
    set_clock("23:00")
    page = holder.get(MY_DAY)
    assert "It is over." in page.text
    assert not page.all("//h2[@id='workshops']")


def test_choosing_shows_every_state_in_words(
    holder: Browser, ticket: Ticket, day: SmallDay
) -> None:
    fill(day.edition_id, "TRAIL", 5)
    make_session(day.edition_id, "LATE", ("12:00", "13:00"), title="Mapping", places=9)
    release(day.edition_id, SUMMER)
    book(ticket, "RUN", now=SUMMER)
    page = holder.get(MY_DAY)
    found = {
        "".join(row.xpath(".//h4")[0].itertext()).strip(): " ".join(
            "".join(row.xpath(".//div[@class='session-row__end']")[0].itertext()).split()
        )
        for row in page.all("//article")
    }
    assert found == {
        "Run charts without tears": "You have a place Give back your place in "
        "Run charts without tears",
        "Shrink your trail": "5 of 5 Full",
        "Mapping": "0 of 9 9 places left Swap for Mapping",
        "Ask a safeguarding lead": "Book Ask a safeguarding lead",
    }
    assert page.link("Swap") == (
        f"/2024/sessions/LATE/booking?ticket={ticket.code}&after=workshops"
    )


def test_nobody_without_workshops_is_left_alone(holder: Browser, ticket: Ticket) -> None:
    page = holder.get(MY_DAY)
    assert "No workshops chosen 3 sessions with places can be booked." in page.text
    book(ticket, "RUN")
    assert "No workshops chosen" not in holder.get(MY_DAY).text


def test_a_place_goes_back_from_my_day(holder: Browser, ticket: Ticket) -> None:
    book(ticket, "RUN")
    done = holder.get(MY_DAY).follow("Give back").submit("Give my place back")
    assert done.location == f"{MY_DAY}?ticket={ticket.code}"
    assert booked(ticket) == set()


def test_changes_since_booking_are_told(holder: Browser, ticket: Ticket, day: SmallDay) -> None:
    book(ticket, "RUN")
    change(Slot, day.sessions["RUN"], room_id=day.rooms["Main Hall"])
    change(Session, day.sessions["RUN"], summary="New words.")
    release(day.edition_id, SUMMER)
    moved = "has moved from Studio 1 to Main Hall . Same time, 11:00."
    assert holder.get(MY_DAY).alerts == [
        f"One change since you booked “ {RUN} ” {moved}",
    ]
    change(Slot, day.sessions["RUN"], starts_at=at("14:00"), ends_at=at("15:30"))
    release(day.edition_id, SUMMER + timedelta(hours=1))
    assert "has moved from 11:00 to 14:00 , and to Main Hall" in holder.get(MY_DAY).alerts[0]


def test_a_move_into_a_room_that_is_hidden_now_says_so(
    holder: Browser, ticket: Ticket, day: SmallDay
) -> None:
    book(ticket, "RUN")
    change(Slot, day.sessions["RUN"], room_id=day.rooms["Studio 3"])
    release(day.edition_id, SUMMER)
    with transaction():
        emergencies.hide_room(
            day.rooms["Studio 3"], Desk(edition_id=day.edition_id, actor="person 1", now=SUMMER)
        )
    (told,) = holder.get(MY_DAY).alerts
    assert told.endswith("is in another room, which is to be announced. Same time, 11:00.")


def test_a_time_that_was_never_public_is_told_to_nobody(
    holder: Browser, ticket: Ticket, day: SmallDay
) -> None:
    """The place changed hands while the programme was off: what was planned then is not told."""
    book(ticket, "RUN")
    desk = Desk(edition_id=day.edition_id, actor="person 1", now=SUMMER)
    with transaction():
        releases.switch(desk, is_on=False)
    change(Slot, day.sessions["RUN"], starts_at=at("15:00"), ends_at=at("16:30"))
    release(day.edition_id, SUMMER)
    booking = booking_row(ticket, day.sessions["RUN"])
    change(Booking, booking.id, changed_at=SUMMER + timedelta(minutes=1))
    change(Slot, day.sessions["RUN"], starts_at=at("14:00"), ends_at=at("15:30"))
    release(day.edition_id, SUMMER + timedelta(minutes=2))
    with transaction():
        releases.switch(desk, is_on=True)
    assert holder.get(MY_DAY).alerts == [
        f"One change since you booked “ {RUN} ” has moved from 11:00 to 14:00 .",
    ]


def test_a_move_to_another_day_names_the_day(
    holder: Browser, ticket: Ticket, day: SmallDay
) -> None:
    book(ticket, "RUN")
    later = timedelta(days=1)
    change(Slot, day.sessions["RUN"], starts_at=at("11:00") + later, ends_at=at("12:30") + later)
    release(day.edition_id, SUMMER)
    page = holder.get(MY_DAY)
    assert "has moved to Thursday 26 September 2024, 11:00" in page.alerts[0]
    days = ["".join(found.itertext()) for found in page.all("//h2[starts-with(@id,'day-')]")]
    assert days == ["Wednesday 25 September 2024", "Thursday 26 September 2024"]


def test_new_words_are_no_change(holder: Browser, ticket: Ticket, day: SmallDay) -> None:
    book(ticket, "RUN")
    change(Session, day.sessions["RUN"], title="Run charts, calmly")
    release(day.edition_id, SUMMER)
    assert holder.get(MY_DAY).alerts == []


def test_a_session_called_off_is_told_and_leaves_room_for_another(
    holder: Browser, ticket: Ticket, day: SmallDay
) -> None:
    book(ticket, "RUN")
    change(Session, day.sessions["RUN"], is_cancelled=True)
    release(day.edition_id, SUMMER)
    page = holder.get(MY_DAY)
    assert "will not run. Your ticket is not affected. Others at that time" in page.alerts[0]
    assert (
        "11:00 Run charts without tears This session will not run. Your ticket is not affected."
        in rows(page)
    )
    assert "11:00 Walk in 2 sessions to pick from at 11:00" in rows(page)


def test_before_the_first_release_the_day_says_so(browser: Browser) -> None:
    ticket = make_ticket(make_edition().id)
    page = browser.hold("ticket", ticket.selector).get(MY_DAY)
    assert "The programme is not out yet" in page.text
    assert "It is over" not in page.text


def test_several_tickets_are_tabs(holder: Browser, ticket: Ticket, day: SmallDay) -> None:
    other = make_ticket(day.edition_id, "")
    holder.hold("ticket", other.selector)
    book(other, "RUN")
    first = holder.get(MY_DAY)
    assert not any("Run charts" in row for row in rows(first))
    second = first.follow(f"Ticket {other.code}")
    assert second.all("//nav[@aria-label='Whose day']/a[@aria-current]/@href") == [
        f"{MY_DAY}?ticket={other.code}"
    ]
    assert any("Run charts" in row for row in rows(second))


def test_a_ticket_of_somebody_else_is_not_found(holder: Browser, day: SmallDay) -> None:
    foreign = make_ticket(day.edition_id, "Somebody Else")
    answers = [
        holder.get(f"{MY_DAY}?ticket={foreign.code}"),
        holder.post(f"{MY_DAY}/calendar", ticket=foreign.code),
        holder.post(f"{MY_DAY}/calendar/replacement", ticket=foreign.code),
        holder.post(f"{MY_DAY}/calendar/rooms", ticket=foreign.code, rooms="show"),
    ]
    assert [answer.status for answer in answers] == [404] * 4
    assert keys(foreign) == []


def test_a_cancelled_ticket_shows_what_became_of_it(
    holder: Browser, ticket: Ticket, day: SmallDay
) -> None:
    with transaction():
        orders.cancel(order_by_id_for_update(ticket.order_id), actor="person 1", now=SUMMER)
    page = holder.get(MY_DAY)
    assert "This ticket was cancelled" in page.text
    assert not page.all("//main//form")


def test_an_address_is_made_fetched_and_noted(holder: Browser, ticket: Ticket) -> None:
    book(ticket, "RUN")
    made = holder.get(MY_DAY).submit("Make my calendar address")
    assert made.location == f"{MY_DAY}?ticket={ticket.code}#calendar"
    page = made.follow()
    address = page.all("//input[@id='address']/@value")[0]
    assert address == f"http://127.0.0.1:8000{feed_address(keys(ticket)[0][0])}"
    assert page.link("Subscribe") == address.replace("http:", "webcal:")
    assert page.link("Download once") == address
    assert "Not fetched yet." in page.text
    fetched = holder.other().get(address.removeprefix("http://127.0.0.1:8000"))
    assert (fetched.status, fetched.response.mimetype) == (200, "text/calendar")
    assert "Run charts without tears" in fetched.html
    assert "Last fetched 15 July 2024" in holder.get(MY_DAY).text


def test_one_press_replaces_the_address_and_ends_the_old_one(
    holder: Browser, ticket: Ticket
) -> None:
    holder.get(MY_DAY).submit("Make my calendar address")
    old = feed_address(keys(ticket)[0][0])
    assert holder.get(old).status == 200
    holder.get(MY_DAY).submit("Replace the address")
    new = feed_address(keys(ticket)[1][0])
    assert (holder.get(old).status in {404, 410}, holder.get(new).status) == (True, 200)


def test_rooms_go_into_the_calendar_and_out_again(holder: Browser, ticket: Ticket) -> None:
    book(ticket, "RUN")
    holder.get(MY_DAY).submit("Make my calendar address")
    feed = feed_address(keys(ticket)[0][0])
    told = [holder.get(feed).html.count("LOCATION:Studio 1")]
    for button in ("Show rooms in my calendar", "Leave rooms out"):
        holder.get(MY_DAY).submit(button)
        told.append(holder.get(feed).html.count("LOCATION:Studio 1"))
    assert told == [0, 1, 0]


def test_a_feed_that_has_not_changed_answers_304(holder: Browser, ticket: Ticket) -> None:
    holder.get(MY_DAY).submit("Make my calendar address")
    feed = feed_address(keys(ticket)[0][0])
    etag = holder.get(feed).headers["ETag"]
    again = holder.client.get(feed, headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    book(ticket, "RUN")
    assert holder.client.get(feed, headers={"If-None-Match": etag}).status_code == 200


def test_a_stranger_changes_no_calendar(browser: Browser, day: SmallDay) -> None:
    done = browser.post(f"{MY_DAY}/calendar", ticket="")
    assert (done.status, done.location) == (303, MY_DAY)


def test_names_are_shown_as_they_are_written(
    holder: Browser, ticket: Ticket, day: SmallDay
) -> None:
    other = make_ticket(day.edition_id, "نور <b>O'Brien</b> {{ 7*7 }}")
    holder.hold("ticket", other.selector)
    assert "نور <b>O'Brien</b> {{ 7*7 }}" in holder.get(MY_DAY).text


def test_my_day_costs_the_same_however_many_sessions_there_are(
    holder: Browser, ticket: Ticket, day: SmallDay
) -> None:
    book(ticket, "RUN")
    counts = []
    for number in range(2):
        for extra in range(4 * number):
            make_session(day.edition_id, f"MORE{extra}", ("14:00", "14:30"), places=9)
        release(day.edition_id, RELEASED_AT + timedelta(hours=1 + number))
        holder.get(MY_DAY)
        with counted() as seen:
            holder.get(MY_DAY)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_rows_of_one_edition_never_show_in_another(
    holder: Browser, ticket: Ticket, day: SmallDay
) -> None:
    other = make_small_day("2025", is_current=False)
    book(ticket, "RUN")
    assert "We do not know your ticket here yet" in holder.get("/2025/my-day").text
    assert holder.get(f"/2025/my-day?ticket={ticket.code}").status == 404
    later = make_ticket(other.edition_id)
    holder.hold("ticket", later.selector)
    assert not any("Run charts" in row for row in rows(holder.get("/2025/my-day")))
    assert holder.get(f"/2025/my-day?ticket={ticket.code}").status == 404
