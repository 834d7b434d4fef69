"""Rows of the programme for tests: rooms, sessions, speakers, and one small day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from conference.editions import queries as editions
from conference.editions.models import Edition, Format, Track
from conference.editions.queries import EditionFrame
from conference.editions.rules import MarkShape
from conference.kernel.database import db, transaction
from conference.people.models import Speaker
from conference.programme.actions import releases
from conference.programme.models import Room, Session, SessionSpeaker, Slot
from conference.programme.rules.states import SessionKind

DAY = date(2024, 9, 25)
RELEASED_AT = datetime(2024, 7, 1, 9, 0, tzinfo=UTC)
SUMMER = datetime(2024, 7, 15, 9, 0, tzinfo=UTC)
"""The programme is out, the conference is to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FewPlaces:
    """How full a session is, as the workshops package would answer."""

    taken: int
    capacity: int


def at(clock: str, day: date = DAY) -> datetime:
    """Return the moment at which clocks at the venue show ``HH:MM``."""
    hour, minute = map(int, clock.split(":"))
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo("Europe/London"))
    return local.astimezone(UTC)


def make_edition(slug: str = "2024", *, is_current: bool = True, **values: Any) -> EditionFrame:
    """Store an edition with two tracks and four formats, and return its frame."""
    facts: dict[str, Any] = {
        "name": "Warwick Improvement Conference",
        "strapline": "A conference designed to make things happen",
        "lead": "Bring something that is stuck. Go home with a first step.",
        "position": "the only improvement conference by practitioners for practitioners",
        "starts_on": DAY,
        "ends_on": DAY,
        "doors_at": at("08:30"),
        "opens_at": at("09:00"),
        "closes_at": at("17:00"),
        "venue_name": "The Slate",
        "venue_place": "University of Warwick",
        "venue_text": "A modern, well-equipped venue.",
        "reference_prefix": "MTH",
        "vat_rate": 2000,
        "seller_name": "Sample University",
        "seller_address": "Coventry",
        "needs_by": None,
        "calendar_changed_at": RELEASED_AT,
        "created_at": RELEASED_AT,
    }
    with transaction():
        edition = Edition(slug=slug, is_current=is_current, **(facts | values))
        db.session.add(edition)
        db.session.flush()
        db.session.add_all([*_tracks(edition.id), *_formats(edition.id)])
    return frame(slug)


def frame(slug: str) -> EditionFrame:
    """Return an edition's frame as it is now."""
    found = editions.frame(slug)
    assert found is not None
    return found


def make_room(edition_id: int, name: str, **values: Any) -> int:
    """Store a public room and return its id."""
    with transaction():
        return _room(edition_id, name, **values)


def make_session(
    edition_id: int,
    code: str,
    span: tuple[str, str] | None = None,
    room_id: int | None = None,
    **values: Any,
) -> int:
    """Store a session, placed where a span (HH:MM, HH:MM) is given, and return its id."""
    with transaction():
        return _session(edition_id, code, span, room_id, **values)


def make_speaker(edition_id: int, code: str, name: str, *session_ids: int, **values: Any) -> int:
    """Store a speaker who is on stage in these sessions and return their id."""
    with transaction():
        return _speaker(edition_id, code, name, *session_ids, **values)


def change(row_class: type[Any], key: int, **values: Any) -> None:
    """Change a row of the draft, as an organiser would."""
    with transaction():
        row = db.session.get_one(row_class, key)
        for name, value in values.items():
            setattr(row, name, value)


def remove(row_class: type[Any], key: int) -> None:
    """Take a row of the draft away."""
    with transaction():
        db.session.delete(db.session.get_one(row_class, key))


def release(edition_id: int, now: datetime = RELEASED_AT) -> int:
    """Publish the draft and return the number of the release."""
    with transaction():
        return releases.publish(edition_id, "person 1", "", now)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallDay:
    """The ids of a released day that holds one of each kind."""

    edition: EditionFrame
    rooms: dict[str, int]
    sessions: dict[str, int]

    @property
    def edition_id(self) -> int:
        """The id of its edition."""
        return self.edition.id


def make_small_day(slug: str = "2024", *, is_current: bool = True) -> SmallDay:
    """Store and release a day: plenary, talks, workshop, lunch, a private clinic.

    The speaker of STALK is protected: not listed, named on the day.
    """
    edition = make_edition(slug, is_current=is_current)
    with transaction():
        rooms = {
            name: _room(edition.id, name, position=position, is_private=name == "Private room")
            for position, name in enumerate(("Main Hall", "Studio 1", "Studio 3", "Private room"))
        }
        sessions = {code: _day_session(edition, rooms, code) for code in DAY_SESSIONS}
        _speaker(edition.id, "WILK", "Tomasz Wilk", sessions["CHART"], sessions["RUN"])
        _speaker(
            edition.id,
            "HIDDEN",
            "Nadia Verborgen",
            sessions["STALK"],
            is_listed=False,
            organisation="Secret Trust",
            biography="Lives at Hidden Lane.",
        )
    release(edition.id)
    return SmallDay(edition=frame(slug), rooms=rooms, sessions=sessions)


