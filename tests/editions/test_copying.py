"""The next edition is made from the one before: its frame and texts, dates moved, nobody in it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from conference.editions import actions, queries
from conference.editions.models import Contact, Edition, Format, Policy, Track
from conference.editions.queries import EditionFrame
from conference.editions.rules import NextEdition, PageKind, PolicyKind, SlugTaken
from conference.kernel.database import Base, db, transaction
from conference.kernel.errors import Invalid, NotFound
from conference.people.models import Person, Speaker
from conference.people.rules import Role
from conference.programme.actions.desk import Desk
from conference.programme.actions.releases import switch
from conference.programme.models import Room, RoomBlock, Session
from conference.programme.rules.layouts import RoomLayout
from conference.tickets.models import Quota, QuotaMember, TicketType
from conference.workshops.models import Workshop
from tests.factories.editions import make_shop
from tests.factories.people import make_grant, make_person
from tests.factories.programme import (
    at,
    change,
    frame,
    make_edition,
    make_session,
    make_small_day,
    release,
)
from tests.factories.tickets import change_type, make_quota, make_type
from tests.support.pages import Browser, Page
from tests.support.races import at_once
from tests.support.statements import counted

NOW = datetime(2024, 10, 1, 9, 0, tzinfo=UTC)
CAPACITIES = tuple(f"{way}_capacity" for way in RoomLayout if way is not RoomLayout.USUAL)
NEXT = NextEdition(slug="2025", name="Improvement 2025", starts_on=date(2025, 11, 26))
"""In winter time, where this year's day was in summer time."""


def copy(from_id: int, new: NextEdition = NEXT) -> int:
    with transaction():
        return actions.copy_edition(from_id, new, actor="person 1", now=NOW)


def of(kind: type[Base], edition_id: int, *names: str) -> list[tuple[Any, ...]]:
    """Return columns of an edition's rows, in the order of their ids."""
    table: Any = kind
    rows = db.session.execute(
        select(*(getattr(table, name) for name in names))
        .where(table.edition_id == edition_id)
        .order_by(table.id)
    )
    return [tuple(row) for row in rows]


def test_dates_move_and_times_of_day_stay(database: Flask) -> None:
    this = make_edition(needs_by=date(2024, 9, 11))
    made = db.session.get_one(Edition, copy(this.id))
    assert (made.slug, made.name, made.is_current) == ("2025", "Improvement 2025", False)
    assert (made.starts_on, made.ends_on, made.needs_by) == (
        date(2025, 11, 26),
        date(2025, 11, 26),
        date(2025, 11, 12),
    )
    assert [made.doors_at, made.opens_at, made.closes_at] == [
        at(clock, date(2025, 11, 26)) for clock in ("08:30", "09:00", "17:00")
    ]
    assert (made.venue_name, made.seller_name, made.reference_prefix) == (
        this.venue_name,
        this.seller_name,
        this.reference_prefix,
    )
    assert not made.shows_programme


def test_frame_rooms_and_texts_go_along(database: Flask) -> None:
    day = make_small_day()
    change(Room, day.rooms["Studio 1"], cabaret_capacity=40, is_step_free=True, hidden_at=NOW)
    change(Room, day.rooms["Main Hall"], standing_capacity=300, classroom_capacity=90)
    with transaction():
        db.session.add(
            RoomBlock(
                room_id=day.rooms["Studio 1"],
                starts_at=at("09:00"),
                ends_at=at("10:00"),
                reason="Cleaning",
            )
        )
    made = copy(day.edition_id)
    for kind, names in (
        (Track, ("code", "letter", "name", "colour", "dark_colour", "position")),
        (Format, ("code", "name", "minutes", "position")),
        (Room, ("name", *CAPACITIES, "is_step_free", "is_private", "position")),
    ):
        found = of(kind, made, *names)
        assert found == of(kind, day.edition_id, *names)
        assert found
    assert {row[0] for row in of(Room, made, "hidden_at")} == {None}
    assert db.session.query(RoomBlock).count() == 1


def test_policies_begin_again_with_the_words_in_force(database: Flask) -> None:
    shop = make_shop()
    with transaction():
        for body in ("Second", "Third"):
            actions.publish_policy(
                shop.id, PolicyKind.TERMS, summary="Short", body=body, actor="person 1", now=NOW
            )
        actions.edit_information(
            shop.id, PageKind.VENUE, body="By train.", actor="person 1", now=NOW
        )
    made = copy(shop.id)
    terms = queries.newest_policy(made, PolicyKind.TERMS)
    assert terms is not None
    assert (terms.version, terms.body, terms.published_at) == (1, "Third", NOW)
    assert len(of(Policy, made, "id")) == len(PolicyKind)
    assert queries.information_pages(made)[PageKind.VENUE].body == "By train."


