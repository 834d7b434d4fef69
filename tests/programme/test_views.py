"""Public pages of the programme, served as copies."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from conference.editions import actions as editions
from conference.editions.models import Edition
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.people.models import Person, Speaker
from conference.programme.models import Room, Session
from conference.web.answers import EXTENSION
from tests.factories.programme import (
    SUMMER,
    FewPlaces,
    SmallDay,
    at,
    change,
    make_edition,
    make_room,
    make_session,
    make_small_day,
    release,
)
from tests.support.pages import Browser, Page
from tests.support.statements import counted

PAGES = (
    "/",
    "/2024/",
    "/2024/programme",
    "/2024/programme?view=grid",
    "/2024/programme?q=named+day",
    "/2024/sessions/STALK",
    "/2024/sessions/LEAD",
    "/2024/sessions/RUN",
    "/2024/speakers",
    "/2024/speakers/WILK",
)
SECRETS = ("Verborgen", "HIDDEN", "Secret Trust", "Hidden Lane", "Studio 3", "Private room")


def set_clock(moment: datetime) -> None:
    """Let the demonstration's clock show a moment."""
    with transaction():
        clock.set_moment(moment)


def answer(app: Flask, **answers: Any) -> None:
    """Let the application ask these functions where it would ask higher packages."""
    app.extensions[EXTENSION] = {**app.extensions[EXTENSION], **answers}


def card(page: Page) -> str:
    """Return the words of the booking card."""
    return " ".join("".join(page.all("//aside")[0].itertext()).split())


def test_without_an_edition_the_front_page_says_what_to_do(browser: Browser) -> None:
    page = browser.get("/")
    assert (page.status, page.h1) == (200, "This installation is ready")
    assert page.all("//main//code/text()") == ["flask edition create"]


def test_the_front_page_is_the_current_edition_s(browser: Browser) -> None:
    make_small_day("2023", is_current=False)
    make_small_day("2024")
    page = browser.get("/")
    assert page.h1 == "A conference designed to make things happen"
    assert page.link("See the programme") == "/2024/programme"


def test_home_has_every_fact_of_the_event(browser: Browser) -> None:
    make_small_day()
    page = browser.get("/2024/")
    assert page.h1 == "A conference designed to make things happen"
    facts = (
        "Wednesday 25 September 2024 The Slate, University of Warwick",
        "A modern, well-equipped venue.",
        "The organisers call it the only improvement conference by practitioners for",
        "Expert speakers",
        "Inspiring stories",
        "Interactive workshops",
        "Case studies",
        "Networking opportunities",
        "Bring something that is stuck.",
    )
    assert [fact for fact in facts if fact not in page.text] == []
    assert page.link("Getting here") == "/2024/venue"
    assert page.link("Methods and Measurement") == "/2024/programme?track=m"


def test_home_before_the_release_names_no_day(browser: Browser) -> None:
    make_edition()
    page = browser.get("/2024/")
    assert "One day, in order" not in page.text
    assert "The sessions stand here when the programme is out." in page.text


def test_home_of_a_finished_edition_sells_nothing(browser: Browser) -> None:
    make_small_day()
    set_clock(datetime(2024, 9, 26, 9, 0, tzinfo=UTC))
    page = browser.get("/2024/")
    assert "Warwick Improvement Conference is over." in page.text
    assert page.link("See what was on") == "/2024/programme"
    assert page.all("//main//a[contains(@href, '/tickets')]") == []


def test_home_on_the_day_leads_to_what_is_on(browser: Browser) -> None:
    make_small_day()
    set_clock(at("09:10"))
    page = browser.get("/2024/")
    assert [" ".join(found.itertext()) for found in page.all("//main//h2")][:2] == [
        "On now",
        "Next",
    ]
    assert page.link("Open my day") == "/2024/my-day"


def test_the_programme_before_its_release(browser: Browser) -> None:
    make_edition()
    page = browser.get("/2024/programme")
    assert "The programme is not out yet" in page.text
    assert page.all("//main//form") == []


