"""The task list of speakers: each page saves, shows at once, and forgets what it must."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select, update

from conference.editions.queries import EditionFrame
from conference.editions.rules import PolicyKind
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.mail import flows
from conference.mail.office import office
from conference.mail.transport import MemoryCarrier
from conference.people.models import Speaker
from conference.people.rules import RecordingChoice, Role
from conference.programme.models import ReleaseEntry, Session, SessionSpeaker, Slot
from conference.proposals.actions import confirming, reminding
from conference.proposals.actions.confirming import Answer
from conference.proposals.models import ProposalAuthor, SpeakerDetails, SpeakerPicture, SpeakerTask
from conference.proposals.rules.states import AuthorState, ProposalState, SpeakerTaskKind
from tests.factories.editions import make_policy, make_shop
from tests.factories.orders import NOW, outbox
from tests.factories.people import make_grant
from tests.factories.programme import at, release
from tests.factories.proposals import (
    change_owner,
    id_of_proposal,
    make_author,
    make_call,
    make_person_once,
    make_proposal,
    proposal_row,
)
from tests.people.test_mails import newest_mail, text_of
from tests.support.pages import Browser, Page
from tests.support.statements import counted

OWNER = "yewande@example.org"
TASKS = "/2024/speak/tasks"


def accepted(edition: EditionFrame, email: str = OWNER, **values: Any) -> str:
    return make_proposal(edition.id, state=ProposalState.ACCEPTED, email=email, **values)


def confirm(edition: EditionFrame, code: str, email: str = OWNER) -> None:
    given = Answer(edition_id=edition.id, code=code, person_id=make_person_once(email), now=NOW)
    with transaction():
        confirming.confirm(given)


@pytest.fixture
def edition(app: Flask) -> EditionFrame:
    edition = make_shop()
    make_call(edition.id)
    return edition


@pytest.fixture
def on_stage(edition: EditionFrame, browser: Browser) -> Browser:
    """Return the browser of a speaker whose session is released."""
    confirm(edition, accepted(edition))
    row = db.session.scalars(select(Session)).one()
    with transaction():
        db.session.add(Slot(session_id=row.id, starts_at=at("10:00"), ends_at=at("10:40")))
    release(edition.id, NOW)
    return browser.sign_in(make_person_once(OWNER))


def speaker() -> Speaker:
    return db.session.scalars(select(Speaker)).one()


def picture(kind: str = "JPEG", side: int = 1200) -> bytes:
    file = BytesIO()
    Image.new("RGB", (side, side), "#3b1238").save(file, kind)
    return file.getvalue()


def send_picture(browser: Browser, content: bytes, name: str = "me.jpg") -> Page:
    form = {"csrf_token": browser.token(), "picture": (BytesIO(content), name)}
    page = browser.send(f"{TASKS}/picture", form)
    page.response.request.environ["wsgi.input"].close()  # the client's own, on disk if large
    return page


def test_an_accepted_proposal_is_confirmed_in_two_presses(
    edition: EditionFrame, browser: Browser
) -> None:
    code = accepted(edition, title="Kind and clear")
    browser.sign_in(make_person_once(OWNER))
    page = browser.get(TASKS)
    assert page.all("//h2[@id='answer']/text()") == ["Say that you will come"]
    page = page.follow("Kind and clear")
    assert page.h1 == "Will you come with “Kind and clear”?"
    assert page.submit("Continue").errors == ["Say whether you will come"]
    page = page.submit("Continue", answer="yes").follow()
    assert page.alerts == ["“Kind and clear” is confirmed. Thank you."]
    assert "1 of 9 done" in page.text
    assert page.all("//h2[@id='answer']/text()") == ["You have said that you will come"]
    assert "Please answer by" not in page.text
    again = browser.get(f"/2024/speak/{code}/confirm")
    assert again.h1 == "“Kind and clear” is confirmed"
    assert "You have confirmed this session" in again.text


def test_a_co_speaker_is_not_asked_for_the_answer_of_another(
    edition: EditionFrame, browser: Browser
) -> None:
    code = accepted(edition, title="Kind and clear")
    person_id = make_person_once("bola@example.org")
    author_id = make_author(
        proposal_row(code).id, "bola@example.org", name="Bola Ade", state=AuthorState.ACCEPTED
    )
    with transaction():
        db.session.get_one(ProposalAuthor, author_id).person_id = person_id
    browser.sign_in(person_id)
    page = browser.get(TASKS)
    assert page.all("//h2[@id='answer']/text()") == ["Accepted"]
    assert "Please answer by" not in page.text
    assert page.follow("Kind and clear").h1 == "“Kind and clear” is accepted"


def test_whoever_is_known_by_an_address_only_is_asked_for_a_name(
    edition: EditionFrame, browser: Browser
) -> None:
    code = accepted(edition, name=OWNER)
    page = browser.sign_in(make_person_once(OWNER)).get(f"/2024/speak/{code}/confirm")
    assert page.submit("Continue", answer="yes").errors == ["Enter your name"]
    refused = page.submit("Continue", answer="yes", name=f"me, {OWNER}")
    assert (refused.status, refused.errors) == (422, ["Enter a name here, not an email address"])
    assert page.submit("Continue", answer="no").status == 303
    page.submit("Continue", answer="yes", name=" Yewande  Cole ")
    assert speaker().name == "Yewande Cole"
    form = browser.get(f"{TASKS}/visibility")
    sentence = "Enter a name here, not an email address"
    assert form.submit("Save", name=OWNER).errors == [sentence]
    assert form.submit("Save", alias=OWNER).errors == [sentence]


def test_withdrawing_asks_first(edition: EditionFrame, browser: Browser) -> None:
    code = accepted(edition, title="Kind and clear")
    browser.sign_in(make_person_once(OWNER))
    asked = browser.get(f"/2024/speak/{code}/confirm").submit("Continue", answer="no").follow()
    assert asked.h1 == "Withdraw “Kind and clear”?"
    done = asked.submit("Withdraw it").follow()
    assert done.alerts == ["“Kind and clear” is withdrawn. The organisers see it now."]


def test_nobody_else_learns_of_a_proposal(edition: EditionFrame, browser: Browser) -> None:
    code = accepted(edition)
    browser.sign_in(make_person_once("stranger@example.org"))
    assert [browser.get(f"/2024/speak/{wanted}/confirm").status for wanted in (code, "NONE22")] == [
        404,
        404,
    ]
    assert browser.post(f"/2024/speak/{code}/confirm", answer="yes").status == 404
    assert browser.get(f"{TASKS}/biography").status == 404
    assert "Nothing to do" in browser.get(TASKS).text


def test_every_task_saves_and_is_done(on_stage: Browser) -> None:
    for name, answers in {
        "biography": {"biography": "I count **things**.", "reuses_biography": "y"},
        "visibility": {"organisation": "A trust"},
        "recording": {"recording": "audio"},
        "equipment": {"equipment": "A flip chart"},
        "access": {"access": "A ramp"},
        "travel": {"travel": "By train"},
    }.items():
        page = on_stage.get(f"{TASKS}/{name}").submit("Save", **answers)
        assert page.status == 303, name
    on_stage.get(f"{TASKS}/conduct").submit("Agree", conduct="y")
    assert send_picture(on_stage, picture()).status == 303
    assert "9 of 9 done" in on_stage.get(TASKS).text
    told = db.session.get_one(SpeakerDetails, speaker().id)
    assert (told.recording, told.equipment, told.access, told.travel, told.reuses_biography) == (
        RecordingChoice.AUDIO,
        "A flip chart",
        "A ramp",
        "By train",
        True,
    )
    assert db.session.scalars(select(Session.recording)).all() == [RecordingChoice.AUDIO]


def test_script_in_a_biography_stays_text(on_stage: Browser) -> None:
    words = "<script>alert(1)</script> [me](javascript:alert(1)) I count."
    on_stage.get(f"{TASKS}/biography").submit("Save", biography=words)
    page = on_stage.get(f"/2024/speakers/{speaker().code}")
    assert "<script>alert" not in page.html
    assert page.all("//a[starts-with(@href, 'javascript')]") == []
    assert "I count." in page.text


def test_what_is_too_long_is_kept_and_said(on_stage: Browser) -> None:
    page = on_stage.get(f"{TASKS}/biography").submit("Save", biography="a" * 2_001)
    assert (page.status, page.errors) == (422, ["Enter 2,000 characters or fewer"])
    assert "a" * 2_001 in page.html


def test_a_new_version_of_the_conduct_asks_again(on_stage: Browser, edition: EditionFrame) -> None:
    page = on_stage.get(f"{TASKS}/conduct")
    assert page.submit("Agree").errors == ["Tick the box to agree to the code of conduct"]
    make_policy(edition.id, PolicyKind.CONDUCT, version=2)
    assert page.submit("Agree", conduct="y").errors == [
        "The code of conduct has changed since you opened this page. Read it again, please."
    ]
    on_stage.get(f"{TASKS}/conduct").submit("Agree", conduct="y")
    assert "You agreed to this version." in on_stage.get(f"{TASKS}/conduct").text
    make_policy(edition.id, PolicyKind.CONDUCT, version=3)
    assert "You agreed to this version." not in on_stage.get(f"{TASKS}/conduct").text


def test_how_somebody_is_shown_counts_at_once_everywhere(on_stage: Browser) -> None:
    stranger = on_stage.other()
    code, session = speaker().code, db.session.scalars(select(Session.code)).one()
    send_picture(on_stage, picture())
    mark = db.session.scalars(select(SpeakerPicture.mark)).one()
    address = f"/2024/speakers/{code}/picture-{mark}.webp"
    shown = stranger.get(address)
    assert (shown.status, shown.headers["Content-Type"], shown.headers["Cache-Control"]) == (
        200,
        "image/webp",
        "public, max-age=300",
    )
    for place in ("speakers", f"speakers/{code}", f"sessions/{session}"):
        assert address in stranger.get(f"/2024/{place}").html
    on_stage.get(f"{TASKS}/visibility").submit("Save", alias="Y.", shows_picture=None)
    assert stranger.get(address).status == 404
    page = stranger.get(f"/2024/speakers/{code}")
    assert (page.h1, "Yewande" in page.html, "<img" in page.html) == ("Y.", False, False)
    on_stage.get(f"{TASKS}/visibility").submit("Save", is_listed=None, alias="", shows_picture="y")
    gone = [stranger.get(path).status for path in (f"/2024/speakers/{code}", address)]
    assert gone == [404, 404]
    assert "Yewande" not in stranger.get("/2024/programme").html


def test_a_proposal_names_its_speaker_as_they_want_to_be_printed(
    on_stage: Browser, edition: EditionFrame
) -> None:
    other = make_proposal(edition.id, title="Not decided yet", email=OWNER)
    on_stage.get(f"{TASKS}/visibility").submit("Save", name="Yewande O. Cole", alias="Y.")
    db.session.expire_all()
    names = db.session.scalars(select(ProposalAuthor.name)).all()
    assert names == ["Yewande O. Cole", "Yewande O. Cole"]
    assert "Yewande O. Cole" in on_stage.get(f"/2024/speak/{other}").text


def test_a_picture_taken_away_leaves_a_dead_address(on_stage: Browser) -> None:
    send_picture(on_stage, picture())
    mark = db.session.scalars(select(SpeakerPicture.mark)).one()
    assert on_stage.get(f"{TASKS}/picture/current.webp").status == 200
    send_picture(on_stage, picture("PNG"))
    address = f"/2024/speakers/{speaker().code}/picture-{mark}.webp"
    assert on_stage.get(address).status == 404
    on_stage.get(f"{TASKS}/picture").submit("Take it away")
    assert db.session.scalar(select(func.count(SpeakerPicture.speaker_id))) == 0
    assert on_stage.get(f"{TASKS}/picture/current.webp").status == 404


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"<svg></svg>", "me.png", "We cannot read this file as a picture."),
        (b"just a text", "me.png", "We cannot read this file as a picture."),
        (b"", "", "Choose a picture"),
        (picture("PNG", 199), "me.png", "This picture is 199 by 199 pixels. Send one of at least"),
        (b"\0" * (8 * 1024 * 1024 + 1), "me.jpg", "This file is larger than 8 MB."),
    ],
    ids=["SVG", "text", "nothing", "too small", "too large"],
)
def test_a_bad_picture_is_refused_and_the_one_before_stays(
    on_stage: Browser, content: bytes, name: str, sentence: str
) -> None:
    send_picture(on_stage, picture())
    page = send_picture(on_stage, content, name)
    assert (page.status, page.errors[0].startswith(sentence)) == (422, True)
    assert db.session.scalar(select(func.count(SpeakerPicture.speaker_id))) == 1


def test_only_the_picture_may_be_large(on_stage: Browser) -> None:
    big = {"csrf_token": on_stage.token(), "biography": "a" * 300_000}
    assert on_stage.send(f"{TASKS}/biography", big).status == 413
    refused = send_picture(on_stage, b"\0" * (9 * 1024 * 1024)).follow()
    assert (refused.h1, refused.alerts) == (
        "Picture, or none",
        ["This page takes 8 MB at most, and that was more. Send a smaller file."],
    )


def test_being_recorded_less_counts_at_once(on_stage: Browser) -> None:
    on_stage.get(f"{TASKS}/recording").submit("Save", recording="video")
    release(speaker().edition_id, NOW + timedelta(hours=1))
    session = db.session.scalars(select(Session.code)).one()
    stranger = on_stage.other()
    assert "It is filmed" in stranger.get(f"/2024/sessions/{session}").text
    on_stage.get(f"{TASKS}/recording").submit("Save", recording="no")
    page = stranger.get(f"/2024/sessions/{session}").text
    assert ("It is filmed" in page, "Not recorded" in page) == (False, True)
    entry = db.session.scalars(select(ReleaseEntry).order_by(ReleaseEntry.id.desc())).first()
    assert entry is not None
    assert entry.recording is RecordingChoice.VIDEO  # a release is never written anew


def test_one_press_says_yes_and_a_moved_session_asks_again(on_stage: Browser) -> None:
    page = on_stage.get("/2024/speak/sessions")
    page.submit("Yes, that suits me")
    assert "Your answer: Yes" in on_stage.get("/2024/speak/sessions").text
    row = db.session.scalars(select(Slot)).one()
    with transaction():
        slot = db.session.get_one(Slot, row.session_id)
        slot.starts_at, slot.ends_at = at("14:00"), at("14:40")
    moved = on_stage.get("/2024/speak/sessions")
    assert "Planned, not public yet" in moved.text
    refused = page.submit("Yes, that suits me").follow()
    assert refused.alerts[0].startswith("The time or room has changed")
    form = moved.follow("Another time")
    form.submit("Send", answer="another_time", note="After three")
    organiser = on_stage.other().sign_in(organiser_id())
    answers = organiser.get("/2024/manage/speakers/answers")
    assert "Another time, please: After three" in answers.text
    settled = answers.submit("Settled").follow()
    assert settled.alerts == ["Settled."]


def organiser_id(role: Role = Role.ORGANISER) -> int:
    person_id = make_person_once(f"{role}@example.org")
    make_grant(person_id, role)
    return person_id


def test_nobody_answers_for_a_stage_that_is_not_theirs(on_stage: Browser) -> None:
    session = db.session.scalars(select(Session.code)).one()
    other = on_stage.other().sign_in(make_person_once("stranger@example.org"))
    assert other.get(f"/2024/speak/sessions/{session}/answer").status == 404
    assert "You are on no stage yet" in other.get("/2024/speak/sessions").text


def test_organisers_see_what_is_open_and_not_what_was_told_in_confidence(
    on_stage: Browser, edition: EditionFrame
) -> None:
    on_stage.get(f"{TASKS}/access").submit("Save", access="A ramp")
    on_stage.get(f"{TASKS}/travel").submit("Save", travel="By train")
    accepted(edition, "ola@example.org", title="Still to be answered", name="Ola")
    organiser = on_stage.other().sign_in(organiser_id())
    page = organiser.get("/2024/manage/speakers/tasks")
    assert ("A ramp" in page.text, "By train" in page.text) == (False, False)
    assert ("7 open" in page.text, "Still to be answered" in page.text) == (True, True)
    assert organiser.get("/2024/manage/speakers/access").status == 403
    coordinator = on_stage.other().sign_in(organiser_id(Role.ACCESS_COORDINATOR))
    assert "A ramp By train" in coordinator.get("/2024/manage/speakers/access").text
    assert coordinator.get("/2024/manage/speakers/tasks").status == 403


def test_who_stands_in_two_lines_is_reminded_once_a_day(database: Flask) -> None:
    edition = make_shop()
    make_call(edition.id)
    confirm(edition, accepted(edition))
    remind(edition, 1, NOW)
    accepted(edition, title="Another")
    assert remind(edition, 0, NOW + timedelta(hours=1)) == 0
    assert remind(edition, 1, NOW + timedelta(days=1)) == 1
    assert [mail for mail in outbox() if mail[0] == "proposals.reminder"] == [
        ("proposals.reminder", OWNER)
    ] * 2


def test_an_owner_without_an_account_is_reminded_too(database: Flask) -> None:
    edition = make_shop()
    make_call(edition.id)
    accepted(edition, title="Kind and clear")
    with transaction():
        db.session.execute(update(ProposalAuthor).values(person_id=None, email="new@example.org"))
    assert (remind(edition, 1, NOW), remind(edition, 0, NOW)) == (1, 0)
    carrier = MemoryCarrier()
    flows.deliver(office(), carrier, now=clock.now, real_now=clock.real_now)
    (mail,) = carrier.carried
    assert (mail["To"], "Kind and clear" in str(mail.get_body(("plain",)))) == (
        "new@example.org",
        True,
    )


def test_reminding_costs_the_same_however_many(database: Flask) -> None:
    edition = make_shop()
    make_call(edition.id)
    costs = []
    for days in range(2):
        for number in range(3 * days, 3 * days + 3):
            address = f"s{number}@example.org"
            confirm(edition, accepted(edition, address), address)
        with counted() as statements:
            remind(edition, 3 + 3 * days, NOW + timedelta(days=days))
        costs.append(len(statements))
    assert costs[1] <= costs[0] + 1  # the first time nobody is known yet, so nothing is updated


def remind(edition: EditionFrame, expected: int, now: datetime) -> int:
    with transaction():
        return reminding.remind(
            edition.id, expected=expected, times=dict, actor="person 1", now=now
        )


def test_reminders_ask_with_the_count_and_go_out_once_a_day(
    on_stage: Browser, edition: EditionFrame
) -> None:
    accepted(edition, "ola@example.org", name="Ola")
    organiser = on_stage.other().sign_in(organiser_id())
    before = len(outbox())
    asked = organiser.get("/2024/manage/speakers/tasks").follow("Remind 2 people")
    assert asked.h1 == "Remind 2 people?"
    accepted(edition, "third@example.org", name="Third")
    again = asked.submit("Send 2 reminders").follow()
    assert (again.h1, len(outbox())) == ("Remind 3 people?", before)
    done = again.submit("Send 3 reminders").follow()
    assert done.alerts == ["3 people were reminded."]
    assert sorted(outbox()[before:]) == [
        ("proposals.reminder", "ola@example.org"),
        ("proposals.reminder", "third@example.org"),
        ("proposals.reminder", OWNER),
    ]
    assert organiser.get("/2024/manage/speakers/tasks/reminders").h1 == "Nobody to remind"


def test_a_time_that_waits_for_an_answer_is_reminded_of_with_the_rest(on_stage: Browser) -> None:
    organiser = on_stage.other().sign_in(organiser_id())
    page = organiser.get("/2024/manage/speakers/tasks")
    assert "Answer to 1 session time" in page.text
    page.follow("Remind 1 person").submit("Send 1 reminder")
    assert outbox()[-1] == ("proposals.reminder", OWNER)
    text = text_of(newest_mail())
    assert "Does the time suit you? One press answers:\n\n    Kind and clear\n" in text
    on_stage.get("/2024/speak/sessions").submit("Yes, that suits me")
    assert "Answer to" not in organiser.get("/2024/manage/speakers/tasks").text


def test_organisers_confirm_on_behalf_and_take_it_back(
    edition: EditionFrame, browser: Browser
) -> None:
    code = accepted(edition)
    change_owner(code, state=AuthorState.INVITED, answered_at=None)
    browser.sign_in(organiser_id())
    page = browser.get(f"/2024/manage/proposals/{code}/confirmation")
    assert "Yewande Cole never answered the invitation" in page.text
    page = page.submit("Confirm on their behalf").follow()
    assert page.alerts == ["Confirmed on behalf of the speakers."]
    assert "never answered" not in page.text
    assert len(db.session.scalars(select(SessionSpeaker)).all()) == 1
    page = page.submit("Take the confirmation back").follow()
    assert page.alerts == ["Not confirmed any more. Nobody got a mail."]
    assert db.session.scalars(select(SessionSpeaker)).all() == []


def test_organisers_are_asked_before_they_withdraw_for_somebody(
    edition: EditionFrame, browser: Browser
) -> None:
    code = accepted(edition)
    browser.sign_in(organiser_id())
    page = browser.get(f"/2024/manage/proposals/{code}/confirmation")
    asked = page.follow("Withdraw on their behalf")
    assert asked.h1 == "Withdraw “Kind and clear” for its speakers?"
    assert browser.get(page.address).link("Withdraw on their behalf") == asked.address
    done = asked.submit("Withdraw it").follow()
    assert done.alerts == ["Withdrawn on behalf of the speakers, who are mailed."]
    assert browser.get(asked.address).location == f"/2024/manage/proposals/{code}"


@pytest.mark.parametrize(
    ("task", "field"), [("biography", "biography"), ("access", "access"), ("visibility", "name")]
)
def test_a_task_sent_signed_out_loses_nothing(on_stage: Browser, task: str, field: str) -> None:
    page = on_stage.get(f"{TASKS}/{task}")
    with on_stage.client.session_transaction() as cookie:
        token = cookie.pop("sign_in")
    refused = page.submit("Save", **{field: "A long thought"})
    assert (refused.status, "A long thought" in refused.html) == (401, True)
    assert refused.link("Sign in in another tab") == f"/sign-in?next={TASKS}/{task}"
    assert on_stage.get(f"{TASKS}/{task}").location == f"/sign-in?next={TASKS}/{task}"
    with on_stage.client.session_transaction() as cookie:
        cookie["sign_in"] = token
        cookie.pop("csrf_token")
    stale = refused.submit("Save and continue")
    assert (stale.status, "Nothing is lost" in stale.text) == (409, True)
    assert stale.submit("Save").location == TASKS
    assert "A long thought" in on_stage.get(f"{TASKS}/{task}").html


def test_what_is_given_back_of_a_task_tells_nothing(app: Flask, on_stage: Browser) -> None:
    page = Browser(app).post(f"{TASKS}/visibility", alias="Typed")
    assert (page.status, "Yewande" in page.html, "Typed" in page.html) == (401, False, True)


def test_what_is_accepted_leads_to_its_answer_and_then_to_the_tasks(
    edition: EditionFrame, browser: Browser
) -> None:
    code = accepted(edition)
    address = "ola@example.org"
    person_id = make_person_once(address)
    make_author(id_of_proposal(code), address, state=AuthorState.ACCEPTED, person_id=person_id)
    ola = browser.other().sign_in(person_id)
    browser.sign_in(make_person_once(OWNER))
    mine, shown, asked = (
        "/2024/speak/mine",
        f"/2024/speak/{code}",
        f"/2024/speak/{code}/confirm",
    )
    assert browser.get(mine).link("Say whether you will come") == asked
    assert browser.get(shown).link("Say whether you will come") == asked
    assert ola.get(shown).link("See who speaks") == asked
    assert "Say whether you will come" not in ola.get(mine).text
    confirm(edition, code)
    for one in (browser, ola):
        assert [one.get(page).link("Your tasks") for page in (mine, shown)] == [TASKS, TASKS]


def test_an_owner_for_whom_it_was_written_is_asked_and_confirms(
    edition: EditionFrame, browser: Browser
) -> None:
    code = accepted(edition)
    change_owner(code, state=AuthorState.INVITED, answered_at=None)
    browser.sign_in(make_person_once(OWNER))
    assert browser.get("/2024/speak/mine").alerts[0].startswith("Is this your proposal?")
    page = browser.get(TASKS).follow("Kind and clear")
    assert page.submit("Continue", answer="yes").follow().alerts[0].endswith("Thank you.")
    assert len(db.session.scalars(select(SessionSpeaker)).all()) == 1


def test_the_list_costs_the_same_for_one_and_for_many(
    on_stage: Browser, edition: EditionFrame
) -> None:
    organiser = on_stage.other().sign_in(organiser_id())
    organiser.get("/2024/manage/speakers/tasks")
    with counted() as few:
        organiser.get("/2024/manage/speakers/tasks")
    for number in range(3):
        address = f"speaker{number}@example.org"
        confirm(edition, accepted(edition, address, name=f"Speaker {number}"), address)
    with counted() as many:
        organiser.get("/2024/manage/speakers/tasks")
    assert len(few) == len(many)


def test_what_was_told_in_confidence_goes_14_days_after_the_end(
    on_stage: Browser, edition: EditionFrame
) -> None:
    on_stage.get(f"{TASKS}/access").submit("Save", access="A ramp")
    on_stage.get(f"{TASKS}/equipment").submit("Save", equipment="A flip chart")
    gone = []
    for days in (14, 15, 16):
        with transaction():
            gone.append(reminding.forget_confidences(now=edition.closes_at + timedelta(days=days)))
    left = db.session.get_one(SpeakerDetails, speaker().id)
    assert (gone, left.access, left.equipment) == ([0, 1, 0], "", "A flip chart")
    assert SpeakerTaskKind.ACCESS in db.session.scalars(select(SpeakerTask.task)).all()
