"""What is wrong with the draft, on which day, and what may stay."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.kernel.database import db
from conference.people.models import Speaker
from conference.programme.models import AcceptedFinding, Room, RoomBlock, SpeakerAbsence
from conference.programme.queries.drafts import Draft, DraftSession
from conference.programme.rules.bookings import PlacesById
from conference.programme.rules.conflicts import (
    Board,
    BoardRoom,
    BoardSession,
    Closed,
    Finding,
    find,
)
from conference.programme.rules.states import PLENARY


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookings:
    """What the packages above know of people in sessions, by session id: counts, never names.

    ``tickets``: how many people have one.
    """

    places: PlacesById
    together: Mapping[tuple[int, int], int]
    step_free: Mapping[int, int]
    tickets: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One finding, and why it may stay, if somebody has accepted it.

    ``day`` is that of its first session; none: it has no time, or one on no day of the edition.
    """

    finding: Finding
    reason: str | None
    day: date | None

    @property
    def is_open(self) -> bool:
        """Whether it asks for something: a hard one always does."""
        return self.finding.is_hard or self.reason is None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFindings:
    """What is wrong on one day, or, without a day, with what stands on none."""

    day: date | None
    findings: tuple[Judged, ...]

    @property
    def hard(self) -> tuple[Judged, ...]:
        """What blocks a release."""
        return tuple(one for one in self.findings if one.finding.is_hard)

    @property
    def soft(self) -> tuple[Judged, ...]:
        """What can be accepted, and is not yet."""
        return tuple(one for one in self.findings if one.is_open and not one.finding.is_hard)

    @property
    def accepted(self) -> tuple[Judged, ...]:
        """What may stay."""
        return tuple(one for one in self.findings if not one.is_open)


def findings(edition: EditionFrame, seen: Draft, bookings: Bookings) -> tuple[Judged, ...]:
    """Return what is wrong with the draft, in three statements."""
    reasons: dict[str, str] = dict(
        db.session.execute(
            select(AcceptedFinding.key, AcceptedFinding.reason).where(
                AcceptedFinding.edition_id == edition.id
            )
        ).all()
    )
    days = {
        row.id: day
        for row in seen.sessions
        if row.starts_at is not None and (day := clock.day(row.starts_at)) in edition.days
    }
    return tuple(
        Judged(
            finding=finding,
            reason=reasons.get(finding.key),
            day=days.get(finding.session_ids[0]),
        )
        for finding in find(_board(edition, seen, bookings))
    )


def accepted_for_update(edition_id: int, key: str) -> AcceptedFinding | None:
    """Lock and return what was accepted under this key, if anything was."""
    return db.session.scalar(
        select(AcceptedFinding)
        .where(AcceptedFinding.edition_id == edition_id, AcceptedFinding.key == key)
        .with_for_update()
    )


def by_day(judged: Iterable[Judged]) -> tuple[DayFindings, ...]:
    """Return findings day by day, in their order; last those without a day."""
    days: dict[date | None, list[Judged]] = {}
    for one in judged:
        days.setdefault(one.day, []).append(one)
    return tuple(
        DayFindings(day=day, findings=tuple(days[day]))
        for day in sorted(days, key=lambda day: day or date.max)
    )


def _board(edition: EditionFrame, seen: Draft, bookings: Bookings) -> Board:
    plenaries = {kind.id for kind in edition.formats if kind.code == PLENARY}
    return Board(
        sessions=tuple(
            _board_session(row, bookings, is_plenary=row.format_id in plenaries)
            for row in seen.sessions
        ),
        rooms=tuple(
            BoardRoom(**{name: getattr(room, name) for name in BoardRoom.__slots__})
            for room in seen.rooms
        ),
        room_blocks=_room_blocks(edition.id),
        absences=_absences(edition.id),
        booked_together=bookings.together,
        opens=tuple(edition.hours(day) for day in edition.days),
        track_names={track.id: track.name for track in edition.tracks},
        zone=clock.ZONE,
        tickets=bookings.tickets,
    )


def _board_session(row: DraftSession, bookings: Bookings, *, is_plenary: bool) -> BoardSession:
    places = bookings.places.get(row.id)
    return BoardSession(
        id=row.id,
        code=row.code,
        title=row.title,
        is_break=row.is_break,
        track_id=row.track_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        room_id=row.room_id,
        people=row.people,
        places=places.capacity if places else row.places,
        booked=places.taken if places else 0,
        step_free_needs=bookings.step_free.get(row.id, 0),
        shares_room=row.shares_room,
        is_cancelled=row.is_cancelled,
        layout=row.layout,
        is_unconfirmed=row.is_unconfirmed,
        is_plenary=is_plenary and not row.is_break,
    )


def _room_blocks(edition_id: int) -> tuple[Closed, ...]:
    rows = db.session.scalars(
        select(RoomBlock)
        .join(Room, Room.id == RoomBlock.room_id)
        .where(Room.edition_id == edition_id)
        .order_by(RoomBlock.starts_at, RoomBlock.id)
    )
    return tuple(
        Closed(
            owner_id=row.room_id, starts_at=row.starts_at, ends_at=row.ends_at, reason=row.reason
        )
        for row in rows
    )


def _absences(edition_id: int) -> tuple[Closed, ...]:
    rows = db.session.scalars(
        select(SpeakerAbsence)
        .join(Speaker, Speaker.id == SpeakerAbsence.speaker_id)
        .where(Speaker.edition_id == edition_id)
        .order_by(SpeakerAbsence.starts_at, SpeakerAbsence.id)
    )
    return tuple(
        Closed(owner_id=row.speaker_id, starts_at=row.starts_at, ends_at=row.ends_at, reason="")
        for row in rows
    )
