"""What may be said in a proposal: limits, languages, levels, and how states are told."""

from collections.abc import Mapping

from conference.proposals.rules import words
from conference.proposals.rules.states import AuthorState, ProposalState

TITLE_LENGTH = 200
AUDIENCE_LENGTH = 400
OUTCOME_LENGTH = 600
ABSTRACT_LENGTH = 20_000
CONTENT_NOTE_LENGTH = 300
NEEDS_LENGTH = 500
NOTE_LENGTH = 5_000
NAME_LENGTH = 200
EMAIL_LENGTH = 254
MOST_AUTHORS = 10
"""Speakers of one proposal, the owner included: nobody mails strangers by the hundred from here."""

MOST_INVITED = 20
"""Addresses that one proposal ever invites, those taken off again too."""

SHOWN_STATES: Mapping[ProposalState, str] = {
    ProposalState.DRAFT: "Draft",
    ProposalState.SUBMITTED: "Sent in",
    ProposalState.ACCEPTED: "Accepted",
    ProposalState.CONFIRMED: "Confirmed",
    ProposalState.RESERVE: "On the reserve list",
    ProposalState.DECLINED: "Not this year",
    ProposalState.WITHDRAWN: "Withdrawn",
}
"""What speakers read; what is decided and not sent is no state (workflows.md 4, rule 38)."""

AUTHOR_TONES: Mapping[AuthorState, str] = {
    AuthorState.INVITED: "warn",
    AuthorState.ACCEPTED: "ok",
    AuthorState.DECLINED: "note",
}


def too_long(what: str, text: str, limit: int) -> str | None:
    """Say that a text has too many characters; nothing: it will do."""
    if len(text) <= limit:
        return None
    return f"{what} has {len(text):,} characters. The limit is {limit:,}"


def too_wordy(text: str, limit: int) -> str | None:
    """Say that an abstract has too many words; nothing: it will do."""
    count = words.count(text)
    if count <= limit:
        return None
    return f"Your abstract has {count} words. The limit is {limit}"
