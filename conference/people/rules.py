"""Roles and what they allow; lifetimes of links and sign-ins; the second step."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from conference.kernel.errors import Refused
from conference.kernel.permissions import Permission

LINK_MINUTES = 30
"""How long a link lives (domain.md PR-33), in real time."""

SIGN_IN_IDLE = timedelta(days=30)
SEEN_EVERY = timedelta(hours=1)
"""How exact "last used" is: noting it is a write, so not at every page."""

RECOVERY_CODES = 10
ADDRESS_LINKS_AN_HOUR = 5
CODES_A_SIGN_IN = 5
CODES_A_DAY = 15
"""Wrong codes of one person, over all sign-ins: whoever reads the mailbox must not guess on."""

SETUP_LIFE = timedelta(minutes=30)
"""How long a second step may stand half set up."""

NEXT_LENGTH = 400


class RecordingChoice(enum.StrEnum):
    """Whether somebody on stage is recorded; nobody records where nothing is decided."""

    UNDECIDED = "undecided"
    NO = "no"
    AUDIO = "audio"
    VIDEO = "video"


_PROTECTIVE_FIRST = (
    RecordingChoice.NO,
    RecordingChoice.UNDECIDED,
    RecordingChoice.AUDIO,
    RecordingChoice.VIDEO,
)


def most_protective(choices: Iterable[RecordingChoice]) -> RecordingChoice:
    """Return what holds for several people on one stage; of nobody nothing is decided."""
    return min(choices, key=_PROTECTIVE_FIRST.index, default=RecordingChoice.UNDECIDED)


class Role(enum.StrEnum):
    """A job in the team; a grant gives it for one edition or for all."""

    ORGANISER = "organiser"
    FINANCE = "finance"
    ACCESS_COORDINATOR = "access_coordinator"
    CATERING_COORDINATOR = "catering_coordinator"
    COMMITTEE = "committee"
    REVIEWER = "reviewer"

    @property
    def label(self) -> str:
        """The role as people say it."""
        return self.value.replace("_", " ").capitalize()


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ORGANISER: frozenset(
        {
            Permission.OPEN_DESK,
            Permission.EDIT_EDITION,
            Permission.EDIT_TICKETS,
            Permission.EDIT_PROGRAMME,
            Permission.ISSUE_TICKETS,
            Permission.SEE_ORDERS,
            Permission.SEE_ATTENDEES,
            Permission.REFUND,
            Permission.SEE_OUTBOX,
            Permission.GRANT_ROLES,
            Permission.EDIT_CALL,
            Permission.DECIDE_PROPOSALS,
        }
    ),
    Role.FINANCE: frozenset(
        {Permission.OPEN_DESK, Permission.SEE_ORDERS, Permission.REFUND, Permission.SEE_OUTBOX}
    ),
    Role.ACCESS_COORDINATOR: frozenset({Permission.OPEN_DESK, Permission.SEE_ACCESS_NEEDS}),
    Role.CATERING_COORDINATOR: frozenset({Permission.OPEN_DESK, Permission.SEE_DIET_NEEDS}),
    Role.COMMITTEE: frozenset({Permission.OPEN_DESK, Permission.DECIDE_PROPOSALS}),
    Role.REVIEWER: frozenset({Permission.REVIEW_PROPOSALS}),
}
"""The one place where roles become permissions."""


class Verdict(enum.StrEnum):
    """What became of a code that was entered."""

    RIGHT = "right"
    WRONG = "wrong"
    ENDED = "ended"


class GiftState(enum.StrEnum):
    """What became of a role that was given to an address."""

    GIVEN = "given"
    WAITING = "waiting"
    ALREADY = "already"


def permissions(
    grants: Iterable[tuple[Role, int | None]],
) -> frozenset[tuple[Permission, int | None]]:
    """Return what a person's grants (role, edition or all) allow, edition by edition."""
    return frozenset(
        (permission, edition_id) for role, edition_id in grants for permission in PERMISSIONS[role]
    )


