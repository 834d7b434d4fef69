"""The page of all components; outside production only."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, render_template
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Email, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from conference.web import access
from conference.web.forms import LONG, Form
from conference.web.paging import Page

blueprint = Blueprint("design", __name__)

SAMPLE_MOMENT = datetime(2024, 7, 15, 9, 20, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SampleTrack:
    """As much of a track as its mark needs."""

    code: str
    letter: str
    name: str
    short_name: str
    shape: str


SAMPLE_TRACKS = (
    SampleTrack("m", "M", "Methods and Measurement", "Methods", "dot"),
    SampleTrack("h", "H", "Health and Care", "Health", "cross"),
    SampleTrack("u", "U", "Universities and Public Services", "Universities", "arch"),
    SampleTrack("p", "P", "People and Leadership", "People", "diamond"),
    SampleTrack("d", "D", "Digital and Data", "Digital", "square"),
    SampleTrack("s", "S", "Safeguarding", "Safeguarding", "shield"),
)


class SampleForm(Form):
    """One field of each kind, some of them filled in wrongly."""

    badge = StringField(
        "Name on your badge",
        description="Any name you like to be called. It does not have to match anything.",
        default="Rowan",
        render_kw={"autocomplete": "nickname"},
    )
    email = EmailField(
        "Email address",
        [Email("Enter a full email address, like name@example.org")],
        description="We send your ticket here and nothing you did not ask for.",
        default="rowan.hale.example.org",
        render_kw={"autocomplete": "email", "spellcheck": "false"},
    )
    phone = TelField("Phone", [Optional()], render_kw={"autocomplete": "tel"})
    many = IntegerField("How many?", default=5, render_kw={"data-many": ""})
    needs = TextAreaField(
        "What should we prepare?", [Optional(), Length(max=LONG)], render_kw={"rows": 4}
    )
    photo = RadioField(
        "May we photograph you?",
        [DataRequired("Choose whether we may photograph you")],
        choices=[
            SelectChoice("yes", "Yes"),
            SelectChoice("wide", "Only in wide shots of the room"),
            SelectChoice("no", "No"),
        ],
        description="Your lanyard will show your answer. You can change it any time.",
    )
    diet = SelectMultipleField(
        "Diet",
        [Optional()],
        choices=[SelectChoice("v", "Vegetarian"), SelectChoice("g", "No gluten")],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    agree = BooleanField(
        "I agree to the code of conduct", [DataRequired("Agree to the code of conduct to go on")]
    )
    room = SelectField(
        "Room",
        choices=[SelectChoice("a", "Studio 1"), SelectChoice("b", "Main Hall")],
        default="a",
    )
    day = DateField("Day", [Optional()])
    file = FileField("Photograph", [Optional()])
    ticket = RadioField(
        "Which ticket?",
        choices=[
            SelectChoice("early", "Early bird"),
            SelectChoice("standard", "Standard"),
            SelectChoice("student", "Student"),
            SelectChoice("crew", "Crew"),
        ],
        default="standard",
    )
    places = IntegerField("Standard", default=1)


@blueprint.get("/design")
@access.public
def show() -> str:
    """Show every component once, in the states that matter."""
    form = SampleForm(meta={"csrf": False})
    form.validate()
    return render_template(
        "web/design.html",
        form=form,
        now=SAMPLE_MOMENT,
        tracks=SAMPLE_TRACKS,
        page=Page(rows=(), number=2, has_next=True),
    )
