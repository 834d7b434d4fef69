"""Changing one attendee's day: the private calendar, stars, and what people are told."""

from conference.agendas.actions.calendar import (
    calendar_key,
    end_calendar,
    note_fetch,
    replace_calendar_key,
    set_shows_rooms,
)
from conference.agendas.actions.stars import change_stars, delete_stars, set_star
from conference.agendas.actions.telling import tell_changes, tell_shown, tell_what_waited

__all__ = [
    "calendar_key",
    "change_stars",
    "delete_stars",
    "end_calendar",
    "note_fetch",
    "replace_calendar_key",
    "set_shows_rooms",
    "set_star",
    "tell_changes",
    "tell_shown",
    "tell_what_waited",
]
