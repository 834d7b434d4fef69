"""What all actions stand on: locks in their order, and receipts."""

from collections.abc import Sequence
from datetime import datetime

from conference.kernel.database import db, delete_where
from conference.orders import queries as orders
from conference.orders.models import Order
from conference.payments import queries
from conference.payments.models import Payment, WebhookReceipt
from conference.payments.queries import Place
from conference.payments.rules import RECEIPTS_KEPT, Notice, PaymentState


def locked(place: Place) -> tuple[Order, Payment]:
    """Lock an order, then its payment. Raises: NotFound."""
    order = orders.order_by_id_for_update(place.order_id)
    return order, queries.payment_for_update(place.payment_id)


def is_new(notice: Notice | None, now: datetime) -> bool:
    """Say whether a notice is seen for the first time, and keep its receipt.

    The order is locked, so that two deliveries at once cannot both be the first.
    """
    if notice is None:
        return True
    if queries.is_received(notice.event_id):
        return False
    db.session.add(WebhookReceipt(event_id=notice.event_id, kind=notice.kind, received_at=now))
    return True


def locked_for_news(
    intent: str, notice: Notice | None, now: datetime
) -> tuple[Order, Payment] | None:
    """Lock the order and payment of a PaymentIntent that there is news of.

    Nothing for a payment that is not ours, and for a notice that was acted on before.
    """
    place = queries.place_of_intent(intent)
    if place is None:
        return None
    order, payment = locked(place)
    return (order, payment) if is_new(notice, now) else None


def purge_receipts(*, now: datetime) -> int:
    """Delete receipts older than 90 days and return how many. Runs inside ``transaction()``."""
    return delete_where(WebhookReceipt, WebhookReceipt.received_at < now - RECEIPTS_KEPT)


def open_pages(payments: Sequence[Payment]) -> tuple[str, ...]:
    """Return the references of those pay pages on which somebody could still pay."""
    return tuple(
        payment.reference
        for payment in payments
        if payment.state == PaymentState.OPEN and payment.reference
    )
