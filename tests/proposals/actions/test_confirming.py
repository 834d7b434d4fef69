"""Accepted is not confirmed: what a yes brings to the stage, and what taking it back takes."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from conference.editions.queries import frame_by_id
from conference.kernel.database import db, transaction
from conference.kernel.errors import NotFound
from conference.kernel.events import announce
from conference.orders.actions import settling
from conference.orders.models import Attendee, Order
from conference.orders.rules import OrderState
from conference.people.events import AddressProved
from conference.people.models import Speaker
from conference.people.rules import RecordingChoice
from conference.programme.models import Session, SessionSpeaker, Slot
from conference.programme.queries.drafts import draft
from conference.programme.queries.findings import Bookings, findings
from conference.programme.rules.conflicts import FindingKind
from conference.proposals.actions import authors, confirming
from conference.proposals.actions.confirming import Answer
from conference.proposals.actions.writing import Writer
from conference.proposals.models import Call, Proposal, ProposalAuthor, SpeakerDetails
from conference.proposals.rules.refusals import MoveRefused
from conference.proposals.rules.stage import NameMissing, OwnerAnswers
from conference.proposals.rules.states import AuthorState, ProposalState
from tests.factories.editions import make_shop
from tests.factories.orders import NOW, outbox, told
from tests.factories.programme import at, change, make_edition, release
from tests.factories.proposals import (
    change_owner,
    make_author,
    make_call,
    make_person_once,
    make_proposal,
)
from tests.factories.tickets import make_type
from tests.support.races import at_once

ACCEPTED = ProposalState.ACCEPTED
OWNER = "yewande@example.org"


def accepted(**values: Any) -> tuple[int, str, int]:
    """Return edition, code and owner of an accepted proposal."""
    edition = make_shop()
    make_call(edition.id)
    code = make_proposal(edition.id, state=ACCEPTED, email=OWNER, **values)
    return edition.id, code, make_person_once(OWNER)


def answer(edition_id: int, code: str, person_id: int, **values: Any) -> Answer:
    return Answer(edition_id=edition_id, code=code, person_id=person_id, now=NOW, **values)


def do(action: Any, given: Answer) -> None:
    with transaction():
        action(given)


def proposal(code: str) -> Proposal:
    return db.session.scalars(select(Proposal).where(Proposal.code == code)).one()


def session() -> Session | None:
    return db.session.scalars(select(Session)).one_or_none()


def join(code: str, email: str, *, state: AuthorState = AuthorState.ACCEPTED) -> int:
    """Let somebody with an account be named on a proposal; return the person's id."""
    person_id = make_person_once(email)
    author_id = make_author(
        proposal(code).id, email, name=email.split("@", maxsplit=1)[0], state=state
    )
    with transaction():
        db.session.get_one(ProposalAuthor, author_id).person_id = person_id
    return person_id


def on_stage() -> list[tuple[str, int]]:
    rows = db.session.execute(
        select(Speaker.name, SessionSpeaker.position)
        .join(Speaker, Speaker.id == SessionSpeaker.speaker_id)
        .order_by(SessionSpeaker.position)
    )
    return [(name, position) for name, position in rows]


def test_a_yes_brings_the_session_its_speakers_and_their_tickets(database: Flask) -> None:
    edition_id, code, owner = accepted(title="Kind and clear", content_note="Loss")
    make_type(edition_id, "SPK", name="Speaker", price=0, is_public=False)
    join(code, "ola@example.org")
    join(code, "silent@example.org", state=AuthorState.INVITED)
    do(confirming.confirm, answer(edition_id, code, owner))
    row = session()
    assert row is not None
    assert (proposal(code).state, row.proposal_id, row.title, row.summary, row.content_note) == (
        ProposalState.CONFIRMED,
        proposal(code).id,
        "Kind and clear",
        "Say it in two sentences. For: Everybody who has to say something hard.",
        "Loss",
    )
    assert on_stage() == [("Yewande Cole", 0), ("ola", 1)]
    assert db.session.get(Slot, row.id) is None
    assert outbox() == [("orders.paid", "yewande@example.org"), ("orders.paid", "ola@example.org")]
    assert told("proposal", proposal(code).id) == [(f"person {owner}", "proposal confirmed")]


def test_pressed_twice_it_is_one_session_and_one_ticket(database: Flask) -> None:
    edition_id, code, owner = accepted()
    make_type(edition_id, "SPK", name="Speaker", price=0, is_public=False)
    given = answer(edition_id, code, owner)

    def press() -> None:
        do(confirming.confirm, given)

    assert at_once(database, [press, press]) == [None, None]
    assert (len(db.session.scalars(select(Session)).all()), len(outbox())) == (1, 1)