def test_the_programme_as_a_list(browser: Browser) -> None:
    make_small_day()
    page = browser.get("/2024/programme")
    assert page.all("//*[@role='status']/text()") == ["All 7 sessions"]
    assert page.all("//article//h3/a/@href") == [
        f"/2024/sessions/{code}"
        for code in ("OPEN", "CHART", "STALK", "KIND", "RUN", "TIRED", "LEAD")
    ]
    assert page.link("11:00") == "#t25-1100"
    assert page.all("//section[@id='t25-1100']//h2//text()") == ["11:00"]


def test_a_filter_is_a_form_whose_answer_can_be_sent_on(browser: Browser) -> None:
    make_small_day()
    page = browser.get("/2024/programme").submit("Show these", track="m", q="wilk", format="talk")
    assert page.all("//article//h3/a/text()") == ["The chart that changed my mind"]
    assert page.all("//*[@role='status']/text()") == ["1 of 7 sessions"]
    assert page.link("Grid") == "/2024/programme?view=grid&track=m&format=talk&q=wilk"
    assert page.link("Show all") == "/2024/programme"
    assert page.all("//input[@name='track'][@checked]/@value") == ["m"]


def test_what_the_programme_does_not_know_is_said(browser: Browser) -> None:
    make_small_day()
    page = browser.get("/2024/programme", track=["m", "<script>"], room="cellar")
    assert page.alerts[0].endswith(
        "No track of that name is in the programme: “<script>”. "
        "No room of that name is in the programme: “cellar”. The rest of what is asked for counts."
    )
    assert len(page.all("//article")) == 4


def test_a_hidden_room_is_unknown_as_one_that_never_was(browser: Browser) -> None:
    day = make_small_day()
    change(Room, day.rooms["Studio 1"], hidden_at=SUMMER)
    for page, words in (("programme", "All sessions are shown."), ("screen", "These are all")):
        for room in ("studio-1", "cellar"):
            found = browser.get(f"/2024/{page}", room=room)
            told = f"No room of that name is in the programme: “{room}”. {words}"
            assert told in found.text, page
    assert len(browser.get("/2024/programme", room="studio-1").all("//article")) == 7


def test_no_result_has_a_way_out(browser: Browser) -> None:
    make_small_day()
    page = browser.get("/2024/programme", q="%' OR 1=1 --")
    assert page.all("//*[@role='status']/text()") == ["0 of 7 sessions"]
    assert page.link("Show all sessions") == "/2024/programme"


def test_the_grid_is_a_table_with_headers(browser: Browser) -> None:
    make_small_day()
    page = browser.get("/2024/programme", view="grid")
    assert page.all("//table/thead//th/text()") == ["Time", "Main Hall", "Studio 1", "Elsewhere"]
    assert page.all("//td[@rowspan]//a/text()") == ["Run charts without tears"]
    assert page.link("Open the list") == "/2024/programme"
    assert sorted(page.all("//table//a/@href")) == sorted(
        browser.get("/2024/programme").all("//article//h3/a/@href")
    )


def test_a_grid_of_many_rooms_moves_in_a_frame_of_its_own(browser: Browser) -> None:
    edition_id = make_edition().id
    for number in range(9):
        room = make_room(edition_id, f"Room {number}", position=number)
        make_session(edition_id, f"S{number}", ("10:00", "11:00"), room)
        release(edition_id)
        page = browser.get("/2024/programme", view="grid")
        frames = page.all("//*[@role='region'][@tabindex='0'][table]/@aria-label")
        assert frames == ["Programme of Wednesday 25 September 2024 by time and room"] * (
            number > 7
        )


def test_on_the_day_what_is_over_is_folded(browser: Browser) -> None:
    make_small_day()
    set_clock(at("10:40"))
    page = browser.get("/2024/programme")
    assert page.all("//details[@class='past']/summary/text()") == ["Earlier today: 3 sessions"]
    assert len(page.all("//details[@class='past']//article")) == 3


