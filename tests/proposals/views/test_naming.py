"""A speaker's own name and organisation in the browser, and both where somebody accepts."""

import pytest
from flask import Flask
from sqlalchemy import delete, select

from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.people.models import SignIn
from conference.people.rules import Role
from conference.proposals.models import ProposalAuthor
from conference.proposals.rules.states import AuthorState
from tests.factories import people as make
from tests.factories.programme import make_edition
from tests.factories.proposals import (
    AFTER,
    DURING,
    id_of_proposal,
    make_author,
    make_call,
    make_proposal,
)
from tests.support.pages import Browser
from tests.support.statements import counted

BOLA = "bola@example.org"
FEN = "Fen Trust"


@pytest.fixture
def edition(app: Flask) -> EditionFrame:
    """Store an edition whose call is open now."""
    found = make_edition()
    make_call(found.id)
    move_to(DURING)
    return found


@pytest.fixture
def code(edition: EditionFrame) -> str:
    """Store a proposal that was sent in."""
    return make_proposal(edition.id, organisation="Leam Trust")


@pytest.fixture
def owner(app: Flask, code: str) -> Browser:
    """Return the owner's browser."""
    person_id = db.session.scalars(select(ProposalAuthor.person_id)).one()
    assert person_id is not None
    return Browser(app).sign_in(person_id)


def move_to(moment: object) -> None:
    with transaction():
        clock.set_moment(moment)  # type: ignore[arg-type]


def bola(app: Flask, code: str, state: AuthorState) -> Browser:
    person_id = make.make_person(BOLA)
    make_author(id_of_proposal(code), BOLA, name="Bola", state=state, person_id=person_id)
    return Browser(app).sign_in(person_id)


def details() -> dict[str, tuple[str, str, AuthorState]]:
    db.session.rollback()
    rows = db.session.scalars(select(ProposalAuthor).order_by(ProposalAuthor.id))
    return {row.email: (row.name, row.organisation, row.state) for row in rows}


def test_whoever_misspelt_their_name_mends_it(owner: Browser, code: str) -> None:
    page = owner.get(f"/2024/speak/{code}/check").follow("Change speakers")
    page = page.follow("Change your name and organisation")
    assert page.h1 == "What are you called, and for whom do you work?"
    assert page.all("//main//input[@type='text']/@value") == ["Yewande Cole", "Leam Trust"]
    page = page.submit("Save", name=" Nia  Moss", organisation=FEN).follow()
    assert (page.address, "Nia Moss Fen Trust" in page.text) == (
        f"/2024/speak/{code}/speakers",
        True,
    )
    assert details() == {"yewande@example.org": ("Nia Moss", FEN, AuthorState.ACCEPTED)}


def test_each_has_a_way_to_their_own_only(app: Flask, owner: Browser, code: str) -> None:
    other = bola(app, code, AuthorState.ACCEPTED)
    for browser, name in ((owner, "Yewande Cole"), (other, "Bola")):
        page = browser.get(f"/2024/speak/{code}/speakers")
        (row,) = page.all("//tr[.//a[contains(@href, '/speakers/you')]]/th/text()")
        assert str(row).strip() == name
    assert "Leam Trust" not in other.get(f"/2024/speak/{code}/speakers").text


@pytest.mark.parametrize("state", [AuthorState.INVITED, AuthorState.DECLINED])
def test_who_has_not_accepted_finds_no_such_page(app: Flask, code: str, state: AuthorState) -> None:
    assert bola(app, code, state).get(f"/2024/speak/{code}/speakers/you").status == 404


def test_what_is_odd_is_refused_and_stays(owner: Browser, code: str) -> None:
    page = owner.get(f"/2024/speak/{code}/speakers/you")
    odd = {
        "": "Enter your name",
        "A" * 201: "The name has 201 characters. The limit is 200",
    }
    for name, sentence in odd.items():
        answer = page.submit("Save", name=name, organisation=FEN)
        assert (answer.status, answer.errors) == (422, [sentence])
        assert answer.all("//input[@name='organisation']/@value") == [FEN]
    assert page.submit("Save", name="a@example.org").status == 422


