"""Questions of the call: which of them a proposal is asked, and whether an answer will do.

How it is used: ``queries.questions.asked(call_id)`` gives the questions that are asked now, in
order; answers are a mapping from the question's id to the text that is stored (a choice as it
is written in the list, several choices on lines of their own, "yes" or "no", digits).

- ``applying(questions, answers, track_id)``: what this proposal is asked, in order. The form
  shows these, and only answers to these are shown to anybody.
- ``faults(questions, answers, track_id)``: what stands in the way of sending in, by question.
  For a draft, ``is_draft=True`` leaves out what is merely missing.
- ``tidied(question, typed)``: what is stored of what was typed or ticked.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from conference.proposals.rules import words
from conference.proposals.rules.states import QuestionKind

YES = "yes"
NO = "no"
SHORT_LENGTH = 300
LONG_LENGTH = 10_000
NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """A question as the rules see it; no ``track_ids``: asked whatever the track.

    With ``asked_if_id`` it is asked only where that question, which stands before it, is asked
    too and has the answer ``asked_if_answer``.
    """

    id: int
    kind: QuestionKind
    label: str
    hint: str = ""
    purpose: str = ""
    choices: tuple[str, ...] = ()
    max_words: int | None = None
    is_required: bool = False
    is_for_reviewers: bool = False
    track_ids: frozenset[int] = frozenset()
    asked_if_id: int | None = None
    asked_if_answer: str = ""

    @property
    def options(self) -> tuple[str, ...]:
        """The answers that are possible; none: it is answered in words or a number."""
        return (YES, NO) if self.kind is QuestionKind.YES_NO else self.choices


def applying(
    questions: Sequence[AskedQuestion], answers: Mapping[int, str], track_id: int | None
) -> tuple[AskedQuestion, ...]:
    """Return the questions that a proposal is asked, in their order.

    One that hangs on a question which is not asked is not asked either, whatever old answer is
    still kept.
    """
    asked: dict[int, AskedQuestion] = {}
    for question in questions:
        if question.track_ids and track_id not in question.track_ids:
            continue
        if question.asked_if_id is not None and (
            question.asked_if_id not in asked
            or question.asked_if_answer not in lines(answers.get(question.asked_if_id, ""))
        ):
            continue
        asked[question.id] = question
    return tuple(asked.values())


def faults(
    questions: Sequence[AskedQuestion],
    answers: Mapping[int, str],
    track_id: int | None,
    *,
    is_draft: bool = False,
) -> dict[int, str]:
    """Return what is wrong with the answers that matter, a sentence for each question's id."""
    found = {}
    for question in applying(questions, answers, track_id):
        sentence = fault(question, answers.get(question.id, ""), is_draft=is_draft)
        if sentence:
            found[question.id] = sentence
    return found


def fault(question: AskedQuestion, answer: str, *, is_draft: bool = False) -> str | None:
    """Say what is wrong with one answer; nothing: it will do."""
    if not answer.strip():
        is_missing = question.is_required and not is_draft
        return _MISSING[question.kind].format(label=question.label) if is_missing else None
    if question.kind is QuestionKind.NUMBER:
        return None if NUMBER.fullmatch(answer) else "Enter a whole number, like 12"
    if question.options:
        return _fault_of_choice(question, answer)
    return _fault_of_text(question, answer)


_CHOOSE = "Choose an answer to: {label}"
_ENTER = "Answer the question: {label}"
_MISSING = {
    QuestionKind.SHORT: _ENTER,
    QuestionKind.LONG: _ENTER,
    QuestionKind.NUMBER: _ENTER,
    QuestionKind.YES_NO: _CHOOSE,
    QuestionKind.ONE: _CHOOSE,
    QuestionKind.SEVERAL: _CHOOSE,
}


def _fault_of_choice(question: AskedQuestion, answer: str) -> str | None:
    """Each line is one of the list, and only "some of a list" has more than one."""
    chosen = lines(answer)
    if len(chosen) > 1 and question.kind is not QuestionKind.SEVERAL:
        return "Choose one answer"
    if not set(chosen) <= set(question.options):
        return "Choose from the list. It may have changed since you answered"
    return None


def _fault_of_text(question: AskedQuestion, answer: str) -> str | None:
    """A text is short enough, in words and in characters."""
    written = words.count(answer)
    if question.max_words is not None and written > question.max_words:
        most = "1 word" if question.max_words == 1 else f"{question.max_words} words"
        return f"Use {most} or fewer. You have {written}"
    length = SHORT_LENGTH if question.kind is QuestionKind.SHORT else LONG_LENGTH
    if len(answer) > length:
        return f"Use {length:,} characters or fewer. You have {len(answer):,}"
    return None


def tidied(question: AskedQuestion, typed: str | Iterable[str]) -> str:
    """Return what is stored of an answer: blanks around it gone, a number without commas."""
    parts = [typed] if isinstance(typed, str) else list(typed)
    if question.kind is QuestionKind.LONG:
        return "\n".join(parts).replace("\r\n", "\n").strip()
    if question.kind is QuestionKind.NUMBER:
        return re.sub(r"[\s,]", "", "".join(parts))
    if question.kind is QuestionKind.SHORT:
        return " ".join(" ".join(parts).split())
    chosen = [line for part in parts for line in lines(part)]
    known = [option for option in question.options if option in chosen]
    return "\n".join(dict.fromkeys(known + chosen))


def lines(answer: str) -> tuple[str, ...]:
    """Return the lines of an answer that say something; of a list, the choices."""
    return tuple(line.strip() for line in answer.splitlines() if line.strip())
