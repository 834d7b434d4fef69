"""One order: answers, check page, every state, receipt, links."""

import pytest
from flask import Flask

from conference.editions.queries import EditionFrame
from conference.editions.rules import PolicyKind
from conference.kernel import clock, codes
from conference.kernel.database import transaction
from conference.orders import actions
from conference.orders.actions import BuyerDetails, PlaceName
from conference.orders.rules import Audience, OrderState
from tests.factories.editions import make_policy, make_shop
from tests.factories.orders import (
    LATER,
    MINUTE,
    NOW,
    ROBIN,
    attendees,
    begin_payment,
    claim,
    locked,
    make_held,
    make_paid,
    name_others,
    order,
    outbox,
    own_ticket_code,
    pay,
    place,
)
from tests.factories.people import KEY, make_person
from tests.factories.tickets import change_type, make_type
from tests.support.pages import Browser, Page

EARLIER = NOW - 40 * MINUTE
STRANGER = BuyerDetails(email="stranger@example.org", name="Rowan Hale")
NAMES = ["O’Neill-Abbott", "نور حداد", "Q", "B" * 62, "{{7*7}}", "<b>Żak</b>", "ALL CAPS"]


@pytest.fixture
def shop(app: Flask) -> EditionFrame:
    return make_shop()


@pytest.fixture
def kind(shop: EditionFrame) -> int:
    return make_type(shop.id, name="Standard")


def holder(browser: Browser, code: str) -> Browser:
    return browser.hold("order", order(code).link_selector)


def rows(page: Page) -> dict[str, str]:
    found = {}
    for row in page.all("//dl[contains(@class,'data-list')]/div"):
        values = [" ".join(" ".join(value.itertext()).split()) for value in row.findall("dd")]
        found[" ".join(row.findtext("dt").split())] = values[0]
    return found


def test_the_whole_road_for_oneself(browser: Browser, shop: EditionFrame, kind: int) -> None:
    page = browser.get("/2024/tickets").submit("Continue", for_="me")
    page = page.submit("Continue", ticket="STD").follow()
    page = page.submit("Continue", email=" Rowan.Hale@Example.org ", name="Rowan Hale").follow()
    assert (page.h1, "Step 4 of 4" in page.text, rows(page)) == (
        "Check your answers",
        True,
        {
            "Tickets": "1 × Standard, £199.00",
            "For whom": "Me",
            "Your name": "Rowan Hale",
            "Your email address": "rowan.hale@example.org",
            "Organisation": "Not given",
            "Total": "£199.00",
        },
    )
    form = page.all("//form[.//button[contains(., 'Pay £199.00')]]")[0]
    assert (form.get("action"), page.all("//button[contains(@class,'button--go')]")[0].text) == (
        page.address.replace("check", "payment"),
        "Pay £199.00",
    )


def test_the_whole_road_for_a_free_place(browser: Browser, shop: EditionFrame) -> None:
    make_type(shop.id, "FREE", price=0)
    page = browser.get("/2024/tickets").submit("Continue", for_="me_and_others")
    page = page.submit("Continue", many_FREE="2").follow()
    page = page.submit("Continue", email="rowan@example.org", name="Rowan Hale").follow()
    page = page.submit("Continue", **{"people-0-email": "amina@example.org"}).follow()
    refused = page.submit("Confirm your place")
    assert (refused.status, refused.errors) == (422, ["Say that you accept the booking terms."])
    done = refused.submit("Confirm your place", terms="y").follow()
    assert (done.h1, outbox()) == (
        "You have a place, Rowan",
        [("orders.paid", "rowan@example.org"), ("orders.ticket", "amina@example.org")],
    )
    again = page.submit("Confirm your place", terms="y").follow()
    assert (again.h1, len(outbox())) == ("You have a place, Rowan", 2)


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_carried_through(
    browser: Browser, shop: EditionFrame, kind: int, name: str
) -> None:
    code = make_held(shop, {kind: 1}, buyer=None)
    visitor = holder(browser, code)
    page = visitor.get(f"/2024/orders/{code}/details")
    page = page.submit("Continue", email="a@example.org", name=name).follow()
    assert (rows(page)["Your name"], order(code).buyer_name) == (name, name)
    pay(code)
    ticket = own_ticket_code(code)
    visitor.hold("ticket", attendees(code)[0].link_selector)
    shown = visitor.get(f"/2024/tickets/{ticket}").all("//article//h2")[0].text
    printed = visitor.get(f"/2024/tickets/{ticket}/ticket.pdf")
    assert (" ".join(shown.split()), printed.response.data[:5]) == (name, b"%PDF-")


