"""Counting words, the same way on the server and in the page (static/js/components/words.js)."""

import re

WORD = re.compile(r"\S+")
"""What stands between blanks is a word; in JavaScript ``/\\S+/gu``."""


def count(text: str) -> int:
    """Return how many words a text has."""
    return len(WORD.findall(text))
