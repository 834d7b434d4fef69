"""Public copies handed out before Flask wakes up: what was true a moment ago still is.

A public page is the same for everybody and may be a second old: so long may a process not ask
the database whether it is still the newest (``edition_seconds``). Within that time it is handed
out again at the door, with the very headers that it left the house with. What this process itself
has made public ends it at once.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import structlog
from flask import Flask, request

from conference.kernel import clock, logs
from conference.kernel.database import public_changes

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Key = tuple[str, ...]
Wsgi = Callable[[Environ, StartResponse], Iterable[bytes]]

CHECKED, COPIED = "conference.checked", "conference.copied"
"""Keys of the WSGI environment: when the edition was last looked up (ticks), and a copy's body."""

KEPT = 200
"""How many answers of the last second one process keeps; addresses are free, memory is not."""

OF_THE_BODY = frozenset({"content-length", "content-encoding", "content-type"})
"""Headers that an answer without a body leaves out (RFC 9110 section 15.4.5)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it left the house, and until when it may be handed out again."""

    headers: list[tuple[str, str]]
    bare_headers: list[tuple[str, str]]
    body: bytes
    etag: str
    until: float
    changes: int


class Doorstep:
    """The WSGI application in front of the application."""

    def __init__(self, wsgi: Wsgi, seconds: float) -> None:
        """Stand before ``wsgi``; answers are good for ``seconds`` after the last look."""
        self._wsgi = wsgi
        self._seconds = seconds
        self._kept: dict[Key, Answer] = {}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Hand out a kept answer, or ask inside and keep what may be kept."""
        key = _key(environ)
        if key is None:
            return self._wsgi(environ, start_response)
        known = self._kept.get(key)
        if known is not None and known.until > clock.ticks() and known.changes == public_changes():
            return _hand_out(known, environ, start_response)
        return self._ask(key, environ, start_response)

    def _ask(self, key: Key, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        changes = public_changes()

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            body: bytes | None = environ.get(COPIED)
            checked: float | None = environ.get(CHECKED)
            if body is not None and checked is not None and _may_keep(status, headers):
                self._keep(key, _answer(headers, body, checked + self._seconds, changes))
            return start_response(status, headers, *error)

        return self._wsgi(environ, start)

    def _keep(self, key: Key, answer: Answer) -> None:
        """Keep an answer, and let go of those whose time is over."""
        now = clock.ticks()
        kept = {known: one for known, one in tuple(self._kept.items()) if one.until > now}
        if len(kept) < KEPT:
            kept[key] = answer
        self._kept = kept


def install(app: Flask, seconds: float) -> None:
    """Put the doorstep before the application, unless nothing may be remembered."""
    if seconds > 0:
        app.wsgi_app = Doorstep(app.wsgi_app, seconds)  # type: ignore[method-assign]


def note_check(ticks: float) -> None:
    """Say when the edition of this request was last looked up."""
    request.environ[CHECKED] = ticks


def note_copy(body: bytes) -> None:
    """Say that this request is answered with a public copy, and its body as it is sent."""
    request.environ[COPIED] = body


def _may_keep(status: str, headers: list[tuple[str, str]]) -> bool:
    """Say whether an answer is for everybody, as it leaves the house: cookies come last of all."""
    named = {name.lower(): value for name, value in headers}
    is_public = named.get("cache-control", "").startswith("public")
    return status.startswith("200") and is_public and "set-cookie" not in named


def _key(environ: Environ) -> Key | None:
    """Return what a copy depends on; nothing for a request that is no plain reading."""
    if environ["REQUEST_METHOD"] != "GET" or "HTTP_RANGE" in environ:
        return None
    accepts = environ.get("HTTP_ACCEPT_ENCODING", "")
    is_packed = "gzip" in {part.strip() for part in accepts.split(",")} and ";" not in accepts
    if accepts and not is_packed:
        return None  # somebody weighs encodings: let the library weigh them
    names = ("HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING")
    return (*(str(environ.get(name, "")) for name in names), str(is_packed))


def _answer(headers: list[tuple[str, str]], body: bytes, until: float, changes: int) -> Answer:
    named = {name.lower(): value for name, value in headers}
    return Answer(
        headers=list(headers),
        bare_headers=[pair for pair in headers if pair[0].lower() not in OF_THE_BODY],
        body=body,
        etag=named.get("etag", ""),
        until=until,
        changes=changes,
    )


def _hand_out(known: Answer, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    is_known = known.etag and known.etag in environ.get("HTTP_IF_NONE_MATCH", "")
    status, headers = (
        ("304 NOT MODIFIED", known.bare_headers) if is_known else ("200 OK", known.headers)
    )
    structlog.get_logger().info(
        "request",
        method="GET",
        path=environ.get("PATH_INFO", ""),
        status=int(status[:3]),
        request=logs.request_id(),
    )
    start_response(status, list(headers))
    return [] if is_known else [known.body]
