"""What cannot wait for the next release."""

from datetime import datetime, timedelta

from conference.kernel.errors import Refused

RETURN_WITHIN = timedelta(minutes=15)
"""So long a calling off can be taken back (domain.md J8)."""


class NotPublic(Refused):
    """The session is in no release: nobody has to be told."""

    code = "not_public"
    message = "This session is not public, so there is nothing to call off at once."


class AlreadyOff(Refused):
    """Somebody called it off before: what this press says besides is not done."""

    code = "already_off"
    message = "It was called off already. Nothing of this press was done."


class TooLateToReturn(Refused):
    """The session does not run, and people have made other plans."""

    code = "too_late_to_return"
    message = "It is too late to take that back at once. Let it run in the draft and release."


def may_return(cancelled_at: datetime, *, now: datetime) -> bool:
    """Say whether a calling off can still be taken back."""
    return now - cancelled_at <= RETURN_WITHIN
