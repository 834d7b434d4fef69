"""Everything that talks to Stripe, in three steps: a transaction, the call, a transaction.

Whatever is killed between two steps is taken up again: by the person who presses once more, by
Stripe's notice, or by ``reconcile``. Each flow may run twice, and in two processes at once.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import structlog

from conference.kernel.database import transaction
from conference.kernel.errors import ConferenceError, NotFound, Unavailable
from conference.payments import actions, queries, rules
from conference.payments.actions import Attempt, Cancellation, MoneyBack
from conference.payments.queries import LapsedOrder, LivePayment, OpenRefund
from conference.payments.rules import (
    CheckoutFacts,
    Notice,
    PaymentState,
    PayPageRefused,
    Press,
    RefundState,
)
from conference.payments.stripe_gateway import GatewayRefused, StripeGateway

RowT = TypeVar("RowT")

NEW_ATTEMPTS = 3
"""How often one press begins anew: the page was over, or was refused."""

PATIENCE = 3
"""After so many unanswered calls a round ends: Stripe is down, the next round is soon."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of a periodic job did."""

    done: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Refunded:
    """The sum that goes back in pence; whether Stripe has answered, and whether it said no."""

    amount: int
    is_sent: bool = True
    is_refused: bool = False


def start(gateway: StripeGateway, press: Press, *, now: datetime, real_now: datetime) -> str | None:
    """Return the address of the order's pay page; nothing if there is nothing more to pay.

    Two tabs, a double press and the back button lead to the same page. Raises: Unavailable
    (Stripe does not answer: nothing is charged, places and answers are kept), PayPageRefused,
    and what ``actions.begin`` refuses.
    """
    for _ in range(NEW_ATTEMPTS):
        with transaction():
            attempt = actions.begin(press, now=now, real_now=real_now)
        if attempt.state in rules.NOTHING_LEFT_TO_PAY:
            return None
        if attempt.state is PaymentState.STARTING:
            url = _page_of_starting(gateway, attempt, now)
        else:
            facts = _current(gateway, attempt, real_now)
            if facts is None or facts.status == "open":
                return attempt.pay_url
            if _settle(gateway, facts, now) in rules.NOTHING_LEFT_TO_PAY:
                return None
            url = None
        if url is not None:
            return url
    raise Unavailable


def settle(
    gateway: StripeGateway, reference: str, *, now: datetime, notice: Notice | None = None
) -> PaymentState | None:
    """Let a payment follow what Stripe says; nothing for a session that is not ours.

    The one function for the return page, the webhook and the reconciliation.
    """
    try:
        facts = gateway.checkout(reference)
    except NotFound:
        return None
    return _settle(gateway, facts, now, notice)


def settle_order(gateway: StripeGateway, edition_id: int, code: str, *, now: datetime) -> None:
    """Settle whatever an order has at Stripe."""
    for reference in queries.open_references(edition_id, code):
        settle(gateway, reference, now=now)


def take_notice(gateway: StripeGateway, notice: Notice, *, now: datetime) -> None:
    """Act on a genuine notice: it says where to look, Stripe's API says what is so.

    Its receipt is stored with the effect: whatever breaks in between is delivered again.
    """
    if queries.is_received(notice.event_id):
        return
    if notice.session is not None:
        settle(gateway, notice.session, now=now, notice=notice)
    elif notice.intent is not None:
        _follow_refunds(gateway, notice.intent, now, notice)


def expire(gateway: StripeGateway, *, now: datetime) -> Round:
    """Free the places of orders whose hold ran out, asking Stripe about each open payment first.

    Paid: the order keeps them. Open: the page is closed at Stripe, then they are freed. With the
    bank: they are kept (workflows.md rule 10).
    """
    return _each(queries.lapsed_orders(now), lambda order: _expire_one(gateway, order, now))


def reconcile(gateway: StripeGateway, *, now: datetime, real_now: datetime) -> Round:
    """Ask Stripe about all that is open: pay pages, refunds, and refunds made elsewhere."""
    rounds = (
        _each(queries.live_payments(real_now), lambda row: _reconcile_one(gateway, row, now)),
        _each(queries.open_refunds(), lambda row: _reconcile_refund(gateway, row, now)),
        _each(
            _intents_refunded_elsewhere(gateway, real_now),
            lambda intent: _follow_refunds(gateway, intent, now),
        ),
    )
    return Round(
        done=sum(round_.done for round_ in rounds), failed=sum(round_.failed for round_ in rounds)
    )


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


