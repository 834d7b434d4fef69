"""A buyer comes back from the pay page and wants to change the order."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from conference.demo.stripe_server import RunningServer
from conference.kernel.database import db, transaction
from conference.kernel.errors import NotFound, Unavailable
from conference.orders import actions as orders
from conference.orders.models import Order
from conference.orders.queries import order_by_id_for_update
from conference.orders.rules import HOLD_CEILING, OrderState
from conference.payments import actions, flows
from conference.payments.stripe_gateway import StripeGateway
from tests.factories.payments import (
    BUYER,
    SUMMER,
    Shop,
    make_order,
    make_press,
    make_shop,
)
from tests.payments.reading import (
    at_once,
    history,
    mails,
    newest_reference,
    notice,
    order_state,
    payments,
    pressed,
    sessions_at,
    start,
    three_minutes_on,
)

pytestmark = pytest.mark.usefixtures("database")

MINUTE = timedelta(minutes=1)
LATER = SUMMER + 20 * MINUTE
OVER = SUMMER + 40 * MINUTE
"""The hold of 35 minutes that began with Pay has run out; nobody has looked yet."""


def reopen(gateway: StripeGateway, shop: Shop, code: str, now: datetime = LATER) -> OrderState:
    """Press Change the order."""
    return flows.reopen(gateway, shop.edition.id, code, now=now)


def held_until(code: str) -> datetime:
    """Return until when an order's places are kept."""
    db.session.rollback()
    return db.session.scalars(select(Order.hold_until).where(Order.code == code)).one()


