"""A row of everything that a call, its proposals and their speakers leave in one year."""

from sqlalchemy import select, update

from conference.editions.models import Format, Track
from conference.feedback.models import Feedback
from conference.kernel.database import db, transaction
from conference.mail import actions as mail
from conference.mail.models import Message
from conference.mail.rules import MessageState
from conference.people import queries as people
from conference.people.models import Person, Speaker
from conference.people.rules import RecordingChoice
from conference.programme.models import AskedSlot, Session, SessionFile, SlotAnswer
from conference.programme.rules.states import SlotWish
from conference.proposals.models import (
    CallFormat,
    ConflictOfInterest,
    Criterion,
    DecisionText,
    ExtensionCode,
    Proposal,
    ProposalAnswer,
    ProposalAuthor,
    Question,
    QuestionTrack,
    Review,
    ReviewAssignment,
    ReviewComment,
    ReviewDraft,
    ReviewerTrack,
    ReviewScore,
    SpeakerConduct,
    SpeakerDetails,
    SpeakerPicture,
    SpeakerTask,
)
from conference.proposals.queries.decisions import DECIDED, letter_facts
from conference.proposals.rules.states import (
    ConflictKind,
    Decision,
    ProposalState,
    QuestionKind,
    SpeakerTaskKind,
)
from tests.factories.orders import NOW
from tests.factories.programme import at
from tests.factories.proposals import make_call, make_proposal, make_reviewer

CODE = "PROP22"
"""The code of the proposal of each year: the same in both, as codes of sessions are."""

RESERVE, WITHDRAWN, ACCEPTED = "PROP33", "PROP44", "PROP55"
"""One that may move up, one that was accepted and left its place, one that waits for its answer."""

QUESTION = "Anything else?"


def make_proposals(slug: str, edition_id: int, attendee_id: int, policy_id: int) -> None:
    """Store a call with everything, a proposal in review, and a speaker who is looked after."""
    call_id = make_call(edition_id)
    reviewer_id = make_reviewer(
        edition_id, f"reviewer.{slug}@example.org", organisation="A trust", name="Reviewer"
    )
    track_id, format_id = _frame(edition_id)
    code = make_proposal(
        edition_id,
        title="Proposed",
        email=f"proposer.{slug}@example.org",
        name="Proposer",
        organisation="A trust",
        track_id=track_id,
        format_id=format_id,
    )
    row = db.session.scalars(select(Proposal).where(Proposal.code == code)).one()
    criterion_id = db.session.scalars(
        select(Criterion.id).where(Criterion.call_id == call_id)
    ).first()
    with transaction():
        row.code = CODE
        extension = ExtensionCode(call_id=call_id, code="LATER2", note="Ill", closes_at=NOW)
        question = Question(
            call_id=call_id,
            position=0,
            kind=QuestionKind.LONG,
            label=QUESTION,
            purpose="To know more",
        )
        review = Review(
            proposal_id=row.id,
            person_id=reviewer_id,
            for_speaker="Well done",
            for_committee="Take it",
            written_at=NOW,
            changed_at=NOW,
        )
        db.session.add_all([extension, question, review])
        db.session.flush()
        proposal, person = row.id, reviewer_id
        db.session.add_all(
            [
                CallFormat(call_id=call_id, format_id=format_id),
                QuestionTrack(question_id=question.id, track_id=track_id),
                DecisionText(call_id=call_id, decision=Decision.ACCEPT, body="Come"),
                ProposalAnswer(proposal_id=proposal, question_id=question.id, answer="No"),
                ReviewerTrack(track_id=track_id, person_id=person),
                ReviewAssignment(
                    proposal_id=proposal, person_id=person, assigned_at=NOW, assigned_by="system"
                ),
                ReviewDraft(
                    proposal_id=proposal,
                    person_id=person,
                    scores={str(criterion_id): 3},
                    for_speaker="Nearly",
                    changed_at=NOW,
                ),
                ReviewScore(review_id=review.id, criterion_id=criterion_id, score=4),
                ReviewComment(
                    proposal_id=proposal, person_id=person, body="I agree", written_at=NOW
                ),
            ]
        )
        row.extension_code_id = extension.id
        _look_after(slug, edition_id, policy_id, proposal)
        _say_something(edition_id, attendee_id)
    _decide(slug, edition_id, code=CODE)


def _frame(edition_id: int) -> tuple[int | None, int | None]:
    track_id = db.session.scalars(select(Track.id).where(Track.edition_id == edition_id)).first()
    format_id = db.session.scalars(select(Format.id).where(Format.edition_id == edition_id)).first()
    return track_id, format_id