def test_ticket_types_keep_their_quotas_and_their_distance(database: Flask) -> None:
    shop = make_shop()
    early = make_type(shop.id, "EARLY", price=14900, size=20)
    late = make_type(shop.id, "STD", size=100)
    change_type(early, closes_at=at("23:59", date(2024, 7, 31)))
    make_quota(shop.id, "Everybody", 110, early, late)
    made = copy(shop.id)
    rows = of(TicketType, made, "code", "price", "vat_rate", "closes_at", "is_public")
    assert rows == [
        ("EARLY", 14900, 2000, at("23:59", date(2025, 10, 1)), True),
        ("STD", 19900, 2000, None, True),
    ]
    members = db.session.execute(
        select(Quota.name, Quota.size, TicketType.code)
        .join(QuotaMember, QuotaMember.quota_id == Quota.id)
        .join(TicketType, TicketType.id == QuotaMember.ticket_type_id)
        .where(Quota.edition_id == made, TicketType.edition_id == made)
        .order_by(Quota.name, TicketType.code)
    ).all()
    assert [tuple(row) for row in members] == [
        ("Early", 20, "EARLY"),
        ("Everybody", 110, "EARLY"),
        ("Everybody", 110, "STD"),
        ("Std", 100, "STD"),
    ]


def test_nobody_and_nothing_personal_goes_along(database: Flask) -> None:
    day = make_small_day()
    kinds = (Person, Speaker, Session)
    before = {kind: db.session.query(kind).count() for kind in kinds}
    made = copy(day.edition_id)
    assert {kind: db.session.query(kind).count() for kind in kinds} == before
    assert of(Contact, made, "id") == []


def test_staffed_numbers_are_asked_for_anew(database: Flask) -> None:
    shop = make_shop()
    made = copy(shop.id)
    assert of(Contact, shop.id, "number")
    assert of(Contact, made, "number") == []


@pytest.mark.parametrize(
    ("slug", "name", "field"),
    [
        ("next", "Next", "slug"),
        ("2026", "Next", "slug"),
        ("2025", " ", "name"),
        ("2025", "x" * 121, "name"),
    ],
)
def test_a_wrong_answer_makes_no_edition(database: Flask, slug: str, name: str, field: str) -> None:
    this = make_edition()
    with pytest.raises(Invalid) as refusal:
        copy(this.id, NextEdition(slug=slug, name=name, starts_on=date(2025, 1, 1)))
    assert set(refusal.value.fields) == {field}
    db.session.rollback()
    assert db.session.query(Edition).count() == 1


def test_of_two_that_take_one_address_one_is_refused(database: Flask) -> None:
    this = make_edition()

    def make() -> str:
        try:
            copy(this.id)
        except SlugTaken:
            return "taken"
        return "made"

    assert sorted(at_once(database, [make, make])) == ["made", "taken"]
    assert db.session.query(Edition).count() == 2


def test_no_edition_comes_from_none(database: Flask) -> None:
    with pytest.raises(NotFound):
        copy(7)


@pytest.fixture
def organiser(browser: Browser) -> Browser:
    """Return a browser in which an organiser of all editions has signed in."""
    make_shop()
    person_id = make_person("oona@example.org")
    make_grant(person_id)
    return browser.sign_in(person_id)


def test_an_organiser_makes_the_next_edition_and_puts_it_in_front(organiser: Browser) -> None:
    page = organiser.get("/2024/manage/setup").follow("Make the next edition")
    assert page.all('//input[@name="slug"]/@value') == ["2025"]
    done = page.submit("Make the edition", starts_on="2025-09-24")
    assert (done.status, done.location) == (303, "/2025/manage/setup")
    there = done.follow()
    assert "Nobody sees its programme yet" in there.text
    assert frame("2025").starts_on == date(2025, 9, 24)
    again = page.submit("Make the edition", starts_on="2025-09-24")
    assert (again.status, "Another edition has this address" in again.text) == (422, True)
    assert there.submit("Show it there").status == 303
    assert queries.current_slug() == "2025"


def test_a_copy_is_released_in_the_dark_and_opens_when_it_is_switched_on(
    database: Flask,
) -> None:
    day = make_small_day()
    made = copy(day.edition_id)
    make_session(made, "RUN", ("11:00", "12:30"), title="Run charts", places=5)
    release(made)
    assert db.session.query(Workshop).filter_by(edition_id=made).count() == 0
    with transaction():
        assert switch(Desk(edition_id=made, actor="person 1", now=NOW), is_on=True)
    (workshop,) = db.session.query(Workshop).filter_by(edition_id=made)
    assert workshop.capacity == 5


