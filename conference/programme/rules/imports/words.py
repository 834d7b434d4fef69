"""Saying in our words what the formats say in theirs: texts, languages, levels, recording."""

import re

from conference.documents.imports import ImportedSession
from conference.editions.rules import LANGUAGES
from conference.programme.rules.states import RecordingChoice, SessionLevel
from conference.programme.rules.writing import SUMMARY_LENGTH

LANGUAGE_LENGTH = 12

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_TAGS = {name.casefold(): tag for tag, name in LANGUAGES.items()}
_LEVELS = (
    (SessionLevel.NEW, ("intro", "begin", "new to", "basic")),
    (SessionLevel.SOME, ("intermediate", "know the")),
    (SessionLevel.MUCH, ("advanced", "expert", "years of")),
    (SessionLevel.ANY, ("all", "any", "everyone")),
)


def texts(session: ImportedSession) -> tuple[str, str]:
    """Return summary and abstract, which are ours, of a format's three texts.

    Nothing is cut: what is too long for a summary opens the abstract. A subtitle, which pretalx
    always leaves empty, is the summary; without one the format's abstract is, if it is short.
    """
    summary = session.subtitle or session.abstract
    if len(summary) > SUMMARY_LENGTH:
        summary = ""
    rest = [session.subtitle, session.abstract, session.description]
    if summary:
        rest.remove(summary)
    return summary, "\n\n".join(filter(None, rest))


def language(told: str) -> str | None:
    """Return a language's tag (BCP 47) of a tag or an English name; none where it is neither."""
    tag = _TAGS.get(told.casefold(), told.replace("_", "-"))
    if not tag:
        return ""
    return tag if _LANGUAGE.fullmatch(tag) and len(tag) <= LANGUAGE_LENGTH else None


def level(told: str) -> SessionLevel | None:
    """Return the level that somebody's own words mean; none where nobody could say."""
    words = told.casefold()
    if not words:
        return SessionLevel.ANY
    return next(
        (found for found, signs in _LEVELS if any(sign in words for sign in signs)),
        None,
    )


def recording(is_forbidden: bool | None) -> RecordingChoice:  # noqa: FBT001 (the formats' own flag)
    """Return our choice: that nobody objects decides nothing."""
    return RecordingChoice.NO if is_forbidden else RecordingChoice.UNDECIDED
