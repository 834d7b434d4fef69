"""What the booking page sends."""

from collections.abc import Mapping

from wtforms import HiddenField, RadioField
from wtforms.validators import DataRequired, Length

from conference.web.forms import SHORT, Form

CODES_LENGTH = 1_000


class BookPlaceForm(Form):
    """Whose place, which places may go for it, and where to go on.

    ``give_up`` holds session codes with spaces between them.
    """

    ticket = RadioField(
        "Whose place is it?",
        validate_choice=False,
        validators=[DataRequired("Choose whose place it is"), Length(max=SHORT)],
    )
    give_up = HiddenField(validators=[Length(max=CODES_LENGTH)])
    after = HiddenField(validators=[Length(max=SHORT)])

    def offer(self, tickets: Mapping[str, str]) -> None:
        """Let the viewer choose among tickets, code → label."""
        self.ticket.choices = list(tickets.items())

    @property
    def swapped(self) -> frozenset[str]:
        """The codes of the sessions whose places may go."""
        return frozenset((self.give_up.data or "").split())


class GiveUpPlaceForm(Form):
    """Whose place goes back, and where to go on."""

    ticket = HiddenField(validators=[Length(max=SHORT)])
    after = HiddenField(validators=[Length(max=SHORT)])
