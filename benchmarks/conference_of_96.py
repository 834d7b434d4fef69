"""The conference that is measured: 96 sessions, one workshop, one ticket type, in two months."""

from datetime import datetime, timedelta

from sqlalchemy import select

from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.programme.models import Slot
from tests.factories.editions import make_shop
from tests.factories.programme import DAY, at, make_room, make_session, make_speaker, release
from tests.factories.tickets import make_type

SLUG = "bench"
AHEAD = timedelta(days=60)
ROOMS = 12
SLOTS = 8
LENGTH = timedelta(minutes=40)


def store() -> None:
    """Store and release it: the factories' day of 2024, moved to two months from now."""
    later = clock.real_now() + AHEAD - at("09:00")
    later = timedelta(days=later.days)
    edition = make_shop(
        SLUG,
        starts_on=DAY + later,
        ends_on=DAY + later,
        doors_at=at("08:30") + later,
        opens_at=at("09:00") + later,
        closes_at=at("17:00") + later,
    )
    make_type(edition.id, size=1000)
    rooms = [make_room(edition.id, f"Room {number}") for number in range(ROOMS)]
    begin = at("09:00")
    for number in range(ROOMS * SLOTS):
        starts = begin + (number // ROOMS) * timedelta(hours=1)
        code = "WORK" if number == 0 else f"S{number:03}"
        session = make_session(
            edition.id,
            code,
            (_clock(starts), _clock(starts + LENGTH)),
            rooms[number % ROOMS],
            title=f"Session {number}: a title of usual length",
            summary="One line about what happens here and for whom it is meant.",
            track_id=edition.tracks[number % len(edition.tracks)].id,
            format_id=edition.formats[number % len(edition.formats)].id,
            places=200 if number % ROOMS == 0 else None,
        )
        make_speaker(edition.id, f"P{number:03}", f"Speaker Number {number}", session)
    with transaction():
        for slot in db.session.scalars(select(Slot)):
            slot.starts_at, slot.ends_at = slot.starts_at + later, slot.ends_at + later
    release(edition.id)


def _clock(moment: datetime) -> str:
    return f"{clock.local(moment):%H:%M}"
