"""Rows of the tickets package for tests."""

from typing import Any

from conference.kernel.database import db, transaction
from conference.tickets.models import Quota, QuotaMember, TicketType


def make_type(
    edition_id: int, code: str = "STD", *, price: int = 19900, size: int | None = 100, **values: Any
) -> int:
    """Store a ticket type with a quota of its own and return the type's id."""
    facts: dict[str, Any] = {"name": code.title(), "vat_rate": 2000, "position": 10}
    with transaction():
        row = TicketType(edition_id=edition_id, code=code, price=price, **(facts | values))
        quota = Quota(edition_id=edition_id, name=row.name, size=size)
        db.session.add_all([row, quota])
        db.session.flush()
        db.session.add(QuotaMember(quota_id=quota.id, ticket_type_id=row.id))
        return row.id


def make_quota(edition_id: int, name: str, size: int | None, *type_ids: int) -> int:
    """Store a quota that these types count against, and return its id."""
    with transaction():
        quota = Quota(edition_id=edition_id, name=name, size=size)
        db.session.add(quota)
        db.session.flush()
        for type_id in type_ids:
            db.session.add(QuotaMember(quota_id=quota.id, ticket_type_id=type_id))
        return quota.id


def change_type(type_id: int, **values: Any) -> None:
    """Change a ticket type, as an organiser would."""
    with transaction():
        row = db.session.get(TicketType, type_id)
        for name, value in values.items():
            setattr(row, name, value)
