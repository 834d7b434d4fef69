"""The shape of what organisers say of speakers."""

from wtforms.validators import InputRequired

from conference.web.forms import Form
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
