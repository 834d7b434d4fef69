"""Telling people that the programme has changed; runs inside ``transaction()``."""

from conference.agendas import mails
from conference.programme.events import ProgrammeShown, ScheduleReleased, SessionShown


def tell_changes(event: ScheduleReleased) -> None:
    """Tell everybody whose sessions moved or will not run, once (reaction)."""
    mails.tell_changed(event.edition_id, event.release_id, now=event.at)


def tell_what_waited(event: ProgrammeShown) -> None:
    """Let mails go out that waited for the programme to be seen again (reaction)."""
    mails.wake(event.edition_id)


def tell_shown(event: SessionShown) -> None:
    """Tell everybody what became different in a session while it was hidden, once (reaction)."""
    mails.tell_shown(event.edition_id, event.session_id, event.since, now=event.at)
