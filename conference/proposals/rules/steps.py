"""The steps of writing a proposal: one question on each page, in this order."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass

CHECK = "check"
"""Where all answers stand once more; a step that was opened from there leads back there."""


class Step(enum.StrEnum):
    """A page of the form; its value stands in the address."""

    TITLE = "title"
    AUDIENCE = "audience"
    OUTCOME = "outcome"
    ABSTRACT = "abstract"
    DETAILS = "details"
    SPEAKERS = "speakers"
    QUESTIONS = "questions"
    NEEDS = "needs"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class StepWords:
    """The question that heads a step, and a sentence under it."""

    question: str
    lead: str = ""


WORDS: Mapping[Step, StepWords] = {
    Step.TITLE: StepWords(
        "What is it called, and what is it?", "You can change everything until the deadline."
    ),
    Step.AUDIENCE: StepWords("For whom is it?", "One sentence is enough."),
    Step.OUTCOME: StepWords("What will they be able to do afterwards?"),
    Step.ABSTRACT: StepWords(
        "What will you do?",
        "Reviewers read this without your name. What you write about yourself here, we cannot "
        "take out.",
    ),
    Step.DETAILS: StepWords("Where does it belong?"),
    Step.SPEAKERS: StepWords(
        "Who speaks with you?",
        "We mail each of them an invitation. They can change the proposal once they have accepted.",
    ),
    Step.QUESTIONS: StepWords("A few questions from the organisers"),
    Step.NEEDS: StepWords(
        "What do you need?", "You can skip this. Reviewers do not see these answers."
    ),
    Step.NOTE: StepWords(
        "Is there something the committee should know?",
        "You can skip this. Reviewers do not see it, and it is not published.",
    ),
}

FIELD_STEPS: Mapping[str, Step] = {
    "title": Step.TITLE,
    "format": Step.TITLE,
    "audience": Step.AUDIENCE,
    "outcome": Step.OUTCOME,
    "abstract": Step.ABSTRACT,
    "track": Step.DETAILS,
    "questions": Step.QUESTIONS,
}
"""Where each thing is answered that sending in asks for."""


def steps_of(*, has_questions: bool) -> tuple[Step, ...]:
    """Return the steps of a proposal; without questions their page is left out."""
    return tuple(step for step in Step if has_questions or step is not Step.QUESTIONS)


def place_of(step: Step, *, has_questions: bool) -> tuple[int, int] | None:
    """Return which of how many pages a step is, the check of all answers counted; none: it is none.

    A step that is not asked has no place.
    """
    order = steps_of(has_questions=has_questions)
    return (order.index(step) + 1, len(order) + 1) if step in order else None


def after(step: Step, *, has_questions: bool) -> Step | None:
    """Return the step that follows; nothing: the answers are checked next."""
    steps = steps_of(has_questions=has_questions)
    later = steps[steps.index(step) + 1 :] if step in steps else ()
    return later[0] if later else None


def before(step: Step, *, has_questions: bool) -> Step | None:
    """Return the step that comes before; nothing: it is the first."""
    steps = steps_of(has_questions=has_questions)
    earlier = steps[: steps.index(step)] if step in steps else ()
    return earlier[-1] if earlier else None