@pytest.mark.parametrize(
    ("field", "text", "error"),
    [
        ("email", "", "Enter your email address"),
        ("email", "rowan", "Enter a full email address, like name@example.org"),
        ("email", "a@b@c.org", "Enter a full email address, like name@example.org"),
        ("email", "a\nb@example.org", "Enter a full email address, like name@example.org"),
        (
            "email",
            f"{'x' * 250}@example.org",
            ("Enter a full email address, like name@example.org"),
        ),
        ("name", "  ", "Enter your name"),
        ("name", "x" * 201, "Your full name: Enter 200 characters or fewer"),
        ("organisation", "x" * 201, "Organisation: Enter 200 characters or fewer"),
    ],
)
def test_a_wrong_answer_is_told_beside_its_field(
    browser: Browser, shop: EditionFrame, kind: int, field: str, text: str, error: str
) -> None:
    code = make_held(shop, {kind: 1}, buyer=None)
    page = holder(browser, code).get(f"/2024/orders/{code}/details")
    good = {"email": "a@example.org", "name": "Rowan", "organisation": ""}
    answer = page.submit("Continue", **(good | {field: text}))
    assert (answer.status, answer.errors, answer.title[:7], order(code).email) == (
        422,
        [error],
        "Error: ",
        None,
    )


