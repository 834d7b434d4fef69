"""What kinds of things stand in a programme, and the state of each in a release."""

import enum

from conference.editions.rules import SessionLevel
from conference.people.rules import RecordingChoice

__all__ = [
    "PLENARY",
    "EntryState",
    "RecordingChoice",
    "SessionKind",
    "SessionLevel",
    "SlotWish",
    "StageRole",
]

PLENARY = "plenary"
"""Code of the format that everybody attends."""


class SessionKind(enum.StrEnum):
    """A session has a page; a break is shown in its time only."""

    SESSION = "session"
    BREAK = "break"


class StageRole(enum.StrEnum):
    """What somebody on stage does there."""

    SPEAKER = "speaker"
    CHAIR = "chair"


class SlotWish(enum.StrEnum):
    """What somebody on stage says of the time and room that they are given."""

    YES = "yes"
    ANOTHER_TIME = "another_time"
    WITHDRAW = "withdraw"


class EntryState(enum.StrEnum):
    """Whether a released session takes place (the words of RFC 5545, STATUS)."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
