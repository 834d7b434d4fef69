"""Reading one attendee's day: the page, what changed since they booked, the private feed."""

from conference.agendas.queries.changes import Change
from conference.agendas.queries.concerned import Concern, addresses, concerns
from conference.agendas.queries.day import DayPlan, DayRow, Gone, MyDayPage, Offers, my_day
from conference.agendas.queries.feed import FeedFacts, KeyFacts, feed, key_of, key_row

__all__ = [
    "Change",
    "Concern",
    "DayPlan",
    "DayRow",
    "FeedFacts",
    "Gone",
    "KeyFacts",
    "MyDayPage",
    "Offers",
    "addresses",
    "concerns",
    "feed",
    "key_of",
    "key_row",
    "my_day",
]
