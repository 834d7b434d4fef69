"""The days of a programme: on each its sessions by room, the rooms in their order."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from conference.documents.schedules.facts import ScheduleFacts, ScheduleSession, room_names


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day: its sessions by room, the rooms in their order."""

    index: int
    day: date
    starts_at: datetime
    ends_at: datetime
    rooms: tuple[tuple[str, tuple[ScheduleSession, ...]], ...]


def days_of(facts: ScheduleFacts) -> tuple[Day, ...]:
    """Return the edition's days, and each other day on which something is."""
    zone = ZoneInfo(facts.timezone)
    length = (facts.last_date - facts.first_date).days + 1
    found: dict[date, list[ScheduleSession]] = {
        facts.first_date + timedelta(days=number): [] for number in range(length)
    }
    for session in facts.sessions:
        found.setdefault(session.starts_at.astimezone(zone).date(), []).append(session)
    return tuple(
        _day(index, day, found[day], zone) for index, day in enumerate(sorted(found), start=1)
    )


def _day(index: int, day: date, sessions: list[ScheduleSession], zone: ZoneInfo) -> Day:
    midnight = datetime.combine(day, time(), zone)
    starts = [session.starts_at for session in sessions]
    ends = [session.ends_at for session in sessions]
    return Day(
        index=index,
        day=day,
        starts_at=min(starts, default=midnight).astimezone(zone),
        ends_at=max(ends, default=midnight + timedelta(days=1)).astimezone(zone),
        rooms=tuple(
            (name, tuple(session for session in sessions if session.room.name == name))
            for name in room_names(sessions)
        ),
    )