def test_answers_change_and_lead_back_to_the_check(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    code = make_held(shop, {kind: 2}, audience=Audience.ME_AND_OTHERS)
    page = holder(browser, code).get(f"/2024/orders/{code}/check")
    changed = page.follow("Change your name").submit("Continue", name="Rowan H")
    assert (changed.location, rows(changed.follow())["Your name"]) == (
        f"/2024/orders/{code}/check",
        "Rowan H",
    )
    tickets = page.follow("Change tickets").submit("Continue", many_STD="4")
    assert (tickets.location, order(code).total) == (f"/2024/orders/{code}/check", 4 * 19900)


def test_names_can_come_now_or_later(browser: Browser, shop: EditionFrame, kind: int) -> None:
    code = make_held(shop, {kind: 3}, audience=Audience.OTHERS)
    page = holder(browser, code).get(f"/2024/orders/{code}/names")
    twice = {"people-0-email": "agency@example.org", "people-1-email": "agency@example.org"}
    check = page.submit("Continue", **{"people-0-name": "Amina", **twice}).follow()
    assert check.all("//dt[.='Who will come']/following-sibling::dd/span/text()") == [
        "Amina, agency@example.org (Standard)",
        "agency@example.org (Standard)",
        "Not named yet (Standard)",
    ]
    odd = "Enter a full email address, like name@example.org"
    wrong = page.submit("Continue", **{"people-2-email": "noor"})
    assert wrong.errors == [odd]
    both = page.submit("Continue", **{"people-0-email": "amina", "people-2-email": "noor"})
    assert both.errors == [f"Person {number}, Email address: {odd}" for number in (1, 3)]
    assert "Your own ticket" not in page.text


def test_the_buyer_is_not_asked_who_they_are_twice(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    code = make_held(shop, {kind: 2}, audience=Audience.ME_AND_OTHERS)
    page = holder(browser, code).get(f"/2024/orders/{code}/names")
    assert "Your own ticket carries your name." in page.text
    assert page.all("//fieldset/legend/text()") == ["Person 1: Standard"]


def test_the_buyer_chooses_the_own_ticket(browser: Browser, shop: EditionFrame, kind: int) -> None:
    student = make_type(shop.id, "STU", name="Student", price=4900, position=20)
    code = make_held(shop, {kind: 1, student: 1}, audience=Audience.ME_AND_OTHERS)
    page = holder(browser, code).get(f"/2024/orders/{code}/names")
    check = page.submit("Continue", own="STU").follow()
    assert (rows(check)["Your own ticket"], own_ticket_code(code)) == (
        "Student",
        attendees(code)[1].code,
    )


def test_more_time_is_one_press(browser: Browser, shop: EditionFrame, kind: int) -> None:
    code = make_held(shop, {kind: 1}, now=NOW - 20 * MINUTE)
    page = holder(browser, code).get(f"/2024/orders/{code}/check")
    answer = page.submit("Give me more time")
    left = order(code).hold_until - NOW
    assert (answer.location, left > 29 * MINUTE) == (f"/2024/orders/{code}/check", True)


def test_more_time_keeps_what_is_typed(browser: Browser, shop: EditionFrame, kind: int) -> None:
    code = make_held(shop, {kind: 2}, audience=Audience.OTHERS, now=NOW - 20 * MINUTE, buyer=None)
    visitor = holder(browser, code)
    page = visitor.get(f"/2024/orders/{code}/details")
    page = page.submit("Give me more time", email="half@", name="Robin")
    assert (page.status, page.errors) == (200, [])
    assert [page.all(f"//input[@name='{name}']/@value") for name in ("email", "name")] == [
        ["half@"],
        ["Robin"],
    ]
    assert page.alerts == ["We keep your places until 10:30."]
    page = visitor.get(f"/2024/orders/{code}/names")
    page = page.submit("Give me more time", **{"people-1-name": "Amina"})
    assert page.all("//input[@name='people-1-name']/@value") == ["Amina"]
    assert (order(code).email, {row.name for row in attendees(code)}) == (None, {""})


def test_a_lapsed_order_of_a_conference_that_is_over_offers_nothing(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    code = make_held(shop, {kind: 1})
    with transaction():
        clock.set_moment(shop.closes_at)
    page = holder(browser, code).get(f"/2024/orders/{code}")
    assert (page.alerts[0][:23], page.all("//main//form")) == ("This conference is over", [])


def test_a_lapsed_order_keeps_its_answers(browser: Browser, shop: EditionFrame, kind: int) -> None:
    code = make_held(shop, {kind: 1}, now=EARLIER)
    visitor = holder(browser, code)
    page = visitor.get(f"/2024/orders/{code}/check").follow()
    assert (page.h1, rows(page)["Your name"]) == ("The time ran out", "Rowan Hale")
    again = page.submit("Try to get the places again")
    assert (again.location, order(code).state) == (f"/2024/orders/{code}/check", OrderState.HELD)


def test_details_typed_too_late_are_kept(browser: Browser, shop: EditionFrame, kind: int) -> None:
    code = make_held(shop, {kind: 1})
    page = holder(browser, code).get(f"/2024/orders/{code}/details")
    with transaction():
        actions.expire(locked(code), now=LATER)
    answer = page.submit("Continue", name="Robin").follow().follow()
    assert (answer.h1, rows(answer)["Your name"]) == ("The time ran out", "Robin")


def test_lapsed_places_that_are_gone_are_told(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    scarce = make_type(shop.id, "ONE", name="Scarce", size=1)
    code = make_held(shop, {scarce: 1}, now=EARLIER)
    place(shop, {scarce: 1}, form="quicker")
    page = holder(browser, code).get(f"/2024/orders/{code}")
    answer = page.submit("Try to get the places again").follow()
    assert (answer.h1, answer.alerts[0]) == (
        "The time ran out",
        "There are not enough Scarce tickets. They are sold out.",
    )
    change_type(scarce, closes_at=NOW)
    answer = answer.submit("Try to get the places again").follow()
    assert answer.alerts[0] == "Scarce tickets are not on sale now. Choose another type."


def test_an_unfinished_order_leads_on(browser: Browser, shop: EditionFrame, kind: int) -> None:
    code = make_held(shop, {kind: 1}, buyer=None)
    visitor = holder(browser, code)
    page = visitor.get(f"/2024/orders/{code}")
    assert (page.h1, page.link("Continue")) == (
        "Your order is not finished",
        f"/2024/orders/{code}/details",
    )
    assert visitor.get(f"/2024/orders/{code}/check").location == f"/2024/orders/{code}/details"
    assert visitor.get(f"/2024/orders/{code}/names").location == f"/2024/orders/{code}"


def test_while_paying_nothing_changes(browser: Browser, shop: EditionFrame, kind: int) -> None:
    code = make_held(shop, {kind: 1})
    visitor = holder(browser, code)
    stale = visitor.get(f"/2024/orders/{code}/details")
    begin_payment(code)
    page = stale.submit("Continue", name="Somebody else").follow()
    assert (page.h1, page.alerts[0], order(code).buyer_name) == (
        "Your payment is not finished",
        "The order has changed in the meantime. This is how it stands now.",
        "Rowan Hale",
    )
    for screen in ("details", "names", "check"):
        moved = visitor.get(f"/2024/orders/{code}/{screen}").location
        assert moved == f"/2024/orders/{code}"


def test_a_place_is_confirmed_as_often_as_it_is_looked_at(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    code = make_paid(shop, {kind: 3}, audience=Audience.ME_AND_OTHERS)
    name_others(shop, code, PlaceName(name="Amina", email="amina@example.org"))
    visitor = holder(browser, code)
    page = visitor.get(f"/2024/orders/{code}")
    assert (page.h1, "2 places, 1 named" in page.text, page.all("//*[@role='img']")) == (
        "You have a place, Rowan",
        True,
        [],
    )
    assert [cell.text for cell in page.all("//tbody//td//span")] == ["Not claimed", "No address"]
    visitor.hold("ticket", attendees(code)[0].link_selector)
    mine = visitor.get(f"/2024/orders/{code}")
    assert (len(mine.all("//*[@role='img']")), mine.link("Finish your ticket")) == (
        1,
        f"/2024/tickets/{own_ticket_code(code)}/claim",
    )


def test_names_are_given_after_paying(browser: Browser, shop: EditionFrame, kind: int) -> None:
    code = make_paid(shop, {kind: 1}, audience=Audience.OTHERS)
    page = holder(browser, code).get(f"/2024/orders/{code}").follow("Give or change names")
    done = page.submit("Save the names", **{"people-0-email": "amina@example.org"}).follow()
    assert (done.h1, outbox()[-1]) == (
        "Your booking is confirmed",
        ("orders.ticket", "amina@example.org"),
    )


@pytest.mark.parametrize(
    ("state", "heading"),
    [
        ("no_place", "You have paid, but there is no place"),
        ("cancelled_first", "You have paid, but the order is cancelled"),
        ("cancelled", "This order is cancelled"),
        ("held_cancelled", "This order is cancelled"),
    ],
)
def test_bad_news_is_told_plainly(
    browser: Browser, shop: EditionFrame, state: str, heading: str
) -> None:
    scarce = make_type(shop.id, "ONE", size=1)
    code = make_held(shop, {scarce: 1})
    if state == "no_place":
        make_paid(shop, {scarce: 1}, buyer=ROBIN, now=LATER)
        pay(code, now=LATER)
    else:
        if state == "cancelled":
            pay(code)
        with transaction():
            actions.cancel(locked(code), actor="person 1", now=NOW)
        if state == "cancelled_first":
            pay(code, now=LATER)
    page = holder(browser, code).get(f"/2024/orders/{code}")
    assert (page.h1, "01632 960210" in page.text) == (heading, True)


def test_the_receipt_has_what_the_law_asks_for(browser: Browser, app: Flask) -> None:
    shop = make_shop(vat_number="GB 123 4567 89", seller_address="1 Sample Road\nCoventry")
    code = make_paid(shop, {make_type(shop.id, name="Standard"): 2}, audience=Audience.OTHERS)
    page = holder(browser, code).get(f"/2024/orders/{code}").follow("Open receipt")
    words = [
        *("Sample University", "1 Sample Road", "VAT number GB 123 4567 89"),
        *("15 July 2024", "Rowan Hale", "Standard", "£398.00", "20%", "£66.33", "£331.67"),
        "Paid on 15 July 2024",
    ]
    assert (page.h1, [word for word in words if word not in page.text]) == (
        f"VAT receipt {code}",
        [],
    )


def test_without_vat_the_receipt_speaks_of_none(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    code = make_paid(shop, {kind: 1})
    page = holder(browser, code).get(f"/2024/orders/{code}/receipt")
    assert (page.h1, "No VAT is charged." in page.text, "VAT rate" in page.text) == (
        f"Receipt {code}",
        True,
        False,
    )


def test_nothing_paid_has_no_receipt(browser: Browser, shop: EditionFrame, kind: int) -> None:
    free = make_paid(shop, {make_type(shop.id, "FREE", price=0): 1})
    held = make_held(shop, {kind: 1})
    for code in (free, held):
        assert holder(browser, code).get(f"/2024/orders/{code}/receipt").status == 404


def test_only_the_holder_sees_an_order(browser: Browser, shop: EditionFrame, kind: int) -> None:
    code = make_paid(shop, {kind: 1})
    make_shop("2025", is_current=False)
    stranger = browser.other()
    seen = [stranger.get(f"/2024/orders/{asked}").h1 for asked in (code, "MTH-ZZZZZZ", "x" * 300)]
    assert seen == ["Open this from your email"] * 3
    assert holder(browser, code).get(f"/2025/orders/{code}").status == 404
    rowan = browser.other().sign_in(make_person("rowan.hale@example.org"))
    other = browser.other().sign_in(make_person("other@example.org"))
    assert [who.get(f"/2024/orders/{code}").status for who in (rowan, other)] == [200, 404]


def test_the_link_opens_the_order_and_nothing_else(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    code = make_paid(shop, {kind: 1})
    token = codes.sealed("order", order(code).link_selector, key=KEY)
    opened = browser.get(f"/2024/orders/{code}/open/{token}")
    assert (opened.location, opened.follow().h1) == (
        f"/2024/orders/{code}",
        "You have a place, Rowan",
    )
    assert browser.get(f"/2024/tickets/{own_ticket_code(code)}").status == 404


def test_a_wrong_link_says_nothing(browser: Browser, shop: EditionFrame, kind: int) -> None:
    mine, other = make_paid(shop, {kind: 1}), make_paid(shop, {kind: 1}, buyer=ROBIN)
    make_shop("2025", is_current=False)
    selector = order(mine).link_selector
    genuine = codes.sealed("order", selector, key=KEY)
    wrong = [
        f"/2024/orders/{other}/open/{genuine}",
        f"/2025/orders/{mine}/open/{genuine}",
        f"/2024/orders/{mine}/open/{genuine[:-1]}A",
        f"/2024/orders/{mine}/open/{codes.sealed('ticket', selector, key=KEY)}",
        f"/2024/orders/{mine}/open/{codes.sealed('order', selector, key='another key')}",
        f"/2024/orders/{mine}/open/short",
        f"/2024/orders/{mine}/open/%C3%A9{genuine[1:]}",
    ]
    assert {(page.status, page.h1) for page in map(browser.get, wrong)} == {
        (404, "Open this from your email")
    }


def test_known_and_unknown_addresses_get_the_same_answer(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    make_paid(shop, {kind: 1})
    form = browser.get("/2024/find-my-ticket")
    answers = [
        form.submit("Email me my links", email=address).text.replace(address, "")
        for address in ("rowan.hale@example.org", "nobody@example.org")
    ]
    wrong = form.submit("Email me my links", email="rowan")
    assert (answers[0] == answers[1], wrong.status, outbox()[1:]) == (
        True,
        422,
        [("orders.links", "rowan.hale@example.org"), ("orders.links", "nobody@example.org")],
    )


def test_new_terms_are_read_again(browser: Browser, shop: EditionFrame) -> None:
    code = make_held(shop, {make_type(shop.id, "FREE", price=0): 1})
    page = holder(browser, code).get(f"/2024/orders/{code}/check")
    make_policy(shop.id, PolicyKind.TERMS, 2)
    answer = page.submit("Confirm your place", terms="y").follow()
    assert answer.alerts[0] == "The booking terms have changed. Read them and accept them again."


def test_a_place_that_was_claimed_meanwhile_does_not_shift_the_others(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    code = make_paid(shop, {kind: 3}, audience=Audience.OTHERS)
    name_others(shop, code, PlaceName(name="Amina", email="amina@example.org"))
    page = holder(browser, code).get(f"/2024/orders/{code}/names")
    claim(shop, attendees(code)[0].code)
    late = {"people-1-name": "Noor", "people-2-email": "siân@example.org"}
    refused = page.submit("Save the names", **late)
    assert (refused.errors, refused.all("//input[contains(@name,'name')]/@value")) == (
        ["Enter a full email address, like name@example.org"],
        ["Noor", ""],
    )
    page.submit("Save the names", **(late | {"people-2-email": "sian@example.org"}))
    assert [(row.name, row.email) for row in attendees(code)] == [
        ("Rowan Hale", "amina@example.org"),
        ("Noor", None),
        ("", "sian@example.org"),
    ]


def test_an_empty_box_leads_back_to_the_check_with_an_error(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    code = make_held(shop, {kind: 1})
    page = holder(browser, code).get(f"/2024/orders/{code}/check?terms=missing")
    assert (page.errors, page.title[:7]) == (["Say that you accept the booking terms."], "Error: ")


def test_the_names_of_a_paid_order_do_not_open_the_buyers_ticket(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    """An order's link is forwarded for its receipt: whoever reads it must not read needs."""
    code = make_paid(shop, {kind: 2}, audience=Audience.ME_AND_OTHERS)
    own = own_ticket_code(code)
    claim(shop, own)
    reader = holder(browser, code)
    reader.get(f"/2024/orders/{code}/names").submit("Save the names")
    opened = [reader.get(f"/2024/tickets/{own}{page}").status for page in ("", "/needs")]
    assert opened == [404, 404]


def test_names_given_before_paying_let_the_browser_keep_the_own_ticket(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    code = make_held(shop, {kind: 2}, audience=Audience.ME_AND_OTHERS)
    visitor = holder(browser, code)
    visitor.get(f"/2024/orders/{code}/names").submit("Continue")
    pay(code)
    assert visitor.get(f"/2024/tickets/{own_ticket_code(code)}").status == 200


def mistyped(shop: EditionFrame, kind: int) -> str:
    """Return the code of an order whose "answers are saved" mail went to a stranger."""
    code = make_held(shop, {kind: 1}, buyer=STRANGER)
    with transaction():
        actions.expire(locked(code), now=LATER)
    with transaction():
        actions.extend_hold(edition=shop, code=code, now=NOW)
    return code


def mailed_link(code: str) -> str:
    token = codes.sealed("order", order(code).link_selector, key=KEY)
    return f"/2024/orders/{code}/open/{token}"


def test_a_corrected_address_ends_what_a_stranger_was_mailed(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    code = mistyped(shop, kind)
    link, visitor, stranger = mailed_link(code), holder(browser, code), browser.other()
    stranger.get(link)
    stranger.get(f"/2024/orders/{code}/details").submit("Continue")
    own = f"/2024/tickets/{own_ticket_code(code)}"
    assert stranger.get(own).status == 200
    page = visitor.get(f"/2024/orders/{code}/details")
    check = page.submit("Continue", email="rowan@example.org").follow()
    assert (check.h1, rows(check)["Your email address"]) == (
        "Check your answers",
        "rowan@example.org",
    )
    pay(code)
    closed = [stranger.get(address).status for address in (link, f"/2024/orders/{code}", own)]
    going_on = [visitor.get(address).status for address in (f"/2024/orders/{code}", own)]
    assert (closed, going_on) == ([404, 404, 404], [200, 200])


def test_a_form_that_a_stranger_got_with_the_link_does_not_bring_the_order_back(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    code = mistyped(shop, kind)
    visitor, stranger = holder(browser, code), browser.other()
    stranger.get(mailed_link(code))
    form = stranger.get(f"/2024/tickets/choose?for=me&order={code}")
    page = visitor.get(f"/2024/orders/{code}/details")
    page.submit("Continue", email="rowan@example.org")
    pay(code)
    seen = [form.submit("Continue", ticket="STD").status]
    seen.append(stranger.get(f"/2024/orders/{code}").status)
    assert seen == [404, 404]


def test_a_double_press_on_a_corrected_address_locks_nobody_out(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    code = make_held(shop, {kind: 1}, buyer=STRANGER)
    visitor = holder(browser, code)
    page = visitor.get(f"/2024/orders/{code}/details")
    with visitor.client.session_transaction() as cookie:
        before = dict(cookie)
    page.submit("Continue", email="rowan@example.org")
    with visitor.client.session_transaction() as cookie:
        cookie.clear()
        cookie.update(before)
    answer = page.submit("Continue", email="rowan@example.org")
    assert (answer.status, answer.follow().h1) == (303, "Check your answers")
    pay(code)
    assert visitor.get(f"/2024/tickets/{own_ticket_code(code)}").status == 200


def test_a_free_place_of_a_cancelled_order_is_not_confirmed(
    browser: Browser, shop: EditionFrame
) -> None:
    code = make_held(shop, {make_type(shop.id, "FREE", price=0): 1})
    page = holder(browser, code).get(f"/2024/orders/{code}/check")
    with transaction():
        actions.cancel(locked(code), actor="person 1", now=NOW)
    shown = page.submit("Confirm your place", terms="y").follow()
    assert (shown.h1, shown.alerts[0], outbox()) == (
        "This order is cancelled",
        "The order has changed in the meantime. This is how it stands now.",
        [],
    )


def test_an_expired_order_says_how_long_its_answers_are_kept(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    code = make_held(shop, {kind: 1}, now=EARLIER)
    with transaction():
        actions.expire(locked(code), now=NOW)
    page = holder(browser, code).get(f"/2024/orders/{code}")
    assert (
        "your answers are kept until 10:00am UK time on Tuesday 16 July 2024." in page.text
    ) is True
