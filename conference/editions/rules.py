"""What an edition is at a moment: coming, on, or finished."""

import enum
from datetime import date

from conference.kernel.errors import Refused


class PolicyKind(enum.StrEnum):
    """The texts that people agree to or may hold us to."""

    CONDUCT = "conduct"
    TERMS = "terms"
    PRIVACY = "privacy"
    NEEDS_CONSENT = "needs_consent"


class PageKind(enum.StrEnum):
    """Information pages that organisers write."""

    PHOTOGRAPHY = "photography"
    ACCESSIBILITY = "accessibility"
    COOKIES = "cookies"
    VENUE = "venue"


class ContactKind(enum.StrEnum):
    """Whom people can reach, in the order of every footer (WCAG 3.2.6)."""

    SAFEGUARDING = "safeguarding"
    HELP_DESK = "help_desk"
    ACCESS = "access"


class MarkShape(enum.StrEnum):
    """Shapes of a track's mark: a track is known without its colour."""

    DOT = "dot"
    CROSS = "cross"
    ARCH = "arch"
    DIAMOND = "diamond"
    SQUARE = "square"
    SHIELD = "shield"


class EditionPhase(enum.StrEnum):
    """Where the edition stands, by its days."""

    COMING = "coming"
    ON = "on"
    FINISHED = "finished"


def phase(starts_on: date, ends_on: date, *, today: date) -> EditionPhase:
    """Say where an edition stands on ``today`` (the venue's date)."""
    if today < starts_on:
        return EditionPhase.COMING
    return EditionPhase.ON if today <= ends_on else EditionPhase.FINISHED


class EditionRefused(Refused):
    """A rule about editions says no."""


class SlugTaken(EditionRefused):
    """Two editions cannot share an address."""

    code = "slug_taken"
    message = "Another edition has this address."


class PolicyUnchanged(EditionRefused):
    """A new version must differ from the one in force."""

    code = "policy_unchanged"
    message = "The text is the same as the version in force. Nothing was published."


class DaysReversed(EditionRefused):
    """An edition ends on or after its first day."""

    code = "days_reversed"
    message = "The last day is before the first. Check both days."
