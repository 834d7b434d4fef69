"""Who did something, in words: people by their names."""

from collections.abc import Iterable

from conference.history import rules
from conference.web.answers import answer


def named(actors: Iterable[str]) -> dict[str, str]:
    """Return how each actor of the history is shown."""
    wanted = frozenset(actors)
    ids = rules.person_ids(wanted)
    names = answer("names_of_persons", ids) if ids else {}
    return {actor: rules.actor_words(actor, names) for actor in wanted}
