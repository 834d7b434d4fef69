"""The page on which a buyer corrects the address of a paid order."""

import pytest
from flask import Flask

from conference.editions.queries import EditionFrame
from conference.kernel import codes
from conference.orders.rules import MOST_ADDRESS_CHANGES, AddressChangedTooOften, Audience
from conference.web.identity import HELD_LIMIT
from tests.factories.editions import make_shop
from tests.factories.orders import (
    attendees,
    claim,
    make_held,
    make_paid,
    order,
    outbox,
    own_ticket_code,
)
from tests.factories.people import KEY, make_person
from tests.factories.tickets import make_type
from tests.support.pages import Browser, Page

OLD, NEW = "rowan.hale@example.org", "rowan@example.org"
PRESS = "Change the address"


@pytest.fixture
def shop(app: Flask) -> EditionFrame:
    return make_shop()


@pytest.fixture
def kind(shop: EditionFrame) -> int:
    return make_type(shop.id, name="Standard")


def holder(browser: Browser, code: str) -> Browser:
    """Open the order's link, and that of the buyer's own ticket, as the buying browser has."""
    browser.hold("order", order(code).link_selector)
    return browser.hold("ticket", attendees(code)[0].link_selector)


def form(browser: Browser, code: str) -> Page:
    return browser.get(f"/2024/orders/{code}").follow(PRESS)


