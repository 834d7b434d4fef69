"""Forms of what the committee tells speakers."""

from wtforms import TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from conference.proposals.rules.letters import PLACEHOLDERS, TEXT_LIMIT
from conference.proposals.rules.states import Decision
from conference.web.checkboxes import CheckboxesField
from conference.web.forms import EditForm, Form

BRACES = "; ".join(f"{{{name}}} is {what}" for name, what in PLACEHOLDERS.items())


class DecisionTextForm(EditForm):
    """The text of one decision's mail."""

    body = TextAreaField(
        "Text of the mail",
        [InputRequired("Enter a text"), Length(max=TEXT_LIMIT)],
        description=f"Plain text or Markdown. {BRACES}.",
        render_kw={"rows": 12},
    )


class PrepareForm(Form):
    """Which mails carry what reviewers wrote for the speaker."""

    reviews = CheckboxesField(
        "Put in what reviewers wrote for the speaker, without names",
        description="Nothing of it goes out where you leave the box empty.",
        choices=[SelectChoice(one.value, f"In mails that {one.value}") for one in Decision],
    )

    @property
    def chosen(self) -> frozenset[Decision]:
        """The decisions that were ticked."""
        return frozenset(Decision(name) for name in self.reviews.data or ())