def _look_after(slug: str, edition_id: int, policy_id: int, proposal_id: int) -> None:
    """Store all about the speaker who is on stage in RUN: it is who has proposed."""
    speaker = _speaker_of_run(edition_id)
    db.session.get_one(Speaker, speaker).person_id = people.id_of(f"proposer.{slug}@example.org")
    conflicted = db.session.scalars(select(Person.id).order_by(Person.id)).first()
    db.session.add_all(
        [
            ConflictOfInterest(
                proposal_id=proposal_id,
                person_id=conflicted,
                kind=ConflictKind.DECLARED,
                note="My sister",
                noted_at=NOW,
                noted_by="person 1",
            ),
            SpeakerTask(
                speaker_id=speaker,
                task=SpeakerTaskKind.TRAVEL,
                done_at=NOW,
                done_by="person 1",
            ),
            SpeakerDetails(
                speaker_id=speaker,
                recording=RecordingChoice.NO,
                equipment="A flip chart",
                access="A ramp",
                travel="By train",
            ),
            SpeakerConduct(speaker_id=speaker, policy_id=policy_id, accepted_at=NOW),
            SpeakerPicture(
                speaker_id=speaker,
                mark=f"picture{edition_id}",
                content=b"RIFF",
                width=1,
                height=1,
                stored_at=NOW,
            ),
        ]
    )


def _speaker_of_run(edition_id: int) -> int:
    return db.session.scalars(
        select(Speaker.id).where(Speaker.edition_id == edition_id, Speaker.code == "WILK")
    ).one()


def _say_something(edition_id: int, attendee_id: int) -> None:
    session = db.session.scalars(
        select(Session.id).where(Session.edition_id == edition_id, Session.code == "RUN")
    ).one()
    speaker = _speaker_of_run(edition_id)
    db.session.add_all(
        [
            SessionFile(
                session_id=session,
                speaker_id=speaker,
                mark=f"file{edition_id}",
                title="Slides",
                file_name="slides.pdf",
                media_type="application/pdf",
                size=4,
                content=b"%PDF",
                stored_at=NOW,
            ),
            AskedSlot(session_id=session, speaker_id=speaker, mark="asked", asked_at=NOW),
            SlotAnswer(
                session_id=session,
                speaker_id=speaker,
                starts_at=at("10:00"),
                answer=SlotWish.ANOTHER_TIME,
                note="After lunch",
                answered_at=NOW,
            ),
            Feedback(
                session_id=session,
                attendee_id=attendee_id,
                rating=4,
                body="I have learnt something",
                written_at=NOW,
            ),
        ]
    )


def _decide(slug: str, edition_id: int, *, code: str) -> None:
    """Store a decision that is not told with its draft, a reserve, and a place that is free."""
    for own_code, title, state, told, who in (
        (RESERVE, "On the list", ProposalState.RESERVE, Decision.RESERVE, "proposer0"),
        (WITHDRAWN, "Taken back", ProposalState.WITHDRAWN, Decision.ACCEPT, "proposer1"),
        (ACCEPTED, "Taken", ProposalState.ACCEPTED, Decision.ACCEPT, "proposer"),
    ):
        made = make_proposal(
            edition_id,
            title=title,
            state=state,
            told=told,
            email=f"{who}.{slug}@example.org",
        )
        with transaction():
            db.session.scalars(select(Proposal).where(Proposal.code == made)).one().code = own_code
    with transaction():
        row = db.session.scalars(
            select(Proposal).where(Proposal.edition_id == edition_id, Proposal.code == code)
        ).one()
        row.pending = Decision.DECLINE
        mail.keep_drafts(
            DECIDED,
            {
                f"proposer.{slug}@example.org": letter_facts(
                    ((row.id, row.pending),), frozenset(), {}
                )
            },
            edition_id=edition_id,
            now=NOW,
        )


def address_drafts(edition_id: int) -> None:
    """Let the draft of the decision go to who has proposed, once both addresses are marked."""
    proposer = (
        select(ProposalAuthor.email)
        .join(Proposal, Proposal.id == ProposalAuthor.proposal_id)
        .where(Proposal.edition_id == edition_id, Proposal.code == CODE, ProposalAuthor.is_owner)
    )
    is_draft = (Message.edition_id == edition_id) & (Message.state == MessageState.DRAFT)
    db.session.execute(
        update(Message).where(is_draft).values(address=db.session.scalars(proposer).one())
    )
