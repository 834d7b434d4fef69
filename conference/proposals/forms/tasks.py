"""The shape of what speakers answer, one form for each task."""

from collections.abc import Mapping

from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from conference.people.rules import RecordingChoice
from conference.proposals.actions.tasks import Shown
from conference.proposals.rules.tasks import BIOGRAPHY_LENGTH, TEXT_LENGTH
from conference.proposals.rules.writing import NAME_LENGTH
from conference.web.forms import EditForm, Form, no_address

ID_DIGITS = 9
YES, NO = "yes", "no"

CHOICES: Mapping[RecordingChoice, str] = {
    RecordingChoice.VIDEO: "You may film me",
    RecordingChoice.AUDIO: "You may record the sound, no picture",
    RecordingChoice.NO: "Do not record me",
}


def _length(most: int) -> Length:
    return Length(max=most, message=f"Enter {most:,} characters or fewer")


def _text(label: str, hint: str, *, rows: int = 5) -> TextAreaField:
    return TextAreaField(
        label,
        description=hint,
        validators=[Optional(), _length(TEXT_LENGTH)],
        render_kw={"rows": rows},
    )


class ConfirmForm(Form):
    """Whether the speakers of an accepted proposal come."""

    answer = RadioField(
        "Will you come and do this session?",
        choices=[
            SelectChoice(YES, "Yes, we will be there"),
            SelectChoice(NO, "No, we withdraw it"),
        ],
        validators=[InputRequired("Say whether you will come")],
    )
    name = StringField(
        "Your name",
        description="As it should be printed. You choose later whether it is shown.",
        validators=[_length(NAME_LENGTH), no_address],
        render_kw={"autocomplete": "name", "spellcheck": "false"},
    )

    is_listed = BooleanField(
        "Name me in the programme. Without the tick it says “Speaker named on the day”, and no "
        "public page says which room you are in"
    )
    shows_picture = BooleanField("Show my picture, once I have given one")

    def validate_name(self, field: StringField) -> None:
        """Ask whoever comes what to print. Raises: ValidationError."""
        if self.answer.data == YES and not field.data:
            raise ValidationError("Enter your name")


class BiographyForm(EditForm):
    """Who somebody is, in their own words."""

    biography = TextAreaField(
        "Your biography",
        description="Two or three sentences are enough. It stands on your page once the programme "
        "is out, unless you choose otherwise. You can leave it empty.",
        validators=[Optional(), _length(BIOGRAPHY_LENGTH)],
        render_kw={"rows": 10},
    )
    reuses_biography = BooleanField("If I speak again next year, begin with this one")


class VisibilityForm(EditForm):
    """How somebody is named and shown."""

    name = StringField(
        "Your name",
        description="As it should be printed. If you give another name below, only the organisers "
        "see this one.",
        validators=[InputRequired("Enter your name"), _length(NAME_LENGTH), no_address],
        render_kw={"autocomplete": "name", "spellcheck": "false"},
    )
    alias = StringField(
        "Another name to be shown instead",
        validators=[Optional(), _length(NAME_LENGTH), no_address],
        render_kw={"spellcheck": "false"},
    )
    organisation = StringField(
        "Organisation",
        validators=[Optional(), _length(NAME_LENGTH)],
        render_kw={"autocomplete": "organization", "spellcheck": "false"},
    )
    is_listed = BooleanField(
        "Name me in the programme. Without the tick it says “Speaker named on the day”, whatever "
        "names stand above, and no public page says which room you are in"
    )
    shows_organisation = BooleanField("Show my organisation")
    shows_biography = BooleanField("Show my biography")
    shows_picture = BooleanField("Show my picture")

    def shown(self) -> Shown:
        """Return what was entered."""
        return Shown(
            name=" ".join((self.name.data or "").split()),
            organisation=self.organisation.data or "",
            alias=" ".join((self.alias.data or "").split()),
            is_listed=self.is_listed.data,
            shows_organisation=self.shows_organisation.data,
            shows_biography=self.shows_biography.data,
            shows_picture=self.shows_picture.data,
        )


class RecordingForm(EditForm):
    """Whether somebody may be recorded."""

    recording = RadioField(
        "May we record you?",
        description="You owe nobody a reason. Of several speakers the most careful answer counts "
        "for the whole session, and you can change yours at any time before it.",
        choices=[SelectChoice(choice.value, label) for choice, label in CHOICES.items()],
        validators=[InputRequired("Choose one")],
    )


class EquipmentForm(EditForm):
    """What is needed on stage."""

    equipment = _text(
        "What do you need on stage?",
        "Every room has a projector and a microphone. Leave it empty if that is all.",
    )


class AccessForm(EditForm):
    """What somebody needs to be there."""

    access = _text(
        "What should we do so that you can take part?",
        "A step-free stage, a seat, a quiet room, captions. Do not include medical details. Only "
        "the access coordinator reads it, and we delete it 14 days after the conference.",
    )


class TravelForm(EditForm):
    """How and when somebody comes."""

    travel = _text(
        "When do you arrive, and how?",
        "Only the access coordinator reads it, and we delete it 14 days after the conference. "
        "Leave it empty if there is nothing to arrange.",
    )


class ConductForm(Form):
    """The agreement to the code of conduct; ``version`` is the one that was shown."""

    version = HiddenField()
    conduct = BooleanField("I agree to the code of conduct")

    def agreed(self) -> int | None:
        """Return the version that was agreed to; nothing: the box is empty."""
        sent = self.version.data or ""
        is_number = sent.isascii() and sent.isdigit() and len(sent) <= ID_DIGITS
        return int(sent) if self.conduct.data and is_number else None
