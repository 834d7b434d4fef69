"""Forms about an edition."""

from wtforms import (
    DateField,
    EmailField,
    IntegerField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, Regexp

from conference.kernel.text import MARKDOWN_LIMIT
from conference.web.forms import Form

REQUIRED = "Fill this in"


def _needed(words: str) -> InputRequired:
    return InputRequired(message=words)


class EditEditionForm(Form):
    """Facts of an edition that organisers change; times are UK time."""

    name = StringField("Name", [_needed("Enter the conference’s name"), Length(max=120)])
    strapline = StringField("Strapline", [_needed("Enter a strapline"), Length(max=160)])
    lead = TextAreaField(
        "Invitation", [_needed("Enter the invitation"), Length(max=500)], render_kw={"rows": 3}
    )
    position = StringField(
        "Position",
        [_needed("Enter what the conference is"), Length(max=300)],
        description="The home page shows it as the organisers’ own claim.",
    )
    starts_on = DateField("First day", [_needed("Enter the first day")])
    ends_on = DateField("Last day", [_needed("Enter the last day")])
    doors_at = TimeField("Doors open", [_needed("Enter when doors open")])
    opens_at = TimeField("Begins", [_needed("Enter when it begins")])
    closes_at = TimeField("Ends", [_needed("Enter when it ends")])
    venue_name = StringField("Venue", [_needed("Enter the venue"), Length(max=120)])
    venue_place = StringField("Place", [_needed("Enter the place"), Length(max=160)])
    venue_text = TextAreaField("About the venue", [Length(max=2000)], render_kw={"rows": 3})
    hold_minutes = IntegerField(
        "Minutes to keep places while somebody books",
        [
            _needed("Enter a number of minutes"),
            NumberRange(30, 240, message="Enter 30 to 240 minutes"),
        ],
    )
    bookings_close_minutes = IntegerField(
        "Workshop booking ends so many minutes before the start",
        [
            _needed("Enter a number of minutes"),
            NumberRange(0, 10_080, message="Enter 0 to 10,080 minutes"),
        ],
    )
    needs_by = DateField("Tell us what you need by", [Optional()])
    seller_name = StringField("Seller on receipts", [_needed("Enter the seller"), Length(max=120)])
    seller_address = TextAreaField(
        "Seller’s address", [_needed("Enter an address"), Length(max=400)], render_kw={"rows": 3}
    )
    vat_number = StringField("VAT number", [Optional(), Length(max=30)])


class PublishPolicyForm(Form):
    """A new version of a policy."""

    summary = TextAreaField(
        "Short version",
        [Optional(), Length(max=2000)],
        render_kw={"rows": 4},
        description="Shown beside the box that people tick.",
    )
    body = TextAreaField(
        "Text",
        [_needed("Enter the text"), Length(max=MARKDOWN_LIMIT)],
        description="Markdown: # headings, - lists, **strong**.",
        render_kw={"rows": 24},
    )


class EditInformationForm(Form):
    """The text of an information page."""

    body = TextAreaField(
        "Text",
        [_needed("Enter the text"), Length(max=MARKDOWN_LIMIT)],
        description="Markdown: # headings, - lists, **strong**.",
        render_kw={"rows": 24},
    )


class EditContactForm(Form):
    """A staffed number."""

    label = StringField("Heading", [_needed("Enter a heading"), Length(max=80)])
    number = StringField(
        "Number",
        [
            _needed("Enter a number"),
            Length(max=40),
            Regexp(r"^[0-9+() ]+$", message="Enter a number of digits and spaces"),
        ],
        render_kw={"inputmode": "tel"},
    )
    email = EmailField(
        "Email",
        [
            Optional(),
            Length(max=254),
            Email(message="Enter an email address with an @, like name@example.org"),
        ],
    )
    hours = StringField("Hours", [_needed("Enter the hours"), Length(max=120)])
    note = StringField("Note", [_needed("Enter a note"), Length(max=300)])