def test_on_the_day_now_and_next_stand_above_the_programme(browser: Browser) -> None:
    make_small_day()
    assert browser.get("/2024/programme").all("//*[@class='now-next']") == []
    set_clock(at("10:00"))
    page = browser.get("/2024/programme")
    assert {
        part: page.all(f"//section[@aria-labelledby='{part}']//a/@href")
        for part in ("on-now", "next")
    } == {
        "on-now": ["/2024/sessions/CHART", "/2024/sessions/STALK"],
        "next": ["/2024/sessions/KIND", "/2024/sessions/RUN"],
    }
    assert browser.get("/2024/programme", track="m").all("//*[@class='now-next']") == []


def test_a_cancelled_session_says_so_everywhere(browser: Browser) -> None:
    day = make_small_day()
    change(Session, day.sessions["RUN"], is_cancelled=True)
    release(day.edition_id, SUMMER)
    page = browser.get("/2024/programme")
    assert page.all("//*[@role='status']/text()") == ["All 6 sessions, and 1 cancelled"]
    assert page.all(
        "//article[.//a[contains(@href, 'RUN')]]//*[contains(@class,'status')]/text()"
    ) == ["Cancelled"]
    assert card(browser.get("/2024/sessions/RUN")).startswith(
        "This session will not run Your ticket is not affected."
    )


@pytest.fixture
def day(app: Flask) -> SmallDay:
    """Store the small day, with 29 of 32 places of RUN and all of LEAD taken."""
    made = make_small_day()
    counts = {
        made.sessions["RUN"]: FewPlaces(taken=29, capacity=32),
        made.sessions["LEAD"]: FewPlaces(taken=6, capacity=6),
    }
    answer(app, open_places=lambda _, __: counts)
    return made


def test_a_session_with_places_leads_to_its_booking(browser: Browser, day: SmallDay) -> None:
    page = browser.get("/2024/sessions/RUN")
    assert card(page).startswith(
        "This workshop has places 29 of 32 29 of 32 places taken Book a place Each place "
        "goes with a ticket for the day. Booking closes at 10:00 on "
        "Wednesday 25 September 2024."
    )
    assert page.link("Book a place") == "/2024/sessions/RUN/booking"
    assert page.link("Add to your calendar") == "/2024/sessions/RUN.ics"
    assert page.link("Tomasz Wilk") == "/2024/speakers/WILK"


def test_a_full_session_has_no_button(app: Flask, browser: Browser, day: SmallDay) -> None:
    full = {day.sessions["RUN"]: FewPlaces(taken=32, capacity=32)}
    answer(app, open_places=lambda _, __: full)
    page = browser.get("/2024/sessions/RUN")
    assert card(page).startswith("This workshop is full 32 of 32")
    assert page.all("//main//a[contains(@href, 'RUN/booking')]") == []
    assert "Full" in browser.get("/2024/programme").text
    assert "Full" in browser.get("/2024/programme", view="grid").text


def test_a_sensitive_session_tells_no_count(browser: Browser, day: SmallDay) -> None:
    page = browser.get("/2024/sessions/LEAD")
    assert card(page).startswith("This clinic has places We do not show here how many are taken.")
    assert page.all("//aside//meter") == []
    assert page.link("Book a place") == "/2024/sessions/LEAD/booking"
    rows = browser.get("/2024/programme").all("//article[.//a[contains(@href, 'LEAD')]]")
    assert rows[0].xpath(".//meter") == []


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (at("10:01"), "Booking is closed It closed at 10:00."),
        (at("12:31"), "This session is over It ran from 11:00 to 12:30"),
    ],
)
def test_a_session_on_the_day(
    browser: Browser, day: SmallDay, moment: datetime, words: str
) -> None:
    set_clock(moment)
    assert card(browser.get("/2024/sessions/RUN")).startswith(words)


def test_a_session_without_places_is_walk_in(browser: Browser, day: SmallDay) -> None:
    page = browser.get("/2024/sessions/CHART")
    assert card(page).startswith("Walk in, sit down Nothing to book.")
    assert [" ".join(found.itertext()) for found in page.all("//*[@class='prose']//strong")] == [
        "one"
    ]


