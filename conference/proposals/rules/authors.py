"""People named beside the owner: invitations, answers, reminders."""

import re
from datetime import datetime, timedelta

from conference.proposals.rules.refusals import ProposalRefused
from conference.proposals.rules.states import AuthorState, ProposalState

REMIND_AFTER = timedelta(days=1)
MAIL_NAME_LENGTH = 60
SOMEBODY = "Somebody"
_LOOKS_LIKE_A_LINK = re.compile(r"[/:@\\]|\w\.\w\w|www", re.IGNORECASE)


class AuthorRefused(ProposalRefused):
    """A rule about the speakers of a proposal says no."""

    code = "author_refused"


def may_remind(invited_at: datetime, reminded_at: datetime | None, *, now: datetime) -> bool:
    """Say whether a day has passed since the last mail."""
    return now - (reminded_at or invited_at) >= REMIND_AFTER


def check_remind(
    state: AuthorState, invited_at: datetime, reminded_at: datetime | None, *, now: datetime
) -> None:
    """Let somebody be reminded. Raises: AuthorRefused."""
    if state is not AuthorState.INVITED:
        raise AuthorRefused("They have answered already.")
    if not may_remind(invited_at, reminded_at, now=now):
        raise AuthorRefused("We mailed them less than a day ago. Try again tomorrow.")


def check_remove(state: AuthorState, *, is_owner: bool) -> None:
    """Let somebody be taken off a proposal. Raises: AuthorRefused."""
    if is_owner:
        raise AuthorRefused("The owner cannot be taken off. Withdraw the proposal instead.")
    if state is AuthorState.ACCEPTED:
        raise AuthorRefused("They have accepted, so only they can step back.")


def check_answer(state: AuthorState, answer: AuthorState, proposal: ProposalState) -> None:
    """Let somebody answer an invitation; the same answer twice is no change.

    Until it is decided they may change their mind. Raises: AuthorRefused.
    """
    if state is answer:
        return
    if proposal is ProposalState.WITHDRAWN:
        raise AuthorRefused("This proposal was withdrawn, so there is nothing to answer.")
    if state is AuthorState.ACCEPTED and proposal not in _BEFORE_DECISION:
        raise AuthorRefused("It is decided by now. Tell the organisers that you cannot come.")


_BEFORE_DECISION = frozenset({ProposalState.DRAFT, ProposalState.SUBMITTED})


def name_in_mail(name: str) -> str:
    """Return what somebody is called in a mail to an address that they typed.

    What could be an address or an advertisement is left out (workflows.md 4, rule 57).
    """
    words = " ".join(name.split())
    if not words or len(words) > MAIL_NAME_LENGTH or _LOOKS_LIKE_A_LINK.search(words):
        return SOMEBODY
    return words
