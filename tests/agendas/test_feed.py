"""The private feed: what it tells, what it keeps to itself, and how calendars follow it."""

from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest
from flask import Flask

from conference.agendas import actions, queries, rules
from conference.agendas.queries import FeedFacts
from conference.documents.calendar import CalendarEntry, calendar_file
from conference.editions.actions import edit_edition
from conference.kernel.database import transaction
from conference.kernel.errors import NotFound
from conference.orders import actions as orders
from conference.orders.queries import order_by_id_for_update
from conference.programme.models import Session, Slot
from tests.documents.khal_reader import khal_reads
from tests.factories.agendas import make_key
from tests.factories.people import make_person
from tests.factories.programme import (
    DAY,
    RELEASED_AT,
    SUMMER,
    SmallDay,
    at,
    change,
    make_session,
    make_small_day,
    make_speaker,
    release,
)
from tests.factories.workshops import PAID_AT, Ticket, book, booking_row, cancel, make_ticket
from tests.support.statements import counted

LATER = SUMMER + timedelta(hours=1)


@pytest.fixture
def day(database: Flask) -> SmallDay:
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
    """Store Rowan's ticket, with a place in Run charts and a calendar."""
    made = make_ticket(day.edition_id)
    book(made, "RUN")
    return made


def edit_day(day: SmallDay, **changed: object) -> None:
    """Save the edition's details with some of them changed."""
    values = {
        "name": day.edition.name,
        "starts_on": day.edition.starts_on,
        "ends_on": day.edition.ends_on,
        "doors_at": time(8, 30),
        "opens_at": time(9),
        "closes_at": time(17),
        "needs_by": None,
    }
    with transaction():
        edit_edition(day.edition_id, values | changed, actor="person 1", now=SUMMER)


def feed(ticket: Ticket, *, shows_rooms: bool = False) -> FeedFacts:
    """Return the ticket's feed as it is now."""
    return queries.feed(make_key(ticket, shows_rooms=shows_rooms), now=SUMMER)


def entries(ticket: Ticket, *, shows_rooms: bool = False) -> dict[str, CalendarEntry]:
    """Return the entries of the feed by the word that begins their UID."""
    found = feed(ticket, shows_rooms=shows_rooms).calendar.entries
    return {entry.uid.split("-")[0]: entry for entry in found}


def test_the_feed_holds_titles_and_times_and_nothing_else(day: SmallDay, ticket: Ticket) -> None:
    booking = booking_row(ticket, day.sessions["RUN"]).id
    assert feed(ticket).calendar.entries == (
        CalendarEntry(
            uid=f"ticket-{ticket.id}@2024.conference",
            starts_at=at("09:00"),
            ends_at=at("17:00"),
            title="Warwick Improvement Conference",
            sequence=0,
            changed_at=PAID_AT,
            is_private=True,
            is_transparent=True,
        ),
        CalendarEntry(
            uid=f"booking-{booking}@2024.conference",
            starts_at=at("11:00"),
            ends_at=at("12:30"),
            title="Run charts without tears",
            sequence=0,
            changed_at=PAID_AT,
            is_private=True,
        ),
    )


def test_no_name_no_code_and_no_link_leaves_in_the_file(day: SmallDay, ticket: Ticket) -> None:
    text = calendar_file(feed(ticket, shows_rooms=True).calendar).decode()
    for secret in ("Rowan", ticket.code, "TICKET-", ticket.selector, "example.org", "http"):
        assert secret not in text


def test_rooms_are_told_only_where_asked_for(day: SmallDay, ticket: Ticket) -> None:
    assert [entry.location for entry in entries(ticket).values()] == ["", ""]
    shown = entries(ticket, shows_rooms=True)
    assert {kind: entry.location for kind, entry in shown.items()} == {
        "ticket": "The Slate, University of Warwick",
        "booking": "Studio 1",
    }


