"""The sample proposals: 118 sent in or begun, judged by eight reviewers, decided and told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count, product

from sqlalchemy import select

from conference.demo import people_facts
from conference.demo import proposal_facts as facts
from conference.demo import sample_opinions as opinions
from conference.demo.sample_call import CLOSES, FORMATS, OPENS
from conference.demo.sample_edition import sample_code
from conference.editions.models import Edition, Format, Track
from conference.editions.queries import rows_of
from conference.kernel.clock import ZONE
from conference.kernel.database import db
from conference.people.models import Person, RoleGrant, Speaker
from conference.people.rules import Role
from conference.programme.models import Session, SessionSpeaker
from conference.programme.rules.states import SessionKind
from conference.proposals.models import (
    Proposal,
    ProposalAuthor,
    Reviewer,
)
from conference.proposals.rules.states import (
    AuthorState,
    Decision,
    ProposalState,
)

ACTOR = "sample data"
DECIDED = datetime(2024, 6, 17, 9, tzinfo=ZONE)
TOLD = datetime(2024, 6, 18, 9, tzinfo=ZONE)
CONFIRMED = datetime(2024, 6, 24, 9, tzinfo=ZONE)
OTHERS = (
    *(ProposalState.RESERVE,) * 9,
    *(ProposalState.DECLINED,) * 61,
    *(ProposalState.WITHDRAWN,) * 7,
    *(ProposalState.DRAFT,) * 5,
)
"""What became of those that are no session; 36 are (domain.md F5)."""

FIRST_OF_OTHERS = 100
"""The number of the first of them."""

TOLD_AS: Mapping[ProposalState, Decision] = {
    ProposalState.CONFIRMED: Decision.ACCEPT,
    ProposalState.RESERVE: Decision.RESERVE,
    ProposalState.DECLINED: Decision.DECLINE,
}
FORM = "sample proposal {}"
"""The form token of a proposal, by its number."""

FATES: Mapping[str, ProposalState] = {
    FORM.format(number): state
    for number, state in enumerate(OTHERS, FIRST_OF_OTHERS)
    if state in TOLD_AS
}
"""By form token: what became of those that were judged and are no session."""


@dataclass(frozen=True, slots=True)
class _Somebody:
    """Somebody who would be on stage."""

    name: str
    email: str
    organisation: str = ""
    speaker_id: int | None = None


def store_proposals(edition: Edition, now: datetime) -> None:
    """Store reviewers, proposals and opinions. Runs inside ``transaction()``.

    The call, the sessions of the programme and the people with accounts are stored before.
    """
    _store_judges(edition, now)
    taken = _store_taken(edition)
    others = _store_others(edition)
    judged = [row for row in (*taken, *others) if row.state in TOLD_AS]
    opinions.ask(edition.id, judged)
    opinions.give(judged, until=opinions.LATE)


def _store_judges(edition: Edition, now: datetime) -> None:
    people = [
        Person(email=email, name=name, created_at=now)
        for name, email in (*((name, email) for name, email, _ in facts.REVIEWERS), facts.COMMITTEE)
    ]
    db.session.add_all(people)
    db.session.flush()
    *judges, head = (person.id for person in people)
    roles = (*((person_id, Role.REVIEWER) for person_id in judges), (head, Role.COMMITTEE))
    db.session.add_all(
        RoleGrant(
            person_id=person_id, role=role, edition_id=edition.id, granted_at=now, granted_by=ACTOR
        )
        for person_id, role in roles
    )
    db.session.add_all(
        Reviewer(edition_id=edition.id, person_id=person_id, organisation=organisation)
        for person_id, (_, _, organisation) in zip(judges, facts.REVIEWERS, strict=True)
    )


def _store_taken(edition: Edition) -> list[Proposal]:
    """Store what became the sessions of the programme; one co-speaker never answers."""
    sessions = db.session.scalars(
        select(Session)
        .where(Session.edition_id == edition.id, Session.kind == SessionKind.SESSION)
        .order_by(Session.id)
    ).all()
    stage: dict[int, list[Speaker]] = {}
    for session_id, speaker in db.session.execute(
        select(SessionSpeaker.session_id, Speaker)
        .join(Speaker, Speaker.id == SessionSpeaker.speaker_id)
        .where(Speaker.edition_id == edition.id)
        .order_by(SessionSpeaker.session_id, SessionSpeaker.position)
    ):
        stage.setdefault(session_id, []).append(speaker)
    found = []
    for number, session in enumerate(sessions):
        row = _proposal(edition, number, ProposalState.CONFIRMED)
        row.title, row.abstract = session.title, session.abstract
        row.format_id, row.track_id = session.format_id, session.track_id
        row.content_note, row.confirmed_at = session.content_note, CONFIRMED
        _store(row, [_on_stage(speaker) for speaker in stage.get(session.id, ())])
        session.proposal_id = row.id
        found.append(row)
    name, email = facts.NEVER_ANSWERS
    db.session.add(
        ProposalAuthor(
            proposal_id=found[1].id,
            email=email,
            name=name,
            position=9,
            invited_at=found[1].created_at,
        )
    )
    return found


def _on_stage(speaker: Speaker) -> _Somebody:
    known = dict(people_facts.SPEAKER_ACCOUNTS)
    email = known.get(speaker.name, f"speaker.{speaker.code.lower()}@example.org")
    return _Somebody(speaker.name, email, speaker.organisation, speaker.id)


def _store_others(edition: Edition) -> list[Proposal]:
    ideas = ((angle.format(thing), thing) for angle, thing in product(facts.ANGLES, facts.THINGS))
    tracks = [row.id for row in rows_of(Track, edition.id)]
    formats = [row.id for row in rows_of(Format, edition.id) if row.code in FORMATS]
    found = []
    for number, state, (title, thing), somebody in zip(
        count(FIRST_OF_OTHERS), OTHERS, ideas, _proposers(), strict=False
    ):
        row = _proposal(edition, number, state)
        row.title, row.abstract = title, facts.ABSTRACT.format(thing)
        row.track_id = tracks[number % len(tracks)]
        row.format_id = formats[number % len(formats)]
        _store(row, [somebody])
        found.append(row)
    return found


def _proposers() -> Iterator[_Somebody]:
    names = zip(people_facts.FIRST_NAMES * 4, people_facts.LAST_NAMES * 4, strict=False)
    for number, (first, last) in enumerate(names):
        organisation = facts.REVIEWERS[number % 8][2] if number % 11 == 0 else ""
        yield _Somebody(
            f"{first} {last}", f"{first}.{last}.{number}@example.org".lower(), organisation
        )


def _proposal(edition: Edition, number: int, state: ProposalState) -> Proposal:
    written = OPENS + (CLOSES - OPENS) * (number % 37) / 37
    is_told = state in TOLD_AS
    return Proposal(
        edition_id=edition.id,
        code=sample_code(f"proposal {number}"),
        form_token=FORM.format(number),
        state=state,
        audience=facts.AUDIENCE,
        outcome=facts.OUTCOME,
        has_spoken_before=number % 3 != 0,
        created_at=written,
        created_by=ACTOR,
        edited_at=written + timedelta(hours=2),
        submitted_at=None if state is ProposalState.DRAFT else written + timedelta(hours=1),
        decided_at=DECIDED if is_told else None,
        told=TOLD_AS.get(state),
        told_at=TOLD if is_told else None,
        withdrawn_at=written + timedelta(days=1) if state is ProposalState.WITHDRAWN else None,
    )


def _store(row: Proposal, people: list[_Somebody]) -> None:
    db.session.add(row)
    db.session.flush()
    known: dict[str, int] = dict(
        db.session.execute(
            select(Person.email, Person.id).where(Person.email.in_([one.email for one in people]))
        ).all()
    )
    db.session.add_all(
        ProposalAuthor(
            proposal_id=row.id,
            person_id=known.get(one.email),
            speaker_id=one.speaker_id,
            email=one.email,
            name=one.name,
            organisation=one.organisation,
            position=position,
            is_owner=position == 0,
            state=AuthorState.ACCEPTED,
            invited_at=row.created_at,
            answered_at=row.created_at,
        )
        for position, one in enumerate(people)
    )
