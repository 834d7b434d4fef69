"""Co-speakers in the browser: inviting, answering, and somebody else's account."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.proposals.models import ProposalAuthor
from conference.proposals.rules.states import AuthorState, ProposalState
from tests.factories import people as make
from tests.factories.programme import make_edition
from tests.factories.proposals import DURING, make_call, make_proposal
from tests.people.test_views import linked
from tests.support.pages import Browser

BOLA = "bola@example.org"


@pytest.fixture
def edition(app: Flask) -> EditionFrame:
    """Store an edition whose call is open now."""
    found = make_edition()
    make_call(found.id)
    with transaction():
        clock.set_moment(DURING)
    return found


@pytest.fixture
def code(edition: EditionFrame) -> str:
    """Store a proposal that was sent in."""
    return make_proposal(edition.id)


@pytest.fixture
def owner(app: Flask, code: str) -> Browser:
    """Return the owner's browser."""
    person_id = db.session.scalars(select(ProposalAuthor.person_id)).one()
    assert person_id is not None
    return Browser(app).sign_in(person_id)


def state() -> AuthorState:
    db.session.expire_all()
    return db.session.scalars(
        select(ProposalAuthor.state).where(ProposalAuthor.email == BOLA)
    ).one()


def invited(owner: Browser, code: str) -> None:
    page = owner.get(f"/2024/speak/{code}/speakers")
    page = page.submit("Send the invitation", name="Bola Ade", email=BOLA).follow()
    assert page.alerts == ["We have mailed Bola Ade an invitation."]
    assert "Has not answered yet" in page.text


def test_an_invitation_is_answered_by_signing_in_with_its_address(
    app: Flask, owner: Browser, code: str
) -> None:
    invited(owner, code)
    bola = Browser(app)
    address = f"/2024/speak/{code}/invitation"
    assert bola.get(address).location == f"/sign-in?next={address}"
    page = linked(bola, BOLA, next=address).submit("Sign in").follow()
    assert (page.address, page.h1) == (address, "Will you speak?")
    once = page.submit("Yes, I will speak")
    again = page.submit("Yes, I will speak").follow()
    assert (once.status, again.alerts[0].startswith("You have accepted")) == (303, True)
    assert state() is AuthorState.ACCEPTED
    assert bola.get(f"/2024/speak/{code}").status == 200


def test_declining_says_so_and_can_be_thought_over(app: Flask, owner: Browser, code: str) -> None:
    invited(owner, code)
    bola = Browser(app).sign_in(_proved())
    assert "Read about Kind and clear and answer" in bola.get("/2024/speak/mine").text
    page = bola.get(f"/2024/speak/{code}/invitation").submit("No, I will not speak").follow()
    assert page.alerts == ["You have declined Yewande Cole knows that. You can still accept."]
    assert "Declined" in owner.get(f"/2024/speak/{code}/speakers").text
    assert bola.get("/2024/speak/mine").link("Kind and clear") == page.address
    assert page.submit("Yes, I will speak").follow().alerts[0].startswith("You have accepted")


def test_of_what_is_withdrawn_nothing_is_asked_any_more(
    app: Flask, owner: Browser, code: str
) -> None:
    invited(owner, code)
    bola = Browser(app).sign_in(_proved())
    page = owner.get(f"/2024/speak/{code}").follow("Withdraw this proposal")
    page.submit("Withdraw the proposal")
    mine = bola.get("/2024/speak/mine")
    assert mine.alerts == []
    page = mine.follow("Kind and clear")
    assert (page.alerts, page.all("//main//form")) == (["This proposal was withdrawn"], [])


def test_somebody_else_reads_a_sentence_and_nothing_else(
    app: Flask, owner: Browser, code: str
) -> None:
    invited(owner, code)
    other = Browser(app).sign_in(make.make_person("other@example.org"))
    pages = [other.get(f"/2024/speak/{name}/invitation") for name in (code, "NOCODE")]
    sentence = (
        "There is no invitation here for the address that you are signed in with. If it was "
        "mailed to another address of yours, sign in with that one."
    )
    assert [(page.status, sentence in page.text) for page in pages] == [(404, True)] * 2
    assert "Kind and clear" not in pages[0].html
    refused = other.post(f"/2024/speak/{code}/invitation/acceptance")
    assert (refused.status, state()) == (404, AuthorState.INVITED)


