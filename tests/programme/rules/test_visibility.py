"""What the public sees of speakers and rooms."""

from dataclasses import replace

import pytest

from conference.programme.rules.visibility import (
    PublicRoom,
    PublicSpeaker,
    SpeakerChoices,
    public_room,
    public_speaker,
)

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
HIDDEN = PublicSpeaker(code=None, name="Speaker named on the day")


@pytest.mark.parametrize(
    ("choices", "seen"),
    [
        (CHOICES, SHOWN),
        (replace(CHOICES, alias="T. W."), replace(SHOWN, name="T. W.")),
        (replace(CHOICES, shows_organisation=False), replace(SHOWN, organisation="")),
        (replace(CHOICES, shows_biography=False), replace(SHOWN, biography="")),
        (replace(CHOICES, is_listed=False), HIDDEN),
        (replace(CHOICES, is_listed=False, alias="A guest"), replace(HIDDEN, name="A guest")),
    ],
)
def test_choices_decide_what_is_seen(choices: SpeakerChoices, seen: PublicSpeaker) -> None:
    assert public_speaker(choices) == seen


@pytest.mark.parametrize(
    ("name", "is_private", "speakers", "seen"),
    [
        ("Studio 1", False, (SHOWN,), PublicRoom(name="Studio 1", text="Studio 1")),
        ("Studio 1", False, (), PublicRoom(name="Studio 1", text="Studio 1")),
        (
            "Studio 1",
            False,
            (SHOWN, HIDDEN),
            PublicRoom(name=None, text="Room given at the venue"),
        ),
        ("Private room", True, (), PublicRoom(name=None, text="Room given on booking")),
        (None, True, (HIDDEN,), PublicRoom(name=None, text="Room given on booking")),
        (None, False, (HIDDEN,), PublicRoom(name=None, text="")),
        (None, False, (), PublicRoom(name=None, text="")),
    ],
)
def test_a_room_is_told_unless_it_protects_somebody(
    name: str | None, is_private: bool, speakers: tuple[PublicSpeaker, ...], seen: PublicRoom
) -> None:
    assert public_room(name, is_private=is_private, speakers=speakers) == seen
