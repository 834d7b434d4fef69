"""What may be said of sessions and rooms, and what may not be deleted."""

from collections.abc import Mapping

from conference.kernel.errors import Refused
from conference.programme.rules.states import RecordingChoice

TITLE_LENGTH = 200
SUMMARY_LENGTH = 400
ABSTRACT_LENGTH = 20_000
CONTENT_NOTE_LENGTH = 300
NAME_LENGTH = 200
MOST_SPEAKERS = 20
MOST_PLACES = 100_000


MATERIAL_TITLE_LENGTH = 120
ADDRESS_LENGTH = 500
MOST_MATERIALS = 20
MOST_FILES = 10
"""Files of one session; each may have 10 MB (decision 17)."""

MOST_THREADS = 24
"""Tracks, or formats, of one edition: the letters would run out soon after."""

MOST_ROOMS = 200
"""Rooms of one edition: no programme fills more, and a file of strangers may name any number."""

RECORDINGS: Mapping[RecordingChoice, str] = {
    RecordingChoice.UNDECIDED: "Not decided",
    RecordingChoice.NO: "Not recorded",
    RecordingChoice.AUDIO: "The sound is recorded",
    RecordingChoice.VIDEO: "It is filmed",
}


def looks(name: str) -> str:
    """Return a name as it is compared: without its capitals, spare spaces and soft hyphens."""
    return " ".join(name.replace("\xad", "").split()).casefold()


def is_unrecorded(choice: RecordingChoice) -> bool | None:
    """Return the formats' flag: crews who read them film, and only one choice lets them."""
    if choice is RecordingChoice.UNDECIDED:
        return None
    return choice is not RecordingChoice.VIDEO


class MaterialsFull(Refused):
    """A session has as many materials as a page can show."""

    code = "materials_full"
    message = f"A session can have {MOST_MATERIALS} materials. Remove one first."


class FilesFull(Refused):
    """A session has as many files as it may have."""

    code = "files_full"
    message = f"A session can have {MOST_FILES} files. Remove one first, or add a link."


class ThreadInUse(Refused):
    """Sessions are of this track or format."""

    code = "thread_in_use"
    message = "Sessions are of it, so it cannot be deleted."


class ThreadsFull(Refused):
    """There are as many as pages can show."""

    code = "threads_full"
    message = f"There can be {MOST_THREADS}. Delete one first."


class RoomsFull(Refused):
    """There are as many as an edition can have."""

    code = "rooms_full"
    message = f"There can be {MOST_ROOMS} rooms. Delete one first."


class SessionInUse(Refused):
    """A release has shown the session: calendars and bookings know it."""

    code = "session_in_use"
    message = "This session was public, so it cannot be deleted. Call it off instead."


class RoomInUse(Refused):
    """The draft or a release has sessions in the room."""

    code = "room_in_use"
    message = "This room has sessions, so it cannot be deleted."
