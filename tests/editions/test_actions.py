"""Changing editions, on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from conference.editions import actions, queries
from conference.editions.models import Edition, InformationPage, Policy
from conference.editions.queries import EditionFrame
from conference.editions.rules import (
    ContactKind,
    NewEdition,
    PageKind,
    PolicyKind,
    PolicyUnchanged,
    SlugTaken,
)
from conference.history.queries import entries_of
from conference.kernel.database import db, transaction
from conference.kernel.errors import Invalid, NotFound
from tests.factories.programme import at, frame, make_edition

NOW = datetime(2024, 7, 15, 9, 0, tzinfo=UTC)
LATE_EVENING = datetime(2024, 7, 15, 23, 30, tzinfo=UTC)
ACTOR = "person 7"
NEW = NewEdition(
    slug="2025",
    name="Sample conference",
    day=date(2025, 3, 30),
    venue_name="The Slate",
    venue_place="Coventry",
    reference_prefix="SC",
    vat_rate=2000,
)


def create(new: NewEdition = NEW) -> int:
    """Make an edition and return its id."""
    with transaction():
        return actions.create_edition(new, actor=ACTOR, now=NOW)


def edit(edition: EditionFrame, **changed: Any) -> None:
    """Save the details with some of them changed."""
    values = {
        "name": edition.name,
        "starts_on": edition.starts_on,
        "ends_on": edition.ends_on,
        "doors_at": time(8, 30),
        "opens_at": time(9),
        "closes_at": time(17),
        "needs_by": None,
    }
    with transaction():
        actions.edit_edition(edition.id, values | changed, actor=ACTOR, now=NOW)


def publish(edition_id: int, body: str, *, summary: str = "", now: datetime = NOW) -> int:
    """Publish terms and return the number of the version."""
    with transaction():
        return actions.publish_policy(
            edition_id, PolicyKind.TERMS, summary=summary, body=body, actor=ACTOR, now=now
        )


def terms() -> list[tuple[int, int, str]]:
    """Return every version of every edition's terms."""
    rows = db.session.scalars(select(Policy).where(Policy.kind == "terms").order_by(Policy.id))
    return [(row.edition_id, row.version, row.body) for row in rows]


def told(edition_id: int) -> list[tuple[str, str]]:
    """Return who did what to the edition, oldest first."""
    return [(entry.actor, entry.what) for entry in reversed(entries_of("edition", edition_id))]


def test_the_first_edition_is_the_current_one(database: Flask) -> None:
    first = create()
    create(replace(NEW, slug="2026"))
    assert (queries.current_slug(), frame("2025").id) == ("2025", first)


def test_an_edition_begins_with_everything_that_pages_need(database: Flask) -> None:
    edition_id = create()
    found = frame("2025")
    assert (found.vat_rate, found.currency, found.hold_minutes) == (2000, "GBP", 30)
    assert [kind.code for kind in found.formats] == [
        *("plenary", "talk", "case", "workshop", "lightning", "clinic")
    ]
    assert {queries.policy(edition_id, kind).version for kind in PolicyKind} == {1}
    pages = [queries.information(edition_id, kind) for kind in PageKind]
    assert {page.reviewed_on for page in pages} == {date(2024, 7, 15)}
    assert told(edition_id) == [(ACTOR, "edition made")]


def test_times_of_day_are_the_venues(database: Flask) -> None:
    """30 March 2025 is the day on which clocks go forward at one in the morning."""
    create()
    found = frame("2025")
    assert (found.opens_at, found.closes_at) == (
        datetime(2025, 3, 30, 8, 0, tzinfo=UTC),
        datetime(2025, 3, 30, 16, 0, tzinfo=UTC),
    )


def test_two_editions_cannot_share_an_address(database: Flask) -> None:
    create()
    with pytest.raises(SlugTaken):
        create()


def test_what_cannot_be_an_edition_is_not_made(database: Flask) -> None:
    with pytest.raises(Invalid) as caught:
        create(replace(NEW, slug="help", name=""))
    assert (sorted(caught.value.fields), queries.all_editions()) == (["name", "slug"], ())


def test_details_are_changed(database: Flask) -> None:
    edition = make_edition()
    edit(edition, name="A better name", starts_on=date(2024, 9, 26), ends_on=date(2024, 9, 27))
    found = frame("2024")
    assert (found.name, found.opens_at, found.closes_at) == (
        "A better name",
        at("09:00", date(2024, 9, 26)),
        at("17:00", date(2024, 9, 27)),
    )
    assert found.public_version == edition.public_version + 1
    assert told(edition.id) == [(ACTOR, "details changed")]


def test_times_that_cannot_be_change_nothing(database: Flask) -> None:
    edition = make_edition()
    with pytest.raises(Invalid) as caught:
        edit(edition, name="A better name", closes_at=time(8))
    assert caught.value.fields == {"closes_at": "It ends before it begins. Check both times."}
    assert frame("2024") == edition


