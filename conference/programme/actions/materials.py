"""Adding and removing what belongs to a session: it counts at once, without a release."""

from datetime import date

from sqlalchemy import delete

from conference.editions.actions import touch_public
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.programme import queries
from conference.programme.actions.desk import Desk
from conference.programme.models import SessionMaterial
from conference.programme.queries.materials import next_material_position
from conference.programme.rules.writing import MOST_MATERIALS, MaterialsFull


def add_material(
    code: str, *, title: str, address: str, shown_from: date | None, desk: Desk
) -> None:
    """Add a material after the last one; the same one again is success.

    Raises: NotFound, MaterialsFull.
    """
    row = desk.lock_session(code)
    there = queries.materials(row.id)
    if any((one.title, one.address) == (title, address) for one in there):
        return
    if len(there) >= MOST_MATERIALS:
        raise MaterialsFull
    db.session.add(
        SessionMaterial(
            session_id=row.id,
            position=next_material_position(row.id),
            title=title,
            address=address,
            shown_from=shown_from,
        )
    )
    touch_public(desk.edition_id)
    desk.record("material added", "session", row.id, title=title)


def remove_material(code: str, material_id: int, *, desk: Desk) -> None:
    """Take a material away. Raises: NotFound."""
    row = desk.lock_session(code)
    found = next((one for one in queries.materials(row.id) if one.id == material_id), None)
    if found is None:
        raise NotFound("This material is not there any more.")
    db.session.execute(delete(SessionMaterial).where(SessionMaterial.id == found.id))
    touch_public(desk.edition_id)
    desk.record("material removed", "session", row.id, title=found.title)
