"""What a public page says about places."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from conference.programme.rules.bookings import PlaceFacts, PlaceState, place_state
from conference.programme.rules.states import EntryState
from tests.factories.programme import FewPlaces

START = datetime(2024, 9, 25, 10, 0, tzinfo=UTC)
END = START + timedelta(minutes=90)
CLOSING = START - timedelta(minutes=60)
BEFORE = CLOSING - timedelta(microseconds=1)
HALF = FewPlaces(taken=16, capacity=32)
ALL = FewPlaces(taken=32, capacity=32)
OPEN = PlaceFacts(
    state=EntryState.CONFIRMED,
    starts_at=START,
    ends_at=END,
    has_places=True,
    is_sensitive=False,
    count=HALF,
    closing_minutes=60,
)
WALK_IN = replace(OPEN, has_places=False, count=None)


@pytest.mark.parametrize(
    ("facts", "now", "state"),
    [
        (OPEN, BEFORE, PlaceState.OPEN),
        (OPEN, CLOSING, PlaceState.CLOSED),
        (OPEN, END - timedelta(microseconds=1), PlaceState.CLOSED),
        (OPEN, END, PlaceState.OVER),
        (replace(OPEN, count=ALL), BEFORE, PlaceState.FULL),
        (replace(OPEN, count=FewPlaces(taken=33, capacity=32)), BEFORE, PlaceState.FULL),
        (replace(OPEN, count=ALL), CLOSING, PlaceState.CLOSED),
        (replace(OPEN, count=None), BEFORE, PlaceState.OPEN),
        (replace(OPEN, count=ALL, is_sensitive=True), BEFORE, PlaceState.OPEN),
        (WALK_IN, BEFORE, PlaceState.WALK_IN),
        (WALK_IN, CLOSING, PlaceState.WALK_IN),
        (WALK_IN, END, PlaceState.OVER),
        (replace(OPEN, state=EntryState.CANCELLED), BEFORE, PlaceState.CANCELLED),
        (replace(OPEN, state=EntryState.CANCELLED), END, PlaceState.CANCELLED),
    ],
)
def test_the_state_of_places(facts: PlaceFacts, now: datetime, state: PlaceState) -> None:
    assert place_state(facts, now=now) is state


@pytest.mark.parametrize(
    ("facts", "count"),
    [
        (OPEN, HALF),
        (replace(OPEN, is_sensitive=True), None),
        (replace(OPEN, has_places=False), None),
    ],
)
def test_a_sensitive_session_never_tells_how_full_it_is(
    facts: PlaceFacts, count: FewPlaces | None
) -> None:
    assert facts.public_count == count
