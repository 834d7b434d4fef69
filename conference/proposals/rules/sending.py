"""Sending in: what must be there, until when it may be changed, limits, extension codes."""

from dataclasses import dataclass
from datetime import datetime

from conference.proposals.rules.calls import CallDates, CallPhase
from conference.proposals.rules.refusals import ProposalRefused
from conference.proposals.rules.states import ProposalState
from conference.proposals.rules.writing import too_wordy


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What of a proposal decides whether it is complete."""

    title: str
    audience: str
    outcome: str
    abstract: str
    has_format: bool
    has_track: bool


def missing(written: Written, *, abstract_words: int) -> dict[str, str]:
    """Return what stands in the way of sending in, a sentence for each field.

    Whoever has no formats or tracks to choose from has both.
    """
    asked = {
        "title": None if written.title else "Enter a title",
        "format": None if written.has_format else "Choose a format that the call offers",
        "audience": None if written.audience else "Say for whom it is",
        "outcome": None if written.outcome else "Say what they will be able to do afterwards",
        "abstract": too_wordy(written.abstract, abstract_words)
        if written.abstract
        else "Write what you will do",
        "track": None if written.has_track else "Choose a track",
    }
    return {name: sentence for name, sentence in asked.items() if sentence}


def may_change(
    state: ProposalState,
    dates: CallDates,
    *,
    now: datetime,
    format_id: int | None,
    extended_to: datetime | None = None,
) -> bool:
    """Say whether its authors may still change it: a draft always, one sent in until the deadline.

    A draft harms nobody after the deadline, and somebody with an extension code needs it.
    """
    if state is ProposalState.DRAFT:
        return True
    if state is not ProposalState.SUBMITTED:
        return False
    if dates.phase(now, format_id) in {CallPhase.OPEN, CallPhase.GRACE}:
        return True
    return extended_to is not None and now < extended_to


def may_change_on_behalf(state: ProposalState) -> bool:
    """Say whether organisers may change it for its speakers, whatever the deadline."""
    return state is not ProposalState.WITHDRAWN


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFacts:
    """All that decides whether an extension code still opens the call."""

    uses: int
    used: int
    closes_at: datetime
    ended_at: datetime | None


def check_typed(code: str) -> None:
    """Ask whoever begins after the deadline for a code. Raises: CodeRefused."""
    if not code.strip():
        raise CodeRefused("Enter the extension code that the organisers gave you")


def check_code(code: CodeFacts | None, *, now: datetime) -> None:
    """Let an extension code be spent now. Raises: CodeRefused."""
    if code is None:
        raise CodeRefused("We do not know this extension code. Check it against the message.")
    if code.ended_at is not None or now >= code.closes_at:
        raise CodeRefused("This extension code has ended. Ask the organisers for another.")
    if code.used >= code.uses:
        raise CodeRefused(
            "This extension code has been used already. Ask the organisers for another."
        )


def check_limit(sent: int, limit: int | None) -> None:
    """Let somebody who has sent in so many send in one more. Raises: LimitReached."""
    if limit is not None and sent >= limit:
        raise LimitReached(limit)


class CodeRefused(ProposalRefused):
    """The extension code is wrong, used up, or over."""

    code = "extension_code_refused"


class LimitReached(ProposalRefused):
    """The person has sent in as many as the call takes of one person."""

    code = "proposal_limit"

    def __init__(self, limit: int) -> None:
        """Say how many, and what can be done."""
        count = "one proposal" if limit == 1 else f"{limit} proposals"
        super().__init__(
            f"Each person may send in {count}, and you have. This one stays a draft: withdraw "
            "another one to send it instead."
        )


class ChangeClosed(ProposalRefused):
    """The deadline is over, or it is decided."""

    code = "proposal_closed"
    message = (
        "This proposal can no longer be changed here. What you see is what was sent in. "
        "Ask the organisers if something is wrong."
    )


class WithdrawnMeanwhile(ProposalRefused):
    """What was withdrawn keeps its words."""

    code = "proposal_withdrawn"
    message = "This proposal was withdrawn, so it can no longer be changed. Nothing was saved."


class Overtaken(ProposalRefused):
    """Somebody saved the same proposal between reading and writing."""

    code = "proposal_overtaken"
    message = (
        "Somebody saved this proposal at the same moment. Nothing of yours is saved yet and it "
        "still stands below. Save again"
    )
