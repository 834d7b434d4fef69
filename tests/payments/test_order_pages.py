"""What a buyer's pages say of money that went back, or that a bank still decides on."""

import pytest
from flask import Flask

from conference.demo.stripe_server import RunningServer
from conference.kernel.database import db, transaction
from conference.orders.models import Order
from conference.payments import flows
from conference.payments.actions import Cancellation
from conference.payments.models import Payment
from conference.payments.rules import Notice, RefundState
from conference.payments.stripe_gateway import StripeGateway
from conference.people.rules import Role
from tests.factories.payments import SUMMER, Shop, make_order, make_refund, make_shop
from tests.factories.people import make_grant, make_person
from tests.payments.reading import ACTOR, buy, newest_intent, newest_reference, pressed, start
from tests.support.pages import Browser
from tests.support.stripe_shop import client

DOCUMENT_BOX = "//p[contains(@class,'document__box')]"


@pytest.fixture
def buyer(app: Flask, browser: Browser, stand_in: RunningServer) -> Browser:
    """A browser whose pages talk to the stand-in."""
    settings = app.config["CONFERENCE"].model_copy(update={"stripe_api_base": stand_in.url})
    app.config["CONFERENCE"] = settings
    return browser


def bought(buyer: Browser, gateway: StripeGateway, stand_in: RunningServer) -> tuple[Shop, str]:
    """Buy two places, open the order's link, and return where and what it is."""
    shop = make_shop()
    code = make_order(shop, quantity=2)
    buy(gateway, shop, code, stand_in)
    hold(buyer, code)
    return shop, code


def hold(buyer: Browser, code: str) -> None:
    """Open the order's link."""
    buyer.hold("order", db.session.query(Order).filter_by(code=code).one().link_selector)


def receipt(buyer: Browser, code: str) -> str:
    """Return what the receipt says of the payment."""
    page = buyer.get(f"/2024/orders/{code}/receipt")
    return " ".join(page.all(DOCUMENT_BOX)[0].itertext())


def test_all_that_went_back_is_on_the_receipt_and_on_the_order(
    buyer: Browser, gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop, code = bought(buyer, gateway, stand_in)
    paid = receipt(buyer, code)
    assert "given back" not in paid.lower()
    cancellation = Cancellation(
        code=code, edition_id=shop.edition.id, actor=ACTOR, reason="Asked", shown=39_800
    )
    flows.refund(gateway, cancellation, now=SUMMER)
    told = f"{paid}. All of it was given back: £398.00"
    order = buyer.get(f"/2024/orders/{code}")
    assert (receipt(buyer, code), order.h1, told in order.text) == (
        told,
        "This order is cancelled",
        True,
    )


def test_a_part_that_went_back_at_stripe_is_told_with_what_was_kept(
    buyer: Browser, gateway: StripeGateway, stand_in: RunningServer
) -> None:
    _, code = bought(buyer, gateway, stand_in)
    paid = receipt(buyer, code)
    client(stand_in.url, "sk_test_tests").v1.refunds.create(
        params={"payment_intent": newest_intent(code), "amount": 5_000}
    )
    notice = Notice(event_id="evt_1", kind="charge.refunded", intent=newest_intent(code))
    flows.take_notice(gateway, notice, now=SUMMER)
    told = f"{paid}. Given back: £50.00. Kept: £348.00"
    assert (receipt(buyer, code), told in buyer.get(f"/2024/orders/{code}").text) == (told, True)


def test_money_that_came_twice_and_went_back_once_leaves_the_order_paid(
    buyer: Browser, gateway: StripeGateway, stand_in: RunningServer
) -> None:
    _, code = bought(buyer, gateway, stand_in)
    paid = receipt(buyer, code)
    with transaction():
        payment = db.session.query(Payment).one()
        payment.received = 2 * 39_800
        payment_id = payment.id
    make_refund(payment_id, 39_800, state=RefundState.SUCCEEDED)
    assert receipt(buyer, code) == f"{paid}. Given back: £398.00. Kept: £398.00"


def test_while_a_bank_decides_there_is_nothing_to_press(
    buyer: Browser, gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    hold(buyer, code)
    before = buyer.get(f"/2024/orders/{code}")
    pressed(stand_in, newest_reference(code), "pay-later")
    after = buyer.get(f"/2024/orders/{code}/payment/return").follow()
    assert (before.h1, after.h1) == ("Your payment is not finished", "Your bank is deciding")
    presses = [len(page.all("//main//form")) for page in (before, after)]
    assert (presses, "We email you" in after.text) == ([2, 0], True)
    pressed(stand_in, newest_reference(code), "async-succeed")
    buyer.get(f"/2024/orders/{code}/payment/return")
    assert receipt(buyer, code).startswith("Paid on ")


def test_the_desk_says_that_it_gives_back_the_whole_order(
    buyer: Browser, gateway: StripeGateway, stand_in: RunningServer
) -> None:
    _, code = bought(buyer, gateway, stand_in)
    person_id = make_person("finance@example.org")
    make_grant(person_id, Role.FINANCE)
    page = buyer.sign_in(person_id).get(f"/2024/manage/orders/{code}/refund")
    assert "This page gives back the whole order." in page.text
    assert page.link("Booking terms and refunds") == "/terms"
