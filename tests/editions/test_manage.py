"""Organisers change what the edition says of itself."""

from datetime import date

import pytest

from conference.editions import queries
from conference.editions.rules import ContactKind, PageKind, PolicyKind
from conference.people.rules import Role
from tests.factories.editions import make_policy
from tests.factories.people import make_grant, make_person
from tests.factories.programme import frame, make_edition
from tests.support.pages import Browser

DESK = "/2024/manage"
EDITING = (
    "/edition",
    "/policies",
    "/policies/terms",
    "/pages/venue",
    "/contacts",
    "/contacts/access",
)
NAUGHTY = '<b>O\'Neil & "sons"</b> {{ 7 * 7 }} \u0646\u0648\u0631'


def sign_in(browser: Browser, role: Role = Role.ORGANISER) -> Browser:
    """Sign somebody with a role in."""
    person_id = make_person("oona@example.org", name="Oona Byrne")
    make_grant(person_id, role)
    return browser.sign_in(person_id)


@pytest.fixture
def organiser(browser: Browser) -> Browser:
    """Return a browser in which an organiser of an edition has signed in."""
    make_edition()
    return sign_in(browser)


@pytest.mark.parametrize("path", ["/", *EDITING])
def test_strangers_are_asked_to_sign_in(browser: Browser, path: str) -> None:
    make_edition()
    page = browser.get(DESK + path)
    assert (page.status, page.location) == (303, f"/sign-in?next={DESK}{path}")


@pytest.mark.parametrize("path", EDITING)
def test_other_staff_may_not_edit(browser: Browser, path: str) -> None:
    make_edition()
    page = sign_in(browser, Role.FINANCE).get(DESK + path)
    assert page.status == 403


def test_the_desk_shows_each_role_its_own_pages(browser: Browser) -> None:
    make_edition()
    page = sign_in(browser, Role.CATERING_COORDINATOR).get(f"{DESK}/")
    labels = [found.text for found in page.all("//nav//a")]
    assert (page.status, page.h1, "Edition" in labels) == (200, "Desk", False)


def test_the_desk_tells_who_changed_what(organiser: Browser) -> None:
    assert "Nothing yet." in organiser.get(f"{DESK}/").text
    organiser.get(f"{DESK}/edition").submit("Save details", name="New name")
    assert "Details changed, Oona Byrne" in organiser.get(f"{DESK}/").text


def test_details_are_shown_as_people_type_them(organiser: Browser) -> None:
    page = organiser.get(f"{DESK}/edition")
    names = ("starts_on", "opens_at", "closes_at", "hold_minutes", "needs_by")
    shown = [str(value) for name in names for value in page.all(f"//*[@name='{name}']/@value")]
    assert shown == ["2024-09-25", "09:00", "17:00", "30", ""]


def test_details_are_saved_and_shown_to_everybody(organiser: Browser) -> None:
    page = organiser.get(f"{DESK}/edition").submit(
        "Save details", venue_name="Hall 3", opens_at="10:15", needs_by="2024-09-01"
    )
    assert (page.status, page.location) == (303, f"{DESK}/edition")
    assert page.follow().alerts == ["The details are saved."]
    found = frame("2024")
    assert (found.venue_name, found.needs_by) == ("Hall 3", date(2024, 9, 1))
    assert "Hall 3" in organiser.other().get("/2024/").text


def test_saving_without_changes_changes_nothing(organiser: Browser) -> None:
    before = frame("2024")
    organiser.get(f"{DESK}/edition").submit("Save details")
    after = frame("2024")
    same = [name for name in before.__slots__ if getattr(before, name) == getattr(after, name)]
    assert set(before.__slots__) - set(same) == {"public_version", "frame_version"}


def test_wrong_details_are_told_and_kept(organiser: Browser) -> None:
    page = organiser.get(f"{DESK}/edition").submit(
        "Save details", name=" ", lead="l" * 501, hold_minutes="5", doors_at="soon"
    )
    assert (page.status, page.title) == (422, "Error: Edition – Warwick Improvement Conference")
    assert page.errors == [
        "Enter the conference’s name",
        "Invitation: Enter 500 characters or fewer",
        "Enter a real time, like 09:30",
        "Enter 30 to 240 minutes",
    ]
    assert page.all("//*[@name='doors_at']/@value") == ["soon"]


def test_what_a_rule_refuses_stands_beside_its_field(organiser: Browser) -> None:
    page = organiser.get(f"{DESK}/edition").submit("Save details", closes_at="08:00")
    assert (page.status, page.errors) == (422, ["It ends before it begins. Check both times."])
    assert page.all("//*[@id='closes_at-error']/text()") == page.errors


