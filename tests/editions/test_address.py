"""What a process remembers of an edition, and when it asks again."""

from contextlib import suppress
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy import update

from conference.editions import actions, frames
from conference.editions.models import Edition
from conference.editions.rules import ContactKind
from conference.kernel.database import db, transaction
from conference.kernel.errors import NotAllowed, NotFound
from conference.people.rules import Role
from tests.factories.editions import make_contact
from tests.factories.people import make_grant, make_person
from tests.factories.programme import make_edition, make_small_day, release
from tests.support import databases
from tests.support.pages import Browser
from tests.support.statements import counted

TABLES_OF_A_FRAME = ("FROM tracks", "FROM formats", "contacts")


DEMONSTRATION = "clock"
"""The table that only the demonstration reads, for the moment that it shows."""


def figures(statements: list[str]) -> tuple[int, int]:
    """Count what belongs to reading a frame, and all but the demonstration's own."""
    return (
        sum(any(table in one for table in TABLES_OF_A_FRAME) for one in statements),
        sum(DEMONSTRATION not in one for one in statements),
    )


def test_the_first_page_of_a_process_is_rendered_with_few_statements(browser: Browser) -> None:
    make_small_day()
    with counted() as statements:
        assert browser.get("/2024/programme").status == 200
    assert figures(statements) == (3, 6)


def test_a_release_is_shown_without_reading_the_frame_again(browser: Browser) -> None:
    day = make_small_day()
    browser.get("/2024/programme")
    release(day.edition_id)
    with counted() as statements:
        browser.get("/2024/programme")
    assert figures(statements) == (0, 4)


def test_a_changed_frame_is_shown_at_once(browser: Browser) -> None:
    day = make_small_day()
    browser.get("/2024/programme")
    make_contact(day.edition_id, ContactKind.HELP_DESK, number="024 7652 0001")
    with transaction():
        actions.touch_frame(day.edition_id)
    assert "024 7652 0001" in browser.get("/2024/programme").text


def test_within_its_interval_a_process_does_not_ask(database: Flask) -> None:
    """As in production: own changes show at once, those of another process a moment later."""
    day = make_small_day()
    database.config["CONFERENCE"] = databases.settings_for(
        str(db.engine.url.render_as_string(hide_password=False)), edition_seconds=60
    )
    browser = Browser(database)
    browser.get("/2024/programme")
    with counted() as asked_again:
        browser.get("/2024/programme")
    elsewhere = update(Edition).where(Edition.id == day.edition_id)
    with db.engine.begin() as connection:
        connection.execute(elsewhere.values(name="Changed by another process", frame_version=9))
    unaware = browser.get("/2024/programme").title
    with transaction():
        actions.touch_public(day.edition_id)
    assert figures(asked_again) == (0, 0)
    assert (
        "another process" in unaware,
        "another process" in browser.get("/2024/programme").title,
    ) == (
        False,
        True,
    )


def test_a_second_edition_is_found_beside_the_first(database: Flask) -> None:
    make_edition()
    make_edition("2025", is_current=False)
    found = [frames.frame_at(slug) for slug in ("2024", "2025", "2024", "2026")]
    assert [frame and frame.slug for frame in found] == ["2024", "2025", "2024", None]
    with pytest.raises(NotFound):
        frames.frame_of(99)


def test_who_edits_sees_what_another_process_has_just_saved(database: Flask) -> None:
    """Else a form would overwrite it with what this process remembers."""
    day = make_small_day()
    database.config["CONFERENCE"] = databases.settings_for(
        str(db.engine.url.render_as_string(hide_password=False)), edition_seconds=60
    )
    person_id = make_person("amara@example.org")
    make_grant(person_id, Role.ORGANISER)
    browser = Browser(database).sign_in(person_id)
    page = browser.get("/2024/manage/edition")
    elsewhere = update(Edition).where(Edition.id == day.edition_id)
    with db.engine.begin() as connection:
        connection.execute(elsewhere.values(venue_name="The Slate, east door", frame_version=9))
    refused = page.submit("Save details", venue_name="The Slate, west door")
    assert refused.status == 422
    assert "Somebody saved this while you had it open: Venue" in refused.text
    assert "Saved meanwhile: “The Slate, east door”" in refused.text


@pytest.mark.parametrize("base", ["", "/behind/a/proxy"])
def test_addresses_on_pages_are_those_of_flask(app: Flask, base: str) -> None:
    """Remembered, and still of this year, this place of the site and this package."""
    make_edition("2024", is_current=True)
    make_edition("2025", is_current=False)
    on_pages: Any = app.jinja_env.globals["url_for"]
    asked: tuple[tuple[str, dict[str, Any]], ...] = (
        ("programme.index", {}),
        ("programme.index", {"track": ["a", "b"]}),
        ("programme.index", {"page": 2, "_anchor": "found"}),
        (".index", {}),
        ("programme.index", {"_external": True}),
    )
    for _ in range(2):
        for path, host in (
            ("/2024/programme", "a.example.org"),
            ("/2025/programme", "b.example.org"),
            ("/2024/manage/orders", "b.example.org"),
        ):
            with app.test_request_context(path, base_url=f"https://{host}{base}"):
                with suppress(NotAllowed):
                    app.preprocess_request()
                for endpoint, values in asked:
                    assert on_pages(endpoint, **values) == url_for(endpoint, **values)
