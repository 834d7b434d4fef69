"""What is read of each format, and what is said of what cannot be read."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from conference.documents.imports import (
    LARGEST,
    Complaint,
    ImportedMaterial,
    ImportedProgramme,
    ImportedSession,
    ImportedSpeaker,
    ImportedTrack,
    read,
)
from conference.documents.imports.entries import MOST_SESSIONS
from conference.documents.imports.nodes import tree
from tests.documents.imports.files import (
    FILES,
    OWN_CSV,
    PRETALX_SESSIONS,
    SCHEDULE_XML,
    SESSIONIZE,
    event,
    schedule,
)

ZONE = ZoneInfo("Europe/London")
TOMASZ = ImportedSpeaker(name="Tomasz Wilk", code="NQTF8Y", biography="Counts things.")
CHART = ImportedSession(
    place="day 1, Main Hall, session 1",
    title="The chart",
    code="G9JGWY",
    guid="8079583e-8321-506c-95af-fd2903a5f075",
    abstract="Twelve dots.",
    description="We look at **one** year.\n\nThen at two.",
    track="Methods",
    format="Talk",
    language="en",
    room="Main Hall",
    starts_at=datetime(2024, 9, 25, 8, 55, tzinfo=UTC),
    minutes=40,
    speakers=(TOMASZ,),
    is_unrecorded=True,
)
MORE = (ImportedMaterial(title="More", address="https://example.org"),)
TWO = (
    ImportedSpeaker(name="Tomasz Wilk", code="NQTF8Y"),
    ImportedSpeaker(name="Ana Offen", code="XHSHNG"),
)


def told(data: bytes | str | dict[str, Any] | list[Any]) -> ImportedProgramme:
    """Read something as a file."""
    if isinstance(data, (dict, list)):
        data = json.dumps(data)
    return read("file", data.encode() if isinstance(data, str) else data, zone=ZONE)


def complaints(data: bytes | str | dict[str, Any] | list[Any]) -> list[tuple[str, str]]:
    """Return what is said of a file that cannot be read as a whole."""
    return [(found.place, found.what) for found in told(data).complaints]


def test_words_in_many_pieces_take_no_longer_than_their_length() -> None:
    """Some tenths of a second of work; many seconds if each piece copies what came before."""
    pieces = 100_000
    data = b"<s>" + (b"a" * 100 + b"<b/>") * pieces + b"</s>"
    before = process_time()
    root = tree(data)
    assert process_time() - before < 4
    assert root.text == "a" * 100 * pieces


def test_schedule_json() -> None:
    assert told(FILES["schedule.json"]) == ImportedProgramme(
        kind="schedule.json",
        rooms=("Main Hall", "Studio 1"),
        tracks=(ImportedTrack(name="Methods", colour="#0a1867"),),
        sessions=(replace(CHART, materials=MORE),),
    )


def test_schedule_xml_says_the_same_but_for_people() -> None:
    assert told(FILES["schedule.xml"]) == ImportedProgramme(
        kind="schedule.xml",
        rooms=("Main Hall",),
        tracks=(ImportedTrack(name="Methods", colour="#0a1867"),),
        sessions=(
            replace(CHART, place="line 14", speakers=(ImportedSpeaker(name="Tomasz Wilk"),)),
        ),
        left=("line 14: “The chart”: license not kept",),
    )


def test_pretalx_sessions() -> None:
    assert told(FILES["pretalx sessions"]) == ImportedProgramme(
        kind="sessions in a table",
        rooms=("Main Hall",),
        sessions=(replace(CHART, place="entry 1", guid=None, speakers=TWO),),
        left=("column “Tags”: not kept",),
    )


def test_pretalx_sessions_as_a_table() -> None:
    assert told(FILES["pretalx table"]) == ImportedProgramme(
        kind="sessions in a table",
        rooms=("Main Hall",),
        sessions=(
            ImportedSession(
                place="line 2",
                title="The chart",
                code="G9JGWY",
                format="Talk",
                room="Main Hall",
                starts_at=CHART.starts_at,
                minutes=40,
                speakers=TWO,
            ),
        ),
    )


def test_pretalx_people() -> None:
    assert told(FILES["pretalx people"]) == ImportedProgramme(
        kind="people in a table", speakers=(TOMASZ,), left=("column “Email”: not kept",)
    )


def test_sessionize() -> None:
    assert told(FILES["sessionize"]) == ImportedProgramme(
        kind="Sessionize",
        rooms=("Main Hall", "Restaurant"),
        sessions=(
            ImportedSession(
                place="session 1",
                title="The chart",
                code="14022",
                description="We look at **one** year.",
                track="Methods",
                format="Lightning talk",
                level="Introductory",
                language="English",
                room="Main Hall",
                starts_at=CHART.starts_at,
                minutes=40,
                speakers=(replace(TOMASZ, code="DED06C8ECFF3"),),
            ),
            ImportedSession(
                place="session 2",
                title="Lunch",
                guid="b5d96beb-0c81-491a-86ee-ed98f061b524",
                room="Restaurant",
                starts_at=datetime(2024, 9, 25, 11, 30, tzinfo=UTC),
                minutes=60,
                is_break=True,
            ),
        ),
        left=("session 1: “The chart”: questionAnswers not kept",),
    )


def test_our_table() -> None:
    assert told(FILES["our table"]) == ImportedProgramme(
        kind="sessions in a table",
        rooms=("Main Hall",),
        sessions=(
            replace(
                CHART,
                place="line 2",
                code="CHART",
                guid=None,
                is_unrecorded=None,
                speakers=(
                    ImportedSpeaker(name="Tomasz Wilk"),
                    ImportedSpeaker(name="Ana Offen"),
                ),
            ),
        ),
    )


@pytest.mark.parametrize("sign", [";", "\t"])
def test_a_table_parts_its_cells_as_its_first_line_does(sign: str) -> None:
    words = sign.join(["Title", "Room", "Speakers"]) + "\n" + sign.join(["One", "Hall", "Ann"])
    session = told(words).sessions[0]
    assert (session.title, session.room, [one.name for one in session.speakers]) == (
        "One",
        "Hall",
        ["Ann"],
    )


def test_a_cell_that_was_made_safe_is_what_it_was() -> None:
    assert [one.title for one in told("title\n'=1+1\n'tis\n").sessions] == ["=1+1", "'tis"]


def test_lines_are_counted_as_editors_count_them() -> None:
    found = told('title,description\nOne,"a\nb\nc"\n\n,nothing\n').complaints
    assert found == (Complaint(place="line 6", what="the title is missing."),)


def test_a_clock_alone_after_midnight_is_the_next_day() -> None:
    session = told("title,day,start,end\nLate,2024-09-25,23:30,00:15").sessions[0]
    assert (session.starts_at, session.minutes) == (
        datetime(2024, 9, 25, 22, 30, tzinfo=UTC),
        45,
    )


def test_frabs_first_files_have_no_date() -> None:
    early = SCHEDULE_XML.replace(b"<date>2024-09-25T09:55:00+01:00</date>", b"")
    late = early.replace(b"<start>09:55</start>", b"<start>01:30</start>")
    assert [told(data).sessions[0].starts_at for data in (early, late)] == [
        CHART.starts_at,
        datetime(2024, 9, 26, 0, 30, tzinfo=UTC),
    ]


def test_our_own_files_mark_what_was_cancelled() -> None:
    document = schedule(event(title="Cancelled: The chart"), event(code="TWO", guid=None))
    assert [one.is_cancelled for one in told(document).sessions] == [False, False]
    ours = document | {"generator": {"name": "conference"}}
    assert [(one.title, one.is_cancelled) for one in told(ours).sessions] == [
        ("The chart", True),
        ("The chart", False),
    ]


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({"title": ""}, ["the title is missing."]),
        ({"title": 7}, ["its title is no text.", "the title is missing."]),
        ({"track": {"en": "Methods"}}, ["“The chart”: its track is no text."]),
        ({"guid": "25"}, ["“The chart”: its identity (guid) is no UUID."]),
        (
            {"date": "yesterday"},
            ["“The chart”: its start “yesterday” is no moment that we can read."],
        ),
        (
            {"date": "9999-12-31T23:59:00-12:00"},
            ["“The chart”: its start “9999-12-31T23:59:00-12:00” is no moment that we can read."],
        ),
        (
            {"date": "2024-09-25T10:00:30.5+01:00"},
            ["“The chart”: its start “2024-09-25T10:00:30.5+01:00” is no whole minute."],
        ),
        (
            {"date": "2024-09-25T10:00:00.000001"},
            ["“The chart”: its start “2024-09-25T10:00:00.000001” is no whole minute."],
        ),
        (
            {"duration": "forty"},
            ["“The chart”: its duration cannot be read: write it as HH:MM."],
        ),
        (
            {"duration": 10**30},
            ["“The chart”: its duration cannot be read: write it as HH:MM."],
        ),
        ({"end": "2024-09-25T09:00:00+01:00"}, ["“The chart”: it ends before it begins."]),
        (
            {"end": "2024-09-25T10:00:30+01:00"},
            ["“The chart”: its end “2024-09-25T10:00:30+01:00” is no whole minute."],
        ),
        (
            {"do_not_record": "perhaps"},
            ["“The chart”: “perhaps” does not say whether it may be recorded."],
        ),
        ({"persons": "Ann"}, ["“The chart”: somebody on stage cannot be read."]),
        ({"persons": [{"code": "A"}]}, ["“The chart”: somebody on stage has no name."]),
        (
            {"persons": [{"name": ["Ann"]}]},
            ["“The chart”: its name is no text.", "“The chart”: somebody on stage has no name."],
        ),
    ],
)
def test_what_of_a_session_cannot_be_read(values: dict[str, Any], faults: list[str]) -> None:
    found = told(schedule(event(**values)))
    assert (found.sessions, [one.what for one in found.complaints]) == ((), faults)
    assert {one.place for one in found.complaints} == {"day 1, Main Hall, session 1"}


@pytest.mark.parametrize(
    ("address", "is_taken"),
    [
        ("https://example.org/a,b;c?d=e#f", True),
        ("HTTP://example.org:8080", True),
        ("https://example.org/é ", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("ftp://example.org/file", False),
        ("//example.org/file", False),
        ("/media/slides.pdf", False),
        ("https://intranet/slides", False),
        ("https://user:word@example.org/", False),
        ("https://example.org/a b", False),
        ("https:// example.org/", False),
        ("mailto:ann@example.org", False),
        ("", False),
    ],
)
def test_only_addresses_that_anybody_can_open_are_taken(address: str, *, is_taken: bool) -> None:
    found = told(schedule(event(links=[{"url": address, "title": "More"}])))
    told_address = address.strip()
    assert [one.materials for one in found.sessions] == [
        (ImportedMaterial(title="More", address=told_address),) if is_taken else ()
    ]
    place, what = "day 1, Main Hall, session 1", "is no address with http:// or https://."
    assert [(one.place, one.what) for one in found.complaints] == [
        (place, f"“The chart”: the link “{told_address}” {what} It is left out.")
    ] * (not is_taken)


@pytest.mark.parametrize(
    "odd", [{"links": "https://example.org"}, {"links": [7]}, {"attachments": [{"url": 7}]}]
)
def test_a_link_that_cannot_be_read_leaves_the_session_in(odd: dict[str, Any]) -> None:
    found = told(schedule(event(links=[]) | odd))
    assert [one.materials for one in found.sessions] == [()]
    assert [one.what for one in found.complaints] == [
        "“The chart”: a link cannot be read. It is left out."
    ]


def test_files_of_a_session_are_read_as_its_links_are_each_once() -> None:
    xml = SCHEDULE_XML.replace(
        b"<links></links>",
        b'<links><link href="https://example.org">More</link></links><attachments>'
        b'<attachment href="https://example.org/slides.pdf"></attachment>'
        b'<attachment href="https://example.org/slides.pdf">slides.pdf</attachment>'
        b'<attachment href="/system/slides.pdf">Theirs</attachment></attachments>',
    )
    found = told(xml)
    slides = ImportedMaterial(title="slides.pdf", address="https://example.org/slides.pdf")
    assert found.sessions[0].materials == (*MORE, slides)
    assert complaints(xml) == [
        (
            "line 14",
            (
                "“The chart”: the link “/system/slides.pdf” is no address with http:// or "
                "https://. It is left out."
            ),
        )
    ]


def test_a_table_tells_addresses_in_one_cell() -> None:
    words = "https://example.org, https://example.org/slides.pdf"
    expected = ["example.org", "slides.pdf"]
    table = f'title,Resources\nOne,"{words}"\n'
    rows = [PRETALX_SESSIONS[0] | {"Resources": words.split(", ")}]
    for data in (table, table.replace(", ", "\n"), rows):
        found = told(data).sessions[0].materials
        assert [one.title for one in found] == expected


def test_what_is_not_kept_is_said_session_by_session() -> None:
    one = event(feedback_url="https://example.org/1", logo="/a.png", recording_license="CC BY")
    other = event(guid=None, code="TWO", title="Two", feedback_url="https://example.org/2")
    assert told(schedule(one, other)).left == (
        "feedback_url: not kept (every session)",
        "day 1, Main Hall, session 1: “The chart”: logo, recording_license not kept",
    )


def test_what_is_only_handed_in_is_no_programme() -> None:
    rows = [PRETALX_SESSIONS[0] | {"Proposal state": state} for state in ("rejected", "canceled")]
    found = told(rows)
    assert [one.is_cancelled for one in found.sessions] == [True]
    assert complaints(rows) == [
        ("entry 1", "“The chart”: its state is “rejected”: only accepted ones are taken.")
    ]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "it is empty."),
        (b" \n", "it is empty."),
        (b"x" * (LARGEST + 1), "it is larger than 20 MB."),
        (b"<schedule>", "the XML breaks off at line 1."),
        (b"<html></html>", "its root is <html>, not <schedule>."),
        (
            b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "b">]><schedule>&a;</schedule>',
            "it has a document type (DOCTYPE): files with one are not read.",
        ),
        (
            b'<?xml version="1.0" encoding="klingon"?><schedule/>',
            "its encoding is unknown: save it as UTF-8.",
        ),
        (b"<a>" * 40, "it is too deep or too large to be a schedule."),
        (b"{", "the JSON breaks off at line 1: Expecting property name enclosed in double quotes."),
        (b"[" * 100_000, "it is too deep to be a programme."),
        (b'{"schedule": NaN}', "it has a number that is none (NaN)."),
        (b"[" + b"9" * 5_000 + b"]", "it has a number that cannot be read."),
        (
            b'{"schedule": {"conference": {"days": {}}}}',
            "it has no list of days.",
        ),
        (
            b'{"weather": "fine"}',
            "it is JSON, but neither schedule.json nor an export of pretalx or Sessionize.",
        ),
        ("Titel,Raum\nCafé,Saal".encode("latin-1"), "its encoding is not UTF-8: save it as UTF-8."),
        (
            b"Titel,Raum\nEins,Saal",
            "no heading of it says “Title” (of sessions) or “Name” (of people).",
        ),
        (b'title\n"' + b"x" * 200_000 + b'"', "the table breaks off after line 2."),
        (b"title" + b"," * 300, "it has more than 200 columns."),
        (
            b"title\n" + b"One\n" * (MOST_SESSIONS + 1),
            "it has more than 5,000 sessions.",
        ),
    ],
)
def test_what_is_no_programme_at_all(data: bytes, what: str) -> None:
    assert told(data) == ImportedProgramme(
        kind="unknown", complaints=(Complaint(place="file", what=what),)
    )


def test_a_file_of_two_byte_signs_is_read() -> None:
    assert told(OWN_CSV.decode("utf-8-sig").encode("utf-16")) == told(OWN_CSV)


def test_signs_that_nobody_sees_are_left_out() -> None:
    found = told(schedule(event(title="The\u202e\x00 chart\ud800\n"))).sessions[0]
    assert found.title == "The chart"


def test_what_is_said_of_a_file_is_safe_to_print() -> None:
    document = schedule()
    document["schedule"]["conference"]["days"][0]["rooms"] = {"\x1b[2J": [7]}
    assert complaints(document) == [("day 1, [2J, session 1", "this is no session.")]
    assert told("title,\x1b[2J\nOne,1\n").left == ("column “[2J”: not kept",)


def test_speakers_of_sessionize_that_are_nobody() -> None:
    wrong = SESSIONIZE | {"sessions": [SESSIONIZE["sessions"][0] | {"speakers": ["nobody"]}]}
    assert complaints(wrong) == [
        ("session 1", "“The chart”: somebody on stage cannot be read."),
    ]
