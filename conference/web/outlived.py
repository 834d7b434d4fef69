"""Forms that save themselves and outlive a sign-in: nothing that was typed is lost."""

from datetime import datetime

from flask import Response, g, request

from conference.web.filters import clock_time
from conference.web.forms import EditForm, Form
from conference.web.identity import viewer

SIGNED_OUT = "You are signed out. What you typed stays on this page."
STALE = "You have signed in again since this page was opened. Nothing is lost: save once more."


def is_lost() -> bool:
    """Say whether a form was sent by nobody; a form of ours counts whose token went meanwhile.

    A browser says itself where a form was sent from, and no other site can say it is ours.
    """
    if request.headers.get("Origin") == request.host_url.rstrip("/"):
        g.csrf_valid = True
    return not viewer().is_known


def is_stale(form: Form) -> bool:
    """Say, and let the form say, that its token went with an older sign-in."""
    token = form["csrf_token"]
    if not token.errors:
        return False
    token.errors = ()
    form.form_errors.append(STALE)
    return True


def is_autosave() -> bool:
    """Say whether the page saves itself, and nobody has pressed a button."""
    return request.headers.get("X-Autosave") == "1"


def signed_out() -> Response:
    """Tell a page that saves itself that nobody is signed in any more."""
    return Response(SIGNED_OUT, status=401, mimetype="text/plain")


def saved(fresh: EditForm, *, now: datetime) -> Response:
    """Say that it is saved, when, and what the page has seen now."""
    answer = Response(status=204)
    answer.headers["X-Seen"] = fresh.seen.data or ""
    answer.headers["X-Saved-At"] = clock_time(now)
    return answer


def not_saved(form: Form) -> Response:
    """Say in a line why not: 409 where somebody else saved meanwhile, or signed in anew."""
    is_elsewhere = is_stale(form) or form.form_errors
    errors = [*map(str, form.form_errors), *(problem.text for problem in form.problems)]
    return Response(". ".join(errors), status=409 if is_elsewhere else 422, mimetype="text/plain")
