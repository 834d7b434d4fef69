"""Help pages, the code of conduct and the quick way out; nothing on them is kept anywhere."""

from flask import Blueprint, Response, current_app, redirect, render_template
from werkzeug.wrappers import Response as BaseResponse

from conference.editions.address import current_edition
from conference.editions.queries import EditionFrame
from conference.kernel import clock
from conference.kernel.errors import NotFound
from conference.safeguarding import queries
from conference.web import access, identity
from conference.web.headers import SAFETY

blueprint = Blueprint("safeguarding", __name__)


@blueprint.after_request
def leave_no_trace(response: Response) -> Response:
    """Let Back show nothing, and tell no other site where the reader came from (RC-46)."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = SAFETY
    return response


@blueprint.get("/help")
@access.public
def help() -> str:  # noqa: A001 (the endpoint is the address)
    """Name both topics and lead on to each."""
    return render_template("safeguarding/help.html", page=queries.help_page(_edition()))


@blueprint.get("/help/online-1")
@access.public
def online_1() -> str:
    """Say what to do about cyberbullying."""
    return render_template("safeguarding/online_1.html", page=queries.help_page(_edition()))


@blueprint.get("/help/online-2")
@access.public
def online_2() -> str:
    """Say what to do about cyberstalking."""
    return render_template("safeguarding/online_2.html", page=queries.help_page(_edition()))


@blueprint.get("/help/contacts")
@access.public
def contacts() -> str:
    """Show the people who can help."""
    page = queries.contacts_page(_edition(), today=clock.day(clock.now()))
    return render_template("safeguarding/contacts.html", page=page)


@blueprint.get("/help/leave")
@access.public
def leave() -> BaseResponse:
    """Sign this browser out and show the weather."""
    identity.end_session()
    return redirect(current_app.config["CONFERENCE"].exit_address, 303)


@blueprint.get("/conduct")
@access.public
def conduct() -> str:
    """Show the code of conduct in force."""
    return render_template(
        "safeguarding/conduct.html", page=queries.conduct_page(current_edition())
    )


@blueprint.get("/conduct/reporting")
@access.public
def reporting() -> str:
    """Name the ways to report that exist today."""
    return render_template("safeguarding/reporting.html", page=queries.help_page(_edition()))


def _edition() -> EditionFrame | None:
    """Return the current edition; help does not wait for one."""
    try:
        return current_edition()
    except NotFound:
        return None
