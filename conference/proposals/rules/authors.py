"""People named beside the owner: invitations, answers, reminders."""

import re
from datetime import datetime

from conference.proposals.rules import tasks
from conference.proposals.rules.refusals import ProposalRefused
from conference.proposals.rules.states import AuthorState, ProposalState

MAIL_NAME_LENGTH = 60
MAIL_TITLE_LENGTH = 120
SOMEBODY = "Somebody"
INVITED = "invited"
"""The purpose of the seal in an invitation's link, and the name under which it stands there."""

_LOOKS_LIKE_A_LINK = re.compile(r"//|[@\\]|\w\.\w\w|www", re.IGNORECASE)


class AuthorRefused(ProposalRefused):
    """A rule about the speakers of a proposal says no."""

    code = "author_refused"


def may_remind(invited_at: datetime, reminded_at: datetime | None, *, now: datetime) -> bool:
    """Say whether a day has passed since the last mail."""
    return tasks.may_remind(reminded_at or invited_at, now=now)


def check_remind(
    state: AuthorState, invited_at: datetime, reminded_at: datetime | None, *, now: datetime
) -> None:
    """Let somebody be reminded. Raises: AuthorRefused."""
    if state is not AuthorState.INVITED:
        raise AuthorRefused("They have answered already.")
    if not may_remind(invited_at, reminded_at, now=now):
        raise AuthorRefused("We mailed them less than a day ago. Try again tomorrow.")


def already_named(state: AuthorState, *, is_self: bool, can_remind: bool, is_time: bool) -> str:
    """Return what is true, and can be done, where somebody is invited who is named already.

    ``is_time``: a day has passed since the last mail.
    """
    if is_self:
        return "This is your own address, and you are named already"
    if state is not AuthorState.INVITED:
        return f"They are named already, and have {state.value}"
    if not can_remind:
        return "They are named already, and have not answered yet"
    when = "above" if is_time else "from tomorrow on"
    return f"They are named already. You can remind them {when}"


def check_remove(state: AuthorState, *, is_owner: bool) -> None:
    """Let somebody be taken off a proposal. Raises: AuthorRefused."""
    if is_owner:
        raise AuthorRefused("The main contact cannot be taken off. Withdraw the proposal instead.")
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


def title_in_mail(title: str) -> str:
    """Return a title as such a mail tells it; what could be an advertisement is left out."""
    words = " ".join(title.split())
    is_told = len(words) <= MAIL_TITLE_LENGTH and not _LOOKS_LIKE_A_LINK.search(words)
    return words if is_told else ""


def is_news(before: AuthorState, answer: AuthorState) -> bool:
    """Say whether the owner is mailed an answer: who declines, or declined and speaks after all."""
    return before is not answer and AuthorState.DECLINED in {before, answer}
