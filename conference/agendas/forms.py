"""What the calendar part of My day sends, and what stars send."""

from wtforms import HiddenField
from wtforms.validators import Length

from conference.web.forms import SHORT, Form

CODES_LENGTH = 10_000
"""More than all the stars that a person may have."""

STARRED = "yes"


class ChangeCalendarForm(Form):
    """Whose calendar it is; ``rooms`` is "show" where rooms are to be told."""

    ticket = HiddenField(validators=[Length(max=SHORT)])
    rooms = HiddenField(validators=[Length(max=SHORT)])


class ChangeStarsForm(Form):
    """Which sessions are to be starred and which not any more: codes with spaces between them."""

    add = HiddenField(validators=[Length(max=CODES_LENGTH)])
    remove = HiddenField(validators=[Length(max=CODES_LENGTH)])

    @property
    def added(self) -> frozenset[str]:
        """The codes of the sessions to star."""
        return frozenset((self.add.data or "").split())

    @property
    def removed(self) -> frozenset[str]:
        """The codes of the sessions whose stars go."""
        return frozenset((self.remove.data or "").split())


class StarForm(Form):
    """Whether the session of the page is to be starred."""

    wanted = HiddenField()

    @property
    def is_wanted(self) -> bool:
        """Whether it is to be starred; anything else takes the star away."""
        return bool(self.wanted.data == STARRED)
