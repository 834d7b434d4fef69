"""Organisers change a proposal for its speakers in the browser, and withdraw it for them."""

import pytest
from flask import Flask
from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.mail.models import Message
from conference.people.rules import Role
from conference.proposals.models import Question
from conference.proposals.queries.calls import call_of
from conference.proposals.rules.states import ProposalState, QuestionKind
from tests.factories import people as make
from tests.factories.programme import make_edition
from tests.factories.proposals import (
    AFTER,
    id_of_proposal,
    make_author,
    make_call,
    make_proposal,
    proposal_row,
)
from tests.support.pages import Browser, Page
from tests.support.statements import counted

LIST = "/2024/manage/proposals"
SAVED = "Saved. Its speakers are mailed once you leave it at that for a minute."
NAMED = "You are named on this proposal"


@pytest.fixture
def edition(app: Flask) -> EditionFrame:
    """Store an edition whose call is over by now."""
    found = make_edition()
    make_call(found.id)
    with transaction():
        clock.set_moment(AFTER)
    return found


@pytest.fixture
def organiser(app: Flask, edition: EditionFrame) -> Browser:
    """Return the browser of an organiser."""
    return of_organiser(app, edition)


@pytest.fixture
def code(edition: EditionFrame) -> str:
    """Store a proposal that was sent in, with everything in it."""
    return make_proposal(edition.id, track_id=edition.tracks[0].id, format_id=edition.formats[0].id)


def of_organiser(app: Flask, edition: EditionFrame, email: str = "oona@example.org") -> Browser:
    person_id = make.make_person(email, name="Oona")
    make.make_grant(person_id, Role.ORGANISER, edition_id=edition.id)
    return Browser(app).sign_in(person_id)


def kinds() -> list[str]:
    return list(db.session.scalars(select(Message.kind).order_by(Message.id)))


def test_somebody_rings_and_their_title_is_mended(organiser: Browser, code: str) -> None:
    page = organiser.get(f"{LIST}/{code}").follow("Change it for its speakers")
    assert page.h1 == "Change “Kind and clear” for its speakers"
    assert "Its speakers cannot change it any more The deadline was" in page.text
    page = page.follow("Change title")
    assert (page.h1, "You answer for Yewande Cole." in page.text) == (
        "What is it called, and what is it?",
        True,
    )
    page = page.submit("Save", title="Kinder").follow()
    assert (page.h1, page.alerts[0]) == ("Change “Kinder” for its speakers", SAVED)
    page = page.follow("Done")
    assert (page.h1, "Proposal changed on behalf of the speakers Oona" in page.text) == (
        "Kinder",
        True,
    )
    assert kinds() == ["proposals.changed_on_behalf"]


@pytest.mark.parametrize(
    "step",
    ["title", "audience", "outcome", "abstract", "details", "questions", "needs", "note"],
)
def test_every_question_of_the_speakers_is_there(
    organiser: Browser, edition: EditionFrame, code: str, step: str
) -> None:
    with transaction():
        found = call_of(edition.id)
        assert found is not None
        kind, label = QuestionKind.SHORT, "How do you come?"
        db.session.add(
            Question(call_id=found.id, position=0, label=label, purpose="To know", kind=kind)
        )
    page = organiser.get(f"{LIST}/{code}/change")
    addresses = page.all("//main//dl//a/@href")
    assert f"{LIST}/{code}/change/{step}" in addresses
    assert organiser.get(f"{LIST}/{code}/change/{step}").submit("Save").location == page.address


def test_the_limits_are_the_same_and_what_was_typed_stays(organiser: Browser, code: str) -> None:
    page = organiser.get(f"{LIST}/{code}/change/abstract")
    assert "9 of 300 words" in page.text
    page = page.submit("Save", abstract="word " * 301)
    assert (page.status, page.errors) == (422, ["Your abstract has 301 words. The limit is 300"])
    page = organiser.get(f"{LIST}/{code}/change/title").submit("Save", title="")
    assert (page.status, page.errors, kinds()) == (422, ["Enter a title"], [])


