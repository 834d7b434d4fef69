"""Reading the call for those who make it: formats, criteria, phases and extension codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, func, select

from conference.editions import queries as editions
from conference.editions.models import Format
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.proposals.models import (
    Call,
    CallFormat,
    Criterion,
    ExtensionCode,
    Proposal,
    ReviewPhase,
    ReviewScore,
)
from conference.proposals.queries.phases import phase_facts
from conference.proposals.rules.call_settings import Around, CallFacts, CriterionFacts
from conference.proposals.rules.reviewing import PhaseFacts
from conference.proposals.rules.states import ProposalState


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionRow:
    """A criterion; ``scores`` is how many reviewers have given."""

    id: int
    facts: CriterionFacts
    scores: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRow:
    """An extension code, and how often it was spent."""

    id: int
    code: str
    note: str
    uses: int
    spent: int
    closes_at: datetime
    ended_at: datetime | None

    def may_be_spent(self, now: datetime) -> bool:
        """Say whether somebody can still send in with it."""
        return self.ended_at is None and now < self.closes_at and self.spent < self.uses


def call_facts(call: Call) -> CallFacts:
    """Return what organisers say of the call."""
    return CallFacts(**{name: getattr(call, name) for name in CallFacts.__slots__})


def around(edition_id: int) -> Around:
    """Return what the edition's call has to fit."""
    edition = editions.frame_by_id(edition_id)
    rows = db.session.execute(
        select(Format.name, CallFormat.closes_at)
        .join(CallFormat, CallFormat.format_id == Format.id)
        .join(Call, Call.id == CallFormat.call_id)
        .where(Call.edition_id == edition_id)
        .order_by(Format.position, Format.id)
    )
    return Around(
        formats=dict(rows.all()),
        has_formats=bool(edition.formats),
        doors_at=edition.doors_at,
    )


def formats_of_edition(edition_id: int) -> Mapping[int, str]:
    """Return the names of the edition's formats by id, in their order."""
    rows = db.session.execute(
        select(Format.id, Format.name)
        .where(Format.edition_id == edition_id)
        .order_by(Format.position, Format.id)
    )
    return dict(rows.all())


def formats_of_call(call_id: int) -> Mapping[int, datetime | None]:
    """Return which formats may be proposed, each with its own deadline if it has one."""
    rows = db.session.execute(
        select(CallFormat.format_id, CallFormat.closes_at).where(CallFormat.call_id == call_id)
    )
    return dict(rows.all())


def criteria_of(call_id: int) -> Sequence[Criterion]:
    """Return the criteria in their order."""
    return db.session.scalars(
        select(Criterion)
        .where(Criterion.call_id == call_id)
        .order_by(Criterion.position, Criterion.id)
    ).all()


def criterion_rows(call_id: int) -> tuple[CriterionRow, ...]:
    """Return the criteria in their order with how often each was scored, in one statement."""
    rows = db.session.execute(
        select(Criterion, func.count(ReviewScore.review_id))
        .outerjoin(ReviewScore, ReviewScore.criterion_id == Criterion.id)
        .where(Criterion.call_id == call_id)
        .group_by(Criterion.id)
        .order_by(Criterion.position, Criterion.id)
    )
    return tuple(
        CriterionRow(id=row.id, facts=criterion_facts(row), scores=scores) for row, scores in rows
    )


def criterion(call_id: int, criterion_id: int) -> Criterion:
    """Return a criterion of the call. Raises: NotFound."""
    row = db.session.get(Criterion, criterion_id)
    if row is None or row.call_id != call_id:
        raise NotFound("There is no such criterion.")
    return row


def criterion_facts(row: Criterion) -> CriterionFacts:
    """Return what organisers say of a criterion."""
    return CriterionFacts(name=row.name, help=row.help, weight=row.weight)


def is_scored(criterion_id: int) -> bool:
    """Say whether a reviewer has given a score for it."""
    found = select(exists().where(ReviewScore.criterion_id == criterion_id))
    return bool(db.session.scalar(found))


def phases_of(call_id: int) -> Sequence[ReviewPhase]:
    """Return the phases of review by time."""
    return db.session.scalars(
        select(ReviewPhase)
        .where(ReviewPhase.call_id == call_id)
        .order_by(ReviewPhase.opens_at, ReviewPhase.id)
    ).all()


def phase(call_id: int, phase_id: int) -> ReviewPhase:
    """Return a phase of the call. Raises: NotFound."""
    row = db.session.get(ReviewPhase, phase_id)
    if row is None or row.call_id != call_id:
        raise NotFound("There is no such phase.")
    return row


def phase_rows(call_id: int) -> tuple[tuple[int, PhaseFacts], ...]:
    """Return the phases of review by time, each with its id."""
    return tuple((row.id, phase_facts(row)) for row in phases_of(call_id))


def extension_rows(call_id: int) -> tuple[ExtensionRow, ...]:
    """Return the extension codes by their end with how often each was spent, in one statement.

    A draft may name the code that it was begun with, and spends it by being sent in.
    """
    rows = db.session.execute(
        select(ExtensionCode, func.count(Proposal.id))
        .outerjoin(
            Proposal,
            and_(
                Proposal.extension_code_id == ExtensionCode.id,
                Proposal.state != ProposalState.DRAFT,
            ),
        )
        .where(ExtensionCode.call_id == call_id)
        .group_by(ExtensionCode.id)
        .order_by(ExtensionCode.closes_at.desc(), ExtensionCode.id.desc())
    )
    return tuple(
        ExtensionRow(
            id=row.id,
            code=row.code,
            note=row.note,
            uses=row.uses,
            spent=spent,
            closes_at=row.closes_at,
            ended_at=row.ended_at,
        )
        for row, spent in rows
    )


def extension_row(call_id: int, extension_id: int) -> ExtensionCode:
    """Return an extension code of the call. Raises: NotFound."""
    row = db.session.get(ExtensionCode, extension_id)
    if row is None or row.call_id != call_id:
        raise NotFound("There is no such extension code.")
    return row
