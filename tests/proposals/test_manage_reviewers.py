"""The organisers' pages of reviewers."""

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from conference.editions.models import Track
from conference.history import actions as history
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.people.rules import Role
from conference.proposals.actions import conflicts, decisions, reviews
from conference.proposals.actions.decisions import Deciding
from conference.proposals.models import Proposal, Reviewer, ReviewerTrack
from conference.proposals.queries.readers import Reader
from conference.proposals.queries.reading import Opinion
from conference.proposals.rules.deciding import read_tick
from conference.proposals.rules.states import Decision, ProposalState
from tests.factories.people import make_grant, make_person
from tests.factories.programme import make_edition
from tests.factories.proposals import (
    AFTER,
    ask_for_review,
    asked_reviewers,
    id_of_proposal,
    make_author,
    make_call,
    make_proposal,
    make_reviewer,
)
from tests.support.pages import Browser
from tests.support.statements import counted

PAGE = "/2024/manage/proposals/reviewers"


@dataclass(frozen=True, kw_only=True)
class Year:
    """An edition with a call; an organiser has signed in."""

    id: int
    track_id: int
    ada: int
    one: str
    two: str


@pytest.fixture
def year(browser: Browser) -> Year:
    edition = make_edition()
    make_call(edition.id)
    track_id = db.session.scalars(select(Track.id).where(Track.edition_id == edition.id)).first()
    organiser = make_person("oona@gmail.com")
    make_grant(organiser)
    with transaction():
        clock.set_moment(AFTER)
    browser.sign_in(organiser)
    return Year(
        id=edition.id,
        track_id=track_id or 0,
        ada=make_reviewer(edition.id, "ada@gmail.com", name="Ada"),
        one=make_proposal(edition.id, title="One", email="one@gmail.com", track_id=track_id),
        two=make_proposal(edition.id, title="Two", email="two@gmail.com"),
    )


def test_reviewers_do_not_open_the_organisers_pages(app: Flask, year: Year) -> None:
    reviewer = Browser(app).sign_in(year.ada)
    assert [reviewer.get(address).status for address in (PAGE, f"{PAGE}/{year.ada}")] == [403, 403]


def test_a_year_without_reviewers_says_how_to_get_some(browser: Browser) -> None:
    make_edition()
    organiser = make_person("oona@gmail.com")
    make_grant(organiser)
    page = browser.sign_in(organiser).get(PAGE)
    assert "No reviewers yet" in page.text
    assert page.link("Give the role") == "/2024/manage/roles"


def test_a_draw_is_looked_at_and_then_pressed_once(browser: Browser, year: Year) -> None:
    ben = make_reviewer(year.id, "ben@gmail.com", name="Ben")
    page = browser.get(PAGE).submit("Look at a draw", each="2").follow()
    assert page.h1 == "Ask for 4 reviews?"
    assert asked_reviewers() == {}
    done = page.submit("Ask for 4 reviews")
    assert done.follow().alerts == ["4 reviews asked for. One mail goes to each reviewer."]
    assert page.submit("Ask for 4 reviews").follow().alerts == [
        "Nothing was left to ask for: everything stands as it was."
    ]
    everybody = {"ada@gmail.com", "ben@gmail.com"}
    assert asked_reviewers() == {year.one: everybody, year.two: everybody}
    assert "With 2 reviewers 2" in browser.get(PAGE).text
    assert browser.get(f"{PAGE}/{ben}").h1 == "Ben"


def test_who_could_not_be_served_is_named_before_the_press(browser: Browser, year: Year) -> None:
    page = browser.get(PAGE).submit("Look at a draw", each="2").follow()
    assert "2 proposals would have too few reviewers" in page.text
    assert "One: 1 more reviewer is needed. There are not enough reviewers." in page.text
    make_author(id_of_proposal(year.one), "ada@gmail.com")
    assert (
        "One: 2 more reviewers are needed. Nobody else may judge it: 1 reviewer is one of its "
        "speakers." in browser.get(page.address).text
    )


