"""Stars: what an account keeps, what its pages and scripts are told, and who is told of changes."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from conference.agendas import actions, mails, queries, rules
from conference.editions.models import Edition
from conference.kernel.database import db, transaction
from conference.kernel.errors import NotFound
from conference.mail.models import Message
from conference.mail.office import office
from conference.mail.rules import Draft, MailRequest
from conference.orders.models import Attendee
from conference.programme.models import Release, Session, Slot
from tests.factories.agendas import star, stars
from tests.factories.people import make_person
from tests.factories.programme import (
    DAY,
    SUMMER,
    SmallDay,
    at,
    change,
    make_session,
    make_small_day,
    make_speaker,
    release,
)
from tests.factories.workshops import book, make_ticket
from tests.support.pages import Browser
from tests.support.statements import counted

ROWAN = "rowan@example.org"
RUN = "Run charts without tears"
OFF = "This session will not run. Your ticket is not affected."


@pytest.fixture
def day(app: Flask) -> SmallDay:
    """Store the small day."""
    return make_small_day()


def change_stars(
    day: SmallDay, person_id: int, add: Sequence[str] = (), remove: Sequence[str] = ()
) -> None:
    """Change a person's stars as their script does."""
    with transaction():
        actions.change_stars(
            edition_id=day.edition_id, person_id=person_id, add=add, remove=remove, now=SUMMER
        )


def told() -> list[str]:
    """Return who is to be told of a change, in order."""
    db.session.rollback()
    return list(db.session.scalars(select(Message.address).order_by(Message.address)))


def mail(day: SmallDay, address: str = ROWAN) -> Draft:
    """Write the mail of the newest release to an address."""
    newest = select(Release.id).order_by(Release.number.desc()).limit(1)
    return mails.programme_changed(
        MailRequest(
            address=address,
            facts={"release_id": db.session.scalars(newest).one()},
            edition_id=day.edition_id,
            now=SUMMER,
            link=lambda path: f"https://conference.example.org{path}",
            sealed=lambda _, selector: selector,
        )
    )


def _many_sessions(edition_id: int, count: int) -> list[int]:
    """Store so many sessions of the draft and return their ids."""
    with transaction():
        made = [
            Session(edition_id=edition_id, code=f"M{number}", title=f"Session {number}")
            for number in range(count)
        ]
        db.session.add_all(made)
        db.session.flush()
        return [session.id for session in made]


def asked(browser: Browser) -> dict[str, Any]:
    """Return what the script of a public page is told."""
    told: dict[str, Any] = json.loads(browser.get("/2024/stars.json").html)
    return told


def shown(browser: Browser) -> list[str]:
    """Return the starred rows of My day as they are read, without the way to change them."""
    page = browser.get("/2024/my-day")
    found = page.all("//section[@aria-labelledby='starred']//li")
    rows = [" ".join("".join(row.itertext()).split()) for row in found]
    return [row.partition(" Take the star away")[0] for row in rows]


def test_stars_are_put_and_taken_any_number_of_times(database: Flask) -> None:
    day, person_id = make_small_day(), make_person()
    for _ in range(2):
        change_stars(day, person_id, ["RUN", "CHART"])
    for _ in range(2):
        change_stars(day, person_id, remove=["RUN", "KIND"])
    assert stars(person_id) == {day.sessions["CHART"]}
    assert queries.starred_codes(day.edition_id, person_id) == ("CHART",)


def test_what_has_no_page_gets_no_star(database: Flask) -> None:
    day, person_id = make_small_day(), make_person()
    make_session(day.edition_id, "DRAFT", ("15:00", "15:30"))
    change(Session, day.sessions["KIND"], hidden_at=SUMMER)
    change_stars(day, person_id, ["LUNCH", "DRAFT", "KIND", "NEVER", "RUN"])
    assert stars(person_id) == {day.sessions["RUN"]}
    for code in ("LUNCH", "DRAFT", "KIND", "NEVER"):
        with pytest.raises(NotFound), transaction():
            actions.set_star(
                edition_id=day.edition_id,
                person_id=person_id,
                code=code,
                is_starred=True,
                now=SUMMER,
            )


def test_a_star_on_a_session_that_was_hidden_can_be_taken_away(day: SmallDay) -> None:
    person_id = make_person()
    star(person_id, day.sessions["KIND"])
    change(Session, day.sessions["KIND"], hidden_at=SUMMER)
    assert queries.starred_codes(day.edition_id, person_id) == ()
    change_stars(day, person_id, remove=["KIND"])
    assert stars(person_id) == set()


def test_the_same_code_in_two_years_is_two_sessions(database: Flask) -> None:
    day, other, person_id = (
        make_small_day(),
        make_small_day("2025", is_current=False),
        make_person(),
    )
    change_stars(other, person_id, ["RUN"])
    change_stars(day, person_id, ["CHART"], ["RUN"])
    assert stars(person_id) == {other.sessions["RUN"], day.sessions["CHART"]}


