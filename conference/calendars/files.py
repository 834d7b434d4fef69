"""What goes into the programme's files for other programs: the newest release, nothing private."""

from dataclasses import replace
from datetime import date

from conference.calendars.queries import Link
from conference.documents.schedules import (
    ScheduleFacts,
    ScheduleLink,
    ScheduleRoom,
    ScheduleSession,
    ScheduleSpeaker,
    ScheduleTrack,
)
from conference.editions.queries import EditionFrame
from conference.programme import queries as programme
from conference.programme.queries import EntryFacts
from conference.programme.rules.visibility import PublicSpeaker, public_room
from conference.programme.rules.writing import is_unrecorded

UNRELEASED = "0"
"""The version of a programme of which nothing is released."""


def schedule(edition: EditionFrame, *, page: str, link: Link, today: date) -> ScheduleFacts:
    """Return the newest release without its breaks, as the public pages show it.

    ``page`` is the whole address of the programme's page; ``today`` is the venue's.
    """
    release = programme.newest_release(edition.id)
    speakers = programme.speakers_of(edition.id)
    materials = programme.materials_of(edition.id)
    return ScheduleFacts(
        slug=edition.slug,
        name=edition.name,
        version=str(release.number) if release else UNRELEASED,
        timezone=edition.timezone,
        first_date=edition.starts_on,
        last_date=edition.ends_on,
        url=page,
        tracks=tuple(
            ScheduleTrack(name=track.name, colour=track.colour) for track in edition.tracks
        ),
        sessions=tuple(
            replace(
                _session(entry, speakers.get(entry.session_id, ()), edition, link),
                links=tuple(
                    ScheduleLink(title=row.title, address=row.address)
                    for row in materials.get(entry.session_id, ())
                    if row.is_shown(today)
                ),
            )
            for entry in programme.entries(edition.id, in_full=True)
            if not entry.is_break
        ),
    )


def _session(
    entry: EntryFacts, speakers: tuple[PublicSpeaker, ...], edition: EditionFrame, link: Link
) -> ScheduleSession:
    track = edition.tracks_by_id.get(entry.track_id or 0)
    kind = edition.formats_by_id.get(entry.format_id or 0)
    return ScheduleSession(
        session_id=entry.session_id,
        code=entry.code,
        title=entry.title,
        summary=entry.summary,
        abstract=entry.abstract,
        track=track.name if track else "",
        format=kind.name if kind else "",
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        room=_room(entry, speakers, edition),
        speakers=tuple(
            ScheduleSpeaker(name=speaker.name, code=speaker.code, biography=speaker.biography)
            for speaker in speakers
        ),
        url=link(entry.code),
        is_cancelled=entry.is_cancelled,
        language=entry.language,
        guid=entry.guid,
        is_unrecorded=is_unrecorded(entry.recording),
    )


def _room(
    entry: EntryFacts, speakers: tuple[PublicSpeaker, ...], edition: EditionFrame
) -> ScheduleRoom:
    room = public_room(entry.room_name, secrecy=entry.room_secrecy, speakers=speakers)
    # The formats want a room for each session: what has none is at the venue.
    return ScheduleRoom(
        name=room.text or edition.venue_name,
        position=None if room.name is None else entry.room_position,
    )
