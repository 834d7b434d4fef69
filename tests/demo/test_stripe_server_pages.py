"""The stand-in's pages: one press pays, other presses do not, and testers decide the rest."""

import re
from typing import Any

import pytest
import stripe

from conference.demo.stripe_server import RunningServer
from tests.demo.presses import Answer, ask, press, send
from tests.support.stripe_shop import params

CARD = {"card": "4242 4242 4242 4242"}
HOSTILE = "O'Brien & {{ 7 * 7 }} <script>alert(1)</script> مرحبا"


def opened(sdk: stripe.StripeClient, **changes: Any) -> str:
    """Return a new session's id."""
    return sdk.v1.checkout.sessions.create(params(**changes)).id


def heading(answer: Answer) -> str:
    """Return the page's one h1, after checking that the title begins with it."""
    (words,) = re.findall(r"<h1[^>]*>(.*?)</h1>", answer.text)
    (title,) = re.findall(r"<title>(?:Error: )?(.*?)</title>", answer.text)
    assert title == f"{words} – Stripe stand-in"
    return str(words)


def defaults(answer: Answer) -> dict[str, str]:
    """Return what the page's form sends when Pay is pressed and nothing was typed."""
    fields = re.findall(r"<input[^>]*>", answer.text)
    found = {}
    for one in fields:
        name, value = re.search(r' name="(\w+)"', one), re.search(r' value="([^"]*)"', one)
        if name and value:
            found[name[1]] = value[1]
    return {**found, "then": "", "webhooks": "", "action": "pay"}


def test_one_press_pays_and_leads_back_to_the_shop(
    sdk: stripe.StripeClient, stand_in: RunningServer
) -> None:
    key = opened(sdk)
    page = ask(stand_in, "GET", f"/pay/{key}")
    assert (page.status, heading(page)) == (200, "Pay £149.00")
    assert "No money moves" in page.text
    answer = ask(stand_in, "POST", f"/pay/{key}", defaults(page))
    assert answer.status == 303
    assert answer.headers["Location"] == f"http://127.0.0.1:8000/back?session={key}"
    assert sdk.v1.checkout.sessions.retrieve(key).payment_status == "paid"


def test_the_page_shows_what_is_bought_and_the_way_back(
    sdk: stripe.StripeClient, stand_in: RunningServer
) -> None:
    product = {"name": HOSTILE, "description": "Wednesday 25 September 2024"}
    price = {"currency": "gbp", "unit_amount": 2500, "product_data": product}
    key = opened(sdk, line_items=[{"quantity": 3, "price_data": price}])
    text = ask(stand_in, "GET", f"/pay/{key}").text
    assert "O&#39;Brien &amp; {{ 7 * 7 }} &lt;script&gt;alert(1)&lt;/script&gt; مرحبا" in text
    assert '<span class="figure">£75.00</span>' in text
    assert 'value="rowan@example.org" readonly' in text
    assert '<a href="http://127.0.0.1:8000/cancelled">Back to the shop' in text


@pytest.mark.parametrize(
    "form", [{"card": "4000 0000 0000 0002", "action": "pay"}, {**CARD, "action": "decline"}]
)
def test_a_declined_card_stays_on_the_page(
    sdk: stripe.StripeClient, stand_in: RunningServer, form: dict[str, str]
) -> None:
    key = opened(sdk)
    page = ask(stand_in, "POST", f"/pay/{key}", form)
    assert (page.status, heading(page)) == (422, "Pay £149.00")
    assert "<title>Error: Pay" in page.text
    assert '<a href="#card">Your card was declined.</a>' in page.text
    assert sdk.v1.checkout.sessions.retrieve(key).status == "open"


def test_a_real_card_number_is_neither_taken_nor_kept(
    sdk: stripe.StripeClient, stand_in: RunningServer
) -> None:
    key = opened(sdk)
    page = ask(stand_in, "POST", f"/pay/{key}", {"card": "4929 1234 5678 9012"})
    assert page.status == 422
    assert "Never type a real card number here." in page.text
    assert sdk.v1.checkout.sessions.retrieve(key).payment_intent is None


def test_an_address_is_asked_for_where_the_shop_gave_none(
    sdk: stripe.StripeClient, stand_in: RunningServer
) -> None:
    wanted = params()
    del wanted["customer_email"]
    key = sdk.v1.checkout.sessions.create(wanted).id
    page = ask(stand_in, "POST", f"/pay/{key}", {**CARD, "email": "rowan"})
    assert page.status == 422
    assert '<a href="#email">Enter a full email address' in page.text
    form = {**CARD, "email": "rowan@example.org", "name": HOSTILE}
    assert ask(stand_in, "POST", f"/pay/{key}", form).status == 303
    details: Any = sdk.v1.checkout.sessions.retrieve(key).customer_details
    assert (details.email, details.name) == ("rowan@example.org", HOSTILE)


def test_a_payment_for_later_leads_back_unpaid(
    sdk: stripe.StripeClient, stand_in: RunningServer
) -> None:
    key = opened(sdk)
    answer = ask(stand_in, "POST", f"/pay/{key}", {**CARD, "action": "pay-later"})
    assert answer.status == 303
    assert sdk.v1.checkout.sessions.retrieve(key).payment_status == "unpaid"