def test_an_address_is_printed_as_nobodys_name(database: Flask) -> None:
    edition_id, code, owner = accepted(name=OWNER)
    make_type(edition_id, "SPK", name="Speaker", price=0, is_public=False)
    with pytest.raises(NameMissing):
        do(confirming.confirm, answer(edition_id, code, owner))
    db.session.rollback()
    assert proposal(code).state is ACCEPTED
    do(confirming.confirm, answer(edition_id, code, owner, on_behalf=True))
    assert db.session.scalars(select(Attendee.name)).all() == [""]
    do(confirming.unconfirm, answer(edition_id, code, owner))
    do(confirming.confirm, answer(edition_id, code, owner, name="Yewande Cole"))
    assert db.session.scalars(select(ProposalAuthor.name)).all() == ["Yewande Cole"]
    assert db.session.scalars(select(Speaker.name)).all() == ["Yewande Cole"]


def test_a_ticket_that_somebody_has_is_kept(database: Flask) -> None:
    edition_id, code, owner = accepted()
    make_type(edition_id, "SPK", name="Speaker", price=0, is_public=False)
    second = make_proposal(edition_id, state=ACCEPTED, email=OWNER, title="Another")
    for one in (code, second):
        do(confirming.confirm, answer(edition_id, one, owner))
    held = db.session.scalars(select(Attendee.person_id)).all()
    assert (held, len(db.session.scalars(select(Speaker)).all())) == ([owner], 1)


@pytest.mark.parametrize("is_same", [True, False])
def test_who_confirms_after_a_cancelled_ticket_gets_a_new_one(
    database: Flask, *, is_same: bool
) -> None:
    edition_id, code, owner = accepted()
    make_type(edition_id, "SPK", name="Speaker", price=0, is_public=False)
    do(confirming.confirm, answer(edition_id, code, owner))
    with transaction():
        settling.cancel(db.session.scalars(select(Order)).one(), actor="person 1", now=NOW)
    if is_same:
        do(confirming.unconfirm, answer(edition_id, code, owner))
    else:
        code = make_proposal(edition_id, state=ACCEPTED, email=OWNER, title="Another")
    do(confirming.confirm, replace(answer(edition_id, code, owner), now=NOW + timedelta(hours=1)))
    states = db.session.scalars(select(Order.state).order_by(Order.id)).all()
    assert states == [OrderState.CANCELLED, OrderState.PAID]


def test_a_full_quota_keeps_nobody_from_confirming(database: Flask) -> None:
    edition_id, code, owner = accepted()
    make_type(edition_id, "SPK", name="Speaker", price=0, size=0, is_public=False)
    do(confirming.confirm, answer(edition_id, code, owner))
    speaker = db.session.scalars(select(Speaker)).one()
    assert (proposal(code).state, outbox()) == (ProposalState.CONFIRMED, [])
    assert told("speaker", speaker.id) == [(f"person {owner}", "no speaker ticket")]


def test_only_the_owner_answers_and_organisers_on_behalf(database: Flask) -> None:
    edition_id, code, _ = accepted()
    co_speaker = join(code, "ola@example.org")
    stranger = make_person_once("stranger@example.org")
    with pytest.raises(OwnerAnswers, match="Yewande Cole answers"):
        do(confirming.confirm, answer(edition_id, code, co_speaker))
    with pytest.raises(NotFound):
        do(confirming.confirm, answer(edition_id, code, stranger))
    do(confirming.confirm, answer(edition_id, code, stranger, on_behalf=True))
    assert told("proposal", proposal(code).id) == [
        (f"person {stranger}", "proposal confirmed on behalf of the speakers")
    ]


def test_nothing_is_confirmed_that_was_not_accepted(database: Flask) -> None:
    edition = make_edition()
    make_call(edition.id)
    code = make_proposal(edition.id, email=OWNER)
    with pytest.raises(MoveRefused):
        do(confirming.confirm, answer(edition.id, code, make_person_once(OWNER)))
    assert session() is None


@pytest.mark.parametrize(
    "state", [ProposalState.SUBMITTED, ProposalState.RESERVE, ProposalState.DECLINED]
)
def test_taking_back_a_confirmation_accepts_nothing(database: Flask, state: ProposalState) -> None:
    edition = make_edition()
    make_call(edition.id)
    code = make_proposal(edition.id, email=OWNER, state=state)
    organiser = make_person_once("organiser@example.org")
    with pytest.raises(MoveRefused):
        do(confirming.unconfirm, answer(edition.id, code, organiser, on_behalf=True))
    assert proposal(code).state is state


@pytest.mark.parametrize(
    ("action", "state"),
    [
        (confirming.unconfirm, ProposalState.ACCEPTED),
        (confirming.withdraw, ProposalState.WITHDRAWN),
    ],
)
def test_what_was_never_released_is_gone_from_the_draft(
    database: Flask, action: Any, state: ProposalState
) -> None:
    edition_id, code, owner = accepted()
    do(confirming.confirm, answer(edition_id, code, owner))
    before = len(outbox())
    do(action, answer(edition_id, code, owner))
    do(action, answer(edition_id, code, owner))
    assert (proposal(code).state, session(), len(outbox())) == (state, None, before)


def placed(edition_id: int, session_id: int) -> None:
    with transaction():
        db.session.add(Slot(session_id=session_id, starts_at=at("10:00"), ends_at=at("10:40")))
    release(edition_id, NOW)


