"""The committee decides on what is open, and on nothing that is settled."""

from collections.abc import Callable

import pytest
from flask import Flask

from conference.editions.queries import EditionFrame
from conference.kernel.database import db, transaction
from conference.mail import queries as mail
from conference.proposals.actions import confirming, decisions, letters, sending
from conference.proposals.actions.confirming import Answer
from conference.proposals.actions.decisions import Deciding
from conference.proposals.queries import decisions as queries
from conference.proposals.queries.decisions import DECIDED
from conference.proposals.queries.readers import Reader
from conference.proposals.rules.deciding import Seen
from conference.proposals.rules.refusals import MoveRefused
from conference.proposals.rules.states import DECIDABLE, Decision, ProposalState
from tests.factories.people import make_person
from tests.factories.programme import make_edition
from tests.factories.proposals import AFTER, make_call, make_proposal, proposal_row
from tests.proposals.actions.test_sending import writer_of

CHOICES = (*Decision, None)
OWNER = "yewande@example.org"


def committee(edition: EditionFrame) -> Deciding:
    reader = Reader(make_person("carol@example.org"), "carol@example.org")
    return Deciding(edition_id=edition.id, reader=reader, now=AFTER)


def take_back(edition: EditionFrame, code: str, deciding: Deciding) -> None:
    seen = Seen(code, ProposalState.RESERVE, Decision.DECLINE)
    decisions.set_pending([seen], None, deciding=deciding)


def move_up(edition: EditionFrame, code: str, deciding: Deciding) -> None:
    seen = Seen(code, ProposalState.RESERVE, Decision.DECLINE)
    decisions.move_up(seen, place=None, deciding=deciding)


def withdraw(edition: EditionFrame, code: str, deciding: Deciding) -> None:
    sending.withdraw(writer_of(edition, OWNER), code)


def withdraw_for_them(edition: EditionFrame, code: str, deciding: Deciding) -> None:
    answer = Answer(edition_id=edition.id, code=code, person_id=1, now=AFTER, on_behalf=True)
    confirming.withdraw(answer)


def drafts(edition: EditionFrame) -> list[tuple[str, list[list[object]]]]:
    """Return address and decisions of every draft."""
    db.session.rollback()
    return [(row.address, row.facts["decisions"]) for row in mail.drafts(edition.id, DECIDED)]


@pytest.mark.parametrize("state", list(ProposalState))
def test_whatever_is_asked_of_a_proposal_is_noted_or_refused_in_words(
    database: Flask, state: ProposalState
) -> None:
    edition = make_edition()
    make_call(edition.id)
    deciding = committee(edition)
    noted = set()
    for pending in CHOICES if state in DECIDABLE else (None,):
        code = make_proposal(edition.id, state=state, pending=pending)
        for decision in CHOICES:
            seen = Seen(code, state, proposal_row(code).pending)
            try:
                with transaction():
                    decisions.set_pending([seen], decision, deciding=deciding)
            except MoveRefused:
                continue
            assert (proposal_row(code).state, proposal_row(code).pending) == (state, decision)
            noted.add(decision)
    is_same = {decision for decision in Decision if decision.state is state}
    assert noted == (set(CHOICES) - is_same if state in DECIDABLE else set())


@pytest.mark.parametrize("undo", [take_back, move_up, withdraw, withdraw_for_them])
def test_a_draft_tells_nothing_of_what_was_taken_back(
    database: Flask, undo: Callable[[EditionFrame, str, Deciding], None]
) -> None:
    edition = make_edition()
    make_call(edition.id, confirm_by=AFTER)
    deciding = committee(edition)
    first, second = (
        make_proposal(
            edition.id, email=OWNER, state=ProposalState.RESERVE, pending=Decision.DECLINE
        )
        for _ in range(2)
    )
    make_proposal(edition.id, email="rowan@example.org", pending=Decision.DECLINE)
    with transaction():
        letters.prepare(frozenset({Decision.DECLINE}), deciding=deciding)
    rowans, both = drafts(edition)
    assert [len(told) for _, told in (rowans, both)] == [1, 2]
    with transaction():
        undo(edition, first, deciding)
    assert drafts(edition) == [rowans, (OWNER, [[proposal_row(second).id, "decline"]])]
    assert queries.sending(edition.id, deciding.reader).is_ready
    with transaction():
        undo(edition, second, deciding)
    assert drafts(edition) == [rowans]
