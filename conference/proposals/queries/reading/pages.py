"""What reviewers' pages show: frozen, and with no place for what they must not know."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from conference.editions.rules import MarkShape
from conference.proposals.rules.reviewing import Rights, Taking


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackMark:
    """A track as its mark is drawn."""

    code: str
    letter: str
    shape: MarkShape
    name: str
    short_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRow:
    """A proposal on a reviewer's list; ``is_abstained`` is none where no opinion is given yet.

    ``is_open``: opinions of it are of use still, since nothing is decided.
    """

    code: str
    title: str
    format: str
    track: TrackMark | None
    is_abstained: bool | None
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingList:
    """What a reviewer was asked for; the counts are of everything, the rows of what was found.

    ``total`` leaves out what was decided before the reviewer gave an opinion.
    """

    rows: tuple[ReadingRow, ...]
    total: int
    left: int
    text: str
    rights: Rights

    def of(self, *, is_abstained: bool) -> tuple[ReadingRow, ...]:
        """Return the rows that are judged, or were abstained from."""
        return tuple(row for row in self.rows if row.is_abstained is is_abstained)

    def waiting(self, *, is_open: bool) -> tuple[ReadingRow, ...]:
        """Return the rows without an opinion that wait for one, or that nobody waits for."""
        return tuple(
            row for row in self.rows if row.is_abstained is None and row.is_open is is_open
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionFacts:
    """What is scored from 1 to 5; weight 0 stands beside the total."""

    id: int
    name: str
    help: str
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a reviewer makes of a proposal; scores are by criterion."""

    is_abstained: bool = False
    scores: Mapping[int, int]
    for_speaker: str = ""
    for_committee: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OthersOpinion:
    """What another reviewer made of it: by number, and without what is for the committee."""

    who: str
    is_abstained: bool
    score: float | None
    scores: tuple[tuple[str, int], ...]
    for_speaker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A word in the discussion."""

    who: str
    body: str
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingPage:
    """One proposal as its reviewer reads it; ``names`` is empty while it is read blind.

    ``started`` is what the reader has typed and not given yet.
    """

    code: str
    title: str
    audience: str
    outcome: str
    abstract: Markup
    content_note: str
    format: str
    level: str
    language: str
    track: TrackMark | None
    answers: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    criteria: tuple[CriterionFacts, ...]
    rights: Rights
    taking: Taking
    own: Opinion | None
    started: Opinion | None
    others: tuple[OthersOpinion, ...]
    comments: tuple[Comment, ...]

    @property
    def own_scores(self) -> tuple[tuple[str, int], ...]:
        """What the reader gave, by the names of the criteria."""
        given = self.own.scores if self.own else {}
        return tuple((one.name, given[one.id]) for one in self.criteria if one.id in given)

    @property
    def is_open(self) -> bool:
        """Whether the reader may give or change their opinion now."""
        return self.taking is Taking.NOW

    @property
    def joins(self) -> bool:
        """Whether the reader takes part in the discussion."""
        return self.rights.joins(has_own=self.own is not None)
