"""Which payments the bank holds: the condition that pages, lists and actions share."""

from sqlalchemy import Exists, exists

from conference.payments.models import Dispute, Payment
from conference.payments.rules import OPEN_DISPUTES


def is_disputed() -> Exists:
    """Return the condition that a payment has an open dispute: nothing of it can go back."""
    open_ones = exists().where(Dispute.payment_id == Payment.id, Dispute.state.in_(OPEN_DISPUTES))
    return open_ones.correlate(Payment)