def test_what_was_public_is_called_off_and_comes_back_with_a_new_yes(database: Flask) -> None:
    edition_id, code, owner = accepted()
    do(confirming.confirm, answer(edition_id, code, owner))
    made = session()
    assert made is not None
    placed(edition_id, made.id)
    do(confirming.unconfirm, answer(edition_id, code, owner))
    called_off = session()
    assert called_off is not None
    assert called_off.is_cancelled
    do(confirming.confirm, answer(edition_id, code, owner))
    back = session()
    assert back is not None
    assert (back.id, back.is_cancelled) == (made.id, False)


def hard(edition_id: int) -> list[FindingKind]:
    found = findings(
        frame_by_id(edition_id), draft(edition_id), Bookings(places={}, together={}, step_free={})
    )
    return [one.finding.kind for one in found if one.finding.is_hard]


def test_what_is_not_confirmed_blocks_a_release_also_where_it_is_planned(database: Flask) -> None:
    edition_id, code, owner = accepted()
    do(confirming.confirm, answer(edition_id, code, owner))
    made = session()
    assert made is not None
    placed(edition_id, made.id)
    assert hard(edition_id) == []
    call = db.session.scalars(select(Call)).one()
    change(Call, call.id, is_provisional=True)
    do(confirming.unconfirm, answer(edition_id, code, owner))
    kept = session()
    assert kept is not None
    assert not kept.is_cancelled
    assert hard(edition_id) == [FindingKind.NOT_CONFIRMED]
    do(confirming.confirm, answer(edition_id, code, owner))
    assert hard(edition_id) == []


def test_who_accepts_late_joins_the_stage_and_the_words_stay(database: Flask) -> None:
    edition_id, code, owner = accepted()
    do(confirming.confirm, answer(edition_id, code, owner))
    made = session()
    assert made is not None
    change(Session, made.id, title="As the organisers write it")
    join(code, "ola@example.org")
    with transaction():
        confirming.let_join(proposal(code), actor="person 9", now=NOW)
    made = session()
    assert made is not None
    assert (made.title, on_stage()) == (
        "As the organisers write it",
        [("Yewande Cole", 0), ("ola", 1)],
    )


@pytest.mark.parametrize(("agrees", "biography"), [(True, "Counts things."), (False, "")])
def test_last_years_biography_is_reused_only_where_the_person_agreed(
    database: Flask, *, agrees: bool, biography: str
) -> None:
    before = make_edition("2023", is_current=False)
    edition_id, code, owner = accepted()
    with transaction():
        old = Speaker(
            edition_id=before.id,
            person_id=owner,
            code="OLD",
            name="Y. Cole",
            biography="Counts things.",
        )
        db.session.add(old)
        db.session.flush()
        db.session.add(
            SpeakerDetails(
                speaker_id=old.id, reuses_biography=agrees, recording=RecordingChoice.VIDEO
            )
        )
    do(confirming.confirm, answer(edition_id, code, owner))
    made = db.session.scalars(select(Speaker).where(Speaker.edition_id == edition_id)).one()
    assert (made.name, made.biography) == ("Yewande Cole", biography)


@pytest.mark.parametrize("on_behalf", [False, True])
def test_a_yes_is_the_answer_of_an_owner_for_whom_it_was_written(
    database: Flask, *, on_behalf: bool
) -> None:
    edition_id, code, owner = accepted()
    change_owner(code, state=AuthorState.INVITED, answered_at=None)
    who = make_person_once("organiser@example.org") if on_behalf else owner
    do(confirming.confirm, answer(edition_id, code, who, on_behalf=on_behalf))
    assert (on_stage(), author_of(code).state) == ([("Yewande Cole", 0)], AuthorState.ACCEPTED)


def test_an_owner_without_an_account_joins_the_stage_with_their_own_answer(
    database: Flask,
) -> None:
    edition_id, code, owner = accepted()
    change_owner(code, state=AuthorState.INVITED, person_id=None)
    organiser = make_person_once("organiser@example.org")
    do(confirming.confirm, answer(edition_id, code, organiser, on_behalf=True))
    assert (on_stage(), author_of(code).state) == ([], AuthorState.INVITED)
    with transaction():
        announce(AddressProved(owner, OWNER))
    frame = frame_by_id(edition_id)
    with transaction():
        authors.respond(
            Writer(edition=frame, person_id=owner, now=NOW, real_now=NOW),
            code,
            AuthorState.ACCEPTED,
        )
    assert on_stage() == [("Yewande Cole", 0)]


def test_an_owner_who_said_that_it_is_not_theirs_has_nothing_to_confirm(database: Flask) -> None:
    edition_id, code, owner = accepted()
    change_owner(code, state=AuthorState.DECLINED)
    with pytest.raises(NotFound):
        do(confirming.confirm, answer(edition_id, code, owner))


def author_of(code: str) -> ProposalAuthor:
    db.session.expire_all()
    return db.session.scalars(
        select(ProposalAuthor).where(ProposalAuthor.proposal_id == proposal(code).id)
    ).one()
