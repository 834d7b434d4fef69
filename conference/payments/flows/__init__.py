"""Everything that talks to Stripe, in three steps: a transaction, the call, a transaction.

Whatever is killed between two steps is taken up again: by the person who presses once more, by
Stripe's notice, or by ``reconcile``. Each flow may run twice, and in two processes at once.
"""

from conference.payments.flows.changing import reopen
from conference.payments.flows.ground import PATIENCE, Round
from conference.payments.flows.paying import settle, settle_order, start, take_notice
from conference.payments.flows.refunding import Refunded, refund, refund_surplus
from conference.payments.flows.rounds import expire, reconcile

__all__ = [
    "PATIENCE",
    "Refunded",
    "Round",
    "expire",
    "reconcile",
    "refund",
    "refund_surplus",
    "reopen",
    "settle",
    "settle_order",
    "start",
    "take_notice",
]