@pytest.mark.parametrize(
    "address",
    [
        "/2025/",
        "/2024/sessions/NONE",
        "/2024/sessions/LUNCH",
        "/2024/speakers/HIDDEN",
        "/2024/speakers/NOBODY",
    ],
)
def test_what_is_not_there(browser: Browser, day: SmallDay, address: str) -> None:
    assert browser.get(address).status == 404


def test_a_protected_speaker_is_nowhere(browser: Browser, day: SmallDay) -> None:
    seen = {address: browser.get(address).html for address in PAGES}
    assert [
        (address, secret) for address, html in seen.items() for secret in SECRETS if secret in html
    ] == []
    assert "Speaker named on the day" in seen["/2024/programme?q=named+day"]
    assert browser.get("/2024/programme", q="verborgen").all("//article") == []


def test_a_protective_choice_counts_at_once(browser: Browser, day: SmallDay) -> None:
    assert "Tomasz Wilk" in browser.get("/2024/programme").html
    with transaction():
        db.session.query(Speaker).filter_by(code="WILK").update({"is_listed": False})
        editions.touch_public(day.edition_id)
    pages = ("/2024/programme", "/2024/sessions/RUN", "/2024/speakers", "/2024/")
    assert [page for page in pages if "Wilk" in browser.get(page).html] == []


def test_a_copy_holds_nothing_of_the_viewer(browser: Browser, day: SmallDay) -> None:
    with transaction():
        person = Person(email="rowan@example.org", name="Rowan Hale", created_at=SUMMER)
        db.session.add(person)
        db.session.flush()
        person_id = person.id
    known = browser.other().sign_in(person_id)
    for address in PAGES:
        theirs = known.get(address)
        assert theirs.html == browser.get(address).html
        assert theirs.all("//input[@name='csrf_token']") == []
        assert theirs.headers.getlist("Set-Cookie") == []
        assert theirs.headers["Cache-Control"] == "public, no-cache"


def test_an_unchanged_page_is_told_as_such(app: Flask, browser: Browser, day: SmallDay) -> None:
    first = browser.get("/2024/programme")
    client = app.test_client()
    again = client.get("/2024/programme", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    change(Session, day.sessions["OPEN"], title="Make two things happen")
    release(day.edition_id)
    newer = client.get("/2024/programme", headers={"If-None-Match": first.headers["ETag"]})
    assert newer.status_code == 200


def test_the_statements_of_the_programme_page(app: Flask, browser: Browser) -> None:
    small = make_small_day()
    browser.get("/2024/")
    with counted() as first:
        browser.get("/2024/programme")
    with counted() as copied:
        browser.get("/2024/programme")
    for number in range(20):
        make_session(small.edition_id, f"M{number}", ("15:00", "16:00"), places=5)
    release(small.edition_id)
    browser.get("/2024/")
    with counted() as longer:
        browser.get("/2024/programme")
    assert len(first) <= 6
    assert len(longer) == len(first)
    assert len(copied) == 2  # the edition's version and the demonstration's clock


def test_colours_of_tracks(browser: Browser, day: SmallDay) -> None:
    page = browser.get("/2024/tracks.css")
    assert (page.headers["Content-Type"], page.headers["Cache-Control"]) == (
        "text/css; charset=utf-8",
        "public, max-age=3600",
    )
    assert ".track--m{--track-colour:#0a1867}" in page.html
    version = db.session.get_one(Edition, day.edition_id).public_version
    named = browser.get("/2024/tracks.css", v=str(version))
    assert named.headers["Cache-Control"] == "public, max-age=31536000"


def test_a_speaker_s_page(browser: Browser, day: SmallDay) -> None:
    page = browser.get("/2024/speakers").follow("Tomasz Wilk")
    assert page.h1 == "Tomasz Wilk"
    assert page.all("//article//h3/a/@href") == ["/2024/sessions/CHART", "/2024/sessions/RUN"]


def test_the_list_of_speakers_before_the_release(browser: Browser) -> None:
    make_edition()
    assert "No speaker has been announced yet" in browser.get("/2024/speakers").text
