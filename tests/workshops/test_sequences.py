"""Whatever people do in whatever order: capacity holds, and nobody is in two rooms at once."""

from contextlib import suppress
from datetime import timedelta
from itertools import combinations, count

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conference.kernel.database import db
from conference.programme.rules.timing import Span
from conference.workshops import queries, rules
from tests.factories.programme import at, make_edition, make_session, release
from tests.factories.workshops import PAID_AT, Ticket, book, cancel, make_ticket

SPANS = {
    "A": ("11:00", "12:30"),
    "B": ("11:00", "11:40"),
    "C": ("11:50", "12:30"),
    "D": ("12:30", "13:30"),
    "E": ("12:00", "13:00"),
}
PEOPLE, PLACES = 3, 2

steps = st.lists(
    st.tuples(
        st.integers(0, PEOPLE - 1),
        st.sampled_from(["book", "swap", "cancel"]),
        st.sampled_from(sorted(SPANS)),
    ),
    min_size=4,
    max_size=14,
)
_numbers = count(1)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(sequence=steps)
def test_capacity_and_freedom_from_clashes_hold(
    app: Flask, sequence: list[tuple[int, str, str]]
) -> None:
    edition = make_edition(f"year-{next(_numbers)}", is_current=False)
    codes = {make_session(edition.id, code, SPANS[code], places=PLACES): code for code in SPANS}
    release(edition.id)
    people = [make_ticket(edition.id) for _ in range(PEOPLE)]
    for minute, (who, what, code) in enumerate(sequence):
        before = state(people[who], codes)
        act(people[who], what, code, minute)
        after = state(people[who], codes)
        assert not clashes(after)
        assert (
            what == "cancel"
            or held(before) <= held(after)
            or (what, code in held(after))
            == (
                "swap",
                True,
            )
        )
        assert all(after[own][1] >= sequence_before for own, (_, sequence_before) in before.items())
        taken = queries.places_of(edition.id).values()
        assert all(place.taken <= PLACES for place in taken)


def act(ticket: Ticket, what: str, code: str, minute: int) -> None:
    """Do one thing that a person might do; a refusal is an answer."""
    now = PAID_AT + timedelta(minutes=minute)
    with suppress(rules.BookingRefused):
        if what == "cancel":
            cancel(ticket, code, now=now)
        else:
            book(ticket, code, *(SPANS if what == "swap" else ()), now=now)


def state(ticket: Ticket, codes: dict[int, str]) -> dict[str, tuple[bool, int]]:
    """Return whether a place is held, and the sequence that calendars see, by code."""
    db.session.rollback()
    return {
        codes[booking.session_id]: (booking.is_confirmed, booking.sequence)
        for booking in queries.bookings_of(ticket.id)
    }


def held(bookings: dict[str, tuple[bool, int]]) -> set[str]:
    """Return the codes of the places held."""
    return {code for code, (is_confirmed, _) in bookings.items() if is_confirmed}


def clashes(bookings: dict[str, tuple[bool, int]]) -> list[tuple[str, str]]:
    """Return the pairs of places held that are on at some moment both."""
    spans = {
        code: Span(title=code, starts_at=at(s), ends_at=at(e)) for code, (s, e) in SPANS.items()
    }
    pairs = combinations(sorted(held(bookings)), 2)
    return [(one, other) for one, other in pairs if spans[one].overlaps(spans[other])]
