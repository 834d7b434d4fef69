"""Venue, policies and information pages; those without a year show the current edition's."""

from collections.abc import Callable

from flask import Blueprint, Response, render_template, request

from conference.editions import queries
from conference.editions.address import current_edition, this_edition
from conference.editions.queries import EditionFrame
from conference.editions.rules import PageKind, PolicyKind
from conference.kernel import clock
from conference.kernel.errors import NotFound
from conference.web import access
from conference.web.copies import copy_response
from conference.web.frame import SLUG

VERSION_DIGITS = 6

blueprint = Blueprint("editions", __name__)


@blueprint.get(f"/<{SLUG}>/venue")
@access.public
def venue() -> Response:
    """Show the venue."""
    edition = this_edition()

    def render() -> str:
        text = queries.information(edition.id, PageKind.VENUE)
        return render_template("editions/venue.html", edition=edition, text=text, public_copy=True)

    return _copy(edition, render)


@blueprint.get("/terms")
@access.public
def terms() -> Response:
    """Show the booking terms."""
    return _policy("Booking terms and refunds", PolicyKind.TERMS)


@blueprint.get("/privacy")
@access.public
def privacy() -> Response:
    """Show the privacy notice."""
    return _policy("Privacy", PolicyKind.PRIVACY)


@blueprint.get("/photography")
@access.public
def photography() -> Response:
    """Show how photos are taken, and how not to be in them."""
    return _information("Photography and recording", PageKind.PHOTOGRAPHY)


@blueprint.get("/accessibility")
@access.public
def accessibility() -> Response:
    """Show the accessibility statement."""
    return _information("Accessibility", PageKind.ACCESSIBILITY)


@blueprint.get("/cookies")
@access.public
def cookies() -> Response:
    """Show what is kept in the browser."""
    return _information("Cookies", PageKind.COOKIES)


def _policy(heading: str, kind: PolicyKind) -> Response:
    edition = current_edition()

    def render() -> str:
        number = _version_asked()
        newest = shown = queries.policy(edition.id, kind)
        if number is not None:
            shown = queries.policy_version(edition.id, kind, number)
        return render_template(
            "editions/policy.html",
            heading=heading,
            policy=shown,
            is_newest=shown.version == newest.version,
            endpoint=request.endpoint,
            public_copy=True,
        )

    return _copy(edition, render)


def _information(heading: str, kind: PageKind) -> Response:
    edition = current_edition()

    def render() -> str:
        text = queries.information(edition.id, kind)
        return render_template(
            "editions/information.html", heading=heading, text=text, public_copy=True
        )

    return _copy(edition, render)


def _copy(edition: EditionFrame, render: Callable[[], str]) -> Response:
    """Answer with the copy of this page; its frame says what day it is in the demonstration."""
    today = clock.day(clock.now())
    return copy_response((edition.id, edition.public_version, today), render)


def _version_asked() -> int | None:
    """Return the number in the address, if there is one. Raises: NotFound (it is none)."""
    text = request.args.get("version")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= VERSION_DIGITS):
        raise NotFound("There is no such version.")
    return int(text)
