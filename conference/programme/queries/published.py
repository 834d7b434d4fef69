"""When the public saw the programme, and what the published switch is about to show."""

from dataclasses import dataclass

from sqlalchemy import select

from conference.editions.models import UnseenTime
from conference.kernel.database import db
from conference.programme.queries.contents import entries_of_release
from conference.programme.queries.entries import release_number
from conference.programme.rules.versions import Unseen, is_unseen


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchPage:
    """What the published switch is about to do: the newest release, and what nobody has seen."""

    number: int
    sessions: int
    changed: int


def switch_page(edition_id: int) -> SwitchPage:
    """Return what the published switch would show, or has shown."""
    number = release_number(edition_id)
    found = entries_of_release(edition_id, number)
    times = unseen_times(edition_id)
    changed = 0
    if is_unseen(number, times):
        before = entries_of_release(edition_id, times[-1].after)
        changed = sum(
            key in before
            and (entry.placement, entry.state) != (before[key].placement, before[key].state)
            for key, entry in found.items()
        )
    return SwitchPage(
        number=number,
        sessions=sum(entry.runs for entry in found.values()),
        changed=changed,
    )


def unseen_times(edition_id: int) -> tuple[Unseen, ...]:
    """Return when the programme was switched off, the oldest first."""
    rows = db.session.scalars(
        select(UnseenTime).where(UnseenTime.edition_id == edition_id).order_by(UnseenTime.id)
    )
    return tuple(
        Unseen(
            after=row.number_before,
            until=row.number_after,
            began_at=row.switched_off_at,
            ended_at=row.switched_on_at,
        )
        for row in rows
    )


def open_unseen_time(edition_id: int) -> UnseenTime | None:
    """Return the time without a programme that has not ended, if there is one."""
    return db.session.scalar(
        select(UnseenTime).where(
            UnseenTime.edition_id == edition_id, UnseenTime.switched_on_at.is_(None)
        )
    )
