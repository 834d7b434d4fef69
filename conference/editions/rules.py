"""What an edition may be, and where it stands at a moment: coming, on, or finished."""

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from conference.kernel.errors import Refused

SLUG = re.compile(r"[0-9]{4}[0-9a-z-]{0,16}")
"""Begins with the year: no address of the installation's own begins with a digit."""

PREFIX = re.compile(r"[A-Z]{2,6}")
FULL_RATE = 10_000
"""Basis points of a whole."""

CHECKED_FOR = timedelta(days=90)
"""How long the check of a contact is good for: as long as that of a support service."""

SELLER_TO_FILL = "To be filled in by the organisers"
NAME_LENGTH = 120
PLACE_LENGTH = 160
YEARS = range(2000, 2100)


class Kind(enum.StrEnum):
    """A kind of text or number that organisers keep."""

    @property
    def label(self) -> str:
        """The kind as people say it."""
        return self.value.replace("_", " ").capitalize()


class PolicyKind(Kind):
    """The texts that people agree to or may hold us to."""

    CONDUCT = "conduct"
    TERMS = "terms"
    PRIVACY = "privacy"
    NEEDS_CONSENT = "needs_consent"


class PageKind(Kind):
    """Information pages that organisers write."""

    PHOTOGRAPHY = "photography"
    ACCESSIBILITY = "accessibility"
    COOKIES = "cookies"
    VENUE = "venue"


class ContactKind(Kind):
    """Whom people can reach, in the order of every footer (WCAG 3.2.6)."""

    SAFEGUARDING = "safeguarding"
    HELP_DESK = "help_desk"
    ACCESS = "access"


class SessionLevel(enum.StrEnum):
    """What somebody should bring along to follow a session."""

    ANY = "any"
    NEW = "new"
    SOME = "some"
    MUCH = "much"


LEVELS: Mapping[SessionLevel, str] = {
    SessionLevel.ANY: "For anybody",
    SessionLevel.NEW: "For those new to the subject",
    SessionLevel.SOME: "For those who know the basics",
    SessionLevel.MUCH: "For those with years of practice",
}

LANGUAGES: Mapping[str, str] = {
    "ar": "Arabic",
    "bn": "Bengali",
    "bfi": "British Sign Language",
    "zh": "Chinese",
    "nl": "Dutch",
    "en": "English",
    "fr": "French",
    "de": "German",
    "gu": "Gujarati",
    "ga": "Irish",
    "it": "Italian",
    "pl": "Polish",
    "pt": "Portuguese",
    "pa": "Punjabi",
    "ro": "Romanian",
    "gd": "Scottish Gaelic",
    "so": "Somali",
    "es": "Spanish",
    "ur": "Urdu",
    "cy": "Welsh",
}
"""Names of languages by their tag (BCP 47), in the order of lists.

An imported session may have another one.
"""


def language_name(tag: str) -> str:
    """Return what people call a language; of one without a name here, its tag."""
    return LANGUAGES.get(tag.casefold(), LANGUAGES.get(tag.casefold().split("-")[0], tag))


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


def is_check_old(checked_on: date, *, today: date) -> bool:
    """Say whether a contact is to be rung again: its last check was over 90 days ago."""
    return today - checked_on > CHECKED_FOR


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEdition:
    """What is needed to begin; everything else has a starting value that organisers change.

    ``vat_rate`` is in basis points: 2000 is 20%.
    """

    slug: str
    name: str
    day: date
    venue_name: str
    venue_place: str
    reference_prefix: str
    vat_rate: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When an edition is: its days, and times of day at the venue."""

    starts_on: date
    ends_on: date
    doors_at: time
    opens_at: time
    closes_at: time
    needs_by: date | None = None


def problems_of(new: NewEdition) -> dict[str, str]:
    """Return what is wrong with a new edition: one sentence for each field."""
    problems = {
        field: sentence
        for field, text, length in (
            ("name", new.name, NAME_LENGTH),
            ("venue_name", new.venue_name, NAME_LENGTH),
            ("venue_place", new.venue_place, PLACE_LENGTH),
        )
        if (sentence := _length_problem(field.replace("_", " "), text, length))
    }
    if sentence := _slug_problem(new.slug):
        problems["slug"] = sentence
    if not PREFIX.fullmatch(new.reference_prefix):
        problems["reference_prefix"] = "The letters before order numbers are 2 to 6 capitals."
    if not 0 <= new.vat_rate < FULL_RATE:
        problems["vat_rate"] = "The VAT rate is 0 to 99 percent."
    return problems


def hours_problems(hours: Hours) -> dict[str, str]:
    """Return what is wrong with an edition's days and times: one sentence for each field."""
    problems = {}
    is_one_day = hours.starts_on == hours.ends_on
    if hours.starts_on.year not in YEARS:
        problems["starts_on"] = "Enter a day of this century."
    if hours.ends_on < hours.starts_on:
        problems["ends_on"] = "The last day is before the first. Check both days."
    if hours.opens_at < hours.doors_at:
        problems["opens_at"] = "It begins before the doors open. Check both times."
    if is_one_day and hours.closes_at <= hours.opens_at:
        problems["closes_at"] = "It ends before it begins. Check both times."
    if hours.needs_by is not None and hours.needs_by > hours.ends_on:
        problems["needs_by"] = "That is after the last day. Enter an earlier day."
    return problems


def _slug_problem(slug: str) -> str:
    if SLUG.fullmatch(slug):
        return ""
    return (
        "The address begins with the year, like 2025 or 2025-leeds: "
        "at most 20 small letters, digits and dashes."
    )


def _length_problem(label: str, text: str, length: int) -> str:
    if not text.strip():
        return f"The {label} is missing."
    return f"The {label} is longer than {length} signs." if len(text) > length else ""


class SetupTask(enum.StrEnum):
    """What a new edition needs before the first visitor, in a good order of doing."""

    DETAILS = "details"
    CONTACTS = "contacts"
    POLICIES = "policies"
    PAGES = "pages"
    SUPPORT = "support"
    TICKETS = "tickets"
    ROOMS = "rooms"
    TRACKS = "tracks"
    FORMATS = "formats"
    CALL = "call"
    SESSIONS = "sessions"
    SCHEDULE = "schedule"
    RELEASE = "release"
    TEAM = "team"
    CURRENT = "current"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextEdition:
    """What the next edition has of its own; all else comes from the one it is made from."""

    slug: str
    name: str
    starts_on: date


def moved(moment: datetime, shift: timedelta, zone: tzinfo) -> datetime:
    """Return the same time of the venue's day, so many days later: summer time may lie between."""
    local = moment.astimezone(zone)
    return datetime.combine(local.date() + shift, local.time(), zone)


def problems_of_next(new: NextEdition) -> dict[str, str]:
    """Return what is wrong with the next edition: one sentence for each field."""
    is_near = new.starts_on.year in YEARS
    found = {
        "slug": _slug_problem(new.slug) or _year_problem(new),
        "name": _length_problem("name", new.name, NAME_LENGTH),
        "starts_on": "" if is_near else "Enter a day of this century",
    }
    return {field: sentence for field, sentence in found.items() if sentence}


def _year_problem(new: NextEdition) -> str:
    """Return what is odd about an address that begins with another year than the edition has."""
    year = f"{new.starts_on.year:04}"
    if not SLUG.fullmatch(new.slug) or new.slug.startswith(year):
        return ""
    return f"The address begins with another year than the first day, which is in {year}"


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
