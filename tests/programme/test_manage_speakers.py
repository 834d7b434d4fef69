"""Organisers say when speakers cannot be there, and hide names and rooms at once."""

import pytest

from conference.kernel.database import db, transaction
from conference.kernel.errors import NotFound
from conference.people.models import Speaker
from conference.people.rules import Role
from conference.programme import queries
from conference.programme.actions import emergencies
from conference.programme.actions.desk import Desk
from conference.programme.models import SpeakerAbsence
from tests.factories.people import make_grant, make_person
from tests.factories.programme import SUMMER, SmallDay, make_speaker, release
from tests.support.pages import Browser, Page
from tests.support.statements import counted

SPEAKERS = "/2024/manage/speakers"
WILK = f"{SPEAKERS}/WILK"
PLACES = ("/2024/", "/2024/programme", "/2024/programme?view=grid", "/2024/sessions/CHART")
NAMING = ("/2024/programme", "/2024/sessions/CHART")
FILES = ("/2024/programme.json", "/2024/programme.xml", "/2024/programme.csv")


def rows(page: Page) -> list[list[str]]:
    """Return the words of each row of the page's table."""
    return [
        [" ".join(" ".join(cell.itertext()).split()) for cell in row.xpath("./th | ./td")]
        for row in page.all("//tbody/tr")
    ]


def stored() -> list[tuple[str, str]]:
    """Return the absences there are, as hours of the day in UTC."""
    db.session.rollback()
    found = db.session.query(SpeakerAbsence).order_by(SpeakerAbsence.starts_at)
    return [(f"{row.starts_at:%H:%M}", f"{row.ends_at:%H:%M}") for row in found]


def test_speakers_are_listed_with_their_sessions(browser: Browser, day: SmallDay) -> None:
    found = rows(browser.get(SPEAKERS))
    assert [row[0] for row in found] == ["Nadia Verborgen", "Tomasz Wilk"]
    assert [row[2] for row in found] == ["Not listed", "Listed"]
    assert found[1][1] == "Run charts without tears, The chart that changed my mind"


def test_an_absence_is_noted_and_the_schedule_knows(browser: Browser, day: SmallDay) -> None:
    done = browser.get(WILK).submit(
        "Note the absence", starts_at="2024-09-25T09:00", ends_at="2024-09-25T10:30"
    )
    assert done.status == 303
    assert stored() == [("08:00", "09:30")]
    board = " ".join(browser.get("/2024/manage/schedule").text.split())
    assert "Tomasz Wilk cannot be there" in board
    assert browser.get(WILK).submit("Remove").status == 303
    assert stored() == []
    assert "cannot be there" not in browser.get("/2024/manage/schedule").text


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "told"),
    [
        ("2024-09-24T09:00", "2024-09-25T10:30", "Choose a time on 25 September 2024"),
        ("2024-09-25T09:00", "2024-09-26T10:30", "Choose a time on 25 September 2024"),
        ("2024-09-25T09:00", "2024-09-25T09:00", "Choose an end after the beginning"),
        ("", "2024-09-25T09:00", "Enter when it begins"),
        ("soon", "2024-09-25T09:00", "Enter a day and a time"),
    ],
)
def test_a_wrong_absence_is_told(
    browser: Browser, day: SmallDay, starts_at: str, ends_at: str, told: str
) -> None:
    page = browser.get(WILK).submit("Note the absence", starts_at=starts_at, ends_at=ends_at)
    assert page.status == 422
    assert told in page.text
    assert stored() == []


def test_the_same_absence_twice_is_told(browser: Browser, day: SmallDay) -> None:
    times = {"starts_at": "2024-09-25T09:00", "ends_at": "2024-09-25T10:30"}
    page = browser.get(WILK)
    assert page.submit("Note the absence", **times).status == 303
    again = page.submit("Note the absence", **times)
    assert (again.status, stored()) == (422, [("08:00", "09:30")])
    assert "on the list already" in again.text


