"""The shape of a release."""

from wtforms import HiddenField, StringField, TextAreaField, ValidationError
from wtforms.validators import Length, Optional
from wtforms.widgets import HiddenInput

from conference.web.forms import Form
from conference.web.numbers import WholeNumberField

NAME_LENGTH = 80
NOTE_LENGTH = 300
RESERVED = frozenset({"draft", "latest", "newest"})
"""What addresses and people call versions that have no name of their own."""


class ReleaseForm(Form):
    """What organisers call a release, and what the changelog says of it."""

    mark = HiddenField()
    after = WholeNumberField(widget=HiddenInput())
    name = StringField(
        "Name",
        [Optional(), Length(max=NAME_LENGTH)],
        description="Everybody reads it above the changes, like “After the second call”. It stays",
    )
    note = TextAreaField(
        "What has changed",
        [Optional(), Length(max=NOTE_LENGTH)],
        description="Everybody reads it in the list of changes. It stays as it is: name nobody",
        render_kw={"rows": 3},
    )

    def validate_name(self, field: StringField) -> None:
        """Keep words that mean something else."""
        if (field.data or "").casefold() in RESERVED:
            raise ValidationError(f"“{field.data}” means something else here: choose another name")
