"""How an entry of the history reads."""

from collections.abc import Iterable, Mapping
from typing import Any

from conference.kernel.money import written

AT_DESK = frozenset(
    {"edition", "message", "order", "payment", "ticket_type", "quota", "session", "room"}
)
"""Kinds of objects whose history the desk may read; what somebody booked or needs is not one."""

SUMS = frozenset({"amount", "total"})
"""Details that are pence."""

PERSON = "person "
"""Begins the name of an actor who is a person; the number follows."""


def person_ids(actors: Iterable[str]) -> frozenset[int]:
    """Return the numbers of the persons among the actors."""
    numbers = (actor.removeprefix(PERSON) for actor in actors if actor.startswith(PERSON))
    return frozenset(int(number) for number in numbers if number.isdigit())


def actor_words(actor: str, names: Mapping[int, str]) -> str:
    """Return who did it: a person's name where it is known, otherwise what was noted."""
    number = actor.removeprefix(PERSON)
    if actor.startswith(PERSON) and number.isdigit():
        return names.get(int(number), actor.capitalize())
    return actor.capitalize()


def detail_words(details: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the ids, codes, states and sums of an entry, one line each."""
    return tuple(
        f"{name.replace('_', ' ').capitalize()}: {written(value) if name in SUMS else value}"
        for name, value in details.items()
    )