def test_a_name_is_corrected_at_once(browser: Browser, day: SmallDay) -> None:
    done = browser.get(WILK).submit(
        "Save the speaker", name="Tomasz  Wilczek", organisation="Trust"
    )
    assert done.status == 303
    assert "Tomasz Wilczek" in browser.other().get("/2024/sessions/CHART").text
    refused = browser.get(WILK).submit("Save the speaker", name="nadia verborgen")
    assert (refused.status, "Another speaker has this name" in refused.text) == (422, True)
    assert browser.get(WILK).submit("Save the speaker", name="").status == 422


def test_a_hidden_name_is_nowhere_until_it_is_shown_again(browser: Browser, day: SmallDay) -> None:
    stranger = browser.other()
    for address in (*NAMING, *FILES, "/2024/speakers", "/2024/speakers/WILK"):
        assert "Wilk" in stranger.get(address).html, address
    assert browser.get(WILK).submit("Hide the name now").status == 303
    release(day.edition_id)
    for address in (*PLACES, *FILES, "/2024/speakers"):
        found = stranger.get(address)
        assert (found.status, "Wilk" in found.html) == (200, False), address
    assert stranger.get("/2024/speakers/WILK").status == 404
    assert "Speaker named on the day" in stranger.get("/2024/sessions/CHART").text
    assert "Hidden: no page" in browser.get(WILK).text
    assert browser.get(WILK).submit("Show it again").status == 303
    assert stranger.get("/2024/speakers/WILK").status == 200


def test_of_a_hidden_person_not_even_the_alias_is_shown(browser: Browser, day: SmallDay) -> None:
    with transaction():
        row = db.session.query(Speaker).filter_by(code="WILK").one()
        row.alias = "The Pole"
        emergencies.hide_speaker(
            "WILK", Desk(edition_id=day.edition_id, actor="person 1", now=SUMMER)
        )
    assert "The Pole" not in browser.other().get("/2024/sessions/CHART").text


def test_a_hidden_room_is_nowhere_until_it_is_named_again(browser: Browser, day: SmallDay) -> None:
    room = f"/2024/manage/rooms/{day.rooms['Studio 1']}"
    stranger = browser.other()
    for address in (*PLACES[1:], *FILES):
        assert "Studio 1" in stranger.get(address).html, address
    assert browser.get(room).submit("Hide the room now").status == 303
    for address in (*PLACES, *FILES):
        found = stranger.get(address)
        assert (found.status, "Studio 1" in found.html) == (200, False), address
    assert "Hidden: nothing outside" in browser.get(room).text
    assert browser.get(room).submit("Show it again").status == 303
    assert "Studio 1" in stranger.get("/2024/programme").text


def test_pressed_twice_changes_nothing_more(browser: Browser, day: SmallDay) -> None:
    desk = Desk(edition_id=day.edition_id, actor="person 1", now=SUMMER)
    with transaction():
        emergencies.hide_room(day.rooms["Studio 1"], desk)
        emergencies.hide_room(day.rooms["Studio 1"], desk)
        emergencies.hide_speaker("WILK", desk)
        emergencies.hide_speaker("WILK", desk)
    with pytest.raises(NotFound), transaction():
        emergencies.hide_speaker("NOBODY", desk)
    with pytest.raises(NotFound), transaction():
        emergencies.show_room(99_999, desk)
    assert queries.draft(day.edition_id).sessions


def test_speakers_are_for_those_who_make_the_programme(browser: Browser, day: SmallDay) -> None:
    person_id = make_person("felix@example.org")
    make_grant(person_id, Role.FINANCE)
    other = browser.other().sign_in(person_id)
    assert (other.get(SPEAKERS).status, other.get(WILK).status) == (403, 403)


def test_the_list_costs_the_same_however_long(browser: Browser, day: SmallDay) -> None:
    browser.get(SPEAKERS)
    with counted() as few:
        browser.get(SPEAKERS)
    for number in range(5):
        make_speaker(day.edition_id, f"S{number}", f"Name {number}", day.sessions["KIND"])
    with counted() as many:
        browser.get(SPEAKERS)
    assert len(many) == len(few)
