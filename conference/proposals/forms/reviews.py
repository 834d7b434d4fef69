"""The shape of an opinion, of a declared conflict, and of a word in the discussion."""

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import BooleanField, Field, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, StopValidation

from conference.proposals.queries.reading import CriterionFacts, Opinion
from conference.proposals.rules.reviewing import HIGHEST, LOWEST
from conference.web.forms import EditForm, Form

TEXT_LENGTH = 4_000
NOTE_LENGTH = 300
SCORE_PREFIX = "score_"
CHOOSE = f"Choose a score from {LOWEST} to {HIGHEST}, or abstain"


SCORES = tuple(str(score) for score in range(LOWEST, HIGHEST + 1))


def _asked_unless_abstained(form: "OpinionForm", field: RadioField) -> None:
    """Ask for a score of whoever does not abstain."""
    if not form.is_abstained.data and field.data not in SCORES:
        raise StopValidation(CHOOSE)


class OpinionForm(EditForm):
    """What a reviewer makes of a proposal; a row of buttons for each criterion is added."""

    is_abstained = BooleanField(
        "I abstain",
        description="You cannot judge this one. Scores that you have chosen are left out.",
    )
    for_speaker = TextAreaField(
        "For the speaker",
        [Optional(), Length(max=TEXT_LENGTH)],
        description="The committee reads it with your name, other reviewers without it. The "
        "committee decides whether it goes out with the decision, without your name. Say what "
        "would help.",
        render_kw={"rows": 5},
    )
    for_committee = TextAreaField(
        "For the committee",
        [Optional(), Length(max=TEXT_LENGTH)],
        description="Only the committee reads it, with your name.",
        render_kw={"rows": 5},
    )

    @property
    def scores(self) -> list[Field]:
        """The rows of buttons, in the criteria's order."""
        return [field for name, field in self._fields.items() if name.startswith(SCORE_PREFIX)]

    def opinion(self) -> Opinion:
        """Return what was entered."""
        return Opinion(
            is_abstained=self.is_abstained.data,
            scores={
                int(field.name.removeprefix(SCORE_PREFIX)): int(field.data)
                for field in self.scores
                if field.data in SCORES
            },
            for_speaker=self.for_speaker.data or "",
            for_committee=self.for_committee.data or "",
        )


class ConflictForm(Form):
    """Why a reviewer must not judge a proposal, if they want to say it."""

    note = StringField(
        "Why",
        [Optional(), Length(max=NOTE_LENGTH)],
        description="One sentence, if you like. Only organisers read it.",
    )


class CommentForm(Form):
    """A word in the discussion."""

    body = TextAreaField(
        "What do you think?",
        [InputRequired("Write something"), Length(max=TEXT_LENGTH)],
        description="The other reviewers of this proposal read it without your name, the "
        "committee with it.",
        render_kw={"rows": 4},
    )


class CommitteeCommentForm(CommentForm):
    """A word of the committee in the discussion."""

    body = TextAreaField(
        "What do you think?",
        [InputRequired("Write something"), Length(max=TEXT_LENGTH)],
        description="The committee reads it with your name. The reviewers of this proposal read it "
        "without: as the committee’s, or by your number if you have reviewed it. Name no speaker.",
        render_kw={"rows": 4},
    )


def opinion_form(
    criteria: Sequence[CriterionFacts],
    own: Opinion | None,
    *,
    is_draft: bool = False,
    **options: Any,
) -> OpinionForm:
    """Return the form of an opinion, filled in with the one that is stored.

    A draft may lack its scores. ``options`` are the form's own.
    """
    rows = {
        f"{SCORE_PREFIX}{criterion.id}": _buttons(criterion, is_draft=is_draft)
        for criterion in criteria
    }
    form_class: type[OpinionForm] = type("OpinionForm", (OpinionForm,), rows)
    if own is None:
        return form_class(**options)
    scores = {f"{SCORE_PREFIX}{found}": str(score) for found, score in own.scores.items()}
    stored: dict[str, Any] = {
        "is_abstained": own.is_abstained,
        "for_speaker": own.for_speaker,
        "for_committee": own.for_committee,
    }
    return form_class(data=stored | scores, **options)


def typed_form(sent: Iterable[str]) -> OpinionForm:
    """Return the form as it was sent, its scores carried along unseen and without a name.

    What a call scores is nobody's to read who is not known.
    """
    rows = {
        name: HiddenField()
        for name in sent
        if name.startswith(SCORE_PREFIX) and name.removeprefix(SCORE_PREFIX).isdecimal()
    }
    form_class: type[OpinionForm] = type("OpinionForm", (OpinionForm,), rows)
    return form_class()


def _buttons(criterion: CriterionFacts, *, is_draft: bool) -> RadioField:
    beside = "" if criterion.weight else "It stands beside the total."
    scale = f"{LOWEST} is weak, {HIGHEST} is strong."
    return RadioField(
        criterion.name,
        description=" ".join(filter(None, (criterion.help, scale, beside))),
        choices=[SelectChoice(value=score, label=score) for score in SCORES],
        validate_choice=False,
        validators=[] if is_draft else [_asked_unless_abstained],
    )
