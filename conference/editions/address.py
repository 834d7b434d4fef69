"""Which edition an address names: every address of a year begins with its slug."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, g, has_request_context, request, url_for

from conference.editions import frames, queries
from conference.editions.queries import CallEnd, EditionFrame
from conference.kernel import clock
from conference.kernel.database import public_changes
from conference.kernel.errors import NotFound
from conference.web import doorstep
from conference.web.frame import SLUG, edition_blueprint

ASKED = "conference.frames_asked"
REMEMBERED = 4_096
DEPENDING = frozenset({"_external", "_scheme"})
"""What makes an address depend on the host that this request names."""

Way = Callable[..., str]
"""From the values of a link to the address where it leads instead."""

AS_THEY_ARE: Mapping[str, Way] = {}


@dataclass(frozen=True, slots=True)
class Asked:
    """A frame, and when this process last made sure that it is the newest."""

    frame: EditionFrame
    changes: int
    ticks: float


__all__ = [
    "current_edition",
    "edition_blueprint",
    "install",
    "lead",
    "newest_edition",
    "this_edition",
    "use",
]


def install(app: Flask, call_end: CallEnd) -> None:
    """Take the slug out of each address, and put it into each address that is built."""
    frames.install(app, call_end)
    app.extensions[ASKED] = {}
    app.url_value_preprocessor(_take_slug)
    app.url_defaults(_put_slug)
    app.jinja_env.globals["url_for"] = _remembering()


def this_edition() -> EditionFrame:
    """Return the edition that the address names. Raises: NotFound (it names none)."""
    found: EditionFrame | None = g.get("edition")
    if found is None:
        raise NotFound
    return found


def newest_edition() -> EditionFrame:
    """Return the edition that the address names as it is stored now, for whoever edits it."""
    known = this_edition()
    current_app.extensions[ASKED].pop(known.slug, None)
    use(_found(known.slug))
    return this_edition()


def current_edition() -> EditionFrame:
    """Return the edition of the address, or else the one that ``/`` shows. Raises: NotFound."""
    if g.get("edition") is None:
        slug = queries.current_slug()
        use(_found(slug) if slug else None)
    return this_edition()


def use(edition: EditionFrame | None) -> None:
    """Let this request speak of ``edition``."""
    g.edition = edition
    g.edition_id = edition.id if edition else None


def lead(ways: Mapping[str, Way]) -> None:
    """Let links to these endpoints lead elsewhere in this request's page: a preview's stay inside.

    ``ways`` add to those that were given before.
    """
    g.ways = {**g.get("ways", AS_THEY_ARE), **ways}


def _take_slug(_: str | None, values: dict[str, Any] | None) -> None:
    if request.endpoint is None or values is None or SLUG not in values:
        return
    use(_found(values.pop(SLUG)))
    this_edition()


def _put_slug(endpoint: str, values: dict[str, Any]) -> None:
    edition: EditionFrame | None = g.get("edition")
    if edition is None or SLUG in values:
        return
    if current_app.url_map.is_endpoint_expecting(endpoint, SLUG):
        values[SLUG] = edition.slug


def _remembering() -> Callable[..., str]:
    """Return ``url_for`` for pages, whose headers and footers ask for the same again and again."""

    @lru_cache(maxsize=REMEMBERED)
    def built(
        _root: str, _base: str | None, _slug: str | None, endpoint: str, /, **values: Any
    ) -> str:
        return url_for(endpoint, **values)

    def address(endpoint: str, **values: Any) -> str:
        if not has_request_context() or not DEPENDING.isdisjoint(values):
            return url_for(endpoint, **values)
        ways: Mapping[str, Way] = g.get("ways", AS_THEY_ARE)
        if endpoint in ways:
            return ways[endpoint](**values)
        edition: EditionFrame | None = g.get("edition")
        slug = edition.slug if edition else None
        base = request.blueprint if endpoint.startswith(".") else None
        try:
            return built(request.script_root, base, slug, endpoint, **values)
        except TypeError:  # a filter with several values cannot be remembered
            return url_for(endpoint, **values)

    return address


def _found(slug: str) -> EditionFrame | None:
    """Return the frame, asked for at most once in ``edition_seconds`` and after own changes.

    Who changes something public sees it at once, the other processes within that time.
    """
    asked: dict[str, Asked] = current_app.extensions[ASKED]
    known = asked.get(slug)
    fresh = current_app.config["CONFERENCE"].edition_seconds
    state = (public_changes(), clock.ticks())
    if known is not None and known.changes == state[0] and state[1] - known.ticks < fresh:
        doorstep.note_check(known.ticks)
        return known.frame
    frame = frames.frame_at(slug)
    if frame is not None:
        asked[slug] = Asked(frame, *state)
        doorstep.note_check(state[1])
    return frame
