"""Reading the programme: what the newest release says, with speakers and rooms as they may be."""

from conference.programme.queries.board import BoardPage, board_page
from conference.programme.queries.days import Day, Slot, anchor, zone
from conference.programme.queries.drafts import (
    Bookings,
    Draft,
    DraftRoom,
    DraftSession,
    Judged,
    draft,
    findings,
)
from conference.programme.queries.entries import (
    EntryFacts,
    bookable_entries,
    draft_entries,
    entries,
    entries_for_booking,
    entries_of_sessions,
    entry,
    newest,
    newest_release,
    newest_release_id,
    public_entries,
    release_number,
    speaker_session_ids,
)
from conference.programme.queries.free import busy
from conference.programme.queries.grid import Grid, GridCell, GridRow
from conference.programme.queries.home import HomePage, Price, TrackGlimpse, home_page
from conference.programme.queries.releases import (
    Before,
    NextRelease,
    ReleaseRow,
    moved_in,
    next_release,
    release_rows,
    silent_speakers,
)
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
from conference.programme.queries.writing import session_for_update, session_words

__all__ = [
    "Before",
    "BoardPage",
    "Bookings",
    "Day",
    "Draft",
    "DraftRoom",
    "DraftSession",
    "EntryFacts",
    "Grid",
    "GridCell",
    "GridRow",
    "HomePage",
    "Judged",
    "NextRelease",
    "Price",
    "Question",
    "ReleaseRow",
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
    "board_page",
    "bookable_entries",
    "busy",
    "draft",
    "draft_entries",
    "entries",
    "entries_for_booking",
    "entries_of_sessions",
    "entry",
    "findings",
    "home_page",
    "moved_in",
    "newest",
    "newest_release",
    "newest_release_id",
    "next_release",
    "public_entries",
    "release_number",
    "release_rows",
    "schedule",
    "session_for_update",
    "session_page",
    "session_row",
    "session_rows",
    "session_words",
    "silent_speakers",
    "speaker_page",
    "speaker_session_ids",
    "speakers_of",
    "speakers_page",
    "zone",
]
