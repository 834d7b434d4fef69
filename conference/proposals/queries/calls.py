"""The call of an edition."""

from datetime import timedelta

from sqlalchemy import select

from conference.kernel.database import db
from conference.kernel.errors import NotFound
from conference.proposals.models import Call, CallFormat
from conference.proposals.rules.calls import CallDates


def call_of(edition_id: int) -> Call | None:
    """Return the edition's call, if organisers have made one."""
    return db.session.scalar(select(Call).where(Call.edition_id == edition_id))


def call_for_update(edition_id: int) -> Call:
    """Lock the edition's call: whoever sends in, spends a code or decides takes turns.

    Raises: NotFound (there is none).
    """
    row = db.session.scalar(select(Call).where(Call.edition_id == edition_id).with_for_update())
    if row is None:
        raise NotFound
    return row


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
