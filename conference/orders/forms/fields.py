"""Fields and kinds of forms that several steps share."""

from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    IntegerField,
    StringField,
)
from wtforms.validators import InputRequired, Length

from conference.kernel.errors import ConferenceError, Invalid
from conference.orders.models import EMAIL_LENGTH, NAME_LENGTH
from conference.web.forms import EMAIL_ODD, Form, deliverable

NAME_TOO_LONG = f"Enter {NAME_LENGTH:,} characters or fewer"
ID_DIGITS = 9
NO_SPELLCHECK = {"spellcheck": "false"}


def email_field(
    label: str, missing: str, *, autocomplete: str = "email", **values: Any
) -> EmailField:
    """Return a field for an address that must be given."""
    return EmailField(
        label,
        validators=[
            InputRequired(missing),
            Length(max=EMAIL_LENGTH, message=EMAIL_ODD),
            deliverable,
        ],
        render_kw={"autocomplete": autocomplete, "autocapitalize": "none", **NO_SPELLCHECK},
        **values,
    )


def name_field(label: str, missing: str, **values: Any) -> StringField:
    """Return a field for a person's whole name: any signs, any length that we can keep."""
    return StringField(
        label,
        validators=[InputRequired(missing), Length(max=NAME_LENGTH, message=NAME_TOO_LONG)],
        **values,
    )


class QuantityField(IntegerField):
    """How many of a ticket type: empty is none, and what is no number is said in words."""

    def __init__(self, label: str, **values: Any) -> None:
        """Name the box."""
        untyped: Any = super()
        untyped.__init__(label, **values)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the box."""
        text = valuelist[0].strip() if valuelist else ""
        try:
            self.data = int(text) if text else 0
        except ValueError:
            self.data = None
            raise ValueError("Enter a whole number, like 2") from None

    @property
    def sentence(self) -> str:
        """What is wrong, with the name of what is counted; none chosen is no box's own error."""
        said = str(self.errors[0])
        is_own = self.data != 0 and self.label.text not in said
        return f"{self.label.text}: {said}" if is_own else said


class RefusingForm(Form):
    """A form that can show the sentence of a refusal above itself."""

    def refuse(self, refusal: ConferenceError) -> None:
        """Show what a rule said; beside its field where it named one."""
        fields = refusal.fields if isinstance(refusal, Invalid) else {"": str(refusal)}
        self.show_refusals(fields)


class AcceptingForm(RefusingForm):
    """A form with a box beside a text; ``version`` is the id of the version that was shown."""

    version = HiddenField()

    def accepted(self, box: BooleanField) -> int | None:
        """Return the version that was accepted; nothing: the box is empty."""
        sent = self.version.data or ""
        is_number = sent.isascii() and sent.isdigit() and len(sent) <= ID_DIGITS
        return int(sent) if box.data and is_number else None
