"""Speakers, locked for whoever changes what they said."""

from sqlalchemy import select

from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.people.models import Speaker


def own_speaker_for_update(edition_id: int, person_id: int) -> Speaker:
    """Lock and return who a person is on the stage of an edition. Raises: NotFound."""
    found = db.session.scalars(
        select(Speaker)
        .where(Speaker.edition_id == edition_id, Speaker.person_id == person_id)
        .order_by(Speaker.id)
        .limit(1)
        .with_for_update()
    ).first()
    if found is None:
        raise NotFound
    return found
