"""The programme for other programs, held against the formats' own schemas.

The schemas stay outside the project (``../shared/data``); where they are absent, what needs them
is skipped.
"""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import etree

from conference.documents.schedules import (
    ScheduleFacts,
    ScheduleRoom,
    ScheduleSession,
    ScheduleSpeaker,
    ScheduleTrack,
    event_guid,
    schedule_json,
    schedule_xml,
    sessions_csv,
)

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "exchange-formats"
needs_schemas = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="The formats' schemas are not at ../shared/data/exchange-formats"
)

HALL = ScheduleRoom(name="Main Hall", position=0)
STUDIO = ScheduleRoom(name="Annex", position=1)
FOREIGN = "8079583e-8321-506c-95af-fd2903a5f075"
UNTOLD = ScheduleRoom(name="Room given on booking", position=None)
HEADER = [
    *("code", "title", "track", "format", "day", "start", "end", "room", "speakers", "state"),
    *("language", "abstract", "description"),
]

CHART = ScheduleSession(
    session_id=7,
    code="CHART7",
    title="The chart",
    summary="Twelve dots.",
    abstract="We look at **one** year.\n\nThen at two.",
    track="Methods & more",
    format="Talk",
    starts_at=datetime(2024, 9, 25, 8, 55, tzinfo=UTC),
    ends_at=datetime(2024, 9, 25, 10, 0, tzinfo=UTC),
    room=HALL,
    speakers=(
        ScheduleSpeaker(name="Tomasz Wilk", code="WILK", biography="Counts <things>."),
        ScheduleSpeaker(name="Speaker named on the day"),
    ),
    url="https://conference.example/2024/sessions/CHART7",
)


def later(session_id: int, **values: Any) -> ScheduleSession:
    """Return a session an hour and more after the chart."""
    start = CHART.starts_at + timedelta(hours=session_id)
    facts: dict[str, Any] = {
        "session_id": session_id,
        "code": f"LATER{session_id}",
        "title": f"Session {session_id}",
        "starts_at": start,
        "ends_at": start + timedelta(minutes=30),
    }
    return replace(CHART, **(facts | values))


def make_schedule(*sessions: ScheduleSession, **values: Any) -> ScheduleFacts:
    """Return a programme of one day in September, British summer time."""
    facts: dict[str, Any] = {
        "slug": "2024-test",
        "name": "Improvement Conference",
        "version": "3",
        "timezone": "Europe/London",
        "first_date": date(2024, 9, 25),
        "last_date": date(2024, 9, 25),
        "url": "https://conference.example/2024/programme",
        "tracks": (ScheduleTrack(name="Methods & more", colour="#0a1867"),),
        "sessions": sessions,
    }
    return ScheduleFacts(**(facts | values))


AWKWARD = later(
    2,
    code="two-of-them",
    title="\x00=1+1\ud800\tand\x0b so on",
    summary="One\r\ntwo\x07",
    abstract="]]> <b> & \ufffe",
    track="@track",
    format="-",
    room=ScheduleRoom(name="+44", position=5),
    speakers=(ScheduleSpeaker(name="=HYPERLINK(1)", code="a b"),),
)
PROGRAMMES = {
    "empty": make_schedule(),
    "empty, two days": make_schedule(last_date=date(2024, 9, 26)),
    "one": make_schedule(CHART),
    "cancelled": make_schedule(CHART, later(2, is_cancelled=True)),
    "rooms": make_schedule(CHART, later(1, room=STUDIO), later(2, room=UNTOLD)),
    "awkward": make_schedule(AWKWARD),
    "no words": make_schedule(later(1, track="", format="", speakers=(), summary="", abstract="")),
    "all said": make_schedule(replace(CHART, language="cy", is_unrecorded=True, guid=FOREIGN)),
    "may be recorded": make_schedule(replace(CHART, is_unrecorded=False)),
    "no length": make_schedule(later(1, ends_at=CHART.starts_at + timedelta(hours=1))),
}


