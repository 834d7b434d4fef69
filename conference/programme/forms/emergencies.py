"""The shape of calling a session off at once."""

from collections.abc import Iterable

from wtforms import StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from conference.programme.queries.alternatives import Alternative
from conference.web import filters
from conference.web.checkboxes import CheckboxesField
from conference.web.forms import Form

NOTE_LENGTH = 300


class EmergencyForm(Form):
    """What the public is told, and where those who had a place find another one."""

    note = StringField(
        "What to say of it",
        [InputRequired("Enter a sentence"), Length(max=NOTE_LENGTH)],
        default="The session will not run",
        description="It stands in the list of releases. Give no reason that starts gossip.",
    )
    alternatives = CheckboxesField(
        "Keep places for them at",
        description="For 30 minutes nobody else can book these places. The mail names them.",
        invalid_choice_message="Choose sessions from the list",
    )

    def offer(self, found: Iterable[Alternative]) -> None:
        """Let the organiser choose among these."""
        self.alternatives.choices = [
            SelectChoice(
                one.code,
                f"{one.title}, {filters.clock_time(one.starts_at)}, "
                f"{filters.plural(one.free, 'free place')}",
            )
            for one in found
        ]

    def forget_errors(self) -> None:
        """Let nothing be wrong with fields that the page does not show any more."""
        for field in self:
            field.errors = []
