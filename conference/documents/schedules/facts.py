"""A whole programme as plain facts, and what its files for other programs have in common."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from conference.documents import plain

GENERATOR = "conference"
TIMESLOT = "00:05"
CANCELLED = "Cancelled: "


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleTrack:
    """A track and its colour (``#rrggbb``)."""

    name: str
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRoom:
    """Where a session is, in the words of the public pages.

    ``position`` is the room's place among the rooms; what is no room's name has none and comes
    last.
    """

    name: str
    position: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleSpeaker:
    """Somebody on stage, as the public sees them; without a code there is no page of theirs."""

    name: str
    code: str | None = None
    biography: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleLink:
    """A page or file that belongs to a session."""

    title: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleSession:
    """One session; moments are aware and in UTC, ``abstract`` is Markdown, ``url`` its page.

    ``guid`` is the identity that another system gave it; ``is_unrecorded`` says whether it must
    not be recorded, none where nobody has decided.
    """

    session_id: int
    code: str
    title: str
    summary: str = ""
    abstract: str = ""
    track: str = ""
    format: str = ""
    starts_at: datetime
    ends_at: datetime
    room: ScheduleRoom
    speakers: tuple[ScheduleSpeaker, ...] = ()
    url: str
    is_cancelled: bool = False
    language: str = ""
    guid: str | None = None
    is_unrecorded: bool | None = None
    links: tuple[ScheduleLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleFacts:
    """A whole programme; ``slug`` is the edition's, ``url`` the address of the programme's page.

    Days from ``first_date`` to ``last_date`` (inclusive) are listed even if nothing is on.
    """

    slug: str
    name: str
    version: str
    timezone: str
    first_date: date
    last_date: date
    url: str
    tracks: tuple[ScheduleTrack, ...] = ()
    sessions: tuple[ScheduleSession, ...] = ()


def event_guid(slug: str, session_id: int) -> str:
    """Return the identity of a session: of its row, so that no move and no release changes it."""
    return _guid(slug, f"session-{session_id}")


def room_guid(facts: ScheduleFacts, name: str) -> str:
    """Return the identity of a room.

    It is made of the words that are shown: made of the row, it would tell which room is not told.
    """
    return _guid(facts.slug, f"room-{name}")


def room_names(sessions: Iterable[ScheduleSession]) -> tuple[str, ...]:
    """Return the rooms of sessions in their order."""
    rooms = {session.room for session in sessions}
    ordered = sorted(rooms, key=lambda room: (room.position is None, room.position or 0, room.name))
    return tuple(dict.fromkeys(room.name for room in ordered))


def cleaned(facts: ScheduleFacts) -> ScheduleFacts:
    """Return the facts by time, all words writable in each format, all sessions with a guid."""
    ordered = sorted(facts.sessions, key=lambda found: (found.starts_at, found.session_id))
    kept = {session.guid for session in ordered if session.guid}
    return replace(
        facts,
        name=plain.one_line(facts.name),
        version=plain.one_line(facts.version),
        tracks=tuple(replace(track, name=plain.one_line(track.name)) for track in facts.tracks),
        sessions=tuple(
            _cleaned_session(session, session.guid or _own_guid(facts.slug, session, kept))
            for session in ordered
        ),
    )


def title(session: ScheduleSession) -> str:
    """Return the title, which says that a session was cancelled: the formats have no word."""
    return CANCELLED + session.title if session.is_cancelled else session.title


def acronym(facts: ScheduleFacts) -> str:
    """Return the edition's slug as the JSON schema takes it: a hyphen only as the first sign."""
    return facts.slug.replace("-", "_")


def slug(session: ScheduleSession, facts: ScheduleFacts) -> str:
    """Return the short name of a session."""
    return f"{acronym(facts)}-session-{session.session_id}"


def moment(at: datetime) -> str:
    """Return a moment with its offset."""
    return at.isoformat(timespec="seconds")


def duration(session: ScheduleSession) -> str:
    """Return how long a session is, in hours and minutes."""
    hours, minutes = divmod((session.ends_at - session.starts_at) // timedelta(minutes=1), 60)
    return f"{hours:02}:{minutes:02}"


def _cleaned_session(session: ScheduleSession, guid: str) -> ScheduleSession:
    return replace(
        session,
        guid=guid,
        title=plain.one_line(session.title),
        summary=plain.lines(session.summary),
        abstract=plain.lines(session.abstract),
        track=plain.one_line(session.track),
        format=plain.one_line(session.format),
        room=replace(session.room, name=plain.one_line(session.room.name)),
        speakers=tuple(
            replace(
                speaker,
                name=plain.one_line(speaker.name),
                biography=plain.lines(speaker.biography),
            )
            for speaker in session.speakers
        ),
        links=tuple(
            ScheduleLink(title=plain.one_line(link.title), address=plain.one_line(link.address))
            for link in session.links
        ),
    )


def _own_guid(slug: str, session: ScheduleSession, kept: Iterable[str | None]) -> str:
    own = event_guid(slug, session.session_id)
    # A file of an earlier database of ours may have brought the same identity for another row.
    return _guid(slug, f"session-{session.session_id}-again") if own in kept else own


def _guid(slug: str, what: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{what}@{slug}.conference"))
