"""What organisers enter about orders."""

from collections.abc import Sequence

from wtforms import HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from conference.orders.forms.fields import RefusingForm, email_field, name_field
from conference.tickets.models import TicketType


def ticket_choices(types: Sequence[TicketType]) -> list[SelectChoice]:
    """Return ticket types to choose from."""
    return [SelectChoice(value=row.code, label=row.name) for row in types]


class IssueTicketForm(RefusingForm):
    """Give somebody a free ticket."""

    form_token = HiddenField()
    ticket = SelectField("Ticket type", validators=[InputRequired("Choose a ticket type")])
    name = name_field("Full name", "Enter the person's name")
    email = email_field(
        "Email address",
        "Enter the person's email address",
        autocomplete="off",
        description="The ticket goes there.",
    )
