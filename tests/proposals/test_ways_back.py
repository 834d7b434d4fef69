"""What speakers find of theirs once the call is closed: ways, the true state, what they chose."""

import pytest
from flask import Flask
from sqlalchemy import Update, select, update

from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.people.models import Speaker
from conference.people.rules import Role
from conference.programme.models import Room, Session, SessionSpeaker, Slot
from conference.programme.queries.ways import PublicPlace, SpeakerWays, public_place, speaker_ways
from conference.proposals.actions import confirming
from conference.proposals.actions.confirming import Answer
from conference.proposals.models import Proposal, ProposalAuthor, SpeakerDetails
from conference.proposals.rules.states import AuthorState, ProposalState
from tests.factories.editions import make_shop
from tests.factories.orders import NOW, outbox
from tests.factories.people import make_grant, make_person
from tests.factories.programme import at, change, make_room, release
from tests.factories.proposals import (
    id_of_proposal,
    make_author,
    make_call,
    make_person_once,
    make_proposal,
)
from tests.factories.tickets import make_type
from tests.people.test_mails import newest_mail, text_of
from tests.support.pages import Browser
from tests.support.statements import counted

OWNER = "yewande@example.org"
BOLA = "bola@example.org"
WAITS = "It waits for its time and room."
WIDTH = 72
WAYS = ["/2024/speak/mine", "/2024/speak/tasks", "/2024/speak/sessions"]
LABELS = ["My proposals", "Your tasks as a speaker", "Your sessions"]


@pytest.fixture
def edition(app: Flask) -> EditionFrame:
    """Store an edition whose call has closed."""
    found = make_shop()
    make_call(found.id)
    make_type(found.id, "SPK", name="Speaker", price=0, is_public=False)
    return found


def accepted(edition: EditionFrame) -> str:
    """Store an accepted proposal of an owner and somebody who said yes."""
    code = make_proposal(edition.id, state=ProposalState.ACCEPTED, email=OWNER)
    make_author(
        id_of_proposal(code),
        BOLA,
        name="Bola Ade",
        state=AuthorState.ACCEPTED,
        person_id=make_person_once(BOLA),
    )
    return code


def answered(
    edition: EditionFrame, code: str, *, by: str = OWNER, on_behalf: bool = False
) -> Answer:
    return Answer(
        edition_id=edition.id,
        code=code,
        person_id=make_person_once(by),
        now=NOW,
        on_behalf=on_behalf,
    )


def confirmed(edition: EditionFrame) -> str:
    code = accepted(edition)
    with transaction():
        confirming.confirm(answered(edition, code))
    return code


def placed(edition: EditionFrame) -> int:
    """Give the session a time and a room, and release it."""
    room_id = make_room(edition.id, "Main Hall")
    row = db.session.scalars(select(Session.id)).one()
    with transaction():
        db.session.add(
            Slot(session_id=row, starts_at=at("16:20"), ends_at=at("17:00"), room_id=room_id)
        )
    release(edition.id, NOW)
    return room_id


def signed_in(app: Flask, email: str) -> Browser:
    return Browser(app).sign_in(make_person_once(email))


@pytest.mark.parametrize("page", ["/account", "/2024/my-day"])
def test_whoever_proposes_or_speaks_is_led_back_to_their_pages(
    app: Flask, edition: EditionFrame, page: str
) -> None:
    confirmed(edition)
    for email in (OWNER, BOLA):
        shown = signed_in(app, email).get(page)
        assert [shown.link(label) for label in LABELS] == WAYS
    stranger = signed_in(app, "rowan@example.org").get(page)
    assert not any(label in stranger.text for label in LABELS)


def test_whoever_has_not_confirmed_has_no_sessions_to_be_led_to(
    app: Flask, edition: EditionFrame
) -> None:
    accepted(edition)
    page = signed_in(app, OWNER).get("/2024/my-day")
    assert page.link("My proposals") == "/2024/speak/mine"
    assert "Your sessions" not in page.text


def test_the_ways_cost_one_statement_however_many(edition: EditionFrame) -> None:
    person_id = make_person_once(OWNER)
    with counted() as none:
        assert speaker_ways(edition.id, person_id) == SpeakerWays()
    for _ in range(3):
        make_proposal(edition.id, email=OWNER)
    with counted() as many:
        assert speaker_ways(edition.id, person_id) == SpeakerWays(has_proposals=True)
    with counted() as nobody:
        assert speaker_ways(edition.id, None) == SpeakerWays()
    assert (len(none), len(many), len(nobody)) == (1, 1, 0)


