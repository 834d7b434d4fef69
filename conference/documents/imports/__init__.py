"""Programmes that other systems wrote, read without a database.

``read`` knows a file by what is in it: schedule.json (version 1), frab's schedule.xml, a table of
ours or of pretalx (CSV or JSON), or Sessionize's "All data".
"""

from conference.documents.imports.facts import (
    Complaint,
    ImportedMaterial,
    ImportedProgramme,
    ImportedSession,
    ImportedSpeaker,
    ImportedTrack,
)
from conference.documents.imports.reading import LARGEST, read
from conference.documents.imports.told import short

__all__ = [
    "LARGEST",
    "Complaint",
    "ImportedMaterial",
    "ImportedProgramme",
    "ImportedSession",
    "ImportedSpeaker",
    "ImportedTrack",
    "read",
    "short",
]
