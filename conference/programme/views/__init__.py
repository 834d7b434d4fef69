"""Public pages of the programme: to read, to take away, for screens and for other sites."""

from conference.programme.views import (
    changelog,
    elsewhere,
    files,
    offline,
    own_sessions,
    pages,
    printed,
)
from conference.programme.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "changelog",
    "elsewhere",
    "files",
    "offline",
    "own_sessions",
    "pages",
    "printed",
]
