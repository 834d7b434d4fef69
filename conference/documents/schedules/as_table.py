"""The programme as a table (CSV): a line for each session."""

import csv
import io
from zoneinfo import ZoneInfo

from conference.documents import plain
from conference.documents.schedules.facts import ScheduleFacts, ScheduleSession, cleaned

BYTE_ORDER_MARK = "\ufeff"
"""Excel reads a file as UTF-8 only if it begins with this."""

COLUMNS = (
    *("code", "title", "track", "format", "day", "start", "end"),
    *("room", "speakers", "state", "language", "abstract", "description"),
)


def sessions_csv(facts: ScheduleFacts) -> bytes:
    """Return one line for each session by time; no cell begins like a formula."""
    tidy = cleaned(facts)
    zone = ZoneInfo(tidy.timezone)
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for session in tidy.sessions:
        writer.writerow([plain.csv_safe(cell) for cell in _cells(session, zone)])
    return text.getvalue().encode()


def _cells(session: ScheduleSession, zone: ZoneInfo) -> tuple[str, ...]:
    starts_at, ends_at = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
    return (
        *(session.code, session.title, session.track, session.format),
        *(f"{starts_at:%Y-%m-%d}", f"{starts_at:%H:%M}", f"{ends_at:%H:%M}"),
        session.room.name,
        "; ".join(speaker.name for speaker in session.speakers),
        "cancelled" if session.is_cancelled else "confirmed",
        *(session.language, session.summary, session.abstract),
    )
