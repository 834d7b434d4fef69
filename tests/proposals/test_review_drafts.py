"""What reviewers type is kept before they give it, outlives a sign-in, and counts nowhere."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.people.queries import id_of
from conference.proposals.models import (
    Call,
    ConflictOfInterest,
    Criterion,
    Review,
    ReviewDraft,
    ReviewScore,
)
from conference.proposals.queries import reading
from tests.factories.programme import make_edition
from tests.factories.proposals import (
    AFTER,
    ask_for_review,
    change_phases,
    id_of_proposal,
    make_call,
    make_proposal,
    make_reviewer,
)
from tests.support.pages import Browser, Page
from tests.support.races import at_once


@pytest.fixture
def app(database: Flask) -> Flask:
    """Review on both databases."""
    return database


@pytest.fixture
def code(app: Flask) -> str:
    """A proposal that Ada and Ben are asked for, in review."""
    edition = make_edition()
    make_call(edition.id)
    code = make_proposal(edition.id, title="One", level="much", language="cy")
    ask_for_review(
        code, *(make_reviewer(edition.id, f"{name}@gmail.com") for name in ("ada", "ben"))
    )
    make_reviewer(edition.id, "eve@gmail.com")
    with transaction():
        clock.set_moment(AFTER)
    return code


def person(name: str) -> int:
    found = id_of(f"{name}@gmail.com")
    assert found is not None
    return found


@pytest.fixture
def ada(browser: Browser, code: str) -> Browser:
    return browser.sign_in(person("ada"))


def autosaved(browser: Browser, page: Page, **values: str) -> tuple[int, str, str]:
    """Send the form as the script does; return status, text, and what is seen now."""
    form = {
        str(box.get("name")): str(box.get("value") or box.text or "")
        for box in page.all("//form[@data-autosave]//*[self::input or self::textarea][@name]")
        if box.get("type") not in {"radio", "checkbox"}
    }
    answer = browser.client.post(page.address, data=form | values, headers={"X-Autosave": "1"})
    db.session.rollback()
    return answer.status_code, answer.get_data(as_text=True), answer.headers.get("X-Seen", "")


def score(value: str = "4") -> dict[str, str]:
    return {f"score_{found}": value for found in db.session.scalars(select(Criterion.id))}


def one_score() -> dict[str, str]:
    return dict([next(iter(score("2").items()))])


def count(kind: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def texts(page: Page) -> list[str]:
    return [(box.text or "").strip() for box in page.all("//form[@data-autosave]//textarea")]


def test_what_is_typed_is_kept_and_is_no_opinion_yet(ada: Browser, code: str) -> None:
    page = ada.get(f"/2024/review/{code}")
    status, _, seen = autosaved(ada, page, for_speaker="Shor", **one_score())
    again = autosaved(ada, page, for_speaker="Shorter, please", seen=seen, **one_score())
    assert (status, again[0], count(Review), count(ReviewDraft)) == (204, 204, 0, 1)
    back = ada.get(page.address)
    assert texts(back) == ["Shorter, please", ""]
    assert [box.get("value") for box in back.all("//input[@type='radio'][@checked]")] == ["2"]
    assert "You have begun to write" in back.text
    assert "0 of 1 done" in ada.get("/2024/review").text
    assert not reading.has_opinion(id_of_proposal(code), person("ada"))
    back.submit("Save and go on", **score())
    assert (count(Review), count(ReviewDraft)) == (1, 0)


def test_a_given_opinion_stays_until_the_change_is_saved(ada: Browser, code: str) -> None:
    address = f"/2024/review/{code}"
    ada.get(address).submit("Save and go on", for_speaker="First", **score())
    autosaved(ada, ada.get(address), for_speaker="Second")
    assert db.session.scalars(select(Review.for_speaker)).all() == ["First"]
    page = ada.get(address)
    assert texts(page) == ["Second", ""]
    page.submit("Save and go on", **score())
    db.session.rollback()
    assert db.session.scalars(select(Review.for_speaker)).all() == ["Second"]


def test_what_was_begun_over_an_opinion_is_dropped_and_the_opinion_shown_again(
    ada: Browser, code: str
) -> None:
    address, drop = f"/2024/review/{code}", "Drop this and show what I gave"
    autosaved(ada, ada.get(address), for_speaker="Nothing given yet")
    assert drop not in ada.get(address).text
    ada.get(address).submit("Save and go on", for_speaker="First", **score())
    assert drop not in ada.get(address).text
    autosaved(ada, ada.get(address), for_speaker="Second")
    page = ada.get(address)
    assert "Shown here is what you have begun: it counts once you save it." in page.text
    done = page.submit(drop).follow()
    assert done.alerts[0] == (
        "What you had begun to change is gone. Your opinion is as you gave it."
    )
    assert (texts(done), drop in done.text) == (["First", ""], False)
    assert db.session.scalars(select(Review.for_speaker)).all() == ["First"]
    assert page.submit(drop).follow().status == 200
    assert autosaved(ada, page, for_speaker="Typed in the page before")[0] == 409
    assert count(ReviewDraft) == 0


def test_nobody_drops_what_they_are_not_asked_for(browser: Browser, code: str) -> None:
    browser.sign_in(person("eve"))
    assert browser.post(f"/2024/review/{code}/draft/removal").status == 404


def test_two_windows_overwrite_nothing(ada: Browser, code: str) -> None:
    page = ada.get(f"/2024/review/{code}")
    autosaved(ada, page, for_speaker="Mine")
    status, text, _ = autosaved(ada, page, for_speaker="Other")
    assert (status, "Saved meanwhile: “Mine”" in text) == (409, True)
    assert autosaved(ada, page, for_speaker="a" * 4001)[0] == 409


def test_what_is_too_long_or_too_late_is_said(ada: Browser, code: str) -> None:
    page = ada.get(f"/2024/review/{code}")
    status, text, _ = autosaved(ada, page, for_speaker="a" * 4001)
    assert (status, text) == (422, "For the speaker: Enter 4,000 characters or fewer")
    autosaved(ada, page, for_speaker="Nearly")
    change_phases(may_review=False)
    assert autosaved(ada, page, for_speaker="Late")[0] == 409
    assert "Nearly" in ada.get(page.address).text


def test_a_browser_that_names_another_site_gives_nothing(ada: Browser, code: str) -> None:
    """The view asks its form for the token itself: nobody else's page may send one."""
    seen = ada.get(f"/2024/review/{code}").all("//input[@name='seen']/@value")[0]
    form = {"seen": seen, "for_speaker": "Forged", "is_abstained": "y"}
    for headers in ({"Origin": "https://example.org"}, {}, {"X-Autosave": "1"}):
        answer = ada.client.post(f"/2024/review/{code}", data=form, headers=headers)
        assert answer.status_code == 409
    assert (count(Review), count(ReviewDraft)) == (0, 0)