def needs_second_step(grants: Iterable[tuple[Role, int | None]]) -> bool:
    """Say whether a person must confirm each sign-in with a code: every role of staff does."""
    return any(True for _ in grants)


def is_alive(last_seen: datetime, revoked_at: datetime | None, *, now: datetime) -> bool:
    """Say whether a sign-in still counts: not revoked, not idle for 30 days. ``now`` is real."""
    return revoked_at is None and now - last_seen < SIGN_IN_IDLE


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFacts:
    """All that decides whether a sign-in link opens anything."""

    used_at: datetime | None
    expires_at: datetime
    has_newer: bool


def is_link_good(link: LinkFacts, *, now: datetime) -> bool:
    """Say whether a link is unused, young and the newest of its address. ``now`` is real."""
    return link.used_at is None and now < link.expires_at and not link.has_newer


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleDesk:
    """Where roles are given: one edition's desk, by somebody who may act for all, or not."""

    edition_id: int
    acts_for_all: bool
    actor: str

    def covers(self, edition_id: int | None) -> bool:
        """Say whether this desk gives and takes roles of this edition, or of all (none)."""
        return self.acts_for_all if edition_id is None else edition_id == self.edition_id


def leaves_organiser(others: Iterable[int | None], *, edition_id: int | None) -> bool:
    """Say whether somebody can still give roles where an organiser's grant is taken away.

    ``others`` are the editions of the organisers' grants that stay; none means all editions. Who
    acts for all can be replaced only by somebody who acts for all.
    """
    return any(other is None or other == edition_id for other in others)


def normalised_address(email: str) -> str:
    """Return a mail address as we keep and compare it."""
    return email.strip().lower()


def digits(text: str) -> str:
    """Forgive spaces and dashes in a code that was pasted."""
    return "".join(sign for sign in text if sign.isascii() and sign.isdigit())


def local_path(address: str | None) -> str:
    r"""Return the address if it stays on this site and leads to a page, otherwise nothing.

    Browsers read a back stroke as a stroke and drop control signs, so that ``/\example.org``
    would leave the site (WHATWG URL, "special" schemes).
    """
    if not address or len(address) > NEXT_LENGTH or not address.startswith("/"):
        return ""
    if address.startswith("//") or "\\" in address or not address.isprintable():
        return ""
    return "" if address.startswith(("/sign-in", "/sign-out")) else address


BROWSERS = (
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""Signs in a User-Agent, special ones first: most browsers also claim to be Chrome or Safari."""

SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def device_words(user_agent: str) -> str:
    """Return words by which a person knows their own browser: Firefox on Windows."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "A browser")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return f"{browser} on {system}" if system else browser


class SignInRefused(Refused):
    """A rule about signing in says no."""

    code = "sign_in_refused"


class LinkSpent(SignInRefused):
    """The link is forged, used, replaced by a newer one, or older than 30 minutes."""

    code = "link_spent"
    message = "This link has been used or is too old. Ask for a new one."


class CodeWrong(SignInRefused):
    """The six digits do not fit, or were used already."""

    code = "code_wrong"
    message = "That code does not work. Enter the newest six digits from your app."


class RecoveryCodeWrong(SignInRefused):
    """The recovery code is not one of this person's, or was used already."""

    code = "recovery_code_wrong"
    message = "That recovery code does not work. Each one works once."


class TooManyTries(SignInRefused):
    """Too many codes were tried."""

    code = "too_many_tries"
    message = (
        "Too many codes were tried, so we signed you out. Sign in again with a new link. "
        "If that does not help, use a recovery code, or wait a day."
    )


class SetupOver(SignInRefused):
    """The second step was set up already, or its setting up took too long."""

    code = "setup_over"
    message = "That took too long, or it is set up already. Start again."


class LastOrganiser(Refused):
    """Somebody must be able to give roles."""

    code = "last_organiser"
    message = "This is the last organiser. Make somebody else an organiser first."


class OutOfReach(Refused):
    """Roles of other editions are involved, and whoever acts has none there."""

    code = "out_of_reach"
    message = "That role counts in other years too: ask an organiser of every year."
