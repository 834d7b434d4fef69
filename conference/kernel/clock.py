"""The one clock: the only file that reads the time.

The demonstration shifts it by an offset in a shared row, so that all processes agree and time
runs on. Lifetimes of sign-ins and links, and what leaves for other systems, use ``real_now``.
"""

import math
import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import BigInteger, CheckConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from conference.kernel.database import Base, db

ZONE = ZoneInfo("Europe/London")
CACHE = "clock_offset"


class ClockOffset(Base):
    """How far the demonstration's clock stands from the real one; a single row."""

    __tablename__ = "clock_offset"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seconds: Mapped[int] = mapped_column(BigInteger)


def real_now() -> datetime:
    """Return the real moment, aware, UTC."""
    return datetime.now(UTC)


def ticks() -> float:
    """Return seconds on a clock that only runs forward, for measuring how long ago."""
    return time.monotonic()


def now() -> datetime:
    """Return the moment that the conference lives in: the real one outside the demonstration."""
    return real_now() + offset()


def offset() -> timedelta:
    """Return the shift of the demonstration's clock; read once in each request."""
    if not current_app.config["CONFERENCE"].is_demo:
        return timedelta()
    info = db.session().info
    if CACHE not in info:
        info[CACHE] = db.session.scalar(select(ClockOffset.seconds)) or 0
    return timedelta(seconds=info[CACHE])


def set_moment(moment: datetime) -> None:
    """Let the demonstration's clock show ``moment`` now. Runs inside ``transaction()``."""
    seconds = math.ceil((moment - real_now()).total_seconds())  # never behind the moment
    db.session.merge(ClockOffset(id=1, seconds=seconds))
    db.session().info.pop(CACHE, None)


def day(moment: datetime) -> date:
    """Return the date of ``moment`` at the venue."""
    return local(moment).date()


def local(moment: datetime) -> datetime:
    """Return ``moment`` as clocks at the venue show it."""
    return moment.astimezone(ZONE)
