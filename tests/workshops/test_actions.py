"""Booking, giving back, swapping, and what releases and cancellations do to places."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from conference.history.models import Entry
from conference.kernel.database import db, transaction
from conference.kernel.errors import NotFound
from conference.orders import actions as orders
from conference.orders.queries import order_by_id_for_update
from conference.orders.rules import OrderState
from conference.programme.models import Session, Slot
from conference.workshops import queries, rules
from conference.workshops.models import Workshop
from conference.workshops.rules import Places
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
from tests.factories.workshops import (
    PAID_AT,
    book,
    booked,
    booking_row,
    cancel,
    fill,
    make_ticket,
)

pytestmark = pytest.mark.usefixtures("database")

DEADLINE = at("10:00")
"""An hour before Run charts without tears and Shrink your trail."""


@pytest.fixture
def day(database: Flask) -> SmallDay:
    """Store the small day with a second workshop at eleven and one that follows at half past."""
    made = make_small_day()
    more = {
        code: make_session(
            made.edition_id, code, span, made.rooms["Studio 3"], title=title, places=places
        )
        for code, span, title, places in (
            ("TRAIL", ("11:00", "12:30"), "Shrink your trail", 5),
            ("FIRST", ("12:30", "13:30"), "The first five minutes", 20),
            ("LATE", ("12:00", "13:00"), "Mapping a pathway", 20),
        )
    }
    release(made.edition_id, RELEASED_AT + timedelta(minutes=1))
    return SmallDay(edition=made.edition, rooms=made.rooms, sessions=made.sessions | more)


def capacities(edition_id: int) -> dict[int, int]:
    """Return the places of every workshop by session id."""
    db.session.rollback()
    rows = db.session.execute(
        select(Workshop.session_id, Workshop.capacity).where(Workshop.edition_id == edition_id)
    )
    return dict(rows.all())


def test_a_release_fixes_the_places_of_what_it_shows_first(day: SmallDay) -> None:
    ids = day.sessions
    assert capacities(day.edition_id) == {
        ids["RUN"]: 32,
        ids["LEAD"]: 6,
        ids["TRAIL"]: 5,
        ids["FIRST"]: 20,
        ids["LATE"]: 20,
    }
    change(Session, ids["RUN"], places=12)
    release(day.edition_id, SUMMER)
    assert capacities(day.edition_id)[ids["RUN"]] == 32


def test_a_place_is_stored_with_its_history(day: SmallDay) -> None:
    ticket = make_ticket(day.edition_id)
    book(ticket, "RUN")
    row = booking_row(ticket, day.sessions["RUN"])
    assert (row.state, row.booked_at, row.changed_at, row.sequence) == (
        "confirmed",
        PAID_AT,
        PAID_AT,
        0,
    )
    assert history() == [("attendee", "place booked", "booking", row.id)]


def history() -> list[tuple[str, str, str, int]]:
    """Return what was recorded about bookings."""
    rows = db.session.execute(
        select(Entry.actor, Entry.what, Entry.subject_kind, Entry.subject_id)
        .where(Entry.subject_kind == "booking")
        .order_by(Entry.id)
    )
    return [(actor, what, kind, subject) for actor, what, kind, subject in rows]


def test_booking_twice_makes_one_booking(day: SmallDay) -> None:
    ticket = make_ticket(day.edition_id)
    book(ticket, "RUN")
    with pytest.raises(rules.AlreadyBooked):
        book(ticket, "RUN")
    assert queries.places_of(day.edition_id)[day.sessions["RUN"]] == Places(taken=1, capacity=32)


def test_a_place_given_back_is_booked_again_in_the_same_row(day: SmallDay) -> None:
    ticket = make_ticket(day.edition_id)
    book(ticket, "RUN")
    first = booking_row(ticket, day.sessions["RUN"]).id
    cancel(ticket, "RUN", now=PAID_AT + timedelta(hours=1))
    assert booked(ticket) == set()
    again = PAID_AT + timedelta(hours=2)
    book(ticket, "RUN", now=again)
    row = booking_row(ticket, day.sessions["RUN"])
    assert (row.id, row.state, row.sequence, row.booked_at, row.changed_at) == (
        first,
        "confirmed",
        2,
        again,
        again,
    )


def test_giving_back_twice_changes_nothing_the_second_time(day: SmallDay) -> None:
    ticket = make_ticket(day.edition_id)
    book(ticket, "RUN")
    cancel(ticket, "RUN", now=SUMMER)
    cancel(ticket, "RUN", now=SUMMER + timedelta(hours=1))
    row = booking_row(ticket, day.sessions["RUN"])
    assert (row.state, row.sequence, row.changed_at) == ("cancelled", 1, SUMMER)


def test_nothing_is_given_back_that_was_never_booked(day: SmallDay) -> None:
    with pytest.raises(rules.NotBooked):
        cancel(make_ticket(day.edition_id), "RUN")


def test_full_is_full(day: SmallDay) -> None:
    fill(day.edition_id, "TRAIL", 5)
    ticket = make_ticket(day.edition_id)
    with pytest.raises(rules.WorkshopFull):
        book(ticket, "TRAIL")
    assert booked(ticket) == set()


def test_a_place_given_back_can_be_booked_by_the_next(day: SmallDay) -> None:
    guests = fill(day.edition_id, "TRAIL", 5)
    cancel(guests[2], "TRAIL")
    ticket = make_ticket(day.edition_id)
    book(ticket, "TRAIL")
    assert booked(ticket) == {day.sessions["TRAIL"]}


def test_what_ends_when_the_other_begins_is_no_clash(day: SmallDay) -> None:
    ticket = make_ticket(day.edition_id)
    book(ticket, "TRAIL")
    book(ticket, "FIRST")
    assert booked(ticket) == {day.sessions["TRAIL"], day.sessions["FIRST"]}


def test_every_clash_is_named(day: SmallDay) -> None:
    ticket = make_ticket(day.edition_id)
    book(ticket, "RUN")
    book(ticket, "FIRST")
    with pytest.raises(rules.TimeClash) as refused:
        book(ticket, "LATE")
    assert [item.code for item in refused.value.commitments] == ["RUN", "FIRST"]
    assert booked(ticket) == {day.sessions["RUN"], day.sessions["FIRST"]}


def test_a_swap_takes_the_new_place_and_gives_up_what_is_in_the_way(day: SmallDay) -> None:
    ticket = make_ticket(day.edition_id)
    book(ticket, "RUN")
    book(ticket, "FIRST")
    book(ticket, "LATE", "RUN", "FIRST", now=SUMMER)
    assert booked(ticket) == {day.sessions["LATE"]}
    row = booking_row(ticket, day.sessions["RUN"])
    assert (row.state, row.sequence, row.changed_at) == ("cancelled", 1, SUMMER)
    assert [what for _, what, _, _ in history()] == [
        "place booked",
        "place booked",
        "place booked",
        "place given up",
        "place given up",
    ]


def test_a_swap_gives_up_nothing_that_is_not_in_the_way(day: SmallDay) -> None:
    ticket = make_ticket(day.edition_id)
    book(ticket, "FIRST")
    book(ticket, "RUN", "FIRST", "TRAIL", "NOSUCH")
    assert booked(ticket) == {day.sessions["RUN"], day.sessions["FIRST"]}


def test_a_swap_for_part_of_the_clashes_is_refused_whole(day: SmallDay) -> None:
    ticket = make_ticket(day.edition_id)
    book(ticket, "RUN")
    book(ticket, "FIRST")
    with pytest.raises(rules.TimeClash) as refused:
        book(ticket, "LATE", "RUN")
    assert [item.code for item in refused.value.commitments] == ["FIRST"]
    assert booked(ticket) == {day.sessions["RUN"], day.sessions["FIRST"]}


def test_a_swap_keeps_the_old_place_when_the_new_one_is_full(day: SmallDay) -> None:
    ticket = make_ticket(day.edition_id)
    book(ticket, "RUN")
    fill(day.edition_id, "TRAIL", 5)
    with pytest.raises(rules.WorkshopFull):
        book(ticket, "TRAIL", "RUN")
    assert booked(ticket) == {day.sessions["RUN"]}


def test_a_talk_of_ones_own_is_in_the_way_and_stays(day: SmallDay) -> None:
    person = make_person("speaker@example.org")
    make_speaker(day.edition_id, "OWN", "Rowan Hale", day.sessions["KIND"], person_id=person)
    release(day.edition_id, RELEASED_AT + timedelta(minutes=2))
    ticket = make_ticket(day.edition_id, person_id=person)
    with pytest.raises(rules.TimeClash) as refused:
        book(ticket, "RUN", "KIND")
    assert [item.code for item in refused.value.commitments] == ["KIND"]
    assert refused.value.may_swap(now=PAID_AT) is False


def test_speakers_take_no_place_in_their_own_session(day: SmallDay) -> None:
    person = make_person("speaker@example.org")
    make_speaker(day.edition_id, "OWN", "Rowan Hale", day.sessions["RUN"], person_id=person)
    release(day.edition_id, RELEASED_AT + timedelta(minutes=2))
    with pytest.raises(rules.OwnSession):
        book(make_ticket(day.edition_id, person_id=person), "RUN")


def test_a_talk_in_another_edition_is_in_nobodys_way(day: SmallDay) -> None:
    other = make_small_day("2025", is_current=False)
    person = make_person("speaker@example.org")
    make_speaker(other.edition_id, "OWN", "Rowan Hale", other.sessions["KIND"], person_id=person)
    release(other.edition_id, RELEASED_AT + timedelta(minutes=2))
    ticket = make_ticket(day.edition_id, person_id=person)
    book(ticket, "RUN")
    assert booked(ticket) == {day.sessions["RUN"]}


@pytest.mark.parametrize(
    ("moment", "is_open"), [(DEADLINE - timedelta(seconds=1), True), (DEADLINE, False)]
)
def test_booking_and_giving_back_end_together(
    day: SmallDay, moment: datetime, is_open: bool
) -> None:
    early, late = make_ticket(day.edition_id), make_ticket(day.edition_id)
    book(early, "RUN")
    told = []
    for act in (partial(book, late, "RUN", now=moment), partial(cancel, early, "RUN", now=moment)):
        try:
            act()
            told.append("")
        except rules.BookingRefused as refusal:
            told.append(refusal.code)
    assert told == (["", ""] if is_open else ["booking_closed", "place_kept"])


def test_a_session_that_was_called_off_takes_nobody_and_lets_everybody_go(day: SmallDay) -> None:
    ticket, other = make_ticket(day.edition_id), make_ticket(day.edition_id)
    book(ticket, "RUN")
    change(Session, day.sessions["RUN"], is_cancelled=True)
    release(day.edition_id, SUMMER)
    with pytest.raises(rules.SessionOff):
        book(other, "RUN", now=SUMMER)
    book(ticket, "TRAIL", now=SUMMER)
    cancel(ticket, "RUN", now=DEADLINE)
    assert booked(ticket) == {day.sessions["TRAIL"]}


def test_a_booking_reads_the_newest_release(day: SmallDay) -> None:
    ticket = make_ticket(day.edition_id)
    book(ticket, "RUN")
    change(Slot, day.sessions["TRAIL"], starts_at=at("14:00"), ends_at=at("15:00"))
    with pytest.raises(rules.TimeClash):
        book(ticket, "TRAIL")
    release(day.edition_id, SUMMER)
    book(ticket, "TRAIL", now=SUMMER)
    assert booked(ticket) == {day.sessions["RUN"], day.sessions["TRAIL"]}


@pytest.mark.parametrize("code", ["NOSUCH", "KIND", "LUNCH"])
def test_only_sessions_with_places_can_be_booked(day: SmallDay, code: str) -> None:
    with pytest.raises(NotFound):
        book(make_ticket(day.edition_id), code)


@pytest.mark.parametrize(
    "state",
    [OrderState.HELD, OrderState.AWAITING_PAYMENT, OrderState.EXPIRED, OrderState.PAID_NO_PLACE],
)
def test_only_paid_tickets_book(day: SmallDay, state: OrderState) -> None:
    with pytest.raises(rules.TicketCancelled):
        book(make_ticket(day.edition_id, state=state), "RUN")


def test_a_ticket_of_another_edition_is_not_known_here(day: SmallDay) -> None:
    other = make_edition("2025", is_current=False)
    ticket = make_ticket(other.id)
    with pytest.raises(NotFound):
        book(replace(ticket, edition_id=day.edition_id), "RUN")


def test_a_cancelled_attendee_gives_all_places_back(day: SmallDay) -> None:
    ticket, stays = make_ticket(day.edition_id), make_ticket(day.edition_id)
    for holder in (ticket, stays):
        book(holder, "RUN")
    book(ticket, "FIRST")
    with transaction():
        orders.cancel(order_by_id_for_update(ticket.order_id), actor="person 1", now=SUMMER)
    assert (booked(ticket), booked(stays)) == (set(), {day.sessions["RUN"]})
    row = booking_row(ticket, day.sessions["RUN"])
    assert (row.state, row.sequence, row.changed_at) == ("cancelled", 1, SUMMER)
    with pytest.raises(rules.TicketCancelled):
        book(ticket, "RUN", now=SUMMER)
