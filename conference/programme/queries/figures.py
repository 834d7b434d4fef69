"""How far the programme has come, in four numbers."""

from sqlalchemy import func, select

from conference.kernel.database import db
from conference.programme.models import Release, Room, Session, Slot
from conference.programme.rules.states import SessionKind


def figures(edition_id: int) -> dict[str, int]:
    """Return how many rooms and sessions there are, how many without a time, and the release."""
    sessions = select(func.count(Session.id)).where(
        Session.edition_id == edition_id, Session.kind == SessionKind.SESSION
    )
    row = db.session.execute(
        select(
            select(func.count(Room.id))
            .where(Room.edition_id == edition_id)
            .scalar_subquery()
            .label("rooms"),
            sessions.scalar_subquery().label("sessions"),
            sessions.outerjoin(Slot, Slot.session_id == Session.id)
            .where(Slot.session_id.is_(None), Session.is_cancelled.is_(False))
            .scalar_subquery()
            .label("unplaced"),
            select(func.coalesce(func.max(Release.number), 0))
            .where(Release.edition_id == edition_id)
            .scalar_subquery()
            .label("release"),
        )
    ).one()
    return dict(row._mapping)  # noqa: SLF001 (the documented way to a row's names)
