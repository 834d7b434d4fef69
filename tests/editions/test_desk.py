"""The desk's front page: what needs a person, for whom, and at what price."""

from datetime import UTC, date, datetime, timedelta
from email.utils import make_msgid

import pytest
from flask import Flask

from conference.editions.queries import EditionFrame
from conference.editions.rules import ContactKind
from conference.kernel import clock, heartbeat
from conference.kernel.database import db, transaction
from conference.mail import actions as mail
from conference.mail.models import Message
from conference.mail.rules import FaultClass, MessageState
from conference.orders.models import Order
from conference.orders.rules import Audience, OrderState
from conference.payments.models import Payment
from conference.payments.rules import PaymentState
from conference.people.rules import Role
from tests.factories.editions import make_contact, make_shop
from tests.factories.orders import make_held, make_paid
from tests.factories.people import make_grant, make_person
from tests.factories.programme import frame
from tests.factories.safeguarding import make_service
from tests.factories.tickets import change_type, make_quota, make_type
from tests.support.pages import Browser, Page
from tests.support.statements import counted

DESK = "/2024/manage/"
TODAY = date(2024, 7, 15)
WELL = "Nothing needs you"


@pytest.fixture
def app(database: Flask) -> Flask:
    """Let the desk open on both databases."""
    return database


@pytest.fixture
def shop(app: Flask) -> EditionFrame:
    """An edition in which all is well: contacts checked, worker awake, nothing failed."""
    edition = make_shop()
    given = {contact.kind for contact in edition.contacts}
    for kind in set(ContactKind) - given:
        make_contact(edition.id, kind)
    with transaction():
        heartbeat.beat("worker", clock.real_now())
    return frame("2024")


def opened(browser: Browser, *roles: Role) -> Page:
    """Open the desk as somebody with these roles, an organiser if none is given."""
    person_id = make_person("oona@example.org")
    for role in roles or (Role.ORGANISER,):
        make_grant(person_id, role)
    return browser.sign_in(person_id).get(DESK)


def matters(page: Page) -> list[str]:
    """Return the headings of what needs a person, in order."""
    return [
        " ".join(found.itertext()).strip() for found in page.all("//*[@class='matters plain']//h3")
    ]


def figures(page: Page) -> dict[str, str]:
    """Return the figures of the desk by their labels."""
    return {
        "".join(found.find("dt").itertext()): "".join(found.find("dd").itertext()).strip()
        for found in page.all("//dl[@class='figures']/div")
    }


def without_place(shop: EditionFrame, type_id: int) -> str:
    """Let an order be paid for which no place was left."""
    code = make_paid(shop, {type_id: 1})
    with transaction():
        order = db.session.query(Order).filter_by(code=code).one()
        order.state = OrderState.PAID_NO_PLACE
        db.session.add(
            Payment(
                order_id=order.id,
                attempt=1,
                state=PaymentState.CONFIRMED,
                amount=order.total,
                received=order.total,
                currency="GBP",
                idempotency_key=code,
                created_at=clock.now(),
                expires_at=clock.now(),
            )
        )
    return code


def fail_a_mail(shop: EditionFrame) -> None:
    """Let a delivery fail for good."""
    with transaction():
        mail.enqueue("orders.paid", "a@example.org", facts={}, now=clock.now(), edition_id=shop.id)
    with transaction():
        claim = mail.claim_due(name=make_msgid, real_now=clock.real_now())[-1]
        mail.mark_fault(claim.id, FaultClass.REFUSED, "550 no", real_now=clock.real_now())


def test_nothing_needs_anybody_when_all_is_well(browser: Browser, shop: EditionFrame) -> None:
    page = opened(browser)
    assert (matters(page), WELL in page.text) == ([], True)


def test_what_needs_a_person_is_named_counted_and_linked(
    browser: Browser, shop: EditionFrame
) -> None:
    few = make_type(shop.id, "FEW", name="Few", size=1)
    make_type(shop.id, "SOON", name="Soon", closes_at=clock.now() + timedelta(days=2))
    make_type(shop.id, "LATER", name="Later", closes_at=clock.now() + timedelta(days=9))
    without_place(shop, make_type(shop.id, "GONE", name="Gone"))
    make_paid(shop, {few: 1})
    fail_a_mail(shop)
    make_service(name="Never rung")
    make_service(name="Rung", last_checked=TODAY, next_check=TODAY, is_to_be_confirmed=True)
    page = opened(browser)
    assert matters(page) == [
        "1 paid order has no place",
        "1 mail could not be delivered",
        "Few is sold out",
        "Soon closes soon",
        "1 support service needs a check",
        "1 support service is to be confirmed",
    ]
    assert page.follow("See payments").h1 == "Payments"
    assert "550 no" in page.follow("See failed mails").text
    assert WELL not in page.text


