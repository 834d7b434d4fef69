"""A session that was hidden and is shown again: who counts on it is told once what is different."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.mail import flows
from conference.mail.models import Message
from conference.mail.office import office
from conference.mail.transport import MemoryCarrier
from conference.orders.models import Attendee
from conference.people.models import Speaker
from conference.programme.actions import emergencies, releases
from conference.programme.actions.desk import Desk
from conference.programme.models import Session, SessionSpeaker, Slot
from conference.programme.rules.states import StageRole
from tests.factories.agendas import star
from tests.factories.people import make_person
from tests.factories.programme import SUMMER, SmallDay, at, change, make_small_day, make_speaker
from tests.factories.workshops import book, make_ticket
from tests.support.pages import Browser

BOOKED, CHAIR, STAR, WILK = (f"{name}@example.org" for name in ("booked", "chair", "star", "wilk"))
EVERYBODY = [BOOKED, CHAIR, STAR, WILK]
EMERGENCY = "/2024/manage/sessions/RUN/emergency"
MOVED, OFF = "Run charts without tears has moved", "Run charts without tears will not run"


class Story:
    """A day on which each press comes a minute after the one before."""

    def __init__(self) -> None:
        self.day = make_small_day()
        self.minutes = 0
        change(Speaker, 1, person_id=make_person(WILK))
        chair = make_speaker(self.day.edition_id, "CHAIR", "Carla Hair")
        change(Speaker, chair, person_id=make_person(CHAIR))
        with transaction():
            db.session.add(
                SessionSpeaker(
                    session_id=self.day.sessions["RUN"],
                    speaker_id=chair,
                    position=1,
                    role=StageRole.CHAIR,
                )
            )
        hold(self.day, BOOKED, "RUN")
        star(make_person(STAR), self.day.sessions["RUN"])
        self.release()
        self.letters()

    def desk(self) -> Desk:
        """Return who does the next thing, a minute later."""
        self.minutes += 1
        now = SUMMER + timedelta(minutes=self.minutes)
        return Desk(edition_id=self.day.edition_id, actor="person 1", now=now)

    def hide(self, code: str = "RUN") -> None:
        """Hide a session."""
        with transaction():
            emergencies.hide(code, self.desk())

    def show(self, code: str = "RUN") -> bool:
        """Show a session again."""
        with transaction():
            return emergencies.show(code, self.desk())

    def switch(self, *, is_on: bool) -> None:
        """Switch the programme on or off."""
        with transaction():
            releases.switch(self.desk(), is_on=is_on)

    def off(self) -> None:
        """Switch the programme off."""
        self.switch(is_on=False)

    def on(self) -> None:
        """Switch the programme on."""
        self.switch(is_on=True)

    def release(self) -> None:
        """Release the draft."""
        desk = self.desk()
        with transaction():
            releases.publish(desk.edition_id, desk.actor, "", desk.now)

    def move(self, start: str = "14:30", end: str = "16:00", code: str = "RUN") -> None:
        """Let a session be elsewhere in a new release."""
        change(Slot, self.day.sessions[code], starts_at=at(start), ends_at=at(end))
        self.release()

    def call_off(self, *, is_off: bool = True) -> None:
        """Call RUN off, or bring it back, in a new release."""
        change(Session, self.day.sessions["RUN"], is_cancelled=is_off)
        self.release()

    def letters(self) -> list[tuple[str, str]]:
        """Send what waits; return address and subject of each mail, in order."""
        return sorted((to, subject) for to, subject, _ in sent())

    def is_told(self) -> list[str]:
        """Send what waits; return the addresses, one for each mail."""
        return [to for to, _ in self.letters()]


def hold(day: SmallDay, email: str, code: str) -> None:
    """Store a ticket for an address, with a place in a session."""
    ticket = make_ticket(day.edition_id)
    change(Attendee, ticket.id, email=email)
    book(ticket, code)


def sent() -> list[tuple[str, str, str]]:
    """Send what waits; return address, subject, and text with the calendar file, in order."""
    db.session.rollback()
    carrier = MemoryCarrier()
    flows.deliver(office(), carrier, now=clock.now, real_now=clock.real_now)
    found = []
    for mail in carrier.carried:
        parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
        words = [part if isinstance(part, str) else part.decode() for part in parts]
        found.append((str(mail["To"]), str(mail["Subject"]), " ".join("\n".join(words).split())))
    return found


def waiting() -> int:
    db.session.rollback()
    return db.session.query(Message).filter(Message.sent_at.is_(None)).count()


@pytest.fixture
def story(database: Flask) -> Story:
    """Return a released day; RUN has a speaker, a chair, somebody booked, and a star."""
    return Story()


def test_what_moved_while_it_was_hidden_is_told_when_it_is_shown(story: Story) -> None:
    story.hide()
    story.move()
    assert (story.letters(), waiting()) == ([], 0)
    assert story.show() is True
    found = sent()
    assert [(to, subject) for to, subject, _ in found] == [(to, MOVED) for to in EVERYBODY]
    for _, _, text in found:
        assert "Now: 25 September 2024, 14:30, Studio 1" in text
        assert "Before: 25 September 2024, 11:00" in text
        assert "DTSTART;TZID=Europe/London:20240925T143000" in text
    assert [re.findall(r"SEQUENCE:(\d)", text) for _, _, text in found] == [["1"]] * 4
    assert "UID:booking-" in found[0][2]
    story.release()
    assert story.is_told() == []


def test_shown_twice_it_is_told_once(story: Story) -> None:
    story.hide()
    story.move()
    assert [story.show(), story.show()] == [True, False]
    assert story.is_told() == EVERYBODY
    story.hide()
    assert story.show() is False
    assert story.is_told() == []


def test_another_room_is_told(story: Story) -> None:
    story.hide()
    change(Slot, story.day.sessions["RUN"], room_id=story.day.rooms["Main Hall"])
    story.release()
    assert story.show() is True
    assert {subject for _, subject in story.letters()} == {MOVED}


def nothing(story: Story) -> None:
    """Nothing happens."""


def moved_back(story: Story) -> None:
    """It moves, and is back where it was."""
    story.move()
    story.move("11:00", "12:30")


def reworded(story: Story) -> None:
    """It is called something else."""
    change(Session, story.day.sessions["RUN"], title="Run")
    story.release()


def drafted(story: Story) -> None:
    """It is elsewhere in the draft only."""
    change(Slot, story.day.sessions["RUN"], starts_at=at("14:30"), ends_at=at("16:00"))


@pytest.mark.parametrize("meanwhile", [nothing, moved_back, reworded, drafted])
def test_nothing_elsewhere_tells_nobody(story: Story, meanwhile: Callable[[Story], None]) -> None:
    story.hide()
    meanwhile(story)
    assert story.show() is False
    assert (story.is_told(), waiting()) == ([], 0)


def test_who_is_new_on_stage_is_told(story: Story) -> None:
    new = make_speaker(story.day.edition_id, "NEW", "Nora New")
    change(Speaker, new, person_id=make_person("new@example.org"))
    story.hide()
    with transaction():
        db.session.add(SessionSpeaker(session_id=story.day.sessions["RUN"], speaker_id=new))
    story.release()
    assert story.is_told() == []
    assert story.show() is True
    assert story.letters() == [("new@example.org", "You are on stage in Run charts without tears")]


def test_called_off_while_hidden_is_news_to_stars_only(story: Story) -> None:
    """The others got a mail that did not name it, when it was called off."""
    story.hide()
    story.call_off()
    assert story.is_told() == [BOOKED, CHAIR, WILK]
    assert story.show() is True
    assert story.letters() == [(STAR, OFF)]


def test_called_off_and_brought_back_elsewhere(story: Story) -> None:
    story.hide()
    story.call_off()
    change(Slot, story.day.sessions["RUN"], starts_at=at("14:30"), ends_at=at("16:00"))
    story.call_off(is_off=False)
    assert story.is_told() == [BOOKED, BOOKED, CHAIR, CHAIR, WILK, WILK]
    story.show()
    assert story.letters() == [(to, MOVED) for to in EVERYBODY]


def test_shown_while_the_programme_is_off_it_is_told_when_that_is_on(story: Story) -> None:
    story.hide()
    story.move()
    story.off()
    assert story.show() is True
    assert story.letters() == []
    story.on()
    assert story.letters() == [(to, MOVED) for to in EVERYBODY]


def test_what_is_released_meanwhile_comes_with_the_same_mail(story: Story) -> None:
    """RUN moves while it is hidden, and again unseen; who has a place elsewhere gets one too."""
    hold(story.day, BOOKED, "LEAD")
    story.hide()
    story.move()
    story.off()
    story.show()
    story.move("15:00", "16:30")
    story.move("16:00", "16:30", "LEAD")
    story.on()
    found = {to: (subject, text) for to, subject, text in sent()}
    assert sorted(found) == EVERYBODY
    assert found[BOOKED][0] == "2 of your sessions have changed"
    assert found[WILK][0] == MOVED
    for _, text in found.values():
        assert "Now: 25 September 2024, 15:00" in text
        assert "Before: 25 September 2024, 11:00" in text
    assert (story.is_told(), waiting()) == ([], 0)


def test_moved_back_unseen_it_is_told_to_nobody(story: Story) -> None:
    """Nobody saw that it was elsewhere: neither hidden, nor while the programme was off."""
    story.hide()
    story.move()
    story.off()
    story.move("11:00", "12:30")
    assert story.show() is False
    story.on()
    assert (story.is_told(), waiting()) == ([], 0)


def test_hidden_before_the_release_is_seen(story: Story) -> None:
    story.off()
    story.move()
    story.hide()
    story.on()
    assert story.is_told() == []
    assert story.show() is True
    assert story.is_told() == EVERYBODY


def test_hidden_again_before_it_was_told(story: Story) -> None:
    story.hide()
    story.move()
    story.off()
    story.show()
    story.hide()
    story.on()
    assert story.is_told() == []
    story.show()
    assert story.letters() == [(to, MOVED) for to in EVERYBODY]
    assert waiting() == 0


def test_the_mail_of_a_release_that_has_not_left_says_nothing_of_it(story: Story) -> None:
    """LEAD moved in the same release: its people get a mail of LEAD, and one of RUN."""
    hold(story.day, BOOKED, "LEAD")
    story.hide()
    change(Slot, story.day.sessions["LEAD"], starts_at=at("16:00"), ends_at=at("16:30"))
    story.move()
    story.show()
    found = [(to, subject) for to, subject in story.letters() if to == BOOKED]
    assert found == [(BOOKED, "Conference session has moved"), (BOOKED, MOVED)]


def test_the_desk_says_who_is_told(browser: Browser, day: SmallDay) -> None:
    hold(day, BOOKED, "RUN")

    def hide() -> None:
        browser.get(EMERGENCY).submit("Hide it now")

    def shown() -> str:
        return browser.get(EMERGENCY).submit("Show it again").follow().text

    hide()
    assert "is told, once, what has changed while it was hidden" in browser.get(EMERGENCY).text
    assert "as the newest release has it. Nobody was told." in shown()
    hide()
    change(Slot, day.sessions["RUN"], starts_at=at("14:30"), ends_at=at("16:00"))
    browser.get("/2024/manage/release").submit("Release")
    assert "Everybody concerned is told what has changed while it was hidden." in shown()
    assert [(to, subject) for to, subject, _ in sent()] == [(BOOKED, MOVED)]
