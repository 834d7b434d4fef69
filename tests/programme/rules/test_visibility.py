"""What the public sees of speakers and rooms."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from conference.programme.rules.visibility import (
    PublicRoom,
    PublicSpeaker,
    Renaming,
    RoomSecrecy,
    SpeakerChoices,
    is_shown_as_themselves,
    public_room,
    public_speaker,
    told_title,
)
from tests.factories.programme import SUMMER

CHOICES = SpeakerChoices(
    code="WILK",
    name="Tomasz Wilk",
    organisation="A hospital",
    biography="Counts things.",
    alias="",
    is_listed=True,
    shows_organisation=True,
    shows_biography=True,
)
SHOWN = PublicSpeaker(
    code="WILK", name="Tomasz Wilk", organisation="A hospital", biography="Counts things."
)
TO_COME = PublicRoom(name=None, text="Room to be announced")
HIDDEN = PublicSpeaker(code=None, name="Speaker named on the day")


@pytest.mark.parametrize(
    ("choices", "seen"),
    [
        (CHOICES, SHOWN),
        (replace(CHOICES, alias="T. W."), replace(SHOWN, name="T. W.")),
        (replace(CHOICES, shows_organisation=False), replace(SHOWN, organisation="")),
        (replace(CHOICES, shows_biography=False), replace(SHOWN, biography="")),
        (replace(CHOICES, picture="MARK"), replace(SHOWN, picture="MARK")),
        (replace(CHOICES, picture="MARK", shows_picture=False), SHOWN),
        (replace(CHOICES, picture="MARK", is_listed=False), HIDDEN),
        (replace(CHOICES, picture="MARK", hidden_at=SUMMER), HIDDEN),
        (replace(CHOICES, is_listed=False), HIDDEN),
        (replace(CHOICES, is_listed=False, alias="A guest"), HIDDEN),
        (replace(CHOICES, name="wilk@example.org"), HIDDEN),
        (replace(CHOICES, alias="wilk@example.org"), HIDDEN),
        (replace(CHOICES, name="wilk@example.org", alias="T. W."), replace(SHOWN, name="T. W.")),
    ],
)
def test_choices_decide_what_is_seen(choices: SpeakerChoices, seen: PublicSpeaker) -> None:
    assert public_speaker(choices) == seen


@pytest.mark.parametrize(
    ("name", "secrecy", "speakers", "seen"),
    [
        ("Studio 1", RoomSecrecy.OPEN, (SHOWN,), PublicRoom(name="Studio 1", text="Studio 1")),
        ("Studio 1", RoomSecrecy.OPEN, (), PublicRoom(name="Studio 1", text="Studio 1")),
        (
            "Studio 1",
            RoomSecrecy.OPEN,
            (SHOWN, HIDDEN),
            PublicRoom(name=None, text="Room given at the venue"),
        ),
        (
            "Private room",
            RoomSecrecy.PRIVATE,
            (),
            PublicRoom(name=None, text="Room given on booking"),
        ),
        (None, RoomSecrecy.PRIVATE, (HIDDEN,), PublicRoom(name=None, text="Room given on booking")),
        ("Studio 1", RoomSecrecy.HIDDEN, (SHOWN,), TO_COME),
        ("Studio 1", RoomSecrecy.HIDDEN, (HIDDEN,), TO_COME),
        (None, RoomSecrecy.OPEN, (HIDDEN,), PublicRoom(name=None, text="")),
        (None, RoomSecrecy.OPEN, (), PublicRoom(name=None, text="")),
    ],
)
def test_a_room_is_told_unless_it_protects_somebody(
    name: str | None, secrecy: RoomSecrecy, speakers: tuple[PublicSpeaker, ...], seen: PublicRoom
) -> None:
    assert public_room(name, secrecy=secrecy, speakers=speakers) == seen


@pytest.mark.parametrize(
    ("room", "told"),
    [
        (PublicRoom(name="Studio 1", text="Studio 1"), "Studio 1"),
        (PublicRoom(name=None, text="Room given on booking"), ""),
        (PublicRoom(name=None, text="Room given at the venue"), ""),
        (PublicRoom(name=None, text=""), ""),
        (TO_COME, "Room to be announced"),
    ],
)
def test_mails_and_calendars_tell_a_name_or_that_one_is_to_come(
    room: PublicRoom, told: str
) -> None:
    assert room.told == told


RENAMED = Renaming(
    was_called="Twelve dots, by Otter",
    is_called="The dots",
    is_sensitive=False,
    was_hidden=False,
    is_protected=False,
)


@pytest.mark.parametrize(
    ("renaming", "told"),
    [
        (RENAMED, RENAMED.was_called),
        (replace(RENAMED, is_called=RENAMED.was_called), ""),
        (replace(RENAMED, is_sensitive=True), ""),
        (replace(RENAMED, was_hidden=True), ""),
        (replace(RENAMED, is_protected=True), ""),
        (replace(RENAMED, was_called="With TOMASZ, live"), ""),
    ],
)
def test_an_old_title_is_told_unless_it_may_be_a_secret(renaming: Renaming, told: str) -> None:
    assert told_title(renaming, others=[replace(CHOICES, is_listed=False)]) == told


@pytest.mark.parametrize(
    ("choices", "is_open"),
    [
        (CHOICES, True),
        (replace(CHOICES, alias="T. W."), False),
        (replace(CHOICES, is_listed=False), False),
        (replace(CHOICES, hidden_at=datetime(2024, 9, 1, tzinfo=UTC)), False),
    ],
)
def test_who_is_shown_under_their_own_name(choices: SpeakerChoices, is_open: bool) -> None:
    assert is_shown_as_themselves(choices) is is_open
