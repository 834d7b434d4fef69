"""The day in a few words."""

import pytest

from conference.programme.rules.outline import Item, Part, in_words, listed, outline, plural
from tests.factories.programme import at


def item(starts: str, ends: str, title: str = "A title", kind: str = "Talk") -> Item:
    """Return a session."""
    return Item(starts_at=at(starts), ends_at=at(ends), title=title, kind=kind, is_break=False)


def rest(starts: str, ends: str, title: str) -> Item:
    """Return a break."""
    return Item(starts_at=at(starts), ends_at=at(ends), title=title, kind="", is_break=True)


def test_the_parts_of_a_day() -> None:
    day = [
        item("09:55", "10:35"),
        item("09:55", "10:35", kind="Case study"),
        rest("08:30", "09:00", "Registration and coffee"),
        item("09:00", "09:45", "Make one thing happen", "Plenary"),
        rest("10:35", "11:00", "Break"),
        item("11:00", "12:30", kind="Workshop"),
        item("11:00", "11:40"),
        item("11:50", "12:30"),
        rest("12:30", "13:30", "Lunch and posters"),
        item("12:45", "13:15", kind="Clinic"),
        item("12:45", "13:15", kind="Clinic"),
        item("13:30", "14:30", kind="Workshop"),
        item("13:30", "14:30", kind="Workshop"),
    ]
    assert outline(day) == (
        Part(starts_at=at("09:00"), text="Make one thing happen"),
        Part(starts_at=at("09:55"), text="Talks and case studies"),
        Part(starts_at=at("11:00"), text="Talks and workshops"),
        Part(starts_at=at("12:30"), text="Lunch and posters, clinics"),
        Part(starts_at=at("13:30"), text="Workshops"),
    )


def test_the_three_commonest_kinds_are_named() -> None:
    kinds = ("Panel", "Talk", "Talk", "Demo", "Poster")
    assert outline(item("10:00", "11:00", kind=kind) for kind in kinds) == (
        Part(starts_at=at("10:00"), text="Talks, panels and demos"),
    )


def test_what_a_break_names_is_not_named_again() -> None:
    lunch = rest("12:30", "13:30", "Lunch, posters and clinics")
    assert outline([lunch, item("12:45", "13:15", kind="Clinic")]) == (
        Part(starts_at=at("12:30"), text="Lunch, posters and clinics"),
    )


def test_sessions_without_a_kind_lend_their_title() -> None:
    assert outline([item("10:00", "11:00", "First", ""), item("10:00", "11:00", "Second", "")]) == (
        Part(starts_at=at("10:00"), text="First"),
    )


def test_a_day_without_sessions_has_no_parts() -> None:
    assert outline([rest("17:05", "17:05", "Walk to the buses together")]) == ()


@pytest.mark.parametrize(
    ("kind", "several"),
    [
        ("Talk", "talks"),
        ("Case study", "case studies"),
        ("Keynote day", "keynote days"),
        ("Class", "classes"),
        ("Lightning set", "lightning sets"),
    ],
)
def test_several_of_a_kind(kind: str, several: str) -> None:
    assert plural(kind) == several


@pytest.mark.parametrize(
    ("words", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_a_list_in_a_sentence(words: list[str], text: str) -> None:
    assert listed(words) == text


@pytest.mark.parametrize(
    ("count", "words"), [(0, "no"), (6, "six"), (10, "ten"), (11, "11"), (-1, "-1")]
)
def test_small_numbers_are_words(count: int, words: str) -> None:
    assert in_words(count) == words
