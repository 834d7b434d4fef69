"""What goes of an order that expired unpaid, and what stays."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.kernel.database import db, transaction
from conference.orders import actions
from conference.orders.actions import PlaceName
from conference.orders.models import Acceptance
from conference.orders.rules import ANSWERS_KEPT, CANCELLED_KEPT, Audience, OrderState
from tests.factories.editions import make_shop
from tests.factories.orders import (
    LATER,
    MINUTE,
    NOW,
    ROBIN,
    attendees,
    locked,
    make_held,
    make_paid,
    name_others,
    order,
    order_id,
    pay,
    place,
    told,
)
from tests.factories.tickets import make_type

GONE = LATER + ANSWERS_KEPT


@pytest.fixture
def shop(database: Flask) -> EditionFrame:
    return make_shop()


@pytest.fixture
def kind(shop: EditionFrame) -> int:
    return make_type(shop.id, size=None)


def make_expired(shop: EditionFrame, kind: int) -> str:
    """Let an order with every answer expire; return its code."""
    code = make_held(shop, {kind: 2}, audience=Audience.ME_AND_OTHERS, buyer=ROBIN)
    name_others(shop, code, PlaceName(name="Amina", email="amina@example.org"))
    with transaction():
        actions.accept_terms(locked(code), now=NOW)
        actions.expire(locked(code), now=LATER)
    return code


def purge(now: timedelta | None = None) -> int:
    with transaction():
        return actions.forget_unpaid(now=GONE + (now or timedelta()))


def people_of(code: str) -> list[tuple[str, str | None, str]]:
    found = order(code)
    rows = [(found.buyer_name, found.email, found.organisation)]
    return rows + [(row.name, row.email, row.organisation) for row in attendees(code)]


def test_a_day_after_it_expired_an_unpaid_order_names_nobody(shop: EditionFrame, kind: int) -> None:
    assert timedelta(hours=24) == ANSWERS_KEPT
    code = make_expired(shop, kind)
    before, links = people_of(code), (order(code).link_selector, attendees(code)[0].link_selector)
    assert (purge(-MINUTE), people_of(code)) == (0, before)
    assert (purge(), purge(), people_of(code)) == (1, 0, [("", None, "")] * 3)
    found = order(code)
    assert (found.state, found.total, db.session.scalars(select(Acceptance)).all()) == (
        OrderState.EXPIRED,
        2 * 19900,
        [],
    )
    assert not {found.link_selector, attendees(code)[0].link_selector} & set(links)
    assert told("order", order_id(code))[-1] == ("system", "answers deleted")


def test_whoever_comes_back_in_time_keeps_the_answers(shop: EditionFrame, kind: int) -> None:
    code = make_expired(shop, kind)
    before = people_of(code)
    with transaction():
        actions.extend_hold(edition=shop, code=code, now=GONE - MINUTE)
    assert (purge(), people_of(code)) == (0, before)


@pytest.mark.parametrize("is_late", [False, True])
def test_an_order_that_was_paid_stays(shop: EditionFrame, kind: int, *, is_late: bool) -> None:
    code = make_expired(shop, kind) if is_late else make_paid(shop, {kind: 1})
    pay(code, now=LATER)
    before = people_of(code)
    assert (purge(timedelta(days=300)), people_of(code)) == (0, before)


def test_late_money_for_an_order_that_names_nobody_needs_a_person(
    shop: EditionFrame, kind: int
) -> None:
    """Nobody could be told of a place: the desk sends the money back."""
    code = make_expired(shop, kind)
    purge()
    pay(code, now=GONE)
    assert order(code).state is OrderState.PAID_NO_PLACE


def test_an_order_that_money_came_for_is_spared(shop: EditionFrame, kind: int) -> None:
    code = make_expired(shop, kind)
    with transaction():
        assert actions.forget_unpaid(now=GONE, spared=[order_id(code)]) == 0
    assert order(code).email is not None


def test_an_order_that_named_nobody_is_left_alone(shop: EditionFrame, kind: int) -> None:
    code = make_held(shop, {kind: 1}, buyer=None)
    with transaction():
        actions.expire(locked(code), now=LATER)
    assert purge() == 0


def test_a_cancelled_order_that_was_never_paid_names_nobody_after_a_month(
    shop: EditionFrame, kind: int
) -> None:
    """A bank may answer late, and then the buyer must be told."""
    code = make_held(shop, {kind: 1})
    with transaction():
        actions.cancel(locked(code), actor="crew", now=LATER)
    before, kept = people_of(code), CANCELLED_KEPT - ANSWERS_KEPT
    assert (purge(kept - MINUTE), people_of(code)) == (0, before)
    assert (purge(kept), purge(kept), people_of(code)) == (1, 0, [("", None, "")] * 2)


def test_a_cancelled_order_that_was_paid_keeps_its_receipt(shop: EditionFrame, kind: int) -> None:
    code = make_paid(shop, {kind: 1})
    with transaction():
        actions.cancel(locked(code), actor="crew", now=LATER)
    before = people_of(code)
    assert (purge(timedelta(days=300)), people_of(code)) == (0, before)


def test_the_same_form_may_still_begin_anew(shop: EditionFrame, kind: int) -> None:
    code = make_expired(shop, kind)
    purge()
    again = place(shop, {kind: 1}, form=order(code).form_token, now=GONE)
    assert (again, order(code).state, people_of(code)) == (
        code,
        OrderState.HELD,
        [("", None, "")] * 2,
    )
