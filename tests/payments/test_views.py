"""The press on Pay and the way back, as a browser sees them."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from conference.demo.stripe_server import RunningServer, make_server
from conference.demo.stripe_server.api import Exchange
from conference.kernel.database import db, transaction
from conference.orders.actions import cancel
from conference.orders.models import Order, OrderLine
from conference.orders.queries import order_by_id_for_update
from conference.payments.stripe_gateway import StripeGateway
from tests.factories.payments import SUMMER, make_order, make_shop
from tests.payments.reading import newest_reference, order_state, payments, pressed
from tests.support.pages import Browser

VERSION = "1"
"""The id of the first booking terms of an empty database."""


@pytest.fixture
def shop_browser(app: Flask, browser: Browser, stand_in: RunningServer) -> Browser:
    """A browser at an application whose Stripe is the stand-in."""
    settings = app.config["CONFERENCE"].model_copy(update={"stripe_api_base": stand_in.url})
    app.config["CONFERENCE"] = settings
    return browser


def opened(browser: Browser, code: str) -> str:
    """Hold an order's link as its buyer does, and return the address of its payment."""
    selector = db.session.scalars(select(Order.link_selector).where(Order.code == code)).one()
    browser.hold("order", selector)
    return f"/2024/orders/{code}/payment"


def id_of(code: str) -> int:
    """Return an order's id."""
    return db.session.scalars(select(Order.id).where(Order.code == code)).one()


def test_pay_leads_to_the_pay_page_and_back_to_the_order(
    shop_browser: Browser, stand_in: RunningServer
) -> None:
    code = make_order(make_shop())
    address = opened(shop_browser, code)
    answer = shop_browser.post(address, terms="y", version=VERSION)
    reference = newest_reference(code)
    assert (answer.status, answer.headers["Location"]) == (303, f"{stand_in.url}/pay/{reference}")
    pressed(stand_in, reference, "pay")
    back = shop_browser.get(f"{address}/return?session={reference}")
    assert (back.status, back.location) == (303, f"/2024/orders/{code}")
    assert order_state(code) == "paid"


