"""From the home page to a paid ticket, two workshops and a subscribed calendar, by real browser."""

import re
import urllib.request
from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.documents.khal_reader import khal_reads
from tests.journeys import buying
from tests.journeys.buying import button, link, see
from tests.journeys.hands import Finger, Hand, Keys, Mouse
from tests.journeys.ways_in import link_in, mail_to, set_clock, sign_in_as
from tests.support.chromium import DESK, PHONE, Visitors
from tests.support.live import Demonstration

FIRST_CHOICE = "From idea to first test in an hour"
SECOND_CHOICE = "Mapping a pathway with the people on it"
CLINIC = "Measurement surgery"
OLD_PHONE: dict[str, Any] = {
    "viewport": {"width": 320, "height": 568},
    "color_scheme": "dark",
    "java_script_enabled": False,
}
DECLINED_CARD = "4000 0000 0000 0002"
PAID_ONCE = [("paid", "confirmed")]

pytestmark = pytest.mark.browser

_numbers = count(1)


def an_address() -> str:
    """Return an email address that nobody else has."""
    return f"buyer.{next(_numbers)}@example.org"


def purchases(demonstration: Demonstration, email: str) -> list[tuple[str, str]]:
    """Return the state of each payment of each order of an address."""
    return demonstration.rows(
        "SELECT orders.state, payments.state FROM orders"
        " LEFT JOIN payments ON payments.order_id = orders.id WHERE orders.email = ?",
        email,
    )


def finish_the_ticket(hand: Hand) -> None:
    """Say how to be known, and what is needed."""
    page = hand.page
    hand.press(link(page, "Finish your ticket"))
    see(page, "Finish your ticket")
    expect(page.get_by_label("Your full name")).to_have_value(buying.NAME)
    hand.write(page.get_by_label("Name on your badge"), "Siobhán")
    hand.choose(page.get_by_role("radio", name="Only in wide shots of the room"))
    hand.choose(page.get_by_label("I agree to the code of conduct"))
    hand.press(button(page, "Save and go on"))
    see(page, "What do you need?")
    hand.choose(page.get_by_label("Hearing loop"))
    hand.choose(page.get_by_label("Vegan"))
    hand.choose(page.get_by_label("I consent"))
    hand.press(button(page, "Save what I need"))
    see(page, "Your ticket")
    shown = page.get_by_role("main")
    for words in (buying.NAME, "Siobhán", "Only in wide shots of the room", "You have told us"):
        expect(shown.get_by_text(words, exact=True).first).to_be_visible()


def book_two_workshops(hand: Hand) -> None:
    """Book one from its own page and one from My day, then swap the first for a third."""
    page = hand.page
    hand.press(page.get_by_role("link", name="Programme").first)
    hand.press(link(page, FIRST_CHOICE))
    see(page, FIRST_CHOICE)
    hand.press(link(page, "Book a place"))
    hand.press(button(page, "Book this place"))
    see(page, "My day")
    hand.press(button(page, f"Book {CLINIC}"))
    see(page, "My day")
    hand.press(link(page, f"Swap for {SECOND_CHOICE}"))
    expect(page.get_by_role("main")).to_contain_text("It overlaps")
    expect(link(page, "Keep my day as it is")).to_be_visible()
    hand.press(button(page, re.compile(f"^Give up .?{FIRST_CHOICE}.? and take this one")))
    see(page, "My day")
    booked = page.locator("li", has_text="You have a place").get_by_role("heading")
    expect(booked).to_have_text([CLINIC, SECOND_CHOICE])


def subscribe(hand: Hand) -> bytes:
    """Make the calendar's address and fetch it as a calendar program does."""
    hand.press(button(hand.page, "Make my calendar address"))
    address = hand.page.get_by_label("Or copy the address").input_value()
    with urllib.request.urlopen(address) as answer:  # noqa: S310 (our own demonstration)
        calendar: bytes = answer.read()
    return calendar


