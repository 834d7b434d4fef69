"""The shape of what buyers, attendees and organisers enter about orders and tickets."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from email_validator import EmailNotValidError, validate_email
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from conference.kernel.errors import ConferenceError, Invalid
from conference.orders.actions import BuyerDetails, PlaceName, Profile
from conference.orders.models import EMAIL_LENGTH, NAME_LENGTH, NEED_LENGTH
from conference.orders.queries import OrderPage, OwnNeeds, PlaceFacts, TicketPage
from conference.orders.rules import (
    ALLERGENS,
    DIETS,
    AccessNeed,
    Audience,
    DietNeed,
    PhotoChoice,
)
from conference.tickets.models import TicketType
from conference.tickets.rules import SaleState, TypeOffer
from conference.web import filters
from conference.web.forms import Form

NAME_TOO_LONG = f"Enter {NAME_LENGTH} characters or fewer"
EMAIL_ODD = "Enter an email address with an @, like name@example.org"
QUANTITY_PREFIX = "many_"
ID_DIGITS = 9
NO_SPELLCHECK = {"spellcheck": "false"}
NO_MEDICAL_DETAILS = "Say what we should do. Do not include medical details."


def deliverable(_: Form, field: Field) -> None:
    """Check that mail can go to an address; a foreign domain is kept as mail servers write it."""
    try:
        found = validate_email(field.data or "", check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise ValidationError(EMAIL_ODD) from error
    field.data = found.ascii_email or found.normalized


def name_field(label: str, missing: str, **values: Any) -> StringField:
    """Return a field for a person's whole name: any signs, any length that we can keep."""
    return StringField(
        label,
        validators=[InputRequired(missing), Length(max=NAME_LENGTH, message=NAME_TOO_LONG)],
        **values,
    )