def test_who_is_named_already_is_told_apart(app: Flask, owner: Browser, code: str) -> None:
    def again(email: str = BOLA, by: Browser = owner) -> list[str]:
        page = by.get(f"/2024/speak/{code}/speakers")
        return page.submit("Send the invitation", name="B", email=email).errors

    own = db.session.scalars(select(ProposalAuthor.email)).one()
    assert again(own) == ["This is your own address, and you are named already"]
    invited(owner, code)
    assert again() == ["They are named already. You can remind them from tomorrow on"]
    with transaction():
        clock.set_moment(DURING + timedelta(days=2))
    assert again() == ["They are named already. You can remind them above"]
    bola = Browser(app).sign_in(_proved())
    bola.post(f"/2024/speak/{code}/invitation/acceptance")
    assert again() == ["They are named already, and have accepted"]
    owner.get(f"/2024/speak/{code}/speakers").submit(
        "Send the invitation", name="C", email="cy@example.org"
    )
    assert again("cy@example.org", by=bola) == ["They are named already, and have not answered yet"]


def test_going_on_invites_whom_somebody_has_typed_first(
    owner: Browser, edition: EditionFrame
) -> None:
    code = make_proposal(edition.id, state=ProposalState.DRAFT)
    page = owner.get(f"/2024/speak/{code}/speakers")
    assert page.submit("Continue").follow().h1 == "What do you need?"
    half = page.submit("Continue", name="Bola Ade")
    assert (half.status, half.errors) == (422, ["Enter an email address"])
    assert half.all("//input[@name='name']/@value") == ["Bola Ade"]
    page = half.submit("Continue", email=BOLA).follow()
    assert (page.h1, page.alerts[0]) == (
        "What do you need?",
        "We have mailed Bola Ade an invitation.",
    )
    assert state() is AuthorState.INVITED


def test_what_is_sent_in_already_goes_on_to_its_answers(owner: Browser, code: str) -> None:
    page = owner.get(f"/2024/speak/{code}/speakers")
    assert page.submit("Done").follow().h1 == owner.get(f"/2024/speak/{code}/check").h1


def test_whoever_came_from_the_check_goes_back_there(owner: Browser, edition: EditionFrame) -> None:
    code = make_proposal(edition.id, state=ProposalState.DRAFT)
    check = owner.get(f"/2024/speak/{code}/check")
    page = check.follow("Change speakers")
    assert page.link("Back") == check.address
    page = page.submit("Send the invitation", name="Bola Ade", email=BOLA).follow()
    assert page.alerts == ["We have mailed Bola Ade an invitation."]
    assert page.submit("Done").follow().h1 == check.h1


def test_an_address_that_is_none_is_refused_and_kept(owner: Browser, code: str) -> None:
    page = owner.get(f"/2024/speak/{code}/speakers")
    page = page.submit("Send the invitation", name="", email="nobody")
    assert (page.status, page.errors) == (
        422,
        ["Enter a name", "Enter a full email address, like name@example.org"],
    )
    assert page.all("//input[@name='email']/@value") == ["nobody"]


def test_an_invitation_sent_signed_out_is_not_lost(owner: Browser, code: str) -> None:
    page = owner.get(f"/2024/speak/{code}/speakers")
    with owner.client.session_transaction() as cookie:
        token = cookie.pop("sign_in")
    refused = page.submit("Send the invitation", name="Bola Ade", email=BOLA)
    assert (refused.status, "Yewande" in refused.html) == (401, False)
    assert refused.all("//input[@name='email']/@value") == [BOLA]
    with owner.client.session_transaction() as cookie:
        cookie["sign_in"] = token
        cookie.pop("csrf_token")
    stale = refused.submit("Save and continue")
    assert (stale.status, "Nothing is lost" in stale.text) == (409, True)
    assert stale.submit("Send the invitation").status == 303
    assert state() is AuthorState.INVITED


def test_the_owner_takes_off_and_reminds(owner: Browser, code: str) -> None:
    invited(owner, code)
    number = db.session.scalars(select(ProposalAuthor.id).where(ProposalAuthor.email == BOLA)).one()
    early = owner.post(f"/2024/speak/{code}/speakers/{number}/reminder").follow()
    assert early.alerts == ["We mailed them less than a day ago. Try again tomorrow."]
    page = owner.get(f"/2024/speak/{code}/speakers").submit("Take off").follow()
    assert page.alerts == ["They are not named any more."]
    assert BOLA not in page.text


def _proved() -> int:
    person_id = make.make_person(BOLA)
    with transaction():
        row = db.session.scalars(select(ProposalAuthor).where(ProposalAuthor.email == BOLA)).one()
        row.person_id = person_id
    return person_id
