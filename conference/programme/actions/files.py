"""Files and links that people on stage give for their session: they count at once."""

import secrets
from dataclasses import dataclass
from datetime import date

from conference.documents.uploads import CheckedFile
from conference.editions.actions import touch_public
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.programme import queries
from conference.programme.actions import materials
from conference.programme.actions.desk import Desk
from conference.programme.models import SessionFile
from conference.programme.queries import files as file_queries
from conference.programme.rules.writing import MOST_FILES, FilesFull


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A checked file, what it is called, and the first day on which anybody gets it."""

    file: CheckedFile
    title: str
    shown_from: date | None


def give_file(code: str, given: Given, *, person_id: int, desk: Desk) -> None:
    """Keep a file of somebody on stage; the very same one again is success.

    Raises: NotFound (not on this stage), FilesFull.
    """
    desk.take_turn()
    stage = file_queries.on_stage(desk.edition_id, code, person_id)
    if file_queries.has_file(stage.session_id, given.file.name, given.file.content):
        return
    if file_queries.file_count(stage.session_id) >= MOST_FILES:
        raise FilesFull
    row = SessionFile(
        session_id=stage.session_id,
        speaker_id=stage.speaker_id,
        mark=secrets.token_hex(16),
        title=given.title,
        file_name=given.file.name,
        media_type=given.file.media_type,
        size=len(given.file.content),
        content=given.file.content,
        shown_from=given.shown_from,
        stored_at=desk.now,
    )
    db.session.add(row)
    db.session.flush()
    touch_public(desk.edition_id)
    desk.record("file added", "session", stage.session_id, file=row.id)


def give_link(
    code: str, *, title: str, address: str, shown_from: date | None, person_id: int, desk: Desk
) -> None:
    """Add a link of somebody on stage. Raises: NotFound (not on this stage), MaterialsFull."""
    file_queries.on_stage(desk.edition_id, code, person_id)
    materials.add_material(code, title=title, address=address, shown_from=shown_from, desk=desk)


def take_file(code: str, file_id: int, *, desk: Desk, person_id: int | None = None) -> None:
    """Take a file away for good; ``person_id`` is of somebody on stage, none of an organiser.

    Raises: NotFound (gone, or not on this stage).
    """
    desk.take_turn()
    if person_id is not None:
        file_queries.on_stage(desk.edition_id, code, person_id)
    session = queries.session_for_update(desk.edition_id, code)
    row = db.session.get(SessionFile, file_id)
    if row is None or row.session_id != session.id:
        raise NotFound("This file is not there any more.")
    db.session.delete(row)
    touch_public(desk.edition_id)
    desk.record("file removed", "session", session.id, file=file_id)


def take_link(code: str, material_id: int, *, person_id: int, desk: Desk) -> None:
    """Take a link away for somebody on stage. Raises: NotFound (gone, or not on this stage)."""
    file_queries.on_stage(desk.edition_id, code, person_id)
    materials.remove_material(code, material_id, desk=desk)