class WholeNumberField(IntegerField):
    """A number box: empty is none, and what is no number is said in words."""

    def __init__(self, label: str, **values: Any) -> None:
        """Name the box."""
        untyped: Any = super()
        untyped.__init__(label, **values)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the box."""
        text = valuelist[0].strip() if valuelist else ""
        try:
            self.data = int(text) if text else 0
        except ValueError:
            self.data = None
            raise ValueError("Enter a whole number, like 2") from None


class CheckboxesField(SelectMultipleField):
    """Several boxes, of which any may be ticked."""

    widget = ListWidget(prefix_label=False)  # type: ignore[assignment]
    option_widget = CheckboxInput()  # type: ignore[assignment]

    def __init__(self, label: str, **values: Any) -> None:
        """Ask the question."""
        untyped: Any = super()
        untyped.__init__(label, **values)


class RefusingForm(Form):
    """A form that can show the sentence of a refusal above itself."""

    def refuse(self, refusal: ConferenceError) -> None:
        """Show what a rule said; beside its field where it named one."""
        fields = refusal.fields if isinstance(refusal, Invalid) else {"": str(refusal)}
        self.show_refusals(fields)


class ForWhomForm(Form):
    """Who the tickets are for; sent as an address, so it needs no token."""

    class Meta(Form.Meta):
        """Nothing changes by asking."""

        csrf = False

    whom = RadioField(
        "Who are the tickets for?",
        name="for",
        choices=[SelectChoice(value=audience.value, label=audience.label) for audience in Audience],
        validate_choice=False,
    )


class Sold(Protocol):
    """What a form of choosing must know of a ticket type."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def code(self) -> str:
        """Its public code."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def max_per_order(self) -> int:
        """How many of it one order may hold."""


class ChooseForm(RefusingForm):
    """What every form of choosing carries: the token that makes it one order."""

    form_token = HiddenField()

    def chosen(self, types: Sequence[Sold]) -> Mapping[int, int]:
        """Return ticket type id → quantity."""
        raise NotImplementedError

    def show(self, types: Sequence[Sold]) -> None:
        """Offer these types; boxes of others are not shown."""


class ChooseTicketForm(ChooseForm):
    """One ticket for oneself."""

    ticket = RadioField(
        "Which ticket?", validators=[InputRequired("Choose a ticket")], validate_choice=False
    )

    def validate_ticket(self, field: RadioField) -> None:
        """Take a type of this list only."""
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError("Choose a ticket from the list")

    def show(self, types: Sequence[Sold]) -> None:
        """Offer these types."""
        self.ticket.choices = [SelectChoice(value=kind.code, label=kind.name) for kind in types]

    def chosen(self, types: Sequence[Sold]) -> Mapping[int, int]:
        """Return the one type."""
        return {kind.id: 1 for kind in types if kind.code == self.ticket.data}

    def show_refusals(self, fields: Mapping[str, str]) -> None:
        """Put whatever was refused beside the only question."""
        self.ticket.errors = (*self.ticket.errors, *fields.values())


class ChooseManyForm(ChooseForm):
    """How many of each type; a box for each type is added for the page."""

    def quantity(self, kind: Sold) -> Field:
        """Return the box of a type."""
        box: Field = self[QUANTITY_PREFIX + kind.code]
        return box

    def chosen(self, types: Sequence[Sold]) -> Mapping[int, int]:
        """Return the types with their numbers."""
        return {kind.id: self.quantity(kind).data or 0 for kind in types}


def choosing(
    audience: Audience, types: Sequence[Sold], order: OrderPage | None = None
) -> ChooseForm:
    """Return the form of choosing, filled in from the order that it would change."""
    held = {line.type_code: line.quantity for line in order.lines} if order else {}
    if audience is Audience.ME:
        form = ChooseTicketForm(ticket=next(iter(held), None))
        form.show(types)
        return form
    boxes = {QUANTITY_PREFIX + kind.code: _quantity_box(kind) for kind in types}
    form_class: type[ChooseManyForm] = type("ChooseManyForm", (ChooseManyForm,), boxes)
    return form_class(data={QUANTITY_PREFIX + code: many for code, many in held.items()})


def _quantity_box(kind: Sold) -> WholeNumberField:
    limit = kind.max_per_order
    return WholeNumberField(
        kind.name,
        default=0,
        validators=[
            NumberRange(min=0, message="Enter 0 or more"),
            NumberRange(max=limit, message=f"Enter {limit} or fewer. One order can hold no more"),
        ],
    )


def reason_off(offer: TypeOffer) -> str:
    """Say why a type cannot be bought now; empty for one that can."""
    if offer.sale_state is SaleState.NOT_YET and offer.opens_at:
        return f"On sale from {filters.deadline(offer.opens_at)}."
    if offer.sale_state is SaleState.ENDED and offer.closes_at:
        return f"Ended at {filters.deadline(offer.closes_at)}."
    return "Sold out." if offer.sale_state is SaleState.SOLD_OUT else ""


def offer_note(offer: TypeOffer) -> str:
    """Say for whom a type is, until when, and how many are left where they are few."""
    words = [offer.note]
    if offer.is_on_sale and offer.closes_at:
        words.append(f"Until {filters.deadline(offer.closes_at)}.")
    if offer.few_left is not None:
        words.append(f"{offer.few_left} left.")
    return " ".join(word for word in words if word)


class GiveDetailsForm(RefusingForm):
    """Who buys."""

    email = EmailField(
        "Your email address",
        description="Confirmation, receipt and links go there. You do not need an account.",
        validators=[
            InputRequired("Enter your email address"),
            Length(max=EMAIL_LENGTH, message=EMAIL_ODD),
            deliverable,
        ],
        render_kw={"autocomplete": "email", "autocapitalize": "none", **NO_SPELLCHECK},
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
    people = FieldList(FormField(PlaceForm))

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


class AcceptingForm(RefusingForm):
    """A form with a box beside a text; ``version`` is the id of the version that was shown."""

    version = HiddenField()

    def accepted(self, box: BooleanField) -> int | None:
        """Return the version that was accepted; nothing: the box is empty."""
        sent = self.version.data or ""
        is_number = sent.isascii() and sent.isdigit() and len(sent) <= ID_DIGITS
        return int(sent) if box.data and is_number else None


class AcceptTermsForm(AcceptingForm):
    """The last box before paying."""

    terms = BooleanField("I accept the booking terms")


class FindTicketForm(Form):
    """Ask for one's links again."""

    email = EmailField(
        "Your email address",
        description="The one that the ticket was booked with, or that the ticket was sent to.",
        validators=[
            InputRequired("Enter your email address"),
            Length(max=EMAIL_LENGTH, message=EMAIL_ODD),
            deliverable,
        ],
        render_kw={"autocomplete": "email", "autocapitalize": "none", **NO_SPELLCHECK},
    )


