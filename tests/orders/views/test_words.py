"""What pages of orders say to whom: to a buyer who does not come, of notes, numbers and days."""

from datetime import timedelta

import pytest
from flask import Flask

from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.orders.rules import Audience
from tests.factories.editions import make_shop
from tests.factories.orders import NOW, attendees, make_held, make_paid, order
from tests.factories.tickets import make_type
from tests.support.pages import Browser

CHOOSE = "/2024/tickets/choose?for=others"


@pytest.fixture
def shop(app: Flask) -> EditionFrame:
    return make_shop()


@pytest.fixture
def kind(shop: EditionFrame) -> int:
    return make_type(
        shop.id, name="Standard", note="For everybody", closes_at=NOW + timedelta(days=9)
    )


def test_a_buyer_for_others_is_not_spoken_to_as_somebody_who_comes(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    code = make_held(shop, {kind: 2}, audience=Audience.OTHERS)
    buyer = browser.hold("order", order(code).link_selector)
    details = buyer.get(f"/2024/orders/{code}/details")
    assert "badge" not in details.text
    paid = make_paid(shop, {kind: 2}, audience=Audience.OTHERS)
    page = browser.hold("order", order(paid).link_selector).get(f"/2024/orders/{paid}")
    assert [said in page.text for said in ("come in", "The other places", "The places of")] == [
        False,
        False,
        True,
    ]


def test_a_note_ends_before_the_date_begins(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    told = "For everybody. Until 10:00am UK time"
    pages = [browser.get(address).text for address in ("/2024/tickets", CHOOSE)]
    assert [told in text for text in pages] == [True, True]


def test_a_wrong_number_names_its_ticket(browser: Browser, shop: EditionFrame, kind: int) -> None:
    page = browser.get(CHOOSE).submit("Continue", many_STD="many")
    told = "Standard: Enter a whole number, like 2"
    beside = page.all("//p[contains(@class,'field__error')]/text()")
    assert (page.errors, beside) == ([told], [told])


def test_after_the_day_a_ticket_is_not_to_be_shown(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    code = make_paid(shop, {kind: 1})
    ticket = attendees(code)[0]
    holder = browser.hold("ticket", ticket.link_selector)
    address = f"/2024/tickets/{ticket.code}"
    before = holder.get(address)
    with transaction():
        clock.set_moment(NOW + timedelta(days=90))
    after = holder.get(address)
    assert ["Show this at the desk" in page.text for page in (before, after)] == [True, False]