def test_a_private_room_and_a_sensitive_title_never_leave(day: SmallDay) -> None:
    ticket = make_ticket(day.edition_id)
    book(ticket, "LEAD")
    entry = entries(ticket, shows_rooms=True)["booking"]
    assert (entry.title, entry.location) == ("Conference session", "")


def test_where_a_protected_speaker_will_be_stays_out_of_calendars(day: SmallDay) -> None:
    person = make_person("hidden@example.org")
    make_speaker(
        day.edition_id, "SHY", "Shy", day.sessions["TRAIL"], person_id=person, is_listed=False
    )
    release(day.edition_id, SUMMER)
    ticket = make_ticket(day.edition_id)
    book(ticket, "TRAIL")
    entry = entries(ticket, shows_rooms=True)["booking"]
    assert (entry.title, entry.location) == ("Shrink your trail", "")


def test_words_that_change_leave_the_sequence_alone(day: SmallDay, ticket: Ticket) -> None:
    before = entries(ticket)["booking"]
    change(Session, day.sessions["RUN"], title="Run charts, calmly")
    release(day.edition_id, SUMMER)
    after = entries(ticket)["booking"]
    assert after == replace(before, title="Run charts, calmly", changed_at=SUMMER)


def test_a_release_that_changes_nothing_changes_nothing(day: SmallDay, ticket: Ticket) -> None:
    before = calendar_file(feed(ticket).calendar)
    release(day.edition_id, SUMMER)
    assert calendar_file(feed(ticket).calendar) == before


def test_a_move_raises_the_sequence_and_keeps_the_uid(day: SmallDay, ticket: Ticket) -> None:
    before = entries(ticket)["booking"]
    change(Slot, day.sessions["RUN"], starts_at=at("14:00"), ends_at=at("15:30"))
    release(day.edition_id, SUMMER)
    assert entries(ticket)["booking"] == replace(
        before, starts_at=at("14:00"), ends_at=at("15:30"), sequence=1, changed_at=SUMMER
    )


def test_a_day_that_begins_later_moves_in_every_calendar(day: SmallDay, ticket: Ticket) -> None:
    before = entries(ticket)["ticket"]
    edit_day(day, name="Improvement, renamed")
    renamed = entries(ticket)["ticket"]
    edit_day(day, name="Improvement, renamed", opens_at=time(10, 30))
    assert (renamed, entries(ticket)["ticket"]) == (
        replace(before, title="Improvement, renamed", changed_at=SUMMER),
        replace(renamed, starts_at=at("10:30"), sequence=1),
    )


def test_a_session_called_off_stays_in_the_feed(day: SmallDay, ticket: Ticket) -> None:
    before = entries(ticket)["booking"]
    change(Session, day.sessions["RUN"], is_cancelled=True)
    release(day.edition_id, SUMMER)
    release(day.edition_id, LATER)
    assert entries(ticket)["booking"] == replace(
        before,
        title="Cancelled: Run charts without tears",
        sequence=1,
        changed_at=SUMMER,
        is_cancelled=True,
    )


def test_a_place_given_back_and_taken_again_only_ever_counts_up(
    day: SmallDay, ticket: Ticket
) -> None:
    seen = [entries(ticket)["booking"]]
    cancel(ticket, "RUN", now=SUMMER)
    seen.append(entries(ticket)["booking"])
    change(Slot, day.sessions["RUN"], room_id=day.rooms["Main Hall"])
    release(day.edition_id, SUMMER + timedelta(minutes=1))
    seen.append(entries(ticket)["booking"])
    book(ticket, "RUN", now=LATER)
    seen.append(entries(ticket)["booking"])
    assert [(entry.sequence, entry.is_cancelled, entry.changed_at) for entry in seen] == [
        (0, False, PAID_AT),
        (1, True, SUMMER),
        (2, True, SUMMER + timedelta(minutes=1)),
        (3, False, LATER),
    ]
    assert len({entry.uid for entry in seen}) == 1