def test_pressed_again_it_is_the_same_page(shop_browser: Browser) -> None:
    code = make_order(make_shop())
    address = opened(shop_browser, code)
    first, second = (shop_browser.post(address, terms="y", version=VERSION) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert payments(code) == [("open", None)]


def test_without_the_box_it_goes_back_to_the_answers(shop_browser: Browser) -> None:
    code = make_order(make_shop())
    answer = shop_browser.post(opened(shop_browser, code))
    assert (answer.status, answer.location) == (303, f"/2024/orders/{code}/check?terms=missing")
    page = answer.follow()
    assert page.errors == ["Say that you accept the booking terms."]
    assert page.title.startswith("Error: ")
    assert payments(code) == []


def test_terms_that_changed_meanwhile_are_shown_again(shop_browser: Browser) -> None:
    code = make_order(make_shop())
    answer = shop_browser.post(opened(shop_browser, code), terms="y", version="99")
    assert (answer.status, answer.location) == (303, f"/2024/orders/{code}/check")
    assert payments(code) == []


def test_an_order_changed_in_another_tab_is_checked_once_more(shop_browser: Browser) -> None:
    code = make_order(make_shop())
    opened(shop_browser, code)
    shown = shop_browser.get(f"/2024/orders/{code}/check")
    with transaction():
        line = db.session.scalars(select(OrderLine)).one()
        line.quantity, line.gross, line.vat = line.quantity * 2, line.gross * 2, line.vat * 2
    answer = shown.submit("Pay", terms=VERSION)
    assert (answer.status, answer.location) == (303, f"/2024/orders/{code}/check")
    page = answer.follow()
    assert page.alerts[0].startswith("This order was changed in another window.")
    assert (payments(code), order_state(code)) == ([], "held")
    assert page.submit("Pay", terms=VERSION).status == 303
    assert payments(code) == [("open", None)]


def test_stripe_down_is_told_and_nothing_is_lost(
    app: Flask, shop_browser: Browser, dead: StripeGateway
) -> None:
    code = make_order(make_shop())
    address = opened(shop_browser, code)
    settings = app.config["CONFERENCE"].model_copy(update={"stripe_api_base": dead.base})
    app.config["CONFERENCE"] = settings
    answer = shop_browser.post(address, terms="y", version=VERSION)
    assert (answer.status, answer.location) == (303, f"/2024/orders/{code}")
    assert answer.follow().alerts[0].startswith("The payment page does not answer right now.")
    assert (order_state(code), payments(code)) == ("awaiting_payment", [("starting", None)])


def test_a_return_while_stripe_is_down_says_that_it_is_safe_to_close(
    app: Flask, shop_browser: Browser, dead: StripeGateway
) -> None:
    code = make_order(make_shop())
    address = opened(shop_browser, code)
    shop_browser.post(address, terms="y", version=VERSION)
    settings = app.config["CONFERENCE"].model_copy(update={"stripe_api_base": dead.base})
    app.config["CONFERENCE"] = settings
    page = shop_browser.get(f"{address}/return?session=cs_test_1")
    assert (page.status, page.h1) == (200, "We are checking your payment")
    assert page.alerts[0].startswith("It is safe to close this page")


def test_a_paid_order_is_shown_instead_of_paid_again(
    shop_browser: Browser, stand_in: RunningServer
) -> None:
    code = make_order(make_shop())
    address = opened(shop_browser, code)
    shop_browser.post(address, terms="y", version=VERSION)
    pressed(stand_in, newest_reference(code), "pay")
    for _ in range(2):
        answer = shop_browser.post(address, terms="y", version=VERSION)
        assert (answer.status, answer.location) == (303, f"/2024/orders/{code}")
    assert payments(code) == [("confirmed", 19_900)]


def test_a_return_address_that_somebody_made_up_proves_nothing(shop_browser: Browser) -> None:
    code = make_order(make_shop())
    address = opened(shop_browser, code)
    shop_browser.post(address, terms="y", version=VERSION)
    answer = shop_browser.get(f"{address}/return?session=cs_test_made_up&paid=1")
    assert (answer.status, order_state(code)) == (303, "awaiting_payment")


def test_without_the_orders_link_there_is_nothing_to_see(shop_browser: Browser) -> None:
    code = make_order(make_shop())
    address = f"/2024/orders/{code}/payment"
    assert shop_browser.get(f"{address}/return").status == 404
    assert shop_browser.post(address, terms="y", version=VERSION).status == 404
    assert payments(code) == []


def test_an_order_of_another_year_is_not_found(shop_browser: Browser) -> None:
    shop = make_shop()
    make_shop("2025", is_current=False)
    code = make_order(shop)
    opened(shop_browser, code)
    assert (
        shop_browser.post(f"/2025/orders/{code}/payment", terms="y", version=VERSION).status == 404
    )
    assert payments(code) == []


def test_coming_back_unpaid_the_order_can_be_changed(shop_browser: Browser) -> None:
    code = make_order(make_shop())
    shop_browser.post(opened(shop_browser, code), terms="y", version=VERSION)
    back = shop_browser.get(f"/2024/orders/{code}/check").follow()
    assert back.h1 == "Your payment is not finished"
    answer = back.submit("Change the order")
    assert (answer.status, answer.location) == (303, f"/2024/orders/{code}/check")
    page = answer.follow()
    assert (page.h1, page.alerts[0]) == (
        "Check your answers",
        "The payment page is closed. You can change your order now.",
    )
    assert page.follow("Change tickets").status == 200
    assert back.submit("Change the order").location == f"/2024/orders/{code}/check"
    assert payments(code) == [("closed", None)]


@pytest.mark.parametrize(
    ("pressed_there", "heading", "told"),
    [
        ("pay", "You have a place, Rowan", "Your payment came through before the page was closed"),
        ("pay-later", "Your bank is deciding", "Your payment is still being decided on"),
    ],
)
def test_what_was_done_on_the_pay_page_is_told_instead(
    shop_browser: Browser, stand_in: RunningServer, pressed_there: str, heading: str, told: str
) -> None:
    code = make_order(make_shop())
    shop_browser.post(opened(shop_browser, code), terms="y", version=VERSION)
    page = shop_browser.get(f"/2024/orders/{code}")
    pressed(stand_in, newest_reference(code), pressed_there)
    answer = page.submit("Change the order")
    assert answer.location == f"/2024/orders/{code}"
    shown = answer.follow()
    assert (shown.h1, shown.alerts[0].startswith(told)) == (heading, True)


def test_while_stripe_is_down_nothing_is_changed(
    app: Flask, shop_browser: Browser, dead: StripeGateway
) -> None:
    code = make_order(make_shop())
    shop_browser.post(opened(shop_browser, code), terms="y", version=VERSION)
    page = shop_browser.get(f"/2024/orders/{code}")
    settings = app.config["CONFERENCE"].model_copy(update={"stripe_api_base": dead.base})
    app.config["CONFERENCE"] = settings
    shown = page.submit("Change the order").follow()
    assert shown.h1 == "Your payment is not finished"
    assert shown.alerts[0].startswith(
        "The card company does not answer right now, so nothing has changed"
    )
    assert payments(code) == [("open", None)]


def test_a_lapsed_order_offers_its_places_again_instead(shop_browser: Browser) -> None:
    code = make_order(make_shop(), now=SUMMER - timedelta(hours=6))
    opened(shop_browser, code)
    answer = shop_browser.post(f"/2024/orders/{code}/payment/withdrawal")
    shown = answer.follow()
    assert (answer.location, shown.h1, shown.alerts[0]) == (
        f"/2024/orders/{code}",
        "The time ran out",
        "Your time ran out, so the order cannot change before you have its places again.",
    )


def test_a_cancelled_order_says_so_instead(shop_browser: Browser) -> None:
    code = make_order(make_shop())
    opened(shop_browser, code)
    with transaction():
        cancel(order_by_id_for_update(id_of(code)), actor="person 1", now=SUMMER)
    shown = shop_browser.post(f"/2024/orders/{code}/payment/withdrawal").follow()
    assert (shown.h1, shown.alerts[0]) == (
        "This order is cancelled",
        "This order was cancelled, so it cannot change any more.",
    )


def test_money_that_finds_no_place_is_told_instead(
    shop_browser: Browser, stand_in: RunningServer
) -> None:
    code = make_order(make_shop())
    shop_browser.post(opened(shop_browser, code), terms="y", version=VERSION)
    page = shop_browser.get(f"/2024/orders/{code}")
    pressed(stand_in, newest_reference(code), "pay")
    with transaction():
        cancel(order_by_id_for_update(id_of(code)), actor="person 1", now=SUMMER)
    shown = page.submit("Change the order").follow()
    assert (shown.h1, shown.alerts[0]) == (
        "You have paid, but the order is cancelled",
        "Your payment came through, but there is no place for it, so you get it back.",
    )


def test_a_payment_that_another_window_just_began_is_told_instead(
    app: Flask, browser: Browser, tmp_path: Path
) -> None:
    """The other window changes the order and pays anew while this one waits for Stripe."""
    code = make_order(make_shop())
    asked: list[str] = []

    def meanwhile(exchange: Exchange) -> None:
        if exchange.path.endswith("/expire") and not asked:
            asked.append(exchange.path)
            other.post(f"/2024/orders/{code}/payment/withdrawal")
            other.post(f"/2024/orders/{code}/payment", terms="y", version=VERSION)

    with make_server(state=tmp_path / "other.db", on_exchange=meanwhile) as server:
        settings = app.config["CONFERENCE"].model_copy(update={"stripe_api_base": server.url})
        app.config["CONFERENCE"] = settings
        other = browser.other()
        opened(other, code)
        browser.post(opened(browser, code), terms="y", version=VERSION)
        shown = browser.get(f"/2024/orders/{code}").submit("Change the order").follow()
    assert (shown.h1, shown.alerts[0][:61], payments(code)) == (
        "Your payment is not finished",
        "Another window has just opened a payment page for this order,",
        [("closed", None), ("open", None)],
    )


def test_only_the_holder_takes_an_order_back(shop_browser: Browser) -> None:
    code = make_order(make_shop())
    shop_browser.post(opened(shop_browser, code), terms="y", version=VERSION)
    stranger = shop_browser.other()
    assert stranger.post(f"/2024/orders/{code}/payment/withdrawal").status == 404
    assert order_state(code) == "awaiting_payment"
