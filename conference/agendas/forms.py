"""What the calendar part of My day sends."""

from wtforms import HiddenField
from wtforms.validators import Length

from conference.web.forms import SHORT, Form


class ChangeCalendarForm(Form):
    """Whose calendar it is; ``rooms`` is "show" where rooms are to be told."""

    ticket = HiddenField(validators=[Length(max=SHORT)])
    rooms = HiddenField(validators=[Length(max=SHORT)])
