"""States of proposals and of what belongs to them, and the moves between them."""

import enum
from collections.abc import Mapping

from conference.proposals.rules.refusals import MoveRefused


class ProposalState(enum.StrEnum):
    """Where a proposal stands; accepted is not confirmed (workflows.md 4, rule 37)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    RESERVE = "reserve"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """What people read; what a speaker did is told in the speaker's own words."""
        return "Sent in" if self is ProposalState.SUBMITTED else self.value.capitalize()

    @property
    def tone(self) -> str:
        """The kind of status that the state is shown as."""
        return _TONES.get(self, "note")


_TONES = {
    ProposalState.ACCEPTED: "ok",
    ProposalState.CONFIRMED: "ok",
    ProposalState.RESERVE: "warn",
}


class Decision(enum.StrEnum):
    """What the committee has made up its mind to; nobody is told before it is sent."""

    ACCEPT = "accept"
    RESERVE = "reserve"
    DECLINE = "decline"

    @property
    def state(self) -> ProposalState:
        """The state that the decision leads to when it is sent."""
        return _DECIDED[self]

    @property
    def label(self) -> str:
        """What the committee reads."""
        return self.value.capitalize()


_DECIDED = {
    Decision.ACCEPT: ProposalState.ACCEPTED,
    Decision.RESERVE: ProposalState.RESERVE,
    Decision.DECLINE: ProposalState.DECLINED,
}

MOVES: Mapping[ProposalState, frozenset[ProposalState]] = {
    ProposalState.DRAFT: frozenset({ProposalState.SUBMITTED}),
    ProposalState.SUBMITTED: frozenset(
        {
            ProposalState.ACCEPTED,
            ProposalState.RESERVE,
            ProposalState.DECLINED,
            ProposalState.WITHDRAWN,
        }
    ),
    ProposalState.RESERVE: frozenset(
        {ProposalState.ACCEPTED, ProposalState.DECLINED, ProposalState.WITHDRAWN}
    ),
    ProposalState.DECLINED: frozenset({ProposalState.ACCEPTED, ProposalState.RESERVE}),
    ProposalState.ACCEPTED: frozenset({ProposalState.CONFIRMED, ProposalState.WITHDRAWN}),
    ProposalState.CONFIRMED: frozenset({ProposalState.ACCEPTED, ProposalState.WITHDRAWN}),
    ProposalState.WITHDRAWN: frozenset(),
}
"""From each state, where it may go. A draft that nobody wants is deleted. A declined one can
still be taken when others drop out; un-confirming goes back to accepted and mails nobody."""

DECIDABLE = frozenset({ProposalState.SUBMITTED, ProposalState.RESERVE, ProposalState.DECLINED})
"""States in which the committee may still decide."""

TAKEN = frozenset({ProposalState.ACCEPTED, ProposalState.CONFIRMED})

WITHDRAWABLE = frozenset(
    state for state, targets in MOVES.items() if ProposalState.WITHDRAWN in targets
)


def check_move(state: ProposalState, target: ProposalState) -> None:
    """Let a proposal pass from one state to another. Raises: MoveRefused."""
    if target not in MOVES[state]:
        raise MoveRefused(state.label, target.label)


class AuthorState(enum.StrEnum):
    """What somebody who was named as a speaker of a proposal has answered."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        """What the other speakers read."""
        return "Has not answered yet" if self is AuthorState.INVITED else self.value.capitalize()


class QuestionKind(enum.StrEnum):
    """How a question of the call is answered."""

    SHORT = "short"
    LONG = "long"
    YES_NO = "yes_no"
    ONE = "one"
    SEVERAL = "several"
    NUMBER = "number"

    @property
    def label(self) -> str:
        """What organisers choose from."""
        return _KIND_LABELS[self]

    @property
    def has_choices(self) -> bool:
        """Whether it is answered from a list."""
        return self in {QuestionKind.ONE, QuestionKind.SEVERAL}


_KIND_LABELS = {
    QuestionKind.SHORT: "One line",
    QuestionKind.LONG: "Several lines",
    QuestionKind.YES_NO: "Yes or no",
    QuestionKind.ONE: "One of a list",
    QuestionKind.SEVERAL: "Some of a list",
    QuestionKind.NUMBER: "A number",
}


class ConflictKind(enum.StrEnum):
    """Why a reviewer must not judge a proposal."""

    DECLARED = "declared"
    ORGANISATION = "organisation"
    CO_SPEAKER = "co_speaker"

    @property
    def label(self) -> str:
        """What the committee reads."""
        return _CONFLICT_LABELS[self]


_CONFLICT_LABELS = {
    ConflictKind.DECLARED: "Declared by the reviewer",
    ConflictKind.ORGANISATION: "Same organisation",
    ConflictKind.CO_SPEAKER: "Speaks together with an author",
}


class SightOfOthers(enum.StrEnum):
    """When a reviewer may read what others wrote of a proposal."""

    NEVER = "never"
    AFTER_OWN = "after_own"

    @property
    def label(self) -> str:
        """What organisers choose from."""
        return "Not in this phase" if self is SightOfOthers.NEVER else "After giving one’s own"


class SpeakerTaskKind(enum.StrEnum):
    """What an accepted speaker is asked to do, in the order in which it is shown."""

    CONFIRM = "confirm"
    BIOGRAPHY = "biography"
    PICTURE = "picture"
    VISIBILITY = "visibility"
    RECORDING = "recording"
    EQUIPMENT = "equipment"
    ACCESS = "access"
    CONDUCT = "conduct"
    TRAVEL = "travel"

    @property
    def label(self) -> str:
        """What speakers and organisers read."""
        return _TASK_LABELS[self]


_TASK_LABELS = {
    SpeakerTaskKind.CONFIRM: "Say that you will come",
    SpeakerTaskKind.BIOGRAPHY: "Biography",
    SpeakerTaskKind.PICTURE: "Picture, or none",
    SpeakerTaskKind.VISIBILITY: "How you are shown",
    SpeakerTaskKind.RECORDING: "Recording",
    SpeakerTaskKind.EQUIPMENT: "Equipment",
    SpeakerTaskKind.ACCESS: "Access",
    SpeakerTaskKind.CONDUCT: "Code of conduct",
    SpeakerTaskKind.TRAVEL: "Travel",
}
