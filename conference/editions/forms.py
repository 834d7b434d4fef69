"""Forms about an edition."""

from wtforms import (
    DateField,
    EmailField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, Regexp

from conference.editions.rules import NAME_LENGTH, PLACE_LENGTH, NextEdition
from conference.kernel.text import MARKDOWN_LIMIT
from conference.web.forms import EMAIL_ODD, LONG, EditForm, Form
from conference.web.numbers import WholeNumberField

MARKDOWN_HINT = "Markdown: ## for headings, - for lists, **strong**, [words](https://example.org)."
NOTE_LENGTH = 300
LEAD_LENGTH = 500
ADDRESS_LENGTH = 400
WEEK_MINUTES = 10_080


def _needed(words: str) -> InputRequired:
    return InputRequired(message=words)


def _at_most(length: int) -> Length:
    return Length(max=length, message=f"Enter {length:,} characters or fewer")


class EditEditionForm(EditForm):
    """Facts of an edition that organisers change; times are UK time."""

    name = StringField("Name", [_needed("Enter the conference’s name"), _at_most(NAME_LENGTH)])
    strapline = StringField(
        "Strapline",
        [_needed("Enter a strapline"), _at_most(PLACE_LENGTH)],
        description="The one sentence under the name on the home page.",
    )
    lead = TextAreaField(
        "Invitation",
        [_needed("Enter the invitation"), _at_most(LEAD_LENGTH)],
        description="Two or three sentences: what somebody takes home.",
        render_kw={"rows": 3},
    )
    position = TextAreaField(
        "Position",
        [_needed("Enter what the conference is"), _at_most(NOTE_LENGTH)],
        description="The home page shows it as the organisers’ own claim.",
        render_kw={"rows": 2},
    )
    starts_on = DateField("First day", [_needed("Enter the first day")])
    ends_on = DateField("Last day", [_needed("Enter the last day")])
    doors_at = TimeField("Doors open", [_needed("Enter when doors open")])
    opens_at = TimeField("Begins", [_needed("Enter when it begins")])
    closes_at = TimeField("Ends", [_needed("Enter when it ends")])
    venue_name = StringField("Venue", [_needed("Enter the venue"), _at_most(NAME_LENGTH)])
    venue_place = StringField(
        "Town or campus", [_needed("Enter the place"), _at_most(PLACE_LENGTH)]
    )
    venue_text = TextAreaField(
        "About the venue",
        [Optional(), _at_most(LONG)],
        description="One or two sentences under the venue’s name. Ways to get there have their "
        "own page.",
        render_kw={"rows": 3},
    )
    hold_minutes = WholeNumberField(
        "Minutes to keep places while somebody books",
        [
            _needed("Enter a number of minutes"),
            NumberRange(30, 240, message="Enter 30 to 240 minutes"),
        ],
    )
    bookings_close_minutes = WholeNumberField(
        "Workshop booking ends so many minutes before the start",
        [
            _needed("Enter a number of minutes"),
            NumberRange(0, WEEK_MINUTES, message="Enter 0 to 10,080 minutes"),
        ],
    )
    needs_by = DateField(
        "Tell us what you need by",
        [Optional()],
        description="The day until which access and diet needs can surely be met.",
    )
    seller_name = StringField(
        "Seller on receipts", [_needed("Enter the seller"), _at_most(NAME_LENGTH)]
    )
    seller_address = TextAreaField(
        "Seller’s address",
        [_needed("Enter an address"), _at_most(ADDRESS_LENGTH)],
        render_kw={"rows": 3},
    )
    vat_number = StringField("VAT number", [Optional(), _at_most(30)])


class NextEditionForm(Form):
    """What the next edition has of its own."""

    slug = StringField(
        "Its address",
        [_needed("Enter its address, like 2025")],
        description="Begins with the year, like 2025 or 2025-leeds. It cannot be changed later.",
    )
    name = StringField("Name", [_needed("Enter the conference’s name"), _at_most(NAME_LENGTH)])
    starts_on = DateField(
        "First day",
        [_needed("Enter the first day")],
        description="All dates move with it: sales end as many days before as they did.",
    )

    def facts(self) -> NextEdition:
        """Return what was filled in."""
        return NextEdition(slug=self.slug.data, name=self.name.data, starts_on=self.starts_on.data)


class PublishPolicyForm(EditForm):
    """A new version of a policy."""

    summary = TextAreaField(
        "Short version",
        [Optional(), _at_most(LONG)],
        render_kw={"rows": 4},
        description="Shown beside the box that people tick.",
    )
    body = TextAreaField(
        "Text",
        [_needed("Enter the text"), _at_most(MARKDOWN_LIMIT)],
        description=MARKDOWN_HINT,
        render_kw={"rows": 24},
    )


class EditInformationForm(EditForm):
    """The text of an information page."""

    body = TextAreaField(
        "Text",
        [_needed("Enter the text"), _at_most(MARKDOWN_LIMIT)],
        description=MARKDOWN_HINT,
        render_kw={"rows": 24},
    )


class EditContactForm(EditForm):
    """A staffed number."""

    label = StringField(
        "Heading",
        [_needed("Enter a heading"), _at_most(80)],
        description="What it is called at the foot of every page.",
    )
    number = StringField(
        "Number",
        [
            _needed("Enter a number"),
            _at_most(40),
            Regexp(r"^\+?[0-9() ]{3,}$", message="Enter a phone number, like 01632 960 001"),
        ],
        render_kw={"inputmode": "tel"},
    )
    email = EmailField(
        "Email",
        [
            Optional(),
            _at_most(254),
            Email(message=EMAIL_ODD),
        ],
        description="Problems that need a decision go here, if it is the help desk.",
    )
    hours = StringField(
        "Hours", [_needed("Enter the hours"), _at_most(120)], description="When somebody answers."
    )
    note = StringField(
        "Note",
        [Optional(), _at_most(NOTE_LENGTH)],
        description="Who answers, or what for. It stands beside the number.",
    )
