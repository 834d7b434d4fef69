"""Pages on which organisers make the programme."""

from conference.programme.manage import releases, rooms, schedule, sessions
from conference.programme.manage.blueprint import blueprint

__all__ = ["blueprint", "releases", "rooms", "schedule", "sessions"]
