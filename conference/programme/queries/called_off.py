"""A session that was called off: since when, what was said, where places are kept."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from conference.kernel.database import db
from conference.programme.models import Release
from conference.programme.queries.contents import public_entries
from conference.programme.rules.bookings import Kept
from conference.programme.rules.emergencies import RETURN_WITHIN, may_return
from conference.programme.rules.releases import PublicEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptThere:
    """Places that are kept in another session for those who lost theirs."""

    code: str
    title: str
    starts_at: datetime
    places: int
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CalledOff:
    """How a calling off stands; ``note`` is empty where the public was told nothing.

    ``return_until``: until when it can be taken back at once.
    """

    at: datetime
    note: str
    return_until: datetime
    may_return: bool
    kept: tuple[KeptThere, ...]

    def is_same(self, note: str, alternatives: Collection[str]) -> bool:
        """Say whether a press that comes too late asks for what was done."""
        return note == self.note and set(alternatives) == {one.code for one in self.kept}


def called_off(
    edition_id: int, off: PublicEntry, kept: Iterable[Kept], *, now: datetime
) -> CalledOff:
    """Return how the calling off of a session stands, which the newest release has as cancelled."""
    entries = public_entries(edition_id)
    note = db.session.scalar(
        select(Release.note)
        .where(Release.edition_id == edition_id, Release.released_at == off.changed_at)
        .order_by(Release.number.desc())
        .limit(1)
    )
    return CalledOff(
        at=off.changed_at,
        note=note or "",
        return_until=off.changed_at + RETURN_WITHIN,
        may_return=may_return(off.changed_at, now=now),
        kept=tuple(
            KeptThere(
                code=there.words.code,
                title=there.words.title,
                starts_at=there.placement.starts_at,
                places=one.places,
                until=one.until,
            )
            for one in kept
            if (there := entries.get(one.session_id)) is not None
        ),
    )
