"""The shape of what organisers say of a question of the call."""

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from conference.editions.queries import TrackFrame
from conference.proposals.forms.calls import at_most, between
from conference.proposals.rules.question_settings import LONGEST_KEPT_DAYS, QuestionFacts
from conference.proposals.rules.questions import AskedQuestion, lines
from conference.proposals.rules.states import QuestionKind
from conference.web.checkboxes import CheckboxesField
from conference.web.forms import EditForm
from conference.web.numbers import WholeNumberField

LABEL_LENGTH, TEXT_LENGTH, ANSWER_LENGTH = 200, 300, 200
LISTED_LENGTH = 4_000
MOST_WORDS = 2_000


class QuestionForm(EditForm):
    """What organisers say of a question; a purpose is required (domain.md PR-35)."""

    label = StringField("Question", [InputRequired("Enter the question"), at_most(LABEL_LENGTH)])
    kind = SelectField(
        "How it is answered",
        choices=[SelectChoice(kind.value, kind.label) for kind in QuestionKind],
    )
    hint = StringField(
        "Hint",
        [Optional(), at_most(TEXT_LENGTH)],
        description="Stands under the question.",
    )
    purpose = StringField(
        "Why it is asked",
        [
            InputRequired("Enter why it is asked. A question without a purpose is not asked"),
            at_most(TEXT_LENGTH),
        ],
        description="Who uses the answer, and for what. Speakers read it under the question.",
    )
    choices = TextAreaField(
        "Choices",
        [Optional(), at_most(LISTED_LENGTH)],
        description="For a list only: each on a line of its own.",
        render_kw={"rows": 5},
    )
    max_words = WholeNumberField(
        "Words, at most",
        description="For lines of text only. Empty: no limit.",
        validators=[Optional(), between(1, MOST_WORDS)],
    )
    is_required = BooleanField("An answer is needed to send in")
    is_for_reviewers = BooleanField(
        "Reviewers see the answer",
        description="Not for a question whose answer says who somebody is: reviewers are blind.",
    )
    track_ids = CheckboxesField(
        "Only for these tracks",
        validators=[Optional()],
        description="None ticked: whatever the track.",
    )
    asked_if_id = SelectField("Only after a certain answer to")
    asked_if_answer = StringField(
        "The answer",
        [Optional(), at_most(ANSWER_LENGTH)],
        description="As it stands in the other question’s list, or yes or no.",
    )
    kept_days = WholeNumberField(
        "Days until answers are deleted",
        description="Counted from the end of the conference.",
        validators=[InputRequired("Enter a number of days"), between(0, LONGEST_KEPT_DAYS)],
    )

    def __init__(
        self, tracks: Iterable[TrackFrame], before: Iterable[AskedQuestion], **values: Any
    ) -> None:
        """Offer the edition's tracks, and the questions before whose answers are from a list."""
        facts: QuestionFacts | None = values.pop("facts", None)
        super().__init__(data=_shown(facts) if facts else {"kept_days": 90}, **values)
        self.track_ids.choices = [SelectChoice(str(one.id), one.name) for one in tracks]
        self.asked_if_id.choices = [
            SelectChoice("", "Always asked"),
            *(SelectChoice(str(one.id), one.label) for one in before if one.options),
        ]

    def facts(self) -> QuestionFacts:
        """Return what was entered."""
        return QuestionFacts(
            kind=QuestionKind(self.kind.data),
            label=self.label.data,
            hint=self.hint.data or "",
            purpose=self.purpose.data,
            choices=lines(self.choices.data or ""),
            max_words=self.max_words.data,
            is_required=self.is_required.data,
            is_for_reviewers=self.is_for_reviewers.data,
            asked_if_id=int(self.asked_if_id.data) if self.asked_if_id.data else None,
            asked_if_answer=_answer(self.asked_if_answer.data or ""),
            kept_days=self.kept_days.data,
            track_ids=frozenset(int(track_id) for track_id in self.track_ids.data or ()),
        )


def _answer(typed: str) -> str:
    """Forgive a capital in yes and no."""
    return typed.lower() if typed.lower() in {"yes", "no"} else typed


def _shown(facts: QuestionFacts) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(facts, name) for name in QuestionFacts.__slots__}
    return values | {
        "kind": facts.kind.value,
        "choices": "\n".join(facts.choices),
        "track_ids": [str(track_id) for track_id in sorted(facts.track_ids)],
        "asked_if_id": str(facts.asked_if_id or ""),
    }
