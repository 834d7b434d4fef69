"""What happens to proposals that other packages react to."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalsPlanned:
    """Accepted, not confirmed, and the call lets organisers plan them already."""

    edition_id: int
    proposal_ids: tuple[int, ...]
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalConfirmed:
    """All that a session needs is agreed: it may stand in the programme's unscheduled list."""

    edition_id: int
    proposal_id: int
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalUnconfirmed:
    """A confirmation was taken back: the session must not become public."""

    edition_id: int
    proposal_id: int
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalWithdrawn:
    """The speakers will not do it, whatever had been agreed."""

    edition_id: int
    proposal_id: int
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakersJoined:
    """Somebody accepted to speak after the proposal had been confirmed."""

    edition_id: int
    proposal_id: int
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingChosen:
    """Somebody on stage said whether they may be recorded."""

    edition_id: int
    speaker_id: int
    actor: str
    at: datetime
