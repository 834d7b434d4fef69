"""The control page and its JSON twin: testers decide what buyers, banks and webhooks do."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response

from conference.demo.stripe_server import disputes, events, presses, sessions
from conference.demo.stripe_server.events import DEFAULT_SECONDS, Telling
from conference.demo.stripe_server.moments import minute, second
from conference.demo.stripe_server.params import Record
from conference.demo.stripe_server.store import Delivery, Ledger, Store
from conference.demo.stripe_server.wire import Json, money, shown

SHOWN_SESSIONS, SHOWN_EVENTS = 30, 40
TELLINGS = {
    Telling.NORMAL: "Once, right away",
    Telling.TWICE: "Twice",
    Telling.LATE: "Late",
    Telling.OUT_OF_ORDER: "Out of order",
    Telling.NEVER: "Not at all",
}
_LABELS = {
    "pay": "Pay",
    "decline": "Decline",
    "pay-later": "Pay later",
    "async-succeed": "Bank pays",
    "async-fail": "Bank refuses",
    "expire": "Expire",
    "pay-after-expiry": "Pay after expiry",
    "dispute": "Open a dispute",
    "dispute-won": "Shop wins",
    "dispute-lost": "Buyer wins",
}
_DISPUTED = {
    "needs_response": ("bad", "Disputed", ("dispute-won", "dispute-lost")),
    "won": ("ok", "Paid, dispute won", ()),
    "lost": ("bad", "Dispute lost", ()),
}
_WEBHOOKS = Record({"mode": presses.TELLINGS, "seconds": presses.SECONDS}, required=("mode",))
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """A session, and what can be done to it now."""

    key: str
    made_at: str
    total: str
    email: str
    kind: str
    state: str
    buttons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """An event, and how the shop answered to each delivery."""

    key: str
    made_at: str
    name: str
    about: str
    deliveries: tuple[str, ...]


class Control:
    """Shows what the stand-in knows and does what testers press."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def install(self, app: Flask) -> None:
        """Add the page and its actions."""
        app.add_url_rule("/control", "control", self.show)
        for path, view in (
            ("/control/webhooks", self.choose),
            ("/control/sessions/<key>/<action>", self.press),
            ("/control/events/<key>/resend", self.resend),
        ):
            app.add_url_rule(path, path, view, methods=["POST"])

    def show(self) -> str:
        """Show the newest sessions and events."""
        with self._store.transaction() as ledger:
            mode, seconds = events.telling(ledger, None)
            rows = [_session_row(ledger, row) for row in _first(ledger, sessions.KIND)]
            happened = [_event_row(ledger, row) for row in _first(ledger, "event")]
        return render_template(
            "demo/stripe/control.html",
            mode=mode,
            seconds=seconds,
            tellings=TELLINGS,
            sessions=rows,
            events=happened,
        )

    def choose(self) -> Response:
        """Set how the shop hears of events unless a buyer chose otherwise."""

        def work(ledger: Ledger) -> Json:
            chosen = _WEBHOOKS(_said())
            seconds = chosen.get("seconds", DEFAULT_SECONDS)
            ledger.change_setting("telling", f"{chosen['mode']} {seconds}")
            return {"mode": chosen["mode"], "seconds": seconds}

        return self._do(work)

    def press(self, key: str, action: str) -> Response:
        """Do something to a session and answer with it."""

        def work(ledger: Ledger) -> Json:
            session = sessions.current(ledger, key)
            presses.press(ledger, session, action, _said())
            return shown(session)

        return self._do(work)

    def resend(self, key: str) -> Response:
        """Deliver an event once more."""

        def work(ledger: Ledger) -> Json:
            events.resend(ledger, key)
            return {"id": key}

        return self._do(work)

    def _do(self, work: Callable[[Ledger], Json]) -> Response:
        with self._store.transaction() as ledger:
            answer = work(ledger)
        return redirect("/control", 303) if request.mimetype == FORM else jsonify(answer)


def _said() -> dict[str, str]:
    if request.mimetype == FORM:
        return {name: value for name, value in request.form.items() if value}
    given = request.get_json(silent=True)
    return {name: str(value) for name, value in given.items()} if isinstance(given, dict) else {}


def _first(ledger: Ledger, kind: str) -> list[Json]:
    limit = SHOWN_SESSIONS if kind == sessions.KIND else SHOWN_EVENTS
    return [row for row, _ in zip(ledger.newest(kind), range(limit), strict=False)]


def _session_row(ledger: Ledger, session: Json) -> SessionRow:
    kind, state, actions = _state(ledger, session)
    return SessionRow(
        key=session["id"],
        made_at=minute(session["created"]),
        total=money(session["amount_total"], session["currency"]),
        email=(session["customer_details"] or {}).get("email") or "",
        kind=kind,
        state=state,
        buttons=tuple((action, _LABELS[action]) for action in actions),
    )


def _state(ledger: Ledger, session: Json) -> tuple[str, str, tuple[str, ...]]:
    if session["status"] == "open":
        actions = ("pay", "decline", "pay-later", "expire", "pay-after-expiry")
        return "note", f"Open until {minute(session['expires_at'])}", actions
    if session["status"] == "expired":
        return "plain", "Expired", ("pay-after-expiry",)
    if session["payment_status"] == "paid":
        return _paid_state(ledger, session)
    intent = ledger.find("payment_intent", session["payment_intent"])
    if intent and intent["status"] == "processing":
        return "warn", "Waiting for the bank", ("async-succeed", "async-fail")
    return "bad", "Refused by the bank", ()


def _paid_state(ledger: Ledger, session: Json) -> tuple[str, str, tuple[str, ...]]:
    dispute = disputes.dispute_of(ledger, session["payment_intent"])
    if dispute is not None:
        return _DISPUTED[dispute["status"]]
    return "ok", "Paid", ("dispute",) if disputes.disputable(ledger, session) else ()


def _event_row(ledger: Ledger, event: Json) -> EventRow:
    return EventRow(
        key=event["id"],
        made_at=second(event["created"]),
        name=event["type"],
        about=event["data"]["object"]["id"],
        deliveries=tuple(_told(delivery) for delivery in ledger.deliveries(event["id"])),
    )


def _told(delivery: Delivery) -> str:
    if delivery.sent_at is None:
        return f"planned for {second(delivery.due_at)}"
    if delivery.status is None:
        return f"on its way since {second(delivery.sent_at)}"
    answer = f"answered {delivery.status}" if delivery.status else "no answer"
    return f"{answer} at {second(delivery.sent_at)}"
