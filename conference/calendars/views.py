"""Files of the programme: the public ones as copies, and each attendee's private calendar."""

import hashlib
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, request, url_for

from conference.agendas import actions as agenda_actions
from conference.agendas import queries as agendas
from conference.agendas.queries import FeedFacts
from conference.agendas.rules import FEED_PURPOSE, FeedEnded
from conference.calendars import files, queries
from conference.documents.calendar import calendar_file
from conference.documents.schedules import (
    ScheduleFacts,
    schedule_json,
    schedule_xml,
    sessions_csv,
)
from conference.documents.xcal import xcal_file
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
    return _copy(
        f"programme-{edition.slug}.ics",
        lambda: calendar_file(queries.programme_calendar(edition, _page_of)),
    )


@blueprint.get(f"/<{SLUG}>/programme.xcal")
@access.public
def programme_xcal() -> Response:
    """Serve the same calendar as XML (RFC 6321)."""
    edition = this_edition()
    return _copy(
        f"programme-{edition.slug}.xcal",
        lambda: xcal_file(queries.programme_calendar(edition, _page_of)),
        mimetype="application/calendar+xml",
    )


@blueprint.get(f"/<{SLUG}>/programme.json")
@access.public
def programme_json() -> Response:
    """Serve the released programme as schedule.json, for apps and other sites."""
    return _copy(
        f"programme-{this_edition().slug}.json",
        lambda: schedule_json(_schedule()),
        mimetype="application/json",
    )


@blueprint.get(f"/<{SLUG}>/programme.xml")
@access.public
def programme_xml() -> Response:
    """Serve the released programme as frab's schedule.xml, for apps and recording crews."""
    return _copy(
        f"programme-{this_edition().slug}.xml",
        lambda: schedule_xml(_schedule()),
        mimetype="application/xml",
    )


@blueprint.get(f"/<{SLUG}>/programme.csv")
@access.public
def programme_csv() -> Response:
    """Serve the released programme as a table, a line for each session."""
    return _copy(
        f"programme-{this_edition().slug}.csv",
        lambda: sessions_csv(_schedule()),
        mimetype="text/csv",
    )


@blueprint.get(f"/<{SLUG}>/sessions/<code>.ics")
@access.public
def session(code: str) -> Response:
    """Serve one session, to save. Raises: NotFound."""
    edition = this_edition()
    return _copy(
        f"session-{edition.slug}-{code}.ics",
        lambda: calendar_file(queries.session_calendar(edition, code, _page_of)),
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
    response = _named(Response(body, mimetype=MIMETYPE), "my-day.ics")
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


def _schedule() -> ScheduleFacts:
    today = clock.day(clock.now())
    return files.schedule(
        this_edition(), page=_address("programme.index"), link=_page_of, today=today
    )


def _copy(name: str, render: Callable[[], bytes], *, mimetype: str = MIMETYPE) -> Response:
    edition = this_edition()
    today = clock.day(clock.now())  # materials are shown from a day on
    version = (edition.id, edition.public_version, today)
    return _named(copy_response(version, render, mimetype=mimetype), name)


def _named(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _page_of(code: str) -> str:
    return _address("programme.session", code=code)


def _address(endpoint: str, **values: Any) -> str:
    """Return the whole address of a page; calendars and files live far from this site."""
    base: str = current_app.config["CONFERENCE"].public_url
    return base.rstrip("/") + url_for(endpoint, **values)
