"""The one door to Stripe: the only file that imports ``stripe``.

Answers leave as facts of ``rules``; errors as ``Unavailable`` (ask again later, nothing is
decided), ``NotFound`` (no such object) or ``GatewayRefused`` (Stripe will not do it).
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cache, cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import structlog

from conference.kernel.database import db, in_transaction
from conference.kernel.errors import NotFound, Unavailable
from conference.kernel.settings import Settings
from conference.payments.rules import (
    CheckoutFacts,
    DisputeFacts,
    Notice,
    PaymentsRefused,
    RefundFacts,
)
from conference.payments.stripe_words import (
    checkout_facts,
    dispute_facts,
    notice_facts,
    refund_facts,
)

if TYPE_CHECKING:
    import stripe

CONNECT_SECONDS = 3.05
READ_SECONDS = 8
"""Three tries of these end before a web server gives a request up."""

NETWORK_RETRIES = 2
_UNREADABLE = (ValueError, AttributeError, KeyError, TypeError)
"""What reading raises when a body is signed and still no event."""

EXPANDED = ["payment_intent.latest_charge"]
LONGEST_LIST = 100


class GatewayRefused(PaymentsRefused):
    """Stripe understood and will not do it."""

    code = "gateway_refused"
    message = "The card company did not accept that."


class BadNotice(PaymentsRefused):
    """A notice that is not Stripe's, too old, or not readable."""

    code = "bad_notice"
    message = "The signature does not fit."


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
            return checkout_facts(self._post("checkout/sessions", key=key, **request))

    def checkout(self, reference: str) -> CheckoutFacts:
        """Return how a pay page stands now. Raises: NotFound (it is not ours)."""
        with _asking("read checkout"):
            return checkout_facts(self._get(_path("checkout/sessions", reference), expand=EXPANDED))

    def close_checkout(self, reference: str) -> CheckoutFacts:
        """Close a pay page and return how it stands: somebody may have paid a moment before."""
        try:
            with _asking("close checkout"):
                self._post(_path("checkout/sessions", reference, "expire"))
        except GatewayRefused:
            structlog.get_logger().info("checkout was closed already")
        return self.checkout(reference)

    def refund(self, intent: str, *, amount: int, refund_id: int, key: str) -> RefundFacts:
        """Send money back, once for each key. Raises: GatewayRefused."""
        with _asking("refund"):
            return refund_facts(
                self._post(
                    "refunds",
                    key=key,
                    payment_intent=intent,
                    amount=amount,
                    reason="requested_by_customer",
                    metadata={"refund": str(refund_id)},
                )
            )

    def refunds_of(self, intent: str) -> tuple[RefundFacts, ...]:
        """Return all refunds of a payment, whoever made them. Raises: NotFound."""
        with _asking("read refunds"):
            return _refunds(self._get("refunds", payment_intent=intent, limit=LONGEST_LIST))

    def refunds_since(self, moment: datetime) -> tuple[RefundFacts, ...]:
        """Return the newest refunds of the account since ``moment``, at most 100."""
        with _asking("read new refunds"):
            created = {"gte": int(moment.timestamp())}
            return _refunds(self._get("refunds", created=created, limit=LONGEST_LIST))

    def disputes_since(self, moment: datetime) -> Mapping[str, str]:
        """Return the account's newest disputes since ``moment`` (id → intent), at most 100."""
        with _asking("read new disputes"):
            created = {"gte": int(moment.timestamp())}
            found = self._get("disputes", created=created, limit=LONGEST_LIST)["data"]
        return {row["id"]: row["payment_intent"] for row in found if row["payment_intent"]}

    def dispute(self, reference: str) -> DisputeFacts:
        """Return how a dispute stands now. Raises: NotFound."""
        with _asking("read dispute"):
            return dispute_facts(self._get(_path("disputes", reference)))

    def notice(self, body: bytes, signature: str) -> Notice:
        """Return what a genuine notice points at. Raises: BadNotice."""
        import stripe

        try:
            stripe.WebhookSignature.verify_header(
                body, signature, self._webhook_secret, stripe.Webhook.DEFAULT_TOLERANCE
            )
            return notice_facts(json.loads(body))
        except (stripe.SignatureVerificationError, *_UNREADABLE) as error:
            raise BadNotice from error

    def _get(self, path: str, **wishes: Any) -> dict[str, Any]:
        return self._raw("get", path, wishes)

    def _post(self, path: str, *, key: str | None = None, **wishes: Any) -> dict[str, Any]:
        return self._raw("post", path, wishes | ({"idempotency_key": key} if key else {}))

    def _raw(self, method: str, path: str, wishes: Mapping[str, Any]) -> dict[str, Any]:
        # Plain values: the SDK's objects would be built only to be taken apart for our facts.
        answer: Any = self._client.raw_request(method, f"/v1/{path}", **wishes)
        found: dict[str, Any] = answer.data
        return found

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


def _path(kind: str, *parts: str) -> str:
    return "/".join((kind, *(quote(part, safe="") for part in parts)))


def _refunds(found: Mapping[str, Any]) -> tuple[RefundFacts, ...]:
    return tuple(refund_facts(row) for row in found["data"] if row.get("payment_intent"))
