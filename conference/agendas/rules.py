"""One attendee's day: what stands in it, what is on now, and what their calendar may tell."""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations

from conference.kernel.errors import NotFound, Refused
from conference.programme.rules.answers import shown_title
from conference.programme.rules.states import StageRole
from conference.programme.rules.timing import Span

FEED_PURPOSE = "calendar"
"""What a feed's address is sealed for; changing it ends every feed."""

FEED_KEPT = timedelta(days=7)
"""A private feed ends so long after the event (domain.md PR-07), and stars go (its part C4)."""

FETCH_NOTED_EVERY = timedelta(hours=1)
MOST_STARS = 500
"""How many sessions of one edition a person may star: more than any programme here has."""

DUTIES: Mapping[StageRole, str] = {
    StageRole.SPEAKER: "You speak in this session.",
    StageRole.CHAIR: "You chair this session.",
}
"""What a private calendar says of somebody's part in a session."""

CANCELLED = "Cancelled: "


class FeedEnded(NotFound):
    """The feed was replaced, or the event is long over: calendars may forget the address."""

    message = "This calendar has ended."


class TooManyStars(Refused):
    """The person has starred as many sessions as they may."""

    code = "too_many_stars"
    message = f"You have starred {MOST_STARS} sessions. Take a star away first."


def booking_uid(booking_id: int, slug: str) -> str:
    """Return what calendars know somebody's place by, in the feed and in mails."""
    return f"booking-{booking_id}@{slug}.conference"


def session_uid(session_id: int, slug: str) -> str:
    """Return what calendars know a session by that anybody may have saved."""
    return f"session-{session_id}@{slug}.conference"


class Tie(enum.StrEnum):
    """What ties somebody to a session; of several the first counts."""

    STAGE = "stage"
    PLACE = "place"
    STAR = "star"


class Part(enum.StrEnum):
    """What a row of somebody's day is."""

    BREAK = "break"
    PLENARY = "plenary"
    BOOKED = "booked"
    TALK = "talk"
    GAP = "gap"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayItem:
    """One row of the day; ``key`` is the session's id, a gap has none and counts ``options``."""

    part: Part
    starts_at: datetime
    ends_at: datetime
    key: int | None = None
    is_cancelled: bool = False
    options: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A session that anybody may go to, or book."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What is on now and what comes next; ``after_break`` if a break lies between."""

    current: DayItem | None
    following: DayItem | None
    after_break: bool


def with_gaps(items: Iterable[DayItem], options: Iterable[Option]) -> tuple[DayItem, ...]:
    """Return the day by time, with a gap wherever sessions begin and nothing is chosen.

    A session that began for somebody bound elsewhere is none of their options; nor is one that
    begins during a break: people may eat.
    """
    day = list(items)
    busy = [item for item in day if not item.is_cancelled]
    free = [option for option in options if not any(_overlap(option, item) for item in busy)]
    starts = sorted({option.starts_at for option in free})
    gaps = [_gap([option for option in free if option.starts_at == start]) for start in starts]
    return tuple(sorted((*day, *gaps), key=lambda item: (item.starts_at, item.ends_at)))


def moment(items: Sequence[DayItem], *, now: datetime) -> Moment:
    """Return what is on at ``now`` and what comes next, cancelled sessions left out.

    What one is bound to stands before a break, and a break before an open choice.
    """
    running = [item for item in items if not item.is_cancelled]
    on = [item for item in running if item.starts_at <= now < item.ends_at]
    to_come = [item for item in running if item.starts_at > now]
    following = next((item for item in to_come if item.part is not Part.BREAK), None)
    between = [
        item
        for item in (*on, *to_come)
        if item.part is Part.BREAK and following and item.starts_at < following.starts_at
    ]
    return Moment(
        current=min(on, key=lambda item: _FIRST.index(item.part), default=None),
        following=following,
        after_break=bool(between),
    )


def double(items: Iterable[DayItem], *, now: datetime) -> tuple[tuple[DayItem, DayItem], ...]:
    """Return the pairs that somebody is bound to at one moment, by time, one of them a place.

    What is called off or over binds nobody; of two talks neither can be given back.
    """
    bound = [
        item
        for item in items
        if item.part in (Part.BOOKED, Part.TALK) and not item.is_cancelled and item.ends_at > now
    ]
    return tuple(
        (one, two)
        for one, two in combinations(sorted(bound, key=lambda item: item.starts_at), 2)
        if Part.BOOKED in (one.part, two.part) and _span(one).overlaps(_span(two))
    )


def is_over(ends_on: date, *, today: date) -> bool:
    """Say whether a private feed has ended: the last day of the event and seven more."""
    return today > ends_on + FEED_KEPT


def last_day_without_stars(today: date) -> date:
    """Return the last day on which an edition must have ended for its stars to be deleted."""
    return today - FEED_KEPT - timedelta(days=1)


def is_fetch_noted(last: datetime | None, *, now: datetime) -> bool:
    """Say whether a fetch is told already: readers come often, one note an hour is enough."""
    return last is not None and timedelta() <= now - last < FETCH_NOTED_EVERY


def check_stars(count: int) -> None:
    """Refuse more stars than a person may have. Raises: TooManyStars."""
    if count > MOST_STARS:
        raise TooManyStars


def calendar_title(title: str, *, is_sensitive: bool, is_cancelled: bool) -> str:
    """Return what a calendar may call a session: people share calendars with their teams."""
    shown = shown_title(title, is_sensitive=is_sensitive)
    return CANCELLED + shown if is_cancelled else shown


_FIRST = (Part.TALK, Part.BOOKED, Part.PLENARY, Part.BREAK, Part.GAP)


def _overlap(option: Option, item: DayItem) -> bool:
    if item.part is Part.BREAK:
        return item.starts_at <= option.starts_at < item.ends_at
    return option.starts_at < item.ends_at and item.starts_at < option.ends_at


def _span(item: DayItem) -> Span:
    return Span(title="", starts_at=item.starts_at, ends_at=item.ends_at)


def _gap(options: Sequence[Option]) -> DayItem:
    return DayItem(
        part=Part.GAP,
        starts_at=options[0].starts_at,
        ends_at=min(option.ends_at for option in options),
        options=len(options),
    )
