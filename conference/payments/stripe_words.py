"""What Stripe's words mean: our wishes as plain values, its answers as facts of ``rules``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from conference.payments.rules import (
    DISPUTE_STATES,
    CheckoutFacts,
    DisputeFacts,
    DisputeState,
    Notice,
    RefundFacts,
    ReturnAddresses,
)

SESSION_PLACE = "{CHECKOUT_SESSION_ID}"
"""What Stripe replaces by the session's id in the address it leads back to."""

OWN_ID = re.compile(r"[0-9]{1,9}")
SESSION_KINDS = frozenset(
    {
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "checkout.session.expired",
    }
)
REFUND_KINDS = frozenset(
    {
        "charge.refunded",
        "charge.refund.updated",
        "refund.created",
        "refund.updated",
        "refund.failed",
    }
)
DISPUTE_CLOSED = "charge.dispute.closed"
DISPUTE_KINDS = frozenset({"charge.dispute.created", "charge.dispute.updated", DISPUTE_CLOSED})
EVENTS = SESSION_KINDS | REFUND_KINDS | DISPUTE_KINDS
"""The events to subscribe the webhook endpoint to; any other is answered and left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutLine:
    """One line of the pay page: a whole price in pence, VAT inside."""

    name: str
    note: str
    quantity: int
    unit_price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """What the pay page is to show and ask for."""

    order_code: str
    attempt: int
    email: str
    currency: str
    lines: tuple[CheckoutLine, ...]
    expires_at: datetime
    addresses: ReturnAddresses


def checkout_request(checkout: Checkout) -> dict[str, Any]:
    """Return what to ask of Stripe: plain values, so that a repeat is the same word for word."""
    marks = {"order": checkout.order_code, "attempt": str(checkout.attempt)}
    return {
        "mode": "payment",
        "submit_type": "book",
        "locale": "en-GB",
        "adaptive_pricing": {"enabled": False},
        "client_reference_id": checkout.order_code,
        "customer_email": checkout.email,
        "metadata": marks,
        "payment_intent_data": {"description": checkout.order_code, "metadata": marks},
        "line_items": [_line_item(line, checkout.currency) for line in checkout.lines],
        "expires_at": int(checkout.expires_at.timestamp()),
        "success_url": checkout.addresses.paid,
        "cancel_url": checkout.addresses.cancelled,
    }


def checkout_facts(session: Mapping[str, Any]) -> CheckoutFacts:
    """Return what a Checkout Session says, its PaymentIntent and charge expanded or not."""
    intent = _expanded(session.get("payment_intent"))
    details = _expanded(intent.get("latest_charge")).get("payment_method_details") or {}
    card = details.get("card") or {}
    marks = session.get("metadata") or {}
    return CheckoutFacts(
        reference=session["id"],
        url=session.get("url"),
        status=session["status"],
        payment_status=session["payment_status"],
        amount=session["amount_total"],
        currency=session["currency"],
        expires_at=datetime.fromtimestamp(session["expires_at"], UTC),
        intent=intent.get("id"),
        intent_status=intent.get("status"),
        card_brand=str(card.get("brand") or ""),
        card_last4=str(card.get("last4") or ""),
        order_code=str(marks.get("order") or ""),
        attempt=_number(marks.get("attempt")),
    )


def refund_facts(refund: Mapping[str, Any]) -> RefundFacts:
    """Return what a refund of a PaymentIntent says."""
    return RefundFacts(
        reference=refund["id"],
        intent=_expanded(refund["payment_intent"])["id"],
        status=refund["status"] or "pending",
        amount=refund["amount"],
        refund_id=_number((refund.get("metadata") or {}).get("refund")),
    )


def dispute_facts(dispute: Mapping[str, Any], *, is_closed: bool = False) -> DisputeFacts:
    """Return what a dispute says; a word that is new to us counts by the kind of its notice."""
    unknown = DisputeState.CLOSED if is_closed else DisputeState.OPEN
    return DisputeFacts(
        reference=dispute["id"],
        state=DISPUTE_STATES.get(dispute.get("status") or "", unknown),
        amount=dispute.get("amount") or 0,
        due_by=_moment((dispute.get("evidence_details") or {}).get("due_by")),
    )


def notice_facts(event: Mapping[str, Any]) -> Notice:
    """Return where an event points; a kind that we do not act on points nowhere."""
    kind, thing = event["type"], event["data"]["object"]
    has_intent, is_dispute = kind in REFUND_KINDS | DISPUTE_KINDS, kind in DISPUTE_KINDS
    return Notice(
        event_id=event["id"],
        kind=kind,
        session=thing["id"] if kind in SESSION_KINDS else None,
        intent=_expanded(thing.get("payment_intent")).get("id") if has_intent else None,
        said_at=_moment(event.get("created")),
        dispute=dispute_facts(thing, is_closed=kind == DISPUTE_CLOSED) if is_dispute else None,
    )


def _expanded(value: Any) -> Mapping[str, Any]:
    """Return an object that Stripe gave whole, by id only, or not at all."""
    if isinstance(value, Mapping):
        return value
    return {"id": value} if value else {}


def _moment(seconds: Any) -> datetime | None:
    """Return a moment; Stripe's 0 and null mean that there is none."""
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def _number(text: Any) -> int | None:
    return int(text) if isinstance(text, str) and OWN_ID.fullmatch(text) else None


def _line_item(line: CheckoutLine, currency: str) -> dict[str, Any]:
    return {
        "quantity": line.quantity,
        "price_data": {
            "currency": currency.casefold(),
            "unit_amount": line.unit_price,
            "product_data": {"name": line.name, "description": line.note},
        },
    }
