"""What confirmed proposals do to the draft (reactions): sessions come, change, and go."""

from dataclasses import asdict

from sqlalchemy import insert

from conference.kernel import codes
from conference.kernel.database import db, delete_where
from conference.programme.actions import sessions
from conference.programme.actions.desk import Desk
from conference.programme.models import Session, SessionSpeaker
from conference.programme.queries.staging import (
    session_of_proposal_for_update,
    sessions_of_proposals_for_update,
    stage_of,
    was_released,
)
from conference.proposals.events import (
    ProposalConfirmed,
    ProposalsPlanned,
    ProposalUnconfirmed,
    ProposalWithdrawn,
    RecordingChosen,
    SpeakersJoined,
)
from conference.proposals.queries import stage
from conference.proposals.queries.stage import Staged


def plan_proposals(event: ProposalsPlanned) -> None:
    """Let accepted proposals stand among the sessions without a time, with nobody on stage yet.

    Speakers come with their yes; until then the checks block a release that has a time for one.
    """
    desk = _desk(event)
    desk.take_turn()
    standing = {
        proposal_id for proposal_id, _ in sessions_of_proposals_for_update(event.proposal_ids)
    }
    rows = [
        {**asdict(found), "edition_id": event.edition_id, "code": codes.random_code()}
        for found in stage.planned(event.proposal_ids)
        if found.proposal_id not in standing
    ]
    if rows:
        db.session.execute(insert(Session), rows)
        desk.record(
            "sessions planned from proposals", "edition", event.edition_id, sessions=len(rows)
        )


def stage_proposal(event: ProposalConfirmed) -> None:
    """Let a confirmed proposal stand among the sessions without a time, as its speakers wrote it.

    One that was called off runs again and is written anew; one that was planned keeps the words
    that organisers gave it meanwhile.
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
        _write(row, found)
    else:
        row.version = row.version + 1
        if row.is_cancelled:
            row.is_cancelled = False
            _write(row, found)
    row.recording = found.recording
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
    that plans before the yes keeps sessions whose confirmation was only taken back.
    """
    desk = _desk(event)
    desk.take_turn()
    row = session_of_proposal_for_update(event.proposal_id)
    if row is None or stage.staged(event.proposal_id).is_provisional:
        return
    if was_released(row.id):
        sessions.call_off(row.code, desk)
    else:
        sessions.remove(row.code, desk)


def choose_recording(event: RecordingChosen) -> None:
    """Let the sessions of a speaker be recorded as the most protective of theirs allows."""
    desk = _desk(event)
    desk.take_turn()
    for proposal_id, row in sessions_of_proposals_for_update(
        stage.taken_proposals_of(event.speaker_id)
    ):
        chosen = stage.staged(proposal_id).recording
        if row.recording is not chosen:
            row.recording = chosen
            row.version += 1
            desk.record("recording chosen by the speakers", "session", row.id)


def _desk(
    event: ProposalConfirmed
    | ProposalsPlanned
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
    row.language, row.level = found.language, found.level


def _fill_stage(row: Session, found: Staged) -> None:
    """Put the authors on stage first, in their order; chairs and guests of the organisers stay."""
    wanted = [speaker.speaker_id for speaker in found.speakers]
    delete_where(
        SessionSpeaker,
        (SessionSpeaker.session_id == row.id)
        & SessionSpeaker.speaker_id.in_(found.author_ids - set(wanted)),
    )
    kept = {one.speaker_id: one for one in stage_of(row.id)}
    others = [speaker_id for speaker_id in kept if speaker_id not in wanted]
    for position, speaker_id in enumerate([*wanted, *others]):
        one = kept.get(speaker_id)
        if one is None:
            one = SessionSpeaker(session_id=row.id, speaker_id=speaker_id)
            db.session.add(one)
        one.position = position
