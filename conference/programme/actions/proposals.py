"""What confirmed proposals do to the draft (reactions): sessions come, change, and go."""

from sqlalchemy import select

from conference.kernel import codes
from conference.kernel.database import db, delete_where
from conference.programme.actions import sessions
from conference.programme.actions.desk import Desk
from conference.programme.models import ReleaseEntry, Session, SessionSpeaker
from conference.programme.queries.staging import (
    session_of_proposal_for_update,
    sessions_of_proposals_for_update,
)
from conference.proposals.events import (
    ProposalConfirmed,
    ProposalUnconfirmed,
    ProposalWithdrawn,
    RecordingChosen,
    SpeakersJoined,
)
from conference.proposals.queries import stage
from conference.proposals.queries.stage import Staged


def stage_proposal(event: ProposalConfirmed) -> None:
    """Let a confirmed proposal stand among the sessions without a time, as its speakers wrote it.

    One that stands there already is written anew, and runs again if it had been called off.
    """
    desk = _desk(event)
    desk.take_turn()
    found = stage.staged(event.proposal_id)
    row = session_of_proposal_for_update(event.proposal_id)
    if row is None:
        row = Session(
            edition_id=event.edition_id, proposal_id=event.proposal_id, code=codes.random_code()
        )
        db.session.add(row)
    else:
        row.version = row.version + 1
        row.is_cancelled = False
    _write(row, found)
    db.session.flush()
    _fill_stage(row, found)
    desk.record("session made from a proposal", "session", row.id)


def join_stage(event: SpeakersJoined) -> None:
    """Put a speaker who accepted late on the stage of the session; its words stay."""
    desk = _desk(event)
    desk.take_turn()
    row = session_of_proposal_for_update(event.proposal_id)
    if row is not None:
        found = stage.staged(event.proposal_id)
        row.recording = found.recording
        row.version += 1
        _fill_stage(row, found)
        desk.record("speaker joined a session", "session", row.id)


def leave_stage(event: ProposalUnconfirmed | ProposalWithdrawn) -> None:
    """Take a session out of what the next release shows.

    What no release ever showed is deleted; what was public is called off in the draft. A call
    that shows what is provisional keeps sessions whose confirmation was only taken back.
    """
    desk = _desk(event)
    desk.take_turn()
    row = session_of_proposal_for_update(event.proposal_id)
    if row is None or stage.staged(event.proposal_id).is_provisional:
        return
    shown = select(ReleaseEntry.id).where(ReleaseEntry.session_id == row.id).limit(1)
    if db.session.scalar(shown) is None:
        sessions.remove(row.code, desk)
    else:
        sessions.call_off(row.code, desk)


def choose_recording(event: RecordingChosen) -> None:
    """Let the sessions of a speaker be recorded as the most protective of theirs allows."""
    desk = _desk(event)
    desk.take_turn()
    for proposal_id, row in sessions_of_proposals_for_update(
        stage.confirmed_proposals_of(event.speaker_id)
    ):
        chosen = stage.staged(proposal_id).recording
        if row.recording is not chosen:
            row.recording = chosen
            row.version += 1
            desk.record("recording chosen by the speakers", "session", row.id)


def _desk(
    event: ProposalConfirmed
    | ProposalUnconfirmed
    | ProposalWithdrawn
    | RecordingChosen
    | SpeakersJoined,
) -> Desk:
    return Desk(edition_id=event.edition_id, actor=event.actor, now=event.at)


def _write(row: Session, found: Staged) -> None:
    row.title, row.summary, row.abstract = found.title, found.summary, found.abstract
    row.content_note = found.content_note
    row.format_id, row.track_id = found.format_id, found.track_id
    row.language, row.level, row.recording = found.language, found.level, found.recording


def _fill_stage(row: Session, found: Staged) -> None:
    """Put the authors on stage first, in their order; chairs and guests of the organisers stay."""
    wanted = [speaker.speaker_id for speaker in found.speakers]
    delete_where(
        SessionSpeaker,
        (SessionSpeaker.session_id == row.id)
        & SessionSpeaker.speaker_id.in_(found.author_ids - set(wanted)),
    )
    kept = {
        one.speaker_id: one
        for one in db.session.scalars(
            select(SessionSpeaker)
            .where(SessionSpeaker.session_id == row.id)
            .order_by(SessionSpeaker.position)
            .execution_options(populate_existing=True)
        )
    }
    others = [speaker_id for speaker_id in kept if speaker_id not in wanted]
    for position, speaker_id in enumerate([*wanted, *others]):
        one = kept.get(speaker_id)
        if one is None:
            one = SessionSpeaker(session_id=row.id, speaker_id=speaker_id)
            db.session.add(one)
        one.position = position