def test_what_is_public_says_when_and_where(app: Flask, edition: EditionFrame) -> None:
    code = confirmed(edition)
    owner, pages = signed_in(app, OWNER), (f"/2024/speak/{code}", f"/2024/speak/{code}/confirm")
    assert [WAITS in owner.get(page).text for page in pages] == [True, True]
    placed(edition)
    for page in pages:
        text = owner.get(page).text
        assert (WAITS in text, "16:20 to 17:00 , Main Hall." in text) == (False, True)
        assert owner.get(page).link("Say whether that suits you") == "/2024/speak/sessions"


@pytest.mark.parametrize(
    ("changed", "room"),
    [
        (update(Room).values(hidden_at=NOW), "Room to be announced"),
        (update(Room).values(is_private=True), "Room given on booking"),
        (update(Speaker).values(is_listed=False), "Room given at the venue"),
    ],
)
def test_of_the_room_it_says_what_the_public_may_know(
    edition: EditionFrame, changed: Update, room: str
) -> None:
    code = confirmed(edition)
    assert public_place(edition.id, code) is None
    placed(edition)
    with transaction():
        db.session.execute(changed)
    with counted() as seen:
        place = public_place(edition.id, code)
    session = db.session.scalars(select(Session.code)).one()
    assert place == PublicPlace(
        session=session,
        starts_at=at("16:20"),
        ends_at=at("17:00"),
        room=room,
        is_cancelled=False,
    )
    assert len(seen) <= 3
    with transaction():
        db.session.execute(update(Session).values(hidden_at=NOW))
    assert public_place(edition.id, code) is None


def test_what_everybody_may_see_is_chosen_with_the_yes(app: Flask, edition: EditionFrame) -> None:
    code = accepted(edition)
    page = signed_in(app, OWNER).get(f"/2024/speak/{code}/confirm")
    page.submit("Continue", answer="yes", is_listed=None)
    rows = db.session.execute(
        select(Speaker.name, Speaker.is_listed, Speaker.shows_picture).order_by(Speaker.id)
    ).all()
    assert [tuple(row) for row in rows] == [
        ("Yewande Cole", False, True),
        ("Bola Ade", True, True),
    ]


def test_what_somebody_had_chosen_before_stands_there(app: Flask, edition: EditionFrame) -> None:
    confirmed(edition)
    with transaction():
        db.session.execute(update(Speaker).values(is_listed=False))
    second = make_proposal(edition.id, title="Two", state=ProposalState.ACCEPTED, email=OWNER)
    page = signed_in(app, OWNER).get(f"/2024/speak/{second}/confirm")
    assert page.all("//main//input[@type='checkbox'][@checked]/@name") == ["shows_picture"]
    page.submit("Continue", answer="yes")
    db.session.rollback()
    kept = db.session.scalars(select(Speaker.is_listed).order_by(Speaker.id)).first()
    assert kept is False


def test_a_co_speaker_reads_where_they_will_choose(app: Flask, edition: EditionFrame) -> None:
    code = accepted(edition)
    page = signed_in(app, BOLA).get(f"/2024/speak/{code}/confirm")
    assert "there you choose whether your name and your picture are published" in page.text


@pytest.mark.parametrize("on_behalf", [False, True])
def test_co_speakers_are_told_of_a_withdrawal_once_and_by_name(
    edition: EditionFrame, *, on_behalf: bool
) -> None:
    code = confirmed(edition)
    make_author(id_of_proposal(code), "rowan@example.org", state=AuthorState.DECLINED)
    before = len(outbox())
    oona = make_person("oona@example.org", name="Oona")
    make_grant(oona, Role.ORGANISER)
    by = "oona@example.org" if on_behalf else OWNER
    for _ in range(2):
        with transaction():
            confirming.withdraw(answered(edition, code, by=by, on_behalf=on_behalf))
    told = outbox()[before:]
    if on_behalf:
        assert told == [("proposals.withdrawn", OWNER), ("proposals.withdrawn", BOLA)]
    else:
        assert told == [("orders.speaker_ticket_ended", OWNER), ("proposals.withdrawn", BOLA)]
    mail = newest_mail()
    text = text_of(mail)
    assert mail["Subject"] == "Kind and clear is withdrawn: Warwick Improvement Conference"
    by_name = "An organiser" if on_behalf else "Yewande Cole"
    assert f"{by_name} has withdrawn what you were to speak in:\n\nKind and clear\n" in text
    assert "Your free ticket as a speaker ends with it." in text
    assert [line for line in text.splitlines() if len(line) > WIDTH] == []


