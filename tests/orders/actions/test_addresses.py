"""Correcting the address of a paid order: what went astray opens nothing any more."""

from dataclasses import replace

import pytest
from flask import Flask

from conference.editions.queries import EditionFrame
from conference.editions.rules import PolicyKind
from conference.history.queries import entries_of
from conference.kernel.database import transaction
from conference.kernel.errors import NotFound
from conference.orders import actions, queries
from conference.orders.actions import AddressChange, PlaceName
from conference.orders.rules import (
    MOST_ADDRESS_CHANGES,
    AddressChangedTooOften,
    Audience,
    MoveForbidden,
    TicketNotHeld,
)
from tests.factories.editions import make_shop, policy_id
from tests.factories.orders import (
    LATER,
    NOW,
    ROBIN,
    TOLD,
    attendees,
    claim,
    locked,
    make_held,
    make_paid,
    name_others,
    order,
    order_id,
    outbox,
    own_ticket_code,
    pay,
    told,
)
from tests.factories.people import make_person
from tests.factories.tickets import make_type
from tests.support.races import at_once

OLD, NEW = "rowan.hale@example.org", "rowan@example.org"


def change(shop: EditionFrame, code: str, email: str = NEW, **values: object) -> bool:
    """Change an address as its buyer does, with nothing but the order's link."""
    wanted = AddressChange(code=code, edition_id=shop.id, email=email, actor="buyer")
    with transaction():
        return actions.change_address(replace(wanted, **values), now=NOW)  # type: ignore[arg-type]


def needs_of(code: str) -> object:
    """Return what the buyer's own ticket tells the coordinators."""
    return queries.needs_of(attendees(code)[0].id)


def fill_in(shop: EditionFrame, code: str) -> frozenset[str]:
    """Claim the buyer's own ticket and tell needs; return what a browser holds that has it."""
    claim(shop, own_ticket_code(code))
    consent = policy_id(shop, PolicyKind.NEEDS_CONSENT)
    with transaction():
        actions.save_needs(shop.id, own_ticket_code(code), TOLD, consent_id=consent, now=NOW)
    return frozenset({attendees(code)[0].link_selector})


def test_the_new_address_gets_the_mail_and_the_old_links_end(database: Flask) -> None:
    shop = make_shop()
    code = make_paid(shop, {make_type(shop.id): 1})
    link, ticket = order(code).link_selector, attendees(code)[0]
    ticket_link, ticket_code = ticket.link_selector, ticket.ticket_code
    assert change(shop, code, " Rowan@Example.org ")
    after, own = order(code), attendees(code)[0]
    assert (after.email, own.email, after.address_changes) == (NEW, NEW, 1)
    assert [
        queries.is_order_link(code, link, shop.id),
        queries.is_order_link(code, after.link_selector, shop.id),
        queries.is_ticket_link(own.code, ticket_link, shop.id),
        own.ticket_code == ticket_code,
    ] == [False, True, False, False]
    assert outbox() == [
        ("orders.paid", OLD),
        ("orders.address_changed", OLD),
        ("orders.paid", NEW),
    ]


def test_the_history_says_who_and_names_no_address(database: Flask) -> None:
    shop = make_shop()
    code = make_paid(shop, {make_type(shop.id): 1})
    change(shop, code)
    change(shop, code, "third@example.org", actor="person 1", is_desk=True)
    assert told("order", order_id(code))[-2:] == [
        ("buyer", "address changed"),
        ("person 1", "address changed"),
    ]
    newest = entries_of("order", order_id(code))[0]
    assert newest.details == {"number": 2}


def test_the_same_address_again_changes_nothing(database: Flask) -> None:
    shop = make_shop()
    code = make_paid(shop, {make_type(shop.id): 1})
    link, before = order(code).link_selector, outbox()
    assert not change(shop, code, OLD.upper())
    assert (order(code).link_selector, order(code).address_changes, outbox()) == (link, 0, before)


def test_a_change_and_back_again_tells_each_address_each_time(database: Flask) -> None:
    shop = make_shop()
    code = make_paid(shop, {make_type(shop.id): 1})
    for email in (NEW, OLD):
        change(shop, code, email)
    assert outbox()[1:] == [
        ("orders.address_changed", OLD),
        ("orders.paid", NEW),
        ("orders.address_changed", NEW),
        ("orders.paid", OLD),
    ]


def test_the_buyer_may_change_it_five_times_and_the_desk_goes_on(database: Flask) -> None:
    shop = make_shop()
    code = make_paid(shop, {make_type(shop.id): 1})
    for number in range(MOST_ADDRESS_CHANGES):
        change(shop, code, f"try.{number}@example.org")
    with pytest.raises(AddressChangedTooOften):
        change(shop, code)
    assert not change(shop, code, f"try.{MOST_ADDRESS_CHANGES - 1}@example.org")
    assert change(shop, code, is_desk=True)
    assert order(code).email == NEW


