"""What a public page says about places: open, full, closed, over or off."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from conference.programme.rules.states import EntryState


class Places(Protocol):
    """How full a session with places is; the workshops package counts."""

    @property
    def taken(self) -> int:
        """Places that somebody has."""

    @property
    def capacity(self) -> int:
        """Places that there are."""


PlacesById = Mapping[int, Places]
"""Counts by session id; a session that is missing has none."""


class Kept(Protocol):
    """Places kept for those whose session was called off; the workshops package keeps them."""

    @property
    def session_id(self) -> int:
        """Where they are kept."""

    @property
    def places(self) -> int:
        """How many."""

    @property
    def until(self) -> datetime:
        """Until when."""


class PlaceState(enum.StrEnum):
    """What a visitor can do about a place in a session at a moment."""

    WALK_IN = "walk_in"
    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"
    OVER = "over"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFacts:
    """All that decides it. A sensitive session never tells how full it is."""

    state: EntryState
    starts_at: datetime
    ends_at: datetime
    has_places: bool
    is_sensitive: bool
    count: Places | None
    closing_minutes: int

    @property
    def closes_at(self) -> datetime:
        """When booking ends: so many minutes before the start."""
        return self.starts_at - timedelta(minutes=self.closing_minutes)

    @property
    def public_count(self) -> Places | None:
        """How full it is, where that may be told."""
        return None if self.is_sensitive or not self.has_places else self.count


def place_state(facts: PlaceFacts, *, now: datetime) -> PlaceState:
    """Say what a visitor can do; of several reasons against, the one that lasts longest."""
    if facts.state is EntryState.CANCELLED:
        return PlaceState.CANCELLED
    if now >= facts.ends_at:
        return PlaceState.OVER
    if not facts.has_places:
        return PlaceState.WALK_IN
    if now >= facts.closes_at:
        return PlaceState.CLOSED
    count = facts.public_count
    return PlaceState.FULL if count and count.taken >= count.capacity else PlaceState.OPEN
