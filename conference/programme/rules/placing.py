"""Where a session can stand: refusals of the schedule, and the next time that is free."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from conference.kernel.errors import Refused

DEFAULT_MINUTES = 40
"""The length of a session of which neither it nor its format says one."""

LONGEST_MINUTES = 12 * 60
STEP_MINUTES = 5
"""The grid on which sessions begin, and the pause between two in one room."""


class Overtaken(Refused):
    """Somebody else changed the same session after this page was opened."""

    code = "overtaken"
    message = "Somebody has changed this since you opened the page. Nothing of yours was saved."


class SlotLocked(Refused):
    """The session is locked to its slot."""

    code = "slot_locked"
    message = "This session is locked to its time and room. Unlock it first."


class NoFreeTime(Refused):
    """Nothing is free on this day."""

    code = "no_free_time"
    message = "No time is free in this room for the rest of the day. Try another room."


class NothingToUndo(Refused):
    """There is no step of one's own left."""

    code = "nothing_to_undo"
    message = "There is nothing of yours left to take back."


class NothingToRedo(Refused):
    """No step of one's own was taken back last."""

    code = "nothing_to_redo"
    message = "There is nothing to do again."


class OtherDay(Refused):
    """A session would begin on one day and end on another, or be shifted to another."""

    code = "other_day"
    message = "A session stays within one day. Choose an earlier time, or fewer minutes."


@dataclass(frozen=True, slots=True)
class Busy:
    """A time that is taken, from when until when."""

    starts_at: datetime
    ends_at: datetime


def check_day(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> None:
    """Check that a session ends on the day on which it begins, at midnight at the latest.

    Raises: OtherDay.
    """
    first, last = starts_at.astimezone(zone), ends_at.astimezone(zone)
    is_midnight = last.time() == time(0) and last.date() == first.date() + timedelta(days=1)
    if first.date() != last.date() and not is_midnight:
        raise OtherDay


def next_free(
    busy: Iterable[Busy], *, length: timedelta, earliest: datetime, latest: datetime
) -> datetime:
    """Return the first start from ``earliest`` with so much free time before ``latest``.

    Between two sessions stays the pause of one step. Raises: NoFreeTime.
    """
    pause = timedelta(minutes=STEP_MINUTES)
    start = earliest
    for taken in sorted(busy, key=lambda one: one.starts_at):
        if taken.ends_at + pause <= start:
            continue
        if start + length + pause <= taken.starts_at:
            break
        start = max(start, taken.ends_at + pause)
    if start + length > latest:
        raise NoFreeTime
    return start
