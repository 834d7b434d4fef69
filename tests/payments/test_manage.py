"""Organisers cancel with refund, and decide where an order's money needs a person."""

import pytest
from flask import Flask

from conference.demo.stripe_server import RunningServer
from conference.kernel.database import db
from conference.payments import flows
from conference.payments.actions import Cancellation
from conference.payments.models import Refund
from conference.payments.rules import Notice
from conference.payments.stripe_gateway import StripeGateway
from conference.people.rules import Role
from tests.factories.payments import SUMMER, make_order, make_shop
from tests.factories.people import make_grant, make_person
from tests.payments.reading import (
    buy,
    newest_intent,
    newest_reference,
    order_state,
    pressed,
    refunded_at,
    refunds,
    start,
)
from tests.support.pages import Browser
from tests.support.statements import counted
from tests.support.stripe_shop import client


@pytest.fixture
def desk(app: Flask, browser: Browser, stand_in: RunningServer) -> Browser:
    """A browser in which somebody of the finance team has signed in."""
    settings = app.config["CONFERENCE"].model_copy(update={"stripe_api_base": stand_in.url})
    app.config["CONFERENCE"] = settings
    person_id = make_person("finance@example.org")
    make_grant(person_id, Role.FINANCE)
    return browser.sign_in(person_id)


def test_the_exact_sum_is_shown_and_goes_back(
    desk: Browser, gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop, quantity=2)
    buy(gateway, shop, code, stand_in)
    page = desk.get(f"/2024/manage/orders/{code}/refund")
    assert page.h1 == f"Cancel order {code} and refund £398.00"
    answer = page.submit("Cancel and refund £398.00", reason="Asked by email on 14 July")
    assert answer.status == 303
    after = answer.follow()
    assert after.h1 == f"Order {code} is cancelled"
    assert after.alerts[0] == "£398.00 is on its way back to the buyer."
    assert (order_state(code), refunded_at(stand_in)) == ("cancelled", [39_800])
    stored = db.session.query(Refund).one()
    assert stored.reason == "Asked by email on 14 July"


def test_a_second_press_sends_nothing(
    desk: Browser, gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop)
    buy(gateway, shop, code, stand_in)
    page = desk.get(f"/2024/manage/orders/{code}/refund")
    for told in ("£199.00 is on its way", "There was nothing left to send back."):
        answer = page.submit("Cancel and refund £199.00", reason="Asked")
        assert answer.follow().alerts[0].startswith(told)
    assert refunded_at(stand_in) == [19_900]


def test_a_sum_that_has_changed_is_shown_again(
    desk: Browser, gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop)
    buy(gateway, shop, code, stand_in)
    page = desk.get(f"/2024/manage/orders/{code}/refund")
    answer = page.submit("Cancel and refund", reason="Asked", shown="100")
    after = answer.follow()
    assert after.alerts[0].startswith("The sum has changed since you opened this page.")
    assert (after.h1, refunds(code)) == (f"Cancel order {code} and refund £199.00", [])


def test_a_reason_is_needed(desk: Browser, gateway: StripeGateway, stand_in: RunningServer) -> None:
    shop = make_shop()
    code = make_order(shop)
    buy(gateway, shop, code, stand_in)
    page = desk.get(f"/2024/manage/orders/{code}/refund").submit("Cancel and refund")
    wanted = "Enter a reason, for example: asked by email on 14 August"
    assert (page.status, page.errors, refunds(code)) == (422, [wanted], [])
    assert page.title.startswith("Error: ")


def test_an_unpaid_order_is_cancelled_without_a_refund(desk: Browser) -> None:
    code = make_order(make_shop())
    page = desk.get(f"/2024/manage/orders/{code}/refund")
    assert page.h1 == f"Cancel order {code}"
    page.submit("Cancel the order")
    assert order_state(code) == "cancelled"


def test_what_was_refunded_at_stripe_waits_for_a_decision(
    desk: Browser, gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop)
    buy(gateway, shop, code, stand_in)
    client(stand_in.url, "sk_test_tests").v1.refunds.create(
        params={"payment_intent": newest_intent(code), "amount": 5_000}
    )
    notice = Notice(event_id="evt_1", kind="charge.refunded", intent=newest_intent(code))
    flows.take_notice(gateway, notice, now=SUMMER)
    page = desk.get("/2024/manage/payments")
    assert "Refunded at Stripe" in page.text
    answer = page.submit("Keep the tickets")
    assert (answer.status, order_state(code)) == (303, "paid")
    after = answer.follow()
    assert after.alerts[0] == f"Order {code} keeps its tickets."
    assert "Every payment stands as it should." in after.text


def test_what_was_paid_twice_goes_back_from_the_list(
    desk: Browser, gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    code = make_order(shop)
    start(gateway, shop, code)
    first = newest_reference(code)
    pressed(stand_in, first, "expire")
    buy(gateway, shop, code, stand_in)
    pressed(stand_in, first, "pay-after-expiry")
    flows.settle(gateway, first, now=SUMMER)
    answer = desk.get("/2024/manage/payments").submit("Send £199.00 back")
    assert answer.follow().alerts[0] == "£199.00 is on its way back to the buyer."
    assert (order_state(code), refunded_at(stand_in)) == ("paid", [19_900])


def test_another_years_orders_do_not_show(
    desk: Browser, gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop, other = make_shop(), make_shop("2025", is_current=False)
    code = make_order(other)
    buy(gateway, other, code, stand_in)
    flows.refund(
        gateway,
        Cancellation(code=code, edition_id=other.edition.id, actor="system", reason="Asked"),
        now=SUMMER,
    )
    assert desk.get(f"/2024/manage/orders/{code}/refund").status == 404
    assert code not in desk.get("/2024/manage/payments").text
    assert code in desk.get("/2025/manage/payments").text
    assert shop.edition.slug == "2024"


@pytest.mark.parametrize("role", [Role.ACCESS_COORDINATOR, Role.CATERING_COORDINATOR])
def test_money_is_not_for_every_role(browser: Browser, role: Role) -> None:
    code = make_order(make_shop())
    person_id = make_person("other@example.org")
    make_grant(person_id, role)
    browser.sign_in(person_id)
    assert browser.get("/2024/manage/payments").status == 403
    assert browser.post(f"/2024/manage/orders/{code}/refund", reason="x", shown="0").status == 403
    assert order_state(code) == "held"


def test_the_list_costs_the_same_for_one_and_three(
    desk: Browser, gateway: StripeGateway, stand_in: RunningServer
) -> None:
    shop = make_shop()
    desk.get("/2024/manage/payments")
    costs = []
    for count in (1, 2):
        for _ in range(count):
            code = make_order(shop)
            buy(gateway, shop, code, stand_in)
            client(stand_in.url, "sk_test_tests").v1.refunds.create(
                params={"payment_intent": newest_intent(code), "amount": 5_000}
            )
            notice = Notice(
                event_id=f"evt_{code}", kind="charge.refunded", intent=newest_intent(code)
            )
            flows.take_notice(gateway, notice, now=SUMMER)
        with counted() as statements:
            desk.get("/2024/manage/payments")
        costs.append(len(statements))
    assert costs[0] == costs[1]