def test_whatever_is_typed_is_carried_through(organiser: Browser) -> None:
    organiser.get(f"{DESK}/edition").submit("Save details", strapline=NAUGHTY)
    assert frame("2024").strapline == NAUGHTY
    assert NAUGHTY in organiser.other().get("/2024/").text


def test_a_policy_is_published(organiser: Browser) -> None:
    make_policy(frame("2024").id, PolicyKind.TERMS, body="Old words.", summary="In short.")
    page = organiser.get(f"{DESK}/policies/terms")
    shown = page.all("//textarea[@name='body']/text()")
    assert (page.h1, [text.strip() for text in shown]) == ("New version: terms", ["Old words."])
    published = page.submit("Publish", body="New words.")
    assert published.follow().alerts == ["Version 2 is published."]
    assert "New words." in organiser.other().get("/terms").text
    assert "Old words." in organiser.other().get("/terms?version=1").text
    assert "Version 2 15 July 2024" in organiser.get(f"{DESK}/policies").text


def test_an_unchanged_policy_is_not_published(organiser: Browser) -> None:
    make_policy(frame("2024").id, PolicyKind.TERMS, body="Old words.", summary="In short.")
    page = organiser.get(f"{DESK}/policies/terms").submit("Publish", body=" Old words. ")
    assert (page.status, page.errors) == (
        422,
        ["The text is the same as the version in force. Nothing was published."],
    )


def test_a_policy_that_is_too_long_is_kept_on_the_page(organiser: Browser) -> None:
    text = "w" * 20_001
    page = organiser.get(f"{DESK}/policies/terms").submit("Publish", body=text)
    assert (page.status, page.errors) == (422, ["Text: Enter 20,000 characters or fewer"])
    assert text in page.html


def test_a_form_of_a_quarter_megabyte_is_refused(organiser: Browser) -> None:
    page = organiser.get(f"{DESK}/policies/terms").submit("Publish", body="w" * 300_000)
    assert (page.status, page.h1) == (413, "That is too much at once")


def test_a_page_is_written(organiser: Browser) -> None:
    page = organiser.get(f"{DESK}/pages/venue").submit("Save page", body="# By bus\n\nLine 12.")
    assert page.follow().alerts == ["The page is saved."]
    found = queries.information(frame("2024").id, PageKind.VENUE)
    assert found.body_html == "<h2>By bus</h2>\n<p>Line 12.</p>\n"
    assert "Venue 15 July 2024" in organiser.get(f"{DESK}/policies").text


def test_an_empty_page_is_refused(organiser: Browser) -> None:
    page = organiser.get(f"{DESK}/pages/venue").submit("Save page", body="")
    assert (page.status, page.errors) == (422, ["Enter the text"])


def test_a_contact_is_given(organiser: Browser) -> None:
    assert "Not given yet" in organiser.get(f"{DESK}/contacts").text
    page = organiser.get(f"{DESK}/contacts/help_desk").submit(
        "Save", label="Help desk", number="+44 (0)1632 960001", hours="8am to 6pm", note=""
    )
    assert page.follow().alerts == ["The contact is saved. Every page shows it now."]
    contact = frame("2024").contact(ContactKind.HELP_DESK)
    assert contact is not None
    assert (contact.number, contact.last_checked) == ("+44 (0)1632 960001", date(2024, 7, 15))
    assert "+44 (0)1632 960001" in organiser.other().get("/sign-in").text


@pytest.mark.parametrize(
    "number", ["ring me", "12", "01632 960001 ext 5", "\u0661\u0662\u0663\u0664"]
)
def test_a_number_that_cannot_be_rung_is_refused(organiser: Browser, number: str) -> None:
    page = organiser.get(f"{DESK}/contacts/help_desk").submit(
        "Save", label="Help desk", number=number, hours="8am to 6pm", email="desk"
    )
    assert (page.status, page.errors) == (
        422,
        [
            "Enter a phone number, like 01632 960 001",
            "Enter a full email address, like name@example.org",
        ],
    )
    assert page.all("//*[@name='number']/@value") == [number]


@pytest.mark.parametrize("path", ["/policies/nothing", "/pages/terms", "/contacts/police"])
def test_unknown_kinds_are_not_found(organiser: Browser, path: str) -> None:
    assert organiser.get(DESK + path).status == 404
    assert organiser.post(DESK + path).status == 404
