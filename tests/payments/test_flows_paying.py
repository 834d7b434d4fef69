"""Paying, from the press to the last word, against the stand-in."""

from dataclasses import replace
from datetime import timedelta

import pytest

from conference.demo.stripe_server import RunningServer
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.kernel.errors import NotFound, Unavailable
from conference.orders import actions as orders
from conference.orders.models import Order
from conference.orders.queries import order_by_id_for_update
from conference.orders.rules import MoveForbidden, TermsNotAccepted
from conference.payments import actions, flows
from conference.payments.rules import SESSION_LIFE, PayPageRefused
from conference.payments.stripe_gateway import StripeGateway
from tests.factories.payments import BUYER, DESK, SUMMER, make_order, make_press, make_shop
from tests.payments.reading import (
    history,
    mails,
    newest_reference,
    notice,
    order_state,
    payments,
    pressed,
    receipts,
    sessions_at,
    start,
    three_minutes_on,
)

pytestmark = pytest.mark.usefixtures("app")

LATER = SUMMER + timedelta(hours=1)


def test_pressing_pay_renews_the_hold_beyond_the_pay_page() -> None:
    """Rule 11: the hold lasts at least as long as Stripe's shortest session."""
    shop = make_shop()
    code = make_order(shop)
    with transaction():
        actions.begin(make_press(shop, code), now=SUMMER, real_now=SUMMER)
    held = db.session.query(Order.hold_until).one()[0]
    assert held == SUMMER + timedelta(minutes=35)
    assert held > SUMMER + SESSION_LIFE


