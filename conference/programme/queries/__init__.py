"""Reading the programme: what the newest release says, with speakers and rooms as they may be."""

from conference.programme.queries.days import Day, Slot, anchor, zone
from conference.programme.queries.entries import (
    EntryFacts,
    bookable_entries,
    draft_entries,
    entries,
    entries_for_booking,
    entries_of_sessions,
    entry,
    newest_release,
    newest_release_id,
    public_entries,
    speaker_session_ids,
)
from conference.programme.queries.grid import Grid, GridCell, GridRow
from conference.programme.queries.home import HomePage, Price, TrackGlimpse, home_page
from conference.programme.queries.rows import SessionRow, Showing, session_row, session_rows
from conference.programme.queries.schedule import Question, SchedulePage, schedule
from conference.programme.queries.sessions import SessionPage, session_page
from conference.programme.queries.speakers import (
    SpeakerCard,
    SpeakerPage,
    SpeakersPage,
    speaker_page,
    speakers_page,
)
from conference.programme.queries.stage import SpeakersById, speakers_of

__all__ = [
    "Day",
    "EntryFacts",
    "Grid",
    "GridCell",
    "GridRow",
    "HomePage",
    "Price",
    "Question",
    "SchedulePage",
    "SessionPage",
    "SessionRow",
    "Showing",
    "Slot",
    "SpeakerCard",
    "SpeakerPage",
    "SpeakersById",
    "SpeakersPage",
    "TrackGlimpse",
    "anchor",
    "bookable_entries",
    "draft_entries",
    "entries",
    "entries_for_booking",
    "entries_of_sessions",
    "entry",
    "home_page",
    "newest_release",
    "newest_release_id",
    "public_entries",
    "schedule",
    "session_page",
    "session_row",
    "session_rows",
    "speaker_page",
    "speaker_session_ids",
    "speakers_of",
    "speakers_page",
    "zone",
]
