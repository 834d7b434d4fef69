"""The history of one object, as organisers see it."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from conference.history import actions as history
from conference.kernel import clock
from conference.kernel.database import transaction
from conference.people.rules import Role
from tests.factories import people as make
from tests.factories.programme import make_edition
from tests.support.pages import Browser

JULY = datetime(2024, 7, 15, 9, 0, tzinfo=UTC)


@pytest.fixture
def finance(app: Flask) -> Browser:
    """Return the browser of somebody who may see orders of 2024."""
    edition = make_edition()
    person_id = make.make_person("fin@example.org", name="Fin Lee")
    make.make_grant(person_id, Role.FINANCE, edition_id=edition.id)
    with transaction():
        history.record(
            history.BUYER, "order placed", on=("order", 7), at=JULY, edition_id=edition.id
        )
        history.record(
            history.person(person_id),
            "refund asked for",
            on=("order", 7),
            at=JULY + timedelta(hours=1),
            edition_id=edition.id,
            amount=14900,
            to_state="refunding",
        )
        history.record(
            history.SYSTEM, "order placed", on=("order", 8), at=JULY, edition_id=edition.id
        )
    return Browser(app).sign_in(person_id)


def cells(browser: Browser, address: str) -> list[list[str]]:
    rows = browser.get(address).all("//tbody/tr")
    return [[" ".join(" ".join(cell.itertext()).split()) for cell in row] for row in rows]


def test_the_newest_entry_comes_first_and_names_who_did_it(finance: Browser) -> None:
    assert cells(finance, "/2024/manage/history/order/7") == [
        [
            "Refund asked for",
            "15 July 2024, 11:00",
            "Fin Lee",
            "Amount: £149.00 To state: refunding",
        ],
        ["Order placed", "15 July 2024, 10:00", "Buyer", "None"],
    ]


@pytest.mark.parametrize("path", ["order/9", "ticket/7", "order/0"])
def test_an_object_without_history_is_not_there(finance: Browser, path: str) -> None:
    assert finance.get(f"/2024/manage/history/{path}").status == 404


def test_the_history_of_one_year_does_not_show_in_another(finance: Browser) -> None:
    other = make_edition("2025", is_current=False)
    staff = make.make_staff(now=clock.real_now() - timedelta(hours=1), edition_id=other.id)
    organiser = finance.other().sign_in(staff.person_id)
    assert organiser.get("/2025/manage/history/order/7").status == 404
    assert organiser.get("/2024/manage/history/order/7").status == 403


def test_the_history_needs_a_role_that_sees_orders(finance: Browser) -> None:
    person_id = make.make_person("access@example.org")
    make.make_grant(person_id, Role.ACCESS_COORDINATOR)
    browser = finance.other().sign_in(person_id)
    assert browser.get("/2024/manage/history/order/7").status == 403
