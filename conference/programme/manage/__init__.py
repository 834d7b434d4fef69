"""Pages on which organisers make the programme."""

from conference.programme.manage import (
    answers,
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
    "answers",
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
