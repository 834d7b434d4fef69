"""The newest release as one attendee sees it: what is theirs, what they could book."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from conference.editions.queries import EditionFrame
from conference.kernel.errors import NotFound
from conference.orders.queries import AttendeeFacts
from conference.programme import queries as programme
from conference.programme.queries import EntryFacts, SessionRow, SpeakersById
from conference.programme.queries.rows import Showing, session_rows
from conference.programme.rules.bookings import PlaceState
from conference.workshops import rules
from conference.workshops.queries.binding import Binding, demand_of, is_running
from conference.workshops.queries.locked import talks_of
from conference.workshops.queries.places import BookingFacts, bookings_of, open_places
from conference.workshops.queries.reserves import NOBODY
from conference.workshops.rules import Commitment, Places

NEAR = 4
"""How many other sessions a page offers to whoever cannot have the one they wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """All that pages of one attendee, or of nobody, are made from; keys are session ids.

    ``bookings`` holds given up ones too; ``talks`` are the sessions they speak in.
    """

    edition: EditionFrame
    has_ticket: bool
    entries: tuple[EntryFacts, ...]
    rows: Mapping[int, SessionRow]
    places: Mapping[int, Places]
    bookings: Mapping[int, BookingFacts]
    talks: frozenset[int]
    now: datetime

    @property
    def binding(self) -> Binding:
        """What binds the attendee."""
        return Binding(
            held={
                booking.session_id: booking.workshop_id
                for booking in self.bookings.values()
                if booking.is_confirmed
            },
            talks=self.talks,
            closing_minutes=self.edition.bookings_close_minutes,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A session with places, and what one attendee can do about it.

    ``obstacle`` says why it cannot be booked; ``clashes`` is all that it overlaps with.
    """

    row: SessionRow
    obstacle: rules.BookingRefused | None
    clashes: tuple[Commitment, ...]
    has_place: bool
    may_swap: bool
    may_give_back: bool

    @property
    def reason(self) -> str:
        """The stable code of the obstacle; empty where a place can be booked."""
        return self.obstacle.code if self.obstacle else ""

    @property
    def give_up(self) -> str:
        """The codes of what is in the way, as the form of a swap sends them."""
        return " ".join(commitment.code for commitment in self.clashes)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingPage:
    """The page on which one books; without a ``choice`` the session has no places.

    ``places`` are not told of a sensitive session.
    """

    row: SessionRow
    content_note: str
    choice: Choice | None
    places: Places | None
    near: tuple[SessionRow, ...]

    @property
    def standing(self) -> str:
        """One word for how things stand: open, walk_in, over, or the code of the obstacle."""
        if self.row.place_state is PlaceState.OVER:
            return "over"
        if self.choice is not None:
            return self.choice.reason or "open"
        return rules.SessionOff.code if self.row.is_cancelled else "walk_in"

    @property
    def may_book(self) -> bool:
        """Whether a place could be had, by giving something up or at once."""
        return self.standing in {"open", rules.TimeClash.code}


def outlook(
    edition: EditionFrame, attendee: AttendeeFacts | None = None, *, now: datetime
) -> Outlook:
    """Return the newest release, how full it is, and what of it is this attendee's own."""
    own = _own(edition, attendee)
    return _outlook(own, programme.entries(edition.id), programme.speakers_of(edition.id), now)


def choices(seen: Outlook) -> tuple[Choice, ...]:
    """Return every session with places that will run and has not begun, by time."""
    binding = seen.binding
    return tuple(
        _choice(seen, entry, binding)
        for entry in seen.entries
        if is_running(entry) and entry.session_id in seen.places and seen.now < entry.starts_at
    )


def booking_page(
    edition: EditionFrame, code: str, attendee: AttendeeFacts | None = None, *, now: datetime
) -> BookingPage:
    """Return the page on which one books a place. Raises: NotFound (no such session)."""
    own = _own(edition, attendee)
    entries = programme.entries_for_booking(edition.id, code, own.session_ids)
    shown = [entry.session_id for entry in entries]
    seen = _outlook(own, entries, programme.speakers_of(edition.id, shown), now)
    entry = next((entry for entry in entries if entry.code == code), None)
    if entry is None or entry.is_break:
        raise NotFound("There is no such session in the programme.")
    places = seen.places.get(entry.session_id)
    has_places = entry.places is not None and places is not None
    return BookingPage(
        row=seen.rows[entry.session_id],
        content_note=entry.content_note,
        choice=_choice(seen, entry, seen.binding) if has_places else None,
        places=None if entry.is_sensitive else places,
        near=_near(seen, entry),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Own:
    """An attendee's bookings and talks, or nobody's."""

    edition: EditionFrame
    attendee_id: int
    bookings: tuple[BookingFacts, ...]
    talks: frozenset[int]

    @property
    def session_ids(self) -> frozenset[int]:
        return self.talks.union(booking.session_id for booking in self.bookings)


def _own(edition: EditionFrame, attendee: AttendeeFacts | None) -> _Own:
    return _Own(
        edition=edition,
        attendee_id=attendee.id if attendee else NOBODY,
        bookings=bookings_of(attendee.id) if attendee else (),
        talks=talks_of(edition.id, attendee.person_id if attendee else None),
    )


def _outlook(
    own: _Own, entries: tuple[EntryFacts, ...], speakers: SpeakersById, now: datetime
) -> Outlook:
    places = open_places(own.edition.id, now, own.attendee_id)
    showing = Showing(edition=own.edition, speakers=speakers, places=places, now=now)
    return Outlook(
        edition=own.edition,
        has_ticket=own.attendee_id != NOBODY,
        entries=entries,
        rows={row.session_id: row for row in session_rows(entries, showing)},
        places=places,
        bookings={booking.session_id: booking for booking in own.bookings},
        talks=own.talks,
        now=now,
    )


def _choice(seen: Outlook, entry: EntryFacts, binding: Binding) -> Choice:
    demand = demand_of(entry, seen.entries, binding, seen.places[entry.session_id])
    obstacle = rules.obstacle(demand, now=seen.now)
    if entry.is_sensitive and not seen.has_ticket and isinstance(obstacle, rules.WorkshopFull):
        obstacle = None  # how full a sensitive session is, is told to nobody without a ticket
    return Choice(
        row=seen.rows[entry.session_id],
        obstacle=obstacle,
        clashes=rules.clashes(demand),
        has_place=demand.already_booked,
        may_swap=isinstance(obstacle, rules.TimeClash) and obstacle.may_swap(now=seen.now),
        may_give_back=demand.already_booked
        and rules.may_give_back(
            closes_at=demand.closes_at, is_running=demand.is_running, now=seen.now
        ),
    )


def _near(seen: Outlook, entry: EntryFacts) -> tuple[SessionRow, ...]:
    """Return sessions that this attendee could have instead, the nearest in time first.

    Sensitive ones are left out: being named here would tell that they are not full.
    """
    free = [
        option.row
        for option in choices(seen)
        if option.obstacle is None
        and not option.row.is_sensitive
        and option.row.session_id != entry.session_id
    ]
    free.sort(key=lambda row: (abs(row.starts_at - entry.starts_at), row.session_id))
    return tuple(free[:NEAR])
