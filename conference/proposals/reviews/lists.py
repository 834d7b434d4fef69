"""What a reviewer was asked for."""

from flask import render_template, request

from conference.editions.address import this_edition
from conference.kernel import clock
from conference.kernel.permissions import Permission
from conference.kernel.text import typed
from conference.proposals.queries import reading
from conference.proposals.reviews.blueprint import blueprint
from conference.web import access
from conference.web.identity import viewer


@blueprint.get("")
@access.requires(Permission.REVIEW_PROPOSALS)
def index() -> str:
    """Show what is to do, what is done, and what one abstained from."""
    text = typed(request.args.get("q", ""), has_lines=False)[: reading.TEXT_LENGTH]
    page = reading.reading_list(this_edition().id, viewer().known_id, now=clock.now(), text=text)
    return render_template("proposals/reviews/index.html", page=page)
