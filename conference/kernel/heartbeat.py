"""The worker's sign of life: one row for each kind of process that must not fall silent."""

from datetime import datetime, timedelta

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from conference.kernel.database import Base, db

SILENT_AFTER = timedelta(minutes=3)


class Heartbeat(Base):
    """When a process last said that it works."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    beat_at: Mapped[datetime]


def beat(name: str, now: datetime) -> None:
    """Note that the process works. ``now`` is real time. Runs inside ``transaction()``."""
    db.session.merge(Heartbeat(name=name, beat_at=now))


def is_silent(name: str, now: datetime) -> bool:
    """Say whether the process has been silent for three minutes of real time."""
    last = db.session.scalar(select(Heartbeat.beat_at).where(Heartbeat.name == name))
    return last is None or now - last > SILENT_AFTER
