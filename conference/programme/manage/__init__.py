"""Pages on which organisers make the programme."""

from conference.programme.manage import (
    board,
    emergencies,
    materials,
    paper,
    preview,
    releases,
    rooms,
    schedule,
    sessions,
    speakers,
    threads,
    versions,
)
from conference.programme.manage.blueprint import blueprint

__all__ = [
    "blueprint",
    "board",
    "emergencies",
    "materials",
    "paper",
    "preview",
    "releases",
    "rooms",
    "schedule",
    "sessions",
    "speakers",
    "threads",
    "versions",
]