def test_a_lost_sign_in_loses_no_word(ada: Browser, code: str) -> None:
    page = ada.get(f"/2024/review/{code}")
    with ada.client.session_transaction() as cookie:
        token = cookie.pop("sign_in")
    assert autosaved(ada, page, for_speaker="Long words")[0] == 401
    refused = page.submit("Save and go on", for_speaker="Long words", **score("3"))
    assert (refused.status, "One" in refused.text) == (401, False)
    assert [(box.text or "").strip() for box in refused.all("//textarea")] == ["Long words", ""]
    assert refused.link("Sign in in another tab") == f"/sign-in?next=/2024/review/{code}"
    with ada.client.session_transaction() as cookie:
        cookie["sign_in"] = token
        cookie.pop("csrf_token")
    stale = refused.submit("Save and go on")
    assert (stale.status, "Nothing is lost" in stale.text) == (409, True)
    assert stale.submit("Save and go on").status == 303
    db.session.rollback()
    assert db.session.scalars(select(Review.for_speaker)).all() == ["Long words"]


def test_a_lost_sign_in_loses_no_score_and_names_none(ada: Browser, code: str) -> None:
    page = ada.get(f"/2024/review/{code}")
    with ada.client.session_transaction() as cookie:
        token = cookie.pop("sign_in")
    refused = page.submit("Save and go on", **score("3"))
    assert (refused.status, refused.h1) == (401, "Your opinion")
    assert "the scores that you chose are kept with it" in refused.text
    assert refused.all("//input[starts-with(@name, 'score_')]/@type") == ["hidden", "hidden"]
    with ada.client.session_transaction() as cookie:
        cookie["sign_in"] = token
    assert refused.submit("Save and go on").status == 303
    assert list(db.session.scalars(select(ReviewScore.score))) == [3, 3]


