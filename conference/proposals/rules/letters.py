"""Mails of decisions: the texts they begin with, what stands in braces, and who gets which."""

import re
from collections.abc import Iterable, Mapping

from conference.proposals.rules.states import Decision

Told = tuple[int, Decision]
"""A proposal and what was decided on it."""

TEXT_LIMIT = 5_000
BRACES = re.compile(r"\{(\w*)\}")

PLACEHOLDERS: Mapping[str, str] = {
    "title": "the title of the proposal",
    "proposals": "how many were sent in",
    "places": "how many are accepted",
    "confirm_by": "the day by which speakers confirm",
}
"""What a text may name in braces, and what stands there in the mail."""

START_TEXTS: Mapping[Decision, str] = {
    Decision.ACCEPT: (
        "Your session has been accepted: {title}\n\n"
        "Please confirm by {confirm_by}. If you would rather not have your photo or name "
        "published yet, you can choose that on the same page, and at any time in your tasks."
    ),
    Decision.RESERVE: (
        "Your proposal is on our reserve list: {title}\n\n"
        "There is nothing to do now. If a place becomes free, we write to you, and you can still "
        "say no then. There were {proposals} for {places} places."
    ),
    Decision.DECLINE: (
        "Thank you for your proposal: {title}\n\n"
        "We are not able to include it this year. There were {proposals} for {places} places."
    ),
}
"""Where organisers have written none (domain.md E4)."""


def unknown_names(text: str) -> tuple[str, ...]:
    """Return what stands in braces and is no name of ours, in order."""
    found = [name for name in BRACES.findall(text) if name not in PLACEHOLDERS]
    return tuple(dict.fromkeys(found))


def names_of(text: str) -> frozenset[str]:
    """Return the names that a text has in braces."""
    return frozenset(BRACES.findall(text)) & frozenset(PLACEHOLDERS)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its names replaced, once: what is put in is not read again."""
    return BRACES.sub(lambda found: values.get(found[1], found[0]), text)


def merged(rows: Iterable[tuple[str, Told]]) -> dict[str, tuple[Told, ...]]:
    """Return what each address is told, in one mail for each (workflows.md 4, rule 39)."""
    letters: dict[str, list[Told]] = {}
    for address, told in rows:
        found = letters.setdefault(address, [])
        if told not in found:
            found.append(told)
    return {address: tuple(sorted(found)) for address, found in sorted(letters.items())}


def subject(decisions: Iterable[Decision]) -> str:
    """Return the subject of a mail that tells these decisions; a refusal is not in a subject."""
    found = tuple(decisions)
    is_one = len(found) == 1
    if set(found) == {Decision.ACCEPT}:
        return "Your session has been accepted" if is_one else "Your sessions have been accepted"
    return "About your proposal" if is_one else "About your proposals"
