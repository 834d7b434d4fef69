"""What the committee may decide, what was seen before it pressed, and what it is refused."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from conference.kernel.errors import NotFound
from conference.proposals.rules.refusals import MoveRefused, ProposalRefused
from conference.proposals.rules.states import DECIDABLE, Decision, ProposalState, check_move

NOTHING = "-"
MOST_TOLD = 5
ANSWER_DAYS = 7
"""So many days whoever is accepted has at least to confirm, whatever date the call names."""

_LAST_MINUTE = time(23, 59)


@dataclass(frozen=True, slots=True)
class Seen:
    """A proposal as somebody saw it when they ticked it."""

    code: str
    state: ProposalState
    pending: Decision | None

    @property
    def tick(self) -> str:
        """The value of its box."""
        return f"{self.code}:{self.state}:{self.pending or NOTHING}"

    @property
    def words(self) -> str:
        """What the committee reads of where it stands."""
        return f"{self.state.label}, {self.pending.label}" if self.pending else self.state.label


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDates:
    """Until when the call asks speakers to confirm, if it names a date, and when doors open."""

    confirm_by: datetime | None
    doors_at: datetime
    zone: ZoneInfo

    def answer_by(self, told_at: datetime | None) -> datetime | None:
        """Return until when whoever was told then confirms: the call's date, or one of their own.

        A reserve may move up when that date is near or past: they have until the end of the
        seventh day after the mail, or until doors open. Told without a mail: the call's date.
        """
        if self.confirm_by is None or told_at is None:
            return self.confirm_by
        day = told_at.astimezone(self.zone).date() + timedelta(days=ANSWER_DAYS)
        least = datetime.combine(day, _LAST_MINUTE, self.zone).astimezone(UTC)
        if told_at < self.doors_at:
            least = min(least, self.doors_at)
        return max(self.confirm_by, least)


class OwnProposal(ProposalRefused):
    """Somebody's own proposal, or one in which they have a conflict of interest."""

    code = "own_proposal"
    message = (
        "One of these is yours, or you have a conflict of interest with it, so somebody else "
        "decides on it. Nothing was changed."
    )


class NothingTicked(ProposalRefused):
    """The button was pressed and no box was ticked."""

    code = "nothing_ticked"
    message = "Tick at least one proposal first."


class DecidedMeanwhile(ProposalRefused):
    """Somebody else decided on one of these after the page was shown."""

    code = "decided_meanwhile"

    def __init__(self, changes: Sequence[str]) -> None:
        """Say what is different now."""
        told = ". ".join(changes[:MOST_TOLD])
        rest = len(changes) - MOST_TOLD
        more = f". And {rest} more" if rest > 0 else ""
        super().__init__(
            f"Somebody changed this while you had the page open, so nothing of yours was saved. "
            f"{told}{more}. Look again, then decide."
        )


class DraftsOutOfDate(ProposalRefused):
    """The drafts do not say what was decided by now."""

    code = "drafts_out_of_date"
    message = (
        "Something has changed since this page was shown, or it was sent already. Nothing was "
        "sent now. Look at what is to be sent, prepare the mails again where it says so, and send."
    )


class NoConfirmDate(ProposalRefused):
    """The text of a decision names a date that the call does not have."""

    code = "no_confirm_date"
    message = (
        "A text names {confirm_by}, and the call has no date by which speakers confirm. Set it in "
        "the call, or take it out of the text. No mail was prepared."
    )


def read_tick(text: str) -> Seen:
    """Return what a ticked box says. Raises: NotFound (it was not made by us)."""
    code, _, rest = text.partition(":")
    state, _, pending = rest.partition(":")
    try:
        return Seen(code, ProposalState(state), None if pending == NOTHING else Decision(pending))
    except ValueError as error:
        raise NotFound from error


def check_unchanged(
    seen: Iterable[Seen], now: Mapping[str, Seen], titles: Mapping[str, str]
) -> None:
    """Let nobody decide over what they have not seen. Raises: DecidedMeanwhile."""
    changes = [
        f"“{titles[one.code]}” was {one.words.lower()} and is {now[one.code].words.lower()}"
        for one in seen
        if one != now[one.code]
    ]
    if changes:
        raise DecidedMeanwhile(changes)


def check_decision(state: ProposalState, decision: Decision | None) -> None:
    """Let the committee make up its mind, or think again (none). Raises: MoveRefused.

    What is settled is not the committee's any more, whatever moves speakers or organisers have.
    """
    if state not in DECIDABLE:
        raise MoveRefused(state.label, decision.state.label if decision else "undecided")
    if decision is not None:
        check_move(state, decision.state)
