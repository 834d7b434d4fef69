"""Publishing the programme: the draft becomes the next release, which nobody edits."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from conference.editions import actions as editions
from conference.editions import queries as edition_queries
from conference.editions.events import EditionCopied
from conference.editions.models import UnseenTime
from conference.history import actions as history
from conference.kernel.database import db
from conference.kernel.events import announce
from conference.programme import queries
from conference.programme.actions.desk import Desk
from conference.programme.events import ProgrammeShown, ScheduleReleased
from conference.programme.models import Release, ReleaseEntry, ReleaseStage
from conference.programme.rules.releases import (
    A_MOMENT,
    DraftChanged,
    NothingNew,
    PublicEntry,
    ReleaseBlocked,
    ReleasedMeanwhile,
)
from conference.programme.rules.states import EntryState
from conference.programme.rules.versions import is_unseen


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What an organiser has seen and pressed: ``mark`` is that of the draft on the page.

    ``after`` is the number of the newest release there, 0 before the first; none if unknown.
    """

    mark: str
    name: str
    note: str
    after: int | None = None


def release(wish: Wish, *, is_blocked: Callable[[], bool], desk: Desk) -> int:
    """Release the draft as it was seen and return the release's number.

    ``is_blocked`` is asked when nobody can change the draft any more. Runs inside
    ``transaction()``. Raises: ReleasedMeanwhile, DraftChanged, NothingNew, ReleaseBlocked.
    """
    desk.take_turn()
    _check_newest(wish, desk)
    seen = queries.next_release(desk.edition_id, desk.now)
    if seen.mark != wish.mark:
        raise DraftChanged
    if not seen.changes:
        raise NothingNew
    if is_blocked():
        raise ReleaseBlocked
    return publish_entries(seen.entries, desk, name=wish.name, note=wish.note)


def _check_newest(wish: Wish, desk: Desk) -> None:
    newest = next(iter(queries.release_rows(desk.edition_id)), None)
    if newest is not None and wish.after is not None and newest.number > wish.after:
        is_fresh = desk.now - newest.released_at < A_MOMENT
        raise ReleasedMeanwhile(newest.number, is_fresh=is_fresh)


def publish(edition_id: int, actor: str, note: str, now: datetime) -> int:
    """Make the draft public as the next release, unseen, and return its number.

    Runs inside ``transaction()``; two at once take turns. Raises: NotFound (no such edition).
    """
    desk = Desk(edition_id=edition_id, actor=actor, now=now)
    desk.take_turn()
    return publish_entries(queries.next_release(edition_id, now).entries, desk, note=note)


def publish_entries(
    entries: Sequence[PublicEntry], desk: Desk, *, name: str = "", note: str = ""
) -> int:
    """Make these entries the next release of an edition that is locked, and return its number.

    While the programme is switched off nobody is told of it: it is not public yet.
    """
    made = Release(
        edition_id=desk.edition_id,
        number=queries.release_number(desk.edition_id) + 1,
        name=name,
        note=note,
        released_at=desk.now,
        released_by=desk.actor,
    )
    db.session.add(made)
    db.session.flush()
    _store(made.id, entries, queries.hidden_ids(desk.edition_id))
    desk.record(
        f"released the programme, number {made.number}",
        "release",
        made.id,
        sessions=sum(entry.state is EntryState.CONFIRMED for entry in entries),
        cancelled=sum(entry.state is EntryState.CANCELLED for entry in entries),
    )
    editions.touch_public(desk.edition_id)
    if queries.newest_release_id(desk.edition_id) == made.id:
        announce(ScheduleReleased(edition_id=desk.edition_id, release_id=made.id, at=desk.now))
    return made.number


def switch(desk: Desk, *, is_on: bool) -> bool:
    """Show the programme to everybody, or to nobody outside the team; say if it was otherwise.

    When it is shown again, releases made meanwhile become public as one: whoever is on stage,
    has a star or holds a place (from before, since nobody can book while it is off) is told once
    of what is elsewhere than they saw it last. Nobody else counts on it, so nobody else is told.
    Runs inside ``transaction()``. Raises: NotFound.
    """
    edition = edition_queries.edition_for_update(desk.edition_id)
    if edition.shows_programme == is_on:
        return False
    edition.shows_programme = is_on
    number = queries.release_number(desk.edition_id)
    times = queries.unseen_times(desk.edition_id)
    if is_on:
        _end_unseen(number, desk)
    else:
        _begin_unseen(desk.edition_id, number, desk.now)
    desk.record(
        f"programme switched {'on' if is_on else 'off'}",
        "edition",
        desk.edition_id,
        release=number,
    )
    editions.touch_frame(desk.edition_id)
    release_id = queries.newest_release_id(desk.edition_id)
    if release_id is not None and is_unseen(number, times):
        announce(ScheduleReleased(edition_id=desk.edition_id, release_id=release_id, at=desk.now))
    if is_on:
        announce(ProgrammeShown(edition_id=desk.edition_id))
    return True


def begin_unseen(event: EditionCopied) -> None:
    """Note that nobody sees the programme of an edition that was just made (reaction)."""
    _begin_unseen(event.to_id, 0, event.at)
    history.record(
        history.SYSTEM,
        "programme switched off",
        on=("edition", event.to_id),
        at=event.at,
        edition_id=event.to_id,
        release=0,
    )


def _begin_unseen(edition_id: int, number: int, now: datetime) -> None:
    db.session.add(UnseenTime(edition_id=edition_id, switched_off_at=now, number_before=number))


def _end_unseen(number: int, desk: Desk) -> None:
    if (row := queries.open_unseen_time(desk.edition_id)) is not None:
        row.switched_on_at, row.number_after = desk.now, number


def _store(release_id: int, entries: Sequence[PublicEntry], hidden: Collection[int]) -> None:
    rows = [
        _row(release_id, entry) | {"was_hidden": entry.session_id in hidden} for entry in entries
    ]
    if rows:
        db.session.execute(insert(ReleaseEntry), rows)
    stage = [row for entry in entries for row in _stage_rows(release_id, entry)]
    if stage:
        db.session.execute(insert(ReleaseStage), stage)


def _stage_rows(release_id: int, entry: PublicEntry) -> list[dict[str, Any]]:
    return [
        {
            "release_id": release_id,
            "session_id": entry.session_id,
            "speaker_id": speaker_id,
            "position": position,
            "role": role,
        }
        for position, (speaker_id, role) in enumerate(entry.stage)
    ]


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
