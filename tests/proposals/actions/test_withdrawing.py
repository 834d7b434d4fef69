"""A taken proposal is withdrawn: its session, the free tickets for it, and who may step in."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from conference.kernel.database import db, transaction
from conference.orders.models import Attendee, Order
from conference.orders.rules import OrderState
from conference.people.models import Speaker
from conference.people.rules import Role
from conference.programme.actions import sessions
from conference.programme.actions.desk import Desk
from conference.programme.models import Session, SessionSpeaker, Slot
from conference.programme.queries.drafts import draft
from conference.proposals.actions import confirming
from conference.proposals.actions.confirming import Answer
from conference.proposals.models import Proposal, ProposalAuthor
from conference.proposals.rules.states import AuthorState, ProposalState
from conference.workshops.models import Booking
from conference.workshops.rules import BookingState
from tests.factories.editions import make_shop
from tests.factories.orders import NOW, make_paid, outbox
from tests.factories.people import make_grant
from tests.factories.programme import at, change, frame, make_session, make_speaker, release
from tests.factories.proposals import (
    id_of_proposal,
    make_author,
    make_call,
    make_person_once,
    make_proposal,
)
from tests.factories.tickets import make_type
from tests.factories.workshops import Ticket, book
from tests.people.test_mails import newest_mail, text_of, widest
from tests.support.pages import Browser
from tests.support.races import at_once

WIDTH = 72
OWNER = "yewande@example.org"


@pytest.fixture
def app(database: Flask) -> Flask:
    """Let all of it run on both databases."""
    return database


@pytest.fixture
def edition_id(app: Flask) -> int:
    """An edition with a call, and a type of tickets for whoever speaks."""
    edition = make_shop()
    make_call(edition.id)
    make_type(edition.id, "SPK", name="Speaker", price=0, is_public=False)
    return edition.id


def confirmed(edition_id: int, title: str = "Kind and clear") -> str:
    code = make_proposal(edition_id, title=title, state=ProposalState.ACCEPTED, email=OWNER)
    do(confirming.confirm, edition_id, code)
    return code


def do(action: Any, edition_id: int, code: str, **values: Any) -> None:
    given = Answer(
        edition_id=edition_id, code=code, person_id=make_person_once(OWNER), now=NOW, **values
    )
    with transaction():
        action(given)


def tickets() -> list[OrderState]:
    db.session.rollback()
    return list(db.session.scalars(select(Order.state).order_by(Order.id)))


def ended() -> list[str]:
    return [to for kind, to in outbox() if kind == "orders.speaker_ticket_ended"]


def place_and_release(edition_id: int, code: str) -> Session:
    row = db.session.scalars(
        select(Session).where(Session.proposal_id == id_of_proposal(code))
    ).one()
    with transaction():
        db.session.add(Slot(session_id=row.id, starts_at=at("10:00"), ends_at=at("10:40")))
    release(edition_id, NOW)
    return row


def names_on_stage(session_id: int) -> list[str]:
    return list(
        db.session.scalars(
            select(Speaker.name)
            .join(SessionSpeaker, SessionSpeaker.speaker_id == Speaker.id)
            .where(SessionSpeaker.session_id == session_id)
        )
    )


@pytest.mark.parametrize("on_behalf", [False, True])
def test_the_free_ticket_and_its_bookings_go_and_each_speaker_is_told(
    edition_id: int, *, on_behalf: bool
) -> None:
    code = make_proposal(edition_id, state=ProposalState.ACCEPTED, email=OWNER)
    author_id = make_author(id_of_proposal(code), "ola@example.org", state=AuthorState.ACCEPTED)
    change(ProposalAuthor, author_id, person_id=make_person_once("ola@example.org"))
    do(confirming.confirm, edition_id, code)
    make_session(edition_id, "WSHOP", ("13:30", "14:30"), places=4)
    release(edition_id, NOW)
    held = db.session.scalars(select(Attendee).order_by(Attendee.id)).first()
    assert held is not None
    book(
        Ticket(
            id=held.id, edition_id=edition_id, order_id=held.order_id, code=held.code, selector=""
        ),
        "WSHOP",
        now=NOW,
    )
    do(confirming.withdraw, edition_id, code, on_behalf=on_behalf)
    do(confirming.withdraw, edition_id, code, on_behalf=on_behalf)
    assert tickets() == [OrderState.CANCELLED] * 2
    assert db.session.scalars(select(Booking.state)).all() == [BookingState.CANCELLED]
    assert ended() == [OWNER]
    assert ("proposals.withdrawn", "ola@example.org") in outbox()
    assert "orders.cancelled" not in dict(outbox())


def test_the_mail_says_why_and_where_tickets_are(edition_id: int) -> None:
    do(confirming.withdraw, edition_id, confirmed(edition_id))
    mail = newest_mail()
    text = text_of(mail)
    assert mail["Subject"].startswith("Your speaker ticket is cancelled: ")
    assert "your free ticket as a\nspeaker ends with it" in text
    assert "/2024/tickets\n" in text
    assert widest(text) <= WIDTH


def test_another_confirmed_proposal_keeps_the_ticket_until_it_goes_too(edition_id: int) -> None:
    first, second = confirmed(edition_id), confirmed(edition_id, "Another")
    do(confirming.withdraw, edition_id, first)
    assert tickets() == [OrderState.PAID]
    do(confirming.withdraw, edition_id, second)
    assert (tickets(), ended()) == ([OrderState.CANCELLED], [OWNER])


def test_whoever_confirms_again_gets_a_new_ticket_and_loses_that_one(edition_id: int) -> None:
    do(confirming.withdraw, edition_id, confirmed(edition_id))
    again = confirmed(edition_id, "Another")
    assert tickets() == [OrderState.CANCELLED, OrderState.PAID]
    do(confirming.withdraw, edition_id, again)
    assert (tickets(), ended()) == ([OrderState.CANCELLED] * 2, [OWNER, OWNER])


def test_a_stage_that_organisers_gave_keeps_the_ticket(edition_id: int) -> None:
    code = confirmed(edition_id)
    speaker = db.session.scalars(select(Speaker)).one()
    other = make_session(edition_id, "PANEL", ("15:00", "15:40"))
    with transaction():
        db.session.add(SessionSpeaker(session_id=other, speaker_id=speaker.id))
    do(confirming.withdraw, edition_id, code)
    assert (tickets(), ended()) == ([OrderState.PAID], [])


def test_a_bought_ticket_stays(edition_id: int) -> None:
    type_id = make_type(edition_id, "STD", name="Standard", price=19900)
    make_paid(frame("2024"), {type_id: 1})
    person_id = make_person_once(OWNER)
    with transaction():
        db.session.execute(update(Attendee).values(person_id=person_id))
    do(confirming.withdraw, edition_id, confirmed(edition_id))
    assert (tickets(), ended()) == ([OrderState.PAID], [])


def test_a_ticket_that_was_handed_over_stays_with_whoever_has_it(edition_id: int) -> None:
    code = confirmed(edition_id)
    with transaction():
        db.session.execute(
            update(Attendee).values(person_id=None, email="sam@example.org", name="Sam")
        )
    do(confirming.withdraw, edition_id, code)
    assert (tickets(), ended()) == ([OrderState.PAID], [])


def test_two_withdrawals_at_once_end_one_ticket(app: Flask, edition_id: int) -> None:
    both = confirmed(edition_id), confirmed(edition_id, "Another")
    person_id = make_person_once(OWNER)

    def press(code: str) -> None:
        with transaction():
            confirming.withdraw(
                Answer(edition_id=edition_id, code=code, person_id=person_id, now=NOW)
            )

    assert at_once(app, [lambda: press(both[0]), lambda: press(both[1])]) == [None, None]
    assert (tickets(), ended()) == ([OrderState.CANCELLED], [OWNER])


def test_what_was_public_runs_again_only_without_those_who_withdrew(edition_id: int) -> None:
    code = confirmed(edition_id)
    row = place_and_release(edition_id, code)
    make_speaker(edition_id, "GUEST", "Guest of the organisers", row.id)
    do(confirming.withdraw, edition_id, code)
    assert names_on_stage(row.id) == ["Yewande Cole", "Guest of the organisers"]
    with transaction():
        sessions.bring_back(row.code, Desk(edition_id=edition_id, actor="person 1", now=NOW))
    (back,) = draft(edition_id).sessions
    assert (back.is_cancelled, back.is_unconfirmed, names_on_stage(row.id)) == (
        False,
        False,
        ["Guest of the organisers"],
    )
    assert db.session.scalars(select(Session.proposal_id)).one() is None


def test_organisers_read_that_it_is_still_public_until_they_release(
    edition_id: int, browser: Browser
) -> None:
    code = confirmed(edition_id)
    row = place_and_release(edition_id, code)
    organiser = make_person_once("oona@example.org")
    make_grant(organiser, Role.ORGANISER)
    browser.sign_in(organiser)
    page = f"/2024/manage/proposals/{code}/confirmation"
    browser.get(page).follow("Withdraw on their behalf").submit("Withdraw it")
    warned = "The public still reads that this session runs"
    there = browser.get(page)
    assert warned in there.text
    assert there.link("Call it off at once") == f"/2024/manage/sessions/{row.code}/emergency"
    words = "1 public session was withdrawn by its speakers"
    assert words in browser.get("/2024/manage/").text
    release(edition_id, NOW)
    assert warned not in browser.get(page).text
    assert words not in browser.get("/2024/manage/").text


def test_i_must_withdraw_leads_the_owner_to_the_question(edition_id: int, browser: Browser) -> None:
    code = confirmed(edition_id)
    row = place_and_release(edition_id, code)
    address = f"/2024/speak/sessions/{row.code}/answer"
    browser.sign_in(make_person_once(OWNER))
    asked = browser.get(address).submit("Send the answer", answer="withdraw").follow()
    assert asked.h1 == "Withdraw “Kind and clear”?"
    assert db.session.scalars(select(Proposal.state)).one() is ProposalState.CONFIRMED
    organiser = browser.other()
    person_id = make_person_once("oona@example.org")
    make_grant(person_id, Role.ORGANISER)
    organiser.sign_in(person_id)
    answers = organiser.get("/2024/manage/speakers/answers")
    assert answers.link("See the proposal") == f"/2024/manage/proposals/{code}/confirmation"
