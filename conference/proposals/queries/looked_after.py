"""Who of those who speak has done what: for organisers, without what was told in confidence."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, func, or_, select

from conference.editions import queries as editions
from conference.editions.rules import PolicyKind
from conference.kernel.database import db
from conference.people.models import Person, Speaker
from conference.proposals.models import (
    Proposal,
    ProposalAuthor,
    SpeakerConduct,
    SpeakerDetails,
    SpeakerTask,
)
from conference.proposals.rules.states import AuthorState, ProposalState, SpeakerTaskKind
from conference.proposals.rules.tasks import OWN_TASKS, may_remind, open_tasks


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerRow:
    """A speaker of a confirmed proposal, and what is still to do.

    ``times`` is how many times they were asked about and have not answered to.
    """

    speaker_id: int
    email: str
    code: str
    name: str
    equipment: str
    reminded_at: datetime | None
    left: tuple[SpeakerTaskKind, ...]
    times: int

    @property
    def is_open(self) -> bool:
        """Whether something is still to do."""
        return bool(self.left or self.times)


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitedRow:
    """A proposal that was accepted and not confirmed, and who owes the answer.

    ``email`` is that of their account, or the one that was written where they have none.
    """

    code: str
    title: str
    owner: str
    email: str
    author_id: int
    reminded_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnansweredRow:
    """Somebody named on a confirmed proposal who never answered, and so is not on stage."""

    code: str
    title: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAfter:
    """All who speak, by name, and all who still have to say that they do."""

    speakers: tuple[SpeakerRow, ...]
    awaited: tuple[AwaitedRow, ...]
    unanswered: tuple[UnansweredRow, ...]

    @property
    def counts(self) -> tuple[tuple[SpeakerTaskKind, int], ...]:
        """How many still have to do each task, in the order of the tasks."""
        return tuple((kind, sum(kind in row.left for row in self.speakers)) for kind in OWN_TASKS)

    def to_remind(self, now: datetime) -> frozenset[str]:
        """Return the addresses of who owes something and may get a reminder now.

        Whoever stands in several lines was reminded when the newest of them says.
        """
        said = [(row.email, row.reminded_at) for row in self.awaited]
        said += [(row.email, row.reminded_at) for row in self.speakers]
        newest: dict[str, datetime] = {}
        for email, reminded_at in said:
            if reminded_at is not None:
                newest[email] = max(reminded_at, newest.get(email, reminded_at))
        owing = {row.email for row in self.awaited}
        owing |= {row.email for row in self.speakers if row.is_open}
        return frozenset(one for one in owing if may_remind(newest.get(one), now=now))


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidentialRow:
    """What a speaker told the access coordinator."""

    name: str
    access: str
    travel: str


def looked_after(edition_id: int, times: Mapping[int, Sequence[str]]) -> LookedAfter:
    """Return who has done what, in six statements.

    ``times`` are the sessions that each speaker, by id, was asked about and has not answered.
    """
    conduct = editions.newest_policy(edition_id, PolicyKind.CONDUCT)
    done, agreed = _done(edition_id), _agreed(edition_id)
    return LookedAfter(
        speakers=tuple(
            SpeakerRow(
                **row._mapping,  # noqa: SLF001 (the documented way to a row's names)
                left=open_tasks(
                    done[row.speaker_id],
                    agreed_to=agreed.get(row.speaker_id),
                    conduct_id=conduct.id if conduct else None,
                ),
                times=len(times.get(row.speaker_id, ())),
            )
            for row in _speakers(edition_id)
        ),
        awaited=_awaited(edition_id),
        unanswered=_unanswered(edition_id),
    )


def told_in_confidence(edition_id: int) -> tuple[ConfidentialRow, ...]:
    """Return what speakers need to come and take part, by name: for those who arrange it."""
    rows = db.session.execute(
        select(Speaker.name, SpeakerDetails.access, SpeakerDetails.travel)
        .join(SpeakerDetails, SpeakerDetails.speaker_id == Speaker.id)
        .where(
            Speaker.edition_id == edition_id,
            or_(SpeakerDetails.access != "", SpeakerDetails.travel != ""),
        )
        .order_by(Speaker.name, Speaker.id)
    )
    return tuple(ConfidentialRow(**row._mapping) for row in rows)  # noqa: SLF001 (documented)


def _speakers(edition_id: int) -> Sequence[Row[int, str, str, str, str, datetime | None]]:
    stands = (
        select(ProposalAuthor.speaker_id)
        .join(Proposal, Proposal.id == ProposalAuthor.proposal_id)
        .where(
            Proposal.edition_id == edition_id,
            Proposal.state == ProposalState.CONFIRMED,
            ProposalAuthor.state == AuthorState.ACCEPTED,
        )
    )
    return db.session.execute(
        select(
            Speaker.id.label("speaker_id"),
            Person.email,
            Speaker.code,
            Speaker.name,
            func.coalesce(SpeakerDetails.equipment, "").label("equipment"),
            SpeakerDetails.reminded_at,
        )
        .join(Person, Person.id == Speaker.person_id)
        .outerjoin(SpeakerDetails, SpeakerDetails.speaker_id == Speaker.id)
        .where(Speaker.id.in_(stands))
        .order_by(Speaker.name, Speaker.id)
    ).all()


def _done(edition_id: int) -> defaultdict[int, set[SpeakerTaskKind]]:
    found: defaultdict[int, set[SpeakerTaskKind]] = defaultdict(set)
    rows = db.session.execute(
        select(SpeakerTask.speaker_id, SpeakerTask.task)
        .join(Speaker, Speaker.id == SpeakerTask.speaker_id)
        .where(Speaker.edition_id == edition_id)
    )
    for speaker_id, task in rows:
        found[speaker_id].add(task)
    return found


def _agreed(edition_id: int) -> dict[int, int]:
    rows = db.session.execute(
        select(SpeakerConduct.speaker_id, func.max(SpeakerConduct.policy_id))
        .join(Speaker, Speaker.id == SpeakerConduct.speaker_id)
        .where(Speaker.edition_id == edition_id)
        .group_by(SpeakerConduct.speaker_id)
    )
    return {speaker_id: policy_id for speaker_id, policy_id in rows if policy_id is not None}


def _awaited(edition_id: int) -> tuple[AwaitedRow, ...]:
    rows = db.session.execute(
        select(
            Proposal.code,
            Proposal.title,
            ProposalAuthor.name.label("owner"),
            func.coalesce(Person.email, ProposalAuthor.email).label("email"),
            ProposalAuthor.id.label("author_id"),
            ProposalAuthor.reminded_at,
        )
        .join(ProposalAuthor, ProposalAuthor.proposal_id == Proposal.id)
        .outerjoin(Person, Person.id == ProposalAuthor.person_id)
        .where(
            Proposal.edition_id == edition_id,
            Proposal.state == ProposalState.ACCEPTED,
            ProposalAuthor.is_owner,
        )
        .order_by(Proposal.title, Proposal.id)
    )
    return tuple(AwaitedRow(**row._mapping) for row in rows)  # noqa: SLF001 (documented)


def _unanswered(edition_id: int) -> tuple[UnansweredRow, ...]:
    rows = db.session.execute(
        select(Proposal.code, Proposal.title, ProposalAuthor.name)
        .join(ProposalAuthor, ProposalAuthor.proposal_id == Proposal.id)
        .where(
            Proposal.edition_id == edition_id,
            Proposal.state == ProposalState.CONFIRMED,
            ProposalAuthor.state == AuthorState.INVITED,
        )
        .order_by(Proposal.title, ProposalAuthor.position, ProposalAuthor.id)
    )
    return tuple(UnansweredRow(**row._mapping) for row in rows)  # noqa: SLF001 (documented)


def awaited_of(edition_id: int, address: str) -> list[str]:
    """Return the titles of accepted proposals whose owner, with this address, has not answered."""
    return [row.title for row in _awaited(edition_id) if row.email == address]
