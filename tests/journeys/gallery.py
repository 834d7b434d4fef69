"""A demonstration in which every page has something to show: orders in all states, needs, mail."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial

import pyotp
from playwright.sync_api import Browser, Page, StorageState

from conference.demo.sample_edition import sample_code
from conference.orders.rules import OrderState
from tests.journeys import buying, gallery_of_proposals
from tests.journeys.buying import button
from tests.journeys.hands import Mouse
from tests.journeys.pages import (
    FINANCE_AT_THE_DOOR,
    HEAD,
    HOLDER,
    HOLDER_OF_TWO,
    NEW_ORGANISER,
    STRANGER,
    VISITS,
)
from tests.journeys.ways_in import sign_in_as, sign_in_by_mail
from tests.support.live import Demonstration

ORGANISERS_ADDRESS = "organiser@example.org"
FINANCE_ADDRESS = "finance@example.org"
EMAIL = "rowan.hale@example.org"
STATES = (
    OrderState.EXPIRED,
    OrderState.PAID_NO_PLACE,
    OrderState.CANCELLED,
)
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissen"
"""A name without a place to break it, as somebody really had."""

BOOKED = 20
WORKSHOP = 21
"""Numbers of two sessions of the sample that are at the same time and not full."""

Names = Mapping[str, object]
Cookies = Mapping[str, StorageState]


def people(browser: Browser, demonstration: Demonstration) -> Cookies:
    """Return the cookies of everybody who visits a page, once they have signed in."""
    ways_in: dict[str, Callable[[Page], None]] = {
        who: partial(sign_in_as, name=who) for who in {visit.who for visit in VISITS} - {STRANGER}
    }
    ways_in[NEW_ORGANISER] = partial(sign_in_by_mail, address=ORGANISERS_ADDRESS)
    ways_in[FINANCE_AT_THE_DOOR] = _stop_at_the_second_step
    kept: dict[str, StorageState] = {}
    for who, come_in in ways_in.items():
        with browser.new_context(base_url=demonstration.url) as context:
            come_in(context.new_page())
            kept[who] = context.storage_state()
    return kept


def furnish(browser: Browser, demonstration: Demonstration, cookies: Cookies) -> Names:
    """Bring about what pages show, and return what stands for the names in addresses."""
    names = _numbers(demonstration) | {
        "stand_in": demonstration.stripe_url,
        "talk": sample_code("session 2"),
        "workshop": sample_code(f"session {WORKSHOP}"),
        "booked": sample_code(f"session {BOOKED}"),
        "full": sample_code("session 8"),
        "sensitive": sample_code("session 18"),
        "speaker": sample_code("speaker Tomasz Wilk"),
    }
    for state, code in zip(STATES, _sample_orders(demonstration), strict=True):
        _bring_into(demonstration, code, state)
        names[state.value] = code
    _hand_over(demonstration, str(names["ticket"]), str(names["unclaimed"]))
    names["held"] = _as_holder(browser, demonstration, cookies, _hold_two)
    names["paid"] = _as_holder(browser, demonstration, cookies, _buy_two)
    names["pay_page"] = _as_holder(browser, demonstration, cookies, _stop_at_the_pay_page)
    ((names["awaiting_payment"],),) = demonstration.rows(
        "SELECT code FROM orders WHERE state = ?", OrderState.AWAITING_PAYMENT.value
    )
    _as_holder(browser, demonstration, cookies, partial(_subscribe, str(names["ticket"])))
    ((names["order_id"],),) = demonstration.rows(
        "SELECT id FROM orders WHERE code = ?", names["paid"]
    )
    names |= gallery_of_proposals.propose(demonstration)
    with _window(browser, demonstration, cookies, HEAD) as page:
        gallery_of_proposals.decide(page, names["reserve"])
    ((names["letter"],),) = demonstration.rows("SELECT id FROM messages WHERE state = 'draft'")
    ((names["mail"],),) = demonstration.rows("SELECT max(id) FROM messages")
    return names


def _numbers(demonstration: Demonstration) -> dict[str, object]:
    ask = demonstration.rows
    ((ticket,),) = ask("SELECT code FROM attendees WHERE name = ?", HOLDER)
    ((unclaimed,),) = ask("SELECT max(code) FROM attendees WHERE claimed_at IS NULL")
    ((grant,),) = ask("SELECT max(id) FROM role_grants")
    ((service,),) = ask("SELECT min(id) FROM support_services")
    ((room,),) = ask("SELECT min(id) FROM rooms")
    return {
        "ticket": ticket,
        "unclaimed": unclaimed,
        "grant": grant,
        "service": service,
        "room": room,
    }


def _sample_orders(demonstration: Demonstration) -> list[str]:
    found = demonstration.rows(
        "SELECT code FROM orders WHERE total = 19900 ORDER BY id LIMIT ?", len(STATES)
    )
    return [code for (code,) in found]


def _bring_into(demonstration: Demonstration, code: str, state: OrderState) -> None:
    has_ended = state is OrderState.CANCELLED
    demonstration.change(
        "UPDATE orders SET state = ?, email = ?, paid_at = iif(?, paid_at, NULL),"
        " cancelled_at = iif(?, paid_at, NULL),"
        " hold_until = iif(?, hold_until, '2024-07-15 14:00:00.000000') WHERE code = ?",
        state.value,
        EMAIL,
        has_ended or state is OrderState.PAID_NO_PLACE,
        has_ended,
        state is OrderState.EXPIRED,
        code,
    )


def _hand_over(demonstration: Demonstration, ticket: str, unclaimed: str) -> None:
    """Give the holder needs and a booking of somebody else, and another holder a second ticket."""
    own = "(SELECT id FROM attendees WHERE code = ?)"
    demonstration.change(
        f"UPDATE needs SET attendee_id = {own}"  # noqa: S608 (our own words)
        " WHERE attendee_id = (SELECT min(attendee_id) FROM needs)",
        ticket,
    )
    demonstration.change(
        f"UPDATE bookings SET attendee_id = {own} WHERE id = (SELECT min(bookings.id)"  # noqa: S608
        " FROM bookings JOIN workshops ON workshops.id = bookings.workshop_id"
        " JOIN sessions ON sessions.id = workshops.session_id WHERE sessions.code = ?)",
        ticket,
        sample_code(f"session {BOOKED}"),
    )
    demonstration.change(
        "UPDATE attendees SET person_id = (SELECT id FROM persons WHERE name = ?), name = ?"
        " WHERE code = ?",
        HOLDER_OF_TWO,
        LONG_NAME,
        unclaimed,
    )


def _as_holder(
    browser: Browser, demonstration: Demonstration, cookies: Cookies, work: Callable[[Page], str]
) -> str:
    with _window(browser, demonstration, cookies, HOLDER) as page:
        return work(page)


@contextmanager
def _window(
    browser: Browser, demonstration: Demonstration, cookies: Cookies, who: str
) -> Iterator[Page]:
    with browser.new_context(base_url=demonstration.url, storage_state=cookies[who]) as context:
        yield context.new_page()


def _stop_at_the_second_step(page: Page) -> None:
    """Set up the second step, then sign in once more and go no further."""
    sign_in_by_mail(page, FINANCE_ADDRESS)
    page.goto("/sign-in/second-step")
    button(page, "Show the picture").click()
    secret = page.locator(".key-card__key").inner_text().replace(" ", "")
    page.get_by_role("textbox").fill(pyotp.TOTP(secret).now())
    button(page, "Confirm").click()
    buying.see(page, "Keep these recovery codes")
    page.context.clear_cookies()
    sign_in_by_mail(page, FINANCE_ADDRESS)


def _hold_two(page: Page) -> str:
    """Order two tickets, stop before paying, and return the order's code."""
    buyer = Mouse(page)
    buying.reach_the_tickets(buyer, whom="Me and others")
    buyer.write(page.get_by_role("textbox", name="Standard"), "2")
    buyer.press(button(page, "Continue"))
    buying.give_details(buyer, email=EMAIL)
    buying.see(page, "Who will come?")
    buyer.press(button(page, "Continue"))
    buying.see(page, "Check your answers")
    return page.url.split("/")[-2]


def _buy_two(page: Page) -> str:
    code = _hold_two(page)
    buying.go_to_payment(Mouse(page))
    buying.pay(Mouse(page))
    return code


def _stop_at_the_pay_page(page: Page) -> str:
    buying.reach_the_pay_page(Mouse(page), email=EMAIL)
    return page.url


def _subscribe(ticket: str, page: Page) -> str:
    page.goto(f"/2024/my-day?ticket={ticket}")
    button(page, "Make my calendar address").click()
    return page.get_by_label("Or copy the address").input_value()
