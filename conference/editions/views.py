"""Venue, policies and information pages; those without a year show the current edition's."""

from flask import Blueprint, render_template, request

from conference.editions import queries
from conference.editions.address import current_edition, this_edition
from conference.editions.rules import PageKind, PolicyKind
from conference.web import access
from conference.web.frame import SLUG

blueprint = Blueprint("editions", __name__)


@blueprint.get(f"/<{SLUG}>/venue")
@access.public
def venue() -> str:
    """Show the venue."""
    edition = this_edition()
    return render_template(
        "editions/venue.html",
        edition=edition,
        text=queries.information(edition.id, PageKind.VENUE),
    )


@blueprint.get("/terms")
@access.public
def terms() -> str:
    """Show the booking terms."""
    return _policy("Booking terms and refunds", PolicyKind.TERMS)


@blueprint.get("/privacy")
@access.public
def privacy() -> str:
    """Show the privacy notice."""
    return _policy("Privacy", PolicyKind.PRIVACY)


@blueprint.get("/photography")
@access.public
def photography() -> str:
    """Show how photos are taken, and how not to be in them."""
    return _information("Photography and recording", PageKind.PHOTOGRAPHY)


@blueprint.get("/accessibility")
@access.public
def accessibility() -> str:
    """Show the accessibility statement."""
    return _information("Accessibility", PageKind.ACCESSIBILITY)


@blueprint.get("/cookies")
@access.public
def cookies() -> str:
    """Show what is kept in the browser."""
    return _information("Cookies", PageKind.COOKIES)


def _policy(heading: str, kind: PolicyKind) -> str:
    edition = current_edition()
    number = request.args.get("version", type=int)
    newest = queries.policy(edition.id, kind)
    shown = newest if number is None else queries.policy_version(edition.id, kind, number)
    return render_template(
        "editions/policy.html",
        heading=heading,
        policy=shown,
        is_newest=shown.version == newest.version,
        endpoint=request.endpoint,
    )


def _information(heading: str, kind: PageKind) -> str:
    text = queries.information(current_edition().id, kind)
    return render_template("editions/information.html", heading=heading, text=text)
