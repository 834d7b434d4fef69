"""The pay page: what a buyer sees at the session's address."""

from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from flask import Flask, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from conference.demo.stripe_server import presses, sessions
from conference.demo.stripe_server.control import TELLINGS
from conference.demo.stripe_server.moments import minute, second
from conference.demo.stripe_server.params import email as read_email
from conference.demo.stripe_server.payments import DECLINES, PAYING_CARD
from conference.demo.stripe_server.store import Ledger, Store
from conference.demo.stripe_server.wire import ApiError, Json, money

ACTIONS = ("pay", "decline", "pay-later", "pay-after-expiry")
FIELDS = ("email", "name", "card", "then", "seconds", "webhooks")
DECLINED_CARD = "4000000000000002"
CARD_SHOWN = "4242 4242 4242 4242"


def policy(shop: str = "") -> str:
    """Return the content security policy of a page whose forms lead to this server or the shop."""
    rest = "base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    return f"default-src 'self'; {rest}; form-action 'self' {shop}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of what is bought."""

    name: str
    note: str
    quantity: int
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayPage:
    """What the page shows of a session."""

    key: str
    is_open: bool
    is_expired: bool
    total: str
    lines: tuple[Line, ...]
    until: str
    email: str
    follows_at: str
    success_url: str
    cancel_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the buyer typed and pressed, and what is wrong with it by field."""

    action: str = "pay"
    said: dict[str, str] = field(default_factory=dict)
    card: str = CARD_SHOWN
    errors: dict[str, str] = field(default_factory=dict)


FRESH = Entry()


class PayPages:
    """Shows sessions to buyers and takes their presses."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def install(self, app: Flask) -> None:
        """Add the page."""
        app.add_url_rule("/pay/<key>", "pay", self.show)
        app.add_url_rule("/pay/<key>", "press", self.press, methods=["POST"])

    def show(self, key: str) -> Response:
        """Show the session: the card form, or that it is over."""
        with self._store.transaction() as ledger:
            page = _page(_found(ledger, key))
        return _answer(page)

    def press(self, key: str) -> Response:
        """Take what the buyer pressed, then send the browser where Stripe would."""
        with self._store.transaction() as ledger:
            session = _found(ledger, key)
            page = _page(session)
            entry = _read(page)
            if page.is_open and not entry.errors:
                presses.press(ledger, session, entry.action, entry.said)
        is_over = page.is_expired or not (page.is_open or entry.action == "pay")
        if is_over or (entry.action == "pay-after-expiry" and not entry.errors):
            return redirect(f"/pay/{key}", 303)
        if not page.is_open:  # of a double press, the browser reads the second answer only
            return redirect(page.success_url, 303)
        if entry.action == "decline" and not entry.errors:
            return _answer(page, replace(entry, errors={"card": DECLINES[entry.said["card"]][2]}))
        if entry.errors:
            return _answer(page, entry)
        return redirect(page.success_url, 303)


def _found(ledger: Ledger, key: str) -> Json:
    try:
        return sessions.current(ledger, key)
    except ApiError:
        abort(404)


def _read(page: PayPage) -> Entry:
    said = {name: request.form.get(name, "").strip() for name in FIELDS}
    action = request.form.get("action", "pay")
    if action not in ACTIONS:
        abort(400)
    errors = {}
    if not page.email:
        try:
            read_email(said["email"], "email")
        except ApiError:
            errors["email"] = "Enter a full email address, like name@example.org"
    shown = said["card"]
    said["card"] = "".join(sign for sign in shown if sign.isdecimal())
    if action == "decline":
        said["card"] = DECLINED_CARD
    elif said["card"] in DECLINES:
        action = "decline"
    elif said["card"] != PAYING_CARD:
        errors["card"] = f"Use the test card {CARD_SHOWN}. Never type a real card number here."
    return Entry(action=action, said=said, card=shown or CARD_SHOWN, errors=errors)


def _page(session: Json) -> PayPage:
    currency = session["currency"]
    lines = tuple(
        Line(
            name=line["description"],
            note=line["_note"],
            quantity=line["quantity"],
            amount=money(line["amount_total"], currency),
        )
        for line in session["_line_items"]
    )
    follows = session.get("_due") == "pay-after-expiry" and session["_due_at"]
    return PayPage(
        key=session["id"],
        is_open=session["status"] == "open",
        is_expired=session["status"] == "expired",
        total=money(session["amount_total"], currency),
        lines=lines,
        until=minute(session["expires_at"]),
        email=session["customer_email"] or "",
        follows_at=second(follows) if follows else "",
        success_url=session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"]),
        cancel_url=session["cancel_url"] or "",
    )


def _answer(page: PayPage, entry: Entry = FRESH) -> Response:
    template = "demo/stripe/pay.html" if page.is_open else "demo/stripe/over.html"
    html = render_template(template, page=page, entry=entry, tellings=TELLINGS)
    answer = make_response(html, 422 if entry.errors else 200)
    # Browsers apply form-action to the redirect after the form, which goes back to the shop.
    shop = urlsplit(page.success_url)
    answer.headers["Content-Security-Policy"] = policy(f"{shop.scheme}://{shop.netloc}")
    return answer