def test_places_held_for_people_who_are_paying_are_not_sold(
    browser: Browser, shop: EditionFrame
) -> None:
    few = make_type(shop.id, "FEW", name="Few")
    given = make_type(shop.id, "CREW", name="Crew", price=0)
    make_quota(shop.id, "Everything", 4, few, given)
    make_paid(shop, {few: 1})
    make_paid(shop, {given: 1})
    change_type(given, is_public=False)
    make_held(shop, {few: 2}, audience=Audience.OTHERS, now=clock.now())
    page = opened(browser)
    assert matters(page) == ["Few has no free place"]
    assert "2 places are held for people who are paying." in page.text


def test_an_old_or_missing_contact_is_told(browser: Browser, shop: EditionFrame) -> None:
    other = make_shop("2023", is_current=False)
    make_contact(other.id, ContactKind.ACCESS, last_checked=TODAY - timedelta(days=91))
    page = opened(browser)
    there = browser.get("/2023/manage/")
    missing = len(ContactKind) - len(frame("2023").contacts)
    assert "contact was last checked over 90 days ago" in there.text
    assert [line for line in matters(there) if "missing" in line] == (
        [f"{missing} contact is missing"] if missing == 1 else [f"{missing} contacts are missing"]
    )
    assert matters(page) == []


def test_a_silent_worker_and_late_mail_are_told(browser: Browser, shop: EditionFrame) -> None:
    with transaction():
        heartbeat.beat("worker", clock.real_now() - timedelta(minutes=4))
        mail.enqueue("orders.paid", "a@example.org", facts={}, now=clock.now(), edition_id=shop.id)
        mail.enqueue(
            "orders.paid",
            "b@example.org",
            facts={},
            now=clock.now() - timedelta(minutes=31),
            edition_id=shop.id,
        )
    assert matters(opened(browser)) == [
        "The worker is silent",
        "1 mail has waited over half an hour",
    ]


def test_the_figures_are_of_this_edition(browser: Browser, shop: EditionFrame) -> None:
    type_id = make_type(shop.id, "STD", name="Standard", price=10_000, size=50)
    make_paid(shop, {type_id: 3}, audience=Audience.ME_AND_OTHERS)
    with transaction():
        for row in db.session.query(Message):
            row.state, row.sent_at = MessageState.SENT, clock.real_now()
    page = opened(browser)
    assert figures(page) == {
        "Paid": "£300.00 in 1 confirmed order",
        "Confirmed places": "3",
        "No name yet": "2 of the confirmed places",
        "Workshop places": "0 of 0",
        "Mails sent today": "1",
    }
    row = page.all("//table//tr[th='Standard']")[0]
    assert " ".join(" ".join(row.itertext()).split()) == (
        "Standard 3 3 of 50 47 places left of 50 On sale"
    )


@pytest.mark.parametrize(
    ("role", "labels", "has_money"),
    [
        (
            Role.ORGANISER,
            ["Paid", "Confirmed places", "No name yet", "Workshop places", "Mails sent today"],
            True,
        ),
        (Role.FINANCE, ["Paid", "Confirmed places", "Mails sent today"], True),
        (Role.ACCESS_COORDINATOR, ["Access needs"], False),
        (Role.CATERING_COORDINATOR, ["Diets"], False),
    ],
)
def test_each_role_sees_its_own_and_can_open_every_link(
    browser: Browser, shop: EditionFrame, role: Role, labels: list[str], has_money: bool
) -> None:
    make_type(shop.id, "FEW", name="Few", size=0)
    without_place(shop, make_type(shop.id, "GONE", name="Gone"))
    fail_a_mail(shop)
    make_service(name="Never rung")
    page = opened(browser, role)
    assert list(figures(page)) == labels
    assert ("1 paid order has no place" in matters(page)) is has_money
    links = {str(found) for found in page.all("//a/@href[contains(., '/manage/')]")}
    assert {browser.get(link).status for link in links} == {200}


def test_the_desk_costs_the_same_with_more_rows(browser: Browser, shop: EditionFrame) -> None:
    type_id = make_type(shop.id, "STD", name="Standard")
    without_place(shop, type_id)
    make_service(name="Never rung")
    opened(browser)
    with counted() as few:
        browser.get(DESK)
    for number in range(3):
        without_place(shop, type_id)
        make_service(name=f"Never rung {number}")
        change_type(make_type(shop.id, f"T{number}", name=f"T{number}"), position=number)
        fail_a_mail(shop)
    with counted() as many:
        page = browser.get(DESK)
    assert "4 paid orders have no place" in matters(page)
    assert len(many) == len(few) <= 20


def test_after_the_day_nothing_is_sold_any_more(browser: Browser, shop: EditionFrame) -> None:
    make_type(shop.id, "FEW", name="Few", size=0)
    with transaction():
        clock.set_moment(datetime(2024, 9, 26, 9, tzinfo=UTC))
    page = opened(browser)
    assert "Few is sold out" not in matters(page)
    assert ("it is over." in page.text, "Ended" in page.text) == (True, True)
