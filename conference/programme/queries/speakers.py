"""The list of speakers and a speaker's own page."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from conference.editions.queries import EditionFrame
from conference.kernel.errors import NotFound
from conference.kernel.text import rendered
from conference.programme.queries.entries import entries
from conference.programme.queries.rows import SessionRow, Showing, session_rows
from conference.programme.queries.stage import speakers_of
from conference.programme.rules.bookings import PlacesById
from conference.programme.rules.finding import folded
from conference.programme.rules.visibility import PublicSpeaker
from conference.proposals.queries.pictures import picture_of_mark


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerCard:
    """A speaker who may be listed, with their released sessions by time."""

    speaker: PublicSpeaker
    sessions: tuple[SessionRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakersPage:
    """Everybody who may be listed, by name; ``some_unnamed`` if others are on stage too."""

    cards: tuple[SpeakerCard, ...]
    some_unnamed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerPage:
    """A speaker's own page."""

    card: SpeakerCard
    biography_html: Markup | None


def speakers_page(edition: EditionFrame, *, now: datetime) -> SpeakersPage:
    """Return everybody who may be listed and is in the newest release."""
    rows = _rows(edition, {}, now)
    return SpeakersPage(
        cards=_cards(rows),
        some_unnamed=any(speaker.code is None for row in rows for speaker in row.speakers),
    )


def speaker_page(
    edition: EditionFrame, code: str, places: PlacesById, *, now: datetime
) -> SpeakerPage:
    """Return a speaker's page.

    Raises: NotFound (no such speaker, not in the newest release, or not to be listed: the answer
    is the same).
    """
    cards = _cards(_rows(edition, places, now))
    card = next((card for card in cards if card.speaker.code == code), None)
    if card is None:
        raise NotFound("There is no such speaker in the programme.")
    biography = card.speaker.biography
    return SpeakerPage(card=card, biography_html=rendered(biography) if biography else None)


def shown_picture(edition_id: int, code: str, mark: str) -> bytes:
    """Return a speaker's picture while everybody may see it, and only under its own mark.

    Raises: NotFound (no such picture, or not shown: the answer is the same).
    """
    shown = {
        (speaker.code, speaker.picture)
        for speakers in speakers_of(edition_id).values()
        for speaker in speakers
        if speaker.code is not None and speaker.picture
    }
    if (code, mark) not in shown:
        raise NotFound("There is no such picture.")
    return picture_of_mark(mark)


def _rows(edition: EditionFrame, places: PlacesById, now: datetime) -> tuple[SessionRow, ...]:
    speakers = speakers_of(edition.id)
    showing = Showing(edition=edition, speakers=speakers, places=places, now=now)
    return session_rows(entries(edition.id), showing)


def _cards(rows: Iterable[SessionRow]) -> tuple[SpeakerCard, ...]:
    sessions: defaultdict[PublicSpeaker, list[SessionRow]] = defaultdict(list)
    for row in rows:
        for speaker in row.speakers:
            if speaker.code is not None:
                sessions[replace(speaker, is_chair=False)].append(row)
    cards = (
        SpeakerCard(speaker=speaker, sessions=tuple(found)) for speaker, found in sessions.items()
    )
    return tuple(sorted(cards, key=lambda card: (folded(card.speaker.name), card.speaker.code)))
