"""Rows of proposals for tests: a call, what was sent in, its speakers, and reviewers."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update

from conference.kernel import codes
from conference.kernel.database import db, transaction
from conference.people import queries
from conference.people.models import Person, RoleGrant
from conference.people.rules import Role
from conference.proposals.models import (
    Call,
    CallFormat,
    Criterion,
    Proposal,
    ProposalAuthor,
    Review,
    ReviewAssignment,
    Reviewer,
    ReviewPhase,
    ReviewScore,
)
from conference.proposals.rules.states import AuthorState, ProposalState
from tests.factories.people import make_person

OPENS = datetime(2024, 4, 8, 8, 0, tzinfo=UTC)
CLOSES = datetime(2024, 6, 3, 22, 59, tzinfo=UTC)
DURING = datetime(2024, 5, 3, 9, 0, tzinfo=UTC)
"""The demonstration's moment in which the call is open."""

AFTER = datetime(2024, 6, 10, 9, 0, tzinfo=UTC)


def make_call(edition_id: int, *, format_ids: tuple[int, ...] = (), **values: Any) -> int:
    """Store a shown call with two criteria and one blind phase of review; return its id."""
    facts = {
        "body": "Tell us what you changed.",
        "is_shown": True,
        "opens_at": OPENS,
        "closes_at": CLOSES,
    }
    with transaction():
        call = Call(edition_id=edition_id, **(facts | values))
        db.session.add(call)
        db.session.flush()
        for format_id in format_ids:
            db.session.add(CallFormat(call_id=call.id, format_id=format_id))
        for position, (name, weight) in enumerate((("Use", 2), ("Evidence", 1))):
            db.session.add(Criterion(call_id=call.id, position=position, name=name, weight=weight))
        db.session.add(
            ReviewPhase(
                call_id=call.id,
                name="First reading",
                opens_at=CLOSES,
                closes_at=datetime(2024, 6, 24, 22, 59, tzinfo=UTC),
            )
        )
        return call.id


def make_proposal(
    edition_id: int,
    *,
    title: str = "Kind and clear",
    state: ProposalState = ProposalState.SUBMITTED,
    email: str = "yewande@example.org",
    name: str = "Yewande Cole",
    organisation: str = "",
    **values: Any,
) -> str:
    """Store a proposal of one speaker, who has an account, and return its code."""
    person_id = make_person_once(email, name=name)
    code = codes.random_code()
    facts: dict[str, Any] = {
        "form_token": codes.random_token(),
        "audience": "Everybody who has to say something hard",
        "outcome": "Say it in two sentences",
        "abstract": "Feedback that people can use on the same day.",
        "created_at": DURING,
        "created_by": f"person {person_id}",
        "edited_at": DURING,
        "submitted_at": None if state is ProposalState.DRAFT else DURING,
        "confirmed_at": DURING if state is ProposalState.CONFIRMED else None,
        "withdrawn_at": DURING if state is ProposalState.WITHDRAWN else None,
    }
    with transaction():
        row = Proposal(
            edition_id=edition_id,
            code=code,
            state=state,
            title=title,
            **(facts | values),
        )
        db.session.add(row)
        db.session.flush()
        db.session.add(
            ProposalAuthor(
                proposal_id=row.id,
                person_id=person_id,
                email=email,
                name=name,
                organisation=organisation,
                is_owner=True,
                state=AuthorState.ACCEPTED,
                invited_at=DURING,
                answered_at=DURING,
            )
        )
    return code


def make_author(
    proposal_id: int,
    email: str,
    *,
    name: str = "",
    state: AuthorState = AuthorState.INVITED,
    organisation: str = "",
    person_id: int | None = None,
) -> int:
    """Store somebody who is named beside the owner, with or without an account; return the id."""
    with transaction():
        row = ProposalAuthor(
            proposal_id=proposal_id,
            person_id=person_id,
            email=email,
            name=name or email,
            organisation=organisation,
            position=1,
            state=state,
            invited_at=DURING,
        )
        db.session.add(row)
        db.session.flush()
        return row.id


def make_reviewer(edition_id: int, email: str, *, organisation: str = "", name: str = "") -> int:
    """Store a person with the role of a reviewer in the edition; return the person's id."""
    person_id = make_person_once(email, name=name)
    with transaction():
        db.session.add(
            RoleGrant(
                person_id=person_id,
                role=Role.REVIEWER,
                edition_id=edition_id,
                granted_at=OPENS,
                granted_by="system",
            )
        )
        db.session.add(
            Reviewer(edition_id=edition_id, person_id=person_id, organisation=organisation)
        )
    return person_id


def make_person_once(email: str, *, name: str = "") -> int:
    """Return the id of the person with this address, stored if there is none."""
    found = queries.id_of(email)
    return found if found is not None else make_person(email, name=name)


def id_of_proposal(code: str) -> int:
    """Return the id of the proposal with this code."""
    return db.session.scalars(select(Proposal.id).where(Proposal.code == code)).one()


def ask_for_review(code: str, *person_ids: int) -> None:
    """Store that reviewers were asked for a proposal."""
    proposal_id = id_of_proposal(code)
    with transaction():
        db.session.add_all(
            ReviewAssignment(
                proposal_id=proposal_id,
                person_id=person_id,
                assigned_at=AFTER,
                assigned_by="system",
            )
            for person_id in person_ids
        )


def change_phases(**values: Any) -> None:
    """Give every phase of review these values."""
    with transaction():
        db.session.execute(update(ReviewPhase).values(**values))


def asked_reviewers() -> dict[str, set[str]]:
    """Return by code of a proposal the addresses of who was asked for it."""
    found: dict[str, set[str]] = {}
    for code, email in db.session.execute(
        select(Proposal.code, Person.email)
        .join(ReviewAssignment, ReviewAssignment.proposal_id == Proposal.id)
        .join(Person, Person.id == ReviewAssignment.person_id)
    ):
        found.setdefault(code, set()).add(email)
    return found


def make_review(
    proposal_id: int,
    person_id: int,
    scores: tuple[int, ...] = (),
    *,
    for_speaker: str = "",
    for_committee: str = "",
) -> int:
    """Store a review with a score for each criterion in order; none: an abstention."""
    with transaction():
        row = Review(
            proposal_id=proposal_id,
            person_id=person_id,
            is_abstained=not scores,
            for_speaker=for_speaker,
            for_committee=for_committee,
            written_at=AFTER,
            changed_at=AFTER,
        )
        db.session.add(row)
        db.session.flush()
        criteria = db.session.scalars(
            select(Criterion.id)
            .join(Call, Call.id == Criterion.call_id)
            .join(Proposal, Proposal.edition_id == Call.edition_id)
            .where(Proposal.id == proposal_id)
            .order_by(Criterion.position)
        ).all()
        db.session.add_all(
            ReviewScore(review_id=row.id, criterion_id=criterion, score=score)
            for criterion, score in zip(criteria, scores, strict=False)
        )
        return row.id


def proposal_row(code: str) -> Proposal:
    """Return a proposal as it is stored now."""
    db.session.rollback()
    return db.session.scalars(select(Proposal).where(Proposal.code == code)).one()


def change_owner(code: str, **values: Any) -> None:
    """Give the owner of a proposal these values."""
    with transaction():
        db.session.execute(
            update(ProposalAuthor)
            .where(ProposalAuthor.proposal_id == id_of_proposal(code), ProposalAuthor.is_owner)
            .values(**values)
        )
