"""The shape of what organisers say of a session."""

from collections.abc import Mapping
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from conference.editions.queries import EditionFrame
from conference.editions.rules import LANGUAGES, LEVELS
from conference.kernel.codes import is_code
from conference.programme.actions.sessions import SessionFacts
from conference.programme.rules.layouts import LAYOUTS, RoomLayout
from conference.programme.rules.placing import LONGEST_MINUTES
from conference.programme.rules.states import RecordingChoice, SessionKind, SessionLevel
from conference.programme.rules.writing import (
    ABSTRACT_LENGTH,
    ADDRESS_LENGTH,
    CONTENT_NOTE_LENGTH,
    MATERIAL_TITLE_LENGTH,
    MOST_PLACES,
    MOST_SPEAKERS,
    NAME_LENGTH,
    RECORDINGS,
    SUMMARY_LENGTH,
    TITLE_LENGTH,
)
from conference.web.forms import EditForm, Form, no_address
from conference.web.numbers import WholeNumberField

NOTHING = 0


def _choices(names: Mapping[Any, str]) -> list[SelectChoice]:
    return [SelectChoice(member.value, name) for member, name in names.items()]


class SessionForm(Form):
    """What organisers say of a session."""

    title = StringField("Title", [InputRequired("Enter a title"), Length(max=TITLE_LENGTH)])
    kind = SelectField(
        "What it is",
        choices=[
            SelectChoice(SessionKind.SESSION.value, "A session with a page of its own"),
            SelectChoice(SessionKind.BREAK.value, "A break: shown in its time only"),
        ],
    )
    track = SelectField("Track", coerce=int)
    format = SelectField("Format", coerce=int)
    minutes = WholeNumberField(
        "Minutes",
        [
            Optional(),
            NumberRange(0, LONGEST_MINUTES, f"Enter a number from 0 to {LONGEST_MINUTES}"),
        ],
        description="0 for something without a length, like a poster; empty: as its format is",
    )
    speakers = TextAreaField(
        "Who speaks",
        [Optional(), Length(max=MOST_SPEAKERS * NAME_LENGTH)],
        description="One name on each line, in their order on stage. A new name is added",
        render_kw={"rows": 3},
    )
    chair = StringField("Who chairs", [Optional(), Length(max=NAME_LENGTH), no_address])
    summary = TextAreaField(
        "In a sentence or two",
        [Optional(), Length(max=SUMMARY_LENGTH)],
        description="Stands in lists",
        render_kw={"rows": 3},
    )
    abstract = TextAreaField(
        "Abstract",
        [Optional(), Length(max=ABSTRACT_LENGTH)],
        description="Markdown; stands on the session's page",
        render_kw={"rows": 10},
    )
    content_note = StringField(
        "Content note",
        [Optional(), Length(max=CONTENT_NOTE_LENGTH)],
        description="What somebody may want to know before they come in",
    )
    language = SelectField("Language")
    level = SelectField("For whom", choices=_choices(LEVELS))
    recording = SelectField("Recording", choices=_choices(RECORDINGS))
    places = WholeNumberField(
        "Places to book",
        [
            Optional(),
            NumberRange(1, MOST_PLACES, f"Enter a number from 1 to {MOST_PLACES}, or nothing"),
        ],
        description="Empty: anybody can walk in. Once public, another number counts at once",
    )
    layout = SelectField(
        "How its room stands",
        choices=_choices(LAYOUTS),
        description="As usual: at tables where places are booked, else in rows. What the room "
        "holds so is compared with the places and with who has booked",
    )
    is_sensitive = BooleanField(
        "Sensitive: calendars and mails do not name it, and no page says how full it is"
    )
    shares_room = BooleanField("A poster or drop-in: it shares its room and is in nobody's way")

    def offer(self, edition: EditionFrame) -> None:
        """Offer the edition's tracks and formats, and the language that it has beside ours."""
        known = {"": "As the conference", **LANGUAGES}
        kept = self.language.object_data or ""
        offered = {**known, kept: known.get(kept, kept)}
        self.language.choices = [SelectChoice(tag, name) for tag, name in offered.items()]
        self.track.choices = [
            SelectChoice(str(NOTHING), "No track"),
            *(SelectChoice(str(track.id), track.name) for track in edition.tracks),
        ]
        self.format.choices = [
            SelectChoice(str(NOTHING), "No format"),
            *(SelectChoice(str(kind.id), kind.name) for kind in edition.formats),
        ]

    def validate_speakers(self, field: TextAreaField) -> None:
        """Keep names and their number within limits."""
        names = self.names
        if len(names) > MOST_SPEAKERS:
            raise ValidationError(f"Enter at most {MOST_SPEAKERS} names")
        if any(len(name) > NAME_LENGTH for name in names):
            raise ValidationError(f"Keep each name to {NAME_LENGTH} characters")
        no_address(self, field)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of who speaks."""
        lines = (self.speakers.data or "").splitlines()
        return tuple(" ".join(line.split()) for line in lines if line.strip())

    def facts(self) -> SessionFacts:
        """Return what was filled in."""
        return SessionFacts(
            kind=SessionKind(self.kind.data),
            title=self.title.data,
            summary=self.summary.data or "",
            abstract=self.abstract.data or "",
            content_note=self.content_note.data or "",
            track_id=self.track.data or None,
            format_id=self.format.data or None,
            minutes=self.minutes.data,
            places=self.places.data,
            is_sensitive=self.is_sensitive.data,
            shares_room=self.shares_room.data,
            speakers=self.names,
            chair=" ".join((self.chair.data or "").split()),
            language=self.language.data,
            level=SessionLevel(self.level.data),
            recording=RecordingChoice(self.recording.data),
            layout=RoomLayout(self.layout.data),
        )


class ChangeSessionForm(EditForm, SessionForm):
    """A session that others may change too."""


class NewSessionForm(SessionForm):
    """A session that is not there yet; it brings its code, so that sent twice it is one."""

    code = HiddenField()

    def own_code(self) -> str:
        """Return the code that came with the form; nothing where it is none of ours."""
        sent = self.code.data or ""
        return sent if is_code(sent) else ""


class MaterialForm(Form):
    """A file or page that belongs to a session."""

    title = StringField(
        "What it is",
        [InputRequired("Enter what it is, like Slides"), Length(max=MATERIAL_TITLE_LENGTH)],
    )
    address = StringField(
        "Its address",
        [
            InputRequired("Enter the address"),
            Length(max=ADDRESS_LENGTH),
            Regexp(r"https://[^\s/]+\.[^\s/]+(/\S*)?$", message="Enter an address with https://"),
            Regexp(
                r"(?!https://[^/?#]*[@\\])",
                message="Enter the address without a name and password in it: anybody reads it",
            ),
        ],
        description="Begins with https://. Whoever opens the page can open it",
    )
    shown_from = DateField(
        "Shown from",
        [Optional()],
        description="A day; from its beginning, UK time. Empty: at once",
    )


def shown(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a stored session as the form shows it."""
    return {
        **values,
        "track": values["track_id"] or NOTHING,
        "format": values["format_id"] or NOTHING,
        "kind": values["kind"].value,
        "level": values["level"].value,
        "recording": values["recording"].value,
        "layout": values["layout"].value,
    }
