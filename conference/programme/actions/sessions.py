"""Writing, calling off and deleting sessions of the draft."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from conference.kernel import codes
from conference.kernel.database import db, delete_where
from conference.kernel.errors import Invalid
from conference.kernel.events import announce
from conference.people.models import Speaker
from conference.programme import queries
from conference.programme.actions.desk import Desk
from conference.programme.events import PlacesChanged
from conference.programme.models import (
    AskedSlot,
    ReleaseEntry,
    Session,
    SessionFile,
    SessionMaterial,
    SessionSpeaker,
    Slot,
    SlotAnswer,
)
from conference.programme.queries.staging import was_released
from conference.programme.rules.layouts import RoomLayout
from conference.programme.rules.states import (
    RecordingChoice,
    SessionKind,
    SessionLevel,
    StageRole,
)
from conference.programme.rules.writing import SessionInUse
from conference.proposals.queries import stage


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """What organisers say of a session; ``minutes`` is how long it is meant to be."""

    kind: SessionKind
    title: str
    summary: str
    abstract: str
    content_note: str
    track_id: int | None
    format_id: int | None
    minutes: int | None
    places: int | None
    is_sensitive: bool
    shares_room: bool
    speakers: tuple[str, ...]
    chair: str
    language: str = ""
    level: SessionLevel = SessionLevel.ANY
    recording: RecordingChoice = RecordingChoice.UNDECIDED
    layout: RoomLayout = RoomLayout.USUAL


def create(facts: SessionFacts, desk: Desk, *, code: str = "") -> str:
    """Store a new session without a time and return its code.

    ``code`` comes with the form: what is sent twice is stored once. Raises: Invalid (a name stands
    twice).
    """
    desk.take_turn()
    if code and queries.has_session(desk.edition_id, code):
        return code
    people = _stage(facts, desk)
    row = Session(edition_id=desk.edition_id, code=code or codes.random_code())
    _write(row, facts)
    db.session.add(row)
    db.session.flush()
    _put_on_stage(row.id, people)
    desk.record("session made", "session", row.id)
    return row.code


def change(code: str, facts: SessionFacts, desk: Desk) -> None:
    """Change what a session says of itself.

    Raises: NotFound, Invalid (a name twice, or something that a release has fixed).
    """
    row = desk.lock_session(code)
    _check_fixed(row, facts)
    people = _stage(facts, desk, session_id=row.id)
    _write(row, facts)
    row.version += 1
    db.session.execute(
        delete(SessionSpeaker)
        .where(SessionSpeaker.session_id == row.id)
        .execution_options(synchronize_session=False)
    )
    _put_on_stage(row.id, people)
    desk.record("session changed", "session", row.id)


def call_off(code: str, desk: Desk) -> None:
    """Let a session not run: the next release says so to whoever has it in their day.

    It gives its time and room free. Raises: NotFound.
    """
    row = desk.lock_session(code)
    if not row.is_cancelled:
        row.is_cancelled = True
        row.version += 1
        desk.record("session called off in the draft", "session", row.id)


def bring_back(code: str, desk: Desk) -> None:
    """Let a session run again. Raises: NotFound.

    One whose proposal was withdrawn is the organisers' own from then on, without those who
    withdrew: others may step in for them.
    """
    row = desk.lock_session(code)
    if row.is_cancelled:
        row.is_cancelled = False
        row.version += 1
        _part_from_withdrawn(row)
        desk.record("session brought back in the draft", "session", row.id)


def remove(code: str, desk: Desk) -> None:
    """Delete a session that no release ever showed. Raises: NotFound, SessionInUse."""
    row = desk.lock_session(code)
    if was_released(row.id):
        raise SessionInUse
    desk.record("session deleted", "session", row.id)
    delete_where(SessionSpeaker, SessionSpeaker.session_id == row.id)
    delete_where(SessionMaterial, SessionMaterial.session_id == row.id)
    delete_where(SessionFile, SessionFile.session_id == row.id)
    delete_where(AskedSlot, AskedSlot.session_id == row.id)
    delete_where(SlotAnswer, SlotAnswer.session_id == row.id)
    delete_where(Slot, Slot.session_id == row.id)
    db.session.expire_all()
    db.session.delete(row)


def _part_from_withdrawn(row: Session) -> None:
    gone = stage.withdrawn_authors(row.proposal_id) if row.proposal_id is not None else None
    if gone is not None:
        row.proposal_id = None
        delete_where(
            SessionSpeaker,
            (SessionSpeaker.session_id == row.id) & SessionSpeaker.speaker_id.in_(gone),
        )


def _check_fixed(row: Session, facts: SessionFacts) -> None:
    """Refuse what people with a place rely on; another number of places counts at once.

    Raises: Invalid.
    """
    fixed = db.session.execute(
        select(ReleaseEntry.kind, ReleaseEntry.places)
        .where(ReleaseEntry.session_id == row.id)
        .order_by(ReleaseEntry.id.desc())
        .limit(1)
    ).first()
    if fixed is None:
        return
    problems = {}
    if fixed.kind is SessionKind.SESSION and facts.kind is not SessionKind.SESSION:
        problems["kind"] = "This was public as a session. Call it off instead"
    if fixed.places is not None and facts.places is None:
        problems["places"] = "People may have booked here. Enter a number, or call it off"
    if problems:
        raise Invalid(problems)
    if fixed.places is not None and facts.places is not None and facts.places != row.places:
        announce(PlacesChanged(edition_id=row.edition_id, code=row.code, places=facts.places))


def _write(row: Session, facts: SessionFacts) -> None:
    row.kind = facts.kind
    row.title, row.summary, row.abstract = facts.title, facts.summary, facts.abstract
    row.content_note = facts.content_note
    row.track_id, row.format_id = facts.track_id, facts.format_id
    row.minutes, row.places = facts.minutes, facts.places
    row.language, row.level, row.recording = facts.language, facts.level, facts.recording
    row.is_sensitive, row.shares_room = facts.is_sensitive, facts.shares_room
    row.layout = facts.layout


def _stage(
    facts: SessionFacts, desk: Desk, *, session_id: int | None = None
) -> list[tuple[int, StageRole]]:
    """Find who is on stage by name; a new name becomes a speaker of the edition.

    Of two with one name it is the one who is on stage already.
    """
    rows = db.session.execute(
        select(Speaker.name, Speaker.id)
        .where(Speaker.edition_id == desk.edition_id)
        .order_by(Speaker.id.desc())
    )
    known = {name.casefold(): speaker_id for name, speaker_id in rows}
    present = db.session.execute(
        select(Speaker.name, Speaker.id)
        .join(SessionSpeaker, SessionSpeaker.speaker_id == Speaker.id)
        .where(SessionSpeaker.session_id == session_id)
    )
    known |= {name.casefold(): speaker_id for name, speaker_id in present}
    problems = _doubled(facts)
    if problems:
        raise Invalid(problems)
    found = [(_speaker_id(name, known, desk), StageRole.SPEAKER) for name in facts.speakers]
    if facts.chair:
        found.append((_speaker_id(facts.chair, known, desk), StageRole.CHAIR))
    return found


def _doubled(facts: SessionFacts) -> dict[str, str]:
    names = [name.casefold() for name in facts.speakers]
    if len(set(names)) != len(names):
        return {"speakers": "A name stands here twice"}
    if facts.chair and facts.chair.casefold() in names:
        return {"chair": "Who speaks does not chair the same session"}
    return {}


def _speaker_id(name: str, known: dict[str, int], desk: Desk) -> int:
    found = known.get(name.casefold())
    if found is None:
        row = Speaker(edition_id=desk.edition_id, code=codes.random_code(), name=name)
        db.session.add(row)
        db.session.flush()
        desk.record("speaker made", "speaker", row.id)
        found = known[name.casefold()] = row.id
    return found


def _put_on_stage(session_id: int, stage: Sequence[tuple[int, StageRole]]) -> None:
    db.session.add_all(
        SessionSpeaker(session_id=session_id, speaker_id=speaker_id, position=place, role=role)
        for place, (speaker_id, role) in enumerate(stage)
    )
