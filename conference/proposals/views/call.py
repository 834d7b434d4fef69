"""The public page of the call, served as a copy."""

from collections.abc import Hashable
from datetime import datetime

from flask import Response, render_template

from conference.editions.address import this_edition
from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.proposals.queries.call_page import call_page
from conference.proposals.views.blueprint import blueprint
from conference.web import access
from conference.web.copies import copy_response


@blueprint.get("/speak")
@access.public
def call() -> Response:
    """Say what is true of the call now. Raises: NotFound (there is none, or nobody sees it)."""
    edition, now = this_edition(), clock.now()

    def render() -> str:
        return render_template(
            "proposals/call.html",
            page=call_page(edition, now=now),
            edition=edition,
            now=now,
            public_copy=True,
        )

    return copy_response(_version(edition, now), render)


def _version(edition: EditionFrame, now: datetime) -> Hashable:
    """Return what a copy depends on: what is public, and the minute, since deadlines have one."""
    return (edition.id, edition.public_version, now.replace(second=0, microsecond=0))
