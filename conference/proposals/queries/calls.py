"""The call of an edition."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import func, select

from conference.editions.models import Edition
from conference.editions.queries import CallEnd
from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.proposals.models import Call, CallFormat, Criterion, DecisionText, ReviewPhase
from conference.proposals.rules.calls import CallDates

RowT = TypeVar("RowT", Criterion, CallFormat, DecisionText, ReviewPhase)


def call_of(edition_id: int) -> Call | None:
    """Return the edition's call, if organisers have made one."""
    return db.session.scalar(select(Call).where(Call.edition_id == edition_id))


def editions_with_call() -> Sequence[int]:
    """Return the editions that have a call, in the order in which they are locked."""
    return db.session.scalars(select(Call.edition_id).order_by(Call.edition_id)).all()


def figures(edition_id: int) -> dict[str, int]:
    """Return how many calls the edition has, and how many of them are shown."""
    call = call_of(edition_id)
    return {"calls": int(call is not None), "calls_shown": int(call is not None and call.is_shown)}


def call_for_update(edition_id: int) -> Call:
    """Lock the edition's call: whoever sends in, spends a code or decides takes turns.

    Raises: NotFound (there is none).
    """
    row = db.session.scalar(select(Call).where(Call.edition_id == edition_id).with_for_update())
    if row is None:
        raise NotFound
    return row


def rows_of(kind: type[RowT], call_id: int) -> Sequence[RowT]:
    """Return what of one kind hangs on a call, in an order that stays."""
    table = kind.__table__
    return db.session.scalars(
        select(kind).where(table.c.call_id == call_id).order_by(*table.primary_key)
    ).all()


def end_of_shown() -> CallEnd:
    """Return the end of an edition's call for its frame: as ``CallDates.deadline()`` has it."""
    deadline = (
        select(func.max(func.coalesce(CallFormat.closes_at, Call.closes_at)))
        .select_from(Call)
        .outerjoin(CallFormat, CallFormat.call_id == Call.id)
        .where(Call.edition_id == Edition.id, Call.is_shown)
    )
    grace = select(Call.grace_minutes).where(Call.edition_id == Edition.id, Call.is_shown)
    return deadline.scalar_subquery(), grace.scalar_subquery()


def dates_of(call: Call) -> CallDates:
    """Return what decides when proposals are taken."""
    formats = db.session.execute(
        select(CallFormat.format_id, CallFormat.closes_at).where(CallFormat.call_id == call.id)
    )
    return CallDates(
        is_shown=call.is_shown,
        opens_at=call.opens_at,
        closes_at=call.closes_at,
        grace=timedelta(minutes=call.grace_minutes),
        format_closes=dict(formats.all()),
    )
