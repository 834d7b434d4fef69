"""One's own steps on the page of a session, and that a press there reads no more than it needs."""

import pytest

from conference.kernel.database import db
from conference.programme import queries
from tests.factories.programme import SmallDay, at, make_session
from tests.support.pages import Browser
from tests.support.statements import counted

MOVE = "/2024/manage/schedule/KIND"
BUTTONS = "//main//form//button/text()"


def starts(day: SmallDay) -> tuple[object, ...]:
    """Return when the sessions of these tests begin in the draft."""
    db.session.rollback()
    seen = queries.draft(day.edition_id)
    return tuple(seen.session(code).starts_at for code in ("KIND", "TIRED", "CHART"))


def test_a_step_of_the_page_is_taken_back_and_done_again_there(
    browser: Browser, day: SmallDay
) -> None:
    before = starts(day)
    page = browser.get(MOVE)
    assert [text for text in page.all(BUTTONS) if "do: " in text] == []
    shifted = page.submit("Move them all", by="10").follow()
    back = shifted.submit("Undo: shifted 2 sessions by 10 minutes")
    assert (back.location, starts(day)) == (MOVE, before)
    page = back.follow()
    assert "Taken back: shifted 2 sessions by 10 minutes." in page.text
    again = page.submit("Redo: shifted 2 sessions by 10 minutes")
    assert (again.location, starts(day)) == (MOVE, (at("11:10"), at("12:00"), before[2]))
    page = again.follow()
    other = page.all("//select[@name='other']/option[contains(., 'The chart')]/@value")[0]
    swapped = page.submit("Change places", other=str(other)).follow()
    assert starts(day) == (at("09:55"), at("12:00"), at("11:10"))
    name = "Undo: swapped Kind and clear and The chart that changed my mind"
    assert swapped.submit(name).location == MOVE
    assert starts(day) == (at("11:10"), at("12:00"), before[2])


def test_a_step_that_others_overtook_is_refused_on_the_page(
    browser: Browser, day: SmallDay
) -> None:
    for _ in range(2):
        shown = browser.get(MOVE).submit("Move them all", by="10").follow()
    assert shown.submit("Undo:").status == 303
    told = shown.submit("Undo:").follow()
    assert "That was pressed already, here or in another window" in told.text
    assert told.address == MOVE


@pytest.mark.parametrize("press", ["Lock it", "Take it out", "Move them all", "Change places"])
def test_a_press_does_not_read_the_whole_draft(browser: Browser, day: SmallDay, press: str) -> None:
    entered = {"other": "CHART.1"} if press == "Change places" else {}
    page = browser.get(MOVE)
    with counted() as said:
        assert page.submit(press, **entered).status == 303
    assert [one for one in said if "FROM session_speakers" in one] == []


def test_a_session_that_is_not_there_is_not_pressed(browser: Browser, day: SmallDay) -> None:
    make_session(day.edition_id, "GHOST", title="Nowhere")
    page = browser.get("/2024/manage/schedule/KIND")
    assert browser.post("/2024/manage/schedule/NOBODY/lock", version="1").status == 404
    assert page.submit("Change places", other="NOBODY.1").status == 404
    told = page.submit("Change places", other="GHOST.1").follow()
    assert "Both sessions need a time before they can change places" in told.text
