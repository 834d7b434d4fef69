"""Speakers' pictures: one's own, and the one behind an address."""

from sqlalchemy import select

from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.people.models import Speaker
from conference.proposals.models import SpeakerPicture


def own_picture(edition_id: int, person_id: int) -> bytes:
    """Return the picture of somebody on stage. Raises: NotFound."""
    return _content(
        db.session.scalar(
            select(SpeakerPicture.content)
            .join(Speaker, Speaker.id == SpeakerPicture.speaker_id)
            .where(Speaker.edition_id == edition_id, Speaker.person_id == person_id)
        )
    )


def picture_of_mark(mark: str) -> bytes:
    """Return the picture of a mark; whether it may be shown is asked before. Raises: NotFound."""
    return _content(
        db.session.scalar(select(SpeakerPicture.content).where(SpeakerPicture.mark == mark))
    )


def _content(found: bytes | None) -> bytes:
    if found is None:
        raise NotFound
    return found
