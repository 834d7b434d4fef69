"""What an order gets when a bank refuses, days later perhaps, a payment that it had accepted."""

from datetime import datetime

from conference.orders.models import Order
from conference.orders.rules import HOLD_CEILING, OrderState
from conference.payments import mails
from conference.payments.models import Payment


def note_bank_refusal(order: Order, payment: Payment, *, now: datetime) -> None:
    """Let the buyer of a locked order pay in another way, and say so in a mail; once.

    The places were kept for as long as the bank decided, so a new hold begins, as long as a hold
    may be: the buyer learns of it from a mail, not in front of a page. An order that is no longer
    waiting for this money keeps what it has.
    """
    if order.state == OrderState.AWAITING_PAYMENT:
        order.placed_at = now
        order.hold_until = max(order.hold_until, now + HOLD_CEILING)
    mails.tell_bank_refused(order, payment, now=now)
