"""What attendees do with their own ticket."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.editions.rules import PolicyKind
from conference.kernel.database import db, transaction
from conference.orders import actions, queries
from conference.orders.actions import BuyerDetails, PlaceName
from conference.orders.models import Acceptance, Attendee, Needs
from conference.orders.rules import (
    Audience,
    ConductNotAccepted,
    ConsentChanged,
    ConsentNotGiven,
    NotClaimable,
    NotClaimed,
    PhotoChoice,
)
from conference.people.events import AddressProved
from tests.factories.editions import CONSENT, make_policy, make_shop, policy_id
from tests.factories.orders import (
    MINUTE,
    NOW,
    PROFILE,
    ROWAN,
    TOLD,
    attendees,
    claim,
    locked,
    make_held,
    make_paid,
    name_others,
    own_ticket_code,
    pay,
    told,
)
from tests.factories.people import make_person
from tests.factories.tickets import make_type


@pytest.fixture
def shop(database: Flask) -> EditionFrame:
    return make_shop()


@pytest.fixture
def ticket(shop: EditionFrame) -> str:
    return own_ticket_code(make_paid(shop, {make_type(shop.id): 1}))


@pytest.fixture
def claimed(shop: EditionFrame, ticket: str) -> str:
    """Return the code of a ticket that Rowan has claimed."""
    claim(shop, ticket)
    return ticket


def test_an_opened_link_proves_the_address(shop: EditionFrame, ticket: str) -> None:
    known = make_person("rowan.hale@example.org")
    for _ in range(2):
        with transaction():
            actions.prove_address(shop.id, ticket, now=NOW)
    assert db.session.scalars(select(Attendee.person_id)).all() == [known]


def test_claiming_takes_the_agreement_and_the_name(shop: EditionFrame, ticket: str) -> None:
    conduct = policy_id(shop, PolicyKind.CONDUCT)
    for now in (NOW, NOW + MINUTE):
        with transaction():
            actions.claim(shop.id, ticket, PROFILE, conduct_id=conduct, now=now)
    row = db.session.scalars(select(Attendee)).one()
    accepted = db.session.scalars(select(Acceptance)).one()
    assert (row.name, row.badge_name, row.organisation, row.photo_choice, row.claimed_at) == (
        "Rowan Hale",
        "Rowan",
        "Sample NHS trust",
        PhotoChoice.WIDE,
        NOW,
    )
    assert (accepted.policy_id, accepted.attendee_id, accepted.accepted_by) == (
        conduct,
        row.id,
        "attendee",
    )


@pytest.mark.parametrize("conduct_id", [None, 999])
def test_nobody_claims_without_agreeing(
    shop: EditionFrame, ticket: str, conduct_id: int | None
) -> None:
    with pytest.raises(ConductNotAccepted), transaction():
        actions.claim(shop.id, ticket, PROFILE, conduct_id=conduct_id, now=NOW)


def test_details_can_change_later(shop: EditionFrame, ticket: str) -> None:
    with transaction():
        actions.change_profile(shop.id, ticket, PROFILE, now=NOW)
    row = db.session.scalars(select(Attendee)).one()
    assert (row.badge_name, told("attendee", row.id)) == (
        "Rowan",
        [("attendee", "ticket details changed")],
    )


def test_only_a_valid_ticket_is_filled_in(shop: EditionFrame) -> None:
    kind = make_type(shop.id)
    held, cancelled = make_held(shop, {kind: 1}), make_paid(shop, {kind: 1})
    with transaction():
        actions.cancel(locked(cancelled), actor="person 1", now=NOW)
    for code in (held, cancelled):
        with pytest.raises(NotClaimable), transaction():
            actions.change_profile(shop.id, own_ticket_code(code), PROFILE, now=NOW)


def test_needs_belong_to_whoever_has_claimed_the_ticket(shop: EditionFrame, ticket: str) -> None:
    consent = policy_id(shop, PolicyKind.NEEDS_CONSENT)
    with pytest.raises(NotClaimed), transaction():
        actions.save_needs(shop.id, ticket, TOLD, consent_id=consent, now=NOW)


def test_needs_are_kept_with_the_consent_that_was_given(shop: EditionFrame, claimed: str) -> None:
    consent = policy_id(shop, PolicyKind.NEEDS_CONSENT)
    for now in (NOW, NOW + MINUTE):
        with transaction():
            actions.save_needs(shop.id, claimed, TOLD, consent_id=consent, now=now)
    row = db.session.scalars(select(Needs)).one()
    assert (row.consent_text, row.consent_version, row.consented_at) == (
        CONSENT,
        1,
        NOW + MINUTE,
    )
    assert queries.needs_of(row.attendee_id) == TOLD
    assert told("attendee", row.attendee_id)[1:] == [("attendee", "needs told")] * 2


def test_without_consent_nothing_is_kept(shop: EditionFrame, claimed: str) -> None:
    old = policy_id(shop, PolicyKind.NEEDS_CONSENT)
    with pytest.raises(ConsentNotGiven), transaction():
        actions.save_needs(shop.id, claimed, TOLD, consent_id=None, now=NOW)
    make_policy(shop.id, PolicyKind.NEEDS_CONSENT, 2)
    with pytest.raises(ConsentChanged), transaction():
        actions.save_needs(shop.id, claimed, TOLD, consent_id=old, now=NOW)
    assert db.session.scalars(select(Needs)).all() == []


def test_withdrawing_deletes_at_once_and_says_what_is_lost(
    shop: EditionFrame, claimed: str
) -> None:
    consent = policy_id(shop, PolicyKind.NEEDS_CONSENT)
    with transaction():
        actions.save_needs(shop.id, claimed, TOLD, consent_id=consent, now=NOW)
    with transaction():
        lost = actions.withdraw_needs(shop.id, claimed, now=NOW)
    with transaction():
        again = actions.withdraw_needs(shop.id, claimed, now=NOW)
    assert (lost, again, db.session.scalars(select(Needs)).all()) == (
        ("Hearing loop", "Vegan", "No nuts", "A seat near the door"),
        (),
        [],
    )


@pytest.mark.parametrize(("day", "deleted"), [(9, 0), (10, 1)])
def test_needs_go_fourteen_days_after_the_event(
    shop: EditionFrame, claimed: str, day: int, deleted: int
) -> None:
    consent = policy_id(shop, PolicyKind.NEEDS_CONSENT)
    with transaction():
        actions.save_needs(shop.id, claimed, TOLD, consent_id=consent, now=NOW)
    now = datetime(2024, 10, day, 12, 0, tzinfo=UTC)
    with transaction():
        found = actions.delete_needs(now=now)
    with transaction():
        again = actions.delete_needs(now=now)
    assert (found, again, len(db.session.scalars(select(Needs)).all())) == (
        deleted,
        0,
        1 - deleted,
    )


def prove(email: str) -> int:
    """Sign somebody in with an address, and return who it is."""
    person_id = make_person(email)
    with transaction():
        actions.attach_attendees(AddressProved(person_id, email))
    return person_id


def test_a_proved_address_brings_the_tickets_that_were_sent_there(shop: EditionFrame) -> None:
    kind = make_type(shop.id)
    paid, cancelled = (make_paid(shop, {kind: 1}) for _ in range(2))
    held = make_held(shop, {kind: 1})
    with transaction():
        actions.cancel(locked(cancelled), actor="person 1", now=NOW)
    rowan = prove("rowan.hale@example.org")
    assert [attendees(code)[0].person_id for code in (paid, cancelled, held)] == [
        rowan,
        rowan,
        None,
    ]


def test_who_was_named_before_paying_does_not_keep_the_place(shop: EditionFrame) -> None:
    code = make_held(shop, {make_type(shop.id): 1}, audience=Audience.OTHERS)
    name_others(shop, code, PlaceName(name="Alice", email="alice@example.org"))
    alice = prove("alice@example.org")
    name_others(shop, code, PlaceName(name="Bob", email="bob@example.org"))
    pay(code)
    (row,) = attendees(code)
    held = queries.is_ticket_held(row.code, selectors=frozenset(), person_id=alice)
    assert (row.email, row.person_id, held) == ("bob@example.org", None, False)


def test_a_mistyped_buyer_does_not_keep_the_own_ticket(shop: EditionFrame) -> None:
    stranger = BuyerDetails(email="stranger@example.org", name="Rowan Hale")
    code = make_held(shop, {make_type(shop.id): 1}, buyer=stranger)
    prove("stranger@example.org")
    with transaction():
        actions.give_details(shop.id, code, ROWAN)
    pay(code)
    (row,) = attendees(code)
    assert (row.email, row.person_id) == ("rowan.hale@example.org", None)
