"""Announcing: every reaction in its order, in the same transaction."""

from dataclasses import dataclass

import pytest
from flask import Flask

from conference.kernel import events, heartbeat
from conference.kernel.clock import real_now
from conference.kernel.database import transaction


@dataclass(frozen=True, slots=True)
class DoorOpened:
    """Something that happened."""

    number: int


class ReactionFailed(RuntimeError):
    """A reaction could not do its part."""


def test_reactions_run_in_their_order(app: Flask) -> None:
    heard: list[tuple[str, int]] = []
    app.extensions[events.EXTENSION] = {
        DoorOpened: (
            lambda event: heard.append(("light", event.number)),
            lambda event: heard.append(("heating", event.number)),
        )
    }
    events.announce(DoorOpened(4))
    assert heard == [("light", 4), ("heating", 4)]


def test_an_event_that_the_table_does_not_name_is_a_fault(app: Flask) -> None:
    with pytest.raises(KeyError):
        events.announce(DoorOpened(4))


def test_what_fails_in_a_reaction_undoes_the_action(database: Flask) -> None:
    def fail(_: DoorOpened) -> None:
        raise ReactionFailed

    database.extensions[events.EXTENSION] = {DoorOpened: (fail,)}

    def open_door() -> None:
        with transaction():
            heartbeat.beat("door", real_now())
            events.announce(DoorOpened(4))

    with pytest.raises(ReactionFailed):
        open_door()
    assert heartbeat.is_silent("door", real_now())
