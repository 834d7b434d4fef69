"""Calendar files: the public ones as copies, and each attendee's private feed."""

import hashlib
from collections.abc import Callable

from flask import Blueprint, Response, current_app, request, url_for

from conference.agendas import actions as agenda_actions
from conference.agendas import queries as agendas
from conference.agendas.queries import FeedFacts
from conference.agendas.rules import FEED_PURPOSE, FeedEnded
from conference.calendars import queries
from conference.documents.calendar import CalendarFacts, calendar_file
from conference.editions.address import this_edition
from conference.kernel import clock, codes
from conference.kernel.database import transaction
from conference.kernel.errors import NotFound, Unavailable
from conference.web import access
from conference.web.copies import copy_response
from conference.web.frame import SLUG

MIMETYPE = "text/calendar"

blueprint = Blueprint("calendars", __name__)


@blueprint.get(f"/<{SLUG}>/programme.ics")
@access.public
def programme() -> Response:
    """Serve the released programme, to subscribe to."""
    edition = this_edition()
    return _copy(f"programme-{edition.slug}", lambda: queries.programme_calendar(edition, _page_of))


@blueprint.get(f"/<{SLUG}>/sessions/<code>.ics")
@access.public
def session(code: str) -> Response:
    """Serve one session, to save. Raises: NotFound."""
    edition = this_edition()
    return _copy(
        f"session-{edition.slug}-{code}", lambda: queries.session_calendar(edition, code, _page_of)
    )


@blueprint.get("/calendar/<token>.ics")
@access.public
def feed(token: str) -> Response:
    """Serve the private feed that the address opens; 410 once it has ended. Raises: NotFound."""
    selector = codes.opened(FEED_PURPOSE, token, key=current_app.config["SECRET_KEY"])
    if selector is None:
        raise NotFound("There is no calendar at this address.")
    try:
        facts = agendas.feed(selector, now=clock.now())
    except FeedEnded as ended:
        return Response(f"{ended}\n", 410, mimetype="text/plain")
    _note_fetch(facts)
    body = calendar_file(facts.calendar)
    response = _named(Response(body, mimetype=MIMETYPE), "my-day")
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.make_conditional(request)
    return response


def _note_fetch(facts: FeedFacts) -> None:
    """Note when the feed was read; a busy database must not keep a calendar from its reader."""
    if facts.is_fetch_noted:
        return
    try:
        with transaction():
            agenda_actions.note_fetch(facts.key_id, clock.now())
    except Unavailable:
        return


def _copy(name: str, read: Callable[[], CalendarFacts]) -> Response:
    edition = this_edition()
    version = (edition.id, edition.public_version)
    response = copy_response(version, lambda: calendar_file(read()), mimetype=MIMETYPE)
    return _named(response, name)


def _named(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return response


def _page_of(code: str) -> str:
    """Return the whole address of a session's page; calendars live far from this site."""
    base: str = current_app.config["CONFERENCE"].public_url
    return base.rstrip("/") + url_for("programme.session", code=code)