def test_places_changed_in_the_dark_are_those_that_open(database: Flask) -> None:
    day = make_small_day()
    made = copy(day.edition_id)
    session_id = make_session(made, "RUN", ("11:00", "12:30"), title="Run charts", places=5)
    release(made)
    change(Session, session_id, places=10)
    with transaction():
        switch(Desk(edition_id=made, actor="person 1", now=NOW), is_on=True)
    (workshop,) = db.session.query(Workshop).filter_by(edition_id=made)
    assert workshop.capacity == 10


@pytest.mark.parametrize("year", [1, 1999, 2100, 9999])
def test_a_day_of_another_century_is_refused(database: Flask, year: int) -> None:
    this = make_edition()
    new = NextEdition(slug=f"{year:04}", name="Next", starts_on=date(year, 1, 1))
    with pytest.raises(Invalid) as refusal:
        copy(this.id, new)
    assert set(refusal.value.fields) == {"starts_on"}


def test_who_organises_one_edition_only_makes_no_other(browser: Browser) -> None:
    this = make_edition()
    person_id = make_person("oona@example.org")
    make_grant(person_id, Role.ORGANISER, edition_id=this.id)
    browser.sign_in(person_id)
    page = browser.get("/2024/manage/setup")
    assert "Make the next edition" not in page.text
    assert "The next one is made by who organises all of them" in page.text
    assert browser.get("/2024/manage/setup/next").status == 403
    assert browser.post("/2024/manage/setup/current").status == 403


def on_day(slug: str, name: str, day: date) -> EditionFrame:
    """Make an edition of one day that the home address does not show."""
    times = {"doors_at": "08:30", "opens_at": "09:00", "closes_at": "17:00"}
    moments = {field: at(clock, day) for field, clock in times.items()}
    return make_edition(slug, name=name, starts_on=day, ends_on=day, is_current=False, **moments)


def listed(page: Page) -> list[str]:
    """Return the editions that the page lists."""
    return [
        " ".join(" ".join(row.itertext()).split())
        for row in page.all('//section[@aria-labelledby="editions"]//li')
    ]


def test_editions_are_listed_by_their_first_day_the_newest_first(browser: Browser) -> None:
    older = on_day("2023", "Last year", date(2023, 9, 27))
    make_edition("2024", name="This year")
    on_day("next", "Next year", date(2025, 9, 24))
    on_day("again", "Again", date(2025, 9, 24))
    oona, olu = make_person("oona@example.org"), make_person("olu@example.org")
    make_grant(oona)
    page = browser.sign_in(oona).get("/2024/manage/setup")
    assert listed(page) == [
        "Again From Wednesday 24 September 2025, at /again/",
        "Next year From Wednesday 24 September 2025, at /next/",
        "This year, this one From Wednesday 25 September 2024, at /2024/ At the home address",
        "Last year From Wednesday 27 September 2023, at /2023/",
    ]
    assert "Your role is for single editions" not in page.text
    assert page.follow("Last year").h1 == "Desk"
    make_grant(olu, Role.ORGANISER, edition_id=older.id)
    page = browser.other().sign_in(olu).get("/2023/manage/setup")
    assert listed(page) == ["Last year, this one From Wednesday 27 September 2023, at /2023/"]


def states(page: Any) -> dict[str, str]:
    """Return what the list says of each task."""
    return {
        row.xpath("string(./th)").strip(): row.xpath("string(./td[2])").strip()
        for row in page.all("//tbody/tr")
    }


def test_the_list_ticks_what_rows_show_and_keeps_what_somebody_says(organiser: Browser) -> None:
    page = organiser.get("/2024/manage/setup")
    found = states(page)
    assert found["Choose the tracks"] == "Done"
    assert found["Name the rooms"] == "To do"
    assert found["Read the information pages"] == "To do"
    marked = page.submit("Call it done Read the information pages").follow()
    assert states(marked)["Read the information pages"] == "Done"
    again = page.submit("Call it done Read the information pages")
    assert again.status == 303
    opened = marked.submit("Open again Read the information pages").follow()
    assert states(opened) == found
    assert organiser.post("/2024/manage/setup/nonsense/done").status == 404


def test_the_list_costs_the_same_for_a_full_edition(organiser: Browser) -> None:
    organiser.get("/2024/manage/setup")
    with counted() as few:
        organiser.get("/2024/manage/setup")
    edition_id = frame("2024").id
    for number in range(3):
        make_type(edition_id, f"T{number}")
    organiser.get("/2024/manage/setup")
    with counted() as many:
        organiser.get("/2024/manage/setup")
    assert len(many) == len(few)
