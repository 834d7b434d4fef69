"""Pages of one attendee's day: My day with its calendar, and stars."""

from conference.agendas.views import my_day, stars
from conference.agendas.views.blueprint import blueprint

__all__ = ["blueprint", "my_day", "stars"]
