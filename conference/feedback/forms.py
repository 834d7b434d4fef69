"""The shape of feedback, and of what organisers decide on it."""

from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, Length, ValidationError

from conference.feedback.rules import BODY_LENGTH
from conference.web.forms import Form

PASS, KEEP = "pass", "keep"
RATINGS = {"5": "5, very good", "4": "4", "3": "3", "2": "2", "1": "1, poor", "": "No number"}


class FeedbackForm(Form):
    """What an attendee says: a number, words, or both."""

    ticket = HiddenField()
    rating = RadioField(
        "How was it for you?",
        choices=[SelectChoice(value, name) for value, name in RATINGS.items()],
        default="",
    )
    body = TextAreaField(
        "What was good, what could be better?",
        [Length(max=BODY_LENGTH, message=f"Enter {BODY_LENGTH:,} characters or fewer")],
        description="Optional. Leave out what would tell who you are, if you do not want that.",
        render_kw={"rows": 6},
    )

    def validate_body(self, field: TextAreaField) -> None:
        """Ask for at least one of the two."""
        if not self.rating.data and not (field.data or "").strip():
            raise ValidationError("Choose a number or write something")

    @property
    def number(self) -> int | None:
        """The rating, if there is one."""
        return int(self.rating.data) if self.rating.data else None


class DecisionForm(Form):
    """A decision on what the organiser's page showed (``seen``)."""

    seen = HiddenField()
    decision = HiddenField(validators=[AnyOf([PASS, KEEP])])