@pytest.mark.parametrize("is_shown", [True, False])
def test_a_stranger_reads_nothing_that_a_call_scores(
    ada: Browser, code: str, *, is_shown: bool
) -> None:
    with transaction():
        db.session.query(Call).one().is_shown = is_shown
        names = list(db.session.scalars(select(Criterion.name)))
    sent = score("3") | {"score_999": "1", "score_x": "Odd", "for_speaker": "Typed"}
    for address in (f"/2024/review/{code}", "/2024/review/NOTHERE"):
        page = ada.other().post(address, **sent)
        assert (page.status, page.h1) == (401, "Your opinion")
        assert page.all("//form//textarea/text()")[0].strip() == "Typed"
        assert [name for name in (*names, "Odd") if name in page.html] == []


def test_only_whoever_may_review_keeps_anything(app: Flask, ada: Browser, code: str) -> None:
    page = ada.get(f"/2024/review/{code}")
    stranger = ada.other()
    assert stranger.get(page.address).location == f"/sign-in?next=/2024/review/{code}"
    eve = ada.other().sign_in(person("eve"))
    assert eve.get(page.address).status == 404
    form = {"csrf_token": eve.token(), "for_speaker": "Mine"}
    answer = eve.client.post(page.address, data=form, headers={"X-Autosave": "1"})
    assert (answer.status_code, count(ReviewDraft)) == (404, 0)


def test_a_conflict_takes_what_was_typed_away(ada: Browser, code: str) -> None:
    autosaved(ada, ada.get(f"/2024/review/{code}"), for_speaker="Mine")
    ada.get(f"/2024/review/{code}/conflict").submit("Yes")
    assert count(ReviewDraft) == 0


def test_a_conflict_pressed_twice_is_answered_clearly(ada: Browser, code: str) -> None:
    page = ada.get(f"/2024/review/{code}/conflict")
    page.submit("Yes")
    said = "You have said that you have a conflict of interest there. It is off your list."
    ada.get("/2024/review")
    pressed = page.submit("Yes")
    assert (pressed.status, pressed.location) == (303, "/2024/review")
    assert pressed.follow().alerts[:1] == [said]
    opened = ada.get(page.address)
    assert (opened.status, opened.location) == (303, "/2024/review")
    assert opened.follow().alerts[:1] == [said]


def test_of_two_presses_at_the_same_moment_one_declares(app: Flask, code: str) -> None:
    ada = person("ada")
    forms = [Browser(app).sign_in(ada) for _ in range(2)]
    tokens = [browser.token() for browser in forms]

    def press(number: int) -> int:
        answer = forms[number].client.post(
            f"/2024/review/{code}/conflict", data={"csrf_token": tokens[number]}
        )
        return int(answer.status_code)

    assert at_once(app, [lambda: press(0), lambda: press(1)]) == [303, 303]
    assert count(ConflictOfInterest) == 1


def test_level_and_language_are_shown(ada: Browser, code: str) -> None:
    page = ada.get(f"/2024/review/{code}")
    assert ("For those with years of practice" in page.text, "Welsh" in page.text) == (True, True)
