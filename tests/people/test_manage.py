"""The organisers' page of roles, and the second step that its pages demand."""

from datetime import timedelta

import pytest
from flask import Flask

from conference.kernel import clock
from conference.people.rules import Role
from tests.factories import people as make
from tests.factories.programme import make_edition
from tests.support.pages import Browser
from tests.support.statements import counted

ROLES = "/2024/manage/roles"
HOUR = timedelta(hours=1)


@pytest.fixture
def organiser(app: Flask) -> Browser:
    """Return the browser of an organiser of all editions."""
    make_edition()
    staff = make.make_staff("oona@example.org", now=clock.real_now() - HOUR)
    return Browser(app).sign_in(staff.person_id)


def test_a_stranger_is_sent_to_sign_in(app: Flask) -> None:
    make_edition()
    assert Browser(app).get(ROLES).location == f"/sign-in?next={ROLES}"


def test_manage_pages_demand_the_second_step(app: Flask) -> None:
    make_edition()
    staff = make.make_staff(now=clock.real_now() - HOUR)
    browser = Browser(app).sign_in(staff.person_id, is_confirmed=False)
    assert browser.get(ROLES).location == f"/sign-in/second-step?next={ROLES}"


def test_without_the_role_the_page_is_closed(app: Flask) -> None:
    edition = make_edition()
    person_id = make.make_person()
    make.make_grant(person_id, Role.FINANCE, edition_id=edition.id)
    assert Browser(app).sign_in(person_id).get(ROLES).status == 403


def test_an_organiser_of_another_year_is_nobody_here(app: Flask) -> None:
    make_edition()
    other = make_edition("2025", is_current=False)
    person_id = make.make_person()
    make.make_grant(person_id, edition_id=other.id)
    browser = Browser(app).sign_in(person_id)
    assert browser.get(ROLES).status == 403
    assert browser.get("/2025/manage/roles").status == 200


def test_roles_of_one_year_do_not_show_in_another(organiser: Browser) -> None:
    other = make_edition("2025", is_current=False)
    make.make_grant(make.make_person("theirs@example.org"), Role.FINANCE, edition_id=other.id)
    assert "theirs@example.org" not in organiser.get(ROLES).text
    assert "theirs@example.org" in organiser.get("/2025/manage/roles").text


def test_a_role_is_given_to_an_address(organiser: Browser) -> None:
    page = organiser.get(ROLES).submit(
        "Give the role", email="New@example.org", role="finance", scope="all"
    )
    listed = page.follow()
    assert listed.alerts == [
        "The role waits until that address signs in. We have sent a mail there."
    ]
    assert listed.all("//tr[contains(., 'new@example.org')]//td//text()[. = 'Waiting']")
    assert make.roles_waiting() == [("new@example.org", "finance", None)]


def test_a_role_needs_all_its_answers(organiser: Browser) -> None:
    page = organiser.get(ROLES).submit("Give the role", role=None, scope=None)
    assert (page.status, page.errors) == (
        422,
        ["Enter the person's email address", "Choose a role", "Choose where the role counts"],
    )


def test_an_invented_role_is_refused(organiser: Browser) -> None:
    page = organiser.get(ROLES).submit(
        "Give the role", email="new@example.org", role="emperor", scope="this"
    )
    assert page.status == 422
    assert make.roles_waiting() == []


def test_an_organiser_of_one_year_cannot_give_every_year(app: Flask) -> None:
    edition = make_edition()
    staff = make.make_staff(now=clock.real_now() - HOUR, edition_id=edition.id)
    page = (
        Browser(app)
        .sign_in(staff.person_id)
        .get(ROLES)
        .submit("Give the role", email="new@example.org", role="organiser", scope="all")
    )
    assert page.errors == ["That role counts in other years too: ask an organiser of every year."]
    assert make.roles_waiting() == []


def test_a_role_is_taken_away_after_asking(organiser: Browser) -> None:
    make.make_grant(make.make_person("rowan@example.org"), Role.FINANCE)
    page = organiser.get(ROLES).follow("Take away Finance of rowan@example.org")
    assert page.h1 == "Take the role away?"
    assert page.submit("Take away").follow().alerts == [
        "The role is taken away. It stopped counting at once."
    ]
    assert make.roles_held() == [("oona@example.org", "organiser", None)]


def test_the_last_organiser_is_told_so(organiser: Browser) -> None:
    page = organiser.get(ROLES).follow("Take away Organiser").submit("Take away").follow()
    assert page.alerts == ["This is the last organiser. Make somebody else an organiser first."]


def test_a_waiting_role_is_withdrawn(organiser: Browser) -> None:
    organiser.get(ROLES).submit(
        "Give the role", email="new@example.org", role="finance", scope="this"
    )
    page = organiser.get(ROLES).submit("Withdraw").follow()
    assert page.alerts == ["The role no longer waits."]
    assert make.roles_waiting() == []


def test_a_lost_phone_is_helped_after_asking(organiser: Browser) -> None:
    staff = make.make_staff("rowan@example.org", now=clock.real_now() - HOUR)
    page = organiser.get(ROLES).follow("Reset second step of rowan@example.org")
    assert page.submit("Take it away").follow().alerts == [
        "At the next visit the app is set up anew."
    ]
    fresh = organiser.other().sign_in(staff.person_id, is_confirmed=False)
    assert fresh.get("/sign-in/second-step").follow().h1 == "Set up your second step"


@pytest.mark.parametrize("path", ["999/removal", "999/second-step"])
def test_an_unknown_role_is_not_there(organiser: Browser, path: str) -> None:
    assert organiser.get(f"{ROLES}/{path}").status == 404
    assert organiser.post(f"{ROLES}/{path}").status in {303, 404}
    assert make.roles_held() == [("oona@example.org", "organiser", None)]


def test_the_list_costs_the_same_with_one_and_three_people(organiser: Browser) -> None:
    counts = []
    for number in range(2):
        organiser.get(ROLES)
        with counted() as statements:
            organiser.get(ROLES)
        counts.append(len(statements))
        for name in ("a", "b"):
            make.make_grant(make.make_person(f"{name}{number}@example.org"), Role.FINANCE)
    assert counts[0] == counts[1]
