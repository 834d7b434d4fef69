"""Spans of time, half open: one that ends when another starts does not clash with it."""

from dataclasses import dataclass
from datetime import datetime


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
