"""A released session as lists of the public pages show it."""

from dataclasses import dataclass
from datetime import datetime

from conference.editions.queries import EditionFrame, TrackFrame
from conference.programme.queries.entries import EntryFacts
from conference.programme.queries.stage import SpeakersById
from conference.programme.rules.bookings import (
    PlaceFacts,
    Places,
    PlacesById,
    PlaceState,
    place_state,
)
from conference.programme.rules.visibility import PublicRoom, PublicSpeaker, public_room


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """One session in a list; ``count`` is nothing where it has no places or may not tell."""

    session_id: int
    code: str
    title: str
    summary: str
    track: TrackFrame | None
    format_code: str
    kind: str
    speakers: tuple[PublicSpeaker, ...]
    room: PublicRoom
    starts_at: datetime
    ends_at: datetime
    closes_at: datetime
    has_places: bool
    is_sensitive: bool
    place_state: PlaceState
    count: Places | None

    @property
    def is_cancelled(self) -> bool:
        """Whether it was announced and will not run."""
        return self.place_state is PlaceState.CANCELLED

    @property
    def is_bookable(self) -> bool:
        """Whether somebody could book a place now, as far as the public knows."""
        return self.has_places and self.place_state is PlaceState.OPEN

    @property
    def who(self) -> str:
        """The names of the speakers in one line."""
        return ", ".join(speaker.shown for speaker in self.speakers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """What turns entries into rows: the frame, live speakers, live places and the moment."""

    edition: EditionFrame
    speakers: SpeakersById
    places: PlacesById
    now: datetime


def session_row(entry: EntryFacts, showing: Showing) -> SessionRow:
    """Return the row of one session."""
    speakers = showing.speakers.get(entry.session_id, ())
    kind = showing.edition.formats_by_id.get(entry.format_id or 0)
    facts = PlaceFacts(
        state=entry.state,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        has_places=entry.places is not None,
        is_sensitive=entry.is_sensitive,
        count=showing.places.get(entry.session_id),
        closing_minutes=showing.edition.bookings_close_minutes,
    )
    return SessionRow(
        session_id=entry.session_id,
        code=entry.code,
        title=entry.title,
        summary=entry.summary,
        track=showing.edition.tracks_by_id.get(entry.track_id or 0),
        format_code=kind.code if kind else "",
        kind=kind.name if kind else "",
        speakers=speakers,
        room=public_room(entry.room_name, secrecy=entry.room_secrecy, speakers=speakers),
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        closes_at=facts.closes_at,
        has_places=facts.has_places,
        is_sensitive=entry.is_sensitive,
        place_state=place_state(facts, now=showing.now),
        count=facts.public_count,
    )


def session_rows(found: tuple[EntryFacts, ...], showing: Showing) -> tuple[SessionRow, ...]:
    """Return the rows of sessions by time, then by track as the organisers order them."""
    order = {track.id: position for position, track in enumerate(showing.edition.tracks, 1)}
    by_track = sorted(
        (entry for entry in found if not entry.is_break),
        key=lambda entry: (
            entry.starts_at,
            order.get(entry.track_id or 0, 0),
            entry.room_position,
            entry.session_id,
        ),
    )
    return tuple(session_row(entry, showing) for entry in by_track)
