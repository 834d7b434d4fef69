"""The sample conference: loaded once, as domain.md part F says, and only into a demonstration."""

from collections import Counter
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from conference.demo import sample
from conference.demo.moments import MOMENTS
from conference.demo.programme_facts import PRIVATE_ROOM
from conference.demo.sample_payments import tell_stand_in
from conference.demo.stripe_server import make_server
from conference.editions import queries as editions
from conference.kernel import clock
from conference.kernel.clock import ClockOffset
from conference.kernel.database import db, transaction
from conference.orders import queries as orders
from conference.orders.models import Attendee, Needs, Order
from conference.payments import stripe_gateway
from conference.payments.models import Payment
from conference.programme import queries as programme
from conference.programme.models import ReleaseEntry, Room, Session
from conference.programme.rules.conflicts import FindingKind
from conference.programme.rules.states import SessionKind
from conference.proposals.models import Call
from conference.proposals.queries import call_desk, question_desk
from conference.proposals.queries.calls import dates_of
from conference.proposals.queries.phases import phase_facts
from conference.proposals.queries.reading import rights_of
from conference.proposals.rules.call_settings import problems_of_call
from conference.proposals.rules.calls import CallPhase
from conference.proposals.rules.phase_settings import problems_of_phase
from conference.proposals.rules.question_settings import problems_of_question
from conference.workshops import queries as workshops
from conference.workshops.models import Booking
from tests.support import databases
from tests.support.pages import Browser


@pytest.fixture
def sampled(app: Flask) -> Flask:
    """Load the sample conference."""
    assert sample.load()
    db.session.rollback()
    return app


def test_it_is_loaded_once(sampled: Flask) -> None:
    before = db.session.scalar(select(func.count()).select_from(Order))
    assert not sample.load()
    assert db.session.scalar(select(func.count()).select_from(Order)) == before == 171


def test_a_database_with_real_data_is_refused(sampled: Flask) -> None:
    with transaction():
        db.session.execute(delete(ClockOffset))
    with pytest.raises(sample.NotADemonstration):
        sample.load()


def test_the_programme_is_the_one_of_the_table(sampled: Flask) -> None:
    rows = db.session.execute(select(ReleaseEntry.kind, func.count()).group_by(ReleaseEntry.kind))
    assert {row[0]: row[1] for row in rows} == {SessionKind.SESSION: 36, SessionKind.BREAK: 5}


def test_only_chairs_are_missing_and_the_walk_is_late(sampled: Flask) -> None:
    edition = editions.frame("2024")
    assert edition
    bookings = workshops.session_bookings(edition.id)
    found = programme.findings(edition, programme.draft(edition.id), bookings)
    assert bookings.tickets == 171
    assert Counter(one.finding.kind for one in found) == {
        FindingKind.CHAIR_MISSING: 5,
        FindingKind.OUTSIDE_HOURS: 1,
    }


def test_the_private_room_has_a_name_that_no_public_page_tells(sampled: Flask) -> None:
    names = db.session.scalars(select(Room.name).where(Room.is_private)).all()
    code = db.session.scalars(
        select(Session.code).where(Session.title == "Ask a safeguarding lead")
    ).one()
    pages = ("programme", "venue", f"sessions/{code}", f"sessions/{code}/booking")
    visitor = Browser(sampled)
    told = [PRIVATE_ROOM in visitor.get(f"/2024/{page}").text for page in pages]
    files = ("programme.ics", f"sessions/{code}.ics")
    told += [PRIVATE_ROOM in visitor.get(f"/2024/{name}").html for name in files]
    assert (names, told) == ([PRIVATE_ROOM], [False] * 6)


def test_places_left_are_those_of_the_first_moment(sampled: Flask) -> None:
    edition = editions.frame("2024")
    assert edition is not None
    left = {offer.code: offer.left for offer in orders.offers(edition, clock.now())}
    assert (left["EARLY"], left["STU"]) == (18, 2)


def test_three_workshops_are_full_and_nobody_is_in_two_places(sampled: Flask) -> None:
    edition = editions.frame("2024")
    assert edition is not None
    places = workshops.places_of(edition.id)
    assert sum(1 for row in places.values() if row.taken == row.capacity) == 3
    assert len(places) == 10
    most = db.session.scalar(
        select(func.count())
        .select_from(Booking)
        .group_by(Booking.attendee_id)
        .order_by(func.count().desc())
    )
    assert most is not None
    assert most <= 3


def test_names_of_every_kind_are_carried(sampled: Flask) -> None:
    names = set(db.session.scalars(select(Attendee.name)))
    assert {"ليلى حداد", "Łukasz Żółkiewski", "X", "Siobhán O’Reilly-D'Arcy"} <= names
    assert max(len(name) for name in names) == 62


def test_one_address_serves_two_attendees(sampled: Flask) -> None:
    shared = select(func.count()).where(Attendee.email == "bookings@example.org")
    assert db.session.scalar(shared) == 2


def test_needs_stand_under_consent(sampled: Flask) -> None:
    rows = db.session.scalars(select(Needs)).all()
    assert len(rows) == 9
    assert {row.consent_version for row in rows} == {1}
    assert sum(row.is_severe for row in rows) == 1


def test_sample_payments_can_be_refunded(sampled: Flask, tmp_path: Path) -> None:
    state = tmp_path / "stripe.db"
    assert tell_stand_in(state) == 128
    assert tell_stand_in(state) == 0
    payment = db.session.scalar(select(Payment).order_by(Payment.id))
    assert payment is not None
    assert payment.reference is not None
    with make_server(state=state) as server:
        settings = databases.settings_for("sqlite://", stripe_api_base=server.url)
        facts = stripe_gateway.connected(settings).checkout(payment.reference)
    assert (facts.amount, facts.intent) == (payment.amount, payment.intent)


def test_the_call_is_open_at_its_moment(sampled: Flask) -> None:
    call = db.session.scalars(select(Call)).one()
    phases = {moment.key: dates_of(call).phase(moment.at) for moment in MOMENTS}
    assert phases == {
        "call": CallPhase.OPEN,
        **dict.fromkeys(("review", "committee", "early", "soon", "day", "after"), CallPhase.CLOSED),
    }


def test_each_part_of_the_review_has_its_moment(sampled: Flask) -> None:
    call = db.session.scalars(select(Call)).one()
    found = {moment.key: rights_of(call.edition_id, now=moment.at) for moment in MOMENTS}
    assert {
        key: (rights.phase, rights.is_blind, rights.may_review, rights.may_discuss)
        for key, rights in found.items()
    } == {
        "call": ("", True, False, False),
        "review": ("First reading", True, True, False),
        "committee": ("Committee", False, False, True),
        **dict.fromkeys(("early", "soon", "day", "after"), ("", False, False, False)),
    }


def test_organisers_could_save_the_call_as_it_is(sampled: Flask) -> None:
    call = db.session.scalars(select(Call)).one()
    facts = call_desk.call_facts(call)
    phases = [phase_facts(row) for row in call_desk.phases_of(call.id)]
    questions = question_desk.rows(call.id).values()
    assert problems_of_call(facts, call_desk.around(call.edition_id)) == {}
    assert [
        problems_of_phase(phase, [other for other in phases if other is not phase])
        for phase in phases
    ] == [{}, {}, {}]
    assert [
        problems_of_question(
            question_desk.question_facts(row),
            question_desk.company(call.id, row, is_answered=False),
        )
        for row in questions
    ] == [{}, {}, {}, {}]
