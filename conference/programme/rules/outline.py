"""The day in a few words: which parts it has and what happens in each."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LONG_BREAK = timedelta(minutes=45)
"""A break that is shorter is no part of the day worth naming: people just get coffee."""

KINDS_NAMED = 3

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing of the day; ``kind`` is the name of its format, a break has none."""

    starts_at: datetime
    ends_at: datetime
    title: str
    kind: str
    is_break: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the day: everything that is linked by running at the same time."""

    starts_at: datetime
    text: str


def outline(items: Iterable[Item]) -> tuple[Part, ...]:
    """Return the parts of the day in time order, short breaks left out."""
    return tuple(
        Part(starts_at=group[0].starts_at, text=_text(group))
        for group in _linked(sorted(items, key=lambda item: item.starts_at))
        if not _is_short_break(group)
    )


def plural(kind: str) -> str:
    """Return the name of a format for several, inside a sentence: ``case studies``."""
    words = kind[:1].lower() + kind[1:]
    if words.endswith("y") and not words.endswith(("ay", "ey", "oy", "uy")):
        return f"{words[:-1]}ies"
    return f"{words}es" if words.endswith(("s", "x", "ch", "sh")) else f"{words}s"


def in_words(count: int) -> str:
    """Return a small number as prose writes it; a large one in figures."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else str(count)


def listed(words: Sequence[str]) -> str:
    """Return ``a, b and c``."""
    if len(words) < 2:  # noqa: PLR2004 (two are needed for an "and")
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _linked(items: Iterable[Item]) -> list[list[Item]]:
    groups: list[list[Item]] = []
    for item in items:
        if groups and item.starts_at < max(other.ends_at for other in groups[-1]):
            groups[-1].append(item)
        else:
            groups.append([item])
    return groups


def _is_short_break(group: Sequence[Item]) -> bool:
    length = max(item.ends_at for item in group) - group[0].starts_at
    return all(item.is_break for item in group) and length < LONG_BREAK


def _text(group: Sequence[Item]) -> str:
    if len(group) == 1:
        return group[0].title
    breaks = [item.title for item in group if item.is_break]
    kinds = Counter(item.kind for item in group if item.kind and not item.is_break)
    names = [plural(kind) for kind, _ in kinds.most_common(KINDS_NAMED)]
    sessions = listed([name for name in names if name not in " ".join(breaks).lower()])
    text = ", ".join(filter(None, [*breaks, sessions])) or group[0].title
    return text[:1].upper() + text[1:]
