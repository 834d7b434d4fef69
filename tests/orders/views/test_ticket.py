"""One ticket: its page, claiming, what its attendee needs, its files."""

import pytest
from flask import Flask
from sqlalchemy import select

from conference.editions.queries import EditionFrame
from conference.editions.rules import PolicyKind
from conference.kernel import codes
from conference.kernel.database import db, transaction
from conference.orders import actions
from conference.orders.actions import PlaceName
from conference.orders.models import Acceptance, Attendee, Needs
from conference.orders.rules import Audience, PhotoChoice
from conference.people.models import Person
from tests.documents.paper_reader import read_paper
from tests.factories.editions import CONSENT, make_policy, make_shop, policy_id
from tests.factories.orders import (
    NOW,
    TOLD,
    attendees,
    claim,
    locked,
    make_held,
    make_paid,
    name_others,
    order,
    own_ticket_code,
)
from tests.factories.people import KEY, make_person
from tests.factories.tickets import make_type
from tests.support.pages import Browser, Page


@pytest.fixture
def shop(app: Flask) -> EditionFrame:
    return make_shop()


@pytest.fixture
def kind(shop: EditionFrame) -> int:
    return make_type(shop.id, name="Standard")


@pytest.fixture
def ticket(shop: EditionFrame, kind: int) -> str:
    """Return the code of a paid ticket of Rowan's own."""
    return own_ticket_code(make_paid(shop, {kind: 1}))


@pytest.fixture
def visitor(browser: Browser, ticket: str) -> Browser:
    """Return a browser that has opened the ticket's link."""
    return browser.hold("ticket", row(ticket).link_selector)


@pytest.fixture
def claimed(shop: EditionFrame, ticket: str) -> str:
    """Return the code of a ticket that Rowan has claimed."""
    claim(shop, ticket)
    return ticket


def row(ticket: str) -> Attendee:
    db.session.rollback()
    return db.session.scalars(select(Attendee).where(Attendee.code == ticket)).one()


def facts(page: Page) -> dict[str, str]:
    found = {}
    for part in page.all("//dl[contains(@class,'data-list')]/div"):
        found[part.findtext("dt").strip()] = " ".join(part.find("dd").itertext()).strip()
    return found


def test_the_ticket_shows_its_code_to_people_and_to_scanners(visitor: Browser, ticket: str) -> None:
    page = visitor.get(f"/2024/tickets/{ticket}")
    code = row(ticket).ticket_code
    shown = "-".join(code[start : start + 4] for start in (0, 4, 8, 12))
    assert (page.h1, shown in page.text, page.all("//*[@role='img']/@aria-label")) == (
        "Your ticket",
        True,
        [f"Square code with the ticket code {shown}"],
    )


def test_claiming_a_ticket(visitor: Browser, ticket: str) -> None:
    page = visitor.get(f"/2024/tickets/{ticket}").follow("Finish your ticket")
    chosen = page.all("//input[@name='photo_choice'][@checked]/@value")
    assert (chosen, page.all("//input[@name='name']/@value")) == (["no"], ["Rowan Hale"])
    refused = page.submit("Save and go on", badge_name="Ro", organisation="Sample trust")
    assert (refused.status, refused.errors) == (422, ["Say that you agree to the code of conduct."])
    done = refused.submit("Save and go on", conduct="y", photo_choice="wide").follow()
    assert done.h1 == "What do you need?"
    shown = visitor.get(f"/2024/tickets/{ticket}")
    assert facts(shown) == {
        "Name": "Rowan Hale",
        "On your badge": "Ro",
        "Organisation": "Sample trust",
        "Photos": "Only in wide shots of the room",
        "What you need": "Not given",
    }
    assert db.session.scalars(select(Acceptance.attendee_id)).all() == [row(ticket).id]


def test_a_badge_may_be_blank(visitor: Browser, ticket: str) -> None:
    page = visitor.get(f"/2024/tickets/{ticket}/claim")
    page.submit("Save and go on", conduct="y", badge_name="")
    assert facts(visitor.get(f"/2024/tickets/{ticket}"))["On your badge"] == "Delegate"


def test_a_photo_choice_that_is_none_is_refused(visitor: Browser, ticket: str) -> None:
    page = visitor.get(f"/2024/tickets/{ticket}/claim")
    answer = page.submit("Save and go on", conduct="y", photo_choice="maybe")
    assert (answer.status, row(ticket).claimed_at) == (422, None)


def test_details_change_later(visitor: Browser, ticket: str) -> None:
    early = visitor.get(f"/2024/tickets/{ticket}/details")
    assert early.location == f"/2024/tickets/{ticket}/claim"
    early.follow().submit("Save and go on", conduct="y")
    page = visitor.get(f"/2024/tickets/{ticket}").follow("Change photos")
    page.submit("Save", photo_choice="yes", name="Rowan H")
    assert (row(ticket).photo_choice, row(ticket).name) == (PhotoChoice.YES, "Rowan H")
    assert visitor.get(f"/2024/tickets/{ticket}/details").submit("Save", name=" ").errors == [
        "Enter your name"
    ]