def test_money_without_a_place_is_told_again(database: Flask) -> None:
    shop = make_shop()
    scarce = make_type(shop.id, size=1)
    code = make_held(shop, {scarce: 1})
    make_paid(shop, {scarce: 1}, buyer=ROBIN, now=LATER)
    pay(code, now=LATER)
    change(shop, code)
    assert outbox()[-2:] == [("orders.address_changed", OLD), ("orders.no_place", NEW)]


@pytest.mark.parametrize("is_cancelled", [False, True])
def test_before_paying_and_after_cancelling_there_is_no_such_change(
    database: Flask, *, is_cancelled: bool
) -> None:
    shop = make_shop()
    kind = make_type(shop.id)
    code = make_paid(shop, {kind: 1}) if is_cancelled else make_held(shop, {kind: 1})
    if is_cancelled:
        with transaction():
            actions.cancel(locked(code), actor="person 1", now=NOW)
    with pytest.raises(MoveForbidden):
        change(shop, code)


def test_another_editions_order_is_not_found(database: Flask) -> None:
    shop, other = make_shop(), make_shop("2025", is_current=False)
    code = make_paid(shop, {make_type(shop.id): 1})
    with pytest.raises(NotFound):
        change(other, code)


def test_who_has_the_ticket_open_keeps_what_was_told_on_it(database: Flask) -> None:
    shop = make_shop()
    code = make_paid(shop, {make_type(shop.id): 1})
    held = fill_in(shop, code)
    change(shop, code, tickets=held)
    own = attendees(code)[0]
    assert (own.claimed_at, own.name, needs_of(code)) == (NOW, "Rowan Hale", TOLD)


def test_a_ticket_that_somebody_filled_in_is_not_taken_by_the_orders_link(
    database: Flask,
) -> None:
    """Whoever was forwarded the order, for its receipt, must not read the attendee's needs."""
    shop = make_shop()
    code = make_paid(shop, {make_type(shop.id): 1})
    held = fill_in(shop, code)
    with pytest.raises(TicketNotHeld):
        change(shop, code)
    assert (order(code).email, frozenset({attendees(code)[0].link_selector})) == (OLD, held)
    assert change(shop, code, is_desk=True)
    assert needs_of(code) == TOLD


def test_the_desk_empties_a_ticket_that_a_stranger_has_used(database: Flask) -> None:
    shop = make_shop()
    code = make_paid(shop, {make_type(shop.id): 1})
    held = fill_in(shop, code)
    assert change(shop, code, is_desk=True, is_same_holder=False)
    own = attendees(code)[0]
    assert (own.email, own.claimed_at, own.badge_name, needs_of(code)) == (NEW, None, "", None)
    assert {own.link_selector} & held == set()
    claim(shop, own.code)  # the next holder agrees to the conduct for themselves


def test_other_peoples_tickets_stay_as_they_are(database: Flask) -> None:
    shop = make_shop()
    code = make_paid(shop, {make_type(shop.id): 2}, audience=Audience.ME_AND_OTHERS)
    name_others(shop, code, PlaceName(name="Amina", email="amina@example.org"))
    other = attendees(code)[1]
    before = (other.email, other.link_selector, other.ticket_code)
    change(shop, code)
    other = attendees(code)[1]
    assert (other.email, other.link_selector, other.ticket_code) == before


def test_a_buyer_who_stays_away_has_no_ticket_to_move(database: Flask) -> None:
    shop = make_shop()
    code = make_paid(shop, {make_type(shop.id): 1}, audience=Audience.OTHERS)
    assert change(shop, code)
    assert attendees(code)[0].email is None


def test_who_proved_the_old_address_has_neither_order_nor_ticket(database: Flask) -> None:
    shop = make_shop()
    code = make_paid(shop, {make_type(shop.id): 1})
    stranger = make_person(OLD)
    with transaction():
        actions.prove_address(shop.id, own_ticket_code(code), now=NOW)
    change(shop, code, is_desk=True)
    ticket = own_ticket_code(code)
    rowan = make_person(NEW)

    def holds(person_id: int) -> tuple[bool, bool]:
        return (
            queries.is_order_held(code, selectors=(), person_id=person_id),
            queries.is_ticket_held(ticket, selectors=(), person_id=person_id),
        )

    assert (holds(stranger), holds(rowan)) == ((False, False), (True, True))


def test_a_signed_in_buyer_keeps_the_own_ticket(database: Flask) -> None:
    shop = make_shop()
    code = make_paid(shop, {make_type(shop.id): 1})
    rowan = make_person(OLD)
    with transaction():
        actions.prove_address(shop.id, own_ticket_code(code), now=NOW)
    change(shop, code, person_id=rowan)
    assert attendees(code)[0].person_id == rowan


def test_two_tabs_at_once_send_each_mail_once(database: Flask) -> None:
    shop = make_shop()
    code = make_paid(shop, {make_type(shop.id): 1})
    answers = at_once(database, [lambda: change(shop, code)] * 4)
    assert (sorted(answers), order(code).address_changes) == ([False, False, False, True], 1)
    assert outbox()[1:] == [("orders.address_changed", OLD), ("orders.paid", NEW)]