def conference_in(facts: ScheduleFacts) -> dict[str, Any]:
    """Return what schedule.json says of the conference."""
    found: dict[str, Any] = json.loads(schedule_json(facts))["schedule"]["conference"]
    return found


def events_in(facts: ScheduleFacts) -> list[dict[str, Any]]:
    """Return the events of schedule.json in their order."""
    days = conference_in(facts)["days"]
    return [event for day in days for events in day["rooms"].values() for event in events]


def xml_of(facts: ScheduleFacts) -> Any:
    """Return the parsed schedule.xml."""
    return etree.fromstring(schedule_xml(facts))


def lines_of(facts: ScheduleFacts) -> list[list[str]]:
    """Return the cells of the CSV."""
    return list(csv.reader(io.StringIO(sessions_csv(facts).decode("utf-8-sig"))))


@cache
def json_schema() -> Any:
    """Return a checker of schedule.json, version 1."""
    schema = json.loads((FOLDER / "json__schema.json").read_text())
    return jsonschema.Draft6Validator(schema, format_checker=jsonschema.FormatChecker())


@cache
def xml_schema() -> Any:
    """Return a checker of schedule.xml."""
    return etree.XMLSchema(etree.parse(FOLDER / "xsd__schedule.xml.xsd"))


@needs_schemas
@pytest.mark.parametrize("name", PROGRAMMES)
def test_the_json_is_valid(name: str) -> None:
    document = json.loads(schedule_json(PROGRAMMES[name]))
    assert [error.message for error in json_schema().iter_errors(document)] == []


@needs_schemas
@pytest.mark.parametrize("name", PROGRAMMES)
def test_the_xml_is_valid(name: str) -> None:
    checker = xml_schema()
    checker.validate(xml_of(PROGRAMMES[name]))
    assert [error.message for error in checker.error_log] == []


@needs_schemas
def test_the_checkers_find_faults() -> None:
    document = json.loads(schedule_json(make_schedule(CHART)))
    document["schedule"]["conference"]["days"][0]["rooms"]["Main Hall"][0]["state"] = "cancelled"
    assert not json_schema().is_valid(document)
    root = xml_of(make_schedule(CHART))
    root.find(".//event").attrib.pop("guid")
    assert not xml_schema().validate(root)


def test_an_event_in_json() -> None:
    assert events_in(make_schedule(CHART)) == [
        {
            "code": "CHART7",
            "guid": "874b625d-6c8f-5fec-a2fb-4279e6a59607",
            "id": 7,
            "date": "2024-09-25T09:55:00+01:00",
            "start": "09:55",
            "end": "2024-09-25T11:00:00+01:00",
            "duration": "01:05",
            "room": "Main Hall",
            "slug": "2024_test-session-7",
            "url": "https://conference.example/2024/sessions/CHART7",
            "title": "The chart",
            "subtitle": "",
            "track": "Methods & more",
            "type": "Talk",
            "language": None,
            "abstract": "Twelve dots.",
            "description": "We look at **one** year.\n\nThen at two.",
            "do_not_record": None,
            "persons": [
                {
                    "name": "Tomasz Wilk",
                    "public_name": "Tomasz Wilk",
                    "code": "WILK",
                    "biography": "Counts <things>.",
                },
                {
                    "name": "Speaker named on the day",
                    "public_name": "Speaker named on the day",
                },
            ],
            "links": [],
        }
    ]


def test_an_event_in_xml() -> None:
    event = xml_of(make_schedule(CHART)).find("day/room/event")
    assert dict(event.attrib) == {
        "guid": "874b625d-6c8f-5fec-a2fb-4279e6a59607",
        "id": "7",
        "code": "CHART7",
    }
    assert {child.tag: child.text for child in event if child.tag != "persons"} == {
        "date": "2024-09-25T09:55:00+01:00",
        "start": "09:55",
        "duration": "01:05",
        "room": "Main Hall",
        "slug": "2024_test-session-7",
        "url": "https://conference.example/2024/sessions/CHART7",
        "title": "The chart",
        "subtitle": None,
        "track": "Methods & more",
        "type": "Talk",
        "abstract": "Twelve dots.",
        "description": "We look at **one** year.\n\nThen at two.",
    }
    assert event.xpath("persons/person/text()") == ["Tomasz Wilk", "Speaker named on the day"]


