"""What buyers and banks do to a session, and the payment intents and charges it leaves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from conference.demo.stripe_server import charges, events, sessions
from conference.demo.stripe_server.lists import expanded
from conference.demo.stripe_server.params import EXPAND, Choice, Record, Text
from conference.demo.stripe_server.store import Ledger
from conference.demo.stripe_server.wire import ApiError, Call, Json, Missing

PAYING_CARD = "4242424242424242"
DECLINES = {
    "4000000000000002": ("card_declined", "generic_decline", "Your card was declined."),
    "4000000000009995": (
        "card_declined",
        "insufficient_funds",
        "Your card has insufficient funds.",
    ),
    "4000000000000069": ("expired_card", "expired_card", "Your card has expired."),
}
"""Stripe's own test numbers, https://docs.stripe.com/testing."""

_CANCEL = Record(
    {
        "cancellation_reason": Choice(
            ("abandoned", "duplicate", "fraudulent", "requested_by_customer")
        ),
        **EXPAND,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What came with a press: who pays, with which card, and what follows after how long."""

    email: str | None = None
    name: str | None = None
    card: str = PAYING_CARD
    then: str = ""
    seconds: int = events.DEFAULT_SECONDS


def pay(ledger: Ledger, session: Json, press: Press) -> None:
    """The card is charged and the session completes."""
    _need(session, "open")
    _settle(ledger, session, press)


def decline(ledger: Ledger, session: Json, press: Press) -> None:
    """The bank says no; the session stays open for another card."""
    _need(session, "open")
    code, reason, words = DECLINES.get(press.card, DECLINES["4000000000000002"])
    intent = _intent_of(ledger, session)
    charge = _charge_of(ledger, session, intent, press)
    _fail(ledger, session, intent, charge, (code, reason, words))
    ledger.save(session)


def pay_later(ledger: Ledger, session: Json, press: Press) -> None:
    """A slow method: the session completes unpaid, and the bank answers later."""
    _need(session, "open")
    intent = _intent_of(ledger, session)
    charge = _charge_of(ledger, session, intent, press)
    charge["payment_method_details"] = charges.bank_debit()
    intent.update(status="processing", payment_method_types=["card", "bacs_debit"])
    ledger.save(charge)
    ledger.save(intent)
    follows = {"succeed": "async-succeed", "fail": "async-fail"}.get(press.then)
    session["_due"] = follows
    session["_due_at"] = ledger.now + press.seconds if follows else None
    _complete(ledger, session, press, "unpaid")
    events.emit(ledger, "charge.pending", charge, session)
    events.emit(ledger, "payment_intent.processing", intent, session)
    events.emit(ledger, "checkout.session.completed", session, session)


def async_succeed(ledger: Ledger, session: Json, _press: Press) -> None:
    """The slow method's money arrives."""
    intent, charge = _awaited(ledger, session)
    _succeed(ledger, session, intent, charge)
    session.update(payment_status="paid", _due_at=None)
    ledger.save(session)
    events.emit(ledger, "checkout.session.async_payment_succeeded", session, session)


def async_fail(ledger: Ledger, session: Json, _press: Press) -> None:
    """The slow method's money does not arrive."""
    intent, charge = _awaited(ledger, session)
    words = "The customer's bank account could not be debited."
    session["_due_at"] = None
    _fail(ledger, session, intent, charge, ("payment_method_provider_decline", "debit", words))
    ledger.save(session)
    events.emit(ledger, "checkout.session.async_payment_failed", session, session)


def expire(ledger: Ledger, session: Json, _press: Press) -> None:
    """The session's time is over now."""
    _need(session, "open")
    sessions.close(ledger, session)


def pay_after_expiry(ledger: Ledger, session: Json, press: Press) -> None:
    """A payment on a session that the shop already knows as expired.

    An open session expires first, and the payment follows after the press's seconds.
    """
    if session["status"] == "open":
        sessions.close(ledger, session)
        if press.seconds:
            session.update(_due="pay-after-expiry", _due_at=ledger.now + press.seconds)
            ledger.save(session)
            return
    _need(session, "expired")
    _settle(ledger, session, press)


Presses = Mapping[str, Callable[[Ledger, Json, Press], None]]
"""What each press does to a session."""

PRESSES: Presses = {
    "pay": pay,
    "decline": decline,
    "pay-later": pay_later,
    "async-succeed": async_succeed,
    "async-fail": async_fail,
    "expire": expire,
    "pay-after-expiry": pay_after_expiry,
}


def ripen(ledger: Ledger) -> None:
    """Do what is due: expire sessions by their own clock, let slow banks answer."""
    for session in ledger.due():
        action = session.pop("_due", None) or "expire"
        PRESSES[action](ledger, session, Press())


def retrieve_intent(ledger: Ledger, call: Call) -> Json:
    """``GET /v1/payment_intents/<id>``."""
    params = Record({"client_secret": Text(), **EXPAND})(call.params)
    return expanded(ledger, found_intent(ledger, call.target, "intent"), params)


def cancel_intent(ledger: Ledger, call: Call) -> Json:
    """``POST /v1/payment_intents/<id>/cancel``: Stripe refuses it for Checkout's intents.

    Source: the SDK's docstring of PaymentIntentService.cancel (16.1.0).
    """
    _CANCEL(call.params)
    intent = found_intent(ledger, call.target, "intent")
    if intent["status"] in {"succeeded", "canceled"}:
        message = "You cannot cancel this PaymentIntent because it has a status of"
        message = f"{message} {intent['status']}."
    else:
        message = "You cannot cancel the PaymentIntent of a Checkout Session. Expire the session."
    raise ApiError(message, code="payment_intent_unexpected_state", final=True)


def retrieve_charge(ledger: Ledger, call: Call) -> Json:
    """``GET /v1/charges/<id>``."""
    params = Record(EXPAND)(call.params)
    charge = ledger.find("charge", call.target)
    if charge is None:
        raise Missing("charge", call.target, "id")
    return expanded(ledger, charge, params)


def found_intent(ledger: Ledger, key: str, param: str) -> Json:
    """Return the payment intent. Raises: Missing."""
    intent = ledger.find("payment_intent", key)
    if intent is None:
        raise Missing("payment_intent", key, param)
    return intent


def _need(session: Json, status: str) -> None:
    if session["status"] != status:
        raise ApiError(f"This needs a session that is {status}; it is {session['status']}.")


def _awaited(ledger: Ledger, session: Json) -> tuple[Json, Json]:
    intent = ledger.find("payment_intent", session["payment_intent"] or "")
    charge = ledger.find("charge", intent["latest_charge"]) if intent else None
    if intent is None or charge is None or intent["status"] != "processing":
        raise ApiError("No bank's answer is awaited for this session.")
    return intent, charge


def _settle(ledger: Ledger, session: Json, press: Press) -> None:
    intent = _intent_of(ledger, session)
    charge = _charge_of(ledger, session, intent, press)
    _succeed(ledger, session, intent, charge)
    _complete(ledger, session, press, "paid")
    events.emit(ledger, "checkout.session.completed", session, session)


def _complete(ledger: Ledger, session: Json, press: Press, payment_status: str) -> None:
    address = session["customer_email"] or press.email or "buyer@example.org"
    session.update(
        status="complete",
        payment_status=payment_status,
        url=None,
        customer_details=sessions.customer_details(address, press.name),
    )
    if payment_status == "paid":
        session["_due_at"] = None
    ledger.save(session)


def _succeed(ledger: Ledger, session: Json, intent: Json, charge: Json) -> None:
    outcome = charges.outcome("approved_by_network", None, "Payment complete.", "authorized")
    amount = charge["amount"]
    charge.update(status="succeeded", paid=True, captured=True, amount_captured=amount)
    charge.update(outcome=outcome)
    intent.update(status="succeeded", amount_received=amount, last_payment_error=None)
    ledger.save(charge)
    ledger.save(intent)
    events.emit(ledger, "charge.succeeded", charge, session)
    events.emit(ledger, "payment_intent.succeeded", intent, session)


def _fail(
    ledger: Ledger, session: Json, intent: Json, charge: Json, why: tuple[str, str, str]
) -> None:
    code, reason, words = why
    charge.update(status="failed", paid=False, captured=False, amount_captured=0)
    outcome = charges.outcome("declined_by_network", reason, words, "issuer_declined")
    charge.update(failure_code=code, failure_message=words, outcome=outcome)
    error = {"type": "card_error", "code": code, "decline_code": reason, "message": words}
    intent.update(status="requires_payment_method", payment_method=None)
    intent.update(last_payment_error={**error, "charge": charge["id"]})
    ledger.save(charge)
    ledger.save(intent)
    events.emit(ledger, "charge.failed", charge, session)
    events.emit(ledger, "payment_intent.payment_failed", intent, session)


def _intent_of(ledger: Ledger, session: Json) -> Json:
    """Return the intent of an earlier, declined attempt, or begin one: Stripe makes it late."""
    begun = ledger.find("payment_intent", session["payment_intent"] or "")
    if begun and begun["status"] == "requires_payment_method":
        return begun
    intent = charges.new_intent(session, ledger.now)
    session["payment_intent"] = intent["id"]
    ledger.save(intent)
    events.emit(ledger, "payment_intent.created", intent, session)
    return intent


def _charge_of(ledger: Ledger, session: Json, intent: Json, press: Press) -> Json:
    buyer = {"email": session["customer_email"] or press.email, "name": press.name}
    charge = charges.new_charge(intent, buyer, press.card, ledger.now)
    intent.update(latest_charge=charge["id"], payment_method=charge["payment_method"])
    return charge