@pytest.mark.parametrize(
    ("make_hand", "device"),
    [(Finger, PHONE), (Keys, DESK), (Mouse, OLD_PHONE)],
    ids=["by finger", "by keyboard", "without script"],
)
def test_one_ticket_two_workshops_and_a_calendar(
    visitors: Visitors,
    tmp_path: Path,
    make_hand: Callable[[Page], Hand],
    device: dict[str, Any],
) -> None:
    hand = make_hand(visitors(**device))
    email = an_address()
    buying.reach_the_pay_page(hand, email=email)
    buying.pay(hand)
    finish_the_ticket(hand)
    book_two_workshops(hand)
    assert khal_reads(
        subscribe(hand),
        tmp_path,
        first_date=date(2024, 9, 25),
        line="{start-time} {end-time} {title} {status}",
    ) == [
        "09:00 17:00 Warwick Improvement Conference CONFIRMED",
        f"12:45 13:15 {CLINIC} CONFIRMED",
        f"13:30 14:30 Cancelled: {FIRST_CHOICE} CANCELLED",
        f"13:30 14:30 {SECOND_CHOICE} CONFIRMED",
    ]
    mail = mail_to(hand.page, email)
    expect(mail.get_by_role("heading", level=2)).to_have_text(
        "You have a place: 25 September, The Slate"
    )
    files = mail.locator(".mail-view__files a").all_text_contents()
    assert [re.sub("^.*[.]", "", name) for name in files] == ["pdf", "ics", "pdf"]


def test_one_buyer_names_the_others_later_and_each_gets_their_own_ticket(
    visitors: Visitors,
) -> None:
    buyer, email, colleague = Mouse(visitors()), an_address(), an_address()
    page = buyer.page
    buying.reach_the_tickets(buyer, whom="Me and others")
    buyer.write(page.get_by_role("textbox", name="Standard"), "2")
    buyer.write(page.get_by_role("textbox", name="University staff"), "1")
    expect(page.get_by_text("£577.00").first).to_be_visible()
    buyer.press(button(page, "Continue"))
    buying.give_details(buyer, email=email)
    see(page, "Who will come?")
    buyer.choose(page.get_by_role("radio", name="University staff"))
    buyer.press(button(page, "Continue"))
    buying.go_to_payment(buyer)
    buying.pay(buyer)
    buyer.press(link(page, "Give or change names"))
    buyer.write(page.get_by_label(re.compile("^Name")).first, "X")
    buyer.write(page.get_by_label(re.compile("^Email address")).first, colleague)
    buyer.press(button(page, "Save the names"))
    expect(page.get_by_text("2 places, 1 named.")).to_be_visible()
    expect(page.get_by_role("row", name="Not named yet")).to_be_visible()

    order = page.url
    mail = mail_to(page, colleague)
    guest = visitors(**PHONE)
    guest.goto(link_in(mail, "tickets"))
    see(guest, "Your ticket")
    expect(guest.get_by_role("heading", name="X", exact=True)).to_be_visible()
    guest.goto(order)
    see(guest, "Open this from your email")


def test_an_organiser_gives_a_free_ticket(visitors: Visitors) -> None:
    organiser, speaker, email = Mouse(visitors()), visitors(), an_address()
    page = organiser.page
    sign_in_as(page, "Amara Okoye")
    page.goto("/2024/manage/orders")
    organiser.press(link(page, "Give a free ticket"))
    page.get_by_label("Ticket type").select_option(label="Speaker")
    organiser.write(page.get_by_label("Full name"), "ليلى حداد")
    organiser.write(page.get_by_label("Email address"), email)
    organiser.press(button(page, "Give the ticket"))
    see(page, "Order MTH-")
    expect(page.get_by_role("main")).to_contain_text(email)

    mail = mail_to(speaker, email)
    speaker.goto(link_in(mail, "tickets"))
    see(speaker, "Your ticket")
    expect(speaker.get_by_role("heading", name="ليلى حداد")).to_be_visible()


