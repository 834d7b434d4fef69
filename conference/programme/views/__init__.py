"""Public pages of the programme: to read, to take away, for screens and for other sites."""

from conference.programme.views import changelog, elsewhere, offline, pages, printed
from conference.programme.views.blueprint import blueprint

__all__ = ["blueprint", "changelog", "elsewhere", "offline", "pages", "printed"]
