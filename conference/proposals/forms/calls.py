"""The shape of what organisers say of the call, its formats, criteria, phases and extensions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from conference.kernel.text import MARKDOWN_LIMIT
from conference.proposals.rules.call_settings import (
    LEAST_WORDS,
    LONGEST_GRACE_MINUTES,
    MOST_PROPOSALS,
    MOST_USES,
    MOST_WEIGHT,
    MOST_WORDS,
    CallFacts,
    CriterionFacts,
    ExtensionFacts,
)
from conference.proposals.rules.deciding import ANSWER_DAYS
from conference.proposals.rules.reviewing import PhaseFacts
from conference.proposals.rules.states import SightOfOthers
from conference.web.forms import EditForm, Form
from conference.web.moments import UkMomentField
from conference.web.numbers import WholeNumberField

NAME_LENGTH = 80
HELP_LENGTH = 300
NOTE_LENGTH = 200
MARKDOWN_ROWS = 18


def at_most(length: int) -> Length:
    """Refuse what is longer, in our words."""
    return Length(max=length, message=f"Enter {length:,} characters or fewer")


def between(least: int, most: int) -> NumberRange:
    """Refuse a number outside, in our words."""
    return NumberRange(least, most, message=f"Enter a whole number from {least} to {most:,}")


class CallForm(EditForm):
    """What organisers say of the call."""

    body = TextAreaField(
        "Text",
        [Optional(), at_most(MARKDOWN_LIMIT)],
        description="Markdown. Whom you want to hear, what you pay for (travel, a night, a "
        "ticket), what help with access there is. Dates, formats, criteria and how review works "
        "are added below it by themselves.",
        render_kw={"rows": MARKDOWN_ROWS},
    )
    opens_at = UkMomentField("Opens", validators=[InputRequired("Enter when the call opens")])
    closes_at = UkMomentField(
        "Deadline",
        description="UK time, like 23:59 on the last day.",
        validators=[InputRequired("Enter the deadline")],
    )
    grace_minutes = WholeNumberField(
        "Grace after the deadline, in minutes",
        description="The page states it, so that it is the same for everybody.",
        validators=[
            InputRequired("Enter the minutes, or 0 for none"),
            between(0, LONGEST_GRACE_MINUTES),
        ],
    )
    limit_per_person = WholeNumberField(
        "Proposals for each person",
        description="What was sent in and not withdrawn counts. Empty: no limit.",
        validators=[Optional(), between(1, MOST_PROPOSALS)],
    )
    abstract_words = WholeNumberField(
        "Words of the abstract, at most",
        validators=[
            InputRequired("Enter how many words"),
            between(LEAST_WORDS, MOST_WORDS),
        ],
    )
    confirm_by = UkMomentField(
        "Speakers confirm until",
        description="UK time. After the call has closed and before the conference. Whoever is "
        f"accepted with fewer than {ANSWER_DAYS} days left has {ANSWER_DAYS} days from the mail.",
        validators=[Optional()],
    )
    is_provisional = BooleanField(
        "Plan accepted sessions before they are confirmed",
        description="They stand in the draft without a time, marked as not confirmed. A release "
        "shows only confirmed ones.",
    )
    is_shown = BooleanField(
        "Show the call",
        description="Anybody can read its page, and proposals are taken from the day it opens.",
    )

    def facts(self) -> CallFacts:
        """Return what was entered."""
        return CallFacts(
            body=self.body.data or "",
            is_shown=self.is_shown.data,
            opens_at=self.opens_at.data,
            closes_at=self.closes_at.data,
            grace_minutes=self.grace_minutes.data,
            limit_per_person=self.limit_per_person.data,
            abstract_words=self.abstract_words.data,
            confirm_by=self.confirm_by.data,
            is_provisional=self.is_provisional.data,
        )


class FormatsForm(EditForm):
    """Which formats may be proposed; ``formats_form`` adds a box and a deadline for each."""

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Judge what was sent; a deadline of what may not be proposed is a slip of the hand."""
        is_right = super().validate(extra_validators)
        for name in [name for name in self.answers if name.startswith("closes_")]:
            box = self[name.replace("closes_", "takes_")]
            if self[name].data is not None and not box.data:
                self.show_refusals({name: f"Tick {box.label.text}, or leave its deadline empty"})
                is_right = False
        return is_right

    def chosen(self, formats: Mapping[int, str]) -> dict[int, datetime | None]:
        """Return the formats that are ticked, each with its own deadline if it has one."""
        return {
            format_id: self[f"closes_{format_id}"].data
            for format_id in formats
            if self[f"takes_{format_id}"].data
        }


