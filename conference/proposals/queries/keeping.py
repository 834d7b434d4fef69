"""Which proposals and answers have served their time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from conference.editions.models import Edition
from conference.kernel.database import db
from conference.proposals.models import Call, Proposal, Question
from conference.proposals.rules import keeping
from conference.proposals.rules.states import ProposalState


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A proposal that nobody needs any more."""

    id: int
    edition_id: int


def served(now: datetime) -> Sequence[Served]:
    """Lock and return the proposals that came to nothing more than six months ago; one statement.

    One that is decided on at this moment is waited for, and judged by what it is then. No call is
    locked after them, and they come in the order of their numbers, as everywhere.
    """
    rows = db.session.execute(
        select(Proposal, Call.closes_at, Edition.closes_at)
        .join(Edition, Edition.id == Proposal.edition_id)
        .outerjoin(Call, Call.edition_id == Proposal.edition_id)
        .where(Proposal.state.in_(keeping.UNSUCCESSFUL), Proposal.created_at <= now - keeping.KEPT)
        .order_by(Proposal.id)
        .with_for_update(of=Proposal)
    )
    return [
        Served(id=row.id, edition_id=row.edition_id)
        for row, call_closes, ends in rows
        if keeping.is_over(_kept_from(row, call_closes, ends), now=now)
    ]


def answers_served(today: date) -> Sequence[int]:
    """Return the questions whose answers are kept no longer; one statement."""
    rows = db.session.execute(
        select(Question.id, Question.kept_days, Edition.ends_on)
        .join(Call, Call.id == Question.call_id)
        .join(Edition, Edition.id == Call.edition_id)
        .where(Edition.ends_on < today)
        .order_by(Question.id)
    )
    return [number for number, days, ends in rows if ends + timedelta(days=days) < today]


def _kept_from(row: Proposal, call_closes: datetime | None, ends: datetime) -> datetime | None:
    """Return from when the six months run; somebody who writes late has them from then on."""
    if row.state is ProposalState.DRAFT:
        return max(call_closes or row.created_at, row.edited_at)
    if row.state is ProposalState.WITHDRAWN:
        return row.withdrawn_at
    if row.state is ProposalState.DECLINED:
        return row.told_at or row.decided_at or ends
    return ends
