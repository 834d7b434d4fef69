"""What organisers may say of a question of the call, and what hangs together among them."""

from collections.abc import Sequence
from dataclasses import dataclass

from conference.proposals.rules.questions import AskedQuestion
from conference.proposals.rules.refusals import ProposalRefused
from conference.proposals.rules.states import QuestionKind

MOST_QUESTIONS = 30
LEAST_CHOICES, MOST_CHOICES = 2, 20
CHOICE_LENGTH = 100
LONGEST_KEPT_DAYS = 2_200
TEXTS = frozenset({QuestionKind.SHORT, QuestionKind.LONG})


class QuestionsFull(ProposalRefused):
    """Nobody fills in more."""

    code = "questions_full"
    message = f"A call asks {MOST_QUESTIONS} questions at most. Retire one first."


class QuestionAnswered(ProposalRefused):
    """Deleting it would take answers away."""

    code = "question_answered"
    message = "It has been answered, so it stays. Retire it: it is asked no more."


class QuestionNeeded(ProposalRefused):
    """Another question hangs on this one."""

    code = "question_needed"

    def __init__(self, label: str) -> None:
        """Name the other one."""
        super().__init__(
            f"“{label}” is asked only where this one has a certain answer. Change that one first."
        )


class QuestionOutOfOrder(ProposalRefused):
    """It would stand before the one that it hangs on."""

    code = "question_out_of_order"

    def __init__(self, label: str, needed: str) -> None:
        """Name both."""
        super().__init__(
            f"“{label}” is asked only where “{needed}” has a certain answer, so it stays after it."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionFacts:
    """What organisers say of a question; ``kept_days`` after the conference answers are deleted."""

    kind: QuestionKind
    label: str
    hint: str
    purpose: str
    choices: tuple[str, ...]
    max_words: int | None
    is_required: bool
    is_for_reviewers: bool
    asked_if_id: int | None
    asked_if_answer: str
    kept_days: int
    track_ids: frozenset[int]

    def asked(self, question_id: int) -> AskedQuestion:
        """Return it as the rules of answering see it."""
        return AskedQuestion(
            id=question_id,
            kind=self.kind,
            label=self.label,
            choices=self.choices,
            track_ids=self.track_ids,
            asked_if_id=self.asked_if_id,
            asked_if_answer=self.asked_if_answer,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """The question among the others that are asked now; ``was`` is what is stored if answered."""

    before: Sequence[AskedQuestion]
    hanging: Sequence[AskedQuestion] = ()
    was: AskedQuestion | None = None


def problems_of_question(facts: QuestionFacts, company: Company) -> dict[str, str]:
    """Return a sentence for each field that cannot be, alone or among the others."""
    return {
        **_problems_of_kind(facts),
        **_problems_of_condition(facts, company.before),
        **_problems_of_hanging(facts, company.hanging),
        **_problems_of_answered(facts, company.was),
    }


def _problems_of_kind(facts: QuestionFacts) -> dict[str, str]:
    problems = {}
    if facts.max_words is not None and facts.kind not in TEXTS:
        problems["max_words"] = "Only answers in lines of text have words to count. Leave it empty"
    if facts.kind.has_choices:
        sentence = _problem_of_choices(facts.choices)
    else:
        sentence = "This kind has no list. Leave it empty, or choose another kind"
        sentence = sentence if facts.choices else ""
    if sentence:
        problems["choices"] = sentence
    return problems


def _problem_of_choices(choices: tuple[str, ...]) -> str:
    if not LEAST_CHOICES <= len(choices) <= MOST_CHOICES:
        return f"Enter {LEAST_CHOICES} to {MOST_CHOICES} choices, each on a line of its own"
    if any(len(choice) > CHOICE_LENGTH for choice in choices):
        return f"Enter {CHOICE_LENGTH:,} characters or fewer for each choice"
    if len({choice.casefold() for choice in choices}) < len(choices):
        return "Two choices are the same. Leave one out"
    return ""


def _problems_of_condition(facts: QuestionFacts, before: Sequence[AskedQuestion]) -> dict[str, str]:
    """The other question stands before, has this answer, and both are asked of one proposal."""
    if facts.asked_if_id is None:
        is_half = bool(facts.asked_if_answer)
        return {"asked_if_id": "Choose the question that has this answer"} if is_half else {}
    needed = next((one for one in before if one.id == facts.asked_if_id), None)
    if needed is None:
        return {"asked_if_id": "Choose a question that is asked before this one"}
    if not needed.options:
        return {"asked_if_id": "Choose a question with a list, or one of yes or no"}
    if facts.asked_if_answer not in needed.options:
        listed = ", ".join(needed.options)
        return {"asked_if_answer": f"Enter an answer that “{needed.label}” can have: {listed}"}
    if _never_together(needed.track_ids, facts.track_ids):
        return {"track_ids": f"“{needed.label}” is asked for other tracks, so this never would be"}
    return {}


def _problems_of_hanging(facts: QuestionFacts, hanging: Sequence[AskedQuestion]) -> dict[str, str]:
    options = facts.asked(0).options
    for other in hanging:
        if other.asked_if_answer not in options:
            field = "choices" if facts.kind.has_choices else "kind"
            return {field: f"“{other.label}” is asked only after “{other.asked_if_answer}”"}
        if _never_together(facts.track_ids, other.track_ids):
            return {"track_ids": f"“{other.label}” hangs on this one and is for other tracks"}
    return {}


def _problems_of_answered(facts: QuestionFacts, was: AskedQuestion | None) -> dict[str, str]:
    if was is None:
        return {}
    if facts.kind is not was.kind:
        return {"kind": "It has been answered. Retire it and make a new one"}
    if not set(was.choices) <= set(facts.choices):
        return {"choices": "It has been answered. Add to the list, but take nothing away"}
    return {}


def _never_together(first: frozenset[int], second: frozenset[int]) -> bool:
    return bool(first) and bool(second) and first.isdisjoint(second)


def check_order(questions: Sequence[AskedQuestion]) -> None:
    """Let the questions stand in this order. Raises: QuestionOutOfOrder."""
    by_id = {question.id: question for question in questions}
    seen: set[int] = set()
    for question in questions:
        needed = question.asked_if_id
        if needed is not None and needed not in seen and needed in by_id:
            raise QuestionOutOfOrder(question.label, by_id[needed].label)
        seen.add(question.id)
