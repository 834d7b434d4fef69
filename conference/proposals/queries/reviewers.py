"""Reviewers for organisers: who they are, what they were asked, and who may judge what."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from conference.editions.models import Track
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.people.models import Person, RoleGrant, Speaker
from conference.people.rules import Role
from conference.proposals.models import (
    ConflictOfInterest,
    Proposal,
    ProposalAuthor,
    Review,
    ReviewAssignment,
    Reviewer,
    ReviewerTrack,
)
from conference.proposals.rules.assigning import Pair
from conference.proposals.rules.bench import Bench, PaperFacts, ReviewerFacts
from conference.proposals.rules.conflicts import Named
from conference.proposals.rules.states import ConflictKind, ProposalState


def bench(edition_id: int) -> Bench:
    """Return everything that assigning needs to know, in seven statements."""
    found = _conflicts(edition_id)
    return Bench(
        reviewers={row.person_id: row for row in reviewers(edition_id)},
        papers=_papers(edition_id),
        asked=_asked(edition_id),
        given=_given(edition_id),
        declared=frozenset(pair for pair, kind in found.items() if kind is ConflictKind.DECLARED),
        stored={pair: kind for pair, kind in found.items() if kind is not ConflictKind.DECLARED},
        authors=_authors(edition_id),
    )


def reviewers(edition_id: int) -> tuple[ReviewerFacts, ...]:
    """Return everybody who has the role in this edition or in all, by name."""
    has_role = select(RoleGrant.person_id).where(
        RoleGrant.role == Role.REVIEWER,
        or_(RoleGrant.edition_id == edition_id, RoleGrant.edition_id.is_(None)),
    )
    rows = db.session.execute(
        select(Person.id, Person.name, Person.email, Reviewer.organisation)
        .outerjoin(
            Reviewer, and_(Reviewer.person_id == Person.id, Reviewer.edition_id == edition_id)
        )
        .where(Person.id.in_(has_role))
        .order_by(func.lower(Person.name), Person.email)
    ).all()
    tracks = _grouped(
        select(ReviewerTrack.person_id, ReviewerTrack.track_id)
        .join(Track, Track.id == ReviewerTrack.track_id)
        .where(Track.edition_id == edition_id)
    )
    return tuple(
        ReviewerFacts(
            person_id=person_id,
            name=name or email,
            email=email,
            organisation=organisation or "",
            track_ids=tracks.get(person_id, frozenset()),
        )
        for person_id, name, email, organisation in rows
    )


def reviewer(edition_id: int, person_id: int) -> ReviewerFacts:
    """Return one reviewer of the edition. Raises: NotFound."""
    found = next((row for row in reviewers(edition_id) if row.person_id == person_id), None)
    if found is None:
        raise NotFound
    return found


def tracks(edition_id: int) -> Sequence[tuple[int, str]]:
    """Return the tracks of the edition, in their order."""
    rows = db.session.execute(
        select(Track.id, Track.name)
        .where(Track.edition_id == edition_id)
        .order_by(Track.position, Track.id)
    )
    return rows.all()


def papers_for_update(proposal_ids: Collection[int]) -> None:
    """Lock these proposals: no opinion of them is stored meanwhile; the call is locked before."""
    if proposal_ids:
        ordered = select(Proposal.id).where(Proposal.id.in_(proposal_ids)).order_by(Proposal.id)
        db.session.execute(ordered.with_for_update())


def notes_of(edition_id: int, person_id: int) -> Mapping[int, str]:
    """Return what a reviewer said about conflicts, by proposal."""
    rows = db.session.execute(
        select(ConflictOfInterest.proposal_id, ConflictOfInterest.note)
        .join(Proposal, Proposal.id == ConflictOfInterest.proposal_id)
        .where(_is_here(edition_id), ConflictOfInterest.person_id == person_id)
    )
    return dict(rows.all())


def waiting(edition_id: int, person_ids: Collection[int]) -> Mapping[str, int]:
    """Return for how many opinions each of these reviewers is waited for, by address."""
    rows = db.session.execute(
        select(Person.email, func.count())
        .join(ReviewAssignment, ReviewAssignment.person_id == Person.id)
        .join(Proposal, Proposal.id == ReviewAssignment.proposal_id)
        .outerjoin(
            Review,
            and_(Review.proposal_id == Proposal.id, Review.person_id == Person.id),
        )
        .where(
            _is_here(edition_id),
            Proposal.state == ProposalState.SUBMITTED,
            Review.id.is_(None),
            Person.id.in_(person_ids),
        )
        .group_by(Person.email)
        .order_by(Person.email)
    )
    return dict(rows.all())


def _papers(edition_id: int) -> Mapping[int, PaperFacts]:
    rows = db.session.execute(
        select(Proposal.id, Proposal.code, Proposal.title, Proposal.track_id)
        .where(Proposal.edition_id == edition_id, Proposal.state == ProposalState.SUBMITTED)
        .order_by(func.lower(Proposal.title), Proposal.id)
    )
    return {
        found: PaperFacts(id=found, code=code, title=title, track_id=track_id)
        for found, code, title, track_id in rows
    }


def _asked(edition_id: int) -> Mapping[int, frozenset[int]]:
    return _grouped(
        select(ReviewAssignment.proposal_id, ReviewAssignment.person_id)
        .join(Proposal, Proposal.id == ReviewAssignment.proposal_id)
        .where(_is_here(edition_id))
    )


def _given(edition_id: int) -> frozenset[Pair]:
    rows = db.session.execute(
        select(Review.proposal_id, Review.person_id)
        .join(Proposal, Proposal.id == Review.proposal_id)
        .where(_is_here(edition_id))
    )
    return frozenset(rows)


def _conflicts(edition_id: int) -> Mapping[Pair, ConflictKind]:
    rows = db.session.execute(
        select(
            ConflictOfInterest.proposal_id, ConflictOfInterest.person_id, ConflictOfInterest.kind
        )
        .join(Proposal, Proposal.id == ConflictOfInterest.proposal_id)
        .where(_is_here(edition_id))
    )
    return {(proposal_id, person_id): kind for proposal_id, person_id, kind in rows}


def _authors(edition_id: int) -> Mapping[int, tuple[Named, ...]]:
    """Return who is named on what; of two organisations, as proposed and on stage, both count."""
    rows = db.session.execute(
        select(
            ProposalAuthor.proposal_id,
            ProposalAuthor.email,
            ProposalAuthor.organisation,
            ProposalAuthor.person_id,
            func.coalesce(Speaker.organisation, ""),
        )
        .join(Proposal, Proposal.id == ProposalAuthor.proposal_id)
        .outerjoin(
            Speaker,
            and_(Speaker.edition_id == edition_id, Speaker.person_id == ProposalAuthor.person_id),
        )
        .where(_is_here(edition_id))
    )
    found: defaultdict[int, list[Named]] = defaultdict(list)
    for proposal_id, email, proposed, person_id, shown in rows:
        found[proposal_id] += [
            Named(email=email, organisation=organisation, person_id=person_id)
            for organisation in dict.fromkeys((proposed, shown))
        ]
    return {proposal_id: tuple(named) for proposal_id, named in found.items()}


def _is_here(edition_id: int) -> ColumnElement[bool]:
    return Proposal.edition_id == edition_id


def _grouped(statement: Select[int, int]) -> Mapping[int, frozenset[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for key, value in db.session.execute(statement):
        found[key].add(value)
    return {key: frozenset(values) for key, values in found.items()}
