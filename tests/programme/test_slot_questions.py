"""People on stage are asked about their times: by a release, or because organisers ask."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.kernel.database import db, transaction
from conference.kernel.errors import NotFound
from conference.mail import actions as mail
from conference.mail.models import Message
from conference.people.rules import Role
from conference.programme.actions import answers, asking, sessions
from conference.programme.actions.answers import SlotReply
from conference.programme.actions.desk import Desk
from conference.programme.models import AskedSlot, Session, Slot, SlotAnswer
from conference.programme.queries.answers import slot_mark
from conference.programme.queries.slots import open_slots
from conference.programme.rules.states import SlotWish
from tests.factories.orders import outbox
from tests.factories.people import make_grant, make_person
from tests.factories.programme import (
    RELEASED_AT,
    at,
    change,
    make_edition,
    make_session,
    make_speaker,
    release,
)
from tests.people.test_mails import newest_mail, text_of, widest
from tests.support.pages import Browser
from tests.support.races import at_once
from tests.support.statements import counted

NOW = RELEASED_AT
QUESTION = "programme.slot_question"
ANSWERS = "/2024/manage/speakers/answers"
WIDTH = 72


@pytest.fixture
def app(database: Flask) -> Flask:
    """Ask on both databases."""
    return database


@pytest.fixture
def edition(app: Flask) -> EditionFrame:
    return make_edition()


def on_stage(edition: EditionFrame, *codes: str, email: str = "ola@example.org") -> int:
    """Store sessions with a time and somebody with an account on their stages; return who."""
    ids = [
        make_session(edition.id, code, (f"{10 + number}:00", f"{10 + number}:40"))
        for number, code in enumerate(codes)
    ]
    person_id = make_person(email)
    make_speaker(edition.id, email[:3].upper(), email, *ids, person_id=person_id)
    return person_id


def desk(edition: EditionFrame, now: datetime = NOW) -> Desk:
    return Desk(edition_id=edition.id, actor="person 1", now=now)


def ask(edition: EditionFrame, expected: int) -> int:
    with transaction():
        return asking.ask(expected, desk(edition))


def questions() -> list[str]:
    return [to for kind, to in outbox() if kind == QUESTION]


def answer(edition: EditionFrame, code: str, person_id: int) -> None:
    row = db.session.execute(
        select(Slot.starts_at, Slot.room_id)
        .join(Session, Session.id == Slot.session_id)
        .where(Session.code == code)
    ).one()
    reply = SlotReply(
        code=code,
        person_id=person_id,
        mark=slot_mark(row.starts_at, row.room_id),
        wish=SlotWish.YES,
        note="",
    )
    with transaction():
        answers.answer_slot(reply, desk(edition))


def organiser(browser: Browser) -> Browser:
    person_id = make_person("oona@example.org")
    make_grant(person_id, Role.ORGANISER)
    return browser.sign_in(person_id)


def links(text: str) -> list[str]:
    return [
        line.strip().partition("/2024/")[2]
        for line in text.splitlines()
        if line.strip().startswith("http")
    ]


def test_one_mail_asks_for_all_times_and_nobody_is_asked_twice(edition: EditionFrame) -> None:
    on_stage(edition, "FIRST", "SECOND")
    assert (ask(edition, 1), ask(edition, 1), questions()) == (1, 0, ["ola@example.org"])
    text = text_of(newest_mail())
    assert links(text) == [
        *(f"speak/sessions/FIRST/answer?answer={wish.value}" for wish in SlotWish),
        *(f"speak/sessions/SECOND/answer?answer={wish.value}" for wish in SlotWish),
        "speak/sessions",
    ]
    assert widest(text.replace("http", "\nhttp")) <= WIDTH


def test_another_number_than_was_shown_asks_nobody(edition: EditionFrame) -> None:
    on_stage(edition, "FIRST")
    on_stage(edition, "SECOND", email="sam@example.org")
    assert (ask(edition, 1), questions()) == (2, [])


def test_a_moved_time_is_asked_about_again(edition: EditionFrame) -> None:
    on_stage(edition, "FIRST")
    ask(edition, 1)
    (slot,) = open_slots(edition.id, NOW)
    change(Slot, slot.session_id, starts_at=at("15:00"), ends_at=at("15:40"))
    assert (ask(edition, 1), len(questions())) == (1, 2)


def test_two_presses_at_once_ask_once(app: Flask, edition: EditionFrame) -> None:
    on_stage(edition, "FIRST")
    asked = at_once(app, [lambda: ask(edition, 1)] * 2)
    assert (sorted(asked), len(questions())) == ([0, 1], 1)


@pytest.mark.parametrize("why", ["answered", "moved", "called off", "over"])
def test_what_is_not_to_be_answered_any_more_is_not_mailed(edition: EditionFrame, why: str) -> None:
    person_id = on_stage(edition, "FIRST")
    ask(edition, 1)
    (slot,) = open_slots(edition.id, NOW)
    if why == "answered":
        answer(edition, "FIRST", person_id)
    elif why == "called off":
        change(Session, slot.session_id, is_cancelled=True)
    elif why == "moved":
        change(Slot, slot.session_id, starts_at=at("15:00"), ends_at=at("15:40"))
    else:
        past = slot.starts_at - timedelta(days=400)
        change(Slot, slot.session_id, starts_at=past, ends_at=past + timedelta(minutes=40))
    with pytest.raises(NotFound):
        newest_mail()


def test_a_sensitive_session_is_not_named(edition: EditionFrame) -> None:
    on_stage(edition, "FIRST")
    row = db.session.scalars(select(Session)).one()
    change(Session, row.id, title="Being stalked", is_sensitive=True)
    ask(edition, 1)
    assert [slot.title for slot in open_slots(edition.id, NOW)] == ["Being stalked"]
    text = text_of(newest_mail())
    assert ("stalked" in text, "Conference session" in text) == (False, True)


def test_a_release_asks_in_the_mail_that_it_sends_and_not_twice(edition: EditionFrame) -> None:
    person_id = on_stage(edition, "FIRST", "SECOND")
    answer(edition, "SECOND", person_id)
    release(edition.id, NOW)
    assert [slot.is_asked for slot in open_slots(edition.id, NOW)] == [True]
    assert (ask(edition, 0), questions()) == (0, [])
    (row,) = (slot.session_id for slot in open_slots(edition.id, NOW))
    make_speaker(edition.id, "NOA", "No Address", row)
    release(edition.id, NOW + timedelta(minutes=1))
    assert [slot.is_asked for slot in open_slots(edition.id, NOW)] == [True, False]
    text = text_of(newest_mail())
    assert links(text)[:3] == [
        f"speak/sessions/FIRST/answer?answer={wish.value}" for wish in SlotWish
    ]
    assert "SECOND/answer" not in text


def test_a_link_opens_one_button_and_says_nothing_by_itself(
    edition: EditionFrame, browser: Browser
) -> None:
    browser.sign_in(on_stage(edition, "FIRST"))
    for wish, button in (
        ("yes", "Yes, that suits me"),
        ("another_time", "Ask for another time"),
        ("withdraw", "Say that I must withdraw"),
    ):
        before = db.session.scalars(select(SlotAnswer.answer)).all()
        page = browser.get(f"/2024/speak/sessions/FIRST/answer?answer={wish}")
        assert db.session.scalars(select(SlotAnswer.answer)).all() == before
        assert len(page.all("//main//form//button")) == 1
        done = page.submit(button).follow()
        assert done.alerts == ["Thank you. The organisers see your answer."]
        db.session.rollback()
        assert db.session.scalars(select(SlotAnswer.answer)).all() == [SlotWish(wish)]
    assert len(browser.get("/2024/speak/sessions/FIRST/answer?answer=no").all("//main//input")) > 3


def test_organisers_ask_after_a_question_and_see_who_was_asked(
    edition: EditionFrame, browser: Browser
) -> None:
    person_id = on_stage(edition, "FIRST")
    make_speaker(edition.id, "NOA", "No Address", db.session.scalars(select(Session.id)).one())
    organiser(browser)
    page = browser.get(ANSWERS)
    assert ("Not asked" in page.text, "No address" in page.text) == (True, True)
    asked = page.follow("Ask 1 person")
    assert asked.submit("Send 1 question").follow().alerts == ["1 person was asked."]
    assert asked.submit("Send 1 question").follow().alerts == [
        "It is another number by now. Nobody was asked yet."
    ]
    again = browser.get(ANSWERS)
    assert ("Not asked" in again.text, "Asked" in again.text) == (False, True)
    answer(edition, "FIRST", person_id)
    assert "Yes" in browser.get(ANSWERS).text
    assert db.session.scalars(select(Message.kind)).all() == [QUESTION]


def test_nobody_is_asked_again_once_the_mail_is_purged(edition: EditionFrame) -> None:
    on_stage(edition, "FIRST")
    desk = Desk(edition_id=edition.id, actor="person 1", now=NOW)
    with transaction():
        assert asking.ask(1, desk) == 1
    with transaction():
        mail.purge(now=NOW + timedelta(days=91))
    assert outbox() == []
    with transaction():
        assert asking.ask(1, desk) == 0
    assert [slot.is_asked for slot in open_slots(edition.id, NOW)] == [True]


def test_what_was_asked_goes_with_its_session(edition: EditionFrame) -> None:
    on_stage(edition, "FIRST")
    desk = Desk(edition_id=edition.id, actor="person 1", now=NOW)
    with transaction():
        asking.ask(1, desk)
    with transaction():
        sessions.remove("FIRST", desk)
    assert db.session.scalars(select(AskedSlot)).all() == []


def test_the_lists_statements_do_not_grow(edition: EditionFrame) -> None:
    on_stage(edition, "FIRST")
    with counted() as few:
        open_slots(edition.id, NOW)
    on_stage(edition, "SECOND", "THIRD", email="sam@example.org")
    with counted() as many:
        open_slots(edition.id, NOW)
    assert (len(few), len(many)) == (3, 3)
