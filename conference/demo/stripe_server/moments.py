"""Moments in words, in the conference's own time zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

_ZONE = ZoneInfo("Europe/London")


def minute(moment: float) -> str:
    """Write a moment to the minute: 14:05 on 3 June."""
    local = datetime.fromtimestamp(moment, _ZONE)
    return f"{local:%H:%M} on {local.day} {local:%B}"


def second(moment: float) -> str:
    """Write a moment to the second: 14:05:09."""
    return f"{datetime.fromtimestamp(moment, _ZONE):%H:%M:%S}"
