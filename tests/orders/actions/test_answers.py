"""Who buys, who comes, which terms were accepted."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.editions.rules import PolicyKind
from conference.kernel.database import db, transaction
from conference.kernel.errors import NotFound
from conference.orders import actions
from conference.orders.actions import PlaceName
from conference.orders.models import Acceptance
from conference.orders.rules import (
    Audience,
    MoveForbidden,
    TermsChanged,
    mark_after,
)
from tests.factories.editions import make_policy, make_shop
from tests.factories.orders import (
    LATER,
    NOW,
    PROFILE,
    ROBIN,
    ROWAN,
    attendees,
    begin_payment,
    locked,
    make_held,
    make_paid,
    order,
    order_id,
    outbox,
    place,
    told,
)
from tests.factories.tickets import make_type


def extend(edition: EditionFrame, code: str, now: datetime) -> datetime:
    with transaction():
        return actions.extend_hold(edition=edition, code=code, now=now)


def test_details_reach_the_order_and_the_own_ticket(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id)
    code = make_held(shop, {kind: 2}, audience=Audience.ME_AND_OTHERS, buyer=ROBIN)
    found = order(code)
    assert (found.email, found.buyer_name, found.organisation) == (
        "robin@example.org",
        "Robin Gray",
        "Sample trust",
    )
    assert [(row.name, row.email, row.organisation) for row in attendees(code)] == [
        ("Robin Gray", "robin@example.org", "Sample trust"),
        ("", None, ""),
    ]


def test_details_can_change_while_held_or_lapsed_but_not_while_paying(database: Flask) -> None:
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id): 1})
    with transaction():
        actions.expire(locked(code), now=LATER)
    with transaction():
        actions.give_details(shop.id, code, ROBIN)
    assert attendees(code)[0].name == "Robin Gray"
    extend(shop, code, LATER)
    begin_payment(code, now=LATER)
    with pytest.raises(MoveForbidden), transaction():
        actions.give_details(shop.id, code, ROWAN)


def test_two_attendees_may_share_an_address(database: Flask) -> None:
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id): 2}, audience=Audience.OTHERS)
    names = {
        row.code: PlaceName(name=name, email="Agency@example.org")
        for row, name in zip(attendees(code), ("A", "B"), strict=True)
    }
    with transaction():
        actions.give_names(shop.id, code, names, now=NOW)
    assert [(row.name, row.email) for row in attendees(code)] == [
        ("A", "agency@example.org"),
        ("B", "agency@example.org"),
    ]


def test_the_buyer_says_which_type_is_their_own(database: Flask) -> None:
    shop = make_shop()
    early, student = make_type(shop.id, "EARLY"), make_type(shop.id, "STU", position=20)
    code = make_held(shop, {early: 1, student: 1}, audience=Audience.ME_AND_OTHERS)
    named = {attendees(code)[1].code: PlaceName(name="Amina", email="amina@example.org")}
    with transaction():
        actions.give_names(shop.id, code, named, now=NOW, own_type_id=student)
    assert [(row.ticket_type_id, row.is_buyer, row.name, row.email) for row in attendees(code)] == [
        (early, False, "Amina", "amina@example.org"),
        (student, True, "Rowan Hale", "rowan.hale@example.org"),
    ]


def test_a_buyer_who_stays_away_leaves_no_name_behind(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id)
    code = make_held(shop, {kind: 1})
    place(shop, {kind: 1}, form=order(code).form_token, audience=Audience.OTHERS)
    assert [(row.is_buyer, row.name, row.email) for row in attendees(code)] == [(False, "", None)]


def test_a_name_given_after_paying_gets_its_ticket(
    database: Flask,
) -> None:
    shop = make_shop()
    code = make_paid(shop, {make_type(shop.id): 1}, audience=Audience.OTHERS)
    before = attendees(code)[0]
    old = (before.link_selector, before.ticket_code)
    for email in ("amina@example.org", "amina@example.org", "noor@example.org"):
        with transaction():
            named = {before.code: PlaceName(name="Amina", email=email)}
            actions.give_names(shop.id, code, named, now=NOW)
    after = attendees(code)[0]
    assert (after.link_selector in old, after.ticket_code in old) == (False, False)
    assert outbox() == [
        ("orders.paid", "rowan.hale@example.org"),
        ("orders.ticket", "amina@example.org"),
        ("orders.ticket", "noor@example.org"),
        ("orders.address_changed", "amina@example.org"),
    ]
    assert [what for _, what in told("order", order_id(code))].count("names given") == 2


def test_a_claimed_ticket_is_no_longer_the_buyers_to_name(database: Flask) -> None:
    shop = make_shop()
    code = make_paid(shop, {make_type(shop.id): 1}, audience=Audience.OTHERS)
    ticket = attendees(code)[0].code
    conduct = make_policy(shop.id, PolicyKind.CONDUCT, 2)
    with transaction():
        actions.claim(shop.id, ticket, PROFILE, conduct_id=conduct, now=NOW)
    with transaction():
        actions.give_names(shop.id, code, {ticket: PlaceName(name="X")}, now=NOW)
    assert attendees(code)[0].name == "Rowan Hale"


def test_names_wait_while_paying(database: Flask) -> None:
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id): 1}, audience=Audience.OTHERS)
    begin_payment(code)
    with pytest.raises(MoveForbidden), transaction():
        actions.give_names(shop.id, code, {}, now=NOW)


def test_terms_are_accepted_once_in_the_version_in_force(database: Flask) -> None:
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id): 1})
    newer = make_policy(shop.id, PolicyKind.TERMS, 2)
    for _ in range(2):
        with transaction():
            actions.accept_terms(locked(code), now=NOW, policy_id=newer)
    found = db.session.scalars(select(Acceptance)).all()
    assert [(row.policy_id, row.accepted_by, row.accepted_at) for row in found] == [
        (newer, "buyer", NOW)
    ]


def test_a_version_that_is_no_longer_in_force_is_not_accepted(database: Flask) -> None:
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id): 1})
    newer = make_policy(shop.id, PolicyKind.TERMS, 2)
    with pytest.raises(TermsChanged), transaction():
        actions.accept_terms(locked(code), now=NOW, policy_id=newer - 1)


def test_without_terms_nothing_is_accepted(database: Flask) -> None:
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id): 1})
    with transaction():
        db.session.execute(db.metadata.tables["policies"].delete())
    with pytest.raises(NotFound), transaction():
        actions.accept_terms(locked(code), now=NOW)


def test_a_corrected_address_ends_the_links_before(database: Flask) -> None:
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id): 1}, buyer=None)
    selectors = []
    for buyer in (ROWAN, ROWAN, ROBIN):
        with transaction():
            actions.give_details(shop.id, code, buyer)
        selectors.append((order(code).link_selector, attendees(code)[0].link_selector))
    assert selectors[0] == selectors[1]
    assert not set(selectors[1]) & set(selectors[2])


def test_only_the_link_that_was_given_for_this_change_takes_over(database: Flask) -> None:
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id): 1})
    given = f"{mark_after(order(code).link_selector)}GIVEN"
    taken = []
    for buyer, link in ((ROBIN, given), (ROWAN, given), (ROBIN, "made up")):
        with transaction():
            actions.give_details(shop.id, code, buyer, link=link)
        taken.append(order(code).link_selector == link)
    assert taken == [True, False, False]


@pytest.mark.parametrize("audience", [Audience.OTHERS, Audience.ME_AND_OTHERS])
def test_the_buyers_browser_does_not_hold_a_place_that_goes_to_somebody_else(
    database: Flask, audience: Audience
) -> None:
    shop = make_shop()
    early, student = make_type(shop.id, "EARLY"), make_type(shop.id, "STU", position=20)
    code = make_held(shop, {early: 1, student: 1}, audience=Audience.ME_AND_OTHERS)
    before = attendees(code)[0].link_selector
    if audience is Audience.OTHERS:
        place(shop, {early: 1, student: 1}, form=order(code).form_token, audience=audience)
    else:
        with transaction():
            actions.give_names(shop.id, code, {}, now=NOW, own_type_id=student)
    other = next(row for row in attendees(code) if row.ticket_type_id == early)
    assert (other.is_buyer, other.link_selector == before) == (False, False)
