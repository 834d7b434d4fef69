"""Reviewers' pages, as they open them."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from conference.editions.models import Track
from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.people.models import RoleGrant
from conference.people.rules import Role
from conference.proposals.actions import reviews
from conference.proposals.models import (
    Criterion,
    Proposal,
    ProposalAnswer,
    Question,
    Review,
    ReviewerTrack,
)
from conference.proposals.queries.reading import Opinion
from conference.proposals.rules.states import ProposalState, QuestionKind
from tests.factories.people import make_grant, make_person
from tests.factories.programme import make_edition
from tests.factories.proposals import (
    AFTER,
    CLOSES,
    ask_for_review,
    change_phases,
    id_of_proposal,
    make_call,
    make_proposal,
    make_reviewer,
)
from tests.support.pages import Browser
from tests.support.statements import counted


@dataclass(frozen=True, kw_only=True)
class Year:
    """An edition in review; its reviewer has signed in."""

    edition: EditionFrame
    call_id: int
    ada: int
    ben: int
    codes: tuple[str, ...]


@pytest.fixture
def year(browser: Browser) -> Year:
    edition = make_edition()
    call_id = make_call(edition.id)
    ada = make_reviewer(edition.id, "ada@gmail.com", name="Ada")
    ben = make_reviewer(edition.id, "ben@gmail.com", name="Ben")
    codes = sorted(
        make_proposal(edition.id, title=title, email=f"{title.lower()}@gmail.com", name="Secret")
        for title in ("One", "Two")
    )
    for code in codes:
        ask_for_review(code, ada, ben)
    with transaction():
        clock.set_moment(AFTER)
    browser.sign_in(ada)
    return Year(edition=edition, call_id=call_id, ada=ada, ben=ben, codes=tuple(codes))


def scores(value: str = "4") -> dict[str, str]:
    return {f"score_{found}": value for found in db.session.scalars(select(Criterion.id))}


def test_only_reviewers_of_the_year_come_in(app: Flask, year: Year) -> None:
    stranger = Browser(app).get("/2024/review")
    organiser = make_person("oona@gmail.com")
    make_grant(organiser)
    refused = Browser(app).sign_in(organiser).get("/2024/review")
    assert (stranger.status, refused.status) == (303, 403)


def test_the_account_leads_to_the_reviews_of_whoever_reviews(
    app: Flask, browser: Browser, year: Year
) -> None:
    assert browser.get("/account").link("Your reviews") == "/2024/review"
    other = Browser(app).sign_in(make_person("other@gmail.com"))
    assert "Proposals to review" not in other.get("/account").text


def test_one_is_judged_after_the_other(browser: Browser, year: Year) -> None:
    page = browser.get("/2024/review")
    assert (page.h1, [words for words in ("0 of 2 done", "To do (2)") if words in page.text]) == (
        "Your reviews",
        ["0 of 2 done", "To do (2)"],
    )
    first, second = year.codes
    saved = browser.get(f"/2024/review/{first}").submit("Save and go on", **scores())
    assert saved.location == f"/2024/review/{second}"
    following = saved.follow()
    assert following.alerts[0] == "Saved. Here is the next one."
    last = following.submit("Save and go on", is_abstained="y")
    assert last.location == "/2024/review"
    page = last.follow()
    assert page.alerts == ["Saved. That was the last one: nothing waits for you."]
    assert "Done (1)" in page.text
    assert "You abstained (1)" in page.text


def test_what_was_decided_meanwhile_waits_for_nobody(browser: Browser, year: Year) -> None:
    first, second = year.codes
    browser.get(f"/2024/review/{first}").submit("Save and go on", **scores())
    with transaction():
        db.session.execute(
            update(Proposal).where(Proposal.code == second).values(state=ProposalState.DECLINED)
        )
    page = browser.get("/2024/review")
    assert ("1 of 1 done." in page.text, "To do" in page.text) == (True, False)
    assert "No longer needed (1)" in page.text


def test_an_incomplete_opinion_keeps_what_was_typed(browser: Browser, year: Year) -> None:
    address = f"/2024/review/{year.codes[0]}"
    page = browser.get(address).submit("Save and go on", for_speaker="A long text")
    said = [f"{name}: Choose a score from 1 to 5, or abstain" for name in ("Use", "Evidence")]
    assert (page.status, page.errors) == (422, said)
    assert page.all("//textarea[@name='for_speaker']")[0].text.strip() == "A long text"
    odd = browser.get(address).submit("Save and go on", **scores("9"))
    assert (odd.status, db.session.scalars(select(Review.id)).all()) == (422, [])


def test_what_was_saved_in_another_window_is_not_overwritten(browser: Browser, year: Year) -> None:
    page = browser.get(f"/2024/review/{year.codes[0]}")
    browser.get(page.address).submit("Save and go on", for_speaker="Theirs", **scores())
    late = page.submit("Save and go on", for_speaker="Mine", **scores("1"))
    assert late.status == 422
    assert "Somebody saved this while you had it open" in late.errors[0]


def test_what_was_typed_when_the_phase_ended_is_not_lost(browser: Browser, year: Year) -> None:
    page = browser.get(f"/2024/review/{year.codes[0]}")
    change_phases(opens_at=CLOSES, closes_at=AFTER)
    late = page.submit("Save and go on", for_speaker="A long text", **scores())
    assert (late.status, late.errors) == (422, ["Reviews are not taken now. Nothing was saved."])
    assert "A long text" in late.text


@pytest.mark.parametrize(
    ("phase", "said", "heading"),
    [
        ({"may_review": False}, "Reviews are not taken any more", "You gave no opinion (2)"),
        (
            {"opens_at": AFTER + timedelta(days=4)},
            "Reviews are not taken now They are taken from Friday 14 June 2024.",
            "To do (2)",
        ),
    ],
)
def test_outside_a_phase_the_list_and_the_pages_say_the_same(
    browser: Browser, year: Year, phase: dict[str, Any], said: str, heading: str
) -> None:
    change_phases(**phase)
    listed = browser.get("/2024/review")
    assert listed.alerts[0] == f"{said} You can read what you were asked for."
    assert heading in listed.text
    page = browser.get(f"/2024/review/{year.codes[0]}")
    assert page.alerts == [f"{said.replace('now They', 'now. They')}{DOT[said[-1]]}"]
    assert ("You have given none." in page.text, page.all("//input[@type='radio']")) == (True, [])


DOT = {".": " Nothing can be changed here.", "e": ". Nothing can be changed here."}


def test_of_what_is_decided_the_page_says_what_the_list_says(browser: Browser, year: Year) -> None:
    first = year.codes[0]
    page = browser.get(f"/2024/review/{first}")
    with transaction():
        db.session.execute(
            update(Proposal).where(Proposal.code == first).values(state=ProposalState.ACCEPTED)
        )
    assert "Reviews are taken until" in browser.get("/2024/review").text
    assert "No longer needed (1)" in browser.get("/2024/review").text
    needless = "Opinions of this proposal are no longer needed."
    assert browser.get(f"/2024/review/{first}").alerts == [
        f"{needless} Nothing can be changed here."
    ]
    late = page.submit("Save and go on", **scores())
    assert (late.status, late.errors) == (422, [f"{needless} Nothing was saved."])


def test_nobody_is_told_to_give_what_is_not_taken_any_more(browser: Browser, year: Year) -> None:
    change_phases(may_discuss=True)
    address = f"/2024/review/{year.codes[0]}"
    first = "once you have given your own opinion"
    assert first in browser.get(address).text
    change_phases(may_review=False)
    page = browser.get(address)
    assert (first in page.text, "Those discuss who gave an opinion" in page.text) == (False, True)


def test_whoever_writes_is_told_who_reads_it_with_their_name(browser: Browser, year: Year) -> None:
    change_phases(may_discuss=True)
    code = year.codes[0]
    browser.get(f"/2024/review/{code}").submit("Save and go on", **scores())
    page = browser.get(f"/2024/review/{code}")
    hints = {
        name: page.all(f"//*[@id='{name}-hint']")[0].text
        for name in ("body", "for_speaker", "for_committee")
    }
    assert hints["body"] == (
        "The other reviewers of this proposal read it without your name, the committee with it."
    )
    assert "reads it with your name, other reviewers without it" in hints["for_speaker"]
    assert hints["for_committee"] == "Only the committee reads it, with your name."


def test_a_conflict_is_declared_with_or_without_a_note(browser: Browser, year: Year) -> None:
    page = browser.get(f"/2024/review/{year.codes[0]}").follow("conflict of interest")
    assert page.h1 == "Do you have a conflict of interest?"
    done = page.submit("Yes, give it to somebody else")
    assert done.location == "/2024/review"
    assert "0 of 1 done" in done.follow().text
    assert browser.get(f"/2024/review/{year.codes[0]}").status == 404


def test_answers_are_shown_where_organisers_said_so(browser: Browser, year: Year) -> None:
    with transaction():
        for kind, label, answer in (
            (QuestionKind.SHORT, "Have you tried it?", "Twice"),
            (QuestionKind.YES_NO, "In pairs?", "yes"),
            (QuestionKind.SHORT, "Your train?", "Late"),
        ):
            question = Question(
                call_id=year.call_id,
                position=0,
                kind=kind,
                label=label,
                purpose="To know",
                is_for_reviewers=label != "Your train?",
            )
            db.session.add(question)
            db.session.flush()
            db.session.add(
                ProposalAnswer(
                    proposal_id=id_of_proposal(year.codes[0]),
                    question_id=question.id,
                    answer=answer,
                )
            )
    text = browser.get(f"/2024/review/{year.codes[0]}").text
    assert ("Have you tried it? Twice" in text, "Your train?" in text) == (True, False)
    assert "In pairs? Yes" in text
    team = make_person("oona@example.org")
    for role in (Role.ORGANISER, Role.COMMITTEE):
        make_grant(team, role)
    desk = browser.other().sign_in(team)
    for address in ("proposals", "proposals/committee"):
        text = desk.get(f"/2024/manage/{address}/{year.codes[0]}").text
        assert "In pairs? Yes" in text


def test_a_word_that_comes_after_the_discussion_is_given_back(browser: Browser, year: Year) -> None:
    change_phases(may_discuss=True)
    code = year.codes[0]
    browser.get(f"/2024/review/{code}").submit("Save and go on", **scores())
    page = browser.get(f"/2024/review/{code}")
    change_phases(may_discuss=False)
    refused = page.submit("Say it", body="A long thought of mine")
    assert refused.status == 422
    assert "What you typed is below: copy it before you leave." in refused.text
    assert "A long thought of mine" in refused.text


def test_a_refused_word_leaves_ones_opinion_as_it_is(browser: Browser, year: Year) -> None:
    change_phases(may_discuss=True)
    code = year.codes[0]
    browser.get(f"/2024/review/{code}").submit("Save and go on", is_abstained="y")
    page = browser.get(f"/2024/review/{code}").submit("Say it", body="")
    assert page.status == 422
    assert len(page.all("//input[@name='is_abstained'][@checked]")) == 1


def test_others_and_the_discussion_come_after_ones_own(browser: Browser, year: Year) -> None:
    code = year.codes[0]
    change_phases(may_discuss=True)
    with transaction():
        reviews.give(
            year.edition.id,
            code,
            year.ben,
            Opinion(scores={int(key[6:]): 5 for key in scores()}, for_speaker="Bens words"),
            now=AFTER,
        )
    before = browser.get(f"/2024/review/{code}")
    assert ("Bens words" in before.text, "once you have given" in before.text) == (False, True)
    before.submit("Save and go on", **scores())
    after = browser.get(f"/2024/review/{code}")
    assert "Reviewer 1: 5.0 of 5" in after.text
    assert ("Bens words" in after.text, re.findall(r"\bBen\b", after.html)) == (True, [])
    said = after.submit("Say it", body="I agree")
    assert said.location == f"/2024/review/{code}#discussion"
    assert "You 10 June 2024" in said.follow().text
    assert browser.get(f"/2024/review/{code}").submit("Say it", body="").status == 422


def test_the_list_is_searched(browser: Browser, year: Year) -> None:
    page = browser.get("/2024/review").submit("Find", q="one")
    assert ("1 of 2 found." in page.text, "Two" in page.text) == (True, False)
    assert "0 of 2 found." in browser.get("/2024/review", q="secret").text


def test_limited_to_tracks_whatever_other_roles_say(browser: Browser, year: Year) -> None:
    track_id = make_edition_track(year)
    with transaction():
        db.session.add(ReviewerTrack(track_id=track_id, person_id=year.ada))
        db.session.execute(
            update(RoleGrant).where(RoleGrant.person_id == year.ada).values(edition_id=None)
        )
    make_grant(year.ada)
    assert "Nothing yet" in browser.get("/2024/review").text
    assert browser.get(f"/2024/review/{year.codes[0]}").status == 404


def make_edition_track(year: Year) -> int:
    found = db.session.scalars(select(Track.id).where(Track.edition_id == year.edition.id))
    return int(found.first() or 0)


def test_the_list_asks_the_same_of_the_database_whatever_its_length(
    browser: Browser, year: Year
) -> None:
    browser.get("/2024/review")  # the edition's frame is read once
    counts = []
    for _ in range(2):
        with counted() as seen:
            browser.get("/2024/review")
        counts.append(len(seen))
        for number in range(3):
            code = make_proposal(year.edition.id, email=f"more{number}@gmail.com")
            ask_for_review(code, year.ada)
    assert counts[0] == counts[1]
