"""What organisers may say of the phases of review: they follow each other and never overlap."""

from collections.abc import Sequence

from conference.proposals.rules.reviewing import PhaseFacts
from conference.proposals.rules.states import SightOfOthers


def problems_of_phase(facts: PhaseFacts, others: Sequence[PhaseFacts]) -> dict[str, str]:
    """Return a sentence for each field that cannot be, alone or beside the other phases."""
    problems = _problems_of_times(facts, others)
    if not (facts.may_review or facts.may_discuss):
        problems["may_review"] = (
            "Let reviewers write reviews, discuss, or both: without a phase they can do neither"
        )
    if facts.may_discuss and facts.sight is SightOfOthers.NEVER:
        problems["sight"] = (
            "Who discusses reads what others wrote. Choose “After giving one’s own”, or no "
            "discussion"
        )
    if seen := _first_seen(facts, others):
        problems["is_blind"] = (
            f"Names are shown in “{seen.name}”, which comes before: reviewers know them by then"
        )
    elif hidden := _last_hidden(facts, others):
        problems["is_blind"] = (
            f"“{hidden.name}”, which comes later, is blind, and would not be any more"
        )
    return problems


def _problems_of_times(facts: PhaseFacts, others: Sequence[PhaseFacts]) -> dict[str, str]:
    if facts.closes_at <= facts.opens_at:
        return {"closes_at": "A phase ends after it begins. Enter a later time"}
    for other in others:
        if facts.opens_at < other.closes_at and other.opens_at < facts.closes_at:
            return {"opens_at": f"It overlaps with “{other.name}”. Phases follow each other"}
        if facts.name.casefold() == other.name.casefold():
            return {"name": "Another phase has this name"}
    return {}


def _first_seen(facts: PhaseFacts, others: Sequence[PhaseFacts]) -> PhaseFacts | None:
    """Return a phase before this blind one in which names are shown."""
    before = (one for one in others if not one.is_blind and one.opens_at < facts.opens_at)
    return next(before, None) if facts.is_blind else None


def _last_hidden(facts: PhaseFacts, others: Sequence[PhaseFacts]) -> PhaseFacts | None:
    """Return a blind phase after this one, in which names are shown."""
    after = (one for one in others if one.is_blind and one.opens_at > facts.opens_at)
    return None if facts.is_blind else next(after, None)
