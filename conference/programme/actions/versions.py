"""Taking an old version back into the draft; what is public stays as it is until a release."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from conference.kernel.database import db
from conference.programme import queries
from conference.programme.actions import schedule
from conference.programme.actions.desk import Desk
from conference.programme.models import Session, SessionSpeaker
from conference.programme.rules.releases import Words
from conference.programme.rules.versions import (
    DraftOvertaken,
    LockedInTheWay,
    NothingToTake,
    Taken,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeWish:
    """What an organiser has seen and pressed: ``mark`` is that of the page."""

    number: int
    mark: str
    moves_locked: bool


def take(wish: TakeWish, desk: Desk) -> int:
    """Write a version into the draft and return how many sessions are otherwise than before.

    Times, rooms and calling off are one step, which can be taken back; words and people on stage
    are in the history. Runs inside ``transaction()``. Raises: NotFound, DraftOvertaken,
    NothingToTake, LockedInTheWay.
    """
    desk.take_turn()
    seen = queries.restoration(desk.edition_id, wish.number)
    if seen.mark != wish.mark:
        raise DraftOvertaken
    if not seen.taken:
        raise NothingToTake
    if seen.locked and not wish.moves_locked:
        raise LockedInTheWay(seen.locked.values())
    rearranged = [one for one in seen.taken if one.has_other_stand or one.is_otherwise_off]
    if rearranged:
        schedule.rearrange(
            f"took version {wish.number} into the draft",
            {one.session_id: one.after.placement for one in rearranged},
            {one.session_id: one.after.is_cancelled for one in rearranged if one.is_otherwise_off},
            desk=desk,
        )
    _write([one for one in seen.taken if one.words], desk)
    desk.record(
        f"took version {wish.number} of the programme into the draft",
        "edition",
        desk.edition_id,
        sessions=len(seen.taken),
        moved=sum(one.has_other_stand for one in seen.taken),
    )
    return len(seen.taken)


def _write(rewritten: Iterable[Taken], desk: Desk) -> None:
    """Write words and stage, with the locks that changing a session takes."""
    changes = {one.session_id: one for one in rewritten}
    rows = db.session.scalars(
        select(Session).where(Session.id.in_(changes)).order_by(Session.id).with_for_update()
    )
    for row in rows:
        after = changes[row.id].after
        for name in Words.__slots__:
            setattr(row, name, getattr(after.words, name))
        row.version += 1
        desk.record("session changed", "session", row.id)
    _put_on_stage([one for one in changes.values() if one.before.stage != one.after.stage])


def _put_on_stage(restaged: Iterable[Taken]) -> None:
    stages = {one.session_id: one.after.stage for one in restaged}
    if not stages:
        return
    db.session.execute(
        delete(SessionSpeaker)
        .where(SessionSpeaker.session_id.in_(stages))
        .execution_options(synchronize_session=False)
    )
    rows = [
        {"session_id": key, "speaker_id": speaker_id, "position": position, "role": role}
        for key, stage in stages.items()
        for position, (speaker_id, role) in enumerate(stage)
    ]
    if rows:
        db.session.execute(insert(SessionSpeaker), rows)
