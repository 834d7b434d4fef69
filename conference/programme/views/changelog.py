"""What has changed from release to release: a page, and a feed for readers of feeds."""

from datetime import datetime
from urllib.parse import urlsplit

from flask import Response, current_app, render_template

from conference.editions.address import this_edition
from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.programme import queries
from conference.programme.views.blueprint import blueprint
from conference.web import access
from conference.web.copies import copy_response
from conference.web.frame import SLUG

ATOM = "application/atom+xml"


@blueprint.get(f"/<{SLUG}>/programme/changes")
@access.public
def changes() -> Response:
    """Show what each release made different, the newest first."""
    edition = this_edition()

    def render() -> str:
        return render_template(
            "programme/changes.html",
            page=queries.changelog(edition),
            edition=edition,
            public_copy=True,
        )

    today = clock.day(clock.now())
    return copy_response((edition.id, edition.public_version, today), render, lasts=True)


@blueprint.get(f"/<{SLUG}>/programme/changes.atom")
@access.public
def changes_feed() -> Response:
    """Serve the same as an Atom feed (RFC 4287)."""
    edition = this_edition()

    def render() -> str:
        page = queries.changelog(edition)
        base: str = current_app.config["CONFERENCE"].public_url
        return render_template(
            "programme/changes.atom.xml",
            page=page,
            edition=edition,
            base=base.rstrip("/"),
            feed_id=_feed_id(edition, base, page.made_at),
        )

    return copy_response((edition.id, edition.public_version), render, mimetype=ATOM, lasts=True)


def _feed_id(edition: EditionFrame, base: str, made_at: datetime) -> str:
    """Return the feed's identity for ever: a tag of this host on a day of the past (RFC 4151)."""
    host = urlsplit(base).hostname or "localhost"
    return f"tag:{host},{made_at:%Y-%m-%d}:{edition.slug}/programme/changes"
