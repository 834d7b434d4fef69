"""What may be said of sessions and rooms, and what may not be deleted."""

from conference.kernel.errors import Refused

TITLE_LENGTH = 200
SUMMARY_LENGTH = 400
ABSTRACT_LENGTH = 20_000
CONTENT_NOTE_LENGTH = 300
NAME_LENGTH = 200
MOST_SPEAKERS = 20
MOST_PLACES = 100_000


class SessionInUse(Refused):
    """A release has shown the session: calendars and bookings know it."""

    code = "session_in_use"
    message = "This session was public, so it cannot be deleted. Call it off instead."


class RoomInUse(Refused):
    """The draft or a release has sessions in the room."""

    code = "room_in_use"
    message = "This room has sessions, so it cannot be deleted."
