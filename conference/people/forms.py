"""Forms about people: signing in, the second step, the account, roles."""

from wtforms import EmailField, HiddenField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, InputRequired, Length, Optional

from conference.people.rules import Role
from conference.web.forms import EMAIL_ODD, Form, no_address

EMAIL_MISSING = "Enter your email address"
EMAIL_LENGTH = 254
NAME_LENGTH = 200
CODE_LENGTH = 40

THIS_EDITION = "this"
ALL_EDITIONS = "all"

ROLE_NOTES = {
    Role.ORGANISER.value: "Everything but access and diet needs, this page included.",
    Role.FINANCE.value: "Orders, payments, refunds and the outbox.",
    Role.ACCESS_COORDINATOR.value: "What attendees need to take part.",
    Role.CATERING_COORDINATOR.value: "What attendees eat, and allergies.",
}


def _email(label: str, missing: str) -> EmailField:
    return EmailField(
        label,
        validators=[
            InputRequired(missing),
            Length(max=EMAIL_LENGTH, message=EMAIL_ODD),
            Email(EMAIL_ODD),
        ],
        render_kw={"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"},
    )


class AskLinkForm(Form):
    """Ask for a link that signs in."""

    email = _email("Your email address", EMAIL_MISSING)
    next = HiddenField()


class EnterCodeForm(Form):
    """Enter the newest code of the authenticator app."""

    code = StringField(
        "Code from your app",
        description="Six digits. They change every 30 seconds.",
        validators=[
            InputRequired("Enter the six digits from your app"),
            Length(max=CODE_LENGTH, message="Enter six digits"),
        ],
        render_kw={
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "spellcheck": "false",
        },
    )


class EnterRecoveryCodeForm(Form):
    """Enter one of the recovery codes."""

    code = StringField(
        "Recovery code",
        description="Twelve letters and digits. Each code works once.",
        validators=[
            InputRequired("Enter one of your recovery codes"),
            Length(max=CODE_LENGTH, message="Enter one code, like 7KQ2-9MDA-PXWE"),
        ],
        render_kw={
            "autocomplete": "one-time-code",
            "spellcheck": "false",
            "autocapitalize": "characters",
        },
    )


class RenameForm(Form):
    """Change what we call somebody."""

    name = StringField(
        "Your name",
        description="We use it to speak to you. Names on tickets and badges stay as they are.",
        validators=[
            Optional(),
            Length(max=NAME_LENGTH, message="Enter 200 signs or fewer"),
            no_address,
        ],
        render_kw={"autocomplete": "name", "spellcheck": "false"},
    )


class GiveRoleForm(Form):
    """Give a role to an address."""

    email = _email("Email address", "Enter the person's email address")
    role = RadioField(
        "Role",
        choices=[SelectChoice(role.value, role.label) for role in Role],
        validators=[InputRequired("Choose a role")],
    )
    scope = RadioField(
        "Where",
        choices=[
            SelectChoice(THIS_EDITION, "This year only"),
            SelectChoice(ALL_EDITIONS, "Every year"),
        ],
        default=THIS_EDITION,
        validators=[InputRequired("Choose where the role counts")],
    )
