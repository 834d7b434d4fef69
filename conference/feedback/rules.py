"""When feedback may be given, what becomes of it, and when it reaches who was on stage."""

import enum
from datetime import datetime, timedelta

from conference.kernel.errors import Refused

KEPT = timedelta(days=180)
"""How long feedback is kept: as long as unsuccessful proposals and reviews (domain.md C4)."""

OPEN_FOR = timedelta(days=30)
"""How long after a session's end feedback is taken."""

BODY_LENGTH = 2_000
LOWEST, HIGHEST = 1, 5
ENOUGH = 3
"""As many must be passed on for a session before its speakers read any: of one or two a speaker
would know whose they are."""


class FeedbackState(enum.StrEnum):
    """Nothing reaches a speaker before somebody has read it."""

    WAITING = "waiting"
    PASSED = "passed"
    KEPT_BACK = "kept_back"

    @property
    def label(self) -> str:
        """What lists call it."""
        return _LABELS[self]


_LABELS = {
    FeedbackState.WAITING: "To read",
    FeedbackState.PASSED: "Passed on",
    FeedbackState.KEPT_BACK: "Kept back",
}


class FeedbackClosed(Refused):
    """The session is to come, was called off, or is over for too long."""

    code = "feedback_closed"


class FeedbackDecided(Refused):
    """Another organiser decided otherwise after the page was shown."""

    code = "feedback_decided"

    def __init__(self, state: FeedbackState) -> None:
        """Say what the other decided, and where it can be decided anew."""
        passed = state is FeedbackState.PASSED
        done, still = ("passed it on", "keep it back") if passed else ("kept it back", "pass it on")
        super().__init__(
            f"Somebody {done} while you had the page open. Nothing of yours was saved: it stands "
            f"under {state.label}, where you can still {still}."
        )


class FeedbackRead(Refused):
    """Somebody decided on it already."""

    code = "feedback_read"
    message = "The organisers have read your feedback. It cannot be changed any more."


class OwnSession(Refused):
    """Nobody rates what they did themselves."""

    code = "own_session"
    message = "You were on stage in this session. Its feedback comes to you under Your sessions."


class FeedbackChanged(Refused):
    """Its writer changed it after the organiser's page was made."""

    code = "feedback_changed"
    message = "It was changed since you read it. Read it again, then decide."


def check_open(
    starts_at: datetime, ends_at: datetime, *, is_cancelled: bool, now: datetime
) -> None:
    """Refuse feedback that comes too early or too late. Raises: FeedbackClosed."""
    if is_cancelled:
        raise FeedbackClosed("This session did not run.")
    if now < starts_at:
        raise FeedbackClosed("Feedback opens when the session begins.")
    if now > ends_at + OPEN_FOR:
        raise FeedbackClosed(f"Feedback closed {OPEN_FOR.days} days after the session.")


def is_open(starts_at: datetime, ends_at: datetime, *, is_cancelled: bool, now: datetime) -> bool:
    """Say whether feedback is taken now."""
    try:
        check_open(starts_at, ends_at, is_cancelled=is_cancelled, now=now)
    except FeedbackClosed:
        return False
    return True
