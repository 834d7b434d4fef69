"""What stands in a proposal, for whoever reads it whole."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conference.editions.rules import SessionLevel
from conference.proposals.models import Proposal
from conference.proposals.rules.states import ProposalState


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What its speakers wrote, and how far it is."""

    code: str
    state: ProposalState
    title: str
    audience: str
    outcome: str
    abstract: str
    content_note: str
    committee_note: str
    needs: str
    format_id: int | None
    track_id: int | None
    language: str
    level: SessionLevel
    has_spoken_before: bool | None
    submitted_at: datetime | None


def written(row: Proposal) -> dict[str, Any]:
    """Return the fields of ``Written``, for a page that has more."""
    return {name: getattr(row, name) for name in Written.__slots__}