def test_a_payment_after_expiry_says_so(sdk: stripe.StripeClient, stand_in: RunningServer) -> None:
    key = opened(sdk)
    form = {**CARD, "action": "pay-after-expiry", "seconds": "60"}
    answer = ask(stand_in, "POST", f"/pay/{key}", form)
    assert (answer.status, answer.headers["Location"]) == (303, f"/pay/{key}")
    page = ask(stand_in, "GET", f"/pay/{key}")
    assert heading(page) == "This payment page has expired"
    assert "goes through all the same at" in page.text


def test_a_second_press_pays_nothing_and_leads_on_like_the_first(
    sdk: stripe.StripeClient, stand_in: RunningServer
) -> None:
    key = opened(sdk)
    answers = [ask(stand_in, "POST", f"/pay/{key}", CARD) for _ in range(2)]
    assert [answer.status for answer in answers] == [303, 303]
    first, second = (answer.headers["Location"] for answer in answers)
    assert (first == second, "/pay/" in first) == (True, False)
    assert heading(ask(stand_in, "GET", f"/pay/{key}")) == "This payment is done"
    assert len(sdk.v1.events.list({"type": "charge.succeeded"}).data) == 1


@pytest.mark.parametrize(
    ("before", "action", "words"),
    [
        ("pay", "pay-later", "This payment is done"),
        ("expire", "pay", "This payment page has expired"),
    ],
)
def test_what_is_over_cannot_be_paid(
    sdk: stripe.StripeClient, stand_in: RunningServer, before: str, action: str, words: str
) -> None:
    key = opened(sdk)
    press(stand_in, key, before)
    again = ask(stand_in, "POST", f"/pay/{key}", {**CARD, "action": action})
    assert (again.status, again.headers["Location"]) == (303, f"/pay/{key}")
    assert heading(ask(stand_in, "GET", f"/pay/{key}")) == words
    assert len(sdk.v1.events.list({"type": "charge.succeeded"}).data) == (before == "pay")


def test_the_control_page_shows_and_does(sdk: stripe.StripeClient, stand_in: RunningServer) -> None:
    key = opened(sdk)
    page = ask(stand_in, "GET", "/control")
    assert heading(page) == "Payments and webhooks"
    assert f'action="/control/sessions/{key}/pay-later"' in page.text
    answer = ask(stand_in, "POST", f"/control/sessions/{key}/pay-later", {})
    assert (answer.status, answer.headers["Location"]) == (303, "/control")
    page = ask(stand_in, "GET", "/control")
    assert "Waiting for the bank" in page.text
    assert f'action="/control/sessions/{key}/async-fail"' in page.text


def test_the_control_page_offers_what_a_bank_can_do_with_a_paid_session(
    sdk: stripe.StripeClient, stand_in: RunningServer
) -> None:
    key = opened(sdk)
    offered = {
        "pay": {"dispute"},
        "dispute": {"dispute-won", "dispute-lost"},
        "dispute-lost": set[str](),
    }
    for action, presses in offered.items():
        ask(stand_in, "POST", f"/control/sessions/{key}/{action}", {})
        page = ask(stand_in, "GET", "/control").text
        assert set(re.findall(rf'action="/control/sessions/{key}/([a-z-]+)"', page)) == presses


def test_the_control_page_remembers_how_webhooks_are_sent(stand_in: RunningServer) -> None:
    form = {"mode": "late", "seconds": "7"}
    assert ask(stand_in, "POST", "/control/webhooks", form).status == 303
    text = ask(stand_in, "GET", "/control").text
    assert '<option value="late" selected>' in text
    assert 'name="seconds" inputmode="numeric" value="7"' in text


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("/control/webhooks", {"mode": "loudly"}, 400),
        ("/control/webhooks", {"mode": "late", "seconds": "-1"}, 400),
        ("/control/sessions/{key}/steal", {}, 404),
        ("/control/sessions/{key}/async-fail", {}, 400),
        ("/control/sessions/cs_none/pay", {}, 404),
        ("/control/events/evt_none/resend", {}, 404),
        ("/pay/{key}", {"action": "steal"}, 400),
        ("/pay/{key}", {**CARD, "seconds": "soon"}, 400),
        ("/pay/cs_none", CARD, 404),
    ],
)
def test_what_cannot_be_done_is_said_on_a_page(
    sdk: stripe.StripeClient,
    stand_in: RunningServer,
    path: str,
    form: dict[str, str],
    status: int,
) -> None:
    answer = ask(stand_in, "POST", path.format(key=opened(sdk)), form)
    assert (answer.status, heading(answer)) == (status, "This did not work")


def test_the_control_api_refuses_in_json(stand_in: RunningServer) -> None:
    answer = send(stand_in, "POST", "/control/sessions/cs_none/pay", None, {})
    assert (answer.status, answer.headers["Content-Type"]) == (404, "application/json")


def test_pages_load_nothing_from_elsewhere_and_lead_only_to_the_shop(
    sdk: stripe.StripeClient, stand_in: RunningServer
) -> None:
    page = ask(stand_in, "GET", f"/pay/{opened(sdk)}")
    assert page.headers["Content-Security-Policy"] == (
        "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
        "form-action 'self' http://127.0.0.1:8000"
    )
    assert page.headers["Cache-Control"] == "no-store"
    assert re.findall(r"<script|<style| style=| on\w+=", page.text) == []
    assert re.findall(r'(?:src|rel="[a-z]+" href)="([^"]*)"', page.text) == [
        "/assets/stripe.css",
        "/assets/mark.svg",
    ]
    assert ask(stand_in, "GET", "/assets/stripe.css").status == 200
    assert ask(stand_in, "GET", "/assets/mark.svg").status == 200
