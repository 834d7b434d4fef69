"""Spans of time, half open: one that ends when another starts does not clash with it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo


def problems_of_span(
    starts_at: datetime, ends_at: datetime, *, days: tuple[date, date], zone: tzinfo
) -> dict[str, str]:
    """Return what is wrong with a time of an edition's days, by field; it may end at midnight.

    ``days`` are the first and the last one, at the venue.
    """
    first = datetime.combine(days[0], time(), zone)
    midnight = datetime.combine(days[1] + timedelta(days=1), time(), zone)
    sentence = f"Choose a time {_named(*days)}"
    problems = {}
    if not first <= starts_at < midnight:
        problems["starts_at"] = sentence
    if not first < ends_at <= midnight:
        problems["ends_at"] = sentence
    if not problems and ends_at <= starts_at:
        problems["ends_at"] = "Choose an end after the beginning"
    return problems


def _named(first: date, last: date) -> str:
    return f"on {_day(first)}" if first == last else f"from {_day(first)} to {_day(last)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From when until when something is; ``title`` says what, for the sentence about a clash."""

    title: str
    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: "Span") -> bool:
        """Say whether both are on at some moment; a span without length is never in the way."""
        if self.starts_at == self.ends_at or other.starts_at == other.ends_at:
            return False
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at
