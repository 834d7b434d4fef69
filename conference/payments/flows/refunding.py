"""Money goes back: with a cancelled order, or what was paid too much."""

from dataclasses import dataclass
from datetime import datetime

from conference.kernel.database import transaction
from conference.payments import actions, queries
from conference.payments.actions import Cancellation, MoneyBack
from conference.payments.flows.ground import close, each
from conference.payments.queries import OpenRefund
from conference.payments.rules import Notice, RefundState
from conference.payments.stripe_gateway import GatewayRefused, StripeGateway


@dataclass(frozen=True, slots=True, kw_only=True)
class Refunded:
    """The sum that goes back in pence; whether Stripe has answered, and whether it said no."""

    amount: int
    is_sent: bool = True
    is_refused: bool = False


def refund(gateway: StripeGateway, cancellation: Cancellation, *, now: datetime) -> Refunded:
    """Cancel a whole order and send back what was paid for it; pressed twice, it happens once.

    If Stripe does not answer, the order is cancelled and the money follows by ``reconcile``.
    Raises: NotFound, SumChanged.
    """
    with transaction():
        money_back = actions.cancel_with_refund(cancellation, now=now)
    return _send_back(gateway, money_back, now)


def refund_surplus(
    gateway: StripeGateway, cancellation: Cancellation, *, now: datetime
) -> Refunded:
    """Send back what an order was paid too much; its tickets stay valid. Raises: NotFound."""
    with transaction():
        money_back = actions.send_surplus_back(cancellation, now=now)
    return _send_back(gateway, money_back, now)


def follow_refunds(
    gateway: StripeGateway, intent: str, now: datetime, notice: Notice | None = None
) -> None:
    """Let the refunds of one payment follow what Stripe says; nothing for one not ours."""
    if queries.place_of_intent(intent) is None:
        return
    found = gateway.refunds_of(intent)
    with transaction():
        actions.note_refunds(intent, found, now=now, notice=notice)


def send_one(gateway: StripeGateway, refund: OpenRefund, now: datetime) -> RefundState:
    """Ask Stripe to send one refund, and store the answer."""
    try:
        facts = gateway.refund(
            refund.intent, amount=refund.amount, refund_id=refund.refund_id, key=refund.key
        )
    except GatewayRefused:
        # Perhaps it went through long ago under a key that Stripe has forgotten since, or
        # somebody sent the money back in the dashboard.
        found = gateway.refunds_of(refund.intent)
        with transaction():
            actions.note_refunds(refund.intent, found, now=now)
            return actions.refuse_refund(refund.refund_id, now=now)
    with transaction():
        return actions.store_refund(refund.refund_id, facts, now=now)


def _send_back(gateway: StripeGateway, money_back: MoneyBack, now: datetime) -> Refunded:
    states: list[RefundState] = []
    sending = each(money_back.refunds, lambda refund: states.append(send_one(gateway, refund, now)))
    # What fails here is closed by the next reconciliation.
    each(money_back.superfluous, lambda reference: close(gateway, reference, now))
    return Refunded(
        amount=money_back.amount,
        is_sent=not sending.failed,
        is_refused=RefundState.FAILED in states,
    )