DAY_SESSIONS: dict[str, tuple[str, str, str, str, str, dict[str, Any]]] = {
    "DOORS": ("08:30", "09:00", "", "", "", {"title": "Registration and coffee"}),
    "OPEN": ("09:00", "09:45", "Main Hall", "", "plenary", {"title": "Make one thing happen"}),
    "CHART": (
        "09:55",
        "10:35",
        "Studio 1",
        "m",
        "talk",
        {
            "title": "The chart that changed my mind",
            "summary": "Twelve dots on a line.",
            "abstract": "We look at **one** year.",
        },
    ),
    "STALK": ("09:55", "10:35", "Studio 3", "s", "talk", {"title": "When it will not stop"}),
    "RUN": (
        "11:00",
        "12:30",
        "Studio 1",
        "m",
        "workshop",
        {"title": "Run charts without tears", "places": 32},
    ),
    "KIND": ("11:00", "11:40", "Main Hall", "m", "talk", {"title": "Kind and clear"}),
    "TIRED": (
        "11:50",
        "12:30",
        "Main Hall",
        "m",
        "talk",
        {"title": "What tired teams can still do"},
    ),
    "LUNCH": ("12:30", "13:30", "", "", "", {"title": "Lunch and posters"}),
    "LEAD": (
        "12:45",
        "13:15",
        "Private room",
        "s",
        "clinic",
        {"title": "Ask a safeguarding lead", "places": 6, "is_sensitive": True},
    ),
}
"""Code → start, end, room, track, format, words; what has no format is a break."""


def _day_session(edition: EditionFrame, rooms: dict[str, int], code: str) -> int:
    starts, ends, room, track, kind, values = DAY_SESSIONS[code]
    tracks = {found.code: found.id for found in edition.tracks}
    kinds = {found.code: found.id for found in edition.formats}
    return _session(
        edition.id,
        code,
        (starts, ends),
        rooms.get(room),
        track_id=tracks.get(track),
        format_id=kinds.get(kind),
        kind=SessionKind.SESSION if kind else SessionKind.BREAK,
        **values,
    )


def _room(edition_id: int, name: str, **values: Any) -> int:
    facts: dict[str, Any] = {"theatre_capacity": 60, "cabaret_capacity": 32}
    room = Room(edition_id=edition_id, name=name, **(facts | values))
    db.session.add(room)
    db.session.flush()
    return room.id


def _session(
    edition_id: int,
    code: str,
    span: tuple[str, str] | None,
    room_id: int | None,
    **values: Any,
) -> int:
    facts: dict[str, Any] = {"title": f"Session {code}"}
    session = Session(edition_id=edition_id, code=code, **(facts | values))
    db.session.add(session)
    db.session.flush()
    if span is not None:
        starts_at, ends_at = map(at, span)
        db.session.add(
            Slot(session_id=session.id, room_id=room_id, starts_at=starts_at, ends_at=ends_at)
        )
    return session.id


def _speaker(edition_id: int, code: str, name: str, *session_ids: int, **values: Any) -> int:
    speaker = Speaker(edition_id=edition_id, code=code, name=name, **values)
    db.session.add(speaker)
    db.session.flush()
    db.session.add_all(
        SessionSpeaker(session_id=session_id, speaker_id=speaker.id) for session_id in session_ids
    )
    return speaker.id


def _tracks(edition_id: int) -> list[Track]:
    return [
        Track(
            edition_id=edition_id,
            code="m",
            letter="M",
            name="Methods and Measurement",
            short_name="Methods",
            shape=MarkShape.DOT,
            colour="#0a1867",
            dark_colour="#bec8ee",
            position=1,
        ),
        Track(
            edition_id=edition_id,
            code="s",
            letter="S",
            name="Safeguarding",
            short_name="Safeguarding",
            shape=MarkShape.SHIELD,
            colour="#7442af",
            dark_colour="#9e7ced",
            position=2,
        ),
    ]


def _formats(edition_id: int) -> list[Format]:
    names = {"plenary": "Plenary", "talk": "Talk", "workshop": "Workshop", "clinic": "Clinic"}
    return [
        Format(edition_id=edition_id, code=code, name=name, position=position)
        for position, (code, name) in enumerate(names.items())
    ]
