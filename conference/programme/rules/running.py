"""What is on at a moment, and what comes next."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol, TypeVar


class Timed(Protocol):
    """Something with a beginning and an end."""

    @property
    def starts_at(self) -> datetime:
        """When it begins."""

    @property
    def ends_at(self) -> datetime:
        """When it is over."""


TimedT = TypeVar("TimedT", bound=Timed)


def now_and_next(
    sessions: Iterable[TimedT], now: datetime
) -> tuple[tuple[TimedT, ...], tuple[TimedT, ...]]:
    """Return what runs at ``now``, and all that begins at the next beginning; order is kept."""
    found = tuple(sessions)
    start = min((one.starts_at for one in found if one.starts_at > now), default=None)
    return (
        tuple(one for one in found if one.starts_at <= now < one.ends_at),
        tuple(one for one in found if one.starts_at == start),
    )
