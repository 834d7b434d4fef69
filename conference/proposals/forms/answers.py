"""The form of the call's own questions, made of what a proposal is asked."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import Field, RadioField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from conference.proposals.forms.steps import StepForm
from conference.proposals.rules import questions as rules
from conference.proposals.rules.questions import AskedQuestion
from conference.proposals.rules.states import QuestionKind
from conference.web.checkboxes import CheckboxesField
from conference.web.forms import Form

WORDS_OF_CHOICES = {rules.YES: "Yes", rules.NO: "No"}


class Answerable:
    """Refuses an answer that will not do; one that is only missing will."""

    def __init__(self, question: AskedQuestion) -> None:
        """Know the question."""
        self.question = question

    def __call__(self, _: Form, field: Field) -> None:
        """Judge the answer. Raises: ValidationError."""
        answer = rules.tidied(self.question, field.data or "")
        sentence = rules.fault(self.question, answer, is_draft=True)
        if sentence:
            raise ValidationError(sentence)


class AnswersForm(StepForm):
    """The questions that a proposal is asked; ``asked`` are those of this form."""

    asked: Sequence[AskedQuestion] = ()

    def typed(self) -> dict[int, str]:
        """Return the answers by question, as they are stored."""
        return {
            question.id: rules.tidied(question, self[name_of(question)].data or "")
            for question in self.asked
        }


def answers_form(asked: Sequence[AskedQuestion]) -> type[AnswersForm]:
    """Return the form of these questions."""
    fields: dict[str, Any] = {name_of(question): _field(question) for question in asked}
    return type("AskedForm", (AnswersForm,), {**fields, "asked": tuple(asked)})


def stored_answers(
    asked: Sequence[AskedQuestion], answers: Mapping[int, str]
) -> dict[str, str | list[str]]:
    """Return what is stored as the form shows it."""
    return {
        name_of(question): list(rules.lines(answers.get(question.id, "")))
        if question.kind is QuestionKind.SEVERAL
        else answers.get(question.id, "")
        for question in asked
    }


def name_of(question: AskedQuestion) -> str:
    """Return what a question's field is called."""
    return f"q{question.id}"


def _field(question: AskedQuestion) -> Any:
    checks: list[Any] = [Answerable(question)]
    if not question.is_required:
        # Says "(optional)"; the answer itself is judged by the rule.
        checks.insert(0, Optional())
    why = f"Why we ask: {question.purpose}" if question.purpose else ""
    hint = " ".join(part for part in (question.hint, why) if part)
    shared: dict[str, Any] = {"validators": checks, "description": hint}
    choices = [SelectChoice(text, WORDS_OF_CHOICES.get(text, text)) for text in question.options]
    if question.kind is QuestionKind.SEVERAL:
        return CheckboxesField(question.label, choices=choices, validate_choice=False, **shared)
    if choices:
        return RadioField(question.label, choices=choices, validate_choice=False, **shared)
    if question.kind is QuestionKind.LONG:
        words = {"data-words": str(question.max_words)} if question.max_words else {}
        return TextAreaField(question.label, render_kw={"rows": 6, **words}, **shared)
    more = {"inputmode": "numeric"} if question.kind is QuestionKind.NUMBER else {}
    return StringField(question.label, render_kw=more, **shared)
