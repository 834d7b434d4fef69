"""What somebody who lost a place can book instead (J8)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from conference.agendas.queries.concerned import Concern
from conference.agendas.rules import Tie
from conference.programme import queries as programme
from conference.programme.queries import EntryFacts
from conference.workshops import queries as workshops
from conference.workshops.rules import Places

MOST_ALTERNATIVES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """A session with places; they are kept ``until`` then, or nobody keeps them."""

    code: str
    title: str
    starts_at: datetime
    until: datetime | None


def alternatives(edition_id: int, found: Iterable[Concern], now: datetime) -> Sequence[Instead]:
    """Return what keeps places for whoever lost one, then what else has some then, by time."""
    lost = [one.entry for one in found if one.entry.is_cancelled and one.tie is Tie.PLACE]
    if not lost:
        return ()
    kept = {
        reserve.session_id: reserve.until
        for off in lost
        for reserve in workshops.reserves_for(off.session_id, now)
    }
    places = workshops.open_places(edition_id, now)
    free = [
        entry
        for entry in programme.bookable_entries(edition_id)
        if not entry.is_sensitive
        and (
            entry.session_id in kept
            or (_has_room(places.get(entry.session_id)) and _is_beside(entry, lost))
        )
    ]
    free.sort(key=lambda entry: (entry.session_id not in kept, entry.starts_at, entry.session_id))
    return [
        Instead(
            code=entry.code,
            title=entry.title,
            starts_at=entry.starts_at,
            until=kept.get(entry.session_id),
        )
        for entry in free[:MOST_ALTERNATIVES]
    ]


def _has_room(places: Places | None) -> bool:
    return places is not None and places.left > 0


def _is_beside(entry: EntryFacts, lost: Iterable[EntryFacts]) -> bool:
    """Say whether it is on while one of these would have been."""
    return any(entry.starts_at < off.ends_at and off.starts_at < entry.ends_at for off in lost)
