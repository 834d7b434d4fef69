"""The shape of what buyers, attendees and organisers enter about orders and tickets."""

from conference.orders.forms.choosing import (
    ChooseForm,
    ForWhomForm,
    choosing,
    offer_note,
    reason_off,
)
from conference.orders.forms.desk import (
    DeskAddressForm,
    HandOverForm,
    IssueTicketForm,
    ticket_choices,
)
from conference.orders.forms.details import GiveDetailsForm, GiveNamesForm, naming
from conference.orders.forms.links import ChangeAddressForm, FindTicketForm
from conference.orders.forms.paying import TERMS_MISSING, AcceptTermsForm
from conference.orders.forms.tickets import (
    ClaimTicketForm,
    ProfileForm,
    TellNeedsForm,
    needs_known,
    profile_of,
)

__all__ = [
    "TERMS_MISSING",
    "AcceptTermsForm",
    "ChangeAddressForm",
    "ChooseForm",
    "ClaimTicketForm",
    "DeskAddressForm",
    "FindTicketForm",
    "ForWhomForm",
    "GiveDetailsForm",
    "GiveNamesForm",
    "HandOverForm",
    "IssueTicketForm",
    "ProfileForm",
    "TellNeedsForm",
    "choosing",
    "naming",
    "needs_known",
    "offer_note",
    "profile_of",
    "reason_off",
    "ticket_choices",
]
