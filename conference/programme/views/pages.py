"""Home, programme, sessions and speakers, all served as copies."""

from datetime import datetime
from functools import partial

from flask import Response, render_template, request

from conference.editions.address import current_edition, this_edition
from conference.editions.queries import EditionFrame
from conference.kernel.errors import NotFound
from conference.programme import queries
from conference.programme.rules.bookings import PlacesById
from conference.programme.rules.finding import Asked
from conference.programme.rules.stylesheet import track_styles
from conference.programme.views.blueprint import blueprint, copied_page
from conference.programme.views.structured import edition_event, session_event
from conference.web import access
from conference.web.answers import answer
from conference.web.copies import copy_response
from conference.web.frame import SLUG

YEAR_SECONDS, HOUR_SECONDS = 31_536_000, 3_600
PICTURE_SECONDS = 300
"""What was taken away is gone from caches too after five minutes (domain.md PR-29)."""

GRID = "grid"


@blueprint.get("/")
@access.public
def front() -> str | Response:
    """Show the current edition's home page, or what to do where there is none yet."""
    try:
        edition = current_edition()
    except NotFound:
        return render_template("programme/front.html")
    return copied_page("programme/home.html", edition, _home, structured=edition_event)


@blueprint.get(f"/<{SLUG}>/")
@access.public
def home() -> Response:
    """Show an edition's home page."""
    return copied_page("programme/home.html", this_edition(), _home, structured=edition_event)


@blueprint.get(f"/<{SLUG}>/programme")
@access.public
def index() -> Response:
    """Show the programme as a list or a grid, filtered as the address asks."""
    return copied_page("programme/index.html", this_edition(), read_schedule)


@blueprint.get(f"/<{SLUG}>/sessions/<code>")
@access.public
def session(code: str) -> Response:
    """Show a session. Raises: NotFound."""
    return copied_page(
        "programme/session.html",
        this_edition(),
        partial(read_session, code),
        structured=session_event,
    )


@blueprint.get(f"/<{SLUG}>/speakers")
@access.public
def speakers() -> Response:
    """Show everybody who may be listed."""
    return copied_page("programme/speakers.html", this_edition(), read_speakers)


@blueprint.get(f"/<{SLUG}>/speakers/<code>")
@access.public
def speaker(code: str) -> Response:
    """Show a speaker. Raises: NotFound (also for somebody who is not listed)."""
    return copied_page("programme/speaker.html", this_edition(), partial(read_speaker, code))


@blueprint.get(f"/<{SLUG}>/speakers/<code>/picture-<mark>.webp")
@access.public
def picture(code: str, mark: str) -> Response:
    """Serve a speaker's picture, only while it is shown. Raises: NotFound."""
    edition = this_edition()
    response = copy_response(
        (edition.id, edition.public_version),
        lambda: queries.shown_picture(edition.id, code, mark),
        mimetype="image/webp",
    )
    response.headers["Cache-Control"] = f"public, max-age={PICTURE_SECONDS}"
    return response


@blueprint.get(f"/<{SLUG}>/tracks.css")
@access.public
def tracks_css() -> Response:
    """Serve the colours of the tracks; for ever where the address holds their version."""
    edition = this_edition()
    version = (edition.id, edition.public_version)
    response = copy_response(version, lambda: track_styles(edition.tracks), mimetype="text/css")
    is_named = request.args.get("v") == str(edition.public_version)
    seconds = YEAR_SECONDS if is_named else HOUR_SECONDS
    response.headers["Cache-Control"] = f"public, max-age={seconds}"
    return response


def read_schedule(edition: EditionFrame, now: datetime) -> queries.SchedulePage:
    """Return the programme as this request's address asks for it."""
    question = queries.Question(
        asked=Asked(
            tracks=tuple(request.args.getlist("track")),
            format=request.args.get("format", ""),
            room=request.args.get("room", ""),
            bookable=request.args.get("bookable", ""),
            text=request.args.get("q", ""),
        ),
        is_grid=request.args.get("view") == GRID,
    )
    return queries.schedule(edition, question, _places(edition, now), now=now)


def read_session(code: str, edition: EditionFrame, now: datetime) -> queries.SessionPage:
    """Return the page of a session. Raises: NotFound."""
    return queries.session_page(edition, code, _places(edition, now), now=now)


def read_speakers(edition: EditionFrame, now: datetime) -> queries.SpeakersPage:
    """Return everybody who may be listed."""
    return queries.speakers_page(edition, now=now)


def read_speaker(code: str, edition: EditionFrame, now: datetime) -> queries.SpeakerPage:
    """Return the page of a speaker. Raises: NotFound (also for somebody who is not listed)."""
    return queries.speaker_page(edition, code, _places(edition, now), now=now)


def _home(edition: EditionFrame, now: datetime) -> queries.HomePage:
    return queries.home_page(edition, answer("offers", edition, now), now=now)


def _places(edition: EditionFrame, now: datetime) -> PlacesById:
    found: PlacesById = answer("open_places", edition.id, now)
    return found
