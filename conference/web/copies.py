"""Rendered copies: a public page is rendered once for each release and served many times.

A copy holds nothing of a viewer: no name, no token, no form, no cookie. It is thrown away when
the version under which it was made is no longer the newest, or when it is too old for counts of
places. What has no counts and is dear to make lasts as long as its version.
"""

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, Response, current_app, request

from conference.kernel import clock
from conference.web import doorstep

KEPT = 300
"""How many copies one process keeps; a filter's text is free, so there must be an end."""

FRESH = timedelta(seconds=10)
"""How old counts of free places on a public page may be; bookings count under lock."""

EXTENSION = "conference.copies"


@dataclass(frozen=True, slots=True)
class Copy:
    """One rendered answer."""

    version: Hashable
    made_at: datetime
    body: bytes
    packed: bytes
    etag: str


class Copies:
    """The copies of one process."""

    def __init__(self) -> None:
        """Start empty."""
        self._kept: OrderedDict[str, Copy] = OrderedDict()
        self._lock = threading.Lock()

    def find(
        self, key: str, version: Hashable, now: datetime, *, lasts: bool = False
    ) -> Copy | None:
        """Return the copy under ``key`` if it is of this version and fresh. ``now`` is real.

        One that ``lasts`` is always fresh.
        """
        with self._lock:
            copy = self._kept.get(key)
            if copy is None or copy.version != version:
                return None
            if not lasts and now - copy.made_at > FRESH:
                return None
            self._kept.move_to_end(key)
            return copy

    def keep(self, key: str, version: Hashable, now: datetime, body: bytes) -> Copy:
        """Keep a freshly rendered body and return its copy."""
        etag = hashlib.sha256(body).hexdigest()[:32]
        copy = Copy(version, now, body, gzip.compress(body, 6, mtime=0), etag)
        with self._lock:
            self._kept[key] = copy
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return copy


def install(app: Flask) -> None:
    """Give the application its copies."""
    app.extensions[EXTENSION] = Copies()


def copy_response(
    version: Hashable,
    render: Callable[[], str | bytes],
    *,
    mimetype: str = "text/html",
    lasts: bool = False,
) -> Response:
    """Answer from the copy of this address, rendering it if there is none; 304 where known.

    One that ``lasts`` is kept until its version changes, and does not read the query: nobody can
    have it made again by asking otherwise.
    """
    copies: Copies = current_app.extensions[EXTENSION]
    key, now = request.path if lasts else request.full_path, clock.real_now()
    copy = copies.find(key, version, now, lasts=lasts)
    if copy is None:
        body = render()
        body = body.encode() if isinstance(body, str) else body
        copy = copies.keep(key, version, now, body)
    return _answer(copy, mimetype)


def _answer(copy: Copy, mimetype: str) -> Response:
    is_packed = request.accept_encodings.quality("gzip") > 0
    body = copy.packed if is_packed else copy.body
    response = Response(body, mimetype=mimetype)
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "public, no-cache"
    response.set_etag(copy.etag, weak=True)
    doorstep.note_copy(body)
    return response.make_conditional(request)  # type: ignore[return-value]
