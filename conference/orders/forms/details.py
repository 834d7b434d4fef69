"""The steps after choosing: who buys, and who comes."""

from collections.abc import Mapping, Sequence

from wtforms import EmailField, FieldList, FormField, HiddenField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from conference.orders.actions import BuyerDetails, PlaceName
from conference.orders.forms.fields import (
    NAME_TOO_LONG,
    NO_SPELLCHECK,
    RefusingForm,
    email_field,
    name_field,
)
from conference.orders.models import EMAIL_LENGTH, NAME_LENGTH
from conference.orders.queries import OrderPage, PlaceFacts
from conference.web.forms import EMAIL_ODD, Form, deliverable


class GiveDetailsForm(RefusingForm):
    """Who buys."""

    email = email_field(
        "Your email address",
        "Enter your email address",
        description="Confirmation, receipt and links go there. You do not need an account.",
    )
    name = name_field(
        "Your full name",
        "Enter your name",
        description="As you want to be known. You choose the name on the badge later.",
        render_kw={"autocomplete": "name", **NO_SPELLCHECK},
    )
    organisation = StringField(
        "Organisation",
        description="It is printed on your receipt.",
        validators=[Optional(), Length(max=NAME_LENGTH, message=NAME_TOO_LONG)],
        render_kw={"autocomplete": "organization", **NO_SPELLCHECK},
    )

    link = HiddenField()

    def details(self) -> BuyerDetails:
        """Return what was entered."""
        return BuyerDetails(
            email=self.email.data,
            name=self.name.data,
            organisation=self.organisation.data or "",
        )


class PlaceForm(Form):
    """Who uses one place, as far as the buyer knows."""

    class Meta(Form.Meta):
        """The whole form carries the token."""

        csrf = False

    code = HiddenField()
    name = StringField(
        "Name",
        validators=[Optional(), Length(max=NAME_LENGTH, message=NAME_TOO_LONG)],
        render_kw={"autocomplete": "off", **NO_SPELLCHECK},
    )
    email = EmailField(
        "Email address",
        validators=[Optional(), Length(max=EMAIL_LENGTH, message=EMAIL_ODD), deliverable],
        render_kw={"autocomplete": "off", "autocapitalize": "none", **NO_SPELLCHECK},
    )


class GiveNamesForm(RefusingForm):
    """Who uses the places of an order, and which one is the buyer's."""

    own = RadioField("Which ticket is your own?", validate_choice=False)
    people = FieldList(FormField(PlaceForm, label="Person"))

    def names(self) -> Mapping[str, PlaceName]:
        """Return the names by the code of the place that each row was shown for.

        Not by position: a place may be claimed or cancelled while the page is open.
        """
        return {
            entry.form.code.data: PlaceName(
                name=entry.form.name.data or "", email=entry.form.email.data or ""
            )
            for entry in self.people.entries
            if entry.form.code.data
        }


def naming(page: OrderPage, places: Sequence[PlaceFacts]) -> GiveNamesForm:
    """Return the form of naming, with what is known already."""
    own_types = {line.type_code: line.type_name for line in page.lines}
    own = page.own_place
    form = GiveNamesForm(
        people=[{"code": place.code, "name": place.name, "email": place.email} for place in places],
        own=next((code for code, name in own_types.items() if own and name == own.type_name), None),
    )
    has_choice = own is not None and page.is_live and len(own_types) > 1
    choices = [SelectChoice(value=code, label=name) for code, name in own_types.items()]
    form.own.choices = choices if has_choice else []
    open_codes = {place.code for place in places}
    form.people.entries = [
        entry for entry in form.people.entries if entry.form.code.data in open_codes
    ]
    return form