def test_needs_are_kept_only_under_a_consent_of_their_own(visitor: Browser, claimed: str) -> None:
    page = visitor.get(f"/2024/tickets/{claimed}/needs")
    told = {"access": ["hearing_loop", "bsl"], "allergens": ["nuts"], "is_severe": "y"}
    refused = page.submit("Save what I need", access_text="A seat near the door", **told)
    assert (CONSENT in page.text, page.all("//input[@name='consent'][@checked]")) == (True, [])
    assert (refused.status, refused.errors, db.session.scalars(select(Needs)).all()) == (
        422,
        ["Tick the box to let us keep these answers, or leave this page without saving."],
        [],
    )
    assert refused.submit("Save what I need", consent="y").location == f"/2024/tickets/{claimed}"
    kept = db.session.scalars(select(Needs)).one()
    assert (kept.access, kept.access_text, kept.diet, kept.is_severe, kept.consent_text) == (
        ["hearing_loop", "bsl"],
        "A seat near the door",
        ["nuts"],
        True,
        CONSENT,
    )
    again = visitor.get(f"/2024/tickets/{claimed}/needs")
    assert (
        again.all("//input[@name='access'][@checked]/@value"),
        again.all("//input[@name='consent'][@checked]"),
    ) == (["hearing_loop", "bsl"], [])


@pytest.mark.parametrize(
    "values",
    [
        {"access": ["everything"]},
        {"diet": ["nuts; drop"]},
        {"access_text": "x" * 501},
        {"is_severe": "y"},
        {"is_severe": "y", "diet": ["vegan"], "access_text": "A seat"},
    ],
)
def test_forged_or_endless_needs_are_refused(
    visitor: Browser, claimed: str, values: dict[str, str]
) -> None:
    page = visitor.get(f"/2024/tickets/{claimed}/needs")
    answer = page.submit("Save what I need", consent="y", **values)
    assert (answer.status, len(answer.errors), row(claimed).claimed_at) == (422, 1, NOW)


def test_a_newer_consent_is_read_first(visitor: Browser, claimed: str, shop: EditionFrame) -> None:
    page = visitor.get(f"/2024/tickets/{claimed}/needs")
    make_policy(shop.id, PolicyKind.NEEDS_CONSENT, 2, body="Another statement.")
    answer = page.submit("Save what I need", consent="y", diet=["vegan"])
    assert (answer.errors, "Another statement." in answer.text) == (
        ["The statement beside the box has changed. Read it and tick it again."],
        True,
    )


def test_withdrawing_says_what_is_lost(visitor: Browser, claimed: str, shop: EditionFrame) -> None:
    with transaction():
        consent = policy_id(shop, PolicyKind.NEEDS_CONSENT)
        actions.save_needs(shop.id, claimed, TOLD, consent_id=consent, now=NOW)
    page = visitor.get(f"/2024/tickets/{claimed}/needs").follow("Take back my consent")
    done = page.submit("Delete my answers")
    lost = [item.text for item in done.all("//main//li")]
    assert (done.h1, lost, db.session.scalars(select(Needs)).all()) == (
        "Your answers are deleted",
        ["Hearing loop", "Vegan", "No nuts", "A seat near the door"],
        [],
    )
    assert page.submit("Delete my answers").all("//main//li") == []
    assert visitor.get(f"/2024/tickets/{claimed}/needs/withdrawal").status == 303