def test_a_draw_that_has_changed_is_shown_again(browser: Browser, year: Year) -> None:
    page = browser.get(PAGE).submit("Look at a draw", each="1").follow()
    make_proposal(year.id, title="Three", email="three@gmail.com")
    again = page.submit("Ask for 2 reviews").follow()
    assert (again.h1, len(again.alerts), asked_reviewers()) == ("Ask for 3 reviews?", 1, {})
    with transaction():
        proposal = db.session.get_one(Proposal, id_of_proposal(year.one))
        proposal.state = ProposalState.DECLINED
    make_proposal(year.id, title="Four", email="four@gmail.com")
    once_more = again.submit("Ask for 3 reviews").follow()
    assert once_more.alerts == [
        "Proposals or reviewers have changed meanwhile. Nothing was assigned: look again."
    ]
    assert (once_more.h1, asked_reviewers()) == ("Ask for 3 reviews?", {})


def test_an_odd_number_is_refused_on_the_page(browser: Browser, year: Year) -> None:
    page = browser.get(PAGE).submit("Look at a draw", each="many")
    assert (page.status, page.errors) == (422, ["Enter a whole number, like 80"])
    assert browser.get(f"{PAGE}/assignment").status == 422
    odd = browser.post(f"{PAGE}/assignment", each="0").follow()
    assert odd.alerts == ["That was no draw of ours. Nothing was assigned: look at a draw first."]


def test_organisation_and_tracks_of_a_reviewer(browser: Browser, year: Year) -> None:
    ask_for_review(year.two, year.ada)
    page = browser.get(f"{PAGE}/{year.ada}")
    saved = page.submit("Save", organisation="A trust", tracks=[str(year.track_id)])
    assert saved.follow().alerts == [
        "Saved. 1 of their proposals went to others, as far as somebody may."
    ]
    row = db.session.scalars(select(Reviewer)).one()
    assert (row.organisation, db.session.scalars(select(ReviewerTrack.track_id)).all()) == (
        "A trust",
        [year.track_id],
    )


def test_by_person_by_track_and_back_again(browser: Browser, year: Year) -> None:
    address = f"{PAGE}/{year.ada}"
    browser.get(address).submit("Ask for this proposal", proposal=year.two)
    browser.get(address).submit("Ask for all of this track", track=str(year.track_id))
    assert asked_reviewers() == {year.one: {"ada@gmail.com"}, year.two: {"ada@gmail.com"}}
    gone = browser.get(address).submit("Ask no more")
    assert gone.follow().alerts == ["They are not asked for it any more."]
    assert len(asked_reviewers()) == 1
    for what in ("proposals", "tracks"):
        odd = browser.post(f"{address}/{what}", proposal="NOTONE", track="0").follow()
        assert odd.alerts[0].endswith("from the list. Nothing was assigned.")


def test_nobody_but_reviewers_has_a_page(browser: Browser, year: Year) -> None:
    assert browser.get(f"{PAGE}/9999").status == 404


def test_the_list_asks_the_same_of_the_database_whatever_its_length(
    browser: Browser, year: Year
) -> None:
    browser.get(PAGE)  # the edition's frame is read once
    counts = []
    for number in range(2):
        with counted() as seen:
            browser.get(PAGE)
        counts.append(len(seen))
        make_proposal(year.id, email=f"more{number}@gmail.com")
        make_reviewer(year.id, f"reviewer{number}@gmail.com")
    assert counts[0] == counts[1]


