"""Inviting a co-speaker, sending in with an extension code, writing on behalf of somebody."""

from wtforms import (
    EmailField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from conference.editions.queries import EditionFrame
from conference.proposals.forms.steps import NOTHING, Short
from conference.proposals.forms.tokens import FormTokenField
from conference.proposals.rules import writing
from conference.web.forms import EMAIL_ODD, EditForm, Form, deliverable, no_address

CODE_LENGTH = 60
DRAFT, SENT = "draft", "sent"


def _name(label: str, missing: str) -> StringField:
    return StringField(
        label,
        [InputRequired(missing), Short("The name", writing.NAME_LENGTH), no_address],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


def _email(missing: str, hint: str) -> EmailField:
    return EmailField(
        "Email address",
        [InputRequired(missing), Length(max=writing.EMAIL_LENGTH, message=EMAIL_ODD), deliverable],
        description=hint,
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )


def _own_name() -> StringField:
    return StringField(
        "Your name",
        [InputRequired("Enter your name"), Short("The name", writing.NAME_LENGTH), no_address],
        description="As it should be printed. Reviewers do not see it.",
        render_kw={"autocomplete": "name", "spellcheck": "false"},
    )


def _own_organisation() -> StringField:
    return StringField(
        "Your organisation",
        [Optional(), Short("The organisation", writing.NAME_LENGTH)],
        description="As far as we know, nobody who works there reviews your proposal. Reviewers do "
        "not see it.",
        render_kw={"autocomplete": "organization", "spellcheck": "false"},
    )


class InviteSpeakerForm(Form):
    """Name somebody who speaks too."""

    name = _name("Name", "Enter a name")
    email = _email("Enter an email address", "They sign in with this address to answer.")

    @property
    def is_blank(self) -> bool:
        """Whether nobody is named in it."""
        return not (self.name.data or self.email.data)


class StartForm(Form):
    """Begin a proposal; ``form_token`` makes a form sent twice one proposal."""

    form_token = FormTokenField(purpose="proposal-form")
    name = _own_name()
    organisation = _own_organisation()
    extension = StringField(
        "Extension code",
        [Length(max=CODE_LENGTH)],
        description="If the organisers gave you one.",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class AcceptForm(Form):
    """Say that one speaks, and for whom one works."""

    organisation = _own_organisation()


class OwnNameForm(EditForm):
    """What a speaker is called in a proposal, and for whom they work."""

    name = _own_name()
    organisation = _own_organisation()


class SendForm(Form):
    """Send in; the code is asked for only after the deadline."""

    extension = StringField(
        "Extension code",
        [Length(max=CODE_LENGTH, message="Enter the code as it was sent to you")],
        description="If the organisers gave you one. It is used up when you send in.",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class OnBehalfForm(Form):
    """A proposal that organisers write for somebody."""

    form_token = FormTokenField(purpose="proposal-on-behalf")
    name = _name("Name of the speaker", "Enter the speaker’s name")
    email = _email(
        "Enter the speaker’s email address",
        "We invite them there. The proposal is theirs once they sign in.",
    )
    organisation = StringField(
        "Organisation of the speaker",
        [Optional(), Short("The organisation", writing.NAME_LENGTH)],
        description="As far as we know, nobody who works there reviews the proposal.",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    title = StringField(
        "Title", [InputRequired("Enter a title"), Short("The title", writing.TITLE_LENGTH)]
    )
    format_id = SelectField("Format")
    track_id = SelectField("Track")
    audience = TextAreaField(
        "For whom", [Optional(), Short("This", writing.AUDIENCE_LENGTH)], render_kw={"rows": 2}
    )
    outcome = TextAreaField(
        "They will be able to",
        [Optional(), Short("This", writing.OUTCOME_LENGTH)],
        render_kw={"rows": 3},
    )
    abstract = TextAreaField(
        "Abstract",
        [Optional(), Short("The abstract", writing.ABSTRACT_LENGTH)],
        description="Markdown",
        render_kw={"rows": 8},
    )
    state = RadioField(
        "What happens now",
        default=DRAFT,
        choices=[
            SelectChoice(DRAFT, "Leave it as a draft: the speaker finishes it and sends it in"),
            SelectChoice(SENT, "Send it in now, whatever the deadline"),
        ],
    )

    def offer(self, edition: EditionFrame) -> None:
        """Offer the edition's tracks and formats."""
        for field, rows in ((self.format_id, edition.formats), (self.track_id, edition.tracks)):
            field.choices = [
                SelectChoice(NOTHING, "None yet"),
                *(SelectChoice(str(row.id), row.name) for row in rows),
            ]

    def close(self) -> None:
        """Say what a draft needs after the deadline, and begin with sending in."""
        self.state.choices = [
            SelectChoice(SENT, "Send it in now, after the deadline"),
            SelectChoice(
                DRAFT, "Leave it as a draft: the speaker can send it in with an extension code only"
            ),
        ]
        if not self.state.raw_data:
            self.state.data = SENT

    def values(self) -> dict[str, object]:
        """Return what the proposal's columns become."""
        return {
            "title": self.title.data,
            "format_id": int(self.format_id.data) or None,
            "track_id": int(self.track_id.data) or None,
            "audience": self.audience.data or "",
            "outcome": self.outcome.data or "",
            "abstract": self.abstract.data or "",
        }
