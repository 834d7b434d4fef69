"""Reading what was done to one object."""

from collections.abc import Sequence

from sqlalchemy import select

from conference.history.models import Entry
from conference.kernel.database import db

LIMIT = 200


def entries_of(kind: str, object_id: int) -> Sequence[Entry]:
    """Return the newest entries of an object, newest first, at most 200."""
    return db.session.scalars(
        select(Entry)
        .where(Entry.subject_kind == kind, Entry.subject_id == object_id)
        .order_by(Entry.id.desc())
        .limit(LIMIT)
    ).all()


def entries_at_desk(edition_id: int, kind: str, object_id: int) -> Sequence[Entry]:
    """Return the newest entries of an object that this edition's desk may see, at most 200."""
    return db.session.scalars(
        select(Entry)
        .where(
            Entry.subject_kind == kind,
            Entry.subject_id == object_id,
            Entry.edition_id == edition_id,
        )
        .order_by(Entry.id.desc())
        .limit(LIMIT)
    ).all()
