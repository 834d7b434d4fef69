"""What search engines read of public pages says what the page says, and no more."""

import json
from typing import Any

from conference.kernel.database import transaction
from conference.programme.actions import emergencies
from conference.programme.actions.desk import Desk
from tests.factories.programme import SUMMER, make_session, make_small_day, release
from tests.factories.tickets import make_type
from tests.support.pages import Browser


def event(browser: Browser, address: str) -> dict[str, Any]:
    """Return the one event that a page describes."""
    (found,) = browser.get(address).all('//script[@type="application/ld+json"]/text()')
    read: dict[str, Any] = json.loads(str(found))
    return read


def test_the_conference_is_an_event_with_its_tickets(browser: Browser) -> None:
    day = make_small_day()
    make_type(day.edition_id, "STD", price=19900, name="Standard")
    assert event(browser, "/2024/") == {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": "Warwick Improvement Conference",
        "description": "Bring something that is stuck. Go home with a first step.",
        "url": "http://127.0.0.1:8000/2024/",
        "inLanguage": "en-GB",
        "startDate": "2024-09-25T09:00+01:00",
        "endDate": "2024-09-25T17:00+01:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": "The Slate",
            "address": "University of Warwick",
        },
        "organizer": {"@type": "Organization", "name": "Sample University"},
        "offers": [
            {
                "@type": "Offer",
                "name": "Standard",
                "price": "199.00",
                "priceCurrency": "GBP",
                "availability": "https://schema.org/InStock",
                "url": "http://127.0.0.1:8000/2024/",
            }
        ],
    }


def test_a_session_names_its_room_and_who_may_be_named(browser: Browser) -> None:
    make_small_day()
    found = event(browser, "/2024/sessions/CHART")
    assert found["location"]["name"] == "Studio 1"
    assert found["performer"] == [
        {
            "@type": "Person",
            "name": "Tomasz Wilk",
            "url": "http://127.0.0.1:8000/2024/speakers/WILK",
        }
    ]
    assert found["superEvent"]["name"] == "Warwick Improvement Conference"
    hidden = event(browser, "/2024/sessions/STALK")
    assert "performer" not in hidden
    assert hidden["location"]["name"] == "The Slate"
    assert event(browser, "/2024/sessions/LEAD")["location"]["name"] == "The Slate"


def test_a_cancelled_session_says_so(browser: Browser) -> None:
    day = make_small_day()
    with transaction():
        emergencies.cancel_now(
            "RUN", "Off", Desk(edition_id=day.edition_id, actor="person 1", now=SUMMER)
        )
    found = event(browser, "/2024/sessions/RUN")
    assert found["eventStatus"] == "https://schema.org/EventCancelled"


def test_odd_words_end_no_script(browser: Browser) -> None:
    odd = "</script><script>alert(1)</script>"
    edition_id = make_small_day().edition_id
    make_session(edition_id, "ODD", ("14:00", "15:00"), title=odd)
    release(edition_id)
    assert event(browser, "/2024/sessions/ODD")["name"] == odd