def test_talks_of_ones_own_are_in_the_feed(day: SmallDay) -> None:
    person = make_person("speaker@example.org")
    make_speaker(day.edition_id, "OWN", "Rowan Hale", day.sessions["KIND"], person_id=person)
    release(day.edition_id, SUMMER)
    ticket = make_ticket(day.edition_id, person_id=person)
    talk = entries(ticket)["talk"]
    assert (talk.uid, talk.title, talk.description, talk.is_cancelled) == (
        f"talk-{day.sessions['KIND']}-{ticket.id}@2024.conference",
        "Kind and clear",
        "You speak in this session.",
        False,
    )


def test_a_cancelled_ticket_turns_everything_to_cancelled(day: SmallDay) -> None:
    person = make_person("speaker@example.org")
    make_speaker(day.edition_id, "OWN", "Rowan Hale", day.sessions["CHART"], person_id=person)
    ticket = make_ticket(day.edition_id, person_id=person)
    book(ticket, "RUN")
    selector = make_key(ticket)
    before = {entry.uid: entry for entry in feed(ticket).calendar.entries}
    with transaction():
        orders.cancel(order_by_id_for_update(ticket.order_id), actor="person 1", now=SUMMER)
    after = queries.feed(selector, now=SUMMER).calendar.entries
    assert {entry.uid for entry in after} == set(before)
    for entry in after:
        assert (entry.is_cancelled, entry.changed_at) == (True, SUMMER)
        assert entry.sequence > before[entry.uid].sequence
        assert entry.title == f"Cancelled: {before[entry.uid].title}"


def test_an_address_that_was_replaced_has_ended(day: SmallDay, ticket: Ticket) -> None:
    old = make_key(ticket)
    with transaction():
        new = actions.replace_calendar_key(
            edition_id=ticket.edition_id, attendee_id=ticket.id, now=SUMMER
        )
    with pytest.raises(rules.FeedEnded):
        queries.feed(old, now=SUMMER)
    uids = {entry.uid for entry in queries.feed(new, now=SUMMER).calendar.entries}
    assert len(uids) == 2


def test_an_address_nobody_made_is_not_known(day: SmallDay) -> None:
    with pytest.raises(NotFound) as refused:
        queries.feed("NOSUCH", now=SUMMER)
    assert type(refused.value) is NotFound


def test_the_feed_ends_a_week_after_the_event(day: SmallDay, ticket: Ticket) -> None:
    selector = make_key(ticket)
    queries.feed(selector, now=at("23:59") + timedelta(days=7))
    with pytest.raises(rules.FeedEnded):
        queries.feed(selector, now=at("23:59") + timedelta(days=7, minutes=1))


def test_a_feed_costs_at_most_five_statements(day: SmallDay) -> None:
    person = make_person("speaker@example.org")
    make_speaker(day.edition_id, "OWN", "Rowan Hale", day.sessions["CHART"], person_id=person)
    ticket = make_ticket(day.edition_id, person_id=person)
    book(ticket, "RUN")
    selector = make_key(ticket, shows_rooms=True)
    with counted() as seen:
        queries.feed(selector, now=SUMMER)
    assert len(seen) == 5


def test_khal_reads_the_feed(day: SmallDay, ticket: Ticket, tmp_path: Path) -> None:
    book(ticket, "LEAD")
    cancel(ticket, "LEAD", now=SUMMER)
    read = khal_reads(
        calendar_file(feed(ticket, shows_rooms=True).calendar),
        tmp_path,
        first_date=DAY,
        line="{start-time}|{end-time}|{title}|{location}|{status}",
    )
    assert sorted(read) == [
        "09:00|17:00|Warwick Improvement Conference|The Slate, University of Warwick|CONFIRMED",
        "11:00|12:30|Run charts without tears|Studio 1|CONFIRMED",
        "12:45|13:15|Cancelled: Conference session||CANCELLED",
    ]
