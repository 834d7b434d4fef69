"""What goes into the public calendar files: the released programme, and one session of it."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from conference.agendas.rules import calendar_title, session_uid
from conference.documents.calendar import CalendarEntry, CalendarFacts
from conference.editions.queries import EditionFrame
from conference.programme import queries as programme
from conference.programme.queries import EntryFacts
from conference.programme.rules.outline import listed
from conference.programme.rules.visibility import PublicSpeaker, public_room

Link = Callable[[str], str]
"""Turns a session's code into the whole address of its page."""


def programme_calendar(edition: EditionFrame, link: Link) -> CalendarFacts:
    """Return the newest release without its breaks; nobody's time is blocked by all of it."""
    speakers = programme.speakers_of(edition.id)
    entries = (
        replace(
            _written(entry, speakers.get(entry.session_id, ()), edition, link), is_transparent=True
        )
        for entry in programme.entries(edition.id)
        if not entry.is_break
    )
    return _calendar(
        f"{edition.name}: programme", f"programme@{edition.slug}.conference", entries, edition
    )


def session_calendar(edition: EditionFrame, code: str, link: Link) -> CalendarFacts:
    """Return one released session. Raises: NotFound."""
    entry = programme.entry(edition.id, code)
    speakers = programme.speakers_of(edition.id, (entry.session_id,))
    written = _written(entry, speakers.get(entry.session_id, ()), edition, link)
    return _calendar(written.title, f"file-{written.uid}", (written,), edition)


def _calendar(
    name: str, uid: str, entries: Iterable[CalendarEntry], edition: EditionFrame
) -> CalendarFacts:
    return CalendarFacts(
        name=name,
        uid=uid,
        timezone=edition.timezone,
        entries=tuple(entries),
        first_date=edition.starts_on,
        last_date=edition.ends_on,
    )


def _written(
    entry: EntryFacts, speakers: tuple[PublicSpeaker, ...], edition: EditionFrame, link: Link
) -> CalendarEntry:
    """Return a session as a calendar may hold it: calendars are shared with whole teams.

    A sensitive session tells neither title nor words; rooms are those of the public pages.
    """
    room = public_room(entry.room_name, secrecy=entry.room_secrecy, speakers=speakers)
    return CalendarEntry(
        uid=session_uid(entry.session_id, edition.slug),
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        title=calendar_title(
            entry.title, is_sensitive=entry.is_sensitive, is_cancelled=entry.is_cancelled
        ),
        description="" if entry.is_sensitive else _description(entry, speakers),
        location=", ".join(filter(None, (room.told, edition.venue))),
        url=link(entry.code),
        sequence=entry.sequence,
        changed_at=entry.changed_at,
        is_cancelled=entry.is_cancelled,
    )


def _description(entry: EntryFacts, speakers: Iterable[PublicSpeaker]) -> str:
    names = listed([speaker.shown for speaker in speakers])
    return "\n".join(filter(None, (entry.summary, names and f"With {names}")))
