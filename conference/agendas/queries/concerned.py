"""Whom a change of the programme concerns: on stage, with a place, or with a star on it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, select, union
from sqlalchemy.orm import InstrumentedAttribute

from conference.agendas.models import Star
from conference.agendas.rules import Tie, booking_uid, session_uid
from conference.editions.queries import EditionFrame
from conference.kernel.database import db
from conference.orders.models import Attendee
from conference.people.models import Person, Speaker
from conference.programme import queries as programme
from conference.programme.models import ReleaseStage, Session, SessionSpeaker
from conference.programme.queries import EntryFacts
from conference.programme.queries.releases import OnStage
from conference.workshops.models import Booking, Workshop
from conference.workshops.rules import BookingState


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """One changed session as one person has it in their calendar, and what ties them to it.

    ``is_new``: nothing of it has changed but that this person is on stage there, as
    ``speaker_id``.
    """

    entry: EntryFacts
    uid: str
    sequence: int
    changed_at: datetime
    tie: Tie
    is_new: bool = False
    speaker_id: int | None = None


def addresses(
    edition_id: int,
    session_ids: Collection[int],
    newly: Collection[OnStage] = (),
    to_stars: Collection[int] = (),
) -> Sequence[str]:
    """Return the addresses of everybody whom these sessions concern, each once, in order.

    A star on a hidden session is nothing to tell of: to them it is not there. ``newly`` is who
    stands on stage in others for the first time. Those of the sessions in ``to_stars`` concern
    only who starred them and is bound to them by nothing else.
    """
    told = {*session_ids} - {*to_stars}
    found = _found(
        edition_id,
        _booked(edition_id, told),
        _on_stage(told),
        _starred(edition_id, told),
        _accounts({speaker_id for _, speaker_id in newly}),
    )
    for session_id in to_stars:
        bound = _found(edition_id, _booked(edition_id, {session_id}), _on_stage({session_id}))
        starred = _found(edition_id, _starred(edition_id, {session_id}))
        found |= {key: address for key, address in starred.items() if key not in bound}
    return [found[key] for key in sorted(found)]


def _found(edition_id: int, *statements: Select[Any]) -> dict[str, str]:
    """Return the addresses that statements find, by how they compare."""
    return {
        address.casefold(): address
        for statement in statements
        for address in db.session.scalars(statement, {"edition_id": edition_id})
        if address
    }


def address_of(speaker_id: int) -> str | None:
    """Return the address that mails to a speaker go to, if they have an account."""
    found: str | None = db.session.scalar(_accounts({speaker_id}))
    return found


def concerns(
    edition: EditionFrame,
    address: str,
    session_ids: Collection[int],
    newly: Collection[OnStage] = (),
    to_stars: Collection[int] = (),
) -> tuple[Concern, ...]:
    """Return which of these sessions concern an address now, by time, each once.

    Of the sessions in ``newly`` those in which this address is new on stage, and of those in
    ``to_stars`` those that it only starred. Hidden ones come without their words.
    """
    told = {*session_ids} - {*to_stars}
    fresh = _own_stage(address, newly)
    entries = _entries(edition.id, session_ids, fresh)
    ids = [entry.session_id for entry in entries]
    edition_id, slug = edition.id, edition.slug
    stage = _stage_rows(edition_id, address, ids)
    booked = {row.session_id: row for row in _booking_rows(edition_id, address, ids)}
    starred = _starred_ids(edition_id, address, ids)
    found = []
    for entry in entries:
        key = entry.session_id
        is_told = key in told
        if key in stage:
            if is_told or key in fresh:
                found.append(_on_stage_of(entry, slug, stage[key], is_new=not is_told))
        elif key in booked:
            if is_told:
                found.append(_place_in(entry, slug, booked[key]))
        elif key in starred and key in session_ids:
            found.append(_star_on(entry, slug))
    return tuple(found)


def _entries(
    edition_id: int, session_ids: Collection[int], fresh: Collection[int]
) -> list[EntryFacts]:
    shown = programme.entries_of_sessions(edition_id, {*session_ids, *fresh})
    hidden = programme.hidden_entries(edition_id, session_ids)
    return sorted((*shown, *hidden), key=lambda entry: entry.starts_at)


def _on_stage_of(entry: EntryFacts, slug: str, speaker_id: int, *, is_new: bool) -> Concern:
    """Return a session to somebody who is on stage there."""
    return Concern(
        entry=entry,
        uid=f"stage-{entry.session_id}-{speaker_id}@{slug}.conference",
        sequence=entry.sequence,
        changed_at=entry.changed_at,
        tie=Tie.STAGE,
        is_new=is_new,
        speaker_id=speaker_id,
    )


def _place_in(entry: EntryFacts, slug: str, booking: Any) -> Concern:
    """Return a booked session under the identity that the private feed gives it."""
    return Concern(
        entry=entry,
        uid=booking_uid(booking.id, slug),
        sequence=entry.sequence + booking.sequence,
        changed_at=max(entry.changed_at, booking.changed_at),
        tie=Tie.PLACE,
    )


def _star_on(entry: EntryFacts, slug: str) -> Concern:
    """Return a starred session under the identity of its public file.

    Feeds hold no stars; who saved that file has it, and it must move and not stand there twice.
    """
    return Concern(
        entry=entry,
        uid=session_uid(entry.session_id, slug),
        sequence=entry.sequence,
        changed_at=entry.changed_at,
        tie=Tie.STAR,
    )


def _booked(edition_id: int, session_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    return (
        select(Attendee.email)
        .join(Booking, Booking.attendee_id == Attendee.id)
        .join(Workshop, Workshop.id == Booking.workshop_id)
        .where(
            Workshop.edition_id == edition_id,
            Workshop.session_id.in_(session_ids),
            Booking.state == BookingState.CONFIRMED,
            Attendee.cancelled_at.is_(None),
        )
    )


def _on_stage(session_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    stage = _stage(session_ids).subquery()
    return (
        select(Person.email)
        .join(Speaker, Speaker.person_id == Person.id)
        .join(stage, stage.c.speaker_id == Speaker.id)
    )


def _accounts(speaker_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    return (
        select(Person.email)
        .join(Speaker, Speaker.person_id == Person.id)
        .where(Speaker.id.in_(speaker_ids))
    )


def _own_stage(address: str, newly: Collection[OnStage]) -> frozenset[int]:
    """Return the sessions in which this address is one of those who are new on stage."""
    ids = db.session.scalars(
        select(Speaker.id)
        .join(Person, Person.id == Speaker.person_id)
        .where(
            Speaker.id.in_({speaker_id for _, speaker_id in newly}),
            is_address(Person.email, address),
        )
    )
    own = frozenset(ids)
    return frozenset(session_id for session_id, speaker_id in newly if speaker_id in own)


def _starred(edition_id: int, session_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    return (
        select(Person.email)
        .join(Star, Star.person_id == Person.id)
        .join(Session, Session.id == Star.session_id)
        .where(
            Session.edition_id == edition_id,
            Star.session_id.in_(session_ids),
            Session.hidden_at.is_(None),
        )
    )


def _stage(session_ids: Collection[int]) -> CompoundSelect[int, int]:
    """Return who is on stage, in the draft or in the newest release: both want to know."""
    drafted = select(SessionSpeaker.session_id, SessionSpeaker.speaker_id)
    released = select(ReleaseStage.session_id, ReleaseStage.speaker_id)
    return union(
        drafted.where(SessionSpeaker.session_id.in_(session_ids)),
        released.where(
            ReleaseStage.session_id.in_(session_ids),
            ReleaseStage.release_id == programme.newest_made(),
        ),
    )


def _stage_rows(edition_id: int, address: str, session_ids: Collection[int]) -> dict[int, int]:
    stage = _stage(session_ids).subquery()
    rows = db.session.execute(
        select(stage.c.session_id, Speaker.id)
        .join(Speaker, Speaker.id == stage.c.speaker_id)
        .join(Person, Person.id == Speaker.person_id)
        .where(is_address(Person.email, address)),
        {"edition_id": edition_id},
    )
    return dict(rows.all())


def _starred_ids(edition_id: int, address: str, session_ids: Collection[int]) -> frozenset[int]:
    rows = db.session.scalars(
        select(Star.session_id)
        .join(Person, Person.id == Star.person_id)
        .join(Session, Session.id == Star.session_id)
        .where(
            Session.edition_id == edition_id,
            Star.session_id.in_(session_ids),
            Session.hidden_at.is_(None),
            is_address(Person.email, address),
        )
    )
    return frozenset(rows)


def _booking_rows(edition_id: int, address: str, session_ids: Collection[int]) -> Sequence[Any]:
    return db.session.execute(
        select(Workshop.session_id, Booking.id, Booking.sequence, Booking.changed_at)
        .join(Booking, Booking.workshop_id == Workshop.id)
        .join(Attendee, Attendee.id == Booking.attendee_id)
        .where(
            Workshop.edition_id == edition_id,
            Workshop.session_id.in_(session_ids),
            Booking.state == BookingState.CONFIRMED,
            is_address(Attendee.email, address),
            Attendee.cancelled_at.is_(None),
        )
        .order_by(Booking.id)
    ).all()


def is_address(
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None], address: str
) -> ColumnElement[bool]:
    """Say whether this is the address: one order may have it in capitals, an account never has."""
    return func.lower(column) == address.lower()
