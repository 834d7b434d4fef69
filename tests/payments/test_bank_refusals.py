"""A bank refuses a payment that it had accepted: the buyer is told, and can pay in another way."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from email.utils import make_msgid

import pytest
from flask import get_template_attribute

from conference.demo.stripe_server import RunningServer
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.mail import actions as mail
from conference.mail.flows import written
from conference.mail.office import office
from conference.orders import actions as orders
from conference.orders.models import Order
from conference.orders.queries import order_for_update, order_page
from conference.payments import actions, flows, queries
from conference.payments.rules import PayPageRefused
from conference.payments.stripe_gateway import StripeGateway
from tests.factories.payments import BUYER, SUMMER, Shop, make_order, make_press, make_shop
from tests.payments.reading import (
    history,
    mails,
    newest_reference,
    notice,
    order_state,
    payments,
    pressed,
    start,
    three_minutes_on,
)
from tests.payments.test_mails import text_of

pytestmark = pytest.mark.usefixtures("app")

DAYS_LATER = SUMMER + timedelta(days=3)
REFUSED = ("payments.refused", BUYER)
FAILED = "async_payment_failed"

Settling = Callable[[StripeGateway, str], object]


def by_notice(gateway: StripeGateway, reference: str) -> None:
    """Hear of it from Stripe."""
    flows.take_notice(gateway, notice(reference, FAILED), now=DAYS_LATER)


def by_return(gateway: StripeGateway, reference: str) -> None:
    """Hear of it because somebody looks."""
    flows.settle(gateway, reference, now=DAYS_LATER)


def by_round(gateway: StripeGateway, _reference: str) -> None:
    """Hear of it because the worker asks."""
    flows.reconcile(gateway, now=DAYS_LATER, real_now=three_minutes_on())


WAYS = (by_notice, by_return, by_round)


def with_bank(gateway: StripeGateway, stand_in: RunningServer, shop: Shop) -> tuple[str, str]:
    """Pay from a bank account; return the order's code and the session, both waiting."""
    code = make_order(shop)
    start(gateway, shop, code)
    reference = newest_reference(code)
    pressed(stand_in, reference, "pay-later")
    flows.settle(gateway, reference, now=SUMMER)
    assert payments(code) == [("processing", None)]
    return code, reference


def refused(gateway: StripeGateway, stand_in: RunningServer, shop: Shop) -> str:
    """Let a bank refuse, days later; return the order's code."""
    code, reference = with_bank(gateway, stand_in, shop)
    pressed(stand_in, reference, "async-fail")
    by_notice(gateway, reference)
    return code


def mail_of(kind: str) -> EmailMessage:
    """Return the one mail of a kind as it would leave."""
    with transaction():
        claims = mail.claim_due(name=make_msgid, real_now=DAYS_LATER)
    (found,) = (claim for claim in claims if claim.kind == kind)
    return written(found, office(), now=DAYS_LATER, real_now=DAYS_LATER)


def held_for(code: str) -> timedelta:
    """Return how much longer the places are kept after the refusal."""
    db.session.rollback()
    return db.session.query(Order).filter_by(code=code).one().hold_until - DAYS_LATER


@pytest.mark.parametrize("settle", WAYS)
def test_the_buyer_is_told_once_whoever_hears_of_it_first(
    gateway: StripeGateway, stand_in: RunningServer, settle: Settling
) -> None:
    code, reference = with_bank(gateway, stand_in, make_shop())
    pressed(stand_in, reference, "async-fail")
    settle(gateway, reference)
    assert (order_state(code), payments(code), mails()) == (
        "held",
        [("failed", None)],
        [REFUSED],
    )
    for again in WAYS:
        again(gateway, reference)
    assert mails() == [REFUSED]


