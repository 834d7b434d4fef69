"""The list of speakers and a speaker's own page."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from conference.editions.queries import EditionFrame
from conference.kernel.errors import NotFound
from conference.kernel.text import rendered
from conference.programme.queries.entries import entries
from conference.programme.queries.rows import SessionRow, Showing, session_rows
from conference.programme.queries.stage import speakers_of
from conference.programme.rules.finding import folded
from conference.programme.rules.visibility import PublicSpeaker


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerCard:
    """A speaker who may be listed, with their released sessions by time."""

    speaker: PublicSpeaker
    sessions: tuple[SessionRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerPage:
    """A speaker's own page."""

    card: SpeakerCard
    biography_html: Markup | None


def speaker_cards(edition: EditionFrame, *, now: datetime) -> tuple[SpeakerCard, ...]:
    """Return everybody who may be listed and is in the newest release, by name."""
    showing = Showing(edition=edition, speakers=speakers_of(edition.id), places={}, now=now)
    sessions: defaultdict[PublicSpeaker, list[SessionRow]] = defaultdict(list)
    for row in session_rows(entries(edition.id), showing):
        for speaker in row.speakers:
            if speaker.code is not None:
                sessions[speaker].append(row)
    cards = (
        SpeakerCard(speaker=speaker, sessions=tuple(rows)) for speaker, rows in sessions.items()
    )
    return tuple(sorted(cards, key=lambda card: (folded(card.speaker.name), card.speaker.code)))


def speaker_page(edition: EditionFrame, code: str, *, now: datetime) -> SpeakerPage:
    """Return a speaker's page.

    Raises: NotFound (no such speaker, not in the newest release, or not to be listed: the answer
    is the same).
    """
    cards = speaker_cards(edition, now=now)
    card = next((card for card in cards if card.speaker.code == code), None)
    if card is None:
        raise NotFound("There is no such speaker in the programme.")
    biography = card.speaker.biography
    return SpeakerPage(card=card, biography_html=rendered(biography) if biography else None)
