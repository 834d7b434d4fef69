"""What the programme puts on paper: the facts of its printed forms and of the cards at doors."""

from collections.abc import Iterable
from dataclasses import replace

from conference.documents.printed import (
    BreakLine,
    DayFacts,
    DoorCard,
    DoorCardsFacts,
    DoorLine,
    ProgrammeFacts,
    SessionLine,
    SheetFacts,
    TrackMark,
)
from conference.editions import queries as editions
from conference.editions.queries import EditionFrame
from conference.programme.queries import (
    Door,
    Doors,
    PrintedDay,
    PrintedProgramme,
    PrintedSession,
    ReleaseMark,
    SessionRow,
    zone,
)
from conference.programme.rules.running import Timed
from conference.web import filters

SAMPLE = "Sample programme"
"""Stands on each sheet until organisers replace the sample data (domain.md DD-01)."""

DRAFT, DRAFT_OF_SAMPLE = "Draft: not released", "Draft. Sample programme"
"""Stand on each sheet of a preview."""


def programme_facts(programme: PrintedProgramme, edition: EditionFrame) -> ProgrammeFacts:
    """Return what the printed programme says, in whatever form."""
    return ProgrammeFacts(
        sheet=_sheet(programme.release, edition),
        strapline=edition.strapline,
        venue_text=edition.venue,
        date_text=_dates(edition),
        zone_text=f"All times are UK time ({zone(edition.opens_at)}).",
        tracks=tuple(
            TrackMark(letter=track.letter, shape=track.shape, colour=track.colour, name=track.name)
            for track in edition.tracks
        ),
        days=tuple(_day(day, edition) for day in programme.days),
        help=tuple((contact.label, contact.number) for contact in edition.contacts),
        conduct_text=editions.conduct_summary(edition.id),
    )


def draft_facts(programme: PrintedProgramme, edition: EditionFrame) -> ProgrammeFacts:
    """Return the same of a release that is only rehearsed: each sheet says that it is a draft."""
    facts = programme_facts(programme, edition)
    made_at = filters.moment_text(programme.release.released_at)
    return replace(
        facts,
        sheet=replace(
            facts.sheet,
            release_text=f"Draft of {made_at}",
            stamp_text=DRAFT_OF_SAMPLE if edition.is_sample else DRAFT,
        ),
    )


def door_facts(doors: Doors, edition: EditionFrame) -> DoorCardsFacts:
    """Return what hangs at the doors: a card for each room and day."""
    return DoorCardsFacts(
        sheet=_sheet(doors.release, edition), cards=tuple(_card(door) for door in doors.doors)
    )


def _sheet(release: ReleaseMark, edition: EditionFrame) -> SheetFacts:
    name = f" ({release.name})" if release.name else ""
    return SheetFacts(
        edition_name=edition.name,
        release_text=f"Release {release.number}{name} of {filters.short_date(release.released_at)}",
        stamp_text=SAMPLE if edition.is_sample else "",
    )


def _dates(edition: EditionFrame) -> str:
    first, last = filters.long_date(edition.starts_on), filters.long_date(edition.ends_on)
    return first if first == last else f"{first} to {last}"


def _day(day: PrintedDay, edition: EditionFrame) -> DayFacts:
    positions = {track.id: position for position, track in enumerate(edition.tracks)}
    return DayFacts(
        date_text=filters.long_date(day.on),
        sessions=tuple(_session(session, positions) for session in day.sessions),
        breaks=tuple(
            BreakLine(
                starts_text=filters.clock_time(one.starts_at),
                ends_text=_end(one),
                title=one.title,
            )
            for one in day.breaks
        ),
    )


def _session(session: PrintedSession, positions: dict[int, int]) -> SessionLine:
    row = session.row
    return SessionLine(
        starts_text=filters.clock_time(row.starts_at),
        ends_text=_end(row),
        title=row.title,
        kind=row.kind,
        who=row.who,
        room="" if row.is_cancelled else row.room.text,
        places_text=_places(session),
        note=session.content_note,
        track=positions[row.track.id] if row.track else None,
        is_cancelled=row.is_cancelled,
    )


def _end(row: Timed) -> str:
    return filters.clock_time(row.ends_at) if row.ends_at > row.starts_at else ""


def _places(session: PrintedSession) -> str:
    if not session.row.has_places or session.row.is_cancelled:
        return ""
    return f"{session.places} places to book" if session.places else "Places to book"


def _card(door: Door) -> DoorCard:
    signs = (("Step-free", door.is_step_free), ("Hearing loop", door.has_loop))
    return DoorCard(
        room=door.room,
        date_text=filters.long_date(door.on),
        signs=tuple(words for words, is_true in signs if is_true),
        lines=_lines(door.sessions),
    )


def _lines(rows: Iterable[SessionRow]) -> tuple[DoorLine, ...]:
    return tuple(
        DoorLine(
            starts_text=filters.clock_time(row.starts_at),
            ends_text=_end(row),
            title=row.title,
            who=row.who,
            is_cancelled=row.is_cancelled,
        )
        for row in rows
    )
