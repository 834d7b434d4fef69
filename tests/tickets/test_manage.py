"""The organisers' pages about ticket types and quotas."""

import pytest
from flask import Flask
from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.kernel.database import db
from conference.people.rules import Role
from conference.tickets import queries
from conference.tickets.models import Quota, TicketType
from tests.factories.editions import make_shop
from tests.factories.orders import make_paid
from tests.factories.people import make_grant, make_person
from tests.factories.tickets import make_quota, make_type
from tests.support.pages import Browser
from tests.support.statements import counted

GOOD = {"code": "early", "name": "Early bird", "price": "£149.00", "vat_rate": "20", "size": "80"}


@pytest.fixture
def shop(app: Flask) -> EditionFrame:
    return make_shop()


@pytest.fixture
def desk(browser: Browser, shop: EditionFrame) -> Browser:
    """Return a browser with an organiser of this edition."""
    person = make_person("organiser@example.org")
    make_grant(person, edition_id=shop.id)
    return browser.sign_in(person)


def test_a_new_type_brings_its_quota(desk: Browser, shop: EditionFrame) -> None:
    page = desk.get("/2024/manage/tickets").follow("Add a ticket type")
    done = page.submit("Make the ticket type", **GOOD, closes_at="2024-07-31T23:59").follow()
    row = queries.type_by_code(shop.id, "EARLY")
    assert (row.price, row.vat_rate, f"{row.closes_at:%d %H:%M}") == (14900, 2000, "31 22:59")
    assert done.alerts[0] == "Early bird is made, with a quota of the same name."


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"code": "e"}, "Enter 2 to 12 capitals or digits, like EARLY"),
        ({"code": "STD"}, "Another ticket type has this code"),
        ({"name": ""}, "Enter the name that buyers see"),
        ({"price": "a lot"}, "Enter a price, like 149.00"),
        ({"price": "1.999"}, "Enter a price, like 149.00"),
        ({"price": "nan"}, "Enter a price, like 149.00"),
        ({"price": "-1"}, "Enter a price from 0 to 10,000"),
        ({"vat_rate": "200"}, "Enter a rate from 0 to 99"),
        ({"size": "-1"}, "Enter a number from 0 to 100,000"),
        ({"max_per_order": "51"}, "Enter a number from 1 to 50"),
        ({"closes_at": "soon"}, "Enter a date and a time, like 2024-07-31 23:59"),
        (
            {"opens_at": "2024-07-02T10:00", "closes_at": "2024-07-01T10:00"},
            "Enter a moment after the start of the sale",
        ),
    ],
)
def test_a_wrong_answer_is_told(
    desk: Browser, shop: EditionFrame, values: dict[str, str], error: str
) -> None:
    make_type(shop.id, "STD")
    page = desk.get("/2024/manage/tickets/new").submit("Make the ticket type", **(GOOD | values))
    assert (page.status, page.errors, len(db.session.scalars(select(TicketType)).all())) == (
        422,
        [error],
        1,
    )


def test_a_type_is_changed_in_place(desk: Browser, shop: EditionFrame) -> None:
    make_type(shop.id, "STD", name="Standard", price=19950)
    venue = make_quota(shop.id, "Venue", 400)
    page = desk.get("/2024/manage/tickets").follow("Standard")
    assert page.all("//input[@name='price']/@value") == ["199.50"]
    refused = page.submit("Save", quotas=None)
    assert refused.errors == ["Choose at least one quota. A type without a quota cannot be sold."]
    page.submit("Save", quotas=str(venue), price="209")
    row = queries.type_by_code(shop.id, "STD")
    assert (row.price, queries.quota_ids_of_type(row.id)) == (20900, {venue})


def test_off_sale_and_on_again(desk: Browser, shop: EditionFrame) -> None:
    make_type(shop.id, "STD", name="Standard")
    page = desk.get("/2024/manage/tickets").submit("Take off sale").follow()
    assert "Not in the shop" in page.text
    assert "On sale" in page.submit("Put on sale").follow().text


def test_what_was_ordered_is_not_deleted(desk: Browser, shop: EditionFrame) -> None:
    make_paid(shop, {make_type(shop.id): 1})
    make_type(shop.id, "OLD")
    answers = [
        desk.get(f"/2024/manage/tickets/{code}/removal").submit("Delete the type").follow().alerts
        for code in ("STD", "OLD")
    ]
    assert answers == [
        ["This type has been ordered. Take it off sale instead of deleting it."],
        ["The type is deleted."],
    ]


def test_quotas_are_made_resized_and_removed(desk: Browser, shop: EditionFrame) -> None:
    make_paid(shop, {make_type(shop.id, name="Standard", size=5): 1})
    page = desk.get("/2024/manage/tickets").follow("Add a quota")
    listed = page.submit("Make the quota", quota_name="Dinner", size="").follow()
    twice = page.submit("Make the quota", quota_name="Dinner", size="1")
    own = [str(found) for found in listed.all("//a[contains(@href, '/quotas/')]/@href")][-1]
    small = desk.get(own).submit("Save", size="0")
    assert (twice.errors, small.errors) == (
        ["A quota with this name exists"],
        ["1 place is taken already. The size cannot be smaller."],
    )
    assert small.submit("Save", size="1").follow().alerts == ["Saved."]
    assert listed.submit("Delete").follow().alerts == ["The quota is deleted."]
    assert db.session.execute(select(Quota.name, Quota.size)).all() == [("Standard", 1)]


def test_the_list_costs_the_same_however_long(desk: Browser, shop: EditionFrame) -> None:
    costs = []
    for codes in ((), ("A", "B", "C")):
        for code in codes:
            make_type(shop.id, code)
        with counted() as statements:
            desk.get("/2024/manage/tickets")
        costs.append(len(statements))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("path", ["tickets", "tickets/new", "quotas/new", "tickets/STD"])
def test_only_organisers_of_this_edition_come_in(
    browser: Browser, shop: EditionFrame, path: str
) -> None:
    make_type(shop.id)
    other = make_shop("2025", is_current=False)
    make_type(other.id)
    finance, elsewhere = make_person("finance@example.org"), make_person("other@example.org")
    make_grant(finance, Role.FINANCE)
    make_grant(elsewhere, edition_id=other.id)
    answers = [
        browser.get(f"/2024/manage/{path}").status,
        browser.other().sign_in(finance).get(f"/2024/manage/{path}").status,
        browser.other().sign_in(elsewhere).get(f"/2024/manage/{path}").status,
    ]
    assert answers == [303, 403, 403]
