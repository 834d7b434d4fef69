"""The organisers' list of proposals, one proposal, and writing for somebody."""

import pytest
from flask import Flask
from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.mail.models import Message
from conference.people.rules import Role
from conference.proposals.models import Proposal, ProposalAuthor
from conference.proposals.rules.states import AuthorState, ProposalState
from tests.factories import people as make
from tests.factories.programme import make_edition
from tests.factories.proposals import AFTER, DURING, make_call, make_proposal
from tests.people.test_views import linked
from tests.support.pages import Browser
from tests.support.statements import counted

LIST = "/2024/manage/proposals"


@pytest.fixture
def edition(app: Flask) -> EditionFrame:
    """Store an edition whose call is open now."""
    found = make_edition()
    make_call(found.id)
    with transaction():
        clock.set_moment(DURING)
    return found


@pytest.fixture
def organiser(app: Flask, edition: EditionFrame) -> Browser:
    """Return the browser of an organiser."""
    person_id = make.make_person("oona@example.org", name="Oona")
    make.make_grant(person_id, Role.ORGANISER, edition_id=edition.id)
    return Browser(app).sign_in(person_id)


def test_reviewers_and_committee_have_pages_of_their_own(app: Flask, edition: EditionFrame) -> None:
    for role in (Role.REVIEWER, Role.COMMITTEE, Role.FINANCE):
        person_id = make.make_person(f"{role.value}@example.org")
        make.make_grant(person_id, role, edition_id=edition.id)
        assert Browser(app).sign_in(person_id).get(LIST).status == 403


def test_proposals_are_found_by_what_is_known_of_them(
    organiser: Browser, edition: EditionFrame
) -> None:
    track, kind = edition.tracks[0].id, edition.formats[1].id
    one = make_proposal(edition.id, title="Kind and clear", track_id=track)
    two = make_proposal(
        edition.id,
        title="100% better",
        state=ProposalState.DRAFT,
        email="bola@example.org",
        name="Bola Ade",
        format_id=kind,
    )

    def found(**query: object) -> list[str]:
        page = organiser.get(LIST, **query)
        return [str(code) for code in page.all("//tbody/tr/th/a/text()")]

    assert found() == [two, one]
    assert found(state="draft") == [two]
    assert found(track=track) == [one]
    assert found(format=kind) == [two]
    assert [found(q=words) for words in ("kind", "bola ade", "BOLA@", "%", one.lower())] == [
        [one],
        [two],
        [two],
        [two],
        [one],
    ]
    assert "No proposals found" in organiser.get(LIST, q="nothing").text
    assert organiser.get(LIST, state="odd", track="x", format="9" * 30, page="0").status == 200


def test_the_list_costs_the_same_however_long_it_is(
    organiser: Browser, edition: EditionFrame
) -> None:
    costs = []
    for _ in range(2):
        for number in range(4):
            make_proposal(edition.id, email=f"s{number}@example.org")
        organiser.get(LIST)
        with counted() as statements:
            organiser.get(LIST)
        costs.append(len(statements))
    assert costs[0] == costs[1]


def test_one_proposal_with_who_did_what(organiser: Browser, edition: EditionFrame) -> None:
    code = make_proposal(edition.id, state=ProposalState.DRAFT, needs="A ramp")
    person_id = db.session.scalars(select(ProposalAuthor.person_id)).one()
    assert person_id is not None
    speaker = Browser(organiser.app).sign_in(person_id)
    speaker.get(f"/2024/speak/{code}/title").submit("Save and continue", title="<b>Bold</b>")
    page = speaker.get(f"/2024/speak/{code}/speakers")
    page.submit("Send the invitation", name="Bola", email="bola@example.org")
    page = organiser.get(f"{LIST}/{code}")
    assert (page.h1, "A ramp" in page.text) == ("<b>Bold</b>", True)
    assert "Speaker invited" in page.text
    assert organiser.get(f"{LIST}/NOCODE").status == 404


@pytest.mark.parametrize(
    ("state", "ways"),
    [
        (ProposalState.DRAFT, []),
        (ProposalState.SUBMITTED, ["What reviewers say", "Ask reviewers"]),
        (ProposalState.ACCEPTED, ["Confirm or withdraw", "What reviewers say"]),
        (ProposalState.DECLINED, ["What reviewers say"]),
    ],
)
def test_a_proposal_leads_to_what_can_be_done_with_it(
    organiser: Browser, edition: EditionFrame, state: ProposalState, ways: list[str]
) -> None:
    code = make_proposal(edition.id, state=state)
    page = organiser.get(f"{LIST}/{code}")
    known = ("Confirm or withdraw", "What reviewers say", "Ask reviewers")
    assert [way for way in known if way in page.text] == ways
    assert {page.follow(way).status for way in ways} <= {200}


