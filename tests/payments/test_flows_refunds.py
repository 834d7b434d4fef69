"""Sending money back: once, also when Stripe is down, also when it was sent back elsewhere."""

import pytest

from conference.demo.stripe_server import RunningServer
from conference.kernel.database import db, transaction
from conference.kernel.errors import NotFound
from conference.orders.models import Order
from conference.payments import actions, flows, queries
from conference.payments.flows import Refunded
from conference.payments.models import Refund
from conference.payments.rules import Matter, Notice, SumChanged
from conference.payments.stripe_gateway import StripeGateway
from tests.factories.payments import DESK, SUMMER, make_order, make_shop
from tests.payments.reading import (
    ACTOR,
    buy,
    cancellation,
    history,
    mails,
    newest_intent,
    newest_reference,
    order_state,
    payments,
    pressed,
    refunded_at,
    refunds,
    sessions_at,
    start,
    three_minutes_on,
)
from tests.support.stripe_shop import client

pytestmark = pytest.mark.usefixtures("app")


def refund_notice(intent: str, event_id: str = "evt_r") -> Notice:
    return Notice(event_id=event_id, kind="charge.refunded", intent=intent)


def refund_in_dashboard(stand_in: RunningServer, intent: str, amount: int) -> None:
    client(stand_in.url, "sk_test_tests").v1.refunds.create(
        params={"payment_intent": intent, "amount": amount}
    )