def test_a_declined_card_costs_nothing_and_another_one_pays(
    visitors: Visitors, demonstration: Demonstration
) -> None:
    buyer, email = Mouse(visitors()), an_address()
    page = buyer.page
    buying.reach_the_pay_page(buyer, email=email)
    buyer.write(page.get_by_label("Card number"), DECLINED_CARD)
    buyer.press(button(page, buying.PAY))
    expect(page.get_by_text("Your card was declined.").first).to_be_visible()
    assert purchases(demonstration, email) == [("awaiting_payment", "open")]
    buyer.write(page.get_by_label("Card number"), buying.CARD)
    buying.pay(buyer)
    assert purchases(demonstration, email) == PAID_ONCE


def test_two_presses_two_tabs_and_the_back_button_make_one_order_and_one_payment(
    visitors: Visitors, demonstration: Demonstration
) -> None:
    buyer, email = Mouse(visitors()), an_address()
    page = buyer.page
    buying.reach_the_details(buyer)
    page.go_back()
    button(page, "Continue").dblclick()
    see(page, "Who are you?")
    buying.give_details(buyer, email=email)
    page.get_by_label("I accept the booking terms").check()
    other_tab = page.context.new_page()
    other_tab.goto(page.url)
    button(page, buying.PAY).dblclick()
    expect(page).to_have_title(buying.PAY)
    other_tab.get_by_label("I accept the booking terms").check()
    button(other_tab, buying.PAY).click()
    expect(other_tab).to_have_title(buying.PAY)
    assert other_tab.url == page.url
    page.go_back()
    see(page, "Your payment is not finished")
    buyer.press(button(page, "Go on to payment"))
    expect(page).to_have_title(buying.PAY)
    button(page, buying.PAY).dblclick()
    see(page, "You have a place")
    assert purchases(demonstration, email) == PAID_ONCE
    other_tab.reload()
    expect(other_tab.get_by_role("main")).to_contain_text("paid")


@pytest.fixture
def later(visitors: Visitors) -> Iterator[Callable[[], None]]:
    """Let the clock show a later moment, until the test is over."""
    page = visitors()
    yield lambda: set_clock(page, "Two weeks before")
    set_clock(page, "Early bird is on sale")


def test_a_hold_that_ran_out_keeps_the_answers_and_tries_again(
    visitors: Visitors, demonstration: Demonstration, later: Callable[[], None]
) -> None:
    buyer, email = Mouse(visitors()), an_address()
    page = buyer.page
    buying.reach_the_check_page(buyer, email=email, ticket="Standard")
    later()
    page.reload()
    see(page, "The time ran out")
    expect(page.get_by_text(buying.NAME)).to_be_visible()
    buyer.press(button(page, "Try to get the places again"))
    see(page, "Check your answers")
    buying.go_to_payment(buyer)
    buying.pay(buyer)
    assert purchases(demonstration, email) == PAID_ONCE


def test_a_browser_that_forgot_everything_is_told_how_to_go_on(visitors: Visitors) -> None:
    buyer, email = Mouse(visitors()), an_address()
    page = buyer.page
    buying.reach_the_check_page(buyer, email=email)
    kept = page.context.cookies()
    page.context.clear_cookies()
    page.get_by_label("I accept the booking terms").check()
    button(page, buying.PAY).click()
    see(page, "Open this from your email")
    page.context.add_cookies(kept)  # type: ignore[arg-type]  # as given, so taken
    page.go_back()
    buying.go_to_payment(buyer)
    buying.pay(buyer)
    mail = mail_to(page, email)
    address = link_in(mail, "orders")
    page.context.clear_cookies()
    page.goto(address.partition("/open/")[0])
    see(page, "Open this from your email")
    page.goto(f"{address}x")
    see(page, "Open this from your email")
    page.goto(address)
    see(page, "You have a place")
