"""Reading tracks and formats for those who arrange them, and what uses each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from conference.editions.models import Format, Track
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.programme.models import ReleaseEntry, Session
from conference.proposals.models import CallFormat, Proposal, QuestionTrack, ReviewerTrack

Thread = TypeVar("Thread", bound=Track | Format)
"""What sessions are sorted by: their subject, or their kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadUse:
    """What holds a track or a format: sessions of the draft, releases of all times, the call."""

    sessions: int
    is_released: bool
    is_called_for: bool

    @property
    def hindrance(self) -> str:
        """Why it cannot be deleted; empty where nothing holds it."""
        if self.is_released:
            return "A release shows a session of it, and releases stay as they were."
        if self.sessions:
            return "The draft has sessions of it. Change them first."
        if self.is_called_for:
            return "The call for proposals names it, or a proposal is of it."
        return ""


def thread_rows(kind: type[Thread], edition_id: int) -> Sequence[tuple[Thread, int]]:
    """Return tracks or formats in their order, each with its number of drafted sessions."""
    rows = db.session.execute(
        select(kind, func.count(Session.id))
        .outerjoin(Session, _key(kind, Session) == kind.id)
        .where(kind.edition_id == edition_id)
        .group_by(kind.id)
        .order_by(kind.position, kind.id)
    )
    return [(row, sessions) for row, sessions in rows]


def thread(kind: type[Thread], edition_id: int, row_id: int) -> Thread:
    """Return a track or format. Raises: NotFound."""
    found = db.session.scalar(select(kind).where(kind.edition_id == edition_id, kind.id == row_id))
    if found is None:
        raise NotFound
    return found


def threads_for_update(kind: type[Thread], edition_id: int) -> Sequence[Thread]:
    """Lock and return the edition's tracks or formats in their order."""
    return db.session.scalars(
        select(kind)
        .where(kind.edition_id == edition_id)
        .order_by(kind.position, kind.id)
        .with_for_update()
    ).all()


def thread_use(row: Track | Format) -> ThreadUse:
    """Return what holds a track or format."""
    in_draft = select(func.count(Session.id)).where(_key(type(row), Session) == row.id)
    is_released = exists().where(_key(type(row), ReleaseEntry) == row.id)
    sessions, shown, called_for = db.session.execute(
        select(in_draft.scalar_subquery(), is_released, _is_called_for(row))
    ).one()
    return ThreadUse(sessions=sessions, is_released=bool(shown), is_called_for=bool(called_for))


def _is_called_for(row: Track | Format) -> ColumnElement[bool]:
    named: tuple[InstrumentedAttribute[int] | InstrumentedAttribute[int | None], ...]
    if isinstance(row, Format):
        named = (CallFormat.format_id, Proposal.format_id)
    else:
        named = (QuestionTrack.track_id, ReviewerTrack.track_id, Proposal.track_id)
    return or_(*(exists().where(column == row.id) for column in named))


def _key(
    kind: type[Thread], table: type[Session] | type[ReleaseEntry]
) -> ColumnElement[int | None]:
    return (table.track_id if kind is Track else table.format_id).expression
