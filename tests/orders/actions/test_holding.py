"""More time, no more time, and asking for the places again."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.kernel.database import db, transaction
from conference.orders import actions
from conference.orders.models import Order
from conference.orders.rules import (
    HOLD_CEILING,
    HoldAtCeiling,
    MoveForbidden,
    OrderState,
)
from conference.tickets.rules import QuotaExhausted
from tests.factories.editions import make_shop
from tests.factories.orders import (
    LATER,
    MINUTE,
    NOW,
    locked,
    make_held,
    make_paid,
    order,
    outbox,
    place,
)
from tests.factories.tickets import change_type, make_type


def extend(edition: EditionFrame, code: str, now: datetime) -> datetime:
    with transaction():
        return actions.extend_hold(edition=edition, code=code, now=now)


def test_a_lapsed_hold_gives_its_places_back_by_the_clock(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id, size=1)
    place(shop, {kind: 1}, form="a")
    place(shop, {kind: 1}, form="b", now=NOW + 30 * MINUTE)
    assert len(db.session.scalars(select(Order)).all()) == 2


def test_one_press_gives_more_time(database: Flask) -> None:
    shop = make_shop()
    code = place(shop, {make_type(shop.id): 1})
    assert extend(shop, code, NOW + 20 * MINUTE) == NOW + 50 * MINUTE


def test_the_ceiling_ends_it(database: Flask) -> None:
    shop = make_shop()
    code = place(shop, {make_type(shop.id): 1})
    end, presses = NOW + 30 * MINUTE, 0
    while end < NOW + HOLD_CEILING:
        end, presses = extend(shop, code, end - MINUTE), presses + 1
    with pytest.raises(HoldAtCeiling):
        extend(shop, code, end - MINUTE)
    assert (end, presses) == (NOW + HOLD_CEILING, 11)


def test_lapsed_places_are_asked_for_again_at_present_prices(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id, size=2)
    code = make_held(shop, {kind: 1})
    with transaction():
        actions.expire(locked(code), now=LATER)
    change_type(kind, price=20900)
    assert extend(shop, code, LATER + MINUTE) == LATER + 31 * MINUTE
    found = order(code)
    assert (found.state, found.total, found.buyer_name, found.expired_at) == (
        OrderState.HELD,
        20900,
        "Rowan Hale",
        None,
    )


def test_lapsed_places_that_are_gone_are_refused(database: Flask) -> None:
    shop = make_shop()
    kind = make_type(shop.id, size=1)
    code = make_held(shop, {kind: 1})
    place(shop, {kind: 1}, form="quicker", now=LATER)
    with pytest.raises(QuotaExhausted):
        extend(shop, code, LATER)


def test_a_paid_order_has_no_hold(database: Flask) -> None:
    shop = make_shop()
    code = make_paid(shop, {make_type(shop.id): 1})
    with pytest.raises(MoveForbidden):
        extend(shop, code, NOW)


def test_a_hold_that_ran_out_is_told_once(database: Flask) -> None:
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id): 1})
    for now in (NOW, LATER, LATER):
        with transaction():
            actions.expire(locked(code), now=now)
    assert (order(code).state, outbox()) == (
        OrderState.EXPIRED,
        [("orders.expired", "rowan.hale@example.org")],
    )


def test_nobody_is_told_who_gave_no_address(database: Flask) -> None:
    shop = make_shop()
    code = make_held(shop, {make_type(shop.id): 1}, buyer=None)
    with transaction():
        actions.expire(locked(code), now=LATER)
    assert (order(code).state, outbox()) == (OrderState.EXPIRED, [])
