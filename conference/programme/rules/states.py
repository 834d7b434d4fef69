"""What kinds of things stand in a programme, and the state of each in a release."""

import enum


class SessionKind(enum.StrEnum):
    """A session has a page; a break is shown in its time only."""

    SESSION = "session"
    BREAK = "break"


class StageRole(enum.StrEnum):
    """What somebody on stage does there."""

    SPEAKER = "speaker"
    CHAIR = "chair"


class EntryState(enum.StrEnum):
    """Whether a released session takes place (the words of RFC 5545, STATUS)."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
