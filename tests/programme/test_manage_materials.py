"""What belongs to a session beside its words, and for whom and in which language it is."""

from datetime import UTC, datetime

import pytest

from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.programme.models import Session, SessionMaterial
from conference.programme.rules.writing import MOST_MATERIALS
from tests.factories.programme import SmallDay, change, release
from tests.support.pages import Browser

MATERIALS = "/2024/manage/sessions/CHART/materials"
PUBLIC = "/2024/sessions/CHART"
SLIDES = {"title": "Slides", "address": "https://example.org/slides.pdf"}


def stored() -> list[str]:
    db.session.rollback()
    return [row.title for row in db.session.query(SessionMaterial).order_by("position")]


def test_materials_are_public_at_once_and_go_at_once(browser: Browser, day: SmallDay) -> None:
    stranger = browser.other()
    assert "Materials" not in stranger.get(PUBLIC).text
    assert browser.get(MATERIALS).submit("Add it", **SLIDES).status == 303
    page = stranger.get(PUBLIC)
    assert page.link("Slides") == "https://example.org/slides.pdf"
    assert browser.get(MATERIALS).submit("Remove Slides").status == 303
    assert "Materials" not in stranger.get(PUBLIC).text


def test_a_later_day_keeps_materials_back(browser: Browser, day: SmallDay) -> None:
    browser.get(MATERIALS).submit("Add it", **SLIDES, shown_from="2024-09-26")
    assert "Slides" not in browser.other().get(PUBLIC).text
    assert "26 September 2024" in browser.get(MATERIALS).text
    with transaction():
        clock.set_moment(datetime(2024, 9, 25, 23, 30, tzinfo=UTC))  # half past midnight there
    assert browser.other().get(PUBLIC).link("Slides") == SLIDES["address"]


@pytest.mark.parametrize(
    ("entered", "told"),
    [
        ({"title": ""}, "Enter what it is"),
        ({"title": "x" * 121}, "120 characters or fewer"),
        ({"address": ""}, "Enter the address"),
        ({"address": "http://example.org"}, "Enter an address with https://"),
        ({"address": "javascript:alert(1)"}, "Enter an address with https://"),
        (
            {"address": "https://user:pw@example.org/"},
            "Enter the address without a name and password in it: anybody reads it",
        ),
        (
            {"address": "https://example.com\\@example.org/"},
            "Enter the address without a name and password in it: anybody reads it",
        ),
        ({"address": "https://example.org/" + "x" * 500}, "500 characters or fewer"),
        ({"shown_from": "soon"}, "Enter a real date"),
    ],
)
def test_what_is_wrong_is_told_and_kept(
    browser: Browser, day: SmallDay, entered: dict[str, str], told: str
) -> None:
    page = browser.get(MATERIALS).submit("Add it", **(SLIDES | entered))
    assert page.status == 422
    assert told in page.text
    assert stored() == []


def test_the_same_material_twice_is_one(browser: Browser, day: SmallDay) -> None:
    page = browser.get(MATERIALS)
    assert [page.submit("Add it", **SLIDES).status for _ in range(2)] == [303, 303]
    assert stored() == ["Slides"]


def test_there_is_an_end_to_materials(browser: Browser, day: SmallDay) -> None:
    page = browser.get(MATERIALS)
    for number in range(MOST_MATERIALS):
        page.submit("Add it", title=f"Part {number}", address="https://example.org/p")
    full = page.submit("Add it", **SLIDES)
    assert full.status == 422
    assert "Remove one first" in full.text
    assert "Slides" in full.html


def test_whom_it_is_for_is_said_once_it_is_released(browser: Browser, day: SmallDay) -> None:
    page = browser.get("/2024/manage/sessions/CHART")
    done = page.submit("Save the session", language="cy", level="new", recording="no")
    assert done.status == 303
    assert "Welsh" not in browser.other().get(PUBLIC).text
    release(day.edition_id)
    shown = browser.other().get(PUBLIC)
    for words in ("Welsh", "For those new to the subject", "Not recorded"):
        assert words in shown.text
    change(Session, day.sessions["CHART"], abstract="Dydd da.")
    release(day.edition_id)
    assert browser.other().get(PUBLIC).all('//div[@class="prose"]/@lang') == ["cy"]


def test_an_unknown_language_stays_as_it_is(browser: Browser, day: SmallDay) -> None:
    change(Session, day.sessions["CHART"], language="gsw")
    page = browser.get("/2024/manage/sessions/CHART")
    assert page.submit("Save the session", title="Another chart").status == 303
    db.session.rollback()
    row = db.session.get_one(Session, day.sessions["CHART"])
    assert (row.title, row.language) == ("Another chart", "gsw")
