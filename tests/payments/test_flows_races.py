"""What both databases must get right: locks, races, and the queries of the periodic jobs."""

from datetime import timedelta

import pytest

from conference.demo.stripe_server import RunningServer
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.orders.models import Attendee, Order
from conference.payments import flows, queries
from conference.payments.flows import Refunded
from conference.payments.models import Payment
from conference.payments.rules import PaymentState
from conference.payments.stripe_gateway import StripeGateway
from tests.factories.payments import BUYER, DESK, SUMMER, make_order, make_shop
from tests.payments.reading import (
    ACTOR,
    at_once,
    buy,
    cancellation,
    history,
    mails,
    newest_reference,
    notice,
    order_state,
    payments,
    pressed,
    receipts,
    refunded_at,
    refunds,
    sessions_at,
    start,
    three_minutes_on,
)

pytestmark = pytest.mark.usefixtures("database")

LATER = SUMMER + timedelta(hours=1)


def test_a_paid_order_has_places_and_one_confirmed_payment(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop, quantity=2)
    url = start(gateway, shop, code)
    assert url == f"{stand_in.url}/pay/{newest_reference(code)}"
    assert (order_state(code), payments(code)) == ("awaiting_payment", [("open", None)])
    pressed(stand_in, newest_reference(code), "pay")
    state = flows.settle(gateway, newest_reference(code), now=SUMMER)
    assert state is PaymentState.CONFIRMED
    assert (order_state(code), payments(code)) == ("paid", [("confirmed", 39_800)])
    assert history(code) == [
        "order placed",
        "payment begun",
        "payment confirmed",
        "order paid",
    ]
    stored = db.session.query(Payment).one()
    kept = (stored.card_brand, stored.card_last4, stored.request, stored.pay_url)
    assert kept == ("visa", "4242", None, None)


def test_two_presses_at_the_same_moment_make_one_payment(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """Rule 14: the same key from both, and whoever comes second gets the same page."""
    shop = make_shop()
    code = make_order(shop)
    first, second = at_once([lambda: start(gateway, shop, code)] * 2)
    assert first == second == f"{stand_in.url}/pay/{newest_reference(code)}"
    assert (payments(code), sessions_at(stand_in)) == ([("open", None)], ["open"])


def test_return_and_notice_at_the_same_moment_confirm_once(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """Rules 7, 9 and 13: one function, under the locks of order and payment."""
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    reference = newest_reference(code)
    pressed(stand_in, reference, "pay")
    answers = at_once(
        [
            lambda: flows.settle_order(gateway, shop.edition.id, code, now=SUMMER),
            lambda: flows.take_notice(gateway, notice(reference), now=SUMMER),
            lambda: flows.take_notice(gateway, notice(reference), now=SUMMER),
            lambda: flows.reconcile(gateway, now=SUMMER, real_now=three_minutes_on()) and None,
        ]
    )
    assert answers == [None] * 4
    assert (order_state(code), payments(code)) == ("paid", [("confirmed", 19_900)])
    assert (history(code).count("payment confirmed"), history(code).count("order paid")) == (1, 1)
    assert (mails(), receipts()) == ([("orders.paid", BUYER)], 1)


def test_expiry_in_two_processes_at_once(gateway: StripeGateway, stand_in: RunningServer) -> None:
    shop = make_shop()
    codes = [make_order(shop) for _ in range(3)]
    for code in codes:
        start(gateway, shop, code)
    pressed(stand_in, newest_reference(codes[0]), "pay")
    at_once([lambda: flows.expire(gateway, now=LATER)] * 2)
    assert [order_state(code) for code in codes] == ["paid", "expired", "expired"]


def test_money_without_a_place_is_kept_visibly_and_both_sides_are_told(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """Rule 9: paid, no place."""
    shop = make_shop(places=1)
    code = make_order(shop)
    start(gateway, shop, code)
    reference = newest_reference(code)
    flows.expire(gateway, now=LATER)
    make_order(shop, now=LATER)
    pressed(stand_in, reference, "pay-after-expiry")
    flows.take_notice(gateway, notice(reference), now=LATER)
    assert (order_state(code), payments(code)) == ("paid_no_place", [("confirmed", 19_900)])
    assert mails() == [
        ("orders.expired", BUYER),
        ("orders.no_place", BUYER),
        ("payments.decision_needed", DESK),
    ]


def test_a_wrong_sum_is_never_confirmed(gateway: StripeGateway, stand_in: RunningServer) -> None:
    """Money that is not the price waits for a person; nothing is freed or begun meanwhile."""
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    reference = newest_reference(code)
    with transaction():
        db.session.query(Order).update({"total": 29_900})
    pressed(stand_in, reference, "pay")
    flows.settle(gateway, reference, now=SUMMER)
    flows.expire(gateway, now=LATER)
    assert (order_state(code), payments(code)) == ("awaiting_payment", [("mismatched", 19_900)])
    assert (start(gateway, shop, code), mails()) == (None, [("payments.decision_needed", DESK)])


def test_reconciling_finds_a_payment_without_any_notice(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """Rule 13: a dead webhook delays nothing for long; the first two minutes are left alone."""
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    pressed(stand_in, newest_reference(code), "pay")
    assert flows.reconcile(gateway, now=SUMMER, real_now=clock.real_now()).done == 0
    assert flows.reconcile(gateway, now=SUMMER, real_now=three_minutes_on()).done == 1
    assert (order_state(code), payments(code)) == ("paid", [("confirmed", 19_900)])
    assert flows.reconcile(gateway, now=SUMMER, real_now=three_minutes_on()).done == 0


def test_an_order_is_cancelled_and_the_exact_sum_goes_back(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop, quantity=2)
    buy(gateway, shop, code, stand_in)
    done = flows.refund(gateway, cancellation(shop, code, 39_800), now=SUMMER)
    assert done == Refunded(amount=39_800)
    assert (order_state(code), refunds(code)) == ("cancelled", [("succeeded", 39_800, ACTOR)])
    assert refunded_at(stand_in) == [39_800]
    cancelled = db.session.query(Attendee.cancelled_at).all()
    assert [row[0] for row in cancelled] == [SUMMER, SUMMER]
    assert mails()[-1] == ("payments.refund_sent", BUYER)
    assert queries.matters(shop.edition.id) == []


def test_two_presses_at_the_same_moment_send_the_money_once(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """Rules 7 and 15: the second press finds nothing left."""
    shop = make_shop()
    code = make_order(shop)
    buy(gateway, shop, code, stand_in)
    press = cancellation(shop, code, 19_900)
    answers = at_once([lambda: flows.refund(gateway, press, now=SUMMER)] * 3)
    amounts = sorted(answer.amount for answer in answers if isinstance(answer, Refunded))
    assert amounts == [0, 0, 19_900]
    assert (refunded_at(stand_in), len(refunds(code))) == ([19_900], 1)
    assert [kind for kind, _ in mails()].count("payments.refund_sent") == 1