def test_the_page_is_closed_and_the_order_is_held_for_longer(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop(places=1)
    code = make_order(shop)
    start(gateway, shop, code)
    assert reopen(gateway, shop, code) is OrderState.HELD
    assert (order_state(code), payments(code), sessions_at(stand_in)) == (
        "held",
        [("closed", None)],
        ["expired"],
    )
    assert held_until(code) == LATER + 30 * MINUTE
    assert history(code)[-3:] == ["payment begun", "payment closed", "order opened for changes"]


def test_a_changed_order_is_paid_at_its_new_price(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop, quantity=2)
    start(gateway, shop, code)
    reopen(gateway, shop, code)
    token = db.session.scalars(select(Order.form_token).where(Order.code == code)).one()
    audience = db.session.scalars(select(Order.audience).where(Order.code == code)).one()
    with transaction():
        orders.place(
            edition=shop.edition,
            choices={shop.type_id: 3},
            audience=audience,
            form_token=token,
            now=LATER,
        )
    start(gateway, shop, code)
    pressed(stand_in, newest_reference(code), "pay")
    flows.settle(gateway, newest_reference(code), now=LATER)
    assert (order_state(code), payments(code)) == (
        "paid",
        [("closed", None), ("confirmed", 59_700)],
    )


def test_pressed_twice_it_happens_once(gateway: StripeGateway, stand_in: RunningServer) -> None:
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    assert [reopen(gateway, shop, code) for _ in range(2)] == [OrderState.HELD] * 2
    assert (history(code).count("order opened for changes"), payments(code)) == (
        1,
        [("closed", None)],
    )


def test_pressed_twice_at_the_same_moment_it_happens_once(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    answers = at_once([lambda: reopen(gateway, shop, code)] * 3)
    assert answers == [OrderState.HELD] * 3
    assert (history(code).count("order opened for changes"), payments(code)) == (
        1,
        [("closed", None)],
    )
    assert sessions_at(stand_in) == ["expired"]


def test_stripes_notice_may_come_before(gateway: StripeGateway, stand_in: RunningServer) -> None:
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    pressed(stand_in, newest_reference(code), "expire")
    flows.take_notice(gateway, notice(newest_reference(code), "expired"), now=LATER)
    assert reopen(gateway, shop, code) is OrderState.HELD
    assert held_until(code) == LATER + 30 * MINUTE


def test_stripes_notice_may_come_after(gateway: StripeGateway) -> None:
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    reopen(gateway, shop, code)
    seen = (held_until(code), history(code), mails())
    flows.take_notice(gateway, notice(newest_reference(code), "expired"), now=LATER)
    assert (order_state(code), held_until(code), history(code), mails()) == ("held", *seen)


def test_stripes_notice_may_come_between_closing_and_storing(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    facts = gateway.close_checkout(newest_reference(code))
    flows.take_notice(gateway, notice(newest_reference(code), "expired"), now=LATER)
    with transaction():
        reopened = actions.reopen(shop.edition.id, code, facts, now=LATER)
    assert (reopened.order, held_until(code)) == (OrderState.HELD, LATER + 30 * MINUTE)


def test_the_last_notice_does_not_reach_the_next_payment(gateway: StripeGateway) -> None:
    """The order was paid for anew, and an old answer of Stripe comes late."""
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    facts = gateway.close_checkout(newest_reference(code))
    reopen(gateway, shop, code)
    start(gateway, shop, code)
    before = held_until(code)
    with transaction():
        actions.reopen(shop.edition.id, code, facts, now=OVER)
    assert (order_state(code), payments(code), held_until(code)) == (
        "awaiting_payment",
        [("closed", None), ("open", None)],
        before,
    )


def test_what_was_paid_a_moment_before_is_paid(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    pressed(stand_in, newest_reference(code), "pay")
    assert reopen(gateway, shop, code) is OrderState.PAID
    assert (payments(code), mails()) == ([("confirmed", 19_900)], [("orders.paid", BUYER)])
    assert reopen(gateway, shop, code) is OrderState.PAID


def test_paying_and_changing_at_the_same_moment_loses_nothing(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """Whoever is first at Stripe wins: the order is paid, or open to change, never both."""
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    reference = newest_reference(code)

    def pay() -> None:
        try:
            pressed(stand_in, reference, "pay")
        except AssertionError:
            return  # the page was closed already
        flows.take_notice(gateway, notice(reference), now=LATER)

    at_once([pay, lambda: reopen(gateway, shop, code)])
    is_paid = sessions_at(stand_in) == ["complete"]
    assert (order_state(code), payments(code)) == (
        ("paid", [("confirmed", 19_900)]) if is_paid else ("held", [("closed", None)])
    )


def test_what_the_bank_decides_on_stays_as_it_is(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    before = held_until(code)
    pressed(stand_in, newest_reference(code), "pay-later")
    assert [reopen(gateway, shop, code) for _ in range(2)] == [OrderState.AWAITING_PAYMENT] * 2
    assert (payments(code), held_until(code)) == ([("processing", None)], before)
    pressed(stand_in, newest_reference(code), "async-fail")
    assert reopen(gateway, shop, code) is OrderState.HELD
    assert payments(code) == [("failed", None)]


def test_a_wrong_sum_waits_for_a_person(gateway: StripeGateway, stand_in: RunningServer) -> None:
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    with transaction():
        db.session.query(Order).update({"total": 29_900})
    pressed(stand_in, newest_reference(code), "pay")
    assert [reopen(gateway, shop, code) for _ in range(2)] == [OrderState.AWAITING_PAYMENT] * 2
    assert payments(code) == [("mismatched", 19_900)]


def test_stripe_down_changes_nothing(gateway: StripeGateway, dead: StripeGateway) -> None:
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    seen = (order_state(code), payments(code), held_until(code), history(code))
    with pytest.raises(Unavailable):
        reopen(dead, shop, code)
    assert (order_state(code), payments(code), held_until(code), history(code)) == seen


def test_a_page_that_nobody_has_stored_yet_is_closed_too(
    gateway: StripeGateway, dead: StripeGateway, stand_in: RunningServer
) -> None:
    """The process died, or Stripe was down, between the press on Pay and its answer."""
    shop = make_shop()
    code = make_order(shop)
    with pytest.raises(Unavailable):
        start(dead, shop, code)
    with pytest.raises(Unavailable):
        reopen(dead, shop, code)
    assert payments(code) == [("starting", None)]
    assert reopen(gateway, shop, code) is OrderState.HELD
    assert (payments(code), sessions_at(stand_in)) == ([("closed", None)], ["expired"])


def test_a_press_that_stripe_refuses_now_is_given_back(gateway: StripeGateway) -> None:
    shop = make_shop()
    code = make_order(shop)
    with transaction():
        actions.begin(make_press(shop, code), now=SUMMER, real_now=SUMMER)  # long over at Stripe
    assert reopen(gateway, shop, code) is OrderState.HELD
    assert (payments(code), held_until(code)) == ([("failed", None)], LATER + 30 * MINUTE)


def test_places_that_are_still_kept_are_not_lost_by_the_press(gateway: StripeGateway) -> None:
    """An open payment keeps its places after the hold; taking it back keeps them too."""
    shop = make_shop(places=1)
    code = make_order(shop)
    start(gateway, shop, code)
    assert reopen(gateway, shop, code, OVER) is OrderState.HELD
    assert (held_until(code), mails()) == (OVER + 30 * MINUTE, [])


def test_at_the_ceiling_the_order_ends(gateway: StripeGateway) -> None:
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    assert reopen(gateway, shop, code, SUMMER + HOLD_CEILING) is OrderState.EXPIRED
    assert (payments(code), mails()) == ([("closed", None)], [("orders.expired", BUYER)])
    assert reopen(gateway, shop, code, SUMMER + HOLD_CEILING) is OrderState.EXPIRED


def test_the_hold_ends_at_its_ceiling(gateway: StripeGateway) -> None:
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    reopen(gateway, shop, code, SUMMER + HOLD_CEILING - 10 * MINUTE)
    assert held_until(code) == SUMMER + HOLD_CEILING


def test_an_order_that_is_cancelled_stays_cancelled(gateway: StripeGateway) -> None:
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    with transaction():
        found = db.session.scalars(select(Order.id)).one()
        orders.cancel(order_by_id_for_update(found), actor="person 1", now=SUMMER)
    assert reopen(gateway, shop, code) is OrderState.CANCELLED


def test_another_editions_order_is_not_found(gateway: StripeGateway) -> None:
    shop, other = make_shop(), make_shop("2025", is_current=False)
    code = make_order(shop)
    start(gateway, shop, code)
    with pytest.raises(NotFound):
        reopen(gateway, other, code)
    assert payments(code) == [("open", None)]


@pytest.mark.parametrize("by_job", [False, True])
def test_a_press_that_died_after_stripes_answer_is_taken_up_again(
    gateway: StripeGateway, *, by_job: bool
) -> None:
    """By the next press, or by the reconciliation: the order never stays behind a closed page."""
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    gateway.close_checkout(newest_reference(code))  # and the process is killed
    if by_job:
        flows.reconcile(gateway, now=LATER, real_now=three_minutes_on())
    else:
        reopen(gateway, shop, code)
    assert (order_state(code), payments(code)) == ("held", [("closed", None)])
