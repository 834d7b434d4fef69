"""How the history of a proposal reads: in people's words, without a number of ours."""

from collections.abc import Callable, Mapping
from typing import Any

from conference.history.rules import detail_words
from conference.proposals.rules.states import Decision, ProposalState

FIELDS: Mapping[str, str] = {
    "title": "title",
    "audience": "for whom it is",
    "outcome": "what they will be able to do",
    "abstract": "what they will do",
    "content_note": "content note",
    "committee_note": "note to the committee",
    "needs": "equipment and access",
    "format_id": "format",
    "track_id": "track",
    "language": "language",
    "level": "level",
    "has_spoken_before": "spoken before",
}
"""What the history calls by its column, as organisers read it on the page of a proposal."""

GONE = "somebody who is not named any more"
UNKNOWN = "somebody whose account is deleted"


def past_words(
    details: Mapping[str, Any], *, speakers: Mapping[int, str], reviewers: Mapping[int, str]
) -> tuple[str, ...]:
    """Return the details of an entry, one line each; people are by their numbers."""
    words: Mapping[str, Callable[[Any], str]] = {
        "author": lambda found: f"Speaker: {speakers.get(found, GONE)}",
        "reviewer": lambda found: f"Reviewer: {reviewers.get(found, UNKNOWN)}",
        "fields": lambda found: f"Changed: {', '.join(FIELDS.get(one, one) for one in found)}",
        "questions": lambda found: f"Questions of the call: {len(found)}",
        "decision": lambda found: f"To {Decision(found).value}",
        "state": lambda found: ProposalState(found).label,
    }
    return tuple(
        line
        for name, value in details.items()
        for line in ((words[name](value),) if name in words else detail_words({name: value}))
    )
