"""Words: Markdown that is safe to show, slugs, plain copies, and what is no name."""

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

import nh3
from markupsafe import Markup

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MARKDOWN_LIMIT = 20_000
"""Longest Markdown text taken, in signs: 20,000 opening brackets cost a second."""

_ADDRESS = re.compile(r"[^\s@]@[^\s@]+\.[^\s@]")

_LEVELS = {"h1": "h2", "h5": "h4", "h6": "h4"}
"""The page has its one h1 already."""

_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of what follows: a name could make a page read backwards."""

_JOINERS = frozenset("\u200c\u200d")

_SPACES_OF_NO_WIDTH = frozenset("\u00ad\u180e\u200b\u2060\ufeff")
"""Where a line may break or must not: names and titles stand on one."""

_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Signs that Unicode counts as letters or symbols, and that print nothing: fillers of Hangul, the
empty pattern of Braille. In the midst of words they stay; alone they are no name."""

_TAGS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "br", "hr"),
    *("code", "table", "thead", "tbody", "tr", "th", "td"),
}


def parsed(markdown: str) -> "list[Token]":
    """Return the parts of a text in Markdown."""
    return _parser().parse(markdown)


def rendered(markdown: str) -> Markup:
    """Return Markdown as HTML with only harmless tags; what a person typed stays text."""
    parser = _parser()
    tokens = parsed(markdown[:MARKDOWN_LIMIT])
    for token in tokens:
        token.tag = _LEVELS.get(token.tag, token.tag)
    html = parser.renderer.render(tokens, parser.options, {})
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )
    return Markup(clean)  # noqa: S704 (nh3 has cleaned it)


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")


def slug(text: str, *, length: int = 60) -> str:
    """Return lower-case ASCII words joined by dashes."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:length].rstrip("-")


def typed(text: str, *, has_lines: bool) -> str:
    """Return what a person typed without what nobody can see: control signs, turned directions.

    Joiners stay, since names and emoji need them; a text of nothing else, or of blanks, is empty.
    Without lines, breaks and tabs become spaces, and spaces of no width go; with lines, each break
    is one sign.
    """
    if text.isprintable() and _BLANKS.isdisjoint(text):  # nearly all that is typed
        return text.strip()
    if has_lines:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    else:
        text = re.sub(r"[\t\r\n\v\f\x85\u2028\u2029]+", " ", text)
        text = "".join(sign for sign in text if sign not in _SPACES_OF_NO_WIDTH)
    kept = "".join(sign for sign in text if sign in "\n\t" or not _is_unseen(sign)).strip()
    return kept if any(_is_seen(sign) for sign in kept) else ""


def one_line(text: str) -> str:
    """Fold all white space and control signs to single spaces: safe for a mail subject.

    Joiners stay: without them a family's sign is three people.
    """
    kept = (sign if sign.isprintable() or sign in _JOINERS else " " for sign in text)
    return " ".join("".join(kept).split())


def holds_address(name: str) -> bool:
    """Say whether an email address stands where a name should: it is never published as one."""
    return _ADDRESS.search(name) is not None


def _is_seen(sign: str) -> bool:
    return unicodedata.category(sign)[0] not in "CZ" and sign not in _BLANKS


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cs"} or sign in _DIRECTIONS
