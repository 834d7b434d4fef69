"""The form of each step of writing a proposal; what is only missing may be saved."""

from collections.abc import Mapping
from typing import Any

from wtforms import Field, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from conference.editions.queries import EditionFrame
from conference.editions.rules import LANGUAGES, LEVELS, SessionLevel
from conference.proposals.queries.speaking import CallFrame, ProposalPage
from conference.proposals.rules import writing
from conference.proposals.rules.steps import Step
from conference.web.forms import EditForm, Form

NOTHING = "0"
ANSWERS: Mapping[str, bool | None] = {"": None, "yes": True, "no": False}


class Short:
    """Refuses a text that is too long, with its length, and keeps what was typed."""

    def __init__(self, what: str, limit: int) -> None:
        """Name what is counted."""
        self.what, self.limit = what, limit

    def __call__(self, _: Form, field: Field) -> None:
        """Count. Raises: ValidationError."""
        sentence = writing.too_long(self.what, field.data or "", self.limit)
        if sentence:
            raise ValidationError(sentence)


class StepForm(EditForm):
    """One step; nothing in it has to be filled in before the proposal is sent in."""

    def offer(self, call: CallFrame, edition: EditionFrame) -> None:
        """Fill what is chosen from; a step without choices has none."""

    def values(self) -> dict[str, object]:
        """Return what the proposal's columns become."""
        return {name: value or "" for name, value in self.answers.items()}


class TitleForm(StepForm):
    """Title and format."""

    title = StringField(
        "Title",
        [Short("The title", writing.TITLE_LENGTH)],
        description="Say what people get, not what you do. "
        f"{writing.TITLE_LENGTH} characters at most.",
    )
    format_id = RadioField("Format", validate_choice=False)

    def offer(self, call: CallFrame, edition: EditionFrame) -> None:
        """Offer the formats of the call, with their length."""
        kinds = [edition.formats_by_id[number] for number in call.format_ids]
        self.format_id.choices = [
            SelectChoice(
                str(kind.id), f"{kind.name}, {kind.minutes} minutes" if kind.minutes else kind.name
            )
            for kind in kinds
        ]

    def validate_format_id(self, field: RadioField) -> None:
        """Take only what is offered, or nothing yet."""
        offered = {str(choice.value) for choice in self.format_id.choices}
        if field.data and field.data not in offered:
            raise ValidationError("This format is not offered any more. Choose another one")

    def values(self) -> dict[str, object]:
        """Return title and format."""
        return {"title": self.title.data or "", "format_id": _number(self.format_id.data)}


class AudienceForm(StepForm):
    """For whom it is."""

    audience = TextAreaField(
        "For whom",
        [Short("This", writing.AUDIENCE_LENGTH)],
        description="Who should come, and what they should bring along. "
        f"{writing.AUDIENCE_LENGTH} characters at most.",
        render_kw={"rows": 3},
    )


class OutcomeForm(StepForm):
    """What people will be able to do."""

    outcome = TextAreaField(
        "They will be able to",
        [Short("This", writing.OUTCOME_LENGTH)],
        description=f"Begin with a verb. {writing.OUTCOME_LENGTH} characters at most.",
        render_kw={"rows": 4},
    )


class AbstractForm(StepForm):
    """The abstract, counted as the server counts."""

    abstract = TextAreaField(
        "Abstract",
        [Short("The abstract", writing.ABSTRACT_LENGTH)],
        description="Markdown: an empty line begins a paragraph, a dash a list.",
        render_kw={"rows": 12},
    )

    def offer(self, call: CallFrame, _: EditionFrame) -> None:
        """Know how many words the call takes."""
        self.limit = call.abstract_words
        self.abstract.render_kw = {"rows": 12, "data-words": str(self.limit)}

    def validate_abstract(self, field: TextAreaField) -> None:
        """Count the words."""
        sentence = writing.too_wordy(field.data or "", self.limit)
        if sentence:
            raise ValidationError(sentence)


class DetailsForm(StepForm):
    """Track, language, level, content note."""

    track_id = SelectField("Track")
    language = SelectField("Language")
    level = SelectField(
        "Level", choices=[SelectChoice(level.value, name) for level, name in LEVELS.items()]
    )
    content_note = StringField(
        "Content note",
        [Optional(), Short("The content note", writing.CONTENT_NOTE_LENGTH)],
        description="What somebody may want to know before they come in.",
    )

    def offer(self, _: CallFrame, edition: EditionFrame) -> None:
        """Offer the edition's tracks, and the languages."""
        self.track_id.choices = [
            SelectChoice(NOTHING, "Choose a track" if edition.tracks else "No track"),
            *(SelectChoice(str(track.id), track.name) for track in edition.tracks),
        ]
        self.language.choices = [
            SelectChoice(tag, name) for tag, name in {"": "English", **_OTHERS}.items()
        ]

    def values(self) -> dict[str, object]:
        """Return what the columns become."""
        return {
            "track_id": _number(self.track_id.data),
            "language": self.language.data or "",
            "level": SessionLevel(self.level.data),
            "content_note": self.content_note.data or "",
        }


class NeedsForm(StepForm):
    """What they need, and whether it is their first time."""

    needs = TextAreaField(
        "Equipment and access",
        [Optional(), Short("This", writing.NEEDS_LENGTH)],
        description="A flip chart, a hearing loop, a step-free stage. We ask so that the room "
        "fits. Do not include medical details.",
        render_kw={"rows": 4},
    )
    has_spoken_before = RadioField(
        "Have you spoken at a conference before?",
        [Optional()],
        choices=[
            SelectChoice("no", "No, it would be the first time"),
            SelectChoice("yes", "Yes"),
            SelectChoice("", "I would rather not say"),
        ],
        description="We ask so that some places go to people who are new on stage.",
        validate_choice=False,
    )

    def values(self) -> dict[str, object]:
        """Return what the columns become."""
        return {
            "needs": self.needs.data or "",
            "has_spoken_before": ANSWERS.get(self.has_spoken_before.data or ""),
        }


class NoteForm(StepForm):
    """A note to the committee."""

    committee_note = TextAreaField(
        "Note to the committee",
        [Optional(), Short("The note", writing.NOTE_LENGTH)],
        description="A day on which you cannot come, or why it matters now.",
        render_kw={"rows": 5},
    )


_OTHERS = {tag: name for tag, name in LANGUAGES.items() if tag != "en"}

FORMS: Mapping[Step, type[StepForm]] = {
    Step.TITLE: TitleForm,
    Step.AUDIENCE: AudienceForm,
    Step.OUTCOME: OutcomeForm,
    Step.ABSTRACT: AbstractForm,
    Step.DETAILS: DetailsForm,
    Step.NEEDS: NeedsForm,
    Step.NOTE: NoteForm,
}
"""Steps that write the proposal's own columns."""


def stored(page: ProposalPage) -> dict[str, Any]:
    """Return a proposal's columns as the forms show them."""
    said = {known: text for text, known in ANSWERS.items()}
    return {
        "title": page.title,
        "format_id": str(page.format_id) if page.format_id else "",
        "audience": page.audience,
        "outcome": page.outcome,
        "abstract": page.abstract,
        "track_id": str(page.track_id or NOTHING),
        "language": page.language,
        "level": page.level.value,
        "content_note": page.content_note,
        "needs": page.needs,
        "has_spoken_before": said[page.has_spoken_before],
        "committee_note": page.committee_note,
    }


def _number(text: str | None) -> int | None:
    is_number = text is not None and text.isascii() and text.isdigit() and text != NOTHING
    return int(text) if text and is_number else None
