"""Organisers release: what is different, who is hurt, who is told, and the press itself."""

from datetime import timedelta

from sqlalchemy import select

from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.mail.models import Message
from conference.orders.models import Attendee, Needs
from conference.orders.rules import AccessNeed
from conference.people.models import Speaker
from conference.people.rules import Role
from conference.programme import queries
from conference.programme.models import Release, Room, Session, Slot
from conference.programme.rules.layouts import RoomLayout
from tests.factories.people import make_grant, make_person
from tests.factories.programme import (
    SUMMER,
    SmallDay,
    at,
    change,
    make_session,
    make_small_day,
    make_speaker,
    release,
)
from tests.factories.workshops import Ticket, book, make_ticket
from tests.support.pages import Browser, Page

RELEASE = "/2024/manage/release"
CHANGED = "agendas.programme_changed"


def move(day: SmallDay, code: str, start: str, end: str, room: str | None = None) -> None:
    """Let the draft place a session elsewhere."""
    values = {"starts_at": at(start), "ends_at": at(end)}
    more = {"room_id": day.rooms[room]} if room else {}
    change(Slot, day.sessions[code], **values, **more)


def told() -> list[str]:
    """Return who is to be told of a change, in order."""
    db.session.rollback()
    return list(
        db.session.scalars(
            select(Message.address).where(Message.kind == CHANGED).order_by(Message.address)
        )
    )


def holder(day: SmallDay, email: str) -> Ticket:
    """Store a paid ticket for an address."""
    ticket = make_ticket(day.edition_id)
    change(Attendee, ticket.id, email=email)
    return ticket


def need(ticket: Ticket) -> None:
    """Let an attendee have told us that they need a step-free route."""
    with transaction():
        db.session.add(
            Needs(
                attendee_id=ticket.id,
                access=[AccessNeed.STEP_FREE],
                access_text="",
                diet=[],
                diet_text="",
                consent_text="I agree",
                consent_version=1,
                consented_at=SUMMER,
            )
        )


def figures(page: Page) -> dict[str, str]:
    """Return the numbers of the page by their names."""
    return {
        "".join(row.xpath("./dt")[0].itertext()): row.xpath("./dd")[0].text.strip()
        for row in page.all("//dl[@class='figures']/div")
    }


def test_nothing_new_is_said(browser: Browser, day: SmallDay) -> None:
    page = browser.get(RELEASE)
    assert "There is nothing to release" in page.text
    assert page.all("//main//form") == []


def test_a_release_shows_what_is_different_and_tells_it(browser: Browser, day: SmallDay) -> None:
    move(day, "KIND", "14:00", "14:40")
    change(Session, day.sessions["TIRED"], is_cancelled=True)
    change(Session, day.sessions["CHART"], title="Another chart")
    make_session(day.edition_id, "NEW", ("15:00", "15:40"), day.rooms["Studio 3"], title="New one")
    page = browser.get(RELEASE)
    rows = {
        "".join(row.xpath("./th")[0].itertext()): " ".join(
            "".join(row.xpath("./td[last()]")[0].itertext()).split()
        )
        for row in page.all("//section[@aria-labelledby='changes']//tbody/tr")
    }
    assert rows == {
        "Another chart (was called “The chart that changed my mind”)": "Reworded",
        "Kind and clear": "Moved",
        "What tired teams can still do": "Cancelled",
        "New one": "New",
    }
    done = page.submit("Release", name="After the call", note="One session moved")
    assert done.status == 303
    assert "Release 2 is public" in done.follow().text
    db.session.rollback()
    assert queries.release_rows(day.edition_id)[0].name == "After the call"
    assert "14:00" in browser.other().get("/2024/sessions/KIND").text
    assert "There is nothing to release" in browser.get(RELEASE).text


def test_a_draft_that_changed_meanwhile_is_shown_again(browser: Browser, day: SmallDay) -> None:
    move(day, "KIND", "14:00", "14:40")
    page = browser.get(RELEASE)
    move(day, "KIND", "15:00", "15:40")
    refused = page.submit("Release", note="Typed before")
    assert refused.status == 422
    assert "The draft was changed since you opened this page" in refused.text
    assert "Typed before" in refused.text
    assert db.session.query(Release).count() == 1
    assert refused.submit("Release").status == 303


def test_a_press_after_a_release_says_that_there_is_one(browser: Browser, day: SmallDay) -> None:
    move(day, "KIND", "14:00", "14:40")
    page = browser.get(RELEASE)
    assert page.submit("Release").status == 303
    told = "Release 2 was made {}. This press released nothing more."
    again = page.submit("Release")
    assert (again.status, again.errors) == (422, [told.format("a moment ago")])
    assert "There is nothing to release" in again.text
    with transaction():
        clock.set_moment(clock.now() + timedelta(minutes=5))
    late = page.submit("Release")
    assert late.errors == [told.format("since you opened this page")]
    assert db.session.query(Release).count() == 2


def test_what_is_wrong_is_told_with_its_time_apart(browser: Browser, day: SmallDay) -> None:
    move(day, "KIND", "11:50", "12:30")
    page = browser.get(RELEASE)
    (line,) = page.all("//div[contains(@class, 'alert--bad')]//ul[@class='bullets']/li")
    assert " ".join("".join(line.itertext()).split()) == (
        "“Kind and clear” and “What tired teams can still do” are in one room at once"
        " (11:50 to 12:30, Main Hall). Move one of them to another room or time."
    )


