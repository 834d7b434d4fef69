"""The shape of an answer to a time and a room."""

from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from conference.programme.rules.answers import NOTE_LENGTH, WISHES
from conference.web.forms import Form


class AnswerSlotForm(Form):
    """What somebody on stage says; ``mark`` is the slot that the page showed."""

    mark = HiddenField()
    answer = RadioField(
        "Does this time suit you?",
        choices=[SelectChoice(wish.value, name) for wish, name in WISHES.items()],
        validators=[InputRequired("Choose an answer")],
    )
    note = TextAreaField(
        "What would suit you, or what happened",
        validators=[Optional(), Length(max=NOTE_LENGTH, message="Enter 300 characters or fewer")],
        render_kw={"rows": 3},
    )
