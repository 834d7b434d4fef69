"""When the public saw the programme, and what the published switch is about to show."""

from dataclasses import dataclass

from sqlalchemy import select

from conference.editions.models import UnseenTime
from conference.kernel.database import db
from conference.programme.queries.contents import entries_of_release
from conference.programme.queries.entries import release_number
from conference.programme.queries.releases import hidden_ids
from conference.programme.rules.releases import PublicEntry
from conference.programme.rules.states import SessionKind
from conference.programme.rules.versions import Unseen, is_unseen


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchPage:
    """What the published switch is about to do: the newest release, and what nobody has seen.

    ``changed`` counts the sessions that whoever is on stage or has a place is told of.
    """

    number: int
    sessions: int
    changed: int


def switch_page(edition_id: int) -> SwitchPage:
    """Return what the published switch would show, or has shown."""
    number = release_number(edition_id)
    found = entries_of_release(edition_id, number)
    times, hidden = unseen_times(edition_id), hidden_ids(edition_id)
    changed = 0
    if is_unseen(number, times):
        before = entries_of_release(edition_id, times[-1].after)
        changed = sum(
            key in before and _is_told(before[key], entry, is_hidden=key in hidden)
            for key, entry in found.items()
        )
    return SwitchPage(
        number=number,
        sessions=sum(entry.runs and key not in hidden for key, entry in found.items()),
        changed=changed,
    )


def _is_told(before: PublicEntry, entry: PublicEntry, *, is_hidden: bool) -> bool:
    """Say whether what is different is news to people: of a hidden session only if it runs."""
    if entry.words.kind is not SessionKind.SESSION:
        return False
    is_moved = entry.placement != before.placement and not is_hidden
    return is_moved or entry.state is not before.state


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
