"""What a format has and we keep no place for, counted, so that nobody misses it in silence."""

from collections import Counter
from collections.abc import Iterable, Mapping


class Leavings:
    """Counts the fields of these names that hold something."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(names)
        self._counts: Counter[str] = Counter()

    def note(self, fields: Mapping[str, object]) -> None:
        """Count what one session has of them."""
        self._counts.update(name for name in self._names if fields.get(name))

    def told(self) -> tuple[str, ...]:
        """Return a sentence for each name that held something."""
        return tuple(
            f"{name}: not kept ({count} {'session' if count == 1 else 'sessions'})"
            for name, count in sorted(self._counts.items())
        )