def test_there_is_an_end_to_stars_and_nothing_is_half_done(browser: Browser, day: SmallDay) -> None:
    person_id = make_person()
    star(person_id, *_many_sessions(day.edition_id, rules.MOST_STARS - 1))
    change_stars(day, person_id, ["RUN"])
    with pytest.raises(rules.TooManyStars):
        change_stars(day, person_id, ["KIND", "CHART"], ["RUN"])
    assert day.sessions["RUN"] in stars(person_id)
    page = browser.sign_in(person_id).get("/2024/sessions/KIND/star").submit("Star this session")
    assert page.follow().alerts == ["You have starred 500 sessions. Take a star away first."]
    change_stars(day, person_id, ["KIND"], ["RUN"])
    assert len(stars(person_id)) == rules.MOST_STARS


def test_stars_go_a_week_after_the_event(database: Flask) -> None:
    day, later = make_small_day(), make_small_day("2025", is_current=False)
    person_id = make_person()
    star(person_id, day.sessions["RUN"], later.sessions["RUN"])
    change(Edition, later.edition_id, ends_on=DAY + timedelta(days=30))
    gone = []
    for days in (7, 8, 8):
        with transaction():
            gone.append(actions.delete_stars(now=at("12:00") + timedelta(days=days)))
    assert (gone, stars(person_id)) == ([0, 1, 0], {later.sessions["RUN"]})


def test_a_stranger_is_told_that_they_are_one_and_gets_no_cookie(
    browser: Browser, day: SmallDay
) -> None:
    page = browser.get("/2024/stars.json")
    assert (page.response.json, page.headers["Cache-Control"]) == (
        {"account": None},
        "private, no-store",
    )
    assert "Set-Cookie" not in page.headers
    assert browser.post("/2024/stars", add="RUN").location.startswith("/sign-in")


def test_a_script_puts_stars_and_asks_for_them(browser: Browser, day: SmallDay) -> None:
    person_id = make_person()
    browser.sign_in(person_id)
    known = asked(browser)
    assert (known["stars"], len(known["account"])) == ([], 16)
    sent = {"csrf_token": known["token"], "add": "RUN CHART", "remove": "KIND"}
    done = browser.send("/2024/stars", sent)
    assert (done.status, done.response.json) == (200, {"stars": ["CHART", "RUN"]})
    assert asked(browser)["stars"] == ["CHART", "RUN"]
    other = browser.other().sign_in(make_person("curtis@example.org"))
    theirs = asked(other)
    assert theirs["stars"] == []
    assert theirs["account"] != known["account"]


def test_nobody_is_starred_for_by_another_site(browser: Browser, day: SmallDay) -> None:
    person_id = make_person()
    browser.sign_in(person_id)
    assert browser.send("/2024/stars", {"add": "RUN"}).status in {303, 400}
    assert stars(person_id) == set()


def test_an_endless_list_is_refused(browser: Browser, day: SmallDay) -> None:
    browser.sign_in(make_person())
    assert browser.post("/2024/stars", add="X" * 10_001).status == 422


def test_a_session_is_starred_without_script(browser: Browser, day: SmallDay) -> None:
    person_id = make_person()
    browser.sign_in(person_id)
    page = browser.get("/2024/sessions/RUN").follow("Star this session")
    assert page.h1 == f"Star “{RUN}”"
    done = page.submit("Star this session").follow()
    assert (done.alerts, stars(person_id)) == (["Starred."], {day.sessions["RUN"]})
    gone = done.submit("Take the star away").follow()
    assert (gone.alerts, stars(person_id)) == (["The star is gone."], set())


def test_without_account_and_script_the_ways_are_told(browser: Browser, day: SmallDay) -> None:
    page = browser.get("/2024/sessions/RUN/star")
    assert "kept by JavaScript in this browser" in page.text
    assert page.link("Sign in") == "/sign-in?next=/2024/sessions/RUN/star"
    assert page.all("//main//form") == []
    assert browser.get("/2024/sessions/NEVER/star").status == 404
    assert browser.get("/2024/sessions/LUNCH/star").status == 404


def test_my_day_shows_what_is_starred_and_not_booked(browser: Browser, day: SmallDay) -> None:
    person_id = make_person()
    ticket = make_ticket(day.edition_id, person_id=person_id)
    book(ticket, "RUN")
    star(person_id, *(day.sessions[code] for code in ("RUN", "KIND", "CHART")))
    change(Session, day.sessions["CHART"], is_cancelled=True)
    release(day.edition_id, SUMMER)
    assert shown(browser.sign_in(person_id)) == [
        f"09:55 The chart that changed my mind {OFF}",
        f"11:00 Kind and clear Main Hall, to 11:40 At the same time as {RUN}",
    ]


def test_my_day_without_a_ticket_shows_stars_too(browser: Browser, day: SmallDay) -> None:
    person_id = make_person()
    star(person_id, day.sessions["LEAD"])
    browser.sign_in(person_id)
    assert shown(browser) == ["12:45 Ask a safeguarding lead Room given on booking, to 13:15"]
    assert shown(browser.other()) == []


