"""Titles carry names that people typed: they stay text in the tab too."""

import pytest

from conference.orders.actions import BuyerDetails
from tests.factories.editions import make_shop
from tests.factories.orders import make_paid, order
from tests.factories.tickets import make_type
from tests.support.pages import Browser


@pytest.mark.parametrize(
    "name",
    [
        '</title><meta/http-equiv="refresh"content="0;url=//example.org">',
        "<script>alert(1)</script>",
        "O’Brien&amp;",
    ],
)
def test_a_name_in_a_title_is_text(browser: Browser, name: str) -> None:
    shop = make_shop()
    buyer = BuyerDetails(email="rowan@example.org", name=name)
    code = make_paid(shop, {make_type(shop.id): 1}, buyer=buyer)
    page = browser.hold("order", order(code).link_selector).get(f"/2024/orders/{code}")
    assert page.title == f"You have a place, {name} – {shop.name}"
    assert page.all("//meta[@http-equiv] | //head//script[not(@src)]") == []