def test_a_line_of_the_table() -> None:
    assert lines_of(make_schedule(CHART)) == [
        HEADER,
        [
            *("CHART7", "The chart", "Methods & more", "Talk", "2024-09-25", "09:55", "11:00"),
            *("Main Hall", "Tomasz Wilk; Speaker named on the day", "confirmed"),
            *("", "Twelve dots.", "We look at **one** year.\n\nThen at two."),
        ],
    ]


def test_no_cell_is_a_formula() -> None:
    assert lines_of(make_schedule(AWKWARD))[1] == [
        *("two-of-them", "'=1+1 and so on", "'@track", "'-", "2024-09-25", "11:55", "12:25"),
        *("'+44", "'=HYPERLINK(1)", "confirmed", "", "One\ntwo", "]]> <b> & "),
    ]


def test_words_are_without_control_signs() -> None:
    event = events_in(make_schedule(AWKWARD))[0]
    read = xml_of(make_schedule(AWKWARD)).find("day/room/event")
    for name, text in {
        "title": "=1+1 and so on",
        "abstract": "One\ntwo",
        "description": "]]> <b> & ",
    }.items():
        assert (event[name], read.findtext(name)) == (text, text)


def test_a_cancelled_session_stays_and_says_so() -> None:
    facts = PROGRAMMES["cancelled"]
    titles = ["The chart", "Cancelled: Session 2"]
    assert [event["title"] for event in events_in(facts)] == titles
    assert conference_in(facts)["meta"] == {"cancelled": [event_guid("2024-test", 2)]}
    assert xml_of(facts).xpath("day/room/event/title/text()") == titles
    assert [(line[1], line[9]) for line in lines_of(facts)[1:]] == [
        ("The chart", "confirmed"),
        ("Session 2", "cancelled"),
    ]


def test_rooms_stand_in_their_order_and_what_is_no_room_comes_last() -> None:
    facts = make_schedule(
        later(1, room=UNTOLD), later(2, room=STUDIO), later(3, room=HALL), later(4, room=STUDIO)
    )
    order = ["Main Hall", "Annex", "Room given on booking"]
    conference = conference_in(facts)
    assert [room["name"] for room in conference["rooms"]] == order
    assert list(conference["days"][0]["rooms"]) == order
    assert [
        (room.get("name"), room.xpath("event/@id")) for room in xml_of(facts).iterfind("day/room")
    ] == [("Main Hall", ["3"]), ("Annex", ["2", "4"]), ("Room given on booking", ["1"])]


def test_several_days_each_with_what_is_on() -> None:
    night = datetime(2024, 9, 26, 22, 30, tzinfo=UTC)
    facts = make_schedule(
        CHART,
        later(2, room=STUDIO),
        later(3, starts_at=night, ends_at=night + timedelta(hours=1)),
        last_date=date(2024, 9, 27),
    )
    expected = [
        (1, "2024-09-25", "2024-09-25T09:55:00+01:00", "2024-09-25T12:25:00+01:00"),
        (2, "2024-09-26", "2024-09-26T23:30:00+01:00", "2024-09-27T00:30:00+01:00"),
        (3, "2024-09-27", "2024-09-27T00:00:00+01:00", "2024-09-28T00:00:00+01:00"),
    ]
    conference = conference_in(facts)
    assert [
        (day["index"], day["date"], day["day_start"], day["day_end"]) for day in conference["days"]
    ] == expected
    assert [list(day["rooms"]) for day in conference["days"]] == [
        ["Main Hall", "Annex"],
        ["Main Hall"],
        [],
    ]
    assert [
        (int(day.get("index")), day.get("date"), day.get("start"), day.get("end"))
        for day in xml_of(facts).iterfind("day")
    ] == expected
    assert (conference["start"], conference["end"], conference["daysCount"]) == (
        "2024-09-25",
        "2024-09-27",
        3,
    )


