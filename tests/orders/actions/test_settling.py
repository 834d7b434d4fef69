"""Money first, place second; free orders; cancelling."""

import pytest
from flask import Flask

from conference.editions.rules import PolicyKind
from conference.kernel.database import transaction
from conference.orders import actions
from conference.orders.actions import PlaceName
from conference.orders.rules import (
    Audience,
    EditionOver,
    MoveForbidden,
    NothingToPay,
    OrderState,
    TermsNotAccepted,
)
from tests.factories.editions import make_policy, make_shop
from tests.factories.orders import (
    LATER,
    MINUTE,
    NOW,
    ROBIN,
    attendees,
    begin_payment,
    locked,
    make_held,
    make_paid,
    name_others,
    order,
    order_id,
    outbox,
    pay,
    told,
)
from tests.factories.people import make_person
from tests.factories.tickets import make_type


def test_money_makes_tickets_and_tells_everybody_once(database: Flask) -> None:
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id): 3}, audience=Audience.ME_AND_OTHERS)
    named = {attendees(code)[1].code: PlaceName(name="Amina", email="amina@example.org")}
    with transaction():
        actions.give_names(shop.id, code, named, now=NOW)
    begin_payment(code)
    states = [pay(code, now=NOW + MINUTE), pay(code, now=NOW + 2 * MINUTE)]
    assert (states, order(code).paid_at) == ([OrderState.PAID] * 2, NOW + MINUTE)
    assert outbox() == [
        ("orders.paid", "rowan.hale@example.org"),
        ("orders.ticket", "amina@example.org"),
    ]


def test_late_money_is_honoured_if_places_remain(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id, size=1, closes_at=NOW + MINUTE)
    code = make_held(shop, {kind: 1})
    with transaction():
        actions.expire(locked(code), now=LATER)
    assert (pay(code, now=LATER), order(code).expired_at) == (OrderState.PAID, None)


def test_late_money_without_a_place_is_kept_and_told(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id, size=1)
    code = make_held(shop, {kind: 1})
    make_paid(shop, {kind: 1}, buyer=ROBIN, now=LATER)
    states = [pay(code, now=LATER), pay(code, now=LATER)]
    assert (states, outbox()[1:]) == (
        [OrderState.PAID_NO_PLACE] * 2,
        [("orders.no_place", "rowan.hale@example.org")],
    )


@pytest.mark.parametrize("is_expired", [False, True])
def test_late_money_after_the_doors_closed_takes_no_place_and_is_not_lost(
    database: Flask, *, is_expired: bool
) -> None:
    """Nobody can come any more: it is kept visibly, and the buyer is told that it goes back."""
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id): 1}, now=shop.closes_at - 40 * MINUTE)
    if is_expired:
        with transaction():
            actions.expire(locked(code), now=shop.closes_at)
    state = pay(code, now=shop.closes_at)
    assert (state, order(code).paid_at, outbox()[-1][0]) == (
        OrderState.PAID_NO_PLACE,
        shop.closes_at,
        "orders.no_place",
    )


def test_money_for_places_that_are_kept_is_good_whenever_it_comes(database: Flask) -> None:
    """A payment that began in time keeps its places until Stripe has said the last word."""
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id): 1}, now=shop.closes_at - MINUTE)
    begin_payment(code, now=shop.closes_at - MINUTE)
    assert pay(code, now=shop.closes_at + 60 * MINUTE) is OrderState.PAID


def test_a_free_place_is_not_confirmed_after_the_doors_closed(database: Flask) -> None:
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id, price=0): 1}, now=shop.closes_at - MINUTE)
    with transaction():
        actions.accept_terms(locked(code), now=NOW)
    with pytest.raises(EditionOver), transaction():
        actions.confirm_free(shop.id, code, now=shop.closes_at)
    assert order(code).state == OrderState.HELD


def test_a_free_place_needs_the_newest_terms(database: Flask) -> None:
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id, price=0): 1})
    with transaction():
        actions.accept_terms(locked(code), now=NOW)
    newest = make_policy(shop.id, PolicyKind.TERMS, 2)
    with pytest.raises(TermsNotAccepted), transaction():
        actions.confirm_free(shop.id, code, now=NOW)
    with transaction():
        actions.confirm_free(shop.id, code, now=NOW, terms_id=newest)
    assert order(code).state == OrderState.PAID


def test_money_for_a_cancelled_order_never_takes_a_place(database: Flask) -> None:
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id): 1})
    with transaction():
        actions.cancel(locked(code), actor="person 1", now=NOW)
    assert pay(code) is OrderState.PAID_NO_PLACE


def test_a_free_order_takes_the_same_road(database: Flask) -> None:
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id, price=0): 1})
    with pytest.raises(TermsNotAccepted), transaction():
        actions.confirm_free(shop.id, code, now=NOW)
    with transaction():
        actions.accept_terms(locked(code), now=NOW)
    for _ in range(2):
        with transaction():
            actions.confirm_free(shop.id, code, now=NOW)
    assert (order(code).state, outbox()) == (
        OrderState.PAID,
        [("orders.paid", "rowan.hale@example.org")],
    )


def test_what_costs_something_is_not_confirmed_for_nothing(database: Flask) -> None:
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id): 1})
    with pytest.raises(NothingToPay), transaction():
        actions.confirm_free(shop.id, code, now=NOW)


def test_cancelling_undoes_every_ticket_once(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id, size=2)
    code = make_held(shop, {kind: 2}, audience=Audience.ME_AND_OTHERS)
    named = {attendees(code)[1].code: PlaceName(email="amina@example.org")}
    with transaction():
        actions.give_names(shop.id, code, named, now=NOW)
    pay(code)
    for minutes in (1, 2):
        with transaction():
            actions.cancel(locked(code), actor="person 1", now=NOW + minutes * MINUTE)
    assert [(row.cancelled_at, row.sequence) for row in attendees(code)] == [(NOW + MINUTE, 1)] * 2
    assert outbox()[2:] == [
        ("orders.cancelled", "rowan.hale@example.org"),
        ("orders.ticket_cancelled", "amina@example.org"),
    ]
    assert told("order", order_id(code))[-1] == ("person 1", "order cancelled")
    make_paid(shop, {kind: 2}, audience=Audience.OTHERS, now=LATER)


def test_a_cancelled_order_is_not_confirmed(database: Flask) -> None:
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id, price=0): 1})
    with transaction():
        actions.accept_terms(locked(code), now=NOW)
        actions.cancel(locked(code), actor="person 1", now=NOW)
    with pytest.raises(MoveForbidden), transaction():
        actions.confirm_free(shop.id, code, now=NOW)
    assert (order(code).state, outbox()) == (OrderState.CANCELLED, [])


def test_paying_gives_the_tickets_to_who_has_proved_their_address(database: Flask) -> None:
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id): 3}, audience=Audience.ME_AND_OTHERS)
    name_others(shop, code, PlaceName(email="amina@example.org"), PlaceName(name="Noor"))
    rowan, amina = make_person("rowan.hale@example.org"), make_person("amina@example.org")
    before = [row.person_id for row in attendees(code)]
    pay(code)
    assert (before, [row.person_id for row in attendees(code)]) == (
        [None, None, None],
        [rowan, amina, None],
    )