def _page_of_starting(gateway: StripeGateway, attempt: Attempt, now: datetime) -> str | None:
    try:
        return _open(gateway, attempt, now)
    except GatewayRefused as error:
        with transaction():
            actions.give_up(attempt.place, now=now)
        if attempt.is_fresh:
            raise PayPageRefused from error
        return None


def _open(gateway: StripeGateway, attempt: Attempt, now: datetime) -> str | None:
    """Get the pay page of a payment that is starting; repeated, Stripe answers the same."""
    facts = gateway.open_checkout(attempt.request or {}, key=attempt.key)
    with transaction():
        url = actions.open_payment(attempt.place, facts)
    if url is None:
        _close(gateway, facts.reference, now)
    return url


def _current(gateway: StripeGateway, attempt: Attempt, real_now: datetime) -> CheckoutFacts | None:
    """Return how an open pay page stands, closing it if too little time is left.

    Nothing when Stripe's API does not answer: its page may still do.
    """
    reference = attempt.reference or ""
    if rules.is_nearly_over(attempt.expires_at, real_now=real_now):
        return gateway.close_checkout(reference)
    try:
        return gateway.checkout(reference)
    except Unavailable:
        return None


def _settle(
    gateway: StripeGateway, facts: CheckoutFacts, now: datetime, notice: Notice | None = None
) -> PaymentState | None:
    with transaction():
        settled = actions.settle(facts, now=now, notice=notice)
    if settled is None:
        return None
    # What fails here is closed by the next reconciliation.
    _each(settled.superfluous, lambda reference: _close(gateway, reference, now))
    return settled.payment


def _close(gateway: StripeGateway, reference: str, now: datetime) -> None:
    facts = gateway.close_checkout(reference)
    with transaction():
        actions.settle(facts, now=now)


def _expire_one(gateway: StripeGateway, order: LapsedOrder, now: datetime) -> None:
    payment = order.payment
    if payment is None:
        with transaction():
            actions.expire_hold(order.order_id, now=now)
    elif payment.state is PaymentState.STARTING:
        _resume(gateway, payment, now)
    else:
        _close(gateway, payment.reference or "", now)


def _reconcile_one(gateway: StripeGateway, payment: LivePayment, now: datetime) -> None:
    if payment.state is PaymentState.STARTING:
        _resume(gateway, payment, now)
    elif payment.state is PaymentState.OPEN and not payment.is_awaited:
        _close(gateway, payment.reference or "", now)
    else:
        settle(gateway, payment.reference or "", now=now)


def _resume(gateway: StripeGateway, payment: LivePayment, now: datetime) -> None:
    """Learn what became of a payment whose process died before it stored Stripe's answer."""
    with transaction():
        attempt = actions.attempt(payment.place)
    if attempt.state is PaymentState.STARTING:
        try:
            _open(gateway, attempt, now)
        except GatewayRefused:
            with transaction():
                actions.give_up(attempt.place, now=now)


def _reconcile_refund(gateway: StripeGateway, refund: OpenRefund, now: datetime) -> None:
    if refund.state is RefundState.REQUESTED:
        _send_one(gateway, refund, now)
    else:
        _follow_refunds(gateway, refund.intent, now)


def _intents_refunded_elsewhere(gateway: StripeGateway, real_now: datetime) -> Sequence[str]:
    try:
        seen = gateway.refunds_since(real_now - rules.REFUNDS_SEEN_BACK)
    except Unavailable:
        return ()
    return queries.unseen_intents({facts.reference: facts.intent for facts in seen})


def _send_back(gateway: StripeGateway, money_back: MoneyBack, now: datetime) -> Refunded:
    states: list[RefundState] = []
    sending = _each(
        money_back.refunds, lambda refund: states.append(_send_one(gateway, refund, now))
    )
    # What fails here is closed by the next reconciliation.
    _each(money_back.superfluous, lambda reference: _close(gateway, reference, now))
    return Refunded(
        amount=money_back.amount,
        is_sent=not sending.failed,
        is_refused=RefundState.FAILED in states,
    )


def _send_one(gateway: StripeGateway, refund: OpenRefund, now: datetime) -> RefundState:
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


def _follow_refunds(
    gateway: StripeGateway, intent: str, now: datetime, notice: Notice | None = None
) -> None:
    if queries.place_of_intent(intent) is None:
        return
    found = gateway.refunds_of(intent)
    with transaction():
        actions.note_refunds(intent, found, now=now, notice=notice)


def _each(rows: Iterable[RowT], work: Callable[[RowT], object]) -> Round:
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