def written(organiser: Browser, **values: str) -> None:
    page = organiser.get(f"{LIST}/new")
    facts = {"name": "Yewande Cole", "email": "Yewande@example.org", "title": "Kind and clear"}
    page.submit("Save the proposal", **(facts | values))
    page.submit("Save the proposal", **(facts | values))


def test_a_proposal_for_somebody_is_theirs_once_they_sign_in(
    app: Flask, organiser: Browser
) -> None:
    written(organiser)
    row = db.session.scalars(select(Proposal)).one()
    assert (row.state, row.created_by.startswith("person ")) == (ProposalState.DRAFT, True)
    assert [mail.kind for mail in db.session.scalars(select(Message))] == ["proposals.invitation"]
    speaker = Browser(app)
    address = f"/2024/speak/{row.code}/invitation"
    page = linked(speaker, "yewande@example.org", next=address).submit("Sign in").follow()
    assert page.h1 == "Is this your proposal?"
    page.submit("It is mine")
    assert speaker.get(f"/2024/speak/{row.code}/title").status == 200
    assert db.session.scalars(select(ProposalAuthor.state)).one() is AuthorState.ACCEPTED


def test_a_form_sent_twice_is_one_and_nobody_chooses_its_token(
    organiser: Browser, edition: EditionFrame
) -> None:
    page = organiser.get(f"{LIST}/new")
    who = {"name": "Nia Moss", "email": "nia@example.org", "title": "Late"}
    first, second = (page.submit("Save the proposal", **who) for _ in range(2))
    assert (first.status, first.location) == (303, second.location)
    odd = [page.submit("Save the proposal", **who, form_token="A" * 5_000) for _ in range(2)]
    assert [one.status for one in odd] == [303, 303]
    stored = db.session.scalars(select(Proposal.form_token)).all()
    assert (len(stored), {len(token) for token in stored}) == (3, {len(stored[0])})


def test_it_is_sent_in_for_them_after_the_deadline_if_it_is_whole(
    organiser: Browser, edition: EditionFrame
) -> None:
    with transaction():
        clock.set_moment(AFTER)
    page = organiser.get(f"{LIST}/new").submit(
        "Save the proposal", name="Yewande", email="y@example.org", title="Kind", state="sent"
    )
    assert (page.status, db.session.scalars(select(Proposal)).all()) == (422, [])
    assert "Say for whom it is" in page.errors
    whole = {
        "audience": "All",
        "outcome": "Speak",
        "abstract": "We talk",
        "track_id": str(edition.tracks[0].id),
        "format_id": str(edition.formats[0].id),
    }
    written(organiser, state="sent", **whole)
    row = db.session.scalars(select(Proposal)).one()
    assert (row.state, row.submitted_at is not None) == (ProposalState.SUBMITTED, True)
    kinds = sorted(mail.kind for mail in db.session.scalars(select(Message)))
    assert kinds == ["proposals.invitation", "proposals.receipt"]


def test_a_draft_for_somebody_after_the_deadline_is_no_dead_end(
    organiser: Browser, edition: EditionFrame
) -> None:
    """Sending it in stands first; who leaves a draft is told what the speaker then needs."""
    assert organiser.get(f"{LIST}/new").alerts == []
    with transaction():
        clock.set_moment(AFTER)
    page = organiser.get(f"{LIST}/new")
    assert page.alerts[0].startswith("The call has closed It closed at 11:59pm UK time")
    assert page.link("extension code") == "/2024/manage/call/extensions"
    assert page.all("//input[@name='state'][@checked]/@value") == ["sent"]
    saved = page.submit(
        "Save the proposal", name="Nia Moss", email="nia@example.org", title="Late", state="draft"
    ).follow()
    assert saved.alerts == [
        "We have mailed Nia Moss an invitation to it.",
        (
            "The call has closed, so this draft can be sent in with an extension code only. "
            "Give Nia Moss one."
        ),
    ]


def test_organisers_write_on_behalf_of_others_only(organiser: Browser) -> None:
    with transaction():
        clock.set_moment(AFTER)
    page = organiser.get(f"{LIST}/new").submit(
        "Save the proposal", name="Oona", email="Oona@example.org", title="Mine", state="sent"
    )
    assert (page.status, page.errors) == (
        422,
        ["This is your own address. Send in what you propose yourself as speakers do"],
    )
    assert db.session.scalars(select(Proposal)).all() == []


def test_without_a_call_nothing_is_written(app: Flask) -> None:
    edition = make_edition("2025")
    person_id = make.make_person("oona@example.org")
    make.make_grant(person_id, Role.ORGANISER, edition_id=edition.id)
    browser = Browser(app).sign_in(person_id)
    assert browser.get("/2025/manage/proposals/new").status == 404
    assert "No proposals yet" in browser.get("/2025/manage/proposals").text
    assert browser.get("/2025/speak/mine").status == 404