def test_after_the_deadline_it_can_only_be_read(owner: Browser, code: str) -> None:
    page = owner.get(f"/2024/speak/{code}/speakers/you")
    move_to(AFTER)
    late = page.submit("Save", name="Nia Moss")
    assert (late.status, "can no longer be changed" in late.errors[0]) == (409, True)
    shown = owner.get(page.address).follow()
    assert (shown.address, "your name and organisation" in shown.text) == (
        f"/2024/speak/{code}/speakers",
        False,
    )


def test_two_windows_overwrite_nothing_unseen(owner: Browser, code: str) -> None:
    one, two = (owner.get(f"/2024/speak/{code}/speakers/you") for _ in range(2))
    assert two.submit("Save and leave", organisation=FEN).location == "/2024/speak/mine"
    page = one.submit("Save", organisation="Elsewhere")
    assert (page.status, "Saved meanwhile: “Fen Trust”" in page.text) == (409, True)
    assert details()["yewande@example.org"][1] == FEN


def test_a_lost_sign_in_gives_back_what_was_typed(app: Flask, owner: Browser, code: str) -> None:
    page = owner.get(f"/2024/speak/{code}/speakers/you")
    with transaction():
        db.session.execute(delete(SignIn))
    back = page.submit("Save", name="Nia Moss", organisation=FEN)
    assert (back.status, back.all("//main//input[@type='text']/@value")) == (
        401,
        ["Nia Moss", FEN],
    )
    assert owner.get(page.address).location == f"/sign-in?next={page.address}"


def test_the_page_costs_the_same_with_many_speakers(owner: Browser, code: str) -> None:
    costs = []
    owner.get(f"/2024/speak/{code}/speakers/you")
    for number in range(2):
        with counted() as statements:
            owner.get(f"/2024/speak/{code}/speakers/you")
        costs.append(len(statements))
        make_author(id_of_proposal(code), f"s{number}@example.org")
    assert costs[0] == costs[1]


def test_who_accepts_is_asked_for_whom_they_work(app: Flask, code: str) -> None:
    browser = bola(app, code, AuthorState.INVITED)
    page = browser.get(f"/2024/speak/{code}/invitation")
    long = page.submit("Yes, I will speak", organisation="A" * 201)
    assert (long.status, long.h1, long.errors) == (
        422,
        "Will you speak?",
        ["The organisation has 201 characters. The limit is 200"],
    )
    assert page.submit("Yes, I will speak", organisation=FEN).status == 303
    assert details()[BOLA] == ("Bola", FEN, AuthorState.ACCEPTED)


def test_who_declines_is_not(app: Flask, code: str) -> None:
    browser = bola(app, code, AuthorState.INVITED)
    page = browser.get(f"/2024/speak/{code}/invitation").submit("No, I will not speak").follow()
    assert details()[BOLA] == ("Bola", "", AuthorState.DECLINED)
    assert page.submit("Yes, I will speak", organisation="").status == 303
    assert details()[BOLA] == ("Bola", "", AuthorState.ACCEPTED)


def test_organisers_say_it_for_whom_they_write_and_the_owner_corrects_it(
    app: Flask, edition: EditionFrame
) -> None:
    person_id = make.make_person("oona@example.org")
    make.make_grant(person_id, Role.ORGANISER, edition_id=edition.id)
    page = Browser(app).sign_in(person_id).get("/2024/manage/proposals/new")
    values = {"name": "Nia Moss", "email": "nia@example.org", "title": "Late"}
    owner = make.make_person("nia@example.org")
    page = page.submit("Save the proposal", **values, organisation=FEN).follow()
    assert "Nia Moss Main contact Fen Trust" in page.text
    code = page.address.rpartition("/")[2]
    page = Browser(app).sign_in(owner).get(f"/2024/speak/{code}/invitation")
    assert page.all("//input[@name='organisation']/@value") == [FEN]
    page.submit("It is mine", organisation="Leam Trust")
    assert details() == {"nia@example.org": ("Nia Moss", "Leam Trust", AuthorState.ACCEPTED)}
