"""What the organisers' schedule has to know of people in workshops: counts, never names."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from conference.kernel.database import db
from conference.orders.models import Needs
from conference.orders.queries import attendee_figures
from conference.orders.rules import AccessNeed
from conference.programme.models import Room, Session
from conference.programme.queries import Bookings, NextRelease, public_entries
from conference.programme.rules.layouts import RoomLayout, holds
from conference.programme.rules.releases import ChangeKind, Placement, PublicEntry
from conference.programme.rules.states import EntryState
from conference.programme.rules.timing import Span
from conference.workshops.models import Booking, Workshop
from conference.workshops.queries.places import places_of
from conference.workshops.rules import BookingState


def session_bookings(edition_id: int) -> Bookings:
    """Return how many people hold which places, in four statements."""
    return Bookings(
        places=places_of(edition_id),
        together=_together(edition_id),
        step_free=_step_free(edition_id),
        tickets=attendee_figures(edition_id).holders,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """How many attendees a release would hurt.

    Their session will not run, they get a clash, there is no step-free way, or too small a room.
    """

    without_session: int
    clashes: int
    without_step_free: int
    crowded: int

    @property
    def is_none(self) -> bool:
        """Whether nobody is hurt."""
        return not (self.without_session or self.clashes or self.without_step_free or self.crowded)


def damage(edition_id: int, release: NextRelease) -> Damage:
    """Return whom the release would hurt: counts of attendees, in four statements.

    Only what is worse than now counts: who has a clash already is not counted again.
    """
    rooms = {row.id: row for row in _rooms(edition_id)}
    layouts = _layouts(edition_id)
    after = {entry.session_id: entry for entry in release.entries}
    before = {
        change.session_id: change.before for change in release.changes if change.before is not None
    }
    was = after | before
    seats = _holders(edition_id)
    moved = {key for key in release.concerning if after[key].state is EntryState.CONFIRMED}
    clashes = sum(
        _clashes(sessions, after) > _clashes(sessions, was) for sessions in seats.values()
    )
    needs = _step_free(edition_id)
    taken = Counter(key for sessions in seats.values() for key in sessions)
    lost = {change.session_id for change in release.of_kind(ChangeKind.CANCELLED)}
    return Damage(
        without_session=sum(not lost.isdisjoint(sessions) for sessions in seats.values()),
        clashes=clashes,
        without_step_free=sum(
            needs.get(key, 0)
            for key in moved
            if _loses_step_free(rooms, was[key].placement, after[key].placement)
        ),
        crowded=sum(
            max(0, taken[key] - capacity)
            for key in moved
            if (capacity := _capacity(rooms, after[key].placement, layouts[key])) is not None
        ),
    )


def clashes_of_returning(edition_id: int, session_id: int) -> int:
    """Return how many attendees would have two places at one time, if a session ran again."""
    entries = public_entries(edition_id)
    back = entries.get(session_id)
    if back is None:
        return 0
    at_that_time = {
        key
        for key, entry in entries.items()
        if key != session_id
        and entry.state is EntryState.CONFIRMED
        and _span(entry).overlaps(_span(back))
    }
    return sum(
        session_id in sessions and not at_that_time.isdisjoint(sessions)
        for sessions in _holders(edition_id).values()
    )


def _clashes(sessions: Collection[int], entries: Mapping[int, PublicEntry]) -> int:
    """Return how many pairs of somebody's sessions are on at one moment."""
    spans = [
        _span(entry)
        for key in sessions
        if (entry := entries.get(key)) is not None and entry.state is EntryState.CONFIRMED
    ]
    return sum(one.overlaps(two) for one, two in combinations(spans, 2))


def _span(entry: PublicEntry) -> Span:
    return Span(title="", starts_at=entry.placement.starts_at, ends_at=entry.placement.ends_at)


def _loses_step_free(rooms: Mapping[int, Room], was: Placement, to: Placement) -> bool:
    before, after = rooms.get(was.room_id or 0), rooms.get(to.room_id or 0)
    was_known = before is not None and before.is_step_free is True
    return was_known and not (after and after.is_step_free)


def _capacity(rooms: Mapping[int, Room], to: Placement, layout: RoomLayout) -> int | None:
    room = rooms.get(to.room_id or 0)
    return holds(room.capacities, layout, has_places=True) if room else None


def _layouts(edition_id: int) -> Mapping[int, RoomLayout]:
    rows: dict[int, RoomLayout] = dict(
        db.session.execute(
            select(Session.id, Session.layout).where(Session.edition_id == edition_id)
        ).all()
    )
    return rows


def _rooms(edition_id: int) -> Sequence[Room]:
    return db.session.scalars(select(Room).where(Room.edition_id == edition_id)).all()


def _holders(edition_id: int) -> Mapping[int, list[int]]:
    """Return the sessions in which each attendee has a place."""
    rows = db.session.execute(
        select(Booking.attendee_id, Workshop.session_id)
        .join(Workshop, Workshop.id == Booking.workshop_id)
        .where(Workshop.edition_id == edition_id, Booking.state == BookingState.CONFIRMED)
    )
    found: defaultdict[int, list[int]] = defaultdict(list)
    for attendee_id, session_id in rows:
        found[attendee_id].append(session_id)
    return found


def _together(edition_id: int) -> Mapping[tuple[int, int], int]:
    """Return how many people hold places in both of two sessions, the smaller id first."""
    one, two = aliased(Booking), aliased(Booking)
    first, second = aliased(Workshop), aliased(Workshop)
    rows = db.session.execute(
        select(first.session_id, second.session_id, func.count())
        .join(one, one.workshop_id == first.id)
        .join(two, two.attendee_id == one.attendee_id)
        .join(second, second.id == two.workshop_id)
        .where(
            first.edition_id == edition_id,
            first.session_id < second.session_id,
            one.state == BookingState.CONFIRMED,
            two.state == BookingState.CONFIRMED,
        )
        .group_by(first.session_id, second.session_id)
    )
    return {(one_id, two_id): count for one_id, two_id, count in rows}


def _step_free(edition_id: int) -> Mapping[int, int]:
    """Return how many people in each session have told us that they need a step-free route."""
    rows = db.session.execute(
        select(Workshop.session_id, Needs.access)
        .join(Booking, Booking.workshop_id == Workshop.id)
        .join(Needs, Needs.attendee_id == Booking.attendee_id)
        .where(Workshop.edition_id == edition_id, Booking.state == BookingState.CONFIRMED)
    )
    return Counter(session_id for session_id, access in rows if AccessNeed.STEP_FREE in access)
