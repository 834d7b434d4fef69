"""What organisers read of proposals: the list, and one whole with its history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from conference.editions.queries import EditionFrame
from conference.history import queries as history
from conference.history.models import Entry
from conference.kernel.database import db
from conference.proposals.models import Call, ExtensionCode, Proposal, ProposalAuthor, Question
from conference.proposals.queries import speaking
from conference.proposals.queries.authors import AuthorRow, as_row
from conference.proposals.queries.proposals import authors, proposal
from conference.proposals.rules.states import ProposalState


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalSearch:
    """What organisers look for; ``start`` rows are skipped, ``limit`` are read."""

    query: str = ""
    state: str = ""
    track_id: int | None = None
    format_id: int | None = None
    start: int = 0
    limit: int = 51

    @property
    def is_asked(self) -> bool:
        """Whether anything is left out."""
        return bool(self.query or self.state or self.track_id or self.format_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRow:
    """A proposal on the organisers' list."""

    code: str
    title: str
    state: ProposalState
    track: str
    format: str
    speakers: tuple[str, ...]
    edited_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskProposal:
    """One proposal whole, as organisers read it, with its newest history first."""

    row: Proposal
    authors: tuple[AuthorRow, ...]
    answers: tuple[tuple[str, str], ...]
    extension: str
    history: Sequence[Entry]


def counts(edition_id: int) -> Mapping[ProposalState, int]:
    """Return how many proposals are in each state; one statement."""
    rows = db.session.execute(
        select(Proposal.state, func.count())
        .where(Proposal.edition_id == edition_id)
        .group_by(Proposal.state)
    )
    return dict(rows.all())


def rows(edition: EditionFrame, search: ProposalSearch) -> list[DeskRow]:
    """Return some proposals, the newest first, in two statements.

    The search is a code, or part of a title or of a speaker's name or address.
    """
    found = db.session.scalars(
        _filtered(edition.id, search)
        .order_by(Proposal.id.desc())
        .limit(search.limit)
        .offset(search.start)
    ).all()
    named = _names([row.id for row in found])
    tracks, formats = edition.tracks_by_id, edition.formats_by_id
    return [
        DeskRow(
            code=row.code,
            title=row.title,
            state=row.state,
            track=tracks[row.track_id].name if row.track_id else "",
            format=formats[row.format_id].name if row.format_id else "",
            speakers=named.get(row.id, ()),
            edited_at=row.edited_at,
        )
        for row in found
    ]


def desk_proposal(edition_id: int, code: str) -> DeskProposal:
    """Return one proposal whole, in six statements. Raises: NotFound."""
    row = proposal(edition_id, code)
    labels = db.session.execute(
        select(Question.id, Question.label)
        .join(Call, Call.id == Question.call_id)
        .where(Call.edition_id == edition_id)
        .order_by(Question.position, Question.id)
    )
    given = speaking.answers_of(row.id)
    extension = db.session.scalar(
        select(ExtensionCode.code).where(ExtensionCode.id == row.extension_code_id)
    )
    return DeskProposal(
        row=row,
        authors=tuple(as_row(one) for one in authors(row.id)),
        answers=tuple((label, given[number]) for number, label in labels if number in given),
        extension=extension or "",
        history=history.entries_at_desk(edition_id, "proposal", row.id),
    )


def _filtered(edition_id: int, search: ProposalSearch) -> Select[Proposal]:
    found = select(Proposal).where(Proposal.edition_id == edition_id)
    if search.state in set(ProposalState):
        found = found.where(Proposal.state == search.state)
    if search.track_id:
        found = found.where(Proposal.track_id == search.track_id)
    if search.format_id:
        found = found.where(Proposal.format_id == search.format_id)
    if search.query:
        found = found.where(_holds(search.query))
    return found


def _holds(query: str) -> ColumnElement[bool]:
    is_named = exists().where(
        ProposalAuthor.proposal_id == Proposal.id,
        or_(
            ProposalAuthor.name.icontains(query, autoescape=True),
            ProposalAuthor.email.icontains(query, autoescape=True),
        ),
    )
    return or_(
        Proposal.code == query.upper(),
        Proposal.title.icontains(query, autoescape=True),
        is_named,
    )


def _names(ids: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    named = db.session.execute(
        select(ProposalAuthor.proposal_id, ProposalAuthor.name)
        .where(ProposalAuthor.proposal_id.in_(ids))
        .order_by(ProposalAuthor.position, ProposalAuthor.id)
    )
    for proposal_id, name in named:
        found[proposal_id] = (*found.get(proposal_id, ()), name)
    return found