def test_a_session_outside_the_days_has_a_day_of_its_own() -> None:
    early = later(2, starts_at=CHART.starts_at - timedelta(days=2))
    facts = make_schedule(CHART, replace(early, ends_at=early.starts_at))
    assert [day["date"] for day in conference_in(facts)["days"]] == ["2024-09-23", "2024-09-25"]


def test_the_night_the_clocks_go_back() -> None:
    # 27 October 2024: half past one comes twice, and ninety minutes end where they began.
    start = datetime(2024, 10, 27, 0, 30, tzinfo=UTC)
    night = later(2, starts_at=start, ends_at=start + timedelta(minutes=90))
    day = date(2024, 10, 27)
    event = events_in(make_schedule(night, first_date=day, last_date=day))[0]
    assert (event["date"], event["end"], event["duration"]) == (
        "2024-10-27T01:30:00+01:00",
        "2024-10-27T02:00:00+00:00",
        "01:30",
    )


def test_an_identity_is_of_the_edition_and_the_session() -> None:
    assert event_guid("2024", 7) == "68838697-7793-55ad-ba7f-95639ae45b56"
    assert len({event_guid("2024", 7), event_guid("2024", 8), event_guid("2025", 7)}) == 3
    moved = replace(CHART, room=STUDIO, title="Another", starts_at=CHART.ends_at)
    for facts in (make_schedule(CHART), make_schedule(moved)):
        event = events_in(facts)[0]
        assert (event["guid"], event["slug"]) == (
            event_guid("2024-test", 7),
            "2024_test-session-7",
        )


def test_an_identity_that_another_system_gave_is_kept() -> None:
    facts = PROGRAMMES["all said"]
    assert events_in(facts)[0]["guid"] == FOREIGN
    assert xml_of(facts).find("day/room/event").get("guid") == FOREIGN
    cancelled = make_schedule(replace(CHART, guid=FOREIGN, is_cancelled=True))
    assert conference_in(cancelled)["meta"] == {"cancelled": [FOREIGN]}


def test_no_two_sessions_have_one_identity() -> None:
    kept = replace(CHART, guid=event_guid("2024-test", 2))
    found = [event["guid"] for event in events_in(make_schedule(kept, later(2)))]
    assert (found[0], len(set(found))) == (kept.guid, 2)


@pytest.mark.parametrize(
    ("is_unrecorded", "optout"), [(None, None), (True, "true"), (False, "false")]
)
def test_whether_it_may_be_recorded(is_unrecorded: bool | None, optout: str | None) -> None:
    facts = make_schedule(replace(CHART, is_unrecorded=is_unrecorded))
    assert events_in(facts)[0]["do_not_record"] is is_unrecorded
    assert xml_of(facts).findtext("day/room/event/recording/optout") == optout


def test_a_language_is_told_where_it_is_known() -> None:
    facts = PROGRAMMES["all said"]
    assert (events_in(facts)[0]["language"], xml_of(facts).findtext(".//language")) == ("cy", "cy")
    assert lines_of(facts)[1][10] == "cy"


@pytest.mark.parametrize("written", [schedule_json, schedule_xml, sessions_csv])
def test_the_same_facts_in_any_order_are_the_same_bytes(written: Any) -> None:
    sessions = (CHART, later(1, room=STUDIO), later(2, room=UNTOLD), later(3))
    assert written(make_schedule(*sessions)) == written(make_schedule(*reversed(sessions)))


def test_an_empty_programme() -> None:
    facts = make_schedule()
    conference = conference_in(facts)
    assert (conference["rooms"], conference["meta"], conference["days"]) == (
        [],
        {"cancelled": []},
        [
            {
                "index": 1,
                "date": "2024-09-25",
                "day_start": "2024-09-25T00:00:00+01:00",
                "day_end": "2024-09-26T00:00:00+01:00",
                "rooms": {},
            }
        ],
    )
    assert [len(day) for day in xml_of(facts).iterfind("day")] == [0]
    assert lines_of(facts) == [HEADER]
