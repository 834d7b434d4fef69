"""What belongs to a session beside its words: slides, handouts, pages elsewhere."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from conference.kernel.database import db
from conference.programme.models import Session, SessionMaterial


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialRow:
    """One material; ``shown_from`` is the first day, at the venue, on which anybody sees it."""

    id: int
    title: str
    address: str
    shown_from: date | None

    def is_shown(self, today: date) -> bool:
        """Whether anybody may see it on this day."""
        return self.shown_from is None or self.shown_from <= today


def materials(session_id: int) -> tuple[MaterialRow, ...]:
    """Return all materials of a session in their order."""
    rows = db.session.execute(
        select(*(getattr(SessionMaterial, name) for name in MaterialRow.__slots__))
        .where(SessionMaterial.session_id == session_id)
        .order_by(SessionMaterial.position, SessionMaterial.id)
    )
    return tuple(MaterialRow(**row._mapping) for row in rows)  # noqa: SLF001 (documented)


def shown_materials(session_id: int, *, today: date) -> tuple[MaterialRow, ...]:
    """Return those materials that anybody may see today."""
    return tuple(row for row in materials(session_id) if row.is_shown(today))


def materials_of(edition_id: int) -> dict[int, tuple[MaterialRow, ...]]:
    """Return all materials of an edition by session, each in their order, in one statement."""
    rows = db.session.scalars(
        select(SessionMaterial)
        .join(Session, Session.id == SessionMaterial.session_id)
        .where(Session.edition_id == edition_id)
        .order_by(SessionMaterial.session_id, SessionMaterial.position, SessionMaterial.id)
    )
    found: defaultdict[int, list[MaterialRow]] = defaultdict(list)
    for row in rows:
        facts = {name: getattr(row, name) for name in MaterialRow.__slots__}
        found[row.session_id].append(MaterialRow(**facts))
    return {session_id: tuple(listed) for session_id, listed in found.items()}


def next_material_position(session_id: int) -> int:
    """Return the place after the last material."""
    last = db.session.scalar(
        select(func.max(SessionMaterial.position)).where(SessionMaterial.session_id == session_id)
    )
    return (last or 0) + 1
