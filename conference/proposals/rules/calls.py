"""When a call takes proposals: dates, dates of formats, grace, extensions."""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from conference.proposals.rules.refusals import ProposalRefused


class CallPhase(enum.StrEnum):
    """Where a call stands on the server's clock."""

    HIDDEN = "hidden"
    BEFORE = "before"
    OPEN = "open"
    GRACE = "grace"
    CLOSED = "closed"


class CallClosed(ProposalRefused):
    """The deadline and its grace are over, or the call has not begun."""

    code = "call_closed"

    def __init__(self, phase: CallPhase) -> None:
        """Say what is true now; the draft is kept either way."""
        super().__init__(
            "The call has not opened yet. Your draft is kept."
            if phase in {CallPhase.HIDDEN, CallPhase.BEFORE}
            else "The deadline has passed, so this cannot be sent in any more. Your draft is kept. "
            "If the organisers gave you an extension code, enter it."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDates:
    """All that decides when proposals are taken; ``format_closes`` holds formats' own deadlines."""

    is_shown: bool
    opens_at: datetime
    closes_at: datetime
    grace: timedelta
    format_closes: Mapping[int, datetime | None] = field(default_factory=dict)

    def deadline(self, format_id: int | None = None) -> datetime:
        """Return when one format closes, grace left out; without one, when the last of all does."""
        if format_id is not None:
            return self.format_closes.get(format_id) or self.closes_at
        ends = [own or self.closes_at for own in self.format_closes.values()]
        return max(ends, default=self.closes_at)

    def offered(self, format_ids: Iterable[int]) -> tuple[int, ...]:
        """Return which of an edition's formats may be proposed: all, unless the call names some."""
        known = tuple(format_ids)
        return tuple(found for found in known if found in self.format_closes) or known

    def phase(self, now: datetime, format_id: int | None = None) -> CallPhase:
        """Say where one format stands; without one, the call: open while any of its formats is."""
        if not self.is_shown:
            return CallPhase.HIDDEN
        if now < self.opens_at:
            return CallPhase.BEFORE
        closes_at = self.deadline(format_id)
        if now < closes_at:
            return CallPhase.OPEN
        return CallPhase.GRACE if now < closes_at + self.grace else CallPhase.CLOSED


def check_open(
    dates: CallDates,
    *,
    now: datetime,
    format_id: int | None,
    extended_to: datetime | None = None,
) -> None:
    """Let a proposal be sent in now; an extension counts from the deadline on.

    Raises: CallClosed.
    """
    phase = dates.phase(now, format_id)
    if phase in {CallPhase.OPEN, CallPhase.GRACE}:
        return
    if phase is CallPhase.CLOSED and extended_to is not None and now < extended_to:
        return
    raise CallClosed(phase)
