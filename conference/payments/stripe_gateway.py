"""The one door to Stripe: the only file that imports ``stripe``, and knows its words.

Answers leave as facts of ``rules``; errors as ``Unavailable`` (ask again later, nothing is
decided), ``NotFound`` (no such object) or ``GatewayRefused`` (Stripe will not do it).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

import structlog

from conference.kernel.database import db, in_transaction
from conference.kernel.errors import NotFound, Unavailable
from conference.kernel.settings import Settings
from conference.payments.rules import (
    CheckoutFacts,
    Notice,
    PaymentsRefused,
    RefundFacts,
    ReturnAddresses,
)

if TYPE_CHECKING:
    import stripe
    from stripe.params.checkout import SessionCreateParams

CONNECT_SECONDS = 3.05
READ_SECONDS = 8
"""Three tries of these end before a web server gives a request up."""

NETWORK_RETRIES = 2
EXPANDED = ["payment_intent.latest_charge"]
LONGEST_LIST = 100
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
"""The events to subscribe the webhook endpoint to; any other is answered and left."""


class GatewayRefused(PaymentsRefused):
    """Stripe understood and will not do it."""

    code = "gateway_refused"
    message = "The card company did not accept that."


class BadNotice(PaymentsRefused):
    """A notice that is not Stripe's, too old, or not readable."""

    code = "bad_notice"
    message = "The signature does not fit."


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


def connected(settings: Settings) -> "StripeGateway":
    """Return this process's gateway; its connections stay open between requests."""
    return _gateway(
        settings.stripe_secret_key.get_secret_value(),
        settings.stripe_base,
        settings.stripe_webhook_secret.get_secret_value(),
    )


class StripeGateway:
    """Talks to Stripe, or to whatever speaks like it at ``base``."""

    def __init__(self, key: str, base: str, webhook_secret: str) -> None:
        """Keep what is needed to connect; nothing is imported or opened yet."""
        self._key = key
        self.base = base
        self._webhook_secret = webhook_secret

    def open_checkout(self, request: Mapping[str, Any], *, key: str) -> CheckoutFacts:
        """Ask for a pay page; the same key gets the same page. Raises: GatewayRefused."""
        with _asking("open checkout"):
            session = self._client.v1.checkout.sessions.create(
                params=cast("SessionCreateParams", dict(request)),
                options={"idempotency_key": key},
            )
        return _checkout_facts(session.to_dict())

    def checkout(self, reference: str) -> CheckoutFacts:
        """Return how a pay page stands now. Raises: NotFound (it is not ours)."""
        with _asking("read checkout"):
            session = self._client.v1.checkout.sessions.retrieve(
                reference, params={"expand": EXPANDED}
            )
        return _checkout_facts(session.to_dict())

    def close_checkout(self, reference: str) -> CheckoutFacts:
        """Close a pay page and return how it stands: somebody may have paid a moment before."""
        try:
            with _asking("close checkout"):
                self._client.v1.checkout.sessions.expire(reference)
        except GatewayRefused:
            structlog.get_logger().info("checkout was closed already")
        return self.checkout(reference)

    def refund(self, intent: str, *, amount: int, refund_id: int, key: str) -> RefundFacts:
        """Send money back, once for each key. Raises: GatewayRefused."""
        with _asking("refund"):
            refund = self._client.v1.refunds.create(
                params={
                    "payment_intent": intent,
                    "amount": amount,
                    "reason": "requested_by_customer",
                    "metadata": {"refund": str(refund_id)},
                },
                options={"idempotency_key": key},
            )
        return _refund_facts(refund.to_dict())

    def refunds_of(self, intent: str) -> tuple[RefundFacts, ...]:
        """Return all refunds of a payment, whoever made them. Raises: NotFound."""
        with _asking("read refunds"):
            found = self._client.v1.refunds.list(
                params={"payment_intent": intent, "limit": LONGEST_LIST}
            )
        return _refunds(found)

    def refunds_since(self, moment: datetime) -> tuple[RefundFacts, ...]:
        """Return the newest refunds of the account since ``moment``, at most 100."""
        with _asking("read new refunds"):
            found = self._client.v1.refunds.list(
                params={"created": {"gte": int(moment.timestamp())}, "limit": LONGEST_LIST}
            )
        return _refunds(found)

    def notice(self, body: bytes, signature: str) -> Notice:
        """Return what a genuine notice points at. Raises: BadNotice."""
        import stripe

        try:
            event = self._client.construct_event(body, signature, self._webhook_secret)
        except (stripe.SignatureVerificationError, ValueError, TypeError) as error:
            raise BadNotice from error
        try:
            return _notice(event.to_dict())
        except (AttributeError, KeyError, TypeError) as error:  # signed, but not an event
            raise BadNotice from error

    @cached_property
    def _client(self) -> "stripe.StripeClient":
        import stripe

        return stripe.StripeClient(
            self._key,
            base_addresses={"api": self.base},
            max_network_retries=NETWORK_RETRIES,
            http_client=stripe.RequestsClient(timeout=(CONNECT_SECONDS, READ_SECONDS)),
        )


