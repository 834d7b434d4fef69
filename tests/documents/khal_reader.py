"""What khal, a calendar program that is not ours, reads in a calendar file."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

CONFIG = """
[calendars]
[[feed]]
path = {folder}/calendar
type = calendar
[locale]
local_timezone = Europe/London
default_timezone = Europe/London
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
[default]
default_calendar = feed
"""


def khal_reads(
    calendar: bytes, folder: Path, *, first_date: date, days: int = 1, line: str
) -> list[str]:
    """Import a calendar file and return khal's own list, one ``line`` format for each entry."""
    (folder / "calendar").mkdir()
    (folder / "config").write_text(CONFIG.format(folder=folder))
    (folder / "feed.ics").write_bytes(calendar)
    _khal(folder, "import", "--batch", str(folder / "feed.ics"))
    listed = _khal(
        folder, "list", "--day-format", "", "--format", line, first_date.isoformat(), f"{days}d"
    )
    return [row.strip() for row in listed.splitlines()]


def _khal(folder: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "khal", "--config", str(folder / "config"), *words],
        env=os.environ | {"HOME": str(folder), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout
