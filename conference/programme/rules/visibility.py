"""What the public sees of speakers and rooms: the functions that decide (domain.md PR-29)."""

import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from conference.kernel.text import holds_address

NAMED_ON_THE_DAY = "Speaker named on the day"
ROOM_ON_BOOKING = "Room given on booking"
ROOM_ON_THE_DAY = "Room given at the venue"
ROOM_TO_BE_ANNOUNCED = "Room to be announced"


class RoomSecrecy(enum.StrEnum):
    """To whom a room is named: to everybody, to those who booked, or (hidden now) to nobody."""

    OPEN = "open"
    PRIVATE = "private"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerChoices:
    """Who somebody is and what they chose to show; organisers hid them at ``hidden_at``.

    ``picture`` is the mark in the address of theirs, if there is one.
    """

    code: str
    name: str
    organisation: str
    biography: str
    alias: str
    is_listed: bool
    shows_organisation: bool
    shows_biography: bool
    shows_picture: bool = True
    picture: str = ""
    hidden_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicSpeaker:
    """What anybody may see of a speaker; without a code there is no page of theirs."""

    code: str | None
    name: str
    organisation: str = ""
    biography: str = ""
    picture: str = ""
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

    @property
    def told(self) -> str:
        """What mails and calendars say: the name, or that one is to come; else nothing."""
        is_to_come = self.text == ROOM_TO_BE_ANNOUNCED
        return ROOM_TO_BE_ANNOUNCED if is_to_come else self.name or ""


def public_speaker(choices: SpeakerChoices) -> PublicSpeaker:
    """Return what the public sees. Somebody not listed is neither named nor linked.

    Not even their other name is shown: each choice holds by itself, and the more careful one wins;
    of somebody hidden in an emergency it may be what gave them away. An email address is no name.
    """
    name = choices.alias or choices.name
    if choices.hidden_at is not None or not choices.is_listed or holds_address(name):
        return PublicSpeaker(code=None, name=NAMED_ON_THE_DAY)
    return PublicSpeaker(
        code=choices.code,
        name=name,
        organisation=choices.organisation if choices.shows_organisation else "",
        biography=choices.biography if choices.shows_biography else "",
        picture=choices.picture if choices.shows_picture else "",
    )


def public_room(
    name: str | None, *, secrecy: RoomSecrecy, speakers: Iterable[PublicSpeaker]
) -> PublicRoom:
    """Return where a session is, as far as anybody may know.

    A private room is told to those who booked, a hidden one to nobody. Where a protected speaker
    will be is not told on public pages either (domain.md PR-12): the building is.
    """
    if secrecy is RoomSecrecy.HIDDEN:
        return PublicRoom(name=None, text=ROOM_TO_BE_ANNOUNCED)
    if secrecy is RoomSecrecy.PRIVATE:
        return PublicRoom(name=None, text=ROOM_ON_BOOKING)
    if name is not None and any(speaker.code is None for speaker in speakers):
        return PublicRoom(name=None, text=ROOM_ON_THE_DAY)
    return PublicRoom(name=name, text=name or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Renaming:
    """A session that one release renamed, and what would make its old title a secret.

    ``is_called`` is its title today. ``is_sensitive`` and ``was_hidden`` count in the release, the
    one before it and today; ``is_protected`` if anybody who is or was on stage is not shown under
    their own name: a title may hold one.
    """

    was_called: str
    is_called: str
    is_sensitive: bool
    was_hidden: bool
    is_protected: bool


def told_title(renaming: Renaming, *, others: Iterable[SpeakerChoices] = ()) -> str:
    """Return the old title if the public read it and may be told it again; else nothing.

    None that holds a word of the name of one of these ``others``, who are not shown under it.
    """
    words = _words(renaming.was_called)
    is_secret = (
        renaming.is_sensitive
        or renaming.was_hidden
        or renaming.is_protected
        or any(not words.isdisjoint(_words(choices.name)) for choices in others)
    )
    if is_secret or renaming.was_called == renaming.is_called:
        return ""
    return renaming.was_called


def is_shown_as_themselves(choices: SpeakerChoices) -> bool:
    """Say whether the public sees somebody under their own name."""
    shown = public_speaker(choices)
    return shown.code is not None and shown.name == choices.name


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))