@cache
def _gateway(key: str, base: str, webhook_secret: str) -> StripeGateway:
    return StripeGateway(key, base, webhook_secret)


@contextmanager
def _asking(what: str) -> Iterator[None]:
    """Translate the SDK's errors, and keep the network out of transactions."""
    import stripe

    if in_transaction():
        raise RuntimeError("no network inside a transaction")
    db.session.rollback()  # a read goes to its end, so that no connection waits for Stripe
    try:
        yield
    except (stripe.InvalidRequestError, stripe.IdempotencyError, stripe.CardError) as error:
        _note(what, error)
        if error.http_status == HTTPStatus.NOT_FOUND:
            raise NotFound from error
        if error.http_status == HTTPStatus.CONFLICT:  # another process is asking the same now
            raise Unavailable from error
        raise GatewayRefused from error
    except stripe.StripeError as error:
        _note(what, error)
        raise Unavailable from error


def _note(what: str, error: "stripe.StripeError") -> None:
    # Stripe's sentence may quote an address, so only its code is logged.
    structlog.get_logger().warning(
        "stripe said no",
        asked=what,
        error=type(error).__name__,
        status=error.http_status,
        code=error.code,
        stripe_request=error.request_id,
    )


def _line_item(line: CheckoutLine, currency: str) -> dict[str, Any]:
    return {
        "quantity": line.quantity,
        "price_data": {
            "currency": currency.casefold(),
            "unit_amount": line.unit_price,
            "product_data": {"name": line.name, "description": line.note},
        },
    }


def _checkout_facts(session: Mapping[str, Any]) -> CheckoutFacts:
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


def _refunds(found: Iterable["stripe.Refund"]) -> tuple[RefundFacts, ...]:
    rows = [refund.to_dict() for refund in getattr(found, "data", found)]
    return tuple(_refund_facts(row) for row in rows if row.get("payment_intent"))


def _refund_facts(refund: Mapping[str, Any]) -> RefundFacts:
    return RefundFacts(
        reference=refund["id"],
        intent=_expanded(refund["payment_intent"])["id"],
        status=refund["status"] or "pending",
        amount=refund["amount"],
        refund_id=_number((refund.get("metadata") or {}).get("refund")),
    )


def _notice(event: Mapping[str, Any]) -> Notice:
    kind, thing = event["type"], event["data"]["object"]
    return Notice(
        event_id=event["id"],
        kind=kind,
        session=thing["id"] if kind in SESSION_KINDS else None,
        intent=_expanded(thing.get("payment_intent")).get("id") if kind in REFUND_KINDS else None,
    )


def _expanded(value: Any) -> Mapping[str, Any]:
    """Return an object that Stripe gave whole, by id only, or not at all."""
    if isinstance(value, Mapping):
        return value
    return {"id": value} if value else {}


def _number(text: Any) -> int | None:
    return int(text) if isinstance(text, str) and OWN_ID.fullmatch(text) else None
