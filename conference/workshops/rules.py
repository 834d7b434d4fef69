"""Who gets a place: capacity, deadlines, clashes; a swap is offered, never done in silence."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from conference.kernel.errors import Refused
from conference.programme.rules.timing import Span

KEPT_FOR = timedelta(minutes=30)
"""How long places are kept for those whose session was called off (domain.md J8)."""


class BookingState(enum.StrEnum):
    """Whether a booking holds a place."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class BookingRefused(Refused):
    """A rule about bookings says no."""

    code = "booking_refused"


class TicketCancelled(BookingRefused):
    """Only a paid ticket that is not cancelled books places."""

    code = "ticket_cancelled"
    message = "This ticket is no longer valid. Nothing was changed."


class SessionOff(BookingRefused):
    """There is nothing to book: the session will not run, or takes no bookings any more."""

    code = "session_off"
    message = "This session will not run. Your ticket is not affected."


class OwnSession(BookingRefused):
    """Whoever is on stage takes nobody's chair."""

    code = "own_session"
    message = "You are speaking in this session, so you need no place."


class BookingClosed(BookingRefused):
    """Too late to book."""

    code = "booking_closed"
    message = "Booking for this session is closed."


class WorkshopFull(BookingRefused):
    """No place is left."""

    code = "workshop_full"
    message = "This session is full. Your other bookings are as they were."


class AlreadyBooked(BookingRefused):
    """The attendee has a place already: pages tell it as a success."""

    code = "already_booked"
    message = "You have a place in this session already."


class NotBooked(BookingRefused):
    """There is no place to give up."""

    code = "not_booked"
    message = "You have no place in this session."


class PlaceKept(BookingRefused):
    """Too late to give a place back: nobody else could book it any more."""

    code = "place_kept"
    message = "It is too late to give this place back here. If you cannot come, tell the help desk."


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """How full a session is."""

    taken: int
    capacity: int

    @property
    def left(self) -> int:
        """Places that can still be booked."""
        return max(self.capacity - self.taken, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserve:
    """Places of a session kept for who had one in another that was called off."""

    session_id: int
    places: int
    until: datetime


def reserved_places(free: int, booked: int) -> int:
    """Return how many places are worth keeping: no more than are free, or than had a place."""
    return max(min(free, booked), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """Something that the attendee is bound to: a booking, or a talk of their own.

    ``workshop_id`` names a booking, which can be given up before ``closes_at``; a talk has neither.
    """

    span: Span
    code: str
    workshop_id: int | None = None
    closes_at: datetime | None = None

    def gives_way(self, *, now: datetime) -> bool:
        """Whether it could be given up for something else."""
        return self.closes_at is not None and now < self.closes_at


class TimeClash(BookingRefused):
    """A place is free, but the session overlaps with commitments; all of them are listed."""

    code = "time_clash"

    def __init__(self, commitments: Sequence[Commitment]) -> None:
        """Name every commitment in the way."""
        titles = ", ".join(commitment.span.title for commitment in commitments)
        super().__init__(f"It overlaps with {titles}. We never swap you without asking.")
        self.commitments = tuple(commitments)

    def may_swap(self, *, now: datetime) -> bool:
        """Whether giving up bookings is enough: a talk of one's own cannot be given up here."""
        return all(commitment.gives_way(now=now) for commitment in self.commitments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """All that the decision needs to know of one workshop and one attendee."""

    capacity: int
    confirmed: int
    closes_at: datetime
    span: Span
    is_running: bool
    commitments: tuple[Commitment, ...]
    already_booked: bool
    is_own: bool


def booking_deadline(starts_at: datetime, minutes: int) -> datetime:
    """Return when booking and giving back end: so many minutes before the start."""
    return starts_at - timedelta(minutes=minutes)


def clashes(demand: Demand) -> tuple[Commitment, ...]:
    """Return every commitment that overlaps with the workshop, in time order."""
    in_the_way = (item for item in demand.commitments if item.span.overlaps(demand.span))
    return tuple(sorted(in_the_way, key=lambda item: (item.span.starts_at, item.code)))


def obstacle(
    demand: Demand, *, given_up: frozenset[int] = frozenset(), now: datetime
) -> BookingRefused | None:
    """Return why a place cannot be booked, or nothing; ``given_up`` are workshop ids to swap.

    Of several reasons the one that the attendee can do least about: a clash is only spoken of
    where a place is free, so that nobody gives one up for nothing.
    """
    if not demand.is_running:
        return SessionOff()
    if demand.already_booked:
        return AlreadyBooked()
    if demand.is_own:
        return OwnSession()
    if now >= demand.closes_at:
        return BookingClosed()
    if demand.confirmed >= demand.capacity:
        return WorkshopFull()
    in_the_way = [item for item in clashes(demand) if not _is_given_up(item, given_up, now)]
    return TimeClash(in_the_way) if in_the_way else None


def decide(
    demand: Demand, *, given_up: frozenset[int] = frozenset(), now: datetime
) -> tuple[Commitment, ...]:
    """Return the bookings that are given up for the place: those in the way, no other.

    Raises: SessionOff, AlreadyBooked, OwnSession, BookingClosed, WorkshopFull, TimeClash.
    """
    refusal = obstacle(demand, given_up=given_up, now=now)
    if refusal is not None:
        raise refusal
    return clashes(demand)


def may_give_back(*, closes_at: datetime, is_running: bool, now: datetime) -> bool:
    """Say whether a place may be given back; from a session that is off, at any time."""
    return not is_running or now < closes_at


def _is_given_up(item: Commitment, given_up: frozenset[int], now: datetime) -> bool:
    return item.workshop_id in given_up and item.gives_way(now=now)
