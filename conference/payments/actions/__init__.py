"""What changes payments and refunds: begin, open, settle, send back. Order first, then payment."""

from conference.payments.actions.disputes import note_dispute
from conference.payments.actions.ground import purge_receipts
from conference.payments.actions.payments import (
    Attempt,
    Reopened,
    Settled,
    attempt,
    begin,
    expire_hold,
    give_up,
    open_payment,
    reopen,
    settle,
)
from conference.payments.actions.refunds import (
    Cancellation,
    MoneyBack,
    cancel_with_refund,
    leave_as_it_is,
    note_refunds,
    refuse_refund,
    send_surplus_back,
    store_refund,
)

__all__ = [
    "Attempt",
    "Cancellation",
    "MoneyBack",
    "Reopened",
    "Settled",
    "attempt",
    "begin",
    "cancel_with_refund",
    "expire_hold",
    "give_up",
    "leave_as_it_is",
    "note_dispute",
    "note_refunds",
    "open_payment",
    "purge_receipts",
    "refuse_refund",
    "reopen",
    "send_surplus_back",
    "settle",
    "store_refund",
]
