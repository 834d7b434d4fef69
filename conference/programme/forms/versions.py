"""What organisers press on the pages of versions, and of the published switch."""

from wtforms import BooleanField, HiddenField
from wtforms.validators import AnyOf

from conference.web.forms import Form

ON, OFF = "on", "off"


class TakeForm(Form):
    """Taking a version into the draft as the page showed it."""

    mark = HiddenField()
    moves_locked = BooleanField("Also the locked ones: they are unlocked and moved")


class SwitchForm(Form):
    """Showing the programme to everybody, or to nobody outside the team."""

    shows = HiddenField(validators=[AnyOf([ON, OFF])])

    @property
    def is_on(self) -> bool:
        """Whether everybody is to see it."""
        return bool(self.shows.data == ON)
