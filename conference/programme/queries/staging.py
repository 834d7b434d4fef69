"""Sessions that came from proposals: locked for whoever changes them, and still public or not."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, func, or_, select

from conference.kernel.database import db
from conference.programme.models import ReleaseEntry, Session, SessionSpeaker
from conference.programme.queries.entries import newest
from conference.programme.rules.states import EntryState
from conference.proposals.models import Proposal
from conference.proposals.rules.states import ProposalState


def session_of_proposal_for_update(proposal_id: int) -> Session | None:
    """Lock and return the session of a proposal, if it has one."""
    found = sessions_of_proposals_for_update([proposal_id])
    return found[0][1] if found else None


def sessions_of_proposals_for_update(
    proposal_ids: Collection[int],
) -> Sequence[tuple[int, Session]]:
    """Lock and return the sessions of these proposals by id, each with its proposal's id."""
    rows = db.session.scalars(
        select(Session)
        .where(Session.proposal_id.in_(proposal_ids))
        .order_by(Session.id)
        .with_for_update()
    )
    return [(row.proposal_id, row) for row in rows if row.proposal_id is not None]


def is_on_another_stage(speaker_id: int, proposal_id: int) -> bool:
    """Say whether somebody is on a stage of the draft other than this proposal's."""
    found = db.session.scalar(
        select(Session.id)
        .join(SessionSpeaker, SessionSpeaker.session_id == Session.id)
        .where(SessionSpeaker.speaker_id == speaker_id, Session.is_cancelled.is_(False))
        .where(or_(Session.proposal_id.is_(None), Session.proposal_id != proposal_id))
        .limit(1)
    )
    return found is not None


def public_session_of(edition_id: int, proposal: str) -> str | None:
    """Return the code of a proposal's session while the public reads that it runs."""
    found: str | None = db.session.scalar(
        _running(Session.code).where(Proposal.code == proposal), {"edition_id": edition_id}
    )
    return found


def withdrawn_public_count(edition_id: int) -> int:
    """Return how many sessions the public reads whose speakers have withdrawn them."""
    counted = _running(func.count()).where(Proposal.state == ProposalState.WITHDRAWN)
    return db.session.scalar(counted, {"edition_id": edition_id}) or 0


def _running(shown: Any) -> Select[Any]:
    return (
        select(shown)
        .select_from(ReleaseEntry)
        .join(Session, Session.id == ReleaseEntry.session_id)
        .join(Proposal, Proposal.id == Session.proposal_id)
        .where(
            ReleaseEntry.release_id == newest(),
            ReleaseEntry.state == EntryState.CONFIRMED,
        )
    )


def was_released(session_id: int) -> bool:
    """Say whether any release ever showed a session."""
    shown = select(ReleaseEntry.id).where(ReleaseEntry.session_id == session_id).limit(1)
    return db.session.scalar(shown) is not None


def stage_of(session_id: int) -> Sequence[SessionSpeaker]:
    """Return who is on a session's stage in the draft, in their order, as it is now."""
    return db.session.scalars(
        select(SessionSpeaker)
        .where(SessionSpeaker.session_id == session_id)
        .order_by(SessionSpeaker.position)
        .execution_options(populate_existing=True)
    ).all()
