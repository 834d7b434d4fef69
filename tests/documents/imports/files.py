"""Small files as other systems write them."""

import json
from typing import Any

EVENT: dict[str, Any] = {
    "guid": "8079583e-8321-506c-95af-fd2903a5f075",
    "id": 25,
    "date": "2024-09-25T09:55:00+01:00",
    "start": "09:55",
    "duration": "00:40",
    "room": "Main Hall",
    "slug": "wic-25-chart",
    "url": "https://pretalx.example/wic/talk/G9JGWY/",
    "title": "The chart",
    "subtitle": "",
    "track": "Methods",
    "type": "Talk",
    "language": "en",
    "abstract": "Twelve dots.",
    "description": "We look at **one** year.\r\n\r\nThen at two.",
    "do_not_record": True,
    "persons": [
        {"id": 26, "code": "NQTF8Y", "public_name": "Tomasz Wilk", "biography": "Counts things."}
    ],
    "links": [{"url": "https://example.org", "title": "More"}],
    "attachments": [],
}


def schedule(*events: Any, **conference: Any) -> dict[str, Any]:
    """Return a schedule.json of one day and one room as a document."""
    day = {
        "index": 1,
        "date": "2024-09-25",
        "day_start": "2024-09-25T04:00:00+01:00",
        "day_end": "2024-09-26T03:59:00+01:00",
        "rooms": {"Main Hall": list(events)},
    }
    facts = {
        "acronym": "wic24",
        "title": "Warwick",
        "rooms": [{"name": "Main Hall"}, {"name": "Studio 1"}],
        "tracks": [{"name": "Methods", "color": "#0a1867"}],
        "days": [day],
    }
    return {"schedule": {"version": "1", "conference": facts | conference}}


def event(**values: Any) -> dict[str, Any]:
    """Return an event of a schedule.json with other values in some fields."""
    return EVENT | values


SCHEDULE_JSON = json.dumps(schedule(EVENT)).encode()

SCHEDULE_XML = b"""<?xml version='1.0' encoding='utf-8' ?>
<!-- Made with love -->
<schedule>
  <generator name="pretalx" version="2" />
  <version>1</version>
  <conference>
    <acronym>wic24</acronym>
    <title>Warwick</title>
    <track name="Methods" color="#0a1867" />
  </conference>
  <day index='1' date='2024-09-25'
       start='2024-09-25T04:00:00+01:00' end='2024-09-26T03:59:00+01:00'>
    <room name='Main Hall'>
      <event guid='8079583e-8321-506c-95af-fd2903a5f075' id='25'>
        <date>2024-09-25T09:55:00+01:00</date>
        <start>09:55</start>
        <duration>00:40</duration>
        <room>Main Hall</room>
        <url>https://pretalx.example/wic/talk/G9JGWY/</url>
        <recording>
          <license>CC BY</license>
          <optout>true</optout>
        </recording>
        <title>The chart</title>
        <subtitle></subtitle>
        <track>Methods</track>
        <type>Talk</type>
        <language>en</language>
        <abstract>Twelve dots.</abstract>
        <description>We look at **one** year.

Then at two.</description>
        <persons>
          <person id='26'>Tomasz Wilk</person>
        </persons>
        <links></links>
      </event>
    </room>
  </day>
</schedule>
"""

PRETALX_SESSIONS = [
    {
        "ID": "G9JGWY",
        "Proposal title": "The chart",
        "Session type": "Talk",
        "Track": "Methods",
        "Proposal state": "confirmed",
        "Abstract": "Twelve dots.",
        "Description": "We look at **one** year.\n\nThen at two.",
        "Duration": 40,
        "Language": "en",
        "Don’t record this session.": True,
        "Speaker IDs": ["NQTF8Y", "XHSHNG"],
        "Speaker names": ["Tomasz Wilk", "Ana Offen"],
        "Room": "Main Hall",
        "Start": "2024-09-25T09:55:00+01:00",
        "End": "2024-09-25T10:35:00+01:00",
        "Tags": None,
    }
]
PRETALX_CSV = (
    b"ID,Proposal title,Session type,Speaker IDs,Speaker names,Start (date),Start (time),"
    b"End (date),End (time),Room\r\n"
    b'G9JGWY,The chart,Talk,"NQTF8Y, XHSHNG","Tomasz Wilk, Ana Offen",2024-09-25,09:55:00,'
    b"2024-09-25,10:35:00,Main Hall\r\n"
)
PRETALX_PEOPLE = [
    {"ID": "NQTF8Y", "Name": "Tomasz Wilk", "Biography": "Counts things.", "Email": "t@example.org"}
]

SESSIONIZE: dict[str, Any] = {
    "sessions": [
        {
            "id": "14022",
            "title": "The chart",
            "description": "We look at **one** year.",
            "startsAt": "2024-09-25T09:55:00",
            "endsAt": "2024-09-25T10:35:00",
            "isServiceSession": False,
            "isPlenumSession": False,
            "speakers": ["ded06c8e-cff3-415b-8a0a-ebdb8939d219"],
            "categoryItems": [4372, 10663, 10665, 10669],
            "questionAnswers": [{"questionId": 148, "answerValue": "67"}],
            "roomId": 215,
            "status": "Accepted",
        },
        {
            "id": "b5d96beb-0c81-491a-86ee-ed98f061b524",
            "title": "Lunch",
            "description": None,
            "startsAt": "2024-09-25T12:30:00",
            "endsAt": "2024-09-25T13:30:00",
            "isServiceSession": True,
            "isPlenumSession": True,
            "speakers": [],
            "categoryItems": [],
            "questionAnswers": [],
            "roomId": 217,
            "status": None,
        },
    ],
    "speakers": [
        {
            "id": "ded06c8e-cff3-415b-8a0a-ebdb8939d219",
            "firstName": "Tomasz",
            "lastName": "Wilk",
            "fullName": "Tomasz Wilk",
            "bio": "Counts things.",
            "tagLine": "Analyst",
            "sessions": [14022],
        }
    ],
    "questions": [],
    "categories": [
        {"id": 2124, "title": "Session format", "items": [{"id": 4372, "name": "Lightning talk"}]},
        {"id": 2125, "title": "Track", "items": [{"id": 10663, "name": "Methods"}]},
        {"id": 2126, "title": "Level", "items": [{"id": 10665, "name": "Introductory"}]},
        {"id": 2127, "title": "Language", "items": [{"id": 10669, "name": "English"}]},
    ],
    "rooms": [{"id": 215, "name": "Main Hall"}, {"id": 217, "name": "Restaurant"}],
}

OWN_CSV = (
    "\ufeffcode,title,track,format,day,start,end,room,speakers,state,language,abstract,description\r\n"
    "CHART,The chart,Methods,Talk,2024-09-25,09:55,10:35,Main Hall,Tomasz Wilk; Ana Offen,"
    'confirmed,en,Twelve dots.,"We look at **one** year.\r\n\r\nThen at two."\r\n'
).encode()

FILES: dict[str, bytes] = {
    "schedule.json": SCHEDULE_JSON,
    "schedule.xml": SCHEDULE_XML,
    "pretalx sessions": json.dumps(PRETALX_SESSIONS).encode(),
    "pretalx table": PRETALX_CSV,
    "pretalx people": json.dumps(PRETALX_PEOPLE).encode(),
    "sessionize": json.dumps(SESSIONIZE).encode(),
    "our table": OWN_CSV,
}
