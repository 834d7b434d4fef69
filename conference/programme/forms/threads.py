"""The shape of what organisers say of tracks and formats."""

from typing import Any

from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from conference.editions.rules import MarkShape
from conference.programme.actions.threads import FormatFacts, TrackFacts
from conference.programme.rules.colours import PAIRS, pair_of
from conference.programme.rules.placing import LONGEST_MINUTES
from conference.web.forms import EditForm, Form
from conference.web.numbers import WholeNumberField

OWN = "own"
TRACK_NAME, SHORT_NAME, FORMAT_NAME = 80, 20, 60


def _at_most(length: int) -> Length:
    return Length(max=length, message=f"Enter {length:,} characters or fewer")


class TrackForm(Form):
    """What organisers say of a track."""

    name = StringField("Name", [InputRequired("Enter a name"), _at_most(TRACK_NAME)])
    short_name = StringField(
        "Short name",
        [InputRequired("Enter a short name"), _at_most(SHORT_NAME)],
        description="Where there is little room: filters, cards, badges",
    )
    letter = StringField(
        "Letter",
        [
            InputRequired("Enter a letter"),
            Regexp(r"^\s*[A-Za-z]\s*$", message="Enter one letter from A to Z"),
        ],
        description="Stands in the track’s mark: nobody has to tell tracks by colour",
    )
    shape = SelectField(
        "Shape of the mark",
        choices=[SelectChoice(shape.value, shape.value.capitalize()) for shape in MarkShape],
    )
    colours = SelectField(
        "Colours",
        choices=[
            *(SelectChoice(key, name) for key, (name, *_) in PAIRS.items()),
            SelectChoice(OWN, "Our own, given below"),
        ],
        description="The named ones can be read in light and dark, and told apart by everyone",
    )
    colour = StringField(
        "Own colour on light pages", [Optional(), _at_most(7)], description="Like #0a1867"
    )
    dark_colour = StringField(
        "Own colour on dark pages", [Optional(), _at_most(7)], description="Like #bec8ee"
    )

    def facts(self) -> TrackFacts:
        """Return what was filled in; colours that are typed count before a named pair."""
        own = [(field.data or "").strip().lower() for field in (self.colour, self.dark_colour)]
        chosen = OWN if any(own) else self.colours.data  # what somebody typed is what they mean
        _, colour, dark_colour = PAIRS.get(chosen, ("", *own))
        return TrackFacts(
            name=" ".join(self.name.data.split()),
            short_name=" ".join(self.short_name.data.split()),
            letter=self.letter.data.strip().upper(),
            shape=MarkShape(self.shape.data),
            colour=colour,
            dark_colour=dark_colour,
        )


class FormatForm(Form):
    """What organisers say of a kind of session."""

    name = StringField(
        "Name", [InputRequired("Enter a name, like Workshop"), _at_most(FORMAT_NAME)]
    )
    minutes = WholeNumberField(
        "Minutes",
        [
            Optional(),
            NumberRange(0, LONGEST_MINUTES, f"Enter a number from 0 to {LONGEST_MINUTES}"),
        ],
        description="How long one usually is. A session can say otherwise",
    )

    def facts(self) -> FormatFacts:
        """Return what was filled in."""
        return FormatFacts(name=" ".join(self.name.data.split()), minutes=self.minutes.data)


class ChangeTrackForm(EditForm, TrackForm):
    """A track that others may change too."""


class ChangeFormatForm(EditForm, FormatForm):
    """A format that others may change too."""


def shown_track(row: Any) -> dict[str, Any]:
    """Return a stored track as its form shows it."""
    pair = pair_of(row.colour, row.dark_colour)
    return {
        "name": row.name,
        "short_name": row.short_name,
        "letter": row.letter,
        "shape": row.shape.value,
        "colours": pair or OWN,
        "colour": "" if pair else row.colour,
        "dark_colour": "" if pair else row.dark_colour,
    }
