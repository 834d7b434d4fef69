"""Telling people that the programme has changed; runs inside ``transaction()``."""

from conference.agendas import mails
from conference.programme.events import ScheduleReleased


def tell_changes(event: ScheduleReleased) -> None:
    """Tell everybody whose sessions moved or will not run, once (reaction)."""
    mails.tell_changed(event.edition_id, event.release_id, now=event.at)
