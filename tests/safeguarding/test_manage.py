"""Organisers keep the support services; nobody else may."""

from datetime import date

import pytest

from conference.kernel import clock
from conference.kernel.database import db, transaction
from conference.people.models import Person, RoleGrant
from conference.people.rules import Role
from conference.safeguarding import queries
from conference.safeguarding.rules import CheckState, ServiceGroup
from tests.factories.programme import make_edition
from tests.factories.safeguarding import make_service
from tests.safeguarding.reading import words
from tests.support.pages import Browser, Page

SERVICES = "/2024/manage/support-services"


def make_staff(role: Role) -> int:
    """Store a person with a role for all editions and return the id."""
    with transaction():
        person = Person(email="helen@example.org", name="Helen Sample", created_at=clock.now())
        db.session.add(person)
        db.session.flush()
        db.session.add(
            RoleGrant(
                person_id=person.id,
                role=role,
                edition_id=None,
                granted_at=clock.now(),
                granted_by="person 1",
            )
        )
        return person.id


@pytest.fixture
def organiser(browser: Browser) -> Browser:
    """Return a browser in which an organiser of a new edition has signed in."""
    make_edition()
    return browser.sign_in(make_staff(Role.ORGANISER))


def rows(page: Page) -> list[list[str]]:
    """Return the words of each row of the table, the buttons left out."""
    return [
        [words(cell) for cell in row.xpath("./*[position() < 7]")] for row in page.all("//tbody/tr")
    ]


def test_strangers_are_asked_to_sign_in(browser: Browser) -> None:
    make_edition()
    page = browser.get(SERVICES)
    assert (page.status, page.location.split("?")[0]) == (303, "/sign-in")


def test_other_staff_may_not(browser: Browser) -> None:
    make_edition()
    page = browser.sign_in(make_staff(Role.FINANCE)).get(SERVICES)
    assert page.status == 403


def test_an_empty_list_leads_to_the_first_service(organiser: Browser) -> None:
    page = organiser.get(SERVICES)
    assert (page.h1, rows(page)) == ("Support services", [])
    assert page.link("Add a service") == f"{SERVICES}/new"


def test_the_list_shows_what_has_to_be_checked(organiser: Browser) -> None:
    make_service(name="New one", is_for_everyone=True, is_to_be_confirmed=True)
    page = organiser.get(SERVICES)
    assert rows(page) == [
        [
            "New oneShown to everyoneTo be confirmed",
            "You want to talk to someone",
            "01632 960001",
            "Never",
            "Now",
            "Never checked",
        ]
    ]
    assert page.alerts[0].startswith("1 service needs a check")


def test_a_service_is_added_and_shown(organiser: Browser) -> None:
    page = organiser.get(f"{SERVICES}/new").submit(
        "Save", name="A helpline", what_for="Talk.", phone="01632 960001", group="children"
    )
    assert (page.status, page.location) == (303, SERVICES)
    assert page.follow().alerts[0] == ("The service is on the page. Now check it: ring or open it.")
    assert "A helpline" in organiser.other().get("/help/contacts").text


def test_wrong_input_is_told_beside_its_field_and_kept(organiser: Browser) -> None:
    page = organiser.get(f"{SERVICES}/new").submit(
        "Save", name="", what_for="Talk.", phone="ring me", url="http://example.org", position="-1"
    )
    assert (page.status, page.title.split(" \u2013 ")[0]) == (422, "Error: Add a service")
    assert page.errors == [
        "Enter the name of the service",
        "Enter a phone number, like 0808 802 0300",
        "Enter an address that begins https://",
        "Enter a whole number, like 80",
    ]
    assert page.all("//input[@name='phone']/@value") == ["ring me"]


def test_a_text_that_is_too_long_is_refused(organiser: Browser) -> None:
    page = organiser.get(f"{SERVICES}/new").submit(
        "Save", name="n" * 121, what_for="Talk.", phone="01632 960001"
    )
    assert page.errors == ["Name: Enter 120 characters or fewer"]


def test_what_a_rule_refuses_is_told_beside_its_field(organiser: Browser) -> None:
    for number in range(5):
        make_service(name=f"Service {number}", is_for_everyone=True)
    form = organiser.get(f"{SERVICES}/new")
    twin = form.submit("Save", name="service 0", what_for="Talk.")
    assert (twin.status, twin.errors) == (
        422,
        [
            "Another service has this name",
            "Enter a phone number, a number for texts or a web address",
        ],
    )
    sixth = form.submit(
        "Save", name="Sixth", what_for="Talk.", phone="01632 960001", is_for_everyone="y"
    )
    assert (sixth.status, sixth.errors) == (
        422,
        ["5 services are already shown to everyone. Take one off first."],
    )


def test_a_service_is_changed(organiser: Browser) -> None:
    service_id = make_service(name="Old name", hours="9am to 5pm.")
    page = organiser.get(f"{SERVICES}/{service_id}")
    assert page.h1 == "Old name"
    assert page.submit("Save", name="New name").location == SERVICES
    service = queries.service(service_id)
    assert (service.name, service.hours, service.group) == (
        "New name",
        "9am to 5pm.",
        ServiceGroup.SOMEONE_TO_TALK_TO,
    )


def test_one_press_notes_a_check(organiser: Browser) -> None:
    make_service(name="A helpline")
    page = organiser.get(SERVICES).submit("Checked today")
    assert page.follow().alerts[0] == "Checked today. Check it again by 13 October 2024."
    (row,) = queries.services_page(today=date(2024, 7, 15)).services
    assert (row.state, row.checked_by) == (CheckState.CHECKED, "Helen Sample")


def test_a_service_is_removed_after_a_question(organiser: Browser) -> None:
    service_id = make_service(name="A helpline")
    question = organiser.get(SERVICES).follow("Remove")
    assert question.h1 == "Remove A helpline?"
    assert queries.service(service_id).name == "A helpline"
    assert question.submit("Remove").follow().alerts[0] == "The service is off the page."
    assert rows(organiser.get(SERVICES)) == []


def test_an_unknown_service_is_not_found(organiser: Browser) -> None:
    assert organiser.get(f"{SERVICES}/404").status == 404
    assert organiser.get(f"{SERVICES}/404/removal").status == 404
    assert organiser.post(f"{SERVICES}/404/checks").status == 404


def test_a_review_is_shown_to_readers(organiser: Browser) -> None:
    organiser.get(SERVICES).submit("I have reviewed them today")
    assert (
        "Last reviewed on 15 July 2024 by Helen Sample, who looks after these pages."
        in organiser.other().get("/help").text
    )
