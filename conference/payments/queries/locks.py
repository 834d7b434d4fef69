"""Finding a payment and its order, and reading rows under lock for the actions."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, or_, select

from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.orders.models import Order
from conference.payments.models import Dispute, Payment, Refund, WebhookReceipt
from conference.payments.queries.standing import is_disputed
from conference.payments.rules import FINAL, CheckoutFacts, Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a payment is: its order comes first in the order of locks."""

    payment_id: int
    order_id: int


def order_of_for_update(facts: CheckoutFacts) -> tuple[Order, int] | None:
    """Lock the order of a Checkout Session and return it with the id of the session's payment.

    The payment is found by its reference, or by our own marks on it. The marks count only while
    it waits for its reference: a process was killed between Stripe's answer and storing it.
    """
    known = _order_and_payment(_by_reference(), reference=facts.reference)
    if known is not None or facts.attempt is None:
        return known
    return _order_and_payment(_by_marks(), code=facts.order_code, attempt=facts.attempt)


def place_of_refund(refund_id: int) -> Place:
    """Return where a refund's payment is. Raises: NotFound."""
    return _found(
        _place(
            Payment.id == select(Refund.payment_id).where(Refund.id == refund_id).scalar_subquery()
        )
    )


def place_of_intent(intent: str) -> Place | None:
    """Find a PaymentIntent's payment; nothing for one that is not ours."""
    return _place(Payment.intent == intent)


def payment_for_update(payment_id: int) -> Payment:
    """Lock and return a payment whose order is locked already. Raises: NotFound."""
    found = db.session.scalar(_payment(), {"id": payment_id})
    if found is None:
        raise NotFound
    return found


def payments_for_update(order_id: int) -> Sequence[Payment]:
    """Lock and return the payments of an order that is locked already, oldest first."""
    return db.session.scalars(_payments(), {"order_id": order_id}).all()


def disputed_payments(order_id: int) -> frozenset[int]:
    """Return the payments (ids) of a locked order that a bank holds for an open dispute."""
    found = select(Payment.id).where(Payment.order_id == order_id, is_disputed())
    return frozenset(db.session.scalars(found))


def refunds_for_update(payment_ids: Sequence[int]) -> Sequence[Refund]:
    """Lock and return the refunds of payments that are locked already, oldest first."""
    return db.session.scalars(
        select(Refund)
        .where(Refund.payment_id.in_(payment_ids))
        .order_by(Refund.id)
        .with_for_update()
    ).all()


def dispute_for_update(reference: str) -> Dispute | None:
    """Lock and return a dispute whose payment is locked already, if it is known."""
    return db.session.scalar(
        select(Dispute).where(Dispute.reference == reference).with_for_update()
    )


def is_received(event_id: str) -> bool:
    """Say whether a notice was acted on before."""
    return db.session.get(WebhookReceipt, event_id) is not None


def is_old_news(notice: Notice) -> bool:
    """Say whether a notice was acted on, or tells of a pay page whose payment is final."""
    event = {"event_id": notice.event_id, "reference": notice.session}
    return bool(db.session.scalar(_old_news(), event))


def order_of_refund(edition_id: int, refund_id: int) -> str:
    """Return the code of the edition's order that a refund belongs to. Raises: NotFound."""
    code = db.session.scalar(
        select(Order.code)
        .join(Payment, Payment.order_id == Order.id)
        .join(Refund, Refund.payment_id == Payment.id)
        .where(Refund.id == refund_id, Order.edition_id == edition_id)
    )
    if code is None:
        raise NotFound
    return code


def _order_and_payment(statement: Select[Order, int], **marks: Any) -> tuple[Order, int] | None:
    row = db.session.execute(statement, marks).first()
    return (row[0], row[1]) if row else None


def _place(*conditions: ColumnElement[bool]) -> Place | None:
    row = db.session.execute(
        select(Payment.id, Payment.order_id)
        .join(Order, Order.id == Payment.order_id)
        .where(*conditions)
    ).first()
    return Place(payment_id=row[0], order_id=row[1]) if row else None


def _found(place: Place | None) -> Place:
    if place is None:
        raise NotFound
    return place


@cache
def _by_reference() -> Select[Order, int]:
    return _orders_and_payments().where(Payment.reference == bindparam("reference"))


@cache
def _by_marks() -> Select[Order, int]:
    return _orders_and_payments().where(
        Order.code == bindparam("code"),
        Payment.attempt == bindparam("attempt"),
        Payment.reference.is_(None),
    )


def _orders_and_payments() -> Select[Order, int]:
    return (
        select(Order, Payment.id)
        .join(Payment, Payment.order_id == Order.id)
        .with_for_update(of=Order)
    )


@cache
def _payment() -> Select[Payment]:
    return select(Payment).where(Payment.id == bindparam("id")).with_for_update()


@cache
def _payments() -> Select[Payment]:
    return (
        select(Payment)
        .where(Payment.order_id == bindparam("order_id"))
        .order_by(Payment.id)
        .with_for_update()
    )


@cache
def _old_news() -> Select[bool]:
    was_received = exists().where(WebhookReceipt.event_id == bindparam("event_id"))
    is_final = exists().where(Payment.reference == bindparam("reference"), Payment.state.in_(FINAL))
    return select(or_(was_received, is_final))
