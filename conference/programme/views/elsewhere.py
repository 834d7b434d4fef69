"""The programme away from its page: on screens at the venue, and in frames of other sites."""

from datetime import datetime

from flask import Response, request

from conference.editions.address import this_edition
from conference.editions.queries import EditionFrame
from conference.programme import queries
from conference.programme.views.blueprint import blueprint, copied_page
from conference.web import access, headers
from conference.web.frame import SLUG

SCREEN_STEP_MINUTES = 1
"""A screen shows the time of day: on the days of the conference its copy lasts a minute at most."""


@blueprint.get(f"/<{SLUG}>/screen")
@access.public
def screen() -> Response:
    """Show what is on now and next, of all rooms or of the one that the address names."""

    def read(edition: EditionFrame, now: datetime) -> queries.ScreenPage:
        return queries.screen(edition, request.args.get("room", ""), now=now)

    return copied_page(
        "programme/screen.html",
        this_edition(),
        read,
        step_minutes=SCREEN_STEP_MINUTES,
        is_still="still" in request.args,
    )


@blueprint.get(f"/<{SLUG}>/embed")
@access.public
@headers.embeddable
def embed() -> Response:
    """Show the programme's list for a frame of another site, of some tracks or one day."""

    def read(edition: EditionFrame, now: datetime) -> queries.EmbedPage:
        return queries.embedded(
            edition, request.args.getlist("track"), request.args.get("day", ""), now=now
        )

    return copied_page("programme/embed.html", this_edition(), read)
