"""The viewer: who looks at this page, and which links this browser has opened.

The only file that touches the cookie. It holds a sign-in's random token (the database keeps its
hash) and the selectors of opened order and ticket links; it is signed, not readable by scripts.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from flask import Flask, Response, current_app, g, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from conference.kernel import clock
from conference.kernel.errors import NotAllowed
from conference.kernel.permissions import Permission

LOADER = "conference.viewer_loader"
SIGN_IN = "sign_in"
RENEWED = "renewed"
RENEWED_EVERY = timedelta(hours=1)
HELD = {"order": "orders", "ticket": "tickets"}
HELD_LIMIT = 30
"""How many links one browser keeps open of each kind: a cookie holds 4 kB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """What a view may know of whoever opened the page."""

    person_id: int | None = None
    sign_in_id: int | None = None
    name: str = ""
    email: str = ""
    grants: frozenset[tuple[Permission, int | None]] = frozenset()
    owes_second_step: bool = False
    orders: frozenset[str] = frozenset()
    tickets: frozenset[str] = frozenset()

    @property
    def is_known(self) -> bool:
        """Whether somebody is signed in."""
        return self.person_id is not None

    @property
    def known_id(self) -> int:
        """The person's id. Raises: NotAllowed (nobody is signed in)."""
        if self.person_id is None:
            raise NotAllowed
        return self.person_id

    def may(self, permission: Permission, edition_id: int | None) -> bool:
        """Say whether a role allows ``permission`` in this edition (a grant may cover all)."""
        return (permission, None) in self.grants or (permission, edition_id) in self.grants


class OwnCookie(SecureCookieSessionInterface):
    """The signed cookie, kept out of answers that caches may keep for everybody."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Store the cookie where it changed, but on no public copy."""
        if not response.cache_control.public:
            super().save_session(app, session, response)

    def should_set_cookie(self, _: Flask, session: SessionMixin) -> bool:
        """Say whether it changed, or is to be renewed: who comes back stays signed in.

        Once an hour is enough, and an answer that was slow does not put back what a newer one of
        the same browser has changed.
        """
        period = int(clock.real_now().timestamp() // RENEWED_EVERY.total_seconds())
        if session.permanent and session.get(RENEWED) != period:
            session[RENEWED] = period
        return session.modified


Loader = Callable[[str], Viewer | None]


def install(app: Flask, loader: Loader) -> None:
    """Let ``loader`` turn a sign-in's token into a viewer."""
    app.extensions[LOADER] = loader
    app.session_interface = OwnCookie()


def viewer() -> Viewer:
    """Return who looks at this page; read once in each request."""
    if "viewer" not in g:
        g.viewer = _load()
    found: Viewer = g.viewer
    return found


def begin_session(token: str) -> None:
    """Put a fresh sign-in's token into the cookie."""
    session.pop("csrf_token", None)  # a form opened before the sign-in must not work after it
    session[SIGN_IN] = token
    session.permanent = True
    g.pop("viewer", None)


def session_token() -> str | None:
    """Return the sign-in's token in this browser's cookie, if any."""
    token: str | None = session.get(SIGN_IN)
    return token


def end_session() -> None:
    """Empty the cookie: sign-in, opened links, everything."""
    session.clear()
    g.pop("viewer", None)


def hold(kind: str, selector: str) -> None:
    """Remember that this browser opened the link of an order or a ticket."""
    name = HELD[kind]
    held = [kept for kept in session.get(name, []) if kept != selector]
    session[name] = [*held, selector][-HELD_LIMIT:]
    session.permanent = True
    g.pop("viewer", None)


def form_token(token: str | None = None) -> str | None:
    """Return the token that ties this browser to the order form it has open, or set it."""
    if token is not None:
        session["form_token"] = token
    kept: str | None = session.get("form_token")
    return kept


def _load() -> Viewer:
    token = session.get(SIGN_IN)
    loader: Loader = current_app.extensions[LOADER]
    known = (loader(token) if token else None) or Viewer()
    return replace(
        known,
        orders=frozenset(session.get(HELD["order"], ())),
        tickets=frozenset(session.get(HELD["ticket"], ())),
    )