def test_who_had_said_yes_to_what_is_not_decided_is_told_too(edition: EditionFrame) -> None:
    code = make_proposal(edition.id, state=ProposalState.SUBMITTED, email=OWNER)
    make_author(id_of_proposal(code), BOLA, name="Bola Ade", state=AuthorState.ACCEPTED)
    with transaction():
        confirming.withdraw(answered(edition, code))
    assert outbox() == [("proposals.withdrawn", BOLA)]
    assert "Nothing is asked of you." in text_of(newest_mail())


def test_after_a_withdrawal_nothing_is_to_do(app: Flask, edition: EditionFrame) -> None:
    code = confirmed(edition)
    owner = signed_in(app, OWNER)
    assert "1 of 9 done" in owner.get("/2024/speak/tasks").text
    with transaction():
        confirming.withdraw(answered(edition, code))
    page = owner.get("/2024/speak/tasks")
    assert ("done" in page.text, "You are on stage no longer" in page.text) == (False, True)
    author = db.session.scalars(select(ProposalAuthor).where(ProposalAuthor.is_owner)).one()
    with transaction():
        other = Session(edition_id=edition.id, code="PANEL", title="A panel")
        db.session.add(other)
        db.session.flush()
        db.session.add(SessionSpeaker(session_id=other.id, speaker_id=author.speaker_id))
    assert "0 of 8 done" in owner.get("/2024/speak/tasks").text


def test_what_was_written_with_the_proposal_stands_in_the_tasks(
    app: Flask, edition: EditionFrame
) -> None:
    code = accepted(edition)
    change(Proposal, id_of_proposal(code), needs="A ramp, and an HDMI adapter")
    with transaction():
        confirming.confirm(answered(edition, code))
    owner = signed_in(app, OWNER)
    for task in ("equipment", "access"):
        page = owner.get(f"/2024/speak/tasks/{task}")
        (box,) = page.all(f"//textarea[@name='{task}']")
        assert (box.text or "").strip() == "A ramp, and an HDMI adapter"
        assert "or wrote when you proposed" in page.text
        page.submit("Save", **{task: ""})
    other = signed_in(app, BOLA).get("/2024/speak/tasks/equipment")
    assert "ramp" not in str(other.all("//textarea/text()"))
    with transaction():
        confirming.unconfirm(answered(edition, code, on_behalf=True))
        confirming.confirm(answered(edition, code))
    stored = db.session.execute(
        select(SpeakerDetails.equipment, SpeakerDetails.access).order_by(SpeakerDetails.speaker_id)
    ).first()
    assert stored == ("", "")


def test_organisers_read_what_was_written_with_the_proposal(
    app: Flask, edition: EditionFrame
) -> None:
    code = accepted(edition)
    change(Proposal, id_of_proposal(code), needs="A ramp")
    with transaction():
        confirming.confirm(answered(edition, code))
    oona = make_person("oona@example.org")
    make_grant(oona, Role.ORGANISER)
    assert "A ramp" in Browser(app).sign_in(oona).get("/2024/manage/speakers/tasks").text


def test_the_mail_of_a_release_leads_whoever_is_on_stage_to_their_sessions(
    app: Flask, edition: EditionFrame
) -> None:
    """It asks about the time; once that is answered, the way to the answer stands there still."""
    confirmed(edition)
    placed(edition)
    asks = text_of(newest_mail())
    assert "Does that suit you?" in asks
    assert asks.count("/speak/sessions/") == 3
    signed_in(app, BOLA).get("/2024/speak/sessions").submit("Yes, that suits me")
    signed_in(app, OWNER).get("/2024/speak/sessions").submit("Yes, that suits me")
    text = text_of(newest_mail())
    assert "Does that suit you?" not in text
    assert "/2024/speak/sessions\n" in text


def test_a_sessions_page_says_what_is_true_with_and_without_a_ticket(
    app: Flask, edition: EditionFrame
) -> None:
    """The page is a copy for everybody, so it says who can do what, and not what the reader is."""
    confirmed(edition)
    placed(edition)
    page = f"/2024/sessions/{db.session.scalars(select(Session.code)).one()}"
    before = Browser(app).get(page)
    assert "No ticket yet?" not in before.text
    assert "Whoever has a ticket finds on My day what is on now" in before.text
    with transaction():
        clock.set_moment(at("17:30"))
    assert Browser(app).get(page).link("how it was") == f"{page}/feedback"