def test_a_second_press_leads_to_the_same_page(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """Two tabs, a double press, the back button: one order, one payment."""
    shop = make_shop()
    code = make_order(shop)
    first, second = start(gateway, shop, code), start(gateway, shop, code)
    assert (first, payments(code), sessions_at(stand_in)) == (second, [("open", None)], ["open"])


def test_a_press_after_paying_in_another_tab_leads_to_the_order(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    pressed(stand_in, newest_reference(code), "pay")
    assert start(gateway, shop, code) is None
    assert (order_state(code), payments(code)) == ("paid", [("confirmed", 19_900)])
    with pytest.raises(MoveForbidden):
        start(gateway, shop, code)


def test_a_page_with_too_little_time_is_closed_and_replaced(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop)
    first = start(gateway, shop, code)
    soon = clock.real_now() + SESSION_LIFE - timedelta(seconds=90)
    press = make_press(shop, code)
    second = flows.start(gateway, press, now=SUMMER + timedelta(minutes=30), real_now=soon)
    assert first != second
    assert payments(code) == [("closed", None), ("open", None)]
    assert sessions_at(stand_in) == ["expired", "open"]


def test_a_page_that_stripe_closed_is_replaced(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop)
    first = start(gateway, shop, code)
    pressed(stand_in, newest_reference(code), "expire")
    assert start(gateway, shop, code) != first
    assert payments(code) == [("closed", None), ("open", None)]


def test_without_the_terms_nothing_begins(gateway: StripeGateway) -> None:
    shop = make_shop()
    code = make_order(shop)
    press = replace(make_press(shop, code), terms_id=None)
    with pytest.raises(TermsNotAccepted):
        flows.start(gateway, press, now=SUMMER, real_now=clock.real_now())
    assert (order_state(code), payments(code)) == ("held", [])


def test_an_order_of_another_edition_is_not_found(gateway: StripeGateway) -> None:
    shop, other = make_shop(), make_shop("2025", is_current=False)
    code = make_order(shop)
    with pytest.raises(NotFound):
        start(gateway, other, code)
    assert payments(code) == []


def test_stripe_down_charges_nothing_and_keeps_the_places(
    gateway: StripeGateway, dead: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop)
    with pytest.raises(Unavailable):
        start(dead, shop, code)
    assert (order_state(code), payments(code)) == ("awaiting_payment", [("starting", None)])
    assert start(gateway, shop, code) is not None
    assert (payments(code), sessions_at(stand_in)) == ([("open", None)], ["open"])


def test_an_api_that_is_down_still_leads_to_the_open_page(
    gateway: StripeGateway, dead: StripeGateway
) -> None:
    shop = make_shop()
    code = make_order(shop)
    assert start(gateway, shop, code) == start(dead, shop, code)


def test_a_notice_that_comes_again_changes_nothing(
    gateway: StripeGateway, dead: StripeGateway
) -> None:
    """Rule 12: a repeated event is known by its id, without asking Stripe."""
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    reference = newest_reference(code)
    flows.take_notice(gateway, notice(reference), now=SUMMER)
    seen = (history(code), mails(), receipts())
    flows.take_notice(dead, notice(reference), now=SUMMER)
    assert (history(code), mails(), receipts()) == seen
    assert (receipts(), payments(code)) == (1, [("open", None)])


def test_a_notice_of_what_the_way_back_settled_asks_nobody(
    gateway: StripeGateway, dead: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    reference = newest_reference(code)
    pressed(stand_in, reference, "pay")
    flows.settle_order(gateway, shop.edition.id, code, now=SUMMER)
    flows.take_notice(dead, notice(reference), now=SUMMER)
    assert (order_state(code), payments(code)) == ("paid", [("confirmed", 19_900)])


def test_notices_out_of_order_end_in_the_truth(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """Rule 12: a notice is a hint; what Stripe's API says counts."""
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    reference = newest_reference(code)
    pressed(stand_in, reference, "pay")
    flows.take_notice(gateway, notice(reference, "expired", "evt_1"), now=SUMMER)
    flows.take_notice(gateway, notice(reference, "async_payment_failed", "evt_2"), now=SUMMER)
    flows.take_notice(gateway, notice(reference, "completed", "evt_3"), now=SUMMER)
    assert (order_state(code), payments(code)) == ("paid", [("confirmed", 19_900)])


def test_a_notice_before_its_time_is_no_proof(gateway: StripeGateway) -> None:
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    flows.take_notice(gateway, notice(newest_reference(code)), now=SUMMER)
    assert (order_state(code), payments(code)) == ("awaiting_payment", [("open", None)])


def test_a_foreign_session_is_left_alone(gateway: StripeGateway, stand_in: RunningServer) -> None:
    """Rule 12: another shop on the same account, and a session that does not exist."""
    request = {
        "mode": "payment",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": "gbp",
                    "unit_amount": 500,
                    "product_data": {"name": "Mug"},
                },
            }
        ],
        "success_url": "http://127.0.0.1/other",
        "metadata": {"order": "MUG-1", "attempt": "1"},
    }
    foreign = gateway.open_checkout(request, key="mug-1").reference
    pressed(stand_in, foreign, "pay")
    shop = make_shop()
    code = make_order(shop)
    with transaction():
        actions.begin(make_press(shop, code), now=SUMMER, real_now=clock.real_now())
    assert flows.settle(gateway, foreign, now=SUMMER) is None
    assert flows.settle(gateway, "cs_test_nobody", now=SUMMER) is None
    flows.take_notice(gateway, notice(foreign), now=SUMMER)
    assert (payments(code), receipts()) == ([("starting", None)], 0)


def test_a_slow_payment_keeps_the_places_until_the_bank_pays(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """Rule 10: completed but unpaid is neither paid nor free."""
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    reference = newest_reference(code)
    pressed(stand_in, reference, "pay-later")
    flows.settle(gateway, reference, now=SUMMER)
    flows.expire(gateway, now=LATER)
    assert (order_state(code), payments(code)) == ("awaiting_payment", [("processing", None)])
    assert start(gateway, shop, code) is None
    pressed(stand_in, reference, "async-succeed")
    flows.take_notice(gateway, notice(reference, "async_payment_succeeded"), now=LATER)
    assert (order_state(code), payments(code)) == ("paid", [("confirmed", 19_900)])


def test_a_slow_payment_that_fails_gives_the_order_back(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    reference = newest_reference(code)
    pressed(stand_in, reference, "pay-later")
    flows.settle(gateway, reference, now=SUMMER)
    pressed(stand_in, reference, "async-fail")
    flows.take_notice(gateway, notice(reference, "async_payment_failed"), now=SUMMER)
    assert (order_state(code), payments(code)) == ("held", [("failed", None)])
    assert start(gateway, shop, code) is not None
    assert payments(code) == [("failed", None), ("open", None)]


def test_a_declined_card_leaves_the_page_open(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop)
    url = start(gateway, shop, code)
    pressed(stand_in, newest_reference(code), "decline")
    flows.settle(gateway, newest_reference(code), now=SUMMER)
    assert (order_state(code), start(gateway, shop, code)) == ("awaiting_payment", url)


def test_expiry_asks_first_and_finds_the_money(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """Rule 10: paid a moment before the hold ran out, and no notice came."""
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    pressed(stand_in, newest_reference(code), "pay")
    assert flows.expire(gateway, now=LATER).done == 1
    assert (order_state(code), payments(code)) == ("paid", [("confirmed", 19_900)])


def test_expiry_closes_the_page_before_it_frees_the_place(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """Rules 10 and 11: we close the session ourselves, then the place is free."""
    shop = make_shop(places=1)
    code = make_order(shop)
    start(gateway, shop, code)
    flows.expire(gateway, now=LATER)
    assert (order_state(code), payments(code)) == ("expired", [("closed", None)])
    assert sessions_at(stand_in) == ["expired"]
    assert order_state(make_order(shop, now=LATER)) == "held"


def test_expiry_frees_nothing_while_stripe_does_not_answer(
    gateway: StripeGateway, dead: StripeGateway
) -> None:
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    assert flows.expire(dead, now=LATER) == flows.Round(done=0, failed=1)
    assert (order_state(code), payments(code)) == ("awaiting_payment", [("open", None)])


def test_a_hold_without_a_payment_expires_without_stripe(dead: StripeGateway) -> None:
    shop = make_shop()
    code = make_order(shop)
    flows.expire(dead, now=SUMMER + timedelta(minutes=29))
    assert order_state(code) == "held"
    flows.expire(dead, now=LATER)
    assert order_state(code) == "expired"


def test_money_after_the_hold_is_honoured_while_places_remain(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """Rule 9: money first, place second."""
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    reference = newest_reference(code)
    flows.expire(gateway, now=LATER)
    pressed(stand_in, reference, "pay-after-expiry")
    flows.take_notice(gateway, notice(reference), now=LATER)
    assert (order_state(code), payments(code)) == ("paid", [("confirmed", 19_900)])


def test_a_late_payment_of_the_old_price_does_not_pay_the_new_one(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """The first page ended, the order became two tickets, then the first page was paid."""
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    reference = newest_reference(code)
    pressed(stand_in, reference, "expire")
    flows.settle(gateway, reference, now=SUMMER)
    with transaction():
        db.session.query(Order).update({"total": 39_800})
    pressed(stand_in, reference, "pay-after-expiry")
    flows.settle(gateway, reference, now=SUMMER)
    assert (order_state(code), payments(code)) == ("held", [("mismatched", 19_900)])


def test_an_order_paid_twice_is_told_and_its_other_page_is_closed(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """Rule 15: payments are rows; the second one asks for a decision."""
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    first = newest_reference(code)
    pressed(stand_in, first, "expire")
    start(gateway, shop, code)
    second = newest_reference(code)
    pressed(stand_in, second, "pay")
    pressed(stand_in, first, "pay-after-expiry")
    flows.settle(gateway, first, now=SUMMER)
    assert payments(code) == [("confirmed", 19_900), ("confirmed", 19_900)]
    assert (order_state(code), mails()) == (
        "paid",
        [("orders.paid", BUYER), ("payments.decision_needed", DESK)],
    )


def test_money_closes_the_orders_other_page(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    first = newest_reference(code)
    pressed(stand_in, first, "expire")
    start(gateway, shop, code)
    pressed(stand_in, first, "pay-after-expiry")
    flows.settle(gateway, first, now=SUMMER)
    assert (order_state(code), payments(code)) == (
        "paid",
        [("confirmed", 19_900), ("closed", None)],
    )
    assert sessions_at(stand_in) == ["complete", "expired"]


def test_the_page_of_a_cancelled_order_is_closed_by_reconciling(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    with transaction():
        order = db.session.query(Order).one()
        orders.cancel(order_by_id_for_update(order.id), actor="system", now=SUMMER)
    flows.reconcile(gateway, now=SUMMER, real_now=three_minutes_on())
    assert (payments(code), sessions_at(stand_in)) == ([("closed", None)], ["expired"])


def test_reconciling_stops_asking_when_stripe_is_down(
    gateway: StripeGateway, dead: StripeGateway
) -> None:
    shop = make_shop(places=5)
    for _ in range(5):
        start(gateway, shop, make_order(shop))
    done = flows.reconcile(dead, now=SUMMER, real_now=three_minutes_on())
    assert done == flows.Round(done=0, failed=flows.PATIENCE)


def test_a_press_that_died_before_stripe_was_asked_is_given_back(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """Rule 13: nothing was opened at Stripe, and the order is held as before."""
    shop = make_shop()
    code = make_order(shop)
    long_ago = clock.real_now() - timedelta(minutes=3)
    with transaction():
        actions.begin(make_press(shop, code), now=SUMMER, real_now=long_ago)
    flows.reconcile(gateway, now=SUMMER, real_now=clock.real_now())
    assert (order_state(code), payments(code)) == ("held", [("failed", None)])
    assert (sessions_at(stand_in), start(gateway, shop, code) is not None) == ([], True)


def test_a_refused_page_is_told_and_gives_the_order_back(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop(price=10)
    code = make_order(shop)
    with pytest.raises(PayPageRefused):
        start(gateway, shop, code)
    assert (order_state(code), payments(code)) == ("held", [("failed", None)])