class ProfileForm(AcceptingForm):
    """How an attendee wants to be known."""

    name = name_field(
        "Your full name",
        "Enter your name",
        description="Only the organisers see it.",
        render_kw={"autocomplete": "name", **NO_SPELLCHECK},
    )
    badge_name = StringField(
        "Name on your badge",
        description="Your full name, a first name, initials. Leave it empty for a badge that says "
        "Delegate.",
        validators=[Optional(), Length(max=NAME_LENGTH, message=NAME_TOO_LONG)],
        render_kw={"autocomplete": "nickname", **NO_SPELLCHECK},
    )
    organisation = StringField(
        "Organisation",
        description="It is printed on your badge if you give it.",
        validators=[Optional(), Length(max=NAME_LENGTH, message=NAME_TOO_LONG)],
        render_kw={"autocomplete": "organization", **NO_SPELLCHECK},
    )
    photo_choice = RadioField(
        "Are you happy to be in photos?",
        description="You can change this until the doors open, and on the day.",
        choices=[SelectChoice(value=choice.value, label=choice.label) for choice in PhotoChoice],
        default=PhotoChoice.NO.value,
    )

    def profile(self) -> Profile:
        """Return what was entered."""
        return Profile(
            name=self.name.data,
            badge_name=self.badge_name.data or "",
            organisation=self.organisation.data or "",
            photo_choice=PhotoChoice(self.photo_choice.data),
        )


class ClaimTicketForm(ProfileForm):
    """Make a ticket one's own."""

    conduct = BooleanField("I agree to the code of conduct")


def profile_of(ticket: TicketPage) -> dict[str, str]:
    """Return what is known already, for filling in a form."""
    return {
        "name": ticket.name,
        "badge_name": ticket.badge_name if ticket.is_claimed else ticket.name,
        "organisation": ticket.organisation,
        "photo_choice": ticket.photo_choice.value,
    }


def allergen(need: DietNeed) -> str:
    """Name an allergen alone: Celery for No celery."""
    return need.label.removeprefix("No ").capitalize()


class TellNeedsForm(AcceptingForm):
    """What an attendee needs from us; the consent is asked for each time."""

    access = CheckboxesField(
        "What do you need from us?",
        choices=[SelectChoice(value=need.value, label=need.label) for need in AccessNeed],
        validators=[Optional()],
    )
    access_text = TextAreaField(
        "Anything else for access",
        description=NO_MEDICAL_DETAILS,
        validators=[
            Optional(),
            Length(max=NEED_LENGTH, message=f"Enter {NEED_LENGTH} characters or fewer"),
        ],
        render_kw={"rows": 3},
    )
    diet = CheckboxesField(
        "What do you eat?",
        choices=[SelectChoice(value=need.value, label=need.label) for need in DIETS],
        validators=[Optional()],
    )
    allergens = CheckboxesField(
        "What must not be in your food?",
        choices=[SelectChoice(value=need.value, label=allergen(need)) for need in ALLERGENS],
        validators=[Optional()],
    )
    diet_text = TextAreaField(
        "Anything else for food",
        description=NO_MEDICAL_DETAILS,
        validators=[
            Optional(),
            Length(max=NEED_LENGTH, message=f"Enter {NEED_LENGTH} characters or fewer"),
        ],
        render_kw={"rows": 3},
    )
    is_severe = BooleanField("This is an allergy that could make me seriously ill")
    may_name = BooleanField("The kitchen may know my name, so that they can find me")
    consent = BooleanField("I consent")

    def told(self) -> OwnNeeds:
        """Return what was entered."""
        diet = (*(self.diet.data or ()), *(self.allergens.data or ()))
        return OwnNeeds(
            access=tuple(AccessNeed(value) for value in self.access.data or ()),
            access_text=self.access_text.data or "",
            diet=tuple(DietNeed(value) for value in diet),
            diet_text=self.diet_text.data or "",
            is_severe=self.is_severe.data,
            may_name=self.may_name.data,
        )


def needs_known(told: OwnNeeds | None) -> dict[str, object]:
    """Return what is known already, for filling in a form."""
    if told is None:
        return {}
    return {
        "access": [need.value for need in told.access],
        "access_text": told.access_text,
        "diet": [need.value for need in told.diet if not need.is_allergen],
        "allergens": [need.value for need in told.diet if need.is_allergen],
        "diet_text": told.diet_text,
        "is_severe": told.is_severe,
        "may_name": told.may_name,
    }


def ticket_choices(types: Sequence[TicketType]) -> list[SelectChoice]:
    """Return ticket types to choose from."""
    return [SelectChoice(value=row.code, label=row.name) for row in types]


class IssueTicketForm(RefusingForm):
    """Give somebody a free ticket."""

    ticket = SelectField("Ticket type", validators=[InputRequired("Choose a ticket type")])
    name = name_field("Full name", "Enter the person's name")
    email = EmailField(
        "Email address",
        description="The ticket goes there.",
        validators=[
            InputRequired("Enter the person's email address"),
            Length(max=EMAIL_LENGTH, message=EMAIL_ODD),
            deliverable,
        ],
        render_kw={"autocomplete": "off", "autocapitalize": "none", **NO_SPELLCHECK},
    )
