"""What buyers and attendees choose: whom the tickets are for, and photos."""

import enum
from collections.abc import Mapping


class Audience(enum.StrEnum):
    """Whom the tickets are for (domain.md BU-40)."""

    ME = "me"
    ME_AND_OTHERS = "me_and_others"
    OTHERS = "others"

    @property
    def label(self) -> str:
        """What the buyer says."""
        return _AUDIENCE_LABELS[self]

    @property
    def has_buyer(self) -> bool:
        """Whether the buyer comes too."""
        return self is not Audience.OTHERS

    @property
    def has_others(self) -> bool:
        """Whether other people come."""
        return self is not Audience.ME


_AUDIENCE_LABELS: Mapping[Audience, str] = {
    Audience.ME: "Me",
    Audience.ME_AND_OTHERS: "Me and others",
    Audience.OTHERS: "Other people",
}


class PhotoChoice(enum.StrEnum):
    """May this person be in photos? The default is no (domain.md PR-20)."""

    YES = "yes"
    WIDE = "wide"
    NO = "no"

    @property
    def label(self) -> str:
        """What the attendee says."""
        return _PHOTO_LABELS[self]


_PHOTO_LABELS: Mapping[PhotoChoice, str] = {
    PhotoChoice.YES: "Yes",
    PhotoChoice.WIDE: "Only in wide shots of the room",
    PhotoChoice.NO: "No",
}


def may_be_named_by_buyer(*, is_buyer: bool, is_claimed: bool, is_cancelled: bool) -> bool:
    """Say whether the buyer still decides who uses a place; a claimed ticket is its holder's."""
    return not (is_buyer or is_claimed or is_cancelled)
