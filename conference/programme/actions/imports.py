"""Taking a programme of another system into the draft, all of it or what of it fits."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy import select

from conference.documents.imports import ImportedProgramme, ImportedTrack
from conference.editions.models import Format, Track
from conference.kernel import codes
from conference.kernel.database import db
from conference.people.models import Speaker
from conference.programme.actions.desk import Desk
from conference.programme.actions.rooms import add_room
from conference.programme.actions.threads import (
    FormatFacts,
    TrackFacts,
    add_format,
    add_track,
)
from conference.programme.models import Room, Session, SessionMaterial, SessionSpeaker, Slot
from conference.programme.queries.imports import known
from conference.programme.queries.rooms import RoomFacts
from conference.programme.rules.imports import (
    KnownSpeaker,
    NewSession,
    NewSpeaker,
    Plan,
    TrackLook,
    plan,
    track_look,
)
from conference.programme.rules.layouts import Capacities
from conference.programme.rules.writing import looks

WORDS = ("kind", "title", "summary", "abstract", "language", "level", "recording", "is_cancelled")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What an import decided, and whether it was stored."""

    plan: Plan
    is_stored: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """The numbers of what sessions are in, of and by, by name."""

    rooms: dict[str, int]
    tracks: dict[str, int]
    formats: dict[str, int]
    speakers: dict[NewSpeaker, int]

    def speaker_id(self, one: KnownSpeaker | NewSpeaker) -> int:
        """Return the number of somebody on stage."""
        return one.id if isinstance(one, KnownSpeaker) else self.speakers[one]


def take(programme: ImportedProgramme, *, is_partial: bool, desk: Desk) -> Taken:
    """Store in the draft what a file says; with a complaint nothing, unless ``is_partial``.

    Tracks and formats count at once, as those made by hand do; all else waits for a release.
    Runs inside ``transaction()``; two at once take turns. Raises: NotFound (no such edition).
    """
    desk.take_turn()
    found = plan(programme, known(desk.edition_id))
    if not found.adds or (found.complaints and not is_partial):
        return Taken(plan=found, is_stored=False)
    _store(found, desk)
    desk.record(
        "programme imported",
        "edition",
        desk.edition_id,
        format=programme.kind,
        sessions=len(found.sessions),
        complaints=len(found.complaints),
    )
    return Taken(plan=found, is_stored=True)


def _store(found: Plan, desk: Desk) -> None:
    for name in found.rooms:
        add_room(_room(name), desk=desk)
    _add_tracks(found.tracks, desk)
    for name in found.formats:
        add_format(FormatFacts(name=name, minutes=None), desk=desk)
    for speaker_id, words in found.biographies:
        db.session.get_one(Speaker, speaker_id).biography = words
        desk.record("biography imported", "speaker", speaker_id)
    names = _Names(
        rooms=_ids(Room, desk),
        tracks=_ids(Track, desk),
        formats=_ids(Format, desk),
        speakers=_add_speakers(found.sessions, desk),
    )
    _add_sessions(found.sessions, names, desk)


def _room(name: str) -> RoomFacts:
    return RoomFacts(
        name=name,
        capacities=Capacities(),
        note="",
        is_private=False,
        is_step_free=None,
        has_loop=False,
    )


def _add_tracks(tracks: Iterable[ImportedTrack], desk: Desk) -> None:
    rows = db.session.scalars(select(Track).where(Track.edition_id == desk.edition_id))
    known_looks = [
        TrackLook(**{name: getattr(row, name) for name in TrackLook.__slots__}) for row in rows
    ]
    for track in tracks:
        look = track_look(track.name, track.colour, known_looks)
        known_looks.append(look)
        add_track(TrackFacts(name=track.name, **asdict(look)), desk=desk)


def _add_speakers(sessions: Iterable[NewSession], desk: Desk) -> dict[NewSpeaker, int]:
    """Store whom the edition does not have yet, and return their numbers."""
    new = dict.fromkeys(
        one for session in sessions for one in session.speakers if isinstance(one, NewSpeaker)
    )
    taken = set(
        db.session.scalars(select(Speaker.code).where(Speaker.edition_id == desk.edition_id))
    )
    taken |= {one.code for one in new if one.code}
    rows = {
        one: Speaker(
            edition_id=desk.edition_id,
            code=one.code or _free_code(taken),
            name=one.name,
            biography=one.biography,
        )
        for one in new
    }
    db.session.add_all(rows.values())
    db.session.flush()
    for row in rows.values():
        desk.record("speaker made", "speaker", row.id)
    return {one: row.id for one, row in rows.items()}


def _add_sessions(sessions: Collection[NewSession], names: _Names, desk: Desk) -> None:
    taken = set(
        db.session.scalars(select(Session.code).where(Session.edition_id == desk.edition_id))
    )
    taken |= {new.code for new in sessions if new.code}
    rows = [(new, _session(new, names, taken, desk)) for new in sessions]
    db.session.add_all(row for _, row in rows)
    db.session.flush()
    for new, row in rows:
        desk.record("session imported", "session", row.id)
        db.session.add_all(_placed(new, row.id, names))


def _session(new: NewSession, names: _Names, taken: set[str], desk: Desk) -> Session:
    facts = new.facts
    return Session(
        edition_id=desk.edition_id,
        code=new.code or _free_code(taken),
        guid=new.guid,
        track_id=names.tracks.get(looks(facts.track)),
        format_id=names.formats.get(looks(facts.format)),
        minutes=facts.minutes,
        **{name: getattr(facts, name) for name in WORDS},
    )


def _placed(
    new: NewSession, session_id: int, names: _Names
) -> list[Slot | SessionSpeaker | SessionMaterial]:
    """Return where a session stands, who is on stage there, and what belongs to it."""
    facts = new.facts
    found: list[Slot | SessionSpeaker | SessionMaterial] = [
        SessionSpeaker(session_id=session_id, speaker_id=names.speaker_id(one), position=position)
        for position, one in enumerate(new.speakers)
    ]
    found += [
        SessionMaterial(
            session_id=session_id, position=position, title=one.title, address=one.address
        )
        for position, one in enumerate(facts.materials, start=1)
    ]
    if facts.starts_at is not None and facts.minutes is not None:
        found.append(
            Slot(
                session_id=session_id,
                room_id=names.rooms.get(looks(facts.room)),
                starts_at=facts.starts_at,
                ends_at=facts.starts_at + timedelta(minutes=facts.minutes),
            )
        )
    return found


def _ids(kind: type[Room] | type[Track] | type[Format], desk: Desk) -> dict[str, int]:
    rows = db.session.execute(select(kind.name, kind.id).where(kind.edition_id == desk.edition_id))
    return {looks(name): row_id for name, row_id in rows}


def _free_code(taken: set[str], make: Callable[[], str] = codes.random_code) -> str:
    """Return a code that nothing has, and note it as taken."""
    code = make()
    while code in taken:
        code = make()
    taken.add(code)
    return code
