"""What of a file fits an edition, decided on plain facts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from conference.documents.imports import (
    Complaint,
    ImportedMaterial,
    ImportedProgramme,
    ImportedSession,
    ImportedSpeaker,
    ImportedTrack,
)
from conference.editions.rules import MarkShape
from conference.programme.rules.imports import (
    Known,
    KnownSession,
    KnownSpeaker,
    NewSession,
    NewSpeaker,
    Plan,
    Slotted,
    TrackLook,
    plan,
    track_look,
)
from conference.programme.rules.states import RecordingChoice, SessionKind, SessionLevel
from conference.programme.rules.visibility import (
    NAMED_ON_THE_DAY,
    ROOM_ON_BOOKING,
    ROOM_ON_THE_DAY,
    ROOM_TO_BE_ANNOUNCED,
)
from conference.programme.rules.writing import MOST_ROOMS, is_unrecorded

NINE = datetime(2024, 9, 25, 8, tzinfo=UTC)
GUID = "8079583e-8321-506c-95af-fd2903a5f075"
OTHER_GUID = "2d64f8e2-26ee-529f-b5ab-3b3f326e31b9"
EMPTY = Known(
    first_day=date(2024, 9, 25),
    last_day=date(2024, 9, 26),
    zone=ZoneInfo("Europe/London"),
    venue="The Slate",
    tracks=("Methods",),
    formats=("Talk",),
    rooms=("Main Hall",),
    sessions=(),
    speakers=(),
)
SLIDES = ImportedMaterial(title="Slides", address="https://example.org/slides.pdf")
CHART = ImportedSession(
    place="line 2",
    title="The chart",
    code="CHART",
    guid=GUID,
    abstract="Twelve dots.",
    description="One year.",
    track="methods",
    format="Talk",
    language="en",
    room="Main  hall",
    starts_at=NINE,
    minutes=40,
    speakers=(ImportedSpeaker(name="Tomasz Wilk", code="WILK", biography="Counts."),),
    materials=(SLIDES,),
    is_unrecorded=True,
)
FACTS = Slotted(
    kind=SessionKind.SESSION,
    title="The chart",
    summary="Twelve dots.",
    abstract="One year.",
    track="methods",
    format="Talk",
    language="en",
    level=SessionLevel.ANY,
    recording=RecordingChoice.NO,
    room="Main  hall",
    starts_at=NINE,
    minutes=40,
    is_cancelled=False,
    materials=(SLIDES,),
)
WILK = KnownSpeaker(
    id=3, code="WILK", name="Tomasz Wilk", alias="", biography="Counts.", was_public=False
)
THERE = KnownSession(
    id=7,
    code="CHART",
    guid=GUID,
    own_guid=OTHER_GUID,
    facts=replace(FACTS, track="Methods", room="Main Hall"),
    speaker_ids=(3,),
)
DRAFTED = replace(EMPTY, sessions=(THERE,), speakers=(WILK,))


def session(**values: Any) -> ImportedSession:
    """Return the session of a file with other values."""
    return replace(CHART, **values)


def planned(*sessions: ImportedSession, known: Known = EMPTY, **values: Any) -> Plan:
    """Return what an import of these would do."""
    return plan(ImportedProgramme(kind="test", sessions=sessions, **values), known)


def said(found: Plan) -> list[str]:
    """Return what cannot be taken."""
    return [complaint.what for complaint in found.complaints]


def test_a_session_that_fits_is_new_in_our_words() -> None:
    assert planned(CHART) == Plan(
        rooms=(),
        tracks=(),
        formats=(),
        biographies=(),
        sessions=(
            NewSession(
                place="line 2",
                code="CHART",
                guid=GUID,
                facts=FACTS,
                speakers=(NewSpeaker(name="Tomasz Wilk", code="WILK", biography="Counts."),),
            ),
        ),
        unchanged=0,
        complaints=(),
    )


def test_what_the_edition_lacks_is_made_once() -> None:
    found = planned(
        session(track="Care", format="Panel", room="Studio 1"),
        session(code="B", guid=None, track="CARE", format="panel", room="studio 1"),
        rooms=(
            "Studio 2",
            "Main Hall",
            "The Slate",
            ROOM_ON_BOOKING,
            ROOM_ON_THE_DAY,
            ROOM_TO_BE_ANNOUNCED,
        ),
        tracks=(ImportedTrack(name="Care", colour="#097a37"), ImportedTrack(name="Unused")),
    )
    assert (found.rooms, found.tracks, found.formats) == (
        ("Studio 2", "Studio 1"),
        (ImportedTrack(name="Care", colour="#097a37"),),
        ("Panel",),
    )


def test_rooms_alone_are_nothing_to_store() -> None:
    found = planned(session(starts_at=NINE - timedelta(days=9)), rooms=("Studio 2",))
    assert (found.rooms, found.adds) == ((), False)


@pytest.mark.parametrize(
    "room", [ROOM_ON_BOOKING, ROOM_ON_THE_DAY, ROOM_TO_BE_ANNOUNCED, "the slate"]
)
def test_what_our_files_say_in_place_of_a_room_is_no_room(room: str) -> None:
    assert planned(session(room=room)).sessions[0].facts.room == ""


def test_a_break_has_no_room() -> None:
    facts = planned(session(is_break=True)).sessions[0].facts
    assert (facts.kind, facts.room) == (SessionKind.BREAK, "")


def test_whom_our_files_do_not_name_is_nobody() -> None:
    hidden = ImportedSpeaker(name=NAMED_ON_THE_DAY)
    assert planned(session(speakers=(hidden,))).sessions[0].speakers == ()
    two = replace(THERE, speaker_ids=(3, 4))
    again = planned(
        session(speakers=(*CHART.speakers, hidden)), known=replace(DRAFTED, sessions=(two,))
    )
    assert (again.unchanged, said(again)) == (1, [])


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"abstract": "Short.", "description": "Long."}, ("Short.", "Long.")),
        ({"abstract": "Short.", "description": ""}, ("Short.", "")),
        ({"abstract": "", "description": "Long."}, ("", "Long.")),
        ({"abstract": "x" * 401, "description": "Long."}, ("", "x" * 401 + "\n\nLong.")),
        ({"subtitle": "Sub", "abstract": "A.", "description": "D."}, ("Sub", "A.\n\nD.")),
        ({"subtitle": "s" * 401, "abstract": "A.", "description": ""}, ("", "s" * 401 + "\n\nA.")),
        ({"abstract": "Same.", "description": "Same."}, ("Same.", "Same.")),
    ],
)
def test_three_texts_become_two_and_nothing_is_cut(
    values: dict[str, str], expected: tuple[str, str]
) -> None:
    facts = planned(session(**values)).sessions[0].facts
    assert (facts.summary, facts.abstract) == expected


@pytest.mark.parametrize(
    ("told", "tag"),
    [("en", "en"), ("English", "en"), ("de_AT", "de-AT"), ("british sign language", "bfi")],
)
def test_a_language_is_a_tag_or_a_name(told: str, tag: str) -> None:
    found = planned(session(language=told))
    assert (found.sessions[0].facts.language, said(found)) == (tag, [])


def test_what_is_left_out_leaves_the_session_in() -> None:
    found = planned(session(language="Klingon!", level="Level 200"))
    facts = found.sessions[0].facts
    assert (facts.language, facts.level, said(found)) == (
        "",
        SessionLevel.ANY,
        [
            "“The chart”: “Klingon!” is no language that we know. It is left out.",
            "“The chart”: “Level 200” is no level that we know. It is left out.",
        ],
    )


@pytest.mark.parametrize(
    ("told", "level"),
    [
        ("Introductory and overview", SessionLevel.NEW),
        ("Intermediate", SessionLevel.SOME),
        ("Advanced", SessionLevel.MUCH),
        ("Expert", SessionLevel.MUCH),
        ("All levels", SessionLevel.ANY),
    ],
)
def test_levels_of_sessionize(told: str, level: SessionLevel) -> None:
    assert planned(session(level=told)).sessions[0].facts.level is level


def test_that_nobody_objects_decides_nothing() -> None:
    choices = [
        planned(session(is_unrecorded=told)).sessions[0].facts.recording
        for told in (None, False, True)
    ]
    assert choices == [RecordingChoice.UNDECIDED, RecordingChoice.UNDECIDED, RecordingChoice.NO]


def test_only_one_choice_lets_a_crew_film() -> None:
    assert [is_unrecorded(choice) for choice in RecordingChoice] == [None, True, True, False]


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"title": "x" * 201}, f"“{'x' * 201}”: its title is longer than 200 signs."),
        ({"description": "x" * 20_001}, "“The chart”: its abstract is longer than 20,000 signs."),
        ({"track": "x" * 81}, "“The chart”: its track is longer than 80 signs."),
        ({"format": "x" * 61}, "“The chart”: its format is longer than 60 signs."),
        ({"room": "x" * 81}, "“The chart”: its room is longer than 80 signs."),
        ({"minutes": 721}, "“The chart”: it is longer than 12 hours."),
        ({"minutes": None}, "“The chart”: it begins, and nothing says when it ends."),
        (
            {"starts_at": NINE - timedelta(days=1)},
            "“The chart”: it is on 2024-09-24, and the conference is not.",
        ),
        (
            {"starts_at": datetime(2024, 9, 26, 23, tzinfo=UTC)},
            "“The chart”: it is on 2024-09-27, and the conference is not.",
        ),
        (
            {"starts_at": datetime(2024, 9, 25, 22, 30, tzinfo=UTC)},
            "“The chart”: it ends on another day than it begins.",
        ),
        (
            {"speakers": tuple(ImportedSpeaker(name=f"P{number}") for number in range(21))},
            "“The chart”: more than 20 people are on stage.",
        ),
        (
            {"speakers": (ImportedSpeaker(name="x" * 201),)},
            "“The chart”: a name on stage is longer than 200 signs.",
        ),
        (
            {"speakers": (ImportedSpeaker(name="Ann", biography="x" * 20_001),)},
            "“The chart”: the biography of “Ann” is longer than 20,000 signs.",
        ),
        (
            {
                "speakers": (
                    ImportedSpeaker(name="Ann", code="A"),
                    ImportedSpeaker(name="Bo", code="A"),
                )
            },
            "“The chart”: the code A of “Bo” is somebody else's.",
        ),
        (
            {"speakers": (ImportedSpeaker(name="Ann"), ImportedSpeaker(name="ann"))},
            "“The chart”: “ann” is on stage twice.",
        ),
    ],
)
def test_what_does_not_fit(values: dict[str, Any], fault: str) -> None:
    found = planned(session(**values))
    assert (found.sessions, found.complaints) == ((), (Complaint(place="line 2", what=fault),))


def test_links_that_do_not_fit_leave_the_session_in() -> None:
    long_name = replace(SLIDES, title="x" * 121)
    long_address = replace(SLIDES, address="https://example.org/" + "x" * 481)
    many = [replace(SLIDES, address=f"https://example.org/{number}") for number in range(20)]
    found = planned(session(materials=(long_name, long_address, *many, SLIDES)))
    assert found.sessions[0].facts.materials == tuple(many)
    assert said(found) == [
        f"“The chart”: the name of the link “{'x' * 39}…” is too long. It is left out.",
        "“The chart”: the address of the link “Slides” is too long. It is left out.",
        "“The chart”: “Slides” would be one link more than 20. It is left out.",
    ]


def test_the_last_day_ends_at_midnight() -> None:
    night = datetime(2024, 9, 26, 22, 20, tzinfo=UTC)
    assert said(planned(session(starts_at=night))) == []


def test_there_is_an_end_to_tracks() -> None:
    known = replace(EMPTY, tracks=tuple(f"Track {number}" for number in range(24)))
    found = planned(session(track="Track 3"), session(code="B", guid=None), known=known)
    assert (len(found.sessions), said(found)) == (
        1,
        ["“The chart”: there can be 24 tracks, and “methods” would be one more."],
    )


def test_there_is_an_end_to_rooms() -> None:
    """A room list beyond it is one complaint, whatever its length."""
    rooms = tuple(f"Room {number}" for number in range(MOST_ROOMS + 50))
    found = planned(session(room="Room 3"), session(code="B", guid=None, room="Attic"), rooms=rooms)
    assert (len(found.rooms), len(found.sessions)) == (MOST_ROOMS - 1, 1)
    assert said(found) == [
        "there can be 200, and the file has more.",
        "“The chart”: there can be 200 rooms, and “Attic” would be one more.",
    ]


def test_the_same_again_changes_nothing() -> None:
    assert planned(CHART, known=DRAFTED) == Plan(
        rooms=(),
        tracks=(),
        formats=(),
        biographies=(),
        sessions=(),
        unchanged=1,
        complaints=(),
    )


def test_what_a_file_does_not_say_is_no_difference() -> None:
    silent = ImportedSession(place="line 2", title="The chart", code="CHART")
    found = planned(silent, known=DRAFTED)
    assert (found.unchanged, said(found)) == (1, [])


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"title": "A chart"}, "title"),
        ({"abstract": "Other."}, "summary"),
        ({"description": "Other."}, "abstract"),
        ({"track": "Care", "format": "Panel"}, "track and format"),
        ({"room": "Studio 1"}, "room"),
        ({"language": "de"}, "language"),
        ({"level": "Expert"}, "level"),
        ({"is_unrecorded": False}, "recording"),
        ({"starts_at": NINE + timedelta(minutes=5), "minutes": 30}, "time and length"),
        ({"is_cancelled": True}, "state"),
        ({"materials": (SLIDES, replace(SLIDES, title="Photos"))}, "link"),
        ({"speakers": (ImportedSpeaker(name="Ann"),)}, "people on stage"),
        (
            {"title": "A chart", "room": "Studio 1", "is_cancelled": True},
            "title, room and state",
        ),
    ],
)
def test_nothing_that_is_there_is_overwritten(values: dict[str, Any], what: str) -> None:
    wanted = session(**values)
    found = planned(wanted, known=DRAFTED)
    sentence = f"the draft has it already, with another {what}. It stays as it is."
    assert (found.adds, said(found)) == (False, [f"“{wanted.title}”: {sentence}"])


def test_a_session_is_known_by_identity_then_code_then_title() -> None:
    ways = (
        session(code=None),
        session(code="OTHER"),
        session(guid=None),
        session(code=None, guid=None),
        session(code=None, guid=None, title="THE  CHART"),
    )
    known = [planned(one, known=DRAFTED) for one in ways]
    assert [found.unchanged for found in known] == [1, 1, 1, 1, 0]
    assert said(known[-1]) == [
        "“THE  CHART”: the draft has it already, with another title. It stays as it is."
    ]


def test_our_own_files_name_a_session_by_its_row() -> None:
    own = replace(DRAFTED, sessions=(replace(THERE, guid=None, own_guid=GUID),))
    assert planned(session(code=None), known=own).unchanged == 1


def test_what_is_held_twice_has_one_code_and_two_identities() -> None:
    later = session(guid=OTHER_GUID, starts_at=NINE + timedelta(hours=2))
    found = planned(CHART, later)
    assert [(one.code, one.guid) for one in found.sessions] == [
        ("CHART", GUID),
        (None, OTHER_GUID),
    ]
    second = replace(
        THERE,
        id=8,
        code="XYZ234",
        guid=OTHER_GUID,
        facts=replace(THERE.facts, starts_at=later.starts_at),
    )
    again = planned(CHART, later, known=replace(DRAFTED, sessions=(THERE, second)))
    assert (again.unchanged, said(again)) == (2, [])


def test_titles_that_come_twice_are_met_in_their_order() -> None:
    nameless = session(code=None, guid=None)
    later = replace(nameless, starts_at=NINE + timedelta(hours=2))
    second = replace(
        THERE, id=8, code="B", guid=None, facts=replace(THERE.facts, starts_at=later.starts_at)
    )
    known = replace(DRAFTED, sessions=(THERE, second))
    assert planned(nameless, later, known=known).unchanged == 2
    assert len(planned(nameless, later).sessions) == 2


@pytest.mark.parametrize(
    ("one", "two", "fault"),
    [
        (CHART, CHART, "its identity stands in the file twice."),
        (session(guid=None), session(guid=None), "its code stands in the file twice."),
    ],
)
def test_a_file_says_each_session_once(
    one: ImportedSession, two: ImportedSession, fault: str
) -> None:
    assert said(planned(one, two)) == [f"“The chart”: {fault}"]


def test_what_is_there_stands_in_the_file_once() -> None:
    assert said(planned(CHART, CHART, known=DRAFTED)) == [
        "“The chart”: it stands in the file twice."
    ]


def test_people_are_known_by_code_else_by_name_or_alias() -> None:
    masked = replace(WILK, id=4, code="OTTER", name="Real Name", alias="Otter")
    known = replace(EMPTY, speakers=(WILK, masked))
    told = (ImportedSpeaker(name="tomasz wilk"), ImportedSpeaker(name="Otter", code="OTTER"))
    assert planned(session(speakers=told), known=known).sessions[0].speakers == (WILK, masked)


def test_two_of_a_name_need_a_code() -> None:
    known = replace(EMPTY, speakers=(WILK, replace(WILK, id=4, code="WILK2")))
    nameless = session(speakers=(ImportedSpeaker(name="Tomasz Wilk"),))
    assert said(planned(nameless, known=known)) == [
        "“The chart”: there are several people called “Tomasz Wilk”, and no code says who."
    ]
    assert planned(CHART, known=known).sessions[0].speakers == (WILK,)


def test_somebody_in_two_sessions_is_one_person() -> None:
    short = ImportedSpeaker(name="Tomasz Wilk", code="WILK")
    found = planned(session(speakers=(short,)), session(code="B", guid=None))
    assert found.sessions[0].speakers == found.sessions[1].speakers
    assert found.sessions[0].speakers == (
        NewSpeaker(name="Tomasz Wilk", code="WILK", biography="Counts."),
    )


@pytest.mark.parametrize(
    ("there", "biographies", "faults"),
    [
        (WILK, (), []),
        (replace(WILK, biography=""), ((3, "Counts."),), []),
        (
            replace(WILK, biography="Plays."),
            (),
            ["the biography of “Tomasz Wilk” is another one here. It stays as it is."],
        ),
        (
            replace(WILK, biography="", was_public=True),
            (),
            [
                "“Tomasz Wilk” is public already: a biography would be at once. It is left out.",
            ],
        ),
    ],
)
def test_a_biography_is_for_who_has_none_and_is_not_public(
    there: KnownSpeaker, biographies: tuple[tuple[int, str], ...], faults: list[str]
) -> None:
    known = replace(DRAFTED, speakers=(there,))
    of_people = planned(known=known, speakers=CHART.speakers)
    assert (of_people.biographies, said(of_people)) == (biographies, faults)
    of_sessions = planned(CHART, known=known)
    assert (of_sessions.biographies, said(of_sessions)) == (biographies, faults)


def test_people_without_a_session_are_not_stored() -> None:
    assert said(planned(speakers=CHART.speakers)) == [
        "“Tomasz Wilk” is in no session of the draft: import those first."
    ]


def test_complaints_of_the_reader_stay() -> None:
    complaint = Complaint(place="line 9", what="the title is missing.")
    assert planned(CHART, complaints=(complaint,)).complaints == (complaint,)


def test_a_new_track_looks_like_none_that_is_there() -> None:
    first = track_look("Methods and Measurement", "", ())
    second = track_look("Methods", "#123456", (first,))
    assert (first, second) == (
        TrackLook(
            short_name="Methods and",
            letter="M",
            shape=MarkShape.DOT,
            colour="#0a1867",
            dark_colour="#bec8ee",
        ),
        TrackLook(
            short_name="Methods",
            letter="E",
            shape=MarkShape.CROSS,
            colour="#097a37",
            dark_colour="#97fdb0",
        ),
    )


def test_a_colour_of_ours_is_kept() -> None:
    look = track_look("Care", "#7442AF", ())
    assert (look.colour, look.dark_colour) == ("#7442af", "#9e7ced")


def test_letters_run_on_when_a_name_has_none_left() -> None:
    looks: list[TrackLook] = []
    for _ in range(24):
        looks.append(track_look("Aa", "", looks))
    assert "".join(look.letter for look in looks) == "ABCDEFGHIJKLMNOPQRSTUVWX"
