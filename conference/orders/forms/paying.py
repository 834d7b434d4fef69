"""The last step before paying."""

from wtforms import BooleanField, HiddenField

from conference.orders.forms.fields import AcceptingForm

TERMS_MISSING = "missing"
"""How paying leads back to the check page when the box was left empty."""


class AcceptTermsForm(AcceptingForm):
    """The last box before paying; ``bill`` is the mark of what the page showed."""

    bill = HiddenField()
    terms = BooleanField("I accept the booking terms")
