"""Publishing the programme: the draft becomes the next release, which nobody edits."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from conference.editions import actions as editions
from conference.editions import queries as edition_queries
from conference.history import actions as history
from conference.kernel.database import db
from conference.kernel.events import announce
from conference.programme import queries
from conference.programme.events import ScheduleReleased
from conference.programme.models import Release, ReleaseEntry
from conference.programme.rules.releases import PublicEntry, next_entry
from conference.programme.rules.states import EntryState


def publish(edition_id: int, actor: str, note: str, now: datetime) -> int:
    """Make the draft public as the next release and return its number.

    Runs inside ``transaction()``; two at once take turns. Eight statements whatever the size of
    the programme, beside those of the reactions. Raises: NotFound (no such edition).
    """
    edition_queries.edition_for_update(edition_id)
    previous = queries.newest_release(edition_id)
    entries = _next_entries(edition_id, now)
    release = Release(
        edition_id=edition_id,
        number=previous.number + 1 if previous else 1,
        note=note,
        released_at=now,
        released_by=actor,
    )
    db.session.add(release)
    db.session.flush()
    _store(release.id, entries)
    history.record(
        actor,
        f"released the programme, number {release.number}",
        on=("release", release.id),
        at=now,
        edition_id=edition_id,
        sessions=sum(entry.state is EntryState.CONFIRMED for entry in entries),
        cancelled=sum(entry.state is EntryState.CANCELLED for entry in entries),
    )
    editions.touch_public(edition_id)
    announce(ScheduleReleased(edition_id=edition_id, release_id=release.id))
    return release.number


def _next_entries(edition_id: int, now: datetime) -> list[PublicEntry]:
    previous = queries.public_entries(edition_id)
    draft = queries.draft_entries(edition_id)
    found = (
        next_entry(previous.get(session_id), draft.get(session_id), now=now)
        for session_id in sorted({*previous, *draft})
    )
    return [entry for entry in found if entry is not None]


def _store(release_id: int, entries: list[PublicEntry]) -> None:
    if entries:
        db.session.execute(insert(ReleaseEntry), [_row(release_id, entry) for entry in entries])


def _row(release_id: int, entry: PublicEntry) -> dict[str, Any]:
    return {
        "release_id": release_id,
        "session_id": entry.session_id,
        **asdict(entry.words),
        **asdict(entry.placement),
        "state": entry.state,
        "sequence": entry.sequence,
        "changed_at": entry.changed_at,
    }
