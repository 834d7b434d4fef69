"""What a browser needs to keep the programme for times without a connection."""

import json

from flask import Response, current_app, url_for

from conference.editions.address import this_edition
from conference.editions.queries import EditionFrame
from conference.programme import queries
from conference.programme.views.blueprint import blueprint
from conference.web import access, assets
from conference.web.copies import copy_response
from conference.web.frame import SLUG

WORKER = assets.STATIC / "worker" / "offline.js"
FILES = ("site.css", "site.js", "mark.svg")
"""What every page of the copy asks for."""


@blueprint.get(f"/<{SLUG}>/offline-worker.js")
@access.public
def offline_worker() -> Response:
    """Serve the worker that keeps the copy; its address below the year is all that it can see."""
    edition = this_edition()
    return copy_response(edition.id, WORKER.read_bytes, mimetype="text/javascript", lasts=True)


@blueprint.get(f"/<{SLUG}>/programme/offline.json")
@access.public
def offline() -> Response:
    """List the addresses that a saved copy holds: another answer, another copy.

    A session that was withdrawn or hidden is not on the list, and leaves the copies with it.
    """
    edition = this_edition()
    return copy_response(
        (edition.id, edition.public_version),
        lambda: json.dumps(_kept(edition)),
        mimetype="application/json",
        lasts=True,
    )


def _kept(edition: EditionFrame) -> dict[str, object]:
    """Return the list.

    Only public copies, so nothing of a person. The help pages and their contacts are left out,
    although a phone without a connection may need them: on a shared device they would tell who
    was looking for help (domain.md TH), and the numbers stand at the foot of every page here.
    """
    codes = [entry.code for entry in queries.entries(edition.id) if not entry.is_break]
    return {
        "version": edition.public_version,
        "pages": [
            url_for("programme.index"),
            url_for("programme.index", view="grid"),
            url_for("editions.venue"),
            *(url_for("programme.session", code=code) for code in codes),
        ],
        "parts": [
            *map(current_app.extensions[assets.EXTENSION].address, FILES),
            url_for("programme.tracks_css", edition=edition.slug, v=edition.public_version),
        ],
    }
