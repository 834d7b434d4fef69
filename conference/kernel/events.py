"""Announcing what happened: lower packages speak, ``reactions.py`` lists who listens."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import current_app

EventT = TypeVar("EventT")
Reaction = Callable[..., None]
EXTENSION = "conference.reactions"


def announce(event: object) -> None:
    """Run every reaction to ``event`` in the listed order, in the same transaction."""
    table: Mapping[type[Any], tuple[Reaction, ...]] = current_app.extensions[EXTENSION]
    for reaction in table[type(event)]:
        reaction(event)
