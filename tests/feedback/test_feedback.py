"""Feedback: from a ticket, by the organisers' hands, to the stage; never with a name."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from conference.feedback import actions
from conference.feedback.actions import Said
from conference.feedback.models import Feedback
from conference.feedback.queries import seen_mark
from conference.feedback.rules import FeedbackChanged, FeedbackRead, FeedbackState, OwnSession
from conference.history.models import Entry
from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.kernel.errors import NotFound
from conference.orders.events import TicketPassedOn
from conference.people.models import Speaker
from conference.programme.actions import emergencies
from conference.programme.actions.desk import Desk
from tests.factories.orders import outbox
from tests.factories.people import make_grant, make_person
from tests.factories.programme import SmallDay, at, change, make_small_day
from tests.factories.workshops import Ticket, book, make_ticket
from tests.support.pages import Browser
from tests.support.races import at_once
from tests.support.statements import counted

OVER = at("13:00")
FEEDBACK = "/2024/sessions/RUN/feedback"
MANAGE = "/2024/manage/feedback"
SPEAKER = "wilk@example.org"


@pytest.fixture
def day(app: Flask) -> SmallDay:
    """Return a day of which RUN is over."""
    with transaction():
        clock.set_moment(OVER)
    return make_small_day()


def wilk() -> int:
    """Return the person who speaks in RUN and CHART."""
    person_id = make_person(SPEAKER)
    change(
        Speaker,
        db.session.scalars(select(Speaker.id).where(Speaker.code == "WILK")).one(),
        person_id=person_id,
    )
    return person_id


def say(ticket: Ticket, body: str = "", *, code: str = "RUN", person_id: int | None = None) -> None:
    said = Said(code=code, ticket=ticket.code, person_id=person_id, rating=5, body=body)
    with transaction():
        actions.write(said, edition_id=ticket.edition_id, now=OVER)


def said_by(day: SmallDay, *bodies: str) -> list[Ticket]:
    tickets = []
    for body in bodies:
        tickets.append(make_ticket(day.edition_id, f"Guest of {body}"))
        say(tickets[-1], body)
    return tickets


def rows() -> list[Feedback]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(Feedback).order_by(Feedback.id)))


def decide(
    day: SmallDay, row: Feedback, *, passes: bool = True, days: int = 0, person_id: int = 0
) -> None:
    desk = Desk(edition_id=day.edition_id, actor="person 1", now=OVER + timedelta(days=days))
    mark, feedback_id = seen_mark(row), row.id
    with transaction():
        actions.decide(feedback_id, mark, passes=passes, person_id=person_id, desk=desk)


def arrivals() -> list[str]:
    return [address for kind, address in outbox() if kind == "feedback.arrived"]


def organiser(browser: Browser) -> Browser:
    person_id = make_person("oona@example.org")
    make_grant(person_id)
    return browser.other().sign_in(person_id)


def test_a_session_that_is_over_is_rated_from_my_day(browser: Browser, day: SmallDay) -> None:
    ticket = make_ticket(day.edition_id)
    with transaction():
        clock.set_moment(at("08:00"))
    book(ticket, "RUN")
    with transaction():
        clock.set_moment(OVER)
    browser.hold("ticket", ticket.selector)
    page = browser.get("/2024/my-day").follow("Say how it was in Run charts")
    assert page.submit("Send it").errors == ["Choose a number or write something"]
    done = page.submit("Send it", rating="4", body="Clear").follow()
    assert done.alerts == ["Thank you. You can change it until the organisers have read it."]
    again = browser.get(FEEDBACK)
    assert again.all("//input[@name='rating'][@checked]/@value") == ["4"]
    assert again.submit("Send it", rating="", body="Very clear").status == 303
    assert [(row.rating, row.body, row.state) for row in rows()] == [
        (None, "Very clear", FeedbackState.WAITING)
    ]
    public = browser.other().get("/2024/sessions/RUN")
    assert (public.h1, "Very clear" in public.html) == ("Run charts without tears", False)
    decide(day, rows()[0])
    read = browser.get(FEEDBACK)
    assert "cannot be changed any more" in read.text
    assert "Very clear" not in read.html
    with pytest.raises(FeedbackRead):
        say(ticket, "Too late")


@pytest.mark.parametrize("meanwhile", ["read", "over"])
def test_words_that_come_too_late_are_given_back(
    browser: Browser, day: SmallDay, meanwhile: str
) -> None:
    ticket = make_ticket(day.edition_id)
    say(ticket, "Clear")
    browser.hold("ticket", ticket.selector)
    page = browser.get(FEEDBACK)
    if meanwhile == "read":
        decide(day, rows()[0])
    else:
        with transaction():
            clock.set_moment(OVER + timedelta(days=31))
    refused = page.submit("Send it", body="Clear, and a long thought of mine")
    assert (refused.status, rows()[0].body) == (422, "Clear")
    assert "What you typed is below: copy it before you leave." in refused.text
    assert "Clear, and a long thought of mine" in refused.text


def test_who_is_on_stage_decides_on_no_feedback_of_their_own(
    browser: Browser, day: SmallDay
) -> None:
    speaker = wilk()
    make_grant(speaker)
    said_by(day, "You talk too fast")
    other = make_ticket(day.edition_id, "Another guest")
    say(other, "Kind indeed", code="KIND")
    page = browser.other().sign_in(speaker).get(MANAGE)
    assert ("too fast" in page.text, "Kind indeed" in page.text) == (False, True)
    assert "To read (1)" in page.text
    row = next(row for row in rows() if row.body == "You talk too fast")
    with pytest.raises(OwnSession):
        decide(day, row, passes=False, person_id=speaker)
    assert rows()[0].state is FeedbackState.WAITING
    assert "too fast" in organiser(browser).get(MANAGE).text


def test_walked_in_sessions_are_chosen_from_a_list(browser: Browser, day: SmallDay) -> None:
    assert "people with a ticket" in browser.get("/2024/feedback").text
    ticket = make_ticket(day.edition_id, person_id=wilk())
    browser.hold("ticket", ticket.selector)
    page = browser.get("/2024/my-day").follow("Say how sessions were")
    listed = [str(found) for found in page.all("//main//tbody//a/text()")]
    assert listed == [  # neither their own nor breaks, nor what is to come
        "Make one thing happen",
        "When it will not stop",
        "Kind and clear",
        "What tired teams can still do",
        "Ask a safeguarding lead",
    ]
    assert page.follow("Kind and clear").submit("Send it", rating="5").status == 303
    assert browser.get("/2024/feedback").text.count("You have said something") == 1
    with transaction():
        clock.set_moment(at("08:00"))
    early = browser.get("/2024/my-day")
    assert (early.h1, "Say how sessions were" in early.text) == ("My day", False)
    assert "No session to speak of now" in browser.get("/2024/feedback").text


def test_only_a_ticket_may_and_only_in_time(browser: Browser, day: SmallDay) -> None:
    assert "Feedback is for people with a ticket" in browser.get(FEEDBACK).text
    sent = browser.post(FEEDBACK, rating="5", body="", ticket="T00000")
    assert sent.status == 404
    ticket = make_ticket(day.edition_id)
    browser.hold("ticket", ticket.selector)
    other = make_ticket(day.edition_id, "Somebody else")
    assert browser.get(f"{FEEDBACK}?ticket={other.code}").status == 404
    for code in ("NOTHERE", "LUNCH"):
        assert browser.get(f"/2024/sessions/{code}/feedback").status == 404
    with transaction():
        clock.set_moment(at("10:59"))
    assert "opens when the session begins" in browser.get(FEEDBACK).text
    refused = browser.post(FEEDBACK, rating="5", body="", ticket=ticket.code)
    assert (refused.status, rows()) == (422, [])
    with transaction():
        clock.set_moment(at("12:31") + timedelta(days=30))
    assert "closed 30 days after" in browser.get(FEEDBACK).text
    with transaction():
        clock.set_moment(OVER)
        desk = Desk(edition_id=day.edition_id, actor="person 1", now=OVER)
        emergencies.hide("RUN", desk)
    assert browser.get(FEEDBACK).status == 404


@pytest.mark.parametrize(
    ("entered", "told"),
    [
        ({"rating": "6"}, "Choose one from the list"),
        ({"rating": "1e1"}, "Choose one from the list"),
        ({"body": "x" * 2_001}, "Enter 2,000 characters or fewer"),
        ({"body": "  "}, "Choose a number or write something"),
    ],
)
def test_what_is_wrong_is_told(
    browser: Browser, day: SmallDay, entered: dict[str, str], told: str
) -> None:
    browser.hold("ticket", make_ticket(day.edition_id).selector)
    page = browser.get(FEEDBACK).submit("Send it", **entered)
    assert (page.status, page.errors, rows()) == (422, [told], [])


def test_nobody_is_asked_to_rate_themselves(browser: Browser, day: SmallDay) -> None:
    ticket = make_ticket(day.edition_id, person_id=wilk())
    browser.hold("ticket", ticket.selector)
    page = browser.get(FEEDBACK)
    assert page.alerts == [OwnSession.message]
    assert page.all("//main//textarea") == []


def test_nobody_rates_themselves(day: SmallDay) -> None:
    own = make_ticket(day.edition_id, person_id=wilk())
    with pytest.raises(OwnSession):
        say(own)
    say(own, code="KIND")
    assert len(rows()) == 1


def test_nobody_rates_themselves_with_a_guests_ticket(database: Flask) -> None:
    with transaction():
        clock.set_moment(OVER)
    day = make_small_day()
    speaker = wilk()
    known = make_person("guest@example.org")
    guest = make_ticket(day.edition_id, "A guest", person_id=known)
    with pytest.raises(OwnSession):
        say(guest, "Best talk ever", person_id=speaker)
    say(guest, code="KIND", person_id=speaker)
    say(guest, "Clear", person_id=known)
    assert [row.body for row in rows()] == ["", "Clear"]


def test_whoever_is_on_stage_finds_no_form_in_a_guests_name(
    browser: Browser, day: SmallDay
) -> None:
    guest = make_ticket(day.edition_id, "A guest")
    alone = browser.other()
    for opened in (browser.sign_in(wilk()), alone):
        opened.hold("ticket", guest.selector)
    page = browser.get(FEEDBACK)
    assert (page.alerts, page.all("//main//textarea")) == ([OwnSession.message], [])
    listed, guests = (
        {str(found) for found in opened.get("/2024/feedback").all("//main//tbody//a/text()")}
        for opened in (browser, alone)
    )
    assert guests - listed == {"Run charts without tears", "The chart that changed my mind"}
    sent = browser.post(FEEDBACK, ticket=guest.code, rating="5", body="Best talk ever")
    assert (sent.status, rows()) == (422, [])
    assert sent.alerts[0].startswith(OwnSession.message)
    assert alone.get(FEEDBACK).submit("Send it", rating="5").status == 303


def test_it_reaches_the_stage_from_three_on_and_without_a_name(
    browser: Browser, day: SmallDay
) -> None:
    speaker = browser.sign_in(wilk())
    said_by(day, "Zest", "Awful words", "Pace", "Art")
    by_body = {row.body: row for row in rows()}
    decide(day, by_body["Awful words"], passes=False)
    for body in ("Zest", "Pace"):
        decide(day, by_body[body])
    page = speaker.get("/2024/speak/sessions")
    assert ("Run charts without tears" in page.text, page.all("//blockquote")) == (True, [])
    assert ("What people said" in page.text, arrivals()) == (False, [])
    decide(day, by_body["Art"])
    page = speaker.get("/2024/speak/sessions")
    assert "3 people. On average 5.0 of 5, from 3 numbers." in page.text
    assert page.all("//blockquote/p/text()") == ["Art", "Pace", "Zest"]
    assert "Guest of" not in page.html
    assert "Awful" not in page.html
    assert arrivals() == [SPEAKER]
    theirs = organiser(browser).get("/2024/speak/sessions")
    assert ("You are on no stage yet" in theirs.text, theirs.all("//blockquote")) == (True, [])


def test_there_is_one_mail_a_day(day: SmallDay) -> None:
    wilk()
    said_by(day, *"abcde")
    found = rows()
    for row in found[:4]:
        decide(day, row)
        decide(day, row)
    assert arrivals() == [SPEAKER]
    decide(day, found[4], days=1)
    assert arrivals() == [SPEAKER, SPEAKER]


def test_organisers_decide_on_what_they_read(browser: Browser, day: SmallDay) -> None:
    (ticket,) = said_by(day, "First words")
    desk = organiser(browser)
    page = desk.get(MANAGE)
    assert "First words" in page.text
    assert "Guest of" not in page.html
    with transaction():
        rows()[0].written_at -= timedelta(minutes=1)
    with transaction():
        row = db.session.scalars(select(Feedback)).one()
        row.body, row.written_at = "Other words", OVER + timedelta(minutes=1)
    told = page.submit("Pass on").follow()
    assert told.alerts == ["It was changed since you read it. Read it again, then decide."]
    assert told.submit("Keep back").follow().alerts == ["Kept back. Nobody else reads it."]
    assert rows()[0].state is FeedbackState.KEPT_BACK
    kept = desk.get(f"{MANAGE}?state=kept_back")
    assert "Other words" in kept.text
    assert kept.submit("Pass on").location == f"{MANAGE}?state=kept_back"
    assert rows()[0].state is FeedbackState.PASSED
    entries = db.session.scalars(select(Entry).order_by(Entry.id)).all()
    assert [entry.what for entry in entries if "feedback" in entry.what] == [
        "feedback kept back",
        "feedback passed on",
    ]
    assert desk.post(f"{MANAGE}/999/decision", seen="", decision="pass").status == 404
    assert browser.other().get(MANAGE).status in (303, 403)
    assert ticket.id == rows()[0].attendee_id


def test_no_page_of_the_desk_says_when_somebody_wrote(browser: Browser, day: SmallDay) -> None:
    said_by(day, "Words")
    desk, marks = organiser(browser), []
    for later in (timedelta(), timedelta(microseconds=1)):
        with transaction():
            db.session.execute(update(Feedback).values(written_at=OVER + later))
        page = desk.get(MANAGE)
        marks.append([str(mark) for mark in page.all("//input[@name='seen']/@value")])
        assert OVER.date().isoformat() not in page.html
    assert marks[0] == marks[1]


def test_a_decision_stays_on_its_page(browser: Browser, day: SmallDay) -> None:
    said_by(day, *(f"Words {number}" for number in range(52)))
    page = organiser(browser).get(f"{MANAGE}?page=2")
    assert page.submit("Pass on").location == f"{MANAGE}?state=waiting&page=2"


def test_a_page_that_is_behind_overrules_nobody(browser: Browser, day: SmallDay) -> None:
    said_by(day, "Unkind words")
    desk = organiser(browser)
    behind = desk.get(MANAGE)
    assert desk.get(MANAGE).submit("Keep back").follow().alerts == [
        "Kept back. Nobody else reads it."
    ]
    told = behind.submit("Pass on").follow()
    sentence = "Somebody kept it back while you had the page open. Nothing of yours was saved: it "
    assert told.alerts == [f"{sentence}stands under Kept back, where you can still pass it on."]
    assert rows()[0].state is FeedbackState.KEPT_BACK
    assert behind.submit("Keep back").follow().alerts == ["Kept back. Nobody else reads it."]
    kept = desk.get(f"{MANAGE}?state=kept_back")
    assert kept.submit("Pass on").follow().alerts == ["Passed on."]
    behind = desk.get(f"{MANAGE}?state=passed")
    assert behind.submit("Keep back").status == 303
    assert rows()[0].state is FeedbackState.KEPT_BACK


def test_of_two_who_decide_otherwise_at_once_the_first_counts(database: Flask) -> None:
    day = make_small_day()
    said_by(day, "Unkind words")
    (row,) = rows()
    mark, feedback_id = seen_mark(row), row.id

    def press(*, passes: bool) -> None:
        desk = Desk(edition_id=day.edition_id, actor="person 1", now=OVER)
        with transaction():
            actions.decide(feedback_id, mark, passes=passes, person_id=0, desk=desk)

    answers = at_once(database, [lambda: press(passes=True), lambda: press(passes=False)])
    assert sorted(type(one).__name__ for one in answers) == ["FeedbackDecided", "NoneType"]


def test_the_list_costs_the_same_however_long(browser: Browser, day: SmallDay) -> None:
    desk, costs = organiser(browser), []
    for count in (1, 6):
        said_by(day, *(f"{count} {number}" for number in range(count)))
        desk.get(MANAGE)
        with counted() as seen:
            desk.get(MANAGE)
        costs.append(len(seen))
    assert costs[0] == costs[1]


def test_two_at_once_are_one(database: Flask) -> None:
    with transaction():
        clock.set_moment(OVER)
    ticket = make_ticket(make_small_day().edition_id)
    answers = at_once(database, [lambda: say(ticket, "a"), lambda: say(ticket, "b")])
    assert answers == [None, None]
    assert [row.body for row in rows()] in (["a"], ["b"])


def test_the_third_and_the_fourth_at_once_send_one_mail(database: Flask) -> None:
    with transaction():
        clock.set_moment(OVER)
    day = make_small_day()
    wilk()
    said_by(day, *"abcd")
    found = rows()
    marks = {row.id: seen_mark(row) for row in found}
    for row in found[:1]:
        decide(day, row)
    desk = Desk(edition_id=day.edition_id, actor="person 1", now=OVER)

    def pass_on(number: int) -> None:
        with transaction():
            actions.decide(number, marks[number], passes=True, person_id=0, desk=desk)

    second, third, fourth = (number for number in marks if number != min(marks))
    answers = at_once(
        database, [lambda: pass_on(second), lambda: pass_on(third), lambda: pass_on(fourth)]
    )
    assert answers == [None, None, None]
    assert arrivals() == [SPEAKER]


def test_a_ticket_that_is_passed_on_takes_no_words_along(database: Flask) -> None:
    with transaction():
        clock.set_moment(OVER)
    day = make_small_day()
    first, second = said_by(day, "Unread", "Read")
    decide(day, rows()[1])
    with transaction():
        for ticket in (first, second):
            actions.forget_waiting(TicketPassedOn(attendee_id=ticket.id))
    assert [row.body for row in rows()] == ["Read"]


def test_another_years_feedback_is_not_there(day: SmallDay) -> None:
    other = make_small_day("2025", is_current=False)
    said_by(other, "Elsewhere")
    row = rows()[0]
    with pytest.raises(NotFound):
        decide(day, row)
    assert rows()[0].state is FeedbackState.WAITING


def test_a_decision_on_changed_words_is_refused(day: SmallDay) -> None:
    said_by(day, "Words")
    desk = Desk(edition_id=day.edition_id, actor="person 1", now=OVER)
    feedback_id = rows()[0].id
    with pytest.raises(FeedbackChanged), transaction():
        actions.decide(feedback_id, "", passes=True, person_id=0, desk=desk)
