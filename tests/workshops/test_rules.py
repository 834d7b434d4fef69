"""Who gets a place."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from conference.programme.rules.timing import Span
from conference.workshops import rules
from conference.workshops.rules import Commitment, Demand, Places

NOON = datetime(2024, 9, 25, 11, 0, tzinfo=UTC)
DAY_BEFORE = NOON - timedelta(days=1)


def span(starts: int, ends: int, title: str = "Run charts without tears") -> Span:
    """Return a span by minutes after noon."""
    return Span(
        title=title,
        starts_at=NOON + timedelta(minutes=starts),
        ends_at=NOON + timedelta(minutes=ends),
    )


def booked(code: str, starts: int, ends: int, workshop_id: int = 7) -> Commitment:
    """Return a booking that can be given up until an hour before its start."""
    own = span(starts, ends, f"Session {code}")
    return Commitment(
        span=own,
        code=code,
        workshop_id=workshop_id,
        closes_at=rules.booking_deadline(own.starts_at, 60),
    )


def talk(code: str, starts: int, ends: int) -> Commitment:
    """Return a talk of one's own."""
    return Commitment(span=span(starts, ends, f"Session {code}"), code=code)


def demand(*commitments: Commitment) -> Demand:
    """Return the demand for a workshop from noon to half past one with one place left."""
    return Demand(
        capacity=5,
        confirmed=4,
        closes_at=NOON - timedelta(hours=1),
        span=span(0, 90),
        is_running=True,
        commitments=commitments,
        already_booked=False,
        is_own=False,
    )


def reason(wanted: Demand, now: datetime = DAY_BEFORE, *given_up: int) -> str:
    """Return the code of the obstacle, or nothing."""
    found = rules.obstacle(wanted, given_up=frozenset(given_up), now=now)
    return found.code if found else ""


@pytest.mark.parametrize(
    ("confirmed", "expected"), [(0, ""), (4, ""), (5, "workshop_full"), (6, "workshop_full")]
)
def test_the_last_place_goes_and_no_further(confirmed: int, expected: str) -> None:
    assert reason(replace(demand(), confirmed=confirmed)) == expected


@pytest.mark.parametrize(
    ("minutes_before", "expected"), [(61, ""), (60, "booking_closed"), (0, "booking_closed")]
)
def test_booking_ends_at_the_deadline_itself(minutes_before: int, expected: str) -> None:
    assert reason(demand(), NOON - timedelta(minutes=minutes_before)) == expected


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        (-40, 0, ""),
        (-40, 1, "time_clash"),
        (90, 130, ""),
        (89, 130, "time_clash"),
        (20, 30, "time_clash"),
        (-10, 100, "time_clash"),
        (30, 30, ""),
    ],
)
def test_times_are_half_open(starts: int, ends: int, expected: str) -> None:
    assert reason(demand(booked("OTHER", starts, ends))) == expected


def test_of_several_reasons_the_one_that_one_can_do_least_about_is_told() -> None:
    late, clash = NOON, booked("OTHER", 0, 40)
    everything = replace(
        demand(clash), is_running=False, already_booked=True, is_own=True, confirmed=5
    )
    told = []
    for change in (
        {},
        {"is_running": True},
        {"already_booked": False},
        {"is_own": False},
    ):
        everything = replace(everything, **change)  # type: ignore[arg-type]
        told.append(reason(everything, late))
    told.append(reason(everything))
    told.append(reason(replace(everything, confirmed=4)))
    told.append(reason(replace(everything, confirmed=4, commitments=())))
    assert told == [
        "session_off",
        "already_booked",
        "own_session",
        "booking_closed",
        "workshop_full",
        "time_clash",
        "",
    ]


def test_all_clashes_are_listed_in_time_order() -> None:
    wanted = demand(
        booked("LATE", 60, 100),
        talk("TALK", 30, 50),
        booked("EARLY", -20, 10),
        talk("AWAY", 90, 99),
    )
    with pytest.raises(rules.TimeClash) as refused:
        rules.decide(wanted, now=DAY_BEFORE)
    assert [item.code for item in refused.value.commitments] == ["EARLY", "TALK", "LATE"]
    assert str(refused.value) == (
        "It overlaps with Session EARLY, Session TALK, Session LATE. "
        "We never swap you without asking."
    )


def test_a_swap_gives_up_what_is_in_the_way_and_nothing_else() -> None:
    in_the_way, free = booked("CLASH", 0, 40, 7), booked("FREE", 200, 240, 8)
    wanted = demand(in_the_way, free)
    assert rules.decide(wanted, given_up=frozenset({7, 8}), now=DAY_BEFORE) == (in_the_way,)


def test_a_place_that_clashes_with_nothing_costs_nothing() -> None:
    assert rules.decide(demand(), given_up=frozenset({7}), now=DAY_BEFORE) == ()


@pytest.mark.parametrize(
    ("commitments", "given_up", "is_refused"),
    [
        ((booked("A", 0, 40, 7), booked("B", 50, 90, 8)), {7}, True),
        ((booked("A", 0, 40, 7), booked("B", 50, 90, 8)), {7, 8}, False),
        ((booked("A", 0, 40, 7), talk("B", 50, 90)), {7}, True),
    ],
)
def test_a_swap_must_clear_every_clash(
    commitments: tuple[Commitment, ...], given_up: set[int], is_refused: bool
) -> None:
    found = rules.obstacle(demand(*commitments), given_up=frozenset(given_up), now=DAY_BEFORE)
    assert (found is not None) == is_refused


def test_a_full_workshop_is_never_swapped_for() -> None:
    wanted = replace(demand(booked("CLASH", 0, 40)), confirmed=5)
    with pytest.raises(rules.WorkshopFull):
        rules.decide(wanted, given_up=frozenset({7}), now=DAY_BEFORE)


def test_a_place_past_its_own_deadline_cannot_be_given_up_for_another() -> None:
    wanted, earlier = demand(), booked("EARLIER", -30, 10)
    wanted = replace(wanted, commitments=(earlier,))
    between = NOON - timedelta(minutes=75)
    clash = rules.obstacle(wanted, given_up=frozenset({7}), now=between)
    assert isinstance(clash, rules.TimeClash)
    assert (clash.may_swap(now=DAY_BEFORE), clash.may_swap(now=between)) == (True, False)


def test_a_talk_of_ones_own_cannot_be_swapped() -> None:
    clash = rules.obstacle(demand(booked("A", 0, 40), talk("B", 50, 90)), now=DAY_BEFORE)
    assert isinstance(clash, rules.TimeClash)
    assert clash.may_swap(now=DAY_BEFORE) is False


@pytest.mark.parametrize(
    ("is_running", "minutes_before", "expected"),
    [(True, 61, True), (True, 60, False), (False, 61, True), (False, 0, True)],
)
def test_a_place_goes_back_until_the_deadline_or_when_the_session_is_off(
    is_running: bool, minutes_before: int, expected: bool
) -> None:
    now = NOON - timedelta(minutes=minutes_before)
    closes_at = rules.booking_deadline(NOON, 60)
    assert rules.may_give_back(closes_at=closes_at, is_running=is_running, now=now) is expected


@pytest.mark.parametrize(("taken", "left"), [(0, 5), (4, 1), (5, 0), (6, 0)])
def test_places_left_never_go_below_nothing(taken: int, left: int) -> None:
    assert Places(taken=taken, capacity=5).left == left
