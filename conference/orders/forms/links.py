"""Where the mails of an order go: asking for links again, correcting the address."""

from wtforms import HiddenField

from conference.orders.forms.fields import RefusingForm, email_field
from conference.web.forms import Form


class FindTicketForm(Form):
    """Ask for one's links again."""

    email = email_field(
        "Your email address",
        "Enter your email address",
        description="The one that the ticket was booked with, or that the ticket was sent to.",
    )


class ChangeAddressForm(RefusingForm):
    """Correct the address of an order that is paid."""

    email = email_field("New email address", "Enter the new email address")
    link = HiddenField()
