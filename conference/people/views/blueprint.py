"""The blueprint of people's pages, and what all of them ask of the request."""

from flask import Blueprint, Response, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from conference.kernel import clock
from conference.kernel.database import transaction
from conference.kernel.errors import Unavailable
from conference.people import actions, queries, rules
from conference.people.actions import Browser
from conference.web import access
from conference.web.identity import viewer

blueprint = Blueprint("people", __name__)


def next_path() -> str:
    """Return the page that was asked for before signing in, if it is one of ours."""
    return rules.local_path(request.args.get("next"))


def onward() -> BaseResponse:
    """Lead on to the page that was asked for, or to the account."""
    return redirect(next_path() or url_for("people.account"), 303)


def this_browser() -> Browser:
    """Return whose browser this is, for actions of the second step. Raises: NotAllowed."""
    return Browser(
        person_id=viewer().known_id,
        sign_in_id=viewer().sign_in_id or 0,
        key=current_app.config["SECRET_KEY"],
    )


@blueprint.after_app_request
def note_use(response: Response) -> Response:
    """Note, at most once an hour, that a sign-in is in use; public pages note nothing."""
    view = current_app.view_functions.get(request.endpoint or "")
    label = access.label_of(view) if view else None
    if label is None or label.kind == "public" or response.status_code >= 400:  # noqa: PLR2004
        return response
    sign_in_id, now = viewer().sign_in_id, clock.real_now()
    if sign_in_id is None or not queries.is_use_stale(sign_in_id, now=now):
        return response
    try:
        with transaction():
            actions.note_use(sign_in_id, now=now)
    except Unavailable:
        pass  # the page is ready; the next one will note it
    return response
