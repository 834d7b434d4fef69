"""The last step before paying."""

from wtforms import BooleanField

from conference.orders.forms.fields import AcceptingForm

TERMS_MISSING = "missing"
"""How paying leads back to the check page when the box was left empty."""


class AcceptTermsForm(AcceptingForm):
    """The last box before paying."""

    terms = BooleanField("I accept the booking terms")
