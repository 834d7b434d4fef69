"""Prices, and the choice of tickets that becomes one order."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.orders.models import Order
from conference.orders.rules import OrderState
from tests.factories.editions import make_shop
from tests.factories.orders import MINUTE, NOW, begin_payment, make_held, order, order_id, place
from tests.factories.tickets import change_type, make_type
from tests.support.pages import Browser, Page

DAY = timedelta(days=1)


@pytest.fixture
def shop(app: Flask) -> EditionFrame:
    return make_shop()


def orders() -> list[tuple[str, int]]:
    db.session.rollback()
    return [(row.audience, row.total) for row in db.session.scalars(select(Order))]


def choose(browser: Browser, whom: str) -> Page:
    return browser.get("/2024/tickets").submit("Continue", for_=whom)


def test_prices_stand_with_their_reasons(browser: Browser, shop: EditionFrame) -> None:
    make_type(
        shop.id, "EARLY", name="Early bird", price=14900, size=18, closes_at=NOW + DAY, position=1
    )
    make_type(shop.id, "STD", name="Standard", price=19900, opens_at=NOW + DAY, position=2)
    make_type(shop.id, "OLD", name="Very early", price=9900, closes_at=NOW - DAY, position=3)
    make_type(shop.id, "STU", name="Student", price=4900, size=0, note="Bring your card.")
    make_type(shop.id, "SPK", name="Speaker", price=0, is_public=False)
    page = browser.get("/2024/tickets")
    rows = [" ".join(row.itertext()).split() for row in page.all("//table//tr")]
    assert [" ".join(row) for row in rows] == [
        "Early bird Until 10:00am UK time on Tuesday 16 July 2024. 18 left. £149.00",
        "Standard On sale from 10:00am UK time on Tuesday 16 July 2024. £199.00",
        "Very early Ended at 10:00am UK time on Sunday 14 July 2024. £99.00",
        "Student Sold out. Bring your card. £49.00",
    ]
    assert page.h1 == "Tickets"


@pytest.mark.parametrize(
    ("values", "alert"),
    [
        (None, "Tickets are not on sale yet"),
        ({"size": 0}, "No tickets are on sale now Ask the event help desk"),
        (
            {"opens_at": NOW + DAY},
            "No tickets are on sale now The next sale opens at 10:00am UK time on Tuesday",
        ),
    ],
)
def test_a_shop_with_nothing_to_sell_says_so(
    browser: Browser, shop: EditionFrame, values: dict[str, int] | None, alert: str
) -> None:
    if values is not None:
        make_type(shop.id, **values)  # type: ignore[arg-type]
    page = browser.get("/2024/tickets")
    assert (page.alerts[0][: len(alert)], page.all("//main//form")) == (alert, [])


def test_a_conference_that_is_over_sells_nothing(browser: Browser, app: Flask) -> None:
    make_type(make_shop(closes_at=NOW - DAY, opens_at=NOW - 2 * DAY).id, size=2, note="For all.")
    page = browser.get("/2024/tickets")
    assert (page.alerts[0][:23], page.all("//main//form")) == ("This conference is over", [])
    (row,) = page.all("//table//tr")
    assert " ".join(" ".join(row.itertext()).split()) == "Std For all. £199.00"
    choosing = browser.get("/2024/tickets/choose", **{"for": "me"})
    assert (choosing.alerts[0][:23], choosing.all("//main//form")) == (page.alerts[0][:23], [])


def test_a_form_from_before_the_end_is_told_that_it_is_over(browser: Browser, app: Flask) -> None:
    shop = make_shop(closes_at=NOW + DAY)
    make_type(shop.id, size=2)
    page = browser.get("/2024/tickets/choose", **{"for": "me"})
    with transaction():
        clock.set_moment(NOW + 2 * DAY)
    answer = page.submit("Continue", ticket="STD")
    assert (answer.alerts[0][:23], orders()) == ("This conference is over", [])


@pytest.mark.parametrize("whom", [None, "", "nobody"])
def test_the_first_question_wants_an_answer(
    browser: Browser, shop: EditionFrame, whom: str | None
) -> None:
    make_type(shop.id)
    page = choose(browser, whom)  # type: ignore[arg-type]
    assert (page.status, page.title[:14], page.errors) == (
        422,
        "Error: Tickets",
        ["Say who the tickets are for"],
    )


def test_one_ticket_for_oneself(browser: Browser, shop: EditionFrame) -> None:
    make_type(shop.id, "EARLY", price=14900)
    page = choose(browser, "me")
    assert (page.h1, "Step 2 of 4" in page.text) == ("Which ticket?", True)
    answer = page.submit("Continue", ticket="EARLY")
    assert (answer.status, orders()) == (303, [("me", 14900)])
    assert answer.follow().h1 == "Who are you?"


def test_several_tickets_for_others(browser: Browser, shop: EditionFrame) -> None:
    make_type(shop.id, "EARLY", price=14900)
    make_type(shop.id, "STU", price=4900, position=20)
    page = choose(browser, "others")
    answer = page.submit("Continue", many_EARLY="2", many_STU="3")
    assert (answer.follow().h1, orders()) == ("Who is buying?", [("others", 2 * 14900 + 3 * 4900)])


@pytest.mark.parametrize(
    ("many", "error"),
    [
        ("0", "Enter how many tickets you need"),
        ("", "Enter how many tickets you need"),
        ("-1", "Std: Enter 0 or more"),
        ("999999", "Std: Enter 20 or fewer. One order can hold no more"),
        ("9" * 5000, "Std: Enter a whole number, like 2"),
        ("two", "Std: Enter a whole number, like 2"),
        ("1.5", "Std: Enter a whole number, like 2"),
        ("5", "There are not enough Std tickets. Only 3 left."),
    ],
)
def test_a_number_that_cannot_be_is_told_and_kept(
    browser: Browser, shop: EditionFrame, many: str, error: str
) -> None:
    make_type(shop.id, size=3)
    page = choose(browser, "me_and_others").submit("Continue", many_STD=many)
    kept = [str(value) for value in page.all("//input[@name='many_STD']/@value")]
    assert (page.status, page.errors, kept, orders()) == (422, [error], [many], [])


@pytest.mark.parametrize("ticket", [None, "", "SPK", "2025ONLY", "1", "<b>"])
def test_a_forged_type_is_not_sold(
    browser: Browser, shop: EditionFrame, ticket: str | None
) -> None:
    make_type(shop.id)
    make_type(shop.id, "SPK", price=0, is_public=False)
    make_type(make_shop("2025", is_current=False).id, "2025ONLY")
    page = choose(browser, "me").submit("Continue", ticket=ticket)
    assert (page.status, len(page.errors), orders()) == (422, 1, [])


@pytest.mark.parametrize("audience", ["me", "others"])
def test_a_type_that_sold_out_meanwhile_is_told(
    browser: Browser, shop: EditionFrame, audience: str
) -> None:
    kind = make_type(shop.id, size=1)
    page = choose(browser, audience)
    place(shop, {kind: 1}, form="quicker")
    answer = page.submit("Continue", ticket="STD", many_STD="1")
    assert (answer.status, answer.errors, "Sold out." in answer.text) == (
        422,
        ["There are not enough Std tickets. They are sold out."],
        True,
    )


def test_a_sale_that_ended_meanwhile_is_told(browser: Browser, shop: EditionFrame) -> None:
    kind = make_type(shop.id)
    page = choose(browser, "me")
    change_type(kind, closes_at=NOW)
    answer = page.submit("Continue", ticket="STD")
    assert answer.errors == ["Std tickets are not on sale now. Choose another type."]


def test_a_double_press_makes_one_order(browser: Browser, shop: EditionFrame) -> None:
    make_type(shop.id)
    page = choose(browser, "me")
    answers = [page.submit("Continue", ticket="STD").location for _ in range(2)]
    assert (answers[0], len(orders())) == (answers[1], 1)


def test_two_tabs_make_one_order(browser: Browser, shop: EditionFrame) -> None:
    make_type(shop.id)
    make_type(shop.id, "STU", price=4900, position=20)
    first, second = choose(browser, "me"), choose(browser, "others")
    answers = [
        first.submit("Continue", ticket="STD").location,
        second.submit("Continue", many_STU="2").location,
    ]
    assert (answers[0], orders()) == (answers[1], [("others", 9800)])


def test_the_back_button_changes_the_order(browser: Browser, shop: EditionFrame) -> None:
    make_type(shop.id)
    page = choose(browser, "others")
    page.submit("Continue", many_STD="1")
    page.submit("Continue", many_STD="4")
    again = choose(browser, "others")
    kept = again.all("//input[@name='many_STD']/@value")
    assert (orders(), kept, again.alerts[0][:14]) == (
        [("others", 4 * 19900)],
        ["4"],
        "You have order",
    )


def test_a_settled_order_leaves_room_for_a_new_one(browser: Browser, shop: EditionFrame) -> None:
    make_type(shop.id)
    page = choose(browser, "me")
    code = page.submit("Continue", ticket="STD").location.split("/")[3]
    browser.get(f"/2024/orders/{code}/details").submit(
        "Continue", email="a@example.org", name="Rowan"
    )
    begin_payment(code)
    stale = page.submit("Continue", ticket="STD")
    assert stale.location == f"/2024/orders/{code}"
    choose(browser, "me").submit("Continue", ticket="STD")
    assert len(orders()) == 2


def test_another_browser_has_its_own_order(browser: Browser, shop: EditionFrame) -> None:
    make_type(shop.id)
    choose(browser, "me").submit("Continue", ticket="STD")
    choose(browser.other(), "me").submit("Continue", ticket="STD")
    assert len(orders()) == 2


def test_another_edition_has_its_own_order(browser: Browser, shop: EditionFrame) -> None:
    make_type(shop.id)
    choose(browser, "me").submit("Continue", ticket="STD")
    other = make_shop("2025", is_current=False)
    make_type(other.id, "NEW", price=100)
    page = browser.get("/2025/tickets").submit("Continue", for_="me")
    page.submit("Continue", ticket="NEW")
    assert orders() == [("me", 19900), ("me", 100)]


@pytest.mark.parametrize("token", ["", "sample-1", "the same form", "x" * 5000])
def test_a_token_that_is_not_ours_opens_no_order(
    browser: Browser, shop: EditionFrame, token: str
) -> None:
    kind = make_type(shop.id)
    foreign = place(shop, {kind: 1}, form="the same form")
    page = choose(browser, "me").submit("Continue", ticket="STD", form_token=token)
    assert (page.status, foreign in page.location, len(orders())) == (303, False, 2)


def test_only_the_holder_changes_an_order_by_its_code(browser: Browser, shop: EditionFrame) -> None:
    kind = make_type(shop.id)
    code = make_held(shop, {kind: 1})
    address = f"/2024/tickets/choose?for=others&order={code}"
    browser.get(address).submit("Continue", many_STD="2")
    holder = browser.other().hold("order", order(code).link_selector)
    holder.get(address).submit("Continue", many_STD="3")
    assert orders() == [("others", 3 * 19900), ("others", 2 * 19900)]


def test_after_a_lapse_the_same_form_asks_again(browser: Browser, shop: EditionFrame) -> None:
    kind = make_type(shop.id)
    make_held(shop, {kind: 1}, now=NOW - 40 * MINUTE)
    code = db.session.scalars(select(Order.code)).one()
    holder = browser.hold("order", order(code).link_selector)
    page = holder.get(f"/2024/tickets/choose?for=me&order={code}")
    answer = page.submit("Continue", ticket="STD")
    assert (answer.location, order(code).state, order_id(code) > 0) == (
        f"/2024/orders/{code}/check",
        OrderState.HELD,
        True,
    )
