"""What organisers read of proposals: the list, and one whole with its history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from conference.editions.queries import EditionFrame
from conference.history import queries as history
from conference.kernel.database import db
from conference.proposals.models import ExtensionCode, Proposal, ProposalAuthor
from conference.proposals.queries import questions
from conference.proposals.queries.authors import AuthorRow, as_row
from conference.proposals.queries.proposals import authors, proposal
from conference.proposals.queries.readers import Reader, kept_from
from conference.proposals.queries.written import Written, written
from conference.proposals.rules.states import AuthorState, ProposalState

OF_JUDGING = frozenset(
    {
        *("reviewer asked", "reviewer asked no more", "review given", "review changed"),
        *("conflict declared", "conflict found", "decision noted", "decision taken back"),
    }
)
"""Lines of the history that say who judges a proposal, and what nobody was told yet."""


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
class Done:
    """Something that was done to a proposal, as the history has it."""

    at: datetime
    what: str
    actor: str
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskProposal(Written):
    """One proposal whole, as organisers read it, with its newest history first."""

    authors: tuple[AuthorRow, ...]
    answers: tuple[tuple[str, str], ...]
    extension: str
    history: tuple[Done, ...]

    @property
    def reviewers_of_history(self) -> frozenset[int]:
        """The reviewers whom the history names."""
        found = (entry.details.get("reviewer") for entry in self.history)
        return frozenset(one for one in found if one is not None)


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


def desk_proposal(edition_id: int, code: str, reader: Reader) -> DeskProposal:
    """Return one proposal whole, in nine statements; of how it is judged, no own one's history.

    Raises: NotFound.
    """
    row = proposal(edition_id, code)
    entries = history.entries_at_desk(edition_id, "proposal", row.id)
    is_kept = row.id in kept_from(edition_id, reader)
    extension = db.session.scalar(
        select(ExtensionCode.code).where(ExtensionCode.id == row.extension_code_id)
    )
    return DeskProposal(
        **written(row),
        authors=tuple(as_row(one) for one in authors(row.id)),
        answers=tuple(
            (one.label, answer)
            for one, answer in questions.answered(edition_id, row.id, row.track_id)
        ),
        extension=extension or "",
        history=tuple(
            Done(at=entry.at, what=entry.what, actor=entry.actor, details=entry.details)
            for entry in entries
            if not (is_kept and entry.what in OF_JUDGING)
        ),
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
    """Return the names on each proposal, with the answer of whoever has not said yes."""
    found: dict[int, tuple[str, ...]] = {}
    named = db.session.execute(
        select(ProposalAuthor.proposal_id, ProposalAuthor.name, ProposalAuthor.state)
        .where(ProposalAuthor.proposal_id.in_(ids))
        .order_by(ProposalAuthor.position, ProposalAuthor.id)
    )
    for proposal_id, name, state in named:
        shown = name if state is AuthorState.ACCEPTED else f"{name} ({state.label.lower()})"
        found[proposal_id] = (*found.get(proposal_id, ()), shown)
    return found
