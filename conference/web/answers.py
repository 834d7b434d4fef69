"""Questions that pages put to higher packages.

``reactions.ANSWERS`` says who answers, and ``app`` for safeguarding, which stands apart.
"""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, current_app

EXTENSION = "conference.answers"


def install(app: Flask, answers: Mapping[str, Callable[..., Any]]) -> None:
    """Give the application its answers."""
    app.extensions[EXTENSION] = answers


def answer(question: str, *about: object) -> Any:
    """Return what the package above says. Raises: KeyError (nobody answers this question)."""
    return current_app.extensions[EXTENSION][question](*about)