def test_what_somebody_saved_meanwhile_is_shown_and_not_overwritten(
    app: Flask, edition: EditionFrame, organiser: Browser, code: str
) -> None:
    one = organiser.get(f"{LIST}/{code}/change/title")
    other = of_organiser(app, edition, "other@example.org").get(one.address)
    assert other.submit("Save", title="Theirs").status == 303
    page = one.submit("Save", title="Mine")
    assert (page.status, proposal_row(code).title) == (409, "Theirs")
    assert "Saved meanwhile: “Theirs”" in page.text
    assert page.all("//input[@name='title']/@value") == ["Mine"]
    assert page.submit("Save").status == 303
    assert proposal_row(code).title == "Mine"


@pytest.mark.parametrize(
    "state", [ProposalState.DRAFT, ProposalState.RESERVE, ProposalState.DECLINED]
)
def test_of_what_is_decided_or_not_sent_in_the_page_says_what_is_true(
    organiser: Browser, edition: EditionFrame, state: ProposalState
) -> None:
    code = make_proposal(edition.id, state=state)
    text = organiser.get(f"{LIST}/{code}/change").text
    assert ("It is decided. You can." in text) is (state is not ProposalState.DRAFT)
    assert "keeps its own words" not in text


def test_of_what_is_accepted_it_says_that_a_session_has_its_own_words(
    organiser: Browser, edition: EditionFrame
) -> None:
    code = make_proposal(edition.id, state=ProposalState.CONFIRMED)
    page = organiser.get(f"{LIST}/{code}/change")
    assert page.follow("among the sessions").address == "/2024/manage/sessions"


def test_ones_own_is_not_changed_at_the_desk(app: Flask, edition: EditionFrame, code: str) -> None:
    browser = of_organiser(app, edition)
    person_id = make.make_person("both@example.org")
    make.make_grant(person_id, Role.ORGANISER, edition_id=edition.id)
    make_author(id_of_proposal(code), "both@example.org", person_id=person_id)
    own = Browser(app).sign_in(person_id)
    page = own.get(f"{LIST}/{code}")
    assert (NAMED in page.text, "for its speakers" in page.text) == (True, False)
    for way in ("change", "change/title", "withdrawal"):
        refused = own.get(f"{LIST}/{code}/{way}").follow()
        assert (refused.address, refused.alerts[0].startswith(NAMED)) == (page.address, True)
    assert NAMED not in browser.get(page.address).text


def test_whoever_becomes_a_speaker_meanwhile_keeps_what_they_typed(
    app: Flask, edition: EditionFrame, organiser: Browser, code: str
) -> None:
    title = organiser.get(f"{LIST}/{code}/change/title")
    withdrawal = organiser.get(f"{LIST}/{code}/withdrawal")
    person_id = make.make_person("late@example.org")
    make.make_grant(person_id, Role.ORGANISER, edition_id=edition.id)
    late = Browser(app).sign_in(person_id)
    title, withdrawal = late.get(title.address), late.get(withdrawal.address)
    make_author(id_of_proposal(code), "late@example.org", person_id=person_id)
    page = title.submit("Save", title="Mine")
    assert (page.status, page.errors[0].startswith(NAMED)) == (409, True)
    assert withdrawal.submit("Withdraw it").follow().follow().alerts[0].startswith(NAMED)
    row = proposal_row(code)
    assert (row.title, row.state, kinds()) == ("Kind and clear", ProposalState.SUBMITTED, [])


def test_what_is_withdrawn_is_not_changed(organiser: Browser, edition: EditionFrame) -> None:
    code = make_proposal(edition.id, state=ProposalState.WITHDRAWN)
    page = organiser.get(f"{LIST}/{code}")
    assert "for its speakers" not in page.text
    refused = organiser.get(f"{LIST}/{code}/change/title").follow()
    assert refused.alerts == [
        "This proposal was withdrawn, so it can no longer be changed. Nothing was saved."
    ]
    assert organiser.get(f"{LIST}/{code}/withdrawal").location == page.address


