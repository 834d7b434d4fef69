"""What belongs to a session beside its words: slides, handouts, pages elsewhere."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from conference.kernel.database import db
from conference.programme.models import SessionMaterial


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialRow:
    """One material; ``shown_from`` is the first day, at the venue, on which anybody sees it."""

    id: int
    title: str
    address: str
    shown_from: date | None


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
    return tuple(
        row for row in materials(session_id) if row.shown_from is None or row.shown_from <= today
    )


def next_material_position(session_id: int) -> int:
    """Return the place after the last material."""
    last = db.session.scalar(
        select(func.max(SessionMaterial.position)).where(SessionMaterial.session_id == session_id)
    )
    return (last or 0) + 1
