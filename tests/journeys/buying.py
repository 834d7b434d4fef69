"""The steps of buying, as a visitor does them; each leaves the next page open."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.journeys.hands import Hand

NAME = "Siobhán O’Reilly-D'Arcy"
EARLY_BIRD = "Early bird"
CARD = "4242424242424242"
PAY = re.compile(r"^Pay £")


def button(page: Page, label: str | re.Pattern[str]) -> Locator:
    """Return a button of the page's main part."""
    return page.get_by_role("main").get_by_role("button", name=label)


def link(page: Page, label: str | re.Pattern[str]) -> Locator:
    """Return a link of the page's main part."""
    return page.get_by_role("main").get_by_role("link", name=label)


def see(page: Page, heading: str) -> None:
    """See that the page with this heading is open."""
    expect(page).to_have_title(re.compile(f"^{re.escape(heading)}"))


def reach_the_tickets(hand: Hand, *, whom: str) -> None:
    """Go from the home page to the question which tickets."""
    hand.page.goto("/")
    hand.press(link(hand.page, re.compile("^(Book|Tickets|About tickets)")).first)
    see(hand.page, "Tickets")
    hand.choose(hand.page.get_by_role("radio", name=re.compile(f"^{whom}(?! and)")))
    hand.press(button(hand.page, "Continue"))


def reach_the_details(hand: Hand, *, ticket: str = EARLY_BIRD) -> None:
    """Go from the home page to the question who buys, for one ticket of one's own."""
    reach_the_tickets(hand, whom="Me")
    see(hand.page, "Which ticket?")
    hand.choose(hand.page.get_by_role("radio", name=re.compile(f"^{ticket}")))
    hand.press(button(hand.page, "Continue"))
    see(hand.page, "Who are you?")


def give_details(hand: Hand, *, email: str, name: str = NAME) -> None:
    """Say who buys."""
    hand.write(hand.page.get_by_label("Your email address"), email)
    hand.write(hand.page.get_by_label("Your full name"), name)
    hand.press(button(hand.page, "Continue"))


def reach_the_check_page(hand: Hand, *, email: str, ticket: str = EARLY_BIRD) -> None:
    """Go from the home page to the answers, for one ticket of one's own."""
    reach_the_details(hand, ticket=ticket)
    give_details(hand, email=email)
    see(hand.page, "Check your answers")


def go_to_payment(hand: Hand) -> None:
    """Accept the terms and go on to the pay page."""
    hand.choose(hand.page.get_by_label("I accept the booking terms"))
    hand.press(button(hand.page, PAY))
    expect(hand.page).to_have_title(PAY)


def reach_the_pay_page(hand: Hand, *, email: str) -> None:
    """Go from the home page to Stripe's stand-in, for one ticket of one's own."""
    reach_the_check_page(hand, email=email)
    go_to_payment(hand)


def pay(hand: Hand) -> None:
    """Pay with the card that is filled in, and come back."""
    hand.press(button(hand.page, PAY))
    expect(hand.page).to_have_title(re.compile("^(You have a place|Your booking is confirmed)"))


def pay_and_never_return(page: Page) -> str:
    """Pay while no webhook tells of it and the browser dies; return where it would have gone."""
    answer = page.request.post(
        page.url, form={"action": "pay", "card": CARD, "webhooks": "never"}, max_redirects=0
    )
    address = answer.headers["location"]
    assert urlsplit(address).path.endswith("/payment/return")
    return address
