"""The committee's work: its ranking of many proposals, and many decisions sent in one press."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from benchmarks import report
from conference.kernel.database import Base, db, transaction
from conference.mail.models import Message
from conference.mail.rules import MessageState
from conference.people.models import Person
from conference.people.rules import Role
from conference.proposals.actions import letters
from conference.proposals.actions.decisions import Deciding
from conference.proposals.models import Criterion, Proposal, ProposalAuthor, Review, ReviewScore
from conference.proposals.queries.decisions import sending
from conference.proposals.queries.readers import Reader
from conference.proposals.rules.states import AuthorState, Decision, ProposalState
from tests.factories.editions import make_shop
from tests.factories.people import JOINED, make_grant, make_person
from tests.factories.proposals import make_call, make_reviewer
from tests.support import databases
from tests.support.pages import Browser
from tests.support.statements import counted

PAGE_MS, SEND_SECONDS = 150.0, 3.0
PROPOSALS, REVIEWERS = 1_000, 3
SLUG = "call"
AT = datetime(2024, 6, 10, 9, 0, tzinfo=UTC)
TRIES = 10


def run(make_app: Callable[[str], Flask]) -> None:
    """Print the figures on both databases."""
    report.heading(f"The committee, {PROPOSALS:,} proposals and {PROPOSALS * REVIEWERS:,} reviews")
    for name, fresh in (
        ("SQLite", databases.fresh_sqlite),
        ("PostgreSQL", databases.fresh_postgres),
    ):
        app = make_app(fresh())
        with app.app_context():
            edition_id = _store()
            person_id = make_person("committee@example.org")
            make_grant(person_id, Role.COMMITTEE)
            _rank(app, name, person_id)
            _send(name, edition_id, person_id)


def _rank(app: Flask, name: str, person_id: int) -> None:
    browser = Browser(app).sign_in(person_id)
    for words, query in (("ranking, first page", ""), ("ranking, whole", "?view=print")):
        address = f"/{SLUG}/manage/proposals/committee{query}"

        def get(address: str = address) -> int:
            db.session.remove()
            answer = browser.client.get(address)
            if answer.status_code != 200:
                raise RuntimeError(answer.get_data(as_text=True)[:300])
            return len(answer.data)

        get()
        with counted() as statements:
            get()
        spent = report.best(get, times=TRIES)
        report.line(
            f"{name}: {words}, {len(statements)} statements, CPU, best of {TRIES}",
            f"{spent:.0f} ms",
            f"limit {PAGE_MS:.0f} ms",
            is_met=spent <= PAGE_MS,
        )


def _send(name: str, edition_id: int, person_id: int) -> None:
    reader = Reader(person_id, "committee@example.org")
    deciding = Deciding(edition_id=edition_id, reader=reader, now=AT)
    with report.measured() as drafted, transaction():
        letters.prepare(frozenset({Decision.DECLINE}), deciding=deciding)
    mark = sending(edition_id, reader).mark
    with report.measured() as sent, transaction():
        letters.send(mark, deciding=deciding)
    told = db.session.query(Message).filter_by(state=MessageState.QUEUED).count()
    if told != PROPOSALS:
        raise RuntimeError(f"{told} messages")
    for words, cost in (("drafts of", drafted), ("sending", sent)):
        report.line(
            f"{name}: {words} {PROPOSALS:,} decisions, one transaction",
            f"{cost.wall / 1000:.2f} s",
            f"limit {SEND_SECONDS:.0f} s",
            is_met=cost.wall <= SEND_SECONDS * 1000,
        )


def _store() -> int:
    """Store a call whose proposals are all reviewed and decided, and not told."""
    edition = make_shop(SLUG, is_current=False)
    call_id = make_call(edition.id, confirm_by=AT + timedelta(days=20))
    reviewers = [
        make_reviewer(edition.id, f"reviewer{number}@example.org") for number in range(REVIEWERS)
    ]
    with transaction():
        _bulk(Person, [_person(number) for number in range(PROPOSALS)])
        _bulk(Proposal, [_proposal(edition, number) for number in range(PROPOSALS)])
    ids = db.session.scalars(select(Proposal.id).order_by(Proposal.id)).all()
    criteria = db.session.scalars(select(Criterion.id).where(Criterion.call_id == call_id)).all()
    with transaction():
        _bulk(ProposalAuthor, [_author(one, number) for number, one in enumerate(ids)])
        _bulk(Review, [_review(one, person) for one in ids for person in reviewers])
        reviews = db.session.scalars(select(Review.id).order_by(Review.id)).all()
        _bulk(
            ReviewScore,
            [
                {"review_id": one, "criterion_id": criterion, "score": (one + criterion) % 5 + 1}
                for one in reviews
                for criterion in criteria
            ],
        )
    return edition.id


def _person(number: int) -> dict[str, object]:
    return {"email": f"speaker{number}@example.org", "name": "", "created_at": JOINED}


def _proposal(edition: Any, number: int) -> dict[str, object]:
    return {
        "edition_id": edition.id,
        "code": f"P{number:05}",
        "form_token": f"token {number}",
        "state": ProposalState.SUBMITTED,
        "pending": list(Decision)[number % 3],
        "title": f"Proposal {number}: a title of usual length",
        "abstract": "What we changed and what came of it. " * 20,
        "track_id": edition.tracks[number % len(edition.tracks)].id,
        "format_id": edition.formats[number % len(edition.formats)].id,
        "has_spoken_before": (True, False, None)[number % 3],
        "created_at": AT,
        "created_by": "system",
        "edited_at": AT,
        "submitted_at": AT,
    }


def _author(proposal_id: int, number: int) -> dict[str, object]:
    return {
        "proposal_id": proposal_id,
        "email": f"speaker{number}@example.org",
        "name": f"Speaker {number}",
        "is_owner": True,
        "state": AuthorState.ACCEPTED,
        "invited_at": AT,
    }


def _review(proposal_id: int, person_id: int) -> dict[str, object]:
    return {
        "proposal_id": proposal_id,
        "person_id": person_id,
        "for_speaker": "Say more of what went wrong.",
        "written_at": AT,
        "changed_at": AT,
    }


def _bulk(table: type[Base], rows: list[dict[str, object]]) -> None:
    db.session.execute(insert(table), rows)
