"""What a reviewer may do now."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from conference.proposals.rules.refusals import ProposalRefused
from conference.proposals.rules.states import ProposalState, SightOfOthers

LOWEST, HIGHEST = 1, 5

READABLE = frozenset(ProposalState) - {ProposalState.DRAFT, ProposalState.WITHDRAWN}
"""States in which a reviewer may read what was assigned; which of them it is, is not told."""


class ReviewingClosed(ProposalRefused):
    """No phase that takes reviews is going on."""

    code = "reviewing_closed"
    message = "Reviews are not taken now. Nothing was saved."


class NoLongerNeeded(ReviewingClosed):
    """Something is decided, or the proposal was taken back."""

    message = "Opinions of this proposal are no longer needed. Nothing was saved."


class DiscussionClosed(ProposalRefused):
    """No phase with a discussion is going on, or one's own opinion is missing."""

    code = "discussion_closed"
    message = "The discussion is not open to you now. Nothing was saved."


class Taking(enum.StrEnum):
    """Whether reviewers may give and change their opinion of a proposal."""

    NOW = "now"
    LATER = "later"
    OVER = "over"
    NEEDLESS = "needless"

    @property
    def is_to_come(self) -> bool:
        """Whether an opinion can be given still, now or later."""
        return self in {Taking.NOW, Taking.LATER}

    @property
    def sentence(self) -> str:
        """What reviewers read where nothing can be written."""
        return _NOT_TAKEN[self]


_NOT_TAKEN = {
    Taking.NOW: "",
    Taking.LATER: "Reviews are not taken now.",
    Taking.OVER: "Reviews are not taken any more.",
    Taking.NEEDLESS: "Opinions of this proposal are no longer needed.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseFacts:
    """What organisers say of a phase: a time of reviewing, and what it allows."""

    name: str
    opens_at: datetime
    closes_at: datetime
    is_blind: bool
    may_review: bool
    may_discuss: bool
    sight: SightOfOthers

    def is_on(self, now: datetime) -> bool:
        """Say whether it is going on."""
        return self.opens_at <= now < self.closes_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What reviewers may do and see now; ``closes_at`` is the end of what is going on.

    ``may_yet_review``: reviews are taken now, or will be; ``reviews_from``: when they are next.
    """

    phase: str = ""
    closes_at: datetime | None = None
    reviews_from: datetime | None = None
    is_blind: bool = True
    may_review: bool = False
    may_yet_review: bool = False
    may_discuss: bool = False
    sight: SightOfOthers = SightOfOthers.NEVER

    @property
    def reviews(self) -> Taking:
        """Whether opinions are taken of what is not decided."""
        if self.may_review:
            return Taking.NOW
        return Taking.LATER if self.may_yet_review else Taking.OVER

    def taking(self, state: ProposalState) -> Taking:
        """Return whether opinions of a proposal in this state are taken."""
        return self.reviews if is_wanted(state) else Taking.NEEDLESS

    def sees_others(self, *, has_own: bool) -> bool:
        """Say whether others' opinions may be read: after one's own, never before it."""
        return has_own and self.sight is SightOfOthers.AFTER_OWN

    def joins(self, *, has_own: bool) -> bool:
        """Say whether somebody may read and write in the discussion: after their own opinion."""
        return has_own and self.may_discuss


def rights(phases: Iterable[PhaseFacts], *, now: datetime) -> Rights:
    """Return what the phases allow now.

    Of several that go on at once each may allow to review or to discuss, and one is enough to
    keep names or others' opinions hidden. Between phases the last one says whether others are
    read. Names show only where a phase with names has begun and no blind one is going on or
    still to come: what was seen cannot be unseen.
    """
    ordered = sorted(phases, key=lambda phase: (phase.closes_at, phase.opens_at, phase.name))
    current = [phase for phase in ordered if phase.is_on(now)]
    past = [phase for phase in ordered if phase.closes_at <= now]
    speaking = current or past[-1:]
    return Rights(
        phase=", ".join(phase.name for phase in current),
        closes_at=min((phase.closes_at for phase in current), default=None),
        reviews_from=min(
            (one.opens_at for one in ordered if one.may_review and one.opens_at > now), default=None
        ),
        is_blind=_is_blind(ordered, now),
        may_review=any(phase.may_review for phase in current),
        may_yet_review=any(phase.may_review and now < phase.closes_at for phase in ordered),
        may_discuss=any(phase.may_discuss for phase in current),
        sight=SightOfOthers.AFTER_OWN
        if speaking and all(phase.sight is SightOfOthers.AFTER_OWN for phase in speaking)
        else SightOfOthers.NEVER,
    )


def is_wanted(state: ProposalState) -> bool:
    """Say whether opinions of a proposal are of use still: nothing is decided and told."""
    return state is ProposalState.SUBMITTED


def is_blind_yet(phases: Iterable[PhaseFacts], *, now: datetime) -> bool:
    """Say whether a blind phase is going on or still to come."""
    return any(phase.is_blind and now < phase.closes_at for phase in phases)


def _is_blind(phases: list[PhaseFacts], now: datetime) -> bool:
    opened = any(not phase.is_blind and phase.opens_at <= now for phase in phases)
    return is_blind_yet(phases, now=now) or not opened


def check_may_review(found: Rights, state: ProposalState) -> None:
    """Let a review be written. Raises: ReviewingClosed, NoLongerNeeded."""
    taking = found.taking(state)
    if taking is not Taking.NOW:
        raise NoLongerNeeded if taking is Taking.NEEDLESS else ReviewingClosed


def check_may_discuss(found: Rights, *, has_own: bool) -> None:
    """Let a word be said in the discussion. Raises: DiscussionClosed."""
    if not found.joins(has_own=has_own):
        raise DiscussionClosed
