"""The organisers' menu: grouped, as far as roles go, and it says where one is."""

import pytest

from conference.people.rules import Role
from tests.factories.people import make_grant, make_person
from tests.factories.programme import make_edition
from tests.support.pages import Browser, Page

MENU = "//nav[@aria-label='Desk']"
EVERYTHING = [
    *("Desk", "Orders and people", "Programme", "Proposals"),
    *("Texts and contacts", "Settings", "Outbox"),
]


def opened(browser: Browser, path: str, *roles: Role) -> Page:
    """Open a page of the desk as somebody with these roles."""
    make_edition()
    person_id = make_person("oona@example.org")
    for role in roles:
        make_grant(person_id, role)
    return browser.sign_in(person_id).get(f"/2024/manage/{path}")


def words(page: Page) -> list[str]:
    """Return what stands in the one line of the menu."""
    entries = page.all(f"{MENU}/ul/li/a | {MENU}/ul/li/details/summary")
    return [" ".join("".join(entry.itertext()).split()) for entry in entries]


@pytest.mark.parametrize(
    ("roles", "shown"),
    [
        ((Role.ORGANISER,), EVERYTHING),
        ((Role.FINANCE,), ["Desk", "Orders and people", "Outbox"]),
        ((Role.ACCESS_COORDINATOR,), ["Desk", "Access needs", "Speakers’ access"]),
        ((Role.CATERING_COORDINATOR,), ["Desk", "Diets"]),
        ((Role.COMMITTEE,), ["Desk", "Proposals"]),
    ],
)
def test_a_group_is_as_large_as_the_role(
    browser: Browser, roles: tuple[Role, ...], shown: list[str]
) -> None:
    assert words(opened(browser, "", *roles)) == shown


@pytest.mark.parametrize(
    ("path", "group", "entry"),
    [
        ("", [], ["Desk"]),
        ("tickets", ["Settings, you are here"], ["Ticket types"]),
        ("outbox", [], ["Outbox"]),
    ],
)
def test_the_page_and_its_group_are_marked(
    browser: Browser, path: str, group: list[str], entry: list[str]
) -> None:
    page = opened(browser, path, Role.ORGANISER)
    assert [word for word in words(page) if "you are here" in word] == group
    assert page.all(f"{MENU}//a[@aria-current='page']/text()") == entry
