"""Following what a bank and Stripe say about money that a card's owner wants back."""

from datetime import datetime

from conference.history import actions as history
from conference.kernel.database import db
from conference.orders.actions import record
from conference.orders.models import Order
from conference.orders.rules import OrderState
from conference.payments import mails, queries
from conference.payments.actions.ground import locked_for_news
from conference.payments.models import Dispute, Payment, Refund
from conference.payments.rules import (
    ENDED_DISPUTES,
    EXTERNAL,
    DisputeFacts,
    DisputeState,
    Matter,
    Notice,
    RefundState,
    is_overtaken,
)

LOST = "The bank gave it to the card's owner"


def note_dispute(
    intent: str,
    facts: DisputeFacts,
    *,
    said_at: datetime | None,
    now: datetime,
    notice: Notice | None = None,
) -> None:
    """Let a dispute follow what Stripe said at ``said_at``, and tell the help desk of an open one.

    It needs a person until it is answered or over; the tickets stay until somebody decides
    (workflows.md rule 15). A lost one is money that went back outside this system, and asks for
    the same decision. News that newer news overtook, and a foreign payment, change nothing; nor
    does an answer of Stripe's API (no ``notice``) to one that has ended meanwhile: only open ones
    are asked about, so its end is the newer news, whatever the clocks say.
    """
    found = locked_for_news(intent, notice, now)
    if found is None:
        return
    order, payment = found
    dispute = queries.dispute_for_update(facts.reference)
    told = (dispute.state, dispute.due_by) if dispute else None
    if dispute is None:
        dispute = _opened(order, payment, facts, now)
    elif _is_no_news(dispute, facts, said_at, notice):
        return
    dispute.said_at, dispute.due_by = said_at, facts.due_by
    dispute.amount = facts.amount
    if dispute.state is not facts.state:
        _move(order, dispute, facts.state, now)
        _follow_loss(order, payment, dispute, now)
    if dispute.state is DisputeState.OPEN and told != (dispute.state, dispute.due_by):
        mails.tell_decision_needed(
            order, Matter.DISPUTED, dispute.id, now=now, until=dispute.due_by
        )


def _is_no_news(
    dispute: Dispute, facts: DisputeFacts, said_at: datetime | None, notice: Notice | None
) -> bool:
    was_only_asked = notice is None and dispute.state in ENDED_DISPUTES
    return was_only_asked or is_overtaken(facts.state, said_at, dispute.state, dispute.said_at)


def _opened(order: Order, payment: Payment, facts: DisputeFacts, now: datetime) -> Dispute:
    dispute = Dispute(
        payment_id=payment.id,
        reference=facts.reference,
        state=DisputeState.OPEN,
        amount=facts.amount,
        opened_at=now,
    )
    db.session.add(dispute)
    db.session.flush()
    details = {"payment": payment.id, "dispute": dispute.id, "amount": facts.amount}
    record(order, "payment disputed", history.SYSTEM, now, **details)
    return dispute


def _move(order: Order, dispute: Dispute, to: DisputeState, now: datetime) -> None:
    dispute.state = to
    dispute.ended_at = now if to in ENDED_DISPUTES else None
    record(order, f"dispute {to}", history.SYSTEM, now, dispute=dispute.id)


def _follow_loss(order: Order, payment: Payment, dispute: Dispute, now: datetime) -> None:
    """Count money that the bank gave to the card's owner as sent back, until it comes again.

    An appeal brings nothing back before it is won.
    """
    is_lost = dispute.state is DisputeState.LOST
    refunds = queries.refunds_for_update([payment.id])
    loss = next((row for row in refunds if row.reference == dispute.reference), None)
    if loss is not None and is_lost:
        loss.state = RefundState.SUCCEEDED
    elif loss is not None and dispute.state is DisputeState.WON:
        loss.state = RefundState.FAILED
    elif loss is None and is_lost and dispute.amount:
        loss = _loss(dispute, now)
        db.session.add(loss)
        db.session.flush()
        if order.state != OrderState.CANCELLED:
            mails.tell_decision_needed(order, Matter.EXTERNAL_REFUND, loss.id, now=now)


def _loss(dispute: Dispute, now: datetime) -> Refund:
    return Refund(
        payment_id=dispute.payment_id,
        state=RefundState.SUCCEEDED,
        amount=dispute.amount,
        reason=LOST,
        idempotency_key=f"external-{dispute.reference}"[:80],
        reference=dispute.reference,
        requested_by=EXTERNAL,
        requested_at=now,
        settled_at=now,
    )
