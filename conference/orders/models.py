"""Purchases, the places in them, and what attendees tell us."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.kernel.database import Base, EnumText, one_of
from conference.orders.rules import Audience, OrderState, PhotoChoice
from conference.tickets.models import TicketType

NAME_LENGTH = 200
EMAIL_LENGTH = 254
NEED_LENGTH = 500


class Order(Base):
    """One purchase. ``hold_until`` counts while the state is held; amounts are pence.

    ``link_selector`` is what the buyer's link names; a new one ends the old link.
    ``address_changes`` counts how often the address was corrected after paying. Once its tickets
    were good (``had_tickets``), that stays true when it is cancelled.
    """

    __tablename__ = "orders"
    __table_args__ = (
        one_of("state", OrderState),
        one_of("audience", Audience),
        CheckConstraint("total >= 0", name="total"),
        CheckConstraint("state <> 'paid' OR had_tickets", name="had_tickets"),
        Index(None, "edition_id", "state"),
        Index(None, "state", "hold_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    code: Mapped[str] = mapped_column(String(20), unique=True)
    form_token: Mapped[str] = mapped_column(String(64), unique=True)
    link_selector: Mapped[str] = mapped_column(String(40), unique=True)
    state: Mapped[OrderState] = mapped_column(EnumText(OrderState, 20))
    audience: Mapped[Audience] = mapped_column(EnumText(Audience, 20))
    email: Mapped[str | None] = mapped_column(String(EMAIL_LENGTH), index=True)
    buyer_name: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    organisation: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    currency: Mapped[str] = mapped_column(String(3))
    total: Mapped[int]
    placed_at: Mapped[datetime]
    hold_until: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    expired_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    address_changes: Mapped[int] = mapped_column(default=0)
    had_tickets: Mapped[bool] = mapped_column(default=False)

    lines: Mapped[list["OrderLine"]] = relationship(
        back_populates="order", lazy="raise_on_sql", order_by="OrderLine.id"
    )


class OrderLine(Base):
    """Some tickets of one type: price, rate and the line's VAT as they were when ordered."""

    __tablename__ = "order_lines"
    __table_args__ = (
        UniqueConstraint("order_id", "ticket_type_id"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("gross = quantity * unit_price", name="gross"),
        CheckConstraint("vat >= 0 AND vat <= gross", name="vat"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    ticket_type_id: Mapped[int] = mapped_column(ForeignKey("ticket_types.id"), index=True)
    quantity: Mapped[int]
    unit_price: Mapped[int]
    vat_rate: Mapped[int]
    gross: Mapped[int]
    vat: Mapped[int]

    order: Mapped[Order] = relationship(back_populates="lines", lazy="raise_on_sql")
    ticket_type: Mapped[TicketType] = relationship(lazy="raise_on_sql")


class Attendee(Base):
    """One place of an order line: somebody admitted by a ticket, named or not yet.

    ``code`` stands in addresses, ``ticket_code`` in the square code at the door.
    """

    __tablename__ = "attendees"
    __table_args__ = (
        one_of("photo_choice", PhotoChoice),
        Index(None, "edition_id", "cancelled_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"), index=True)
    ticket_type_id: Mapped[int] = mapped_column(ForeignKey("ticket_types.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    ticket_code: Mapped[str] = mapped_column(String(40), unique=True)
    link_selector: Mapped[str] = mapped_column(String(40), unique=True)
    is_buyer: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    email: Mapped[str | None] = mapped_column(String(EMAIL_LENGTH), index=True)
    badge_name: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    organisation: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    photo_choice: Mapped[PhotoChoice] = mapped_column(
        EnumText(PhotoChoice, 10), default=PhotoChoice.NO
    )
    claimed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    sequence: Mapped[int] = mapped_column(default=0)

    order: Mapped[Order] = relationship(lazy="raise_on_sql")
    order_line: Mapped[OrderLine] = relationship(lazy="raise_on_sql")
    ticket_type: Mapped[TicketType] = relationship(lazy="raise_on_sql")


class Acceptance(Base):
    """Who accepted which version of which text, when: the buyer terms, an attendee conduct."""

    __tablename__ = "acceptances"
    __table_args__ = (
        CheckConstraint("(order_id IS NULL) <> (attendee_id IS NULL)", name="one_side"),
        Index("uq_acceptances_order", "policy_id", "order_id", unique=True),
        Index("uq_acceptances_attendee", "policy_id", "attendee_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[int] = mapped_column(ForeignKey("policies.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    attendee_id: Mapped[int | None] = mapped_column(ForeignKey("attendees.id"), index=True)
    accepted_at: Mapped[datetime]
    accepted_by: Mapped[str] = mapped_column(String(60))


class Needs(Base):
    """What an attendee needs from us: health data under consent, for the coordinators only.

    Never joined into attendee lists; deleted 14 days after the event (domain.md PR-37 to 41).
    """

    __tablename__ = "needs"

    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendees.id"), primary_key=True)
    access: Mapped[list[str]] = mapped_column(JSON)
    access_text: Mapped[str] = mapped_column(Text)
    diet: Mapped[list[str]] = mapped_column(JSON)
    diet_text: Mapped[str] = mapped_column(Text)
    is_severe: Mapped[bool] = mapped_column(default=False)
    may_name: Mapped[bool] = mapped_column(default=False)
    consent_text: Mapped[str] = mapped_column(Text)
    consent_version: Mapped[int]
    consented_at: Mapped[datetime]
