"""What has no length (posters, drop-in) only begins: no page and no sheet gives it an end."""

import pytest

from conference.kernel import clock
from conference.kernel.database import transaction
from tests.documents.paper_reader import read_paper
from tests.factories.agendas import star
from tests.factories.people import make_grant, make_person
from tests.factories.programme import at, make_edition, make_room, make_session, release
from tests.support.pages import Browser, Page

POSTERS, LECTURE, DROP_IN = "Posters", "A lecture", "Drop-in"


@pytest.fixture
def organiser(browser: Browser) -> Browser:
    """Release a day with two sessions of no length; return an organiser who starred one."""
    edition_id = make_edition().id
    hall, foyer = make_room(edition_id, "Hall"), make_room(edition_id, "Foyer")
    posters = make_session(edition_id, "POST", ("14:00", "14:00"), foyer, title=POSTERS)
    make_session(edition_id, "LECT", ("14:00", "15:00"), hall, title=LECTURE)
    make_session(edition_id, "DROP", ("16:00", "16:00"), foyer, title=DROP_IN)
    release(edition_id)
    person_id = make_person("oona@example.org")
    make_grant(person_id)
    star(person_id, posters)
    return browser.sign_in(person_id)


def words(page: Page, path: str) -> list[str]:
    """Return the text of what stands at these places."""
    return [" ".join("".join(found.itertext()).split()) for found in page.all(path)]


@pytest.mark.parametrize("address", ["/2024/programme", "/2024/embed"])
def test_a_list_gives_it_no_end(organiser: Browser, address: str) -> None:
    page = organiser.get(address)
    assert words(page, "//*[@class='slot__time']") == ["14:00to 15:00", "16:00"]
    assert words(page, "//*[@class='session-row__who']") == ["14:00", "", ""]


def test_a_grid_gives_it_no_end(organiser: Browser) -> None:
    page = organiser.get("/2024/programme", view="grid")
    assert words(page, "//tbody//th") == ["14:00 to 15:00", "16:00"]


@pytest.mark.parametrize(
    ("address", "path", "expected"),
    [
        ("/2024/sessions/POST", "//main//h1/following-sibling::p", "14:00 · Foyer"),
        ("/2024/my-day", "//ol[@class='mine']/li/div/p[1]", "Foyer"),
        (
            "/2024/manage/schedule",
            "//*[contains(@class, 'board__cell')][a='Posters']/span",
            "14:00",
        ),
    ],
)
def test_a_page_gives_it_no_end(organiser: Browser, address: str, path: str, expected: str) -> None:
    page = organiser.get(address)
    assert words(page, path)[:1] == [expected]
    assert "to 14:00" not in page.text


def test_a_screen_gives_it_no_end(organiser: Browser) -> None:
    with transaction():
        clock.set_moment(at("13:00"))
    page = organiser.get("/2024/screen")
    assert words(page, "//*[@class='screen__session']") == [
        "14:00 Posters",
        "14:00 A lecture until 15:00",
    ]


@pytest.mark.parametrize(
    "address",
    [
        "/2024/programme-a4.pdf",
        "/2024/programme-a5.pdf",
        "/2024/programme-large.pdf",
        "/2024/manage/schedule/door-cards.pdf",
    ],
)
def test_a_sheet_gives_it_no_end(organiser: Browser, address: str) -> None:
    paper = read_paper(organiser.get(address).response.get_data())
    said = [paper.says(text) for text in ("14:00", "to 15:00", "to 14:00", "16:00", "to 16:00")]
    assert said == [True, True, False, True, False]


def test_a_calendar_gives_it_no_end(organiser: Browser) -> None:
    lines = organiser.get("/2024/programme.ics").response.get_data(as_text=True).splitlines()
    assert [line for line in lines if line.startswith("DTEND")] == [
        "DTEND;TZID=Europe/London:20240925T150000"
    ]
