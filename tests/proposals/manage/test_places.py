"""Places that became free: the committee is told, and a reserve moves up in one press."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.kernel.errors import NotFound
from conference.mail.models import Message
from conference.mail.rules import MessageState
from conference.people.rules import Role
from conference.proposals.actions import decisions, letters
from conference.proposals.actions.decisions import Deciding
from conference.proposals.queries.readers import Reader
from conference.proposals.rules.deciding import (
    DecidedMeanwhile,
    NoConfirmDate,
    OwnProposal,
    read_tick,
)
from conference.proposals.rules.states import AuthorState, Decision, ProposalState
from tests.factories.people import make_grant, make_person
from tests.factories.programme import make_edition
from tests.factories.proposals import (
    AFTER,
    make_author,
    make_call,
    make_person_once,
    make_proposal,
    make_review,
    make_reviewer,
    proposal_row,
)
from tests.people.test_mails import newest_mail, text_of
from tests.support.pages import Browser
from tests.support.races import at_once
from tests.support.statements import counted

PLACES = "/2024/manage/proposals/places"
CAROL = "carol@example.org"


@pytest.fixture
def edition(browser: Browser) -> EditionFrame:
    """Return an edition with a call; somebody of the committee has signed in."""
    edition = make_edition()
    make_call(edition.id, confirm_by=datetime(2024, 7, 5, 22, 59, tzinfo=UTC))
    person_id = make_person(CAROL)
    make_grant(person_id, Role.COMMITTEE)
    browser.sign_in(person_id)
    return edition


def taken(edition_id: int, title: str = "Gone", **values: object) -> str:
    return make_proposal(
        edition_id,
        title=title,
        state=ProposalState.ACCEPTED,
        told=Decision.ACCEPT,
        email="gone@example.org",
        **values,  # type: ignore[arg-type]
    )


def withdraw(code: str) -> None:
    """Take a proposal back, as its speakers do."""
    row = proposal_row(code)
    with transaction():
        row = db.session.merge(row)
        row.state, row.pending, row.withdrawn_at = ProposalState.WITHDRAWN, None, AFTER


def reserve(edition_id: int, title: str, **values: object) -> str:
    return make_proposal(
        edition_id,
        title=title,
        state=ProposalState.RESERVE,
        told=Decision.RESERVE,
        **values,  # type: ignore[arg-type]
    )


def mails() -> list[tuple[str, MessageState]]:
    db.session.rollback()
    return sorted(
        (row.address, row.state)
        for row in db.session.query(Message).filter_by(kind="proposals.decided")
    )


def test_the_desk_tells_and_the_closest_reserve_stands_first(
    browser: Browser, edition: EditionFrame
) -> None:
    track, other = edition.tracks[0].id, edition.tracks[1].id
    kind, another = edition.formats[0].id, edition.formats[1].id
    code = taken(edition.id, track_id=track, format_id=kind)
    assert "Nothing needs you" in browser.get("/2024/manage/").text
    reviewer = make_reviewer(edition.id, "r@example.org")
    for title, frame, score in (
        ("Neither", (other, another), 5),
        ("Same format", (other, kind), 5),
        ("Same track", (track, another), 5),
        ("Both, weak", (track, kind), 1),
        ("Both, strong", (track, kind), 4),
    ):
        found = reserve(edition.id, title, track_id=frame[0], format_id=frame[1])
        make_review(proposal_row(found).id, reviewer, (score, score))
    withdraw(code)
    desk = browser.get("/2024/manage/")
    assert "1 accepted session was withdrawn" in desk.text
    page = desk.follow("See free places")
    titles = [row.text for row in page.all("//tbody//th/a")]
    assert titles == ["Both, strong", "Both, weak", "Same track", "Same format", "Neither"]


def test_a_reserve_moves_up_in_one_press_that_asks_first(
    browser: Browser, edition: EditionFrame
) -> None:
    code = taken(edition.id)
    up = reserve(edition.id, "Next", pending=Decision.DECLINE)
    make_author(proposal_row(up).id, "with@example.org", state=AuthorState.ACCEPTED)
    withdraw(code)
    asked = browser.get(PLACES).follow("Move up")
    assert asked.h1 == "Accept “Next” now?"
    assert "Your session has been accepted: Next" in asked.text
    done = asked.submit("Accept it and send 2 mails").follow()
    assert "Accepted. 2 mails are on the way." in done.text
    assert "No place is free" in done.text
    row = proposal_row(up)
    assert (row.state, row.pending, row.told) == (ProposalState.ACCEPTED, None, Decision.ACCEPT)
    told = [("with@example.org", MessageState.QUEUED), ("yewande@example.org", MessageState.QUEUED)]
    assert mails() == told
    again = asked.submit("Accept it").follow()
    assert "was reserve, decline and is accepted" in again.text
    assert mails() == told


def test_a_reserve_that_moves_up_late_is_given_a_date_of_its_own(
    browser: Browser, edition: EditionFrame
) -> None:
    withdraw(taken(edition.id))
    with transaction():
        clock.set_moment(datetime(2024, 7, 15, 9, tzinfo=UTC))
    up = reserve(edition.id, "Next")
    by = "11:59pm UK time on Monday 22 July 2024"
    asked = browser.get(PLACES).follow("Move up")
    assert f"Please confirm by {by}." in " ".join(asked.text.split())
    asked.submit("Accept it and send 1 mail")
    assert f"Please confirm by {by}." in " ".join(text_of(newest_mail()).split())
    with transaction():
        clock.set_moment(datetime(2024, 7, 18, 9, tzinfo=UTC))
    speaker = browser.other().sign_in(make_person_once("yewande@example.org"))
    for address in (f"/2024/speak/{up}/confirm", "/2024/speak/tasks"):
        assert f"Please answer by {by}." in speaker.get(address).text
    words = "With fewer than 7 days left until then, also when a reserve moves up, they have 7 days"
    assert words in browser.get("/2024/manage/proposals/decisions").text


@pytest.mark.parametrize("told", [None, Decision.RESERVE, Decision.DECLINE])
def test_who_never_had_a_place_leaves_none(database: Flask, told: Decision | None) -> None:
    edition_id = make_edition().id
    make_call(edition_id, confirm_by=AFTER)
    code = make_proposal(edition_id, state=ProposalState.WITHDRAWN, told=told)
    up = reserve(edition_id, "Next")
    deciding = Deciding(edition_id=edition_id, reader=Reader(0, "carol@example.org"), now=AFTER)
    with pytest.raises(NotFound), transaction():
        decisions.leave_place(code, deciding=deciding)
    with pytest.raises(NotFound), transaction():
        decisions.move_up(read_tick(f"{up}:reserve:-"), place=code, deciding=deciding)
    assert (proposal_row(code).replaced_at, proposal_row(up).state) == (
        None,
        ProposalState.RESERVE,
    )


def test_nobody_moves_up_into_a_mail_with_a_date_that_is_not_set(database: Flask) -> None:
    edition_id = make_edition().id
    make_call(edition_id)
    up = reserve(edition_id, "Next")
    deciding = Deciding(edition_id=edition_id, reader=Reader(0, "carol@example.org"), now=AFTER)
    with transaction():
        letters.save_text(Decision.ACCEPT, "Answer by {confirm_by}.", deciding=deciding)
    with pytest.raises(NoConfirmDate), transaction():
        decisions.move_up(read_tick(f"{up}:reserve:-"), place=None, deciding=deciding)
    assert (proposal_row(up).state, mails()) == (ProposalState.RESERVE, [])


def test_a_place_may_stay_free(browser: Browser, edition: EditionFrame) -> None:
    code = taken(edition.id)
    withdraw(code)
    page = browser.get(PLACES)
    asked = page.follow("Leave the place free")
    assert asked.h1 == "Leave the place of “Gone” free?"
    assert proposal_row(code).replaced_at is None
    assert "The place stays free." in asked.submit("Leave it free").follow().text
    assert "is settled" in asked.submit("Leave it free").follow().text
    assert browser.get(asked.address).status == 404
    assert "Nothing needs you" in browser.get("/2024/manage/").text
    other = reserve(edition.id, "Not free")
    address = f"{PLACES}/{other}/settlement"
    assert browser.send(address, {"csrf_token": [browser.token()]}).status == 404


def test_what_was_never_accepted_leaves_no_place(browser: Browser, edition: EditionFrame) -> None:
    withdraw(reserve(edition.id, "On the list"))
    withdraw(make_proposal(edition.id, title="New", pending=Decision.ACCEPT))
    assert "No place is free" in browser.get(PLACES).text


def test_an_own_reserve_is_neither_shown_nor_moved_up(
    browser: Browser, edition: EditionFrame
) -> None:
    withdraw(taken(edition.id))
    own = reserve(edition.id, "Mine", email=CAROL)
    page = browser.get(PLACES)
    assert (page.h1, "Mine" in page.text) == ("Places that became free", False)
    assert "Nobody is on the reserve list." in page.text
    address = f"/2024/manage/proposals/committee/{own}/acceptance"
    assert browser.get(address).status == 404
    form = {"csrf_token": [browser.token()], "seen": [f"{own}:reserve:-"], "place": [""]}
    assert "somebody else decides" in browser.send(address, form).follow().text
    assert proposal_row(own).state is ProposalState.RESERVE


def test_who_left_a_place_does_not_say_who_gets_it(browser: Browser, edition: EditionFrame) -> None:
    own = make_proposal(
        edition.id, title="Mine", state=ProposalState.ACCEPTED, told=Decision.ACCEPT, email=CAROL
    )
    withdraw(own)
    up = reserve(edition.id, "Next")
    page = browser.get(PLACES)
    assert "Somebody else of the committee says who gets its place." in page.text
    assert ("Move up" in page.text, "Leave the place free" in page.text) == (False, False)
    form = {"csrf_token": [browser.token()], "seen": [f"{up}:reserve:-"], "place": [own]}
    for address in (
        f"/2024/manage/proposals/committee/{up}/acceptance",
        f"{PLACES}/{own}/settlement",
    ):
        assert "somebody else decides" in browser.send(address, form).follow().text
    assert (proposal_row(own).replaced_at, proposal_row(up).state) == (None, ProposalState.RESERVE)
    other = make_person("chi@example.org")
    make_grant(other, Role.COMMITTEE)
    asked = browser.other().sign_in(other).get(PLACES).follow("Leave the place free")
    asked.submit("Leave it free")
    assert proposal_row(own).replaced_at is not None


def test_who_left_a_place_settles_it_on_no_database(database: Flask) -> None:
    edition_id = make_edition().id
    make_call(edition_id, confirm_by=AFTER)
    own = make_proposal(
        edition_id, state=ProposalState.WITHDRAWN, told=Decision.ACCEPT, email=CAROL
    )
    up = reserve(edition_id, "Next")
    deciding = Deciding(
        edition_id=edition_id, reader=Reader(make_person_once(CAROL), CAROL), now=AFTER
    )
    with pytest.raises(OwnProposal), transaction():
        decisions.leave_place(own, deciding=deciding)
    with pytest.raises(OwnProposal), transaction():
        decisions.move_up(read_tick(f"{up}:reserve:-"), place=own, deciding=deciding)
    assert (proposal_row(own).replaced_at, proposal_row(up).state) == (None, ProposalState.RESERVE)


def test_statements_do_not_grow(browser: Browser, edition: EditionFrame) -> None:
    withdraw(taken(edition.id))
    reserve(edition.id, "One")
    browser.get(PLACES)
    with counted() as few:
        browser.get(PLACES)
    for number in range(4):
        reserve(edition.id, f"More {number}")
        withdraw(taken(edition.id, f"Gone {number}"))
    with counted() as many:
        browser.get(PLACES)
    assert len(many) == len(few)


def test_of_two_who_move_the_same_reserve_up_one_is_refused(database: Flask) -> None:
    edition = make_edition()
    make_call(edition.id, confirm_by=AFTER)
    up = reserve(edition.id, "Next")
    deciding = Deciding(edition_id=edition.id, reader=Reader(make_person(CAROL), CAROL), now=AFTER)

    def move() -> int:
        try:
            with transaction():
                return decisions.move_up(
                    read_tick(f"{up}:reserve:-"), place=None, deciding=deciding
                )
        except DecidedMeanwhile:
            return 0

    assert sorted(at_once(database, [move, move])) == [0, 1]
    assert mails() == [("yewande@example.org", MessageState.QUEUED)]