def test_the_browser_goes_on_and_the_old_link_ends(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    code = make_paid(shop, {kind: 1})
    link = f"/2024/orders/{code}/open/{codes.sealed('order', order(code).link_selector, key=KEY)}"
    page = form(holder(browser, code), code)
    assert (page.h1, OLD in page.text) == (PRESS, True)
    answer = page.submit(PRESS, email=NEW)
    assert (answer.status, answer.location) == (303, f"/2024/orders/{code}")
    shown = answer.follow()
    assert (shown.h1, shown.alerts[0]) == (
        "You have a place, Rowan",
        f"Changed. The mail with new links is on its way to {NEW}.",
    )
    assert shown.link("Finish your ticket") == f"/2024/tickets/{own_ticket_code(code)}/claim"
    assert browser.other().get(link).status == 404
    assert outbox()[1:] == [("orders.address_changed", OLD), ("orders.paid", NEW)]


def test_two_tabs_of_a_browser_both_go_on(browser: Browser, shop: EditionFrame, kind: int) -> None:
    code = make_paid(shop, {kind: 1})
    first = form(holder(browser, code), code)
    second = form(browser, code)
    first.submit(PRESS, email="first@example.org")
    answer = second.submit(PRESS, email="second@example.org").follow()
    assert (answer.status, order(code).email) == (200, "second@example.org")


def test_a_double_press_whose_first_answer_is_lost_locks_nobody_out(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    code = make_paid(shop, {kind: 1})
    page = form(holder(browser, code), code)
    with browser.client.session_transaction() as cookie:
        before = dict(cookie)
    page.submit(PRESS, email=NEW)
    with browser.client.session_transaction() as cookie:
        cookie.clear()
        cookie.update(before)
    answer = page.submit(PRESS, email=NEW).follow()
    assert (answer.status, answer.alerts[0][:31]) == (200, "That is the address of this ord")
    assert outbox()[1:] == [("orders.address_changed", OLD), ("orders.paid", NEW)]


def test_a_form_sent_again_later_brings_no_mailed_link_back(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    code = make_paid(shop, {kind: 1})
    page = form(holder(browser, code), code)
    links = []
    for email in ("wrong@example.org", "wrong.too@example.org", NEW):
        page.submit(PRESS, email=email)
        links.append(order(code).link_selector)
    page.submit(PRESS, email="last@example.org", link="made up")
    links.append(order(code).link_selector)
    assert len(set(links)) == len(links)


def test_a_form_of_another_order_brings_no_link_along(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    first, second = (make_paid(shop, {kind: 1}) for _ in range(2))
    pages = [form(holder(browser, code), code) for code in (first, second)]
    (link,) = pages[0].all("//input[@name='link']/@value")
    pages[0].submit(PRESS, email=NEW)
    answer = pages[1].submit(PRESS, email=NEW, link=link)
    assert (answer.status, order(first).link_selector == order(second).link_selector) == (
        303,
        False,
    )


def test_the_same_address_says_so_and_sends_nothing(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    code = make_paid(shop, {kind: 1})
    answer = form(holder(browser, code), code).submit(PRESS, email="Rowan.Hale@Example.org")
    assert answer.follow().alerts == [
        "That is the address of this order already. Nothing was changed and nothing was sent."
    ]
    assert outbox() == [("orders.paid", OLD)]


@pytest.mark.parametrize(
    ("email", "error"),
    [
        ("", "Enter the new email address"),
        ("rowan", "Enter a full email address, like name@example.org"),
    ],
)
def test_an_address_that_is_none_is_told(
    browser: Browser, shop: EditionFrame, kind: int, email: str, error: str
) -> None:
    code = make_paid(shop, {kind: 1})
    answer = form(holder(browser, code), code).submit(PRESS, email=email)
    assert (answer.status, answer.errors, answer.title[:7]) == (422, [error], "Error: ")
    assert order(code).email == OLD


def test_too_many_changes_lead_to_the_help_desk(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    code = make_paid(shop, {kind: 1})
    page = form(holder(browser, code), code)
    for number in range(MOST_ADDRESS_CHANGES):
        page.submit(PRESS, email=f"try.{number}@example.org")
    answer = page.submit(PRESS, email=NEW)
    assert (answer.status, answer.errors) == (
        422,
        [AddressChangedTooOften.message],
    )


def test_a_ticket_in_other_hands_is_not_taken(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    code = make_paid(shop, {kind: 1})
    claim(shop, own_ticket_code(code))
    visitor = browser.hold("order", order(code).link_selector)
    answer = form(visitor, code).submit(PRESS, email=NEW)
    assert (answer.status, answer.errors[0][:52], order(code).email) == (
        422,
        "The ticket of this order belongs to whoever filled i",
        OLD,
    )


def test_a_signed_in_buyer_goes_on_too(browser: Browser, shop: EditionFrame, kind: int) -> None:
    code = make_paid(shop, {kind: 1})
    browser.sign_in(make_person(OLD))
    shown = form(browser, code).submit(PRESS, email=NEW).follow()
    assert (shown.h1, "Finish your ticket" in shown.text) == ("You have a place, Rowan", True)


def test_a_buyer_who_stays_away_reads_nothing_of_a_ticket(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    code = make_paid(shop, {kind: 2}, audience=Audience.OTHERS)
    page = form(browser.hold("order", order(code).link_selector), code)
    assert ("your ticket’s code" in page.text, "Tickets of other people stay" in page.text) == (
        False,
        True,
    )


def test_an_unpaid_order_is_answered_elsewhere(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    code = make_held(shop, {kind: 1})
    browser.hold("order", order(code).link_selector)
    assert browser.get(f"/2024/orders/{code}/address").location == f"/2024/orders/{code}"
    assert browser.post(f"/2024/orders/{code}/address", email=NEW).status == 303
    assert order(code).email == OLD


def test_without_the_link_there_is_no_form(browser: Browser, shop: EditionFrame, kind: int) -> None:
    code = make_paid(shop, {kind: 1})
    assert browser.get(f"/2024/orders/{code}/address").status == 404
    assert browser.post(f"/2024/orders/{code}/address", email=NEW).status == 404
    assert order(code).email == OLD


def test_looking_at_the_form_again_drops_no_other_order(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    code, other = (make_paid(shop, {kind: 1}) for _ in range(2))
    browser.hold("order", order(other).link_selector)
    holder(browser, code)
    for _ in range(HELD_LIMIT):
        browser.get(f"/2024/orders/{code}/address")
    assert browser.get(f"/2024/orders/{other}").status == 200
