"""What organisers may say of a call, its formats, criteria and extensions.

What is impossible together is refused when it is saved (workflows.md 4, rule 66).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from conference.proposals.rules.refusals import ProposalRefused

LONGEST_GRACE_MINUTES = 240
LEAST_WORDS, MOST_WORDS = 50, 2_000
MOST_PROPOSALS = 50
MOST_CRITERIA = 10
MOST_WEIGHT = 10
MOST_USES = 200
MOST_EXTENSIONS = 200


class CriterionScored(ProposalRefused):
    """Deleting it would take scores away."""

    code = "criterion_scored"
    message = (
        "Reviewers have given scores for this criterion, so it stays. "
        "With a weight of 0 it stands beside the total."
    )


class CriteriaFull(ProposalRefused):
    """There are as many as a reviewer can bear."""

    code = "criteria_full"
    message = f"A call has {MOST_CRITERIA} criteria at most. Change one of those you have."


class NoWeight(ProposalRefused):
    """Without one that counts there is no total."""

    code = "no_weight"
    message = (
        "The other criteria have a weight of 0, and without one that counts there is no total. "
        "Give another one a weight first."
    )


class ExtensionsFull(ProposalRefused):
    """There are more codes than anybody can look after."""

    code = "extensions_full"
    message = f"A call has {MOST_EXTENSIONS} extension codes at most."


class CallOvertaken(ProposalRefused):
    """Somebody saved something of the same call between reading and writing."""

    code = "call_overtaken"
    message = (
        "Somebody saved the call at the same moment. Nothing of yours is saved yet and it still "
        "stands below. Save again"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """What organisers say of a call; ``body`` is Markdown."""

    body: str
    is_shown: bool
    opens_at: datetime
    closes_at: datetime
    grace_minutes: int
    limit_per_person: int | None
    abstract_words: int
    confirm_by: datetime | None
    is_provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a call has to fit: its formats' own deadlines by name, and the conference's doors.

    ``formats`` are those that may be proposed; ``has_formats``: the edition has any at all.
    """

    formats: Mapping[str, datetime | None]
    has_formats: bool
    doors_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionFacts:
    """What organisers say of a criterion; a weight of 0 stands beside the total."""

    name: str
    help: str
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionFacts:
    """What organisers say of an extension code."""

    uses: int
    closes_at: datetime
    note: str


def problems_of_call(facts: CallFacts, around: Around) -> dict[str, str]:
    """Return a sentence for each field that cannot be, alone or with what else is set."""
    problems = _problems_of_dates(facts, around)
    if facts.is_shown and not facts.body.strip():
        problems["body"] = "Write the text before the call is shown"
    elif facts.is_shown and around.has_formats and not around.formats:
        problems["is_shown"] = "Choose under Formats what may be proposed before the call is shown"
    if facts.is_provisional and facts.confirm_by is None:
        problems["is_provisional"] = (
            "Give the day until which speakers confirm: what is planned without a yes must not "
            "wait for ever"
        )
    return problems


def _problems_of_dates(facts: CallFacts, around: Around) -> dict[str, str]:
    problems: dict[str, str] = {}
    if facts.closes_at <= facts.opens_at:
        problems["closes_at"] = "The call closes after it opens. Enter a later time"
    elif facts.closes_at >= around.doors_at:
        problems["closes_at"] = "The call closes before the conference begins"
    own = [moment for moment in around.formats.values() if moment is not None]
    if own and facts.opens_at >= min(own):
        problems["opens_at"] = f"{_named(around.formats, min(own))} closes before this"
    if own and facts.closes_at < max(own) and "closes_at" not in problems:
        problems["closes_at"] = (
            f"{_named(around.formats, max(own))} closes after this. "
            "A format closes with the call or before it"
        )
    if facts.confirm_by is not None and facts.confirm_by <= facts.closes_at:
        problems["confirm_by"] = "Speakers confirm after the call has closed. Enter a later day"
    elif facts.confirm_by is not None and facts.confirm_by >= around.doors_at:
        problems["confirm_by"] = "Speakers confirm before the conference begins"
    return problems


def _named(formats: Mapping[str, datetime | None], moment: datetime) -> str:
    return next(name for name, closes_at in formats.items() if closes_at == moment)


def problem_of_format(
    closes_at: datetime | None, *, call_opens_at: datetime, call_closes_at: datetime
) -> str | None:
    """Say why a format cannot have this deadline of its own; nothing: it can."""
    if closes_at is None:
        return None
    if closes_at <= call_opens_at:
        return "It closes after the call has opened. Enter a later time"
    if closes_at > call_closes_at:
        return (
            "It closes with the call or before it. For a later day, let the call close later and "
            "give the other formats their own deadlines"
        )
    return None


def check_weights(weights: Sequence[int]) -> None:
    """Let these be the weights of all criteria. Raises: NoWeight."""
    if weights and not any(weights):
        raise NoWeight


def problems_of_extension(
    facts: ExtensionFacts,
    *,
    call_closes_at: datetime,
    doors_at: datetime,
    now: datetime,
) -> dict[str, str]:
    """Return a sentence for each field of an extension that cannot be."""
    if facts.closes_at <= now:
        return {"closes_at": "This is over already. Enter a later time"}
    if facts.closes_at <= call_closes_at:
        return {"closes_at": "An extension ends after the call has closed. Enter a later time"}
    if facts.closes_at >= doors_at:
        return {"closes_at": "An extension ends before the conference begins"}
    return {}
