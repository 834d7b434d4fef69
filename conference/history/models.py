"""The table of what was done."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from conference.kernel.database import Base


class Entry(Base):
    """One thing that was done to one object: append-only, ids and codes, no links, no needs."""

    __tablename__ = "history_entries"
    __table_args__ = (Index(None, "subject_kind", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("editions.id"))
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(60))
    what: Mapped[str] = mapped_column(String(200))
    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int]
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