def test_a_refusal_is_told_although_nobody_saw_the_bank_decide(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """The notice of the completed session was lost, or comes after this one."""
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    reference = newest_reference(code)
    for action in ("pay-later", "async-fail"):
        pressed(stand_in, reference, action)
    flows.take_notice(gateway, notice(reference, FAILED), now=SUMMER)
    flows.take_notice(gateway, notice(reference, event_id="evt_2"), now=SUMMER)
    assert (order_state(code), mails()) == ("held", [REFUSED])


@pytest.mark.parametrize("minutes", [30, 240])
def test_the_places_are_kept_for_at_least_a_whole_hold_from_the_refusal(
    gateway: StripeGateway, stand_in: RunningServer, minutes: int
) -> None:
    """The old hold, and the ceiling of all holds, ended while the bank was deciding."""
    shop = make_shop(places=1, hold_minutes=minutes)
    code = refused(gateway, stand_in, shop)
    assert held_for(code) >= timedelta(minutes=minutes)
    flows.expire(gateway, now=DAYS_LATER + timedelta(minutes=minutes - 1))
    assert order_state(code) == "held"


def test_until_the_last_minute_of_the_hold_pay_can_be_pressed_again(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop(places=1)
    code = refused(gateway, stand_in, shop)
    last = DAYS_LATER + held_for(code) - timedelta(minutes=1)
    assert flows.start(gateway, make_press(shop, code), now=last, real_now=clock.real_now())
    pressed(stand_in, newest_reference(code), "pay")
    flows.settle(gateway, newest_reference(code), now=last)
    assert (order_state(code), payments(code)) == (
        "paid",
        [("failed", None), ("confirmed", 19_900)],
    )


def test_after_the_hold_the_places_are_free(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop(places=1)
    code = refused(gateway, stand_in, shop)
    flows.expire(gateway, now=DAYS_LATER + held_for(code))
    assert (order_state(code), mails()) == ("expired", [REFUSED, ("orders.expired", BUYER)])


def test_each_refused_payment_is_told(gateway: StripeGateway, stand_in: RunningServer) -> None:
    shop = make_shop()
    code = refused(gateway, stand_in, shop)
    press = make_press(shop, code)
    flows.start(gateway, press, now=DAYS_LATER, real_now=clock.real_now())
    for action in ("pay-later", "async-fail"):
        pressed(stand_in, newest_reference(code), action)
    flows.settle(gateway, newest_reference(code), now=DAYS_LATER)
    assert mails() == [REFUSED, REFUSED]


def test_a_cancelled_order_stays_cancelled_and_is_told(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code, reference = with_bank(gateway, stand_in, shop)
    with transaction():
        orders.cancel(order_for_update(code, shop.edition.id), actor="system", now=SUMMER)
    pressed(stand_in, reference, "async-fail")
    by_notice(gateway, reference)
    assert (order_state(code), history(code)[-1]) == ("cancelled", "payment failed")
    text = text_of(mail_of(REFUSED[0]))
    assert "The order was cancelled meanwhile. You do not need to do anything." in text
    assert "/open/" not in text


def test_the_mail_says_what_is_kept_until_when_and_leads_to_the_order(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    code = refused(gateway, stand_in, make_shop())
    message = mail_of(REFUSED[0])
    assert (message["To"], message["Subject"]) == (
        BUYER,
        "Your bank did not pay, and nothing was charged",
    )
    text = text_of(message)
    assert f"Your bank did not pay for order {code}. Nothing was charged." in text
    assert "your places until 3:30pm UK time on Thursday 18 July 2024. Pay in another way" in text
    assert f"/2024/orders/{code}/open/" in text


def test_a_mail_that_waited_until_the_places_were_gone_says_so(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = refused(gateway, stand_in, shop)
    with transaction():
        order = order_for_update(code, shop.edition.id)
        order.hold_until = SUMMER - timedelta(minutes=1)
        orders.expire(order, now=SUMMER)
    refusal = text_of(mail_of(REFUSED[0]))
    assert "The places went back on sale at 9:59am UK time on Monday 15 July 2024." in refusal
    assert "Your answers are saved until 10:00am UK time on Tuesday 16 July 2024." in refusal


def test_a_mail_to_a_former_address_opens_nothing(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = refused(gateway, stand_in, shop)
    with transaction():
        order_for_update(code, shop.edition.id).email = "right@example.org"
    message = mail_of(REFUSED[0])
    assert message["Subject"].startswith("A booking no longer uses this address")
    assert (code in text_of(message), "/open/" in text_of(message)) == (False, False)


def test_pages_can_ask_whether_the_bank_refused(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """Until something newer happens: a new try, or money."""
    shop = make_shop()
    code, reference = with_bank(gateway, stand_in, shop)
    order_id = order_page(shop.edition.id, code, SUMMER).id
    answers = [queries.is_bank_refused(order_id)]
    pressed(stand_in, reference, "async-fail")
    by_notice(gateway, reference)
    answers.append(queries.is_bank_refused(order_id))
    flows.start(gateway, make_press(shop, code), now=DAYS_LATER, real_now=clock.real_now())
    answers.append(queries.is_bank_refused(order_id))
    assert answers == [False, True, False]


def test_a_pay_page_that_never_opened_is_no_refusal_of_a_bank(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop(price=10)
    code = make_order(shop)
    with pytest.raises(PayPageRefused):
        start(gateway, shop, code)
    order_id = order_page(shop.edition.id, code, SUMMER).id
    assert (payments(code), mails()) == ([("failed", None)], [])
    assert queries.is_bank_refused(order_id) is False


def test_the_order_taken_back_from_a_bank_that_refused_keeps_its_places(
    gateway: StripeGateway, stand_in: RunningServer
) -> None:
    """Change the order was pressed before we heard of the refusal."""
    shop = make_shop()
    code, reference = with_bank(gateway, stand_in, shop)
    pressed(stand_in, reference, "async-fail")
    facts = gateway.close_checkout(reference)
    with transaction():
        actions.reopen(shop.edition.id, code, facts, now=DAYS_LATER)
    assert (order_state(code), mails()) == ("held", [REFUSED])


@pytest.mark.parametrize(
    ("after", "sentences"),
    [
        (timedelta(), " Your places are kept until 3:30pm UK time on Thursday 18 July 2024."),
        (timedelta(hours=6), ""),
    ],
)
def test_what_the_pages_say_of_it(
    gateway: StripeGateway, stand_in: RunningServer, after: timedelta, sentences: str
) -> None:
    shop = make_shop()
    code = refused(gateway, stand_in, shop)
    macro = get_template_attribute("payments/_refused.html", "bank_refused")
    told = str(macro(order_page(shop.edition.id, code, DAYS_LATER + after)))
    assert "Your bank did not pay" in told
    whole = f"answers are kept.{sentences} You can pay in another way, for example by card."
    assert f"Nothing was charged, and your {whole}" in told