def test_a_policy_is_published_as_the_next_version(database: Flask) -> None:
    edition, other = make_edition(), make_edition("2025", is_current=False)
    assert [publish(edition.id, "First."), publish(edition.id, "Second.")] == [1, 2]
    assert publish(other.id, "Another year.") == 1
    assert terms() == [
        (edition.id, 1, "First."),
        (edition.id, 2, "Second."),
        (other.id, 1, "Another year."),
    ]
    assert queries.policy(edition.id, PolicyKind.TERMS).version == 2
    assert queries.policy_version(edition.id, PolicyKind.TERMS, 1).body_html == "<p>First.</p>\n"
    assert told(edition.id) == [(ACTOR, "terms published")] * 2
    assert frame("2024").public_version == edition.public_version + 2


def test_the_same_text_is_not_published_twice(database: Flask) -> None:
    edition = make_edition()
    publish(edition.id, "First.")
    with pytest.raises(PolicyUnchanged):
        publish(edition.id, "First.")
    assert publish(edition.id, "First.", summary="In short.") == 2
    assert publish(edition.id, "First.") == 3


def test_only_the_newest_version_of_each_kind_is_listed(database: Flask) -> None:
    edition = make_edition()
    publish(edition.id, "First.")
    publish(edition.id, "Second.")
    found = queries.policies(edition.id)
    assert {kind: row.version for kind, row in found.items()} == {PolicyKind.TERMS: 2}


def test_what_nobody_wrote_is_not_found(database: Flask) -> None:
    edition = make_edition()
    with pytest.raises(NotFound, match="not been published yet"):
        queries.policy(edition.id, PolicyKind.TERMS)
    with pytest.raises(NotFound, match="no such version"):
        queries.policy_version(edition.id, PolicyKind.TERMS, 1)
    with pytest.raises(NotFound, match="not been written yet"):
        queries.information(edition.id, PageKind.COOKIES)


def test_a_page_is_written_and_changed(database: Flask) -> None:
    edition = make_edition()
    for body, now in (("By bus.", NOW), ("By train.", LATE_EVENING)):
        with transaction():
            actions.edit_information(edition.id, PageKind.VENUE, body=body, actor=ACTOR, now=now)
    text = queries.information(edition.id, PageKind.VENUE)
    assert (text.body_html, text.reviewed_on) == ("<p>By train.</p>\n", date(2024, 7, 16))
    assert len(db.session.scalars(select(InformationPage)).all()) == 1
    assert frame("2024").public_version == edition.public_version + 2
    assert told(edition.id) == [(ACTOR, "venue page changed")] * 2


def test_a_contact_is_given_and_changed(database: Flask) -> None:
    edition = make_edition()
    values = {"label": "Help", "number": "01632 960001", "email": "", "hours": "9 to 5", "note": ""}
    for number in ("01632 960001", "01632 960002"):
        with transaction():
            actions.edit_contact(
                edition.id,
                ContactKind.HELP_DESK,
                values | {"number": number},
                actor=ACTOR,
                now=LATE_EVENING,
            )
    (found,) = frame("2024").contacts
    assert (found.number, found.last_checked) == ("01632 960002", date(2024, 7, 16))
    assert told(edition.id) == [(ACTOR, "help_desk contact changed")] * 2


def test_contacts_always_stand_in_the_same_order(database: Flask) -> None:
    edition = make_edition()
    values = {"label": "Help", "number": "01632 960001", "email": "", "hours": "9 to 5", "note": ""}
    for kind in reversed(ContactKind):
        with transaction():
            actions.edit_contact(edition.id, kind, values, actor=ACTOR, now=NOW)
    assert [contact.kind for contact in frame("2024").contacts] == list(ContactKind)


def test_one_edition_is_the_current_one(database: Flask) -> None:
    make_edition("2024")
    newer = make_edition("2025", is_current=False)
    with transaction():
        actions.make_current(newer.id, actor=ACTOR, now=NOW)
    rows = db.session.execute(select(Edition.slug, Edition.is_current).order_by(Edition.slug))
    assert [tuple(row) for row in rows] == [("2024", False), ("2025", True)]
    assert told(newer.id) == [(ACTOR, "made current")]
    assert frame("2024").public_version == 2


def test_an_unknown_edition_changes_nothing(database: Flask) -> None:
    make_edition()
    with pytest.raises(NotFound), transaction():
        actions.make_current(404, actor=ACTOR, now=NOW)
    with pytest.raises(NotFound):
        publish(404, "Text.")
    with pytest.raises(NotFound):
        edit(replace(frame("2024"), id=404))
    assert queries.current_slug() == "2024"
