"""Speakers' pictures: kept anew, or none."""

from conference.documents.pictures import Picture
from conference.editions.actions import touch_public
from conference.kernel import codes
from conference.kernel.database import db, delete_where
from conference.proposals.actions.tasks import Self, finish, own_row
from conference.proposals.models import SpeakerPicture
from conference.proposals.rules.states import SpeakerTaskKind


def save_picture(who: Self, picture: Picture) -> None:
    """Keep a picture instead of the one before, whose address is dead then. Raises: NotFound."""
    row = own_row(who)
    delete_where(SpeakerPicture, SpeakerPicture.speaker_id == row.id)
    db.session.add(
        SpeakerPicture(
            speaker_id=row.id,
            mark=codes.random_code(codes.SELECTOR_LENGTH),
            content=picture.content,
            width=picture.width,
            height=picture.height,
            stored_at=who.now,
        )
    )
    touch_public(who.edition_id)
    finish(row, SpeakerTaskKind.PICTURE, who)


def take_picture_away(who: Self) -> None:
    """Keep no picture: the initials stand there. Raises: NotFound."""
    row = own_row(who)
    delete_where(SpeakerPicture, SpeakerPicture.speaker_id == row.id)
    touch_public(who.edition_id)
    finish(row, SpeakerTaskKind.PICTURE, who)
