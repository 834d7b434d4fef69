"""What a process remembers of an edition, and when it asks again."""

from conference.editions import actions
from conference.editions.rules import ContactKind
from conference.kernel.database import transaction
from tests.factories.editions import make_contact
from tests.factories.programme import make_edition, make_small_day, release
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
    edition = make_edition()
    browser.get("/2024/venue")
    make_contact(edition.id, ContactKind.HELP_DESK, number="024 7652 0001")
    with transaction():
        actions.touch_frame(edition.id)
    assert "024 7652 0001" in browser.get("/2024/venue").text
