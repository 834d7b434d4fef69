"""What an edition may be, and where it stands."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from conference.editions.rules import (
    LANGUAGES,
    ContactKind,
    EditionPhase,
    Hours,
    NewEdition,
    PageKind,
    PolicyKind,
    hours_problems,
    phase,
    problems_of,
)

DAY, NEXT_DAY = date(2024, 9, 25), date(2024, 9, 26)
NEW = NewEdition(
    slug="2024",
    name="Sample conference",
    day=DAY,
    venue_name="The Slate",
    venue_place="Coventry",
    reference_prefix="MTH",
    vat_rate=2000,
)
HOURS = Hours(
    starts_on=DAY, ends_on=DAY, doors_at=time(8, 30), opens_at=time(9), closes_at=time(17)
)


@pytest.mark.parametrize(
    ("today", "where"),
    [
        (date(2024, 9, 24), EditionPhase.COMING),
        (DAY, EditionPhase.ON),
        (NEXT_DAY, EditionPhase.ON),
        (date(2024, 9, 27), EditionPhase.FINISHED),
    ],
)
def test_the_days_say_where_it_stands(today: date, where: EditionPhase) -> None:
    assert phase(DAY, NEXT_DAY, today=today) is where


@pytest.mark.parametrize("slug", ["2024", "2024-leeds", "2024b", "20240925", "2024" + "x" * 16])
def test_an_address_begins_with_the_year(slug: str) -> None:
    assert problems_of(replace(NEW, slug=slug)) == {}


@pytest.mark.parametrize(
    "slug", ["", "help", "24", "2024/a", "2024 a", "2024A", "2024é", "2024\n", "2024" + "x" * 17]
)
def test_other_addresses_are_refused(slug: str) -> None:
    assert list(problems_of(replace(NEW, slug=slug))) == ["slug"]


@pytest.mark.parametrize(
    ("wrong", "problems"),
    [
        ({"name": ""}, {"name": "The name is missing."}),
        ({"venue_name": " \t"}, {"venue_name": "The venue name is missing."}),
        (
            {"venue_place": "p" * 161},
            {"venue_place": "The venue place is longer than 160 signs."},
        ),
        (
            {"reference_prefix": "M7"},
            {"reference_prefix": "The letters before order numbers are 2 to 6 capitals."},
        ),
        ({"vat_rate": 10_000}, {"vat_rate": "The VAT rate is 0 to 99 percent."}),
        ({"vat_rate": -1}, {"vat_rate": "The VAT rate is 0 to 99 percent."}),
    ],
)
def test_each_field_has_its_sentence(wrong: dict[str, Any], problems: dict[str, str]) -> None:
    assert problems_of(replace(NEW, **wrong)) == problems


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({}, []),
        ({"doors_at": time(9)}, []),
        ({"ends_on": NEXT_DAY, "closes_at": time(8)}, []),
        ({"needs_by": DAY}, []),
        ({"starts_on": NEXT_DAY}, ["ends_on"]),
        ({"doors_at": time(9, 1)}, ["opens_at"]),
        ({"closes_at": time(9)}, ["closes_at"]),
        ({"needs_by": NEXT_DAY}, ["needs_by"]),
        ({"doors_at": time(10), "closes_at": time(8)}, ["opens_at", "closes_at"]),
    ],
)
def test_days_and_times_must_follow_each_other(changed: dict[str, Any], fields: list[str]) -> None:
    assert list(hours_problems(replace(HOURS, **changed))) == fields


def test_kinds_are_said_in_words() -> None:
    labels = [PolicyKind.NEEDS_CONSENT.label, PageKind.VENUE.label, ContactKind.HELP_DESK.label]
    assert labels == ["Needs consent", "Venue", "Help desk"]


def test_languages_stand_in_the_order_of_their_names() -> None:
    assert list(LANGUAGES.values()) == sorted(LANGUAGES.values())
