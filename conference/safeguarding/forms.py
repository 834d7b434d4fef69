"""The shape of what staff enter about a support service."""

from wtforms import BooleanField, SelectField, StringField, TextAreaField, URLField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from conference.safeguarding.actions import ServiceFacts
from conference.safeguarding.rules import FOR_EVERYONE_LIMIT, LIMITS, ServiceGroup
from conference.web.forms import EditForm
from conference.web.numbers import WholeNumberField

LAST_POSITION = 9_999
NUMBER_SHAPE = r"^\+?[0-9 ()-]*$"


def _limit(column: str) -> Length:
    return Length(max=LIMITS[column], message=f"Enter {LIMITS[column]:,} characters or fewer")


class EditServiceForm(EditForm):
    """One support service."""

    name = StringField("Name", [InputRequired("Enter the name of the service"), _limit("name")])
    what_for = TextAreaField(
        "What it is for",
        [InputRequired("Enter what the service is for"), _limit("what_for")],
        description="Short words. Somebody frightened reads this on a phone.",
        render_kw={"rows": 3},
    )
    who_for = StringField("Who it is for", [Optional(), _limit("who_for")])
    phone = StringField(
        "Phone number",
        [
            Optional(),
            _limit("phone"),
            Regexp(NUMBER_SHAPE, message="Enter a phone number, like 0808 802 0300"),
        ],
        description="As the service publishes it. Give a phone number, a text number or a site.",
        render_kw={"inputmode": "tel", "autocomplete": "off"},
    )
    text_number = StringField(
        "Number for texts",
        [
            Optional(),
            _limit("text_number"),
            Regexp(NUMBER_SHAPE, message="Enter a number for texts, like 85258"),
        ],
        render_kw={"inputmode": "tel", "autocomplete": "off"},
    )
    url = URLField(
        "Website",
        [
            Optional(),
            _limit("url"),
            Regexp(r"^https://[^\s/]+\.[^\s]+$", message="Enter an address that begins https://"),
        ],
    )
    hours = StringField(
        "Opening hours",
        [Optional(), _limit("hours")],
        description="Only if you have checked them. Pages hide them 180 days after a check.",
    )
    cost = StringField("Cost", [Optional(), _limit("cost")])
    group = SelectField(
        "Group",
        choices=[SelectChoice(group.value, group.label) for group in ServiceGroup],
        coerce=ServiceGroup,
    )
    position = WholeNumberField(
        "Place within the group",
        [
            InputRequired("Enter a whole number from 0"),
            NumberRange(0, LAST_POSITION, message=f"Enter a number from 0 to {LAST_POSITION}"),
        ],
        default=100,
        description="Low numbers come first.",
    )
    is_for_everyone = BooleanField(
        "Show to everyone first",
        description=f"At most {FOR_EVERYONE_LIMIT} services, above the groups.",
    )
    source = StringField(
        "Where the facts come from",
        [Optional(), _limit("source")],
        description="For staff. It is not shown on the page.",
    )
    is_to_be_confirmed = BooleanField(
        "To be confirmed",
        default=True,
        description="The page says so until somebody has checked all of it.",
    )

    def facts(self) -> ServiceFacts:
        """Return what was entered."""
        return ServiceFacts(
            name=self.name.data,
            what_for=self.what_for.data,
            who_for=self.who_for.data or "",
            phone=self.phone.data or "",
            text_number=self.text_number.data or "",
            url=self.url.data or "",
            hours=self.hours.data or "",
            cost=self.cost.data or "",
            group=self.group.data,
            position=self.position.data,
            is_for_everyone=self.is_for_everyone.data,
            source=self.source.data or "",
            is_to_be_confirmed=self.is_to_be_confirmed.data,
        )
