"""Reading one attendee's day: the page, its stars, what changed, the private feed."""

from conference.agendas.queries.alternatives import alternatives
from conference.agendas.queries.beside import beside
from conference.agendas.queries.changes import Change
from conference.agendas.queries.concerned import Concern, address_of, addresses, concerns
from conference.agendas.queries.day import (
    DayPlan,
    DayRow,
    Gone,
    MyDayPage,
    Offers,
    StarredRow,
    day_of,
    my_day,
    starred_rows,
)
from conference.agendas.queries.feed import FeedFacts, KeyFacts, feed, key_of, key_row
from conference.agendas.queries.preview import (
    DelegatePreview,
    SpeakerPreview,
    delegate_preview,
    speaker_preview,
)
from conference.agendas.queries.stars import (
    StarPage,
    public_session_ids,
    session_ids,
    sessions_of,
    star_page,
    starred_codes,
    stars_for_update,
)

__all__ = [
    "Change",
    "Concern",
    "DayPlan",
    "DayRow",
    "DelegatePreview",
    "FeedFacts",
    "Gone",
    "KeyFacts",
    "MyDayPage",
    "Offers",
    "SpeakerPreview",
    "StarPage",
    "StarredRow",
    "address_of",
    "addresses",
    "alternatives",
    "beside",
    "concerns",
    "day_of",
    "delegate_preview",
    "feed",
    "key_of",
    "key_row",
    "my_day",
    "public_session_ids",
    "session_ids",
    "sessions_of",
    "speaker_preview",
    "star_page",
    "starred_codes",
    "starred_rows",
    "stars_for_update",
]
