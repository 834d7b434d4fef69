"""Words: Markdown that is safe to show, slugs, and plain copies."""

import re
import unicodedata

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

MARKDOWN_LIMIT = 20_000
"""Longest Markdown text taken, in signs: 20,000 opening brackets cost a second."""

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_LEVELS = {"h1": "h2", "h5": "h4", "h6": "h4"}
"""The page has its one h1 already."""

_TAGS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "br", "hr"),
    *("code", "table", "thead", "tbody", "tr", "th", "td"),
}


def rendered(markdown: str) -> Markup:
    """Return Markdown as HTML with only harmless tags; what a person typed stays text."""
    tokens = _MARKDOWN.parse(markdown[:MARKDOWN_LIMIT])
    for token in tokens:
        token.tag = _LEVELS.get(token.tag, token.tag)
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )
    return Markup(clean)  # noqa: S704 (nh3 has cleaned it)


def slug(text: str, *, length: int = 60) -> str:
    """Return lower-case ASCII words joined by dashes."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:length].rstrip("-")


def one_line(text: str) -> str:
    """Fold all white space and control signs to single spaces: safe for a mail subject."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
