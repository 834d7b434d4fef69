"""The programme for other programs: schedule.json (version 1), frab's schedule.xml, and CSV."""

from conference.documents.schedules.as_json import schedule_json
from conference.documents.schedules.as_table import COLUMNS, sessions_csv
from conference.documents.schedules.as_xml import schedule_xml
from conference.documents.schedules.facts import (
    CANCELLED,
    GENERATOR,
    ScheduleFacts,
    ScheduleLink,
    ScheduleRoom,
    ScheduleSession,
    ScheduleSpeaker,
    ScheduleTrack,
    event_guid,
)

__all__ = [
    "CANCELLED",
    "COLUMNS",
    "GENERATOR",
    "ScheduleFacts",
    "ScheduleLink",
    "ScheduleRoom",
    "ScheduleSession",
    "ScheduleSpeaker",
    "ScheduleTrack",
    "event_guid",
    "schedule_json",
    "schedule_xml",
    "sessions_csv",
]
