"""The programme to take away: the page that lists the forms, and the forms as PDF."""

from collections.abc import Callable, Mapping
from datetime import datetime

from flask import Response, current_app, url_for

from conference.documents.printed import (
    ProgrammeFacts,
    booklet_pdf,
    by_track_pdf,
    large_print_pdf,
)
from conference.editions.address import this_edition
from conference.editions.queries import EditionFrame
from conference.programme import papers, queries
from conference.programme.views.blueprint import blueprint, copied_page
from conference.web import access
from conference.web.copies import copy_response
from conference.web.frame import SLUG

MIMETYPE = "application/pdf"

PrintOut = Callable[[ProgrammeFacts], bytes]
FORMS: Mapping[str, PrintOut] = {"a4": by_track_pdf, "a5": booklet_pdf, "large": large_print_pdf}
"""The printed forms, by what the names of their files say."""


@blueprint.get(f"/<{SLUG}>/programme/print")
@access.public
def takeaway() -> Response:
    """Show in which forms the programme can be taken away, and how other sites show it."""
    return copied_page(
        "programme/print.html", this_edition(), read_takeaway, embed_address=embed_address()
    )


@blueprint.get(f"/<{SLUG}>/programme-a4.pdf")
@access.public
def a4() -> Response:
    """Serve the programme by track on A4. Raises: NotFound (nothing is released)."""
    return _paper("a4")


@blueprint.get(f"/<{SLUG}>/programme-a5.pdf")
@access.public
def a5() -> Response:
    """Serve the programme by time on pages of A5. Raises: NotFound (nothing is released)."""
    return _paper("a5")


@blueprint.get(f"/<{SLUG}>/programme-large.pdf")
@access.public
def large() -> Response:
    """Serve the programme in large print. Raises: NotFound (nothing is released)."""
    return _paper("large")


def read_takeaway(edition: EditionFrame, _: datetime) -> queries.TakeawayPage:
    """Return what can be taken away."""
    return queries.takeaway(edition)


def embed_address() -> str:
    """Return the whole address of the frame for other sites."""
    base: str = current_app.config["CONFERENCE"].public_url
    return base.rstrip("/") + url_for("programme.embed")


def _paper(form: str) -> Response:
    """Answer with the copy of one form, which lasts until something public changes."""
    edition = this_edition()

    def render() -> bytes:
        return FORMS[form](papers.programme_facts(queries.printed(edition), edition))

    version = (edition.id, edition.public_version)
    response = copy_response(version, render, mimetype=MIMETYPE, lasts=True)
    name = f"programme-{edition.slug}-{form}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
