"""The shape of what organisers say of reviewers and of assignments."""

from collections.abc import Sequence

from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from conference.proposals.rules.bench import PaperFacts
from conference.web.checkboxes import CheckboxesField
from conference.web.forms import EditForm, Form
from conference.web.numbers import WholeNumberField

MOST_EACH = 20
NAME_LENGTH = 200
MARK_LENGTH = 64


class DrawForm(Form):
    """How many reviewers each proposal shall have; sent as the address of a preview."""

    class Meta(Form.Meta):
        """A question of an address: it changes nothing."""

        csrf = False

    each = WholeNumberField(
        "Reviewers for each proposal",
        [
            InputRequired("Enter a number, like 3"),
            NumberRange(1, MOST_EACH, f"Enter a number from 1 to {MOST_EACH}"),
        ],
        description="Those who were asked already count.",
    )


class AssignEvenlyForm(DrawForm):
    """The draw that was looked at."""

    class Meta(Form.Meta):
        """Changes something."""

    seed = HiddenField(validators=[InputRequired(), Length(max=40)])
    expected = HiddenField(validators=[InputRequired(), Length(max=MARK_LENGTH)])


class ReviewerForm(EditForm):
    """A reviewer's organisation and tracks."""

    organisation = StringField(
        "Organisation",
        [Optional(), Length(max=NAME_LENGTH)],
        description="Proposals of the same organisation are not given to this reviewer.",
    )
    tracks = CheckboxesField(
        "Only these tracks",
        description="None ticked: all. It holds whatever other roles the reviewer has.",
    )

    def show(self, tracks: Sequence[tuple[int, str]]) -> None:
        """Offer these tracks."""
        self.tracks.choices = [SelectChoice(str(track_id), name) for track_id, name in tracks]


class AssignTrackForm(Form):
    """A track, all of which one reviewer is asked for."""

    track = SelectField("Track")

    def show(self, tracks: Sequence[tuple[int, str]]) -> None:
        """Offer these tracks."""
        self.track.choices = [SelectChoice(str(track_id), name) for track_id, name in tracks]


class AssignOneForm(Form):
    """A proposal that one reviewer is asked for."""

    proposal = SelectField("Proposal")

    def show(self, papers: Sequence[PaperFacts]) -> None:
        """Offer these proposals."""
        self.proposal.choices = [
            SelectChoice(paper.code, paper.title or "Untitled") for paper in papers
        ]