def test_the_buyer_never_sees_what_an_attendee_says(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    code = make_paid(shop, {kind: 1}, audience=Audience.OTHERS)
    name_others(shop, code, PlaceName(name="Amina", email="amina@example.org"))
    attendee = attendees(code)[0]
    holder = browser.other().hold("ticket", attendee.link_selector)
    claim = holder.get(f"/2024/tickets/{attendee.code}/claim")
    claim.submit(
        "Save and go on", conduct="y", name="Chosen name", badge_name="Secret", photo_choice="yes"
    )
    needs = holder.get(f"/2024/tickets/{attendee.code}/needs")
    needs.submit("Save what I need", consent="y", diet=["halal"])
    buyer = browser.hold("order", order(code).link_selector)
    page = buyer.get(f"/2024/orders/{code}")
    words = ("amina@example.org", "Claimed", "Amina", "Chosen name", "Secret", "Halal", "photo")
    assert [word in page.text for word in words] == [True, True, *[False] * 5]
    assert buyer.get(f"/2024/orders/{code}/names").location == f"/2024/orders/{code}"
    assert buyer.get(f"/2024/tickets/{attendee.code}").status == 404


def test_the_printed_ticket_carries_the_code(visitor: Browser, ticket: str) -> None:
    answer = visitor.get(f"/2024/tickets/{ticket}/ticket.pdf")
    code = row(ticket).ticket_code
    shown = "-".join(code[start : start + 4] for start in (0, 4, 8, 12))
    paper = read_paper(answer.response.data)
    assert (answer.headers["Content-Type"], paper.says(shown), paper.says("Rowan Hale")) == (
        "application/pdf",
        True,
        True,
    )


def test_the_calendar_file_holds_no_secret(visitor: Browser, ticket: str) -> None:
    answer = visitor.get(f"/2024/tickets/{ticket}/ticket.ics")
    attendee = row(ticket)
    text = answer.response.data.decode()
    secrets = [attendee.code, attendee.ticket_code, attendee.link_selector, "Rowan", "MTH-"]
    assert [secret for secret in secrets if secret in text] == []
    assert text.count("BEGIN:VEVENT") == 1


@pytest.mark.parametrize("is_cancelled", [False, True])
def test_a_ticket_that_is_not_valid_says_so(
    browser: Browser, shop: EditionFrame, kind: int, *, is_cancelled: bool
) -> None:
    code = (make_paid if is_cancelled else make_held)(shop, {kind: 1})
    if is_cancelled:
        with transaction():
            actions.cancel(locked(code), actor="person 1", now=NOW)
    ticket = own_ticket_code(code)
    visitor = browser.hold("ticket", row(ticket).link_selector)
    page = visitor.get(f"/2024/tickets/{ticket}")
    paths = ("claim", "details", "needs", "ticket.pdf")
    answers = [visitor.get(f"/2024/tickets/{ticket}/{path}").status for path in paths]
    calendar = visitor.get(f"/2024/tickets/{ticket}/ticket.ics")
    assert (page.h1, answers) == (
        "This ticket is cancelled" if is_cancelled else "This ticket is not paid for yet",
        [404] * 4,
    )
    assert (calendar.status, "STATUS:CANCELLED" in calendar.html) == (
        (200, True) if is_cancelled else (404, False)
    )


def test_the_link_opens_one_ticket_and_proves_the_address(
    browser: Browser, shop: EditionFrame, kind: int
) -> None:
    code = make_paid(shop, {kind: 2}, audience=Audience.ME_AND_OTHERS)
    name_others(shop, code, PlaceName(name="Amina", email="Amina@example.org"))
    own, other = attendees(code)
    token = codes.sealed("ticket", other.link_selector, key=KEY)
    opened = [browser.get(f"/2024/tickets/{other.code}/open/{token}") for _ in range(2)]
    assert [page.location for page in opened] == [f"/2024/tickets/{other.code}"] * 2
    assert opened[0].follow().h1 == "Your ticket"
    assert browser.get(f"/2024/tickets/{own.code}").status == 404
    assert browser.get(f"/2024/orders/{code}").status == 404
    persons = db.session.execute(select(Person.id, Person.email)).all()
    assert [tuple(person) for person in persons] == [
        (row(other.code).person_id, "amina@example.org")
    ]


def test_a_wrong_link_says_nothing(browser: Browser, shop: EditionFrame, kind: int) -> None:
    code = make_paid(shop, {kind: 1}, audience=Audience.OTHERS)
    name_others(shop, code, PlaceName(email="amina@example.org"))
    old = attendees(code)[0]
    stale = codes.sealed("ticket", old.link_selector, key=KEY)
    name_others(shop, code, PlaceName(email="noor@example.org"))
    make_shop("2025", is_current=False)
    fresh = codes.sealed("ticket", attendees(code)[0].link_selector, key=KEY)
    foreign = own_ticket_code(make_paid(shop, {kind: 1}))
    wrong = [
        f"/2024/tickets/{old.code}/open/{stale}",
        f"/2025/tickets/{old.code}/open/{fresh}",
        f"/2024/tickets/{foreign}/open/{fresh}",
        f"/2024/tickets/{old.code}/open/{fresh[:-2]}AA",
    ]
    pages = [browser.get(address) for address in wrong]
    assert {(page.status, page.h1) for page in pages} == {(404, "Open this from your email")}
    assert db.session.scalars(select(Person)).all() == []


def test_whoever_proved_the_address_holds_the_ticket(
    browser: Browser, shop: EditionFrame, kind: int, ticket: str
) -> None:
    rowan = browser.other().sign_in(make_person("rowan.hale@example.org"))
    other = browser.other().sign_in(make_person("other@example.org"))
    stranger = browser.other()
    answers = [who.get(f"/2024/tickets/{ticket}").status for who in (rowan, other, stranger)]
    assert answers == [200, 404, 404]


def test_a_ticket_of_another_year_is_not_here(visitor: Browser, ticket: str) -> None:
    make_shop("2025", is_current=False)
    assert visitor.get(f"/2025/tickets/{ticket}").status == 404
