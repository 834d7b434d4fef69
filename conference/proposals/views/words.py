"""What a proposal's ids and Markdown read like."""

from dataclasses import dataclass

from markupsafe import Markup

from conference.editions.queries import EditionFrame
from conference.editions.rules import LEVELS, language_name
from conference.kernel.text import rendered
from conference.proposals.queries.speaking import ProposalPage

OUR_LANGUAGE = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownWords:
    """The words of what a proposal names; an empty one was not answered."""

    format: str
    track: str
    language: str
    level: str
    abstract: Markup


def shown_words(page: ProposalPage, edition: EditionFrame) -> ShownWords:
    """Return a proposal's choices and its abstract as people read them."""
    kind = edition.formats_by_id.get(page.format_id or 0)
    track = edition.tracks_by_id.get(page.track_id or 0)
    return ShownWords(
        format=kind.name if kind else "",
        track=track.name if track else "",
        language=language_name(page.language or OUR_LANGUAGE),
        level=LEVELS[page.level],
        abstract=rendered(page.abstract),
    )
