"""What all flows stand on: many rows one by one, and pay pages opened, followed and closed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import structlog

from conference.kernel.database import transaction
from conference.kernel.errors import ConferenceError, Unavailable
from conference.payments import actions
from conference.payments.actions import Attempt
from conference.payments.queries import LivePayment
from conference.payments.rules import CheckoutFacts, Notice, PaymentState
from conference.payments.stripe_gateway import GatewayRefused, StripeGateway

RowT = TypeVar("RowT")

PATIENCE = 3
"""After so many unanswered calls a round ends: Stripe is down, the next round is soon."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of a periodic job did."""

    done: int = 0
    failed: int = 0


def each(rows: Iterable[RowT], work: Callable[[RowT], object]) -> Round:
    """Do the work for each row; one that fails does not stop the others."""
    done = failed = unanswered = 0
    for row in rows:
        try:
            work(row)
        except ConferenceError as error:
            structlog.get_logger().warning("payment left for later", why=type(error).__name__)
            failed += 1
            unanswered += isinstance(error, Unavailable)
        except Exception as error:  # noqa: BLE001 (our fault with one row must not stop the rest)
            structlog.get_logger().error("payment not followed", exc_info=error)
            failed += 1
        else:
            done += 1
        if unanswered == PATIENCE:
            break
    return Round(done, failed)


def open_page(gateway: StripeGateway, attempt: Attempt, now: datetime) -> str | None:
    """Get the pay page of a payment that is starting; repeated, Stripe answers the same."""
    facts = gateway.open_checkout(attempt.request or {}, key=attempt.key)
    with transaction():
        url = actions.open_payment(attempt.place, facts)
    if url is None:
        close(gateway, facts.reference, now)
    return url


def follow(
    gateway: StripeGateway, facts: CheckoutFacts, now: datetime, notice: Notice | None = None
) -> PaymentState | None:
    """Let a payment follow what Stripe has said, and close its order's pages that nobody needs."""
    with transaction():
        settled = actions.settle(facts, now=now, notice=notice)
    if settled is None:
        return None
    # What fails here is closed by the next reconciliation.
    each(settled.superfluous, lambda reference: close(gateway, reference, now))
    return settled.payment


def close(gateway: StripeGateway, reference: str, now: datetime) -> None:
    """Close a pay page and let its payment follow: somebody may have paid a moment before."""
    facts = gateway.close_checkout(reference)
    with transaction():
        actions.settle(facts, now=now)


def resume(gateway: StripeGateway, payment: LivePayment, now: datetime) -> None:
    """Learn what became of a payment whose process died before it stored Stripe's answer."""
    with transaction():
        attempt = actions.attempt(payment.place)
    if attempt.state is PaymentState.STARTING:
        try:
            open_page(gateway, attempt, now)
        except GatewayRefused:
            with transaction():
                actions.give_up(attempt.place, now=now)
