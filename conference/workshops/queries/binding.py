"""From released sessions and somebody's bookings and talks to the facts of a decision."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from conference.programme.queries import EntryFacts
from conference.programme.rules.timing import Span
from conference.workshops.rules import Commitment, Demand, Places, booking_deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """What binds an attendee: ``held`` is session id → workshop id, ``talks`` are session ids."""

    held: Mapping[int, int]
    talks: frozenset[int]
    closing_minutes: int

    def binds(self, entry: EntryFacts) -> bool:
        """Whether the attendee is bound to be there: a session that is off binds nobody."""
        is_own = entry.session_id in self.held or entry.session_id in self.talks
        return is_own and not entry.is_cancelled


def demand_of(
    target: EntryFacts, entries: Iterable[EntryFacts], binding: Binding, places: Places
) -> Demand:
    """Return the facts on which ``rules.decide`` says whether a place can be booked."""
    return Demand(
        capacity=places.capacity,
        confirmed=places.taken,
        closes_at=booking_deadline(target.starts_at, binding.closing_minutes),
        span=_span(target),
        is_running=is_running(target),
        commitments=tuple(
            _commitment(entry, binding)
            for entry in entries
            if binding.binds(entry) and entry.session_id != target.session_id
        ),
        already_booked=target.session_id in binding.held,
        is_own=target.session_id in binding.talks,
    )


def is_running(entry: EntryFacts) -> bool:
    """Whether the newest release has it with places."""
    return entry.places is not None and not entry.is_cancelled


def _commitment(entry: EntryFacts, binding: Binding) -> Commitment:
    # Who speaks there is bound to it, whether or not they booked a place as well.
    is_booking = entry.session_id not in binding.talks
    return Commitment(
        span=_span(entry),
        code=entry.code,
        workshop_id=binding.held[entry.session_id] if is_booking else None,
        closes_at=booking_deadline(entry.starts_at, binding.closing_minutes)
        if is_booking
        else None,
    )


def _span(entry: EntryFacts) -> Span:
    return Span(title=entry.title, starts_at=entry.starts_at, ends_at=entry.ends_at)