def test_an_organiser_learns_nothing_of_who_judges_their_own(browser: Browser, year: Year) -> None:
    own = make_proposal(year.id, title="Hers", email="oona@gmail.com")
    ben = make_reviewer(year.id, "ben@gmail.com", name="Ben")
    ask_for_review(own, year.ada, ben)
    ask_for_review(year.one, year.ada)
    carol = make_person("carol@gmail.com", name="Carol")
    make_grant(carol, Role.COMMITTEE)
    with transaction():
        opinion = Opinion(scores={}, is_abstained=True)
        reviews.give(year.id, own, year.ada, opinion, now=AFTER)
    deciding = Deciding(edition_id=year.id, reader=Reader(carol, "carol@gmail.com"), now=AFTER)
    with transaction():
        decisions.set_pending(
            [read_tick(f"{own}:submitted:-")], Decision.DECLINE, deciding=deciding
        )
        conflicts.declare(year.id, own, ben, note="A friend", now=AFTER)
    _, heading, done = browser.get(f"/2024/manage/proposals/{own}").text.partition("What was done")
    assert heading
    for secret in ("Ada", "Carol", "Ben", "eview", "ecision", "onflict", "decline"):
        assert secret not in done
    for way in ("", f"/{year.ada}", f"/{ben}", "/assignment?each=2&seed=A"):
        page = browser.get(f"{PAGE}{way}")
        assert (page.status, "Hers" in page.text, own in page.text) == (200, False, False)
    rows = [
        [str(cell) for cell in row.xpath("td//text()")]
        for row in browser.get(PAGE).all("//tbody/tr")
    ]
    assert [row[-3:] for row in rows if len(row) > 3] == [
        ["0 of 1", "1", "0"],
        ["0 of 0", "0", "0"],
    ]
    other = make_person("olu@gmail.com")
    make_grant(other)
    page = browser.other().sign_in(other).get(f"/2024/manage/proposals/{own}")
    said = ("Review given", "Decision noted", "Conflict declared", "Ada", "Carol", "To decline")
    assert [word for word in said if word not in page.text] == []


def test_the_history_names_people_and_decisions_by_their_words(
    browser: Browser, year: Year
) -> None:
    code = make_proposal(year.id, title="Theirs", email="theirs@gmail.com", name="Tess")
    author_id = make_author(id_of_proposal(code), "bola@example.org", name="Bola Ade")
    ada = Reader(year.ada, "ada@gmail.com")
    with transaction():
        reviews.ask(year.id, [(id_of_proposal(code), year.ada)], actor="person 1", now=AFTER)
        for what, details in (
            ("speaker invited", {"author": author_id}),
            ("proposal changed", {"fields": ["outcome"]}),
        ):
            history.record(
                "person 1",
                what,
                on=("proposal", id_of_proposal(code)),
                at=AFTER,
                edition_id=year.id,
                **details,
            )
        decisions.set_pending(
            [read_tick(f"{code}:submitted:-")],
            Decision.RESERVE,
            deciding=Deciding(edition_id=year.id, reader=ada, now=AFTER),
        )
    page = browser.get(f"/2024/manage/proposals/{code}")
    assert [cell.text for cell in page.all("//td[@data-label='Details']")] == [
        "To reserve",
        "Changed: what they will be able to do",
        "Speaker: Bola Ade",
        "Reviewer: Ada",
    ]


def test_own_and_unknown_get_one_answer_to_a_hand_made_press(browser: Browser, year: Year) -> None:
    own = make_proposal(year.id, title="Hers", email="oona@gmail.com")
    ask_for_review(own, year.ada)
    address = f"{PAGE}/{year.ada}/proposals"
    answers = [
        (browser.post(f"{address}/{code}/removal"), browser.post(address, proposal=code).follow())
        for code in (own, "NOTONE")
    ]
    (own_gone, own_asked), (gone, asked) = answers
    assert [page.status for page in (own_gone, gone)] == [404, 404]
    assert own_gone.text == gone.text
    assert own_asked.alerts == asked.alerts
    assert asked_reviewers() == {own: {"ada@gmail.com"}}


def test_a_draw_says_that_own_proposals_are_not_in_it(browser: Browser, year: Year) -> None:
    words = "Another organiser asks for them."
    assert words not in browser.get(f"{PAGE}/assignment?each=2&seed=A").text
    make_proposal(year.id, title="Hers", email="oona@gmail.com")
    page = browser.get(f"{PAGE}/assignment?each=1&seed=A")
    assert (words in page.text, "2 proposals, 1 reviewer for each" in page.text) == (True, True)
    page.submit("Ask for 2 reviews")
    assert asked_reviewers().keys() == {year.one, year.two}
