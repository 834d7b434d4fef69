"""Support services: their groups and order, and how long a check of one may be trusted."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar

from conference.kernel.errors import Refused

CHECK_EVERY_DAYS = 90
"""After so many days staff are told to ring or open a service again."""

STALE_AFTER_DAYS = 180
"""After so many days opening hours are no longer shown; the number always is."""

FOR_EVERYONE_LIMIT = 5
"""A frightened person reads a short list: no more than these come first."""

LIMITS = {
    "name": 120,
    "what_for": 400,
    "who_for": 300,
    "phone": 30,
    "text_number": 30,
    "url": 300,
    "hours": 160,
    "cost": 120,
    "source": 300,
    "checked_by": 120,
}
"""Longest text of each column, in signs."""


class ServiceGroup(enum.StrEnum):
    """What a service is for, in the order in which pages show the groups."""

    EMERGENCY = "emergency"
    ON_CAMPUS = "on_campus"
    STALKING = "stalking"
    ONLINE_HARM = "online_harm"
    CHILDREN = "children"
    SOMEONE_TO_TALK_TO = "someone_to_talk_to"
    REPORTING_A_CRIME = "reporting_a_crime"

    @property
    def label(self) -> str:
        """Return the heading of the group."""
        return LABELS[self]

    @property
    def rank(self) -> int:
        """Return the place of the group on a page, from 0."""
        return RANKS[self]


LABELS = {
    ServiceGroup.EMERGENCY: "In an emergency",
    ServiceGroup.ON_CAMPUS: "On the campus",
    ServiceGroup.STALKING: "Someone will not leave you alone",
    ServiceGroup.ONLINE_HARM: "Something online is hurting you",
    ServiceGroup.CHILDREN: "A child or young person needs help",
    ServiceGroup.SOMEONE_TO_TALK_TO: "You want to talk to someone",
    ServiceGroup.REPORTING_A_CRIME: "You want to report a crime",
}
RANKS = {group: rank for rank, group in enumerate(ServiceGroup)}


class CheckState(enum.StrEnum):
    """How far the last check of a service can be trusted."""

    CHECKED = "checked"
    DUE = "due"
    STALE = "stale"
    NEVER = "never"

    @property
    def label(self) -> str:
        """Return the words for staff."""
        return STATE_LABELS[self]


STATE_LABELS = {
    CheckState.CHECKED: "Checked",
    CheckState.DUE: "Check due",
    CheckState.STALE: "Hours hidden",
    CheckState.NEVER: "Never checked",
}


class TooManyForEveryone(Refused):
    """The short list is full."""

    code = "too_many_for_everyone"
    message = f"{FOR_EVERYONE_LIMIT} services are already shown to everyone. Take one off first."


class Grouped(Protocol):
    """What the order on a page depends on."""

    @property
    def group(self) -> ServiceGroup:
        """Return the group of the service."""

    @property
    def position(self) -> int:
        """Return its place within the group."""

    @property
    def name(self) -> str:
        """Return its name."""


Service = TypeVar("Service", bound=Grouped)


@dataclass(frozen=True, slots=True, kw_only=True)
class Helpline:
    """Whom to ring about stalking."""

    name: str
    phone: str

    @property
    def dialled(self) -> str:
        """The number as a phone dials it."""
        return dialled(self.phone)


NATIONAL_STALKING_HELPLINE = Helpline(name="National Stalking Helpline", phone="0808 802 0300")
"""The page on stalking names it even when the table of services is empty.

Number as published by the Suzy Lamplugh Trust, UK Say No More and the Alice Ruggles Trust; stored
copies seen on 22 November 2026.
"""


def next_check_after(checked_on: date) -> date:
    """Return the day on which a service checked on ``checked_on`` is to be checked again."""
    return checked_on + timedelta(days=CHECK_EVERY_DAYS)


def check_state(*, last_checked: date | None, next_check: date | None, today: date) -> CheckState:
    """Say how far the last check can be trusted ``today``."""
    if last_checked is None:
        return CheckState.NEVER
    if is_stale(last_checked, today=today):
        return CheckState.STALE
    if next_check is not None and today > next_check:
        return CheckState.DUE
    return CheckState.CHECKED


def is_stale(last_checked: date | None, *, today: date) -> bool:
    """Say whether opening hours must be hidden: never checked, or 180 days ago or longer."""
    return last_checked is None or (today - last_checked).days >= STALE_AFTER_DAYS


def shown_hours(hours: str, *, last_checked: date | None, today: date) -> str:
    """Return the opening hours that may be shown; an old check shows none."""
    return "" if is_stale(last_checked, today=today) else hours


def dialled(phone: str) -> str:
    """Return a published number as a phone dials it: no spaces, no (0) after a country code."""
    number = phone.replace("(0)", "") if phone.startswith("+") else phone
    return "".join(sign for sign in number if sign in "+0123456789")


def in_order(services: Iterable[Service]) -> tuple[Service, ...]:
    """Return services in the order of a page: by group, then position, then name."""
    return tuple(sorted(services, key=lambda each: (each.group.rank, each.position, each.name)))


def may_join_everyone(others: int) -> None:
    """Let one more service onto the short list beside ``others``.

    Raises: TooManyForEveryone.
    """
    if others >= FOR_EVERYONE_LIMIT:
        raise TooManyForEveryone
