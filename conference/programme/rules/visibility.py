"""What the public sees of speakers and rooms: the functions that decide (domain.md PR-29)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

NAMED_ON_THE_DAY = "Speaker named on the day"
ROOM_ON_BOOKING = "Room given on booking"
ROOM_ON_THE_DAY = "Room given at the venue"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerChoices:
    """Who somebody is and what they chose to show; organisers hid them at ``hidden_at``."""

    code: str
    name: str
    organisation: str
    biography: str
    alias: str
    is_listed: bool
    shows_organisation: bool
    shows_biography: bool
    hidden_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicSpeaker:
    """What anybody may see of a speaker; without a code there is no page of theirs."""

    code: str | None
    name: str
    organisation: str = ""
    biography: str = ""
    is_chair: bool = False

    @property
    def shown(self) -> str:
        """The name in a list, and whether this person chairs."""
        return f"{self.name} (chair)" if self.is_chair else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicRoom:
    """What anybody may see of where a session is; without a name, ``text`` says when it is told."""

    name: str | None
    text: str


def public_speaker(choices: SpeakerChoices) -> PublicSpeaker:
    """Return what the public sees. Somebody not listed is neither named nor linked.

    Of somebody hidden in an emergency not even the alias is shown: it may be what gave them away.
    """
    if choices.hidden_at is not None:
        return PublicSpeaker(code=None, name=NAMED_ON_THE_DAY)
    if not choices.is_listed:
        return PublicSpeaker(code=None, name=choices.alias or NAMED_ON_THE_DAY)
    return PublicSpeaker(
        code=choices.code,
        name=choices.alias or choices.name,
        organisation=choices.organisation if choices.shows_organisation else "",
        biography=choices.biography if choices.shows_biography else "",
    )


def public_room(
    name: str | None, *, is_private: bool, speakers: Iterable[PublicSpeaker]
) -> PublicRoom:
    """Return where a session is, as far as anybody may know.

    A private room is told to those who booked. Where a protected speaker will be is not told on
    public pages either (domain.md PR-12): the building is.
    """
    if is_private:
        return PublicRoom(name=None, text=ROOM_ON_BOOKING)
    if name is not None and any(speaker.code is None for speaker in speakers):
        return PublicRoom(name=None, text=ROOM_ON_THE_DAY)
    return PublicRoom(name=name, text=name or "")
