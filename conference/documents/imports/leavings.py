"""What a format has and we keep no place for, line by line, so that nobody misses it in silence."""

from collections.abc import Iterable, Mapping

from conference.documents.imports.told import line, short


class Leavings:
    """Notes which fields of these names hold something, session by session."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(sorted(names))
        self._found: list[tuple[str, str, frozenset[str]]] = []

    def note(self, place: str, title: object, fields: Mapping[str, object]) -> None:
        """Note what one session has of them."""
        words = line(title) if isinstance(title, str) else ""
        held = frozenset(name for name in self._names if fields.get(name))
        self._found.append((place, short(words), held))

    def told(self) -> tuple[str, ...]:
        """Return a sentence for each session that held something.

        What every one of several holds, like an address for feedback, is said once.
        """
        held = [names for *_, names in self._found]
        common = frozenset.intersection(*held) if len(held) > 1 else frozenset()
        return (
            *(f"{name}: not kept (every session)" for name in sorted(common)),
            *(
                f"{place}: “{title}”: {', '.join(sorted(names - common))} not kept"
                for place, title, names in self._found
                if names - common
            ),
        )
