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


class SessionLevel(enum.StrEnum):
    """What somebody should bring along to follow a session."""

    ANY = "any"
    NEW = "new"
    SOME = "some"
    MUCH = "much"


class RecordingChoice(enum.StrEnum):
    """Whether a session is recorded; nobody records where nothing is decided."""

    UNDECIDED = "undecided"
    NO = "no"
    AUDIO = "audio"
    VIDEO = "video"


class EntryState(enum.StrEnum):
    """Whether a released session takes place (the words of RFC 5545, STATUS)."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
