"""The frames that this process remembers: one statement where reading one takes three."""

from dataclasses import replace

from flask import Flask, current_app

from conference.editions import queries
from conference.editions.queries import CallEnd, EditionFrame
from conference.kernel.database import in_transaction
from conference.kernel.errors import NotFound

EXTENSION, CALL_END = "conference.frames", "conference.call_end"


def install(app: Flask, call_end: CallEnd) -> None:
    """Give the application an empty memory, and what a frame asks of the edition's call."""
    app.extensions[EXTENSION] = {}
    app.extensions[CALL_END] = call_end


def frame_at(slug: str) -> EditionFrame | None:
    """Return the newest frame of the edition at ``slug``, if there is one."""
    known = next((frame for frame in tuple(_memory().values()) if frame.slug == slug), None)
    found = _renewed(known) or queries.frame(slug, _call_end())
    return _kept(found) if found else None


def frame_of(edition_id: int | None) -> EditionFrame:
    """Return the newest frame of an edition. Raises: NotFound (also of no edition at all)."""
    if edition_id is None:
        raise NotFound
    known = _renewed(_memory().get(edition_id))
    return _kept(known or queries.frame_by_id(edition_id, _call_end()))


def _renewed(known: EditionFrame | None) -> EditionFrame | None:
    """Return what is known as it is now, unless it has to be read again.

    A release raises the public version only.
    """
    newest = queries.versions(known.slug) if known else None
    if known is None or newest is None:
        return None
    if (newest.edition_id, newest.frame_version) != (known.id, known.frame_version):
        return None
    return replace(known, public_version=newest.public_version)


def _kept(frame: EditionFrame) -> EditionFrame:
    if not in_transaction():  # what is read inside one may never be stored
        _memory()[frame.id] = frame
    return frame


def _memory() -> dict[int, EditionFrame]:
    found: dict[int, EditionFrame] = current_app.extensions[EXTENSION]
    return found


def _call_end() -> CallEnd:
    found: CallEnd = current_app.extensions[CALL_END]
    return found
