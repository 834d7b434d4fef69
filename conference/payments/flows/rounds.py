"""The periodic jobs: holds that ran out, and whatever is open at Stripe."""

from collections.abc import Sequence
from datetime import datetime

from conference.kernel.database import transaction
from conference.kernel.errors import ConferenceError, NotFound
from conference.payments import actions, queries, rules
from conference.payments.flows.ground import Round, close, each, resume
from conference.payments.flows.paying import settle
from conference.payments.flows.refunding import follow_refunds, send_one
from conference.payments.queries import LapsedOrder, LivePayment, OpenRefund
from conference.payments.rules import PaymentState, RefundState
from conference.payments.stripe_gateway import StripeGateway


def expire(gateway: StripeGateway, *, now: datetime) -> Round:
    """Free the places of orders whose hold ran out, asking Stripe about each open payment first.

    Paid: the order keeps them. Open: the page is closed at Stripe, then they are freed. With the
    bank: they are kept (workflows.md rule 10).
    """
    return each(queries.lapsed_orders(now), lambda order: _expire_one(gateway, order, now))


def reconcile(gateway: StripeGateway, *, now: datetime, real_now: datetime) -> Round:
    """Ask Stripe about all that is open, and about refunds and disputes that it never told of."""
    rounds = (
        each(queries.live_payments(real_now), lambda row: _reconcile_one(gateway, row, now)),
        each(queries.open_refunds(), lambda row: _reconcile_refund(gateway, row, now)),
        each(
            _intents_refunded_elsewhere(gateway, real_now),
            lambda intent: follow_refunds(gateway, intent, now),
        ),
        each(
            _disputes(gateway, real_now),
            lambda row: _follow_dispute(gateway, *row, now=now, real_now=real_now),
        ),
    )
    return Round(
        done=sum(round_.done for round_ in rounds), failed=sum(round_.failed for round_ in rounds)
    )


def _expire_one(gateway: StripeGateway, order: LapsedOrder, now: datetime) -> None:
    payment = order.payment
    if payment is None:
        with transaction():
            actions.expire_hold(order.order_id, now=now)
    elif payment.state is PaymentState.STARTING:
        resume(gateway, payment, now)
    else:
        close(gateway, payment.reference or "", now)


def _reconcile_one(gateway: StripeGateway, payment: LivePayment, now: datetime) -> None:
    if payment.state is PaymentState.STARTING:
        resume(gateway, payment, now)
    elif payment.state is PaymentState.OPEN and not payment.is_awaited:
        close(gateway, payment.reference or "", now)
    else:
        settle(gateway, payment.reference or "", now=now)


def _reconcile_refund(gateway: StripeGateway, refund: OpenRefund, now: datetime) -> None:
    if refund.state is RefundState.REQUESTED:
        send_one(gateway, refund, now)
    else:
        follow_refunds(gateway, refund.intent, now)


def _intents_refunded_elsewhere(gateway: StripeGateway, real_now: datetime) -> Sequence[str]:
    try:
        seen = gateway.refunds_since(real_now - rules.SEEN_BACK)
    except ConferenceError:
        return ()
    return queries.unseen_intents({facts.reference: facts.intent for facts in seen})


def _disputes(gateway: StripeGateway, real_now: datetime) -> Sequence[tuple[str, str]]:
    """Return the disputes to ask about (reference, intent): open ones, and new ones of ours."""
    known = queries.open_disputes()
    try:
        seen = gateway.disputes_since(real_now - rules.SEEN_BACK)
    except ConferenceError:
        return known
    return (*known, *queries.unseen_disputes(seen))


def _follow_dispute(
    gateway: StripeGateway, reference: str, intent: str, *, now: datetime, real_now: datetime
) -> None:
    try:
        facts = gateway.dispute(reference)
    except NotFound:  # another account's: nobody can say how it stands
        return
    said_at = real_now.replace(microsecond=0)  # as Stripe's notices say it
    with transaction():
        actions.note_dispute(intent, facts, said_at=said_at, now=now)