def test_another_sum_than_the_page_showed_is_refused(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """BU-51: the exact refund is shown before it is confirmed."""
    shop = make_shop()
    code = make_order(shop)
    buy(gateway, shop, code, stand_in)
    with pytest.raises(SumChanged):
        flows.refund(gateway, cancellation(shop, code, 100), now=SUMMER)
    assert (order_state(code), refunds(code)) == ("paid", [])


def test_an_order_of_another_edition_is_not_found(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop, other = make_shop(), make_shop("2025", is_current=False)
    code = make_order(shop)
    buy(gateway, shop, code, stand_in)
    with pytest.raises(NotFound):
        flows.refund(gateway, cancellation(other, code), now=SUMMER)
    assert (order_state(code), refunds(code)) == ("paid", [])


def test_paid_no_place_goes_back_by_the_same_press(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """Rule 9: the refund is one press away."""
    shop = make_shop()
    code = make_order(shop)
    buy(gateway, shop, code, stand_in)
    with transaction():
        db.session.query(Order).update({"state": "paid_no_place"})
    assert [row.matter for row in queries.matters(shop.edition.id)] == [Matter.NO_PLACE]
    flows.refund(gateway, cancellation(shop, code), now=SUMMER)
    assert (order_state(code), refunded_at(stand_in)) == ("cancelled", [19_900])
    assert queries.matters(shop.edition.id) == []


def test_a_wrong_sum_goes_back_as_it_came(gateway: StripeGateway, stand_in: RunningServer) -> None:
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    with transaction():
        db.session.query(Order).update({"total": 29_900})
    pressed(stand_in, newest_reference(code), "pay")
    flows.settle(gateway, newest_reference(code), now=SUMMER)
    assert [row.matter for row in queries.matters(shop.edition.id)] == [Matter.MISMATCH]
    flows.refund(gateway, cancellation(shop, code, 19_900), now=SUMMER)
    assert (order_state(code), payments(code)) == ("cancelled", [("confirmed", 19_900)])
    assert (refunded_at(stand_in), queries.matters(shop.edition.id)) == ([19_900], [])


def test_an_unpaid_order_is_cancelled_and_its_page_closed(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    done = flows.refund(gateway, cancellation(shop, code, 0), now=SUMMER)
    assert done == Refunded(amount=0)
    assert (order_state(code), payments(code)) == ("cancelled", [("closed", None)])
    assert sessions_at(stand_in) == ["expired"]


def test_money_for_a_cancelled_order_is_kept_visibly(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """It was with the bank when the order was cancelled."""
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    pressed(stand_in, newest_reference(code), "pay-later")
    flows.settle(gateway, newest_reference(code), now=SUMMER)
    flows.refund(gateway, cancellation(shop, code, 0), now=SUMMER)
    pressed(stand_in, newest_reference(code), "async-succeed")
    flows.settle(gateway, newest_reference(code), now=SUMMER)
    assert order_state(code) == "paid_no_place"
    flows.refund(gateway, cancellation(shop, code, 19_900), now=SUMMER)
    assert (order_state(code), refunded_at(stand_in)) == ("cancelled", [19_900])


def test_with_stripe_down_the_money_follows_by_itself(
    gateway: StripeGateway, dead: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop)
    buy(gateway, shop, code, stand_in)
    done = flows.refund(dead, cancellation(shop, code), now=SUMMER)
    assert done == Refunded(amount=19_900, is_sent=False)
    assert (order_state(code), refunds(code)) == ("cancelled", [("requested", 19_900, ACTOR)])
    flows.reconcile(gateway, now=SUMMER, real_now=three_minutes_on())
    flows.reconcile(gateway, now=SUMMER, real_now=three_minutes_on())
    assert (refunds(code), refunded_at(stand_in)) == (
        [("succeeded", 19_900, ACTOR)],
        [19_900],
    )


def test_the_notice_of_our_own_refund_may_come_before_the_answer(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop)
    buy(gateway, shop, code, stand_in)
    intent = newest_intent(code)
    with transaction():
        planned = actions.cancel_with_refund(cancellation(shop, code), now=SUMMER).refunds[0]
    facts = gateway.refund(
        intent, amount=planned.amount, refund_id=planned.refund_id, key=planned.key
    )
    flows.take_notice(gateway, refund_notice(intent), now=SUMMER)
    with transaction():
        actions.store_refund(planned.refund_id, facts, now=SUMMER)
    assert refunds(code) == [("succeeded", 19_900, ACTOR)]
    assert [kind for kind, _ in mails()].count("payments.refund_sent") == 1


def test_a_refund_made_in_the_dashboard_asks_for_a_decision(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """Rule 15: an external refund; the tickets stay until somebody decides."""
    shop = make_shop()
    code = make_order(shop)
    buy(gateway, shop, code, stand_in)
    intent = newest_intent(code)
    refund_in_dashboard(stand_in, intent, 5_000)
    for event_id in ("evt_r1", "evt_r1", "evt_r2"):
        flows.take_notice(gateway, refund_notice(intent, event_id), now=SUMMER)
    assert (order_state(code), refunds(code)) == ("paid", [("succeeded", 5_000, "stripe")])
    assert mails()[1:] == [("payments.decision_needed", DESK)]
    assert history(code)[-1] == "refund made in Stripe's dashboard"
    found = queries.matters(shop.edition.id)
    assert [row.matter for row in found] == [Matter.EXTERNAL_REFUND]


def test_the_decision_may_be_to_keep_the_tickets(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop, other = make_shop(), make_shop("2025", is_current=False)
    code = make_order(shop)
    buy(gateway, shop, code, stand_in)
    refund_in_dashboard(stand_in, newest_intent(code), 5_000)
    flows.take_notice(gateway, refund_notice(newest_intent(code)), now=SUMMER)
    refund_id = db.session.query(Refund.id).one()[0]
    with pytest.raises(NotFound), transaction():
        actions.leave_as_it_is(other.edition.id, refund_id, actor=ACTOR, now=SUMMER)
    with transaction():
        decided = actions.leave_as_it_is(shop.edition.id, refund_id, actor=ACTOR, now=SUMMER)
    assert (decided, queries.matters(shop.edition.id)) == (code, [])


def test_the_decision_may_be_to_send_the_rest_back(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop)
    buy(gateway, shop, code, stand_in)
    refund_in_dashboard(stand_in, newest_intent(code), 5_000)
    flows.take_notice(gateway, refund_notice(newest_intent(code)), now=SUMMER)
    flows.refund(gateway, cancellation(shop, code, 14_900), now=SUMMER)
    assert sorted(refunded_at(stand_in)) == [5_000, 14_900]
    assert queries.matters(shop.edition.id) == []


def test_reconciling_finds_refunds_without_any_notice(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """Rule 13, for refunds."""
    shop = make_shop()
    code = make_order(shop)
    buy(gateway, shop, code, stand_in)
    refund_in_dashboard(stand_in, newest_intent(code), 5_000)
    for _ in range(2):
        flows.reconcile(gateway, now=SUMMER, real_now=three_minutes_on())
    assert refunds(code) == [("succeeded", 5_000, "stripe")]


def test_what_the_dashboard_sent_back_already_is_not_sent_again(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """The press came before the notice: Stripe refuses, and a person is told."""
    shop = make_shop()
    code = make_order(shop)
    buy(gateway, shop, code, stand_in)
    refund_in_dashboard(stand_in, newest_intent(code), 19_900)
    done = flows.refund(gateway, cancellation(shop, code, 19_900), now=SUMMER)
    assert done == Refunded(amount=19_900, is_refused=True)
    assert refunds(code) == [("failed", 19_900, ACTOR), ("succeeded", 19_900, "stripe")]
    assert (order_state(code), refunded_at(stand_in)) == ("cancelled", [19_900])
    assert queries.matters(shop.edition.id) == []


def test_what_was_paid_twice_goes_back_and_the_tickets_stay(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    first = newest_reference(code)
    pressed(stand_in, first, "expire")
    buy(gateway, shop, code, stand_in)
    pressed(stand_in, first, "pay-after-expiry")
    flows.settle(gateway, first, now=SUMMER)
    assert [row.matter for row in queries.matters(shop.edition.id)] == [Matter.PAID_TWICE]
    for _ in range(2):
        flows.refund_surplus(gateway, cancellation(shop, code), now=SUMMER)
    assert (order_state(code), refunds(code)) == ("paid", [("succeeded", 19_900, ACTOR)])
    assert (refunded_at(stand_in), queries.matters(shop.edition.id)) == ([19_900], [])


def test_a_refund_of_a_foreign_payment_is_left_alone(dead: StripeGateway) -> None:
    """Rule 12: Stripe is not even asked."""
    flows.take_notice(dead, refund_notice("pi_foreign"), now=SUMMER)
    assert db.session.query(Refund).count() == 0
