"""Pages on which organisers make the call, and on which the committee decides."""

from conference.proposals.manage import (
    assigning,
    call,
    changing,
    committee,
    criteria,
    decisions,
    extensions,
    phases,
    places,
    proposals,
    questions,
    reviewers,
    speakers,
)
from conference.proposals.manage.blueprint import blueprint

__all__ = [
    "assigning",
    "blueprint",
    "call",
    "changing",
    "committee",
    "criteria",
    "decisions",
    "extensions",
    "phases",
    "places",
    "proposals",
    "questions",
    "reviewers",
    "speakers",
]
