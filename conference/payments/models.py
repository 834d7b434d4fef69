"""Tries to pay, refunds, disputes, and the provider's notices."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from conference.kernel.database import Base, EnumText, one_of
from conference.payments.rules import REASON_LENGTH, DisputeState, PaymentState, RefundState

LIVE_STATES = "state IN ('starting', 'open', 'processing')"


class Payment(Base):
    """One try to pay an order by card; at most one is live at a time. Amounts are pence.

    ``reference`` is Stripe's Checkout Session, ``intent`` its PaymentIntent. ``request`` is what
    we ask of Stripe, word for word, until it has answered: a repeat under the same key must not
    differ. ``received`` is the money that came in. ``expires_at`` is real time: it is Stripe's.
    """

    __tablename__ = "payments"
    __table_args__ = (
        one_of("state", PaymentState),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("received >= 0", name="received"),
        Index(
            "uq_payments_live",
            "order_id",
            unique=True,
            sqlite_where=text(LIVE_STATES),
            postgresql_where=text(LIVE_STATES),
        ),
        Index("uq_payments_attempt", "order_id", "attempt", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    attempt: Mapped[int]
    state: Mapped[PaymentState] = mapped_column(EnumText(PaymentState, 12), index=True)
    amount: Mapped[int]
    received: Mapped[int | None]
    currency: Mapped[str] = mapped_column(String(3))
    idempotency_key: Mapped[str] = mapped_column(String(80), unique=True)
    request: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    reference: Mapped[str | None] = mapped_column(String(120), unique=True)
    intent: Mapped[str | None] = mapped_column(String(120), unique=True)
    pay_url: Mapped[str | None] = mapped_column(Text)
    card_brand: Mapped[str] = mapped_column(String(20), default="")
    card_last4: Mapped[str] = mapped_column(String(4), default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class Refund(Base):
    """Money on its way back, in pence.

    ``requested_by`` is stripe for one made in Stripe's dashboard, and for what a lost dispute
    took: it asks for a decision, and ``decided_at`` says that somebody decided to leave the order
    as it is.
    """

    __tablename__ = "refunds"
    __table_args__ = (one_of("state", RefundState), CheckConstraint("amount > 0", name="amount"))

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    state: Mapped[RefundState] = mapped_column(EnumText(RefundState, 12), index=True)
    amount: Mapped[int]
    reason: Mapped[str] = mapped_column(String(REASON_LENGTH))
    idempotency_key: Mapped[str] = mapped_column(String(80), unique=True)
    reference: Mapped[str | None] = mapped_column(String(120), unique=True)
    requested_by: Mapped[str] = mapped_column(String(60))
    requested_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]


class Dispute(Base):
    """The owner of a card has asked the bank for money back, in pence.

    ``due_by``, when Stripe wants our answer, and ``said_at``, when it said the newest thing that
    we know, are real time: they are Stripe's.
    """

    __tablename__ = "disputes"
    __table_args__ = (one_of("state", DisputeState),)

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    reference: Mapped[str] = mapped_column(String(120), unique=True)
    state: Mapped[DisputeState] = mapped_column(EnumText(DisputeState, 12), index=True)
    amount: Mapped[int]
    due_by: Mapped[datetime | None]
    said_at: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class WebhookReceipt(Base):
    """A notice of the provider that was acted on: a second delivery changes nothing."""

    __tablename__ = "webhook_receipts"

    event_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    kind: Mapped[str] = mapped_column(String(80))
    received_at: Mapped[datetime]
