"""Places kept for those whose workshop was called off: theirs for half an hour, nobody else's."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask

from conference.kernel.database import db, transaction
from conference.programme.actions import emergencies
from conference.programme.actions.desk import Desk
from conference.programme.models import Session
from conference.programme.rules.emergencies import AlreadyOff
from conference.workshops import queries
from conference.workshops.models import PlaceReserve, Workshop
from conference.workshops.rules import KEPT_FOR, Places, WorkshopFull, reserved_places
from tests.factories.programme import (
    SUMMER,
    SmallDay,
    change,
    make_session,
    make_small_day,
    release,
)
from tests.factories.workshops import (
    PAID_AT,
    Ticket,
    book,
    booked,
    cancel,
    fill,
    make_ticket,
)
from tests.support.races import at_once

SOON = SUMMER + timedelta(minutes=10)


@pytest.fixture
def day(database: Flask) -> SmallDay:
    """Return a released day in which ELSE has three places later in the day."""
    day = make_small_day()
    make_session(day.edition_id, "ELSE", ("14:00", "15:00"), title="Else", places=3, kind="session")
    release(day.edition_id)
    return day


def call_off(day: SmallDay, *alternatives: str, now: datetime = SUMMER) -> None:
    with transaction():
        emergencies.cancel_now(
            "RUN",
            "It will not run",
            Desk(edition_id=day.edition_id, actor="person 1", now=now),
            alternatives=frozenset(alternatives),
        )


def bring_back(day: SmallDay) -> None:
    with transaction():
        emergencies.bring_back_now(
            "RUN", Desk(edition_id=day.edition_id, actor="person 1", now=SOON)
        )


def seen(day: SmallDay, ticket: Ticket | None = None, now: datetime = SOON) -> Places:
    """Return how full ELSE is for a ticket, or for anybody."""
    db.session.rollback()
    found = queries.open_places(day.edition_id, now, ticket.id if ticket else 0)
    return next(
        places for session_id, places in found.items() if session_id not in day.sessions.values()
    )


def two_in_run(day: SmallDay) -> list[Ticket]:
    return fill(day.edition_id, "RUN", 2)


@pytest.mark.parametrize(
    ("free", "booked", "places"), [(5, 2, 2), (1, 2, 1), (0, 2, 0), (-1, 2, 0), (5, 0, 0)]
)
def test_no_more_is_kept_than_is_free_or_was_booked(free: int, booked: int, places: int) -> None:
    assert reserved_places(free, booked) == places


def test_kept_places_are_taken_for_others_only(day: SmallDay) -> None:
    one, _ = two_in_run(day)
    call_off(day, "ELSE")
    assert seen(day) == Places(taken=2, capacity=3)
    assert seen(day, one) == Places(taken=0, capacity=3)
    stranger, late = make_ticket(day.edition_id), make_ticket(day.edition_id)
    book(stranger, "ELSE", now=SOON)
    with pytest.raises(WorkshopFull):
        book(late, "ELSE", now=SOON)
    book(one, "ELSE", now=SOON)
    assert seen(day) == Places(taken=3, capacity=3)
    assert queries.places_of(day.edition_id)[_else(day)] == Places(taken=2, capacity=3)


def test_after_half_an_hour_they_are_anybodys(day: SmallDay) -> None:
    two_in_run(day)
    call_off(day, "ELSE")
    end = SUMMER + KEPT_FOR
    assert seen(day, now=end - timedelta(seconds=1)) == Places(taken=2, capacity=3)
    assert seen(day, now=end) == Places(taken=0, capacity=3)
    for _ in range(3):
        book(make_ticket(day.edition_id), "ELSE", now=end)
    with pytest.raises(WorkshopFull):
        book(make_ticket(day.edition_id), "ELSE", now=end)


def test_who_gives_the_place_up_again_leaves_it_for_the_others(day: SmallDay) -> None:
    one, two = two_in_run(day)
    call_off(day, "ELSE")
    book(one, "ELSE", now=SOON)
    cancel(one, "ELSE", now=SOON)
    assert seen(day) == Places(taken=2, capacity=3)
    assert seen(day, two) == Places(taken=0, capacity=3)


def test_who_gave_up_the_lost_place_is_a_stranger_again(day: SmallDay) -> None:
    one, _ = two_in_run(day)
    call_off(day, "ELSE")
    cancel(one, "RUN", now=SOON)
    assert seen(day, one) == Places(taken=2, capacity=3)


def test_taken_back_nothing_is_kept(day: SmallDay) -> None:
    one, _ = two_in_run(day)
    call_off(day, "ELSE")
    bring_back(day)
    assert seen(day) == Places(taken=0, capacity=3)
    assert db.session.query(PlaceReserve).count() == 0
    assert booked(one) == {day.sessions["RUN"]}
    call_off(day, "ELSE", now=SOON)
    assert seen(day) == Places(taken=2, capacity=3)


def test_called_off_again_after_an_ordinary_return(day: SmallDay) -> None:
    """It came back with a release, not with the press that takes a calling off back."""
    two_in_run(day)
    call_off(day, "ELSE")
    change(Session, day.sessions["RUN"], is_cancelled=False)
    release(day.edition_id, SOON)
    assert seen(day) == Places(taken=0, capacity=3)
    call_off(day, "ELSE", now=SOON)
    assert seen(day) == Places(taken=2, capacity=3)


def test_a_place_from_before_uses_up_nothing_that_is_kept(day: SmallDay) -> None:
    one, two = two_in_run(day)
    late = make_session(day.edition_id, "LATE", ("15:30", "16:30"), title="Late", places=3)
    release(day.edition_id)
    book(one, "LATE", now=PAID_AT)
    call_off(day, "LATE")
    db.session.rollback()
    assert queries.open_places(day.edition_id, SOON)[late] == Places(taken=3, capacity=3)
    book(two, "LATE", now=SOON)
    assert queries.open_places(day.edition_id, SOON)[late] == Places(taken=3, capacity=3)


def test_more_who_come_than_were_kept_for_take_no_more_than_theirs(day: SmallDay) -> None:
    tickets = fill(day.edition_id, "RUN", 3)
    for _ in range(2):
        book(make_ticket(day.edition_id), "ELSE", now=PAID_AT)
    call_off(day, "ELSE")
    assert seen(day) == Places(taken=3, capacity=3)
    with transaction():
        db.session.query(Workshop).filter_by(session_id=_else(day)).update({"capacity": 6})
    for ticket in tickets:
        book(ticket, "ELSE", now=SOON)
    assert seen(day) == Places(taken=5, capacity=6)


def test_nothing_is_kept_where_nothing_was_chosen_or_booked(day: SmallDay) -> None:
    call_off(day, "ELSE", "RUN", "NOWHERE")
    assert db.session.query(PlaceReserve).count() == 0


def test_pressed_twice_keeps_once(day: SmallDay) -> None:
    two_in_run(day)
    call_off(day, "ELSE")
    with pytest.raises(AlreadyOff):
        call_off(day, "ELSE", now=SOON)
    assert db.session.query(PlaceReserve).count() == 1


def test_bookings_and_a_calling_off_at_once_end(day: SmallDay, database: Flask) -> None:
    """A booking holds a workshop and writes history, a calling off holds the edition."""
    one, _ = two_in_run(day)
    strangers = [make_ticket(day.edition_id) for _ in range(3)]

    def take(ticket: Ticket) -> str:
        try:
            book(ticket, "ELSE", now=SUMMER)
        except WorkshopFull:
            return "full"
        return "booked"

    jobs: list[Callable[[], Any]] = [
        partial(call_off, day, "ELSE"),
        *(partial(take, ticket) for ticket in strangers),
    ]
    ends = at_once(database, jobs)
    assert ends[0] is None
    assert set(ends[1:]) <= {"booked", "full"}
    places = queries.places_of(day.edition_id)[_else(day)]
    assert places.taken == ends.count("booked") <= places.capacity
    before = seen(day, one, now=SUMMER).taken
    assert before == places.taken


def _else(day: SmallDay) -> int:
    known = set(day.sessions.values())
    return next(key for key in queries.places_of(day.edition_id) if key not in known)