def test_stars_of_one_person_never_show_on_a_ticket_link(browser: Browser, day: SmallDay) -> None:
    person_id = make_person()
    ticket = make_ticket(day.edition_id, person_id=person_id)
    star(person_id, day.sessions["KIND"])
    assert shown(browser.hold("ticket", ticket.selector)) == []


def test_stars_cost_a_page_one_statement(browser: Browser, day: SmallDay) -> None:
    person_id = make_person()
    make_ticket(day.edition_id, person_id=person_id)
    browser.sign_in(person_id)
    counts = []
    for codes in ((), ("RUN", "KIND", "CHART")):
        star(person_id, *(day.sessions[code] for code in codes))
        browser.get("/2024/my-day")
        with counted() as seen:
            browser.get("/2024/my-day")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_who_starred_a_moved_session_is_told_once(database: Flask) -> None:
    day, person_id = make_small_day(), make_person(ROWAN)
    star(person_id, day.sessions["RUN"], day.sessions["KIND"])
    star(make_person("curtis@example.org"), day.sessions["CHART"])
    change(Slot, day.sessions["RUN"], starts_at=at("14:30"), ends_at=at("16:00"))
    change(Session, day.sessions["KIND"], is_cancelled=True)
    release(day.edition_id, SUMMER)
    assert told() == [ROWAN]
    draft = mail(day)
    assert (draft.subject, [row["tie"] for row in draft.context["rows"]]) == (
        "2 of your sessions have changed",
        [rules.Tie.STAR, rules.Tie.STAR],
    )
    text = office().render(draft.template, draft.context)
    assert (text.count("You starred it."), text.count("There are places")) == (2, 0)
    assert "a place in it" not in text.partition("You get this mail")[0]
    calendar = Calendar.from_ical(draft.attachments[0].content)
    assert {str(event["UID"]) for event in calendar.walk("VEVENT")} == {
        f"session-{day.sessions[code]}@2024.conference" for code in ("RUN", "KIND")
    }


def test_it_comes_back_and_is_told(day: SmallDay) -> None:
    star(make_person(ROWAN), day.sessions["KIND"])
    for is_cancelled in (True, False):
        change(Session, day.sessions["KIND"], is_cancelled=is_cancelled)
        release(day.edition_id, SUMMER)
    assert told() == [ROWAN, ROWAN]
    assert mail(day).subject == "Kind and clear runs after all"


def test_a_place_counts_more_than_a_star_and_the_stage_more_than_both(day: SmallDay) -> None:
    """The order has the address in capitals, the account has not: it is one person, one mail."""
    person_id = make_person(ROWAN)
    ticket = make_ticket(day.edition_id, person_id=person_id)
    change(Attendee, ticket.id, email="Rowan@example.org")
    book(ticket, "RUN")
    make_speaker(day.edition_id, "OWN", "Rowan", day.sessions["KIND"], person_id=person_id)
    star(person_id, day.sessions["RUN"], day.sessions["KIND"], day.sessions["CHART"])
    for code in ("RUN", "KIND", "CHART"):
        change(Session, day.sessions[code], is_cancelled=True)
    release(day.edition_id, SUMMER)
    assert told() == [ROWAN]
    rows = mail(day).context["rows"]
    assert {row["title"]: row["tie"] for row in rows} == {
        "The chart that changed my mind": rules.Tie.STAR,
        "Kind and clear": rules.Tie.STAGE,
        RUN: rules.Tie.PLACE,
    }


def test_of_hidden_sessions_and_new_words_nobody_is_told(day: SmallDay) -> None:
    star(make_person(ROWAN), day.sessions["RUN"], day.sessions["KIND"])
    change(Session, day.sessions["RUN"], title="Other words")
    change(Slot, day.sessions["KIND"], starts_at=at("14:30"), ends_at=at("15:00"))
    change(Session, day.sessions["KIND"], hidden_at=SUMMER)
    release(day.edition_id, SUMMER)
    assert told() == []


def test_a_sensitive_session_has_no_name_in_the_mail(day: SmallDay) -> None:
    star(make_person(ROWAN), day.sessions["LEAD"])
    change(Slot, day.sessions["LEAD"], starts_at=at("14:30"), ends_at=at("15:00"))
    release(day.edition_id, SUMMER)
    draft = mail(day)
    assert draft.subject == "Conference session has moved"
    assert b"safeguarding" not in draft.attachments[0].content


def test_whose_star_is_gone_by_then_is_not_written_to(day: SmallDay) -> None:
    person_id = make_person(ROWAN)
    star(person_id, day.sessions["RUN"])
    change(Session, day.sessions["RUN"], is_cancelled=True)
    release(day.edition_id, SUMMER)
    change_stars(day, person_id, remove=["RUN"])
    with pytest.raises(NotFound):
        mail(day)
