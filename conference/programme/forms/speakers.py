"""The shape of what organisers say of speakers."""

from wtforms import StringField
from wtforms.validators import InputRequired, Length, Optional

from conference.programme.rules.writing import NAME_LENGTH
from conference.web.forms import EditForm, Form, no_address
from conference.web.moments import UkMomentField


class AbsenceForm(Form):
    """From when until when somebody cannot be there."""

    starts_at = UkMomentField(
        "From", description="UK time.", validators=[InputRequired("Enter when it begins")]
    )
    ends_at = UkMomentField(
        "Until",
        description="UK time. There again from then on.",
        validators=[InputRequired("Enter when it ends")],
    )


class SpeakerForm(EditForm):
    """How a speaker is called; what else they show is their own to say."""

    name = StringField("Name", [InputRequired("Enter a name"), Length(max=NAME_LENGTH), no_address])
    organisation = StringField("Organisation", [Optional(), Length(max=NAME_LENGTH)])