def test_what_blocks_is_said_and_stops_the_press(browser: Browser, day: SmallDay) -> None:
    move(day, "KIND", "14:00", "14:40")
    page = browser.get(RELEASE)
    move(day, "KIND", "11:50", "12:30")
    assert "Something blocks this release" in browser.get(RELEASE).text
    mark = queries.next_release(day.edition_id, at("09:00")).mark
    assert page.submit("Release", mark=mark).status == 422
    assert db.session.query(Release).count() == 1


def test_the_damage_is_counted_and_nobody_is_named(browser: Browser, day: SmallDay) -> None:
    make_session(
        day.edition_id, "LATE", ("14:00", "15:00"), day.rooms["Studio 3"], title="Late", places=20
    )
    change(Room, day.rooms["Studio 1"], is_step_free=True)
    change(Room, day.rooms["Main Hall"], theatre_capacity=1, cabaret_capacity=1)
    release(day.edition_id)
    both, one = holder(day, "rowan@example.org"), holder(day, "curtis@example.org")
    book(both, "RUN")
    book(both, "LATE")
    book(one, "RUN")
    need(both)
    move(day, "RUN", "14:30", "16:00", "Main Hall")
    page = browser.get(RELEASE)
    assert figures(page) == {
        "Told by mail": "2",
        "Lose their place": "0",
        "New clashes": "1",
        "Without a step-free way": "1",
        "More people than seats": "1",
    }
    assert "rowan" not in page.text.lower()


def test_seats_are_those_of_the_layout_and_unknown_steps_are_no_way_in(
    browser: Browser, day: SmallDay
) -> None:
    change(Room, day.rooms["Studio 1"], is_step_free=True)
    change(Room, day.rooms["Main Hall"], is_step_free=None, boardroom_capacity=1)
    change(Session, day.sessions["RUN"], layout=RoomLayout.BOARDROOM)
    one = holder(day, "rowan@example.org")
    book(one, "RUN")
    book(holder(day, "curtis@example.org"), "RUN")
    need(one)
    move(day, "RUN", "14:30", "16:00", "Main Hall")
    shown = figures(browser.get(RELEASE))
    assert (shown["Without a step-free way"], shown["More people than seats"]) == ("1", "1")
    change(Room, day.rooms["Main Hall"], is_step_free=True, boardroom_capacity=2)
    shown = figures(browser.get(RELEASE))
    assert (shown["Without a step-free way"], shown["More people than seats"]) == ("0", "0")


def test_everybody_concerned_is_told_once_and_nobody_else(browser: Browser, day: SmallDay) -> None:
    book(holder(day, "booked@example.org"), "RUN")
    holder(day, "elsewhere@example.org")
    move(day, "RUN", "14:30", "16:00")
    browser.get(RELEASE).submit("Release").follow()
    assert told() == ["booked@example.org"]
    change(Session, day.sessions["KIND"], title="Only reworded")
    browser.get(RELEASE).submit("Release").follow()
    assert told() == ["booked@example.org"]


def test_finance_does_not_release(browser: Browser) -> None:
    make_small_day()
    person_id = make_person("felix@example.org")
    make_grant(person_id, Role.FINANCE)
    browser.sign_in(person_id)
    assert browser.get(RELEASE).status == 403


def test_who_loses_a_place_is_counted(browser: Browser, day: SmallDay) -> None:
    for name in ("rowan", "curtis"):
        book(holder(day, f"{name}@example.org"), "RUN")
    change(Session, day.sessions["RUN"], is_cancelled=True)
    page = browser.get(RELEASE)
    assert figures(page)["Lose their place"] == "2"
    assert "Nobody who has a place is worse off" not in page.text
    assert "1 person on stage in what changes has given no address" in page.text


def test_a_session_that_moved_and_was_renamed_says_both(browser: Browser, day: SmallDay) -> None:
    change(Session, day.sessions["KIND"], title="Kinder and clearer")
    change(Slot, day.sessions["KIND"], starts_at=at("11:05"), ends_at=at("11:45"))
    text = browser.get("/2024/manage/release").text
    assert "Kinder and clearer (was called “Kind and clear”)" in text
    assert "Moved Reworded" in text


def test_a_rename_warns_that_the_old_title_is_named(browser: Browser, day: SmallDay) -> None:
    warning = "names the old title beside the new one"
    change(Session, day.sessions["KIND"], summary="Other words")
    change(Session, day.sessions["LUNCH"], title="Lunch without posters")
    assert warning not in browser.get(RELEASE).text
    change(Session, day.sessions["KIND"], title="Kinder")
    assert warning in browser.get(RELEASE).text
    change(Session, day.sessions["KIND"], hidden_at=SUMMER)
    assert warning not in browser.get(RELEASE).text


def test_whom_no_mail_reaches_are_those_whom_it_concerns(browser: Browser, day: SmallDay) -> None:
    """WILK and HIDDEN have given no address; what changes for them is counted, and nothing else."""
    none = "given no address"
    change(Session, day.sessions["RUN"], hidden_at=SUMMER)
    move(day, "RUN", "14:30", "16:00")
    assert none not in browser.get(RELEASE).text
    new = make_speaker(day.edition_id, "NEW", "Nora New", day.sessions["CHART"])
    assert "1 person on stage in what changes has given no address" in browser.get(RELEASE).text
    change(Speaker, new, person_id=make_person("new@example.org"))
    assert none not in browser.get(RELEASE).text
    change(Session, day.sessions["RUN"], is_cancelled=True)
    assert "1 person on stage in what changes has given no address" in browser.get(RELEASE).text
