"""What is sold and how many of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from conference.kernel.database import Base

MAX_PER_ORDER = 20


class TicketType(Base):
    """A kind of ticket with a whole price: VAT is inside."""

    __tablename__ = "ticket_types"
    __table_args__ = (
        UniqueConstraint("edition_id", "code"),
        CheckConstraint("price >= 0", name="price"),
        CheckConstraint("vat_rate >= 0 AND vat_rate < 10000", name="vat_rate"),
        CheckConstraint("max_per_order BETWEEN 1 AND 50", name="max_per_order"),
        CheckConstraint(
            "opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at", name="window"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(String(200), default="")
    price: Mapped[int]
    vat_rate: Mapped[int]
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    is_public: Mapped[bool] = mapped_column(default=True)
    max_per_order: Mapped[int] = mapped_column(default=MAX_PER_ORDER)
    position: Mapped[int] = mapped_column(default=0)


class Quota(Base):
    """How many places there are of something; without a size there is no limit."""

    __tablename__ = "quotas"
    __table_args__ = (
        UniqueConstraint("edition_id", "name"),
        CheckConstraint("size IS NULL OR size >= 0", name="size"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    name: Mapped[str] = mapped_column(String(80))
    size: Mapped[int | None]


class QuotaMember(Base):
    """A ticket type counts against a quota."""

    __tablename__ = "quota_members"

    quota_id: Mapped[int] = mapped_column(ForeignKey("quotas.id"), primary_key=True)
    ticket_type_id: Mapped[int] = mapped_column(
        ForeignKey("ticket_types.id"), primary_key=True, index=True
    )
