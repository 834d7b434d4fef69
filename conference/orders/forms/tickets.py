"""What attendees say on their own ticket: how to be known, and what they need."""

from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional, ValidationError

from conference.orders.actions import Profile
from conference.orders.forms.fields import (
    NAME_TOO_LONG,
    NO_SPELLCHECK,
    AcceptingForm,
    name_field,
)
from conference.orders.models import NAME_LENGTH, NEED_LENGTH
from conference.orders.queries import OwnNeeds, TicketPage
from conference.orders.rules import ALLERGENS, DIETS, AccessNeed, DietNeed, PhotoChoice
from conference.web.checkboxes import CheckboxesField

NO_MEDICAL_DETAILS = "Say what we should do. Do not include medical details."


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
            Length(max=NEED_LENGTH, message=f"Enter {NEED_LENGTH:,} characters or fewer"),
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
            Length(max=NEED_LENGTH, message=f"Enter {NEED_LENGTH:,} characters or fewer"),
        ],
        render_kw={"rows": 3},
    )
    is_severe = BooleanField("This is an allergy that could make me seriously ill")
    may_name = BooleanField("The kitchen may know my name, so that they can find me")
    consent = BooleanField("I consent")

    def validate_is_severe(self, field: BooleanField) -> None:
        """Ask which food it is: the kitchen cannot act on less. Raises: ValidationError."""
        if field.data and not (self.allergens.data or self.diet_text.data):
            raise ValidationError("Say which food: tick it above, or write it under food")

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