def formats_form(formats: Mapping[int, str], stored: Mapping[int, datetime | None]) -> FormatsForm:
    """Return the form of an edition's formats, by id and name, with what is stored."""
    fields: dict[str, Any] = {}
    for format_id, name in formats.items():
        fields[f"takes_{format_id}"] = BooleanField(name)
        fields[f"closes_{format_id}"] = UkMomentField(
            f"Own deadline of {name}", validators=[Optional()]
        )
    values = {
        **{f"takes_{format_id}": format_id in stored for format_id in formats},
        **{f"closes_{format_id}": stored.get(format_id) for format_id in formats},
    }
    made: FormatsForm = type("FormatsOfCallForm", (FormatsForm,), fields)(data=values)
    return made


class CriterionForm(Form):
    """What organisers say of a criterion."""

    name = StringField(
        "Name",
        [InputRequired("Enter a name, like Evidence"), at_most(NAME_LENGTH)],
    )
    help = StringField(
        "What it means",
        [Optional(), at_most(HELP_LENGTH)],
        description="One sentence. Speakers read it on the call’s page, reviewers at the score.",
    )
    weight = WholeNumberField(
        "Weight",
        description="How often it counts in the total. 0: beside the total.",
        validators=[InputRequired("Enter a weight, like 1"), between(0, MOST_WEIGHT)],
    )

    def facts(self) -> CriterionFacts:
        """Return what was entered."""
        return CriterionFacts(
            name=self.name.data, help=self.help.data or "", weight=self.weight.data
        )


class ChangeCriterionForm(EditForm, CriterionForm):
    """A criterion that others may change too."""


class PhaseForm(Form):
    """What organisers say of a phase of review."""

    name = StringField(
        "Name", [InputRequired("Enter a name, like First reading"), at_most(NAME_LENGTH)]
    )
    opens_at = UkMomentField("Begins", validators=[InputRequired("Enter when it begins")])
    closes_at = UkMomentField(
        "Ends", description="UK time.", validators=[InputRequired("Enter when it ends")]
    )
    is_blind = BooleanField(
        "Blind",
        description="Reviewers do not see names, organisations, biographies or pictures.",
    )
    may_review = BooleanField("Reviewers write and change reviews")
    may_discuss = BooleanField("Reviewers discuss")
    sight = SelectField(
        "Reading what others wrote",
        choices=[SelectChoice(sight.value, sight.label) for sight in SightOfOthers],
    )

    def facts(self) -> PhaseFacts:
        """Return what was entered."""
        return PhaseFacts(
            name=self.name.data,
            opens_at=self.opens_at.data,
            closes_at=self.closes_at.data,
            is_blind=self.is_blind.data,
            may_review=self.may_review.data,
            may_discuss=self.may_discuss.data,
            sight=SightOfOthers(self.sight.data),
        )


class ChangePhaseForm(EditForm, PhaseForm):
    """A phase that others may change too."""


class ExtensionForm(Form):
    """What organisers say of an extension code."""

    uses = WholeNumberField(
        "How often it can be used",
        validators=[InputRequired("Enter a number, like 1"), between(1, MOST_USES)],
    )
    closes_at = UkMomentField(
        "Ends",
        description="UK time. After the call’s deadline.",
        validators=[InputRequired("Enter when it ends")],
    )
    note = StringField(
        "Note",
        [Optional(), at_most(NOTE_LENGTH)],
        description="Whom it is for. Only organisers see it. Do not write medical details.",
    )

    def facts(self) -> ExtensionFacts:
        """Return what was entered."""
        return ExtensionFacts(
            uses=self.uses.data, closes_at=self.closes_at.data, note=self.note.data or ""
        )
