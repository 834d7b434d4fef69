"""From the press of Pay to its end without money."""

from datetime import datetime

import pytest
from flask import Flask

from conference.editions.rules import PolicyKind
from conference.kernel.database import transaction
from conference.kernel.errors import Refused
from conference.orders import actions
from conference.orders.rules import (
    DetailsMissing,
    EditionOver,
    MoveForbidden,
    NothingToPay,
    OrderState,
    PriceChanged,
    TermsNotAccepted,
)
from conference.tickets.rules import QuotaExhausted, SaleClosed
from tests.factories.editions import make_policy, make_shop
from tests.factories.orders import (
    LATER,
    MINUTE,
    NOW,
    begin_payment,
    locked,
    make_held,
    order,
    outbox,
    pay,
    place,
)
from tests.factories.tickets import change_type, make_type


def await_payment(code: str, now: datetime = NOW) -> None:
    with transaction():
        actions.await_payment(locked(code), now=now)


def test_pressing_pay_renews_the_hold(database: Flask) -> None:
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id): 1})
    for now in (NOW + 20 * MINUTE, NOW + 21 * MINUTE):
        begin_payment(code, now=now)
    found = order(code)
    assert (found.state, found.hold_until) == (
        OrderState.AWAITING_PAYMENT,
        NOW + 56 * MINUTE,
    )


def test_an_unfinished_order_is_not_paid(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id)
    bare = make_held(shop, {kind: 1}, buyer=None)
    with pytest.raises(DetailsMissing):
        await_payment(bare)
    with pytest.raises(TermsNotAccepted):
        await_payment(make_held(shop, {kind: 1}))


def test_a_free_order_is_not_paid(database: Flask) -> None:
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id, price=0): 1})
    with pytest.raises(NothingToPay):
        await_payment(code)


@pytest.mark.parametrize("is_expired", [False, True])
def test_a_lapsed_order_is_paid_if_its_places_are_free(
    database: Flask, *, is_expired: bool
) -> None:
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id, size=1): 1})
    if is_expired:
        with transaction():
            actions.expire(locked(code), now=LATER)
    begin_payment(code, now=LATER)
    found = order(code)
    assert (found.state, found.hold_until, found.expired_at) == (
        OrderState.AWAITING_PAYMENT,
        LATER + 35 * MINUTE,
        None,
    )


@pytest.mark.parametrize(
    ("change", "refusal"),
    [({"price": 20900}, PriceChanged), ({"closes_at": LATER}, SaleClosed)],
)
def test_a_lapsed_order_is_not_paid_on_other_terms(
    database: Flask, change: dict[str, int], refusal: type[Refused]
) -> None:
    shop = make_shop()
    kind = make_type(shop.id)
    code = make_held(shop, {kind: 1})
    change_type(kind, **change)
    with pytest.raises(refusal):
        begin_payment(code, now=LATER)


@pytest.mark.parametrize("minutes", [1, 40])
def test_nothing_is_paid_after_the_doors_closed(database: Flask, minutes: int) -> None:
    """Held still, or lapsed: no money moves for a conference that nobody can come to."""
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id): 1}, now=shop.closes_at - minutes * MINUTE)
    with pytest.raises(EditionOver):
        begin_payment(code, now=shop.closes_at)
    assert order(code).state == OrderState.HELD


def test_terms_that_are_not_the_newest_are_not_accepted(database: Flask) -> None:
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id): 1})
    with transaction():
        actions.accept_terms(locked(code), now=NOW)
    make_policy(shop.id, PolicyKind.TERMS, 2)
    with pytest.raises(TermsNotAccepted):
        await_payment(code)
    begin_payment(code)
    assert order(code).state == OrderState.AWAITING_PAYMENT


def test_a_lapsed_order_whose_places_are_gone_is_not_paid(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id, size=1)
    code = make_held(shop, {kind: 1})
    place(shop, {kind: 1}, form="quicker", now=LATER)
    with pytest.raises(QuotaExhausted):
        begin_payment(code, now=LATER)


def test_a_paid_order_is_not_paid_again(database: Flask) -> None:
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id): 1})
    begin_payment(code)
    pay(code)
    with pytest.raises(MoveForbidden):
        await_payment(code)


def test_a_payment_that_ends_without_money_leaves_the_hold(database: Flask) -> None:
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id): 1})
    begin_payment(code)
    for _ in range(2):
        with transaction():
            actions.payment_closed(locked(code), now=NOW + MINUTE)
    assert order(code).state == OrderState.HELD


def test_a_payment_that_ends_after_the_hold_ends_the_order(database: Flask) -> None:
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id): 1})
    begin_payment(code)
    with transaction():
        actions.payment_closed(locked(code), now=NOW + 35 * MINUTE)
    assert (order(code).state, outbox()[-1][0]) == (OrderState.EXPIRED, "orders.expired")


def test_while_a_payment_is_open_the_places_are_kept(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id, size=1)
    begin_payment(make_held(shop, {kind: 1}))
    with pytest.raises(QuotaExhausted):
        place(shop, {kind: 1}, now=LATER + 60 * MINUTE)
