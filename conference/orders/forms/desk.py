"""What organisers enter about orders."""

from collections.abc import Sequence

from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from conference.orders.forms.fields import RefusingForm, email_field, name_field
from conference.tickets.models import TicketType


def ticket_choices(types: Sequence[TicketType]) -> list[SelectChoice]:
    """Return ticket types to choose from."""
    return [SelectChoice(value=row.code, label=row.name) for row in types]


class DeskAddressForm(RefusingForm):
    """Correct the address of an order for its buyer."""

    email = email_field("New email address", "Enter the new email address", autocomplete="off")
    holder = RadioField(
        "Who has used the buyer's own ticket so far?",
        choices=[
            SelectChoice(value="same", label="The buyer: keep what is on it"),
            SelectChoice(value="stranger", label="Perhaps somebody else: empty it"),
        ],
        validators=[InputRequired("Say who has used the ticket")],
    )


class HandOverForm(RefusingForm):
    """Give a ticket to somebody who comes instead."""

    name = name_field("Full name", "Enter the person's name")
    email = email_field(
        "Email address",
        "Enter the person's email address",
        autocomplete="off",
        description="The ticket goes there.",
    )


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