def test_only_questions_have_pages(organiser: Browser, code: str) -> None:
    odd = ("speakers", "odd", "check")
    assert {organiser.get(f"{LIST}/{code}/change/{step}").status for step in odd} == {404}
    assert {organiser.get(f"{LIST}/NOCODE/{way}").status for way in ("change", "withdrawal")} == {
        404
    }


def test_who_reviews_or_decides_opens_none_of_it(
    app: Flask, edition: EditionFrame, code: str
) -> None:
    for role in (Role.REVIEWER, Role.COMMITTEE):
        person_id = make.make_person(f"{role.value}@example.org")
        make.make_grant(person_id, role, edition_id=edition.id)
        browser = Browser(app).sign_in(person_id)
        ways = ("change", "change/title", "withdrawal")
        assert {browser.get(f"{LIST}/{code}/{way}").status for way in ways} == {403}


def test_its_pages_cost_the_same_whoever_and_whatever_is_in_it(
    organiser: Browser, edition: EditionFrame, code: str
) -> None:
    costs = []
    organiser.get(f"{LIST}/{code}/change")
    for number in range(2):
        for way in ("change", "change/abstract", "withdrawal"):
            with counted() as statements:
                organiser.get(f"{LIST}/{code}/{way}")
            costs.append(len(statements))
        make_author(id_of_proposal(code), f"s{number}@example.org")
    assert costs[:3] == costs[3:]


def withdrawn(page: Page) -> Page:
    return page.submit("Withdraw it").follow()


@pytest.mark.parametrize("state", [ProposalState.SUBMITTED, ProposalState.RESERVE])
def test_what_waits_is_withdrawn_for_them_after_asking(
    organiser: Browser, edition: EditionFrame, state: ProposalState
) -> None:
    code = make_proposal(edition.id, state=state)
    page = organiser.get(f"{LIST}/{code}").follow("Withdraw it for its speakers")
    assert page.h1 == "Withdraw “Kind and clear” for its speakers?"
    assert ("leaves the programme" in page.text, proposal_row(code).state) == (False, state)
    page = withdrawn(page)
    assert page.address == f"{LIST}/{code}"
    assert page.alerts == ["Withdrawn on behalf of the speakers, who are mailed."]
    assert (proposal_row(code).state, kinds()) == (
        ProposalState.WITHDRAWN,
        ["proposals.withdrawn"],
    )


@pytest.mark.parametrize("state", [ProposalState.ACCEPTED, ProposalState.CONFIRMED])
def test_what_is_taken_is_withdrawn_from_its_confirmation(
    organiser: Browser, edition: EditionFrame, state: ProposalState
) -> None:
    code = make_proposal(edition.id, state=state)
    page = organiser.get(f"{LIST}/{code}/confirmation").follow("Withdraw on their behalf")
    assert "The session leaves the programme with the next release" in page.text
    page = withdrawn(page)
    assert (page.address, proposal_row(code).state) == (
        f"{LIST}/{code}/confirmation",
        ProposalState.WITHDRAWN,
    )


def test_what_was_accepted_meanwhile_is_asked_about_again(
    organiser: Browser, edition: EditionFrame, code: str
) -> None:
    page = organiser.get(f"{LIST}/{code}/withdrawal")
    with transaction():
        proposal_row(code).state = ProposalState.ACCEPTED
    again = withdrawn(page)
    assert again.alerts == ["This proposal is accepted by now. Nothing was changed yet."]
    assert "leaves the programme" in again.text
    assert withdrawn(again).alerts[0].startswith("Withdrawn on behalf")
    assert withdrawn(page).alerts[0].startswith("Withdrawn on behalf")  # pressed twice
