"""What is wrong with the draft, as the board and the release page ask it."""

from conference.editions.address import newest_edition
from conference.editions.queries import EditionFrame
from conference.programme import queries
from conference.programme.queries import Draft, Judged
from conference.web.answers import answer


def judged(edition: EditionFrame, draft: Draft) -> tuple[Judged, ...]:
    """Return what is wrong with a draft that was read."""
    return queries.findings(edition, draft, answer("session_bookings", edition.id))


def judged_now() -> tuple[Judged, ...]:
    """Return what is wrong with the draft as it is stored, for an action that holds the turn."""
    edition = newest_edition()
    return judged(edition, queries.draft(edition.id))
