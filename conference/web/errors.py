"""The only map from refusals to HTTP: which status, which page, what is logged."""

import structlog
from flask import (
    Flask,
    Response,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from conference.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Unavailable
from conference.web.access import LinkNeeded, SecondStepNeeded
from conference.web.identity import viewer

RETRY_SECONDS = 5
MEGABYTE = 1024 * 1024
UPLOAD = "multipart/form-data"
PAGES = {
    400: ("The form could not be read", "Go back, reload the page and send it again."),
    403: ("You cannot open this page", "Ask an organiser if you think you should."),
    404: ("Page not found", "Check the address, or start from the home page."),
    405: ("That address takes no such request", "Start from the home page."),
    409: ("That is not possible now", "Nothing was changed."),
    413: ("That is too much at once", "Send less text, or a smaller file. Nothing was kept."),
    422: ("There is a problem with what you sent", "Go back and check your answers."),
    429: ("Too many tries", "Wait a minute, then try again."),
    500: ("Something went wrong on our side", "It was noted. Try again, or tell the help desk."),
    503: ("Busy for a moment", "Nothing is lost. Reload the page in a few seconds."),
}


def install(app: Flask) -> None:
    """Answer every refusal and every fault with a page that says what to do."""
    app.before_request(_refuse_zero_bytes)
    app.register_error_handler(LinkNeeded, _link_needed)
    app.register_error_handler(NotFound, lambda error: page(404, str(error)))
    app.register_error_handler(SecondStepNeeded, _second_step)
    app.register_error_handler(NotAllowed, _not_allowed)
    app.register_error_handler(Invalid, lambda error: page(422, "; ".join(error.fields.values())))
    app.register_error_handler(Refused, lambda error: page(409, str(error)))
    app.register_error_handler(Unavailable, _unavailable)
    app.register_error_handler(OperationalError, _unavailable)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _fault)


def page(status: int, detail: str = "", *, back: str = "") -> Response:
    """Return the error page for ``status``; ``detail`` is a sentence of the domain.

    ``back`` is the address of the form that it came from, where we know it.
    """
    heading, advice = PAGES.get(status, PAGES[500])
    body = render_template(
        "web/error.html",
        heading=heading,
        detail=detail,
        advice=advice,
        back=back,
        reference=g.get("request_id", "") if status >= 500 else "",  # noqa: PLR2004
    )
    response = Response(body, status=status)
    response.headers["Cache-Control"] = "no-store"
    if status == 503:  # noqa: PLR2004
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _refuse_zero_bytes() -> Response | None:
    """Answer before a query does: PostgreSQL refuses the zero byte, forms drop it."""
    return page(400) if b"%00" in request.query_string else None


def _unavailable(error: Exception) -> Response:
    structlog.get_logger().warning("unavailable", exc_info=error, endpoint=request.endpoint)
    return page(503, str(error) if isinstance(error, Unavailable) else "")


def _not_allowed(error: NotAllowed) -> ResponseReturnValue:
    if viewer().is_known:
        return page(403, str(error))
    target = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("people.sign_in", next=target or None), 303)


def _second_step(_: SecondStepNeeded) -> ResponseReturnValue:
    target = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("people.second_step", next=target or None), 303)


def _link_needed(error: LinkNeeded) -> Response:
    response = Response(render_template("web/link_needed.html", detail=str(error)), status=404)
    response.headers["Cache-Control"] = "no-store"
    return response


def _stale_form(_: CSRFError) -> ResponseReturnValue:
    """Lead back to the form with a sentence; where no cookie is kept, neither would be seen."""
    has_cookie = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    if has_cookie and request.referrer and request.referrer.startswith(request.host_url):
        flash("The page was open for a long time. Check your answers and send them again.", "error")
        return redirect(request.referrer, 303)
    return page(400, "The form was too old, or cookies are switched off in this browser.")


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:  # noqa: PLR2004
        return error.get_response()
    if isinstance(error, RequestEntityTooLarge):
        return _too_large()
    response = page(error.code)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _too_large() -> ResponseReturnValue:
    """Say how much a page takes, and lead back to its form: forms post to their own address.

    A form with a file is shown again at once with the sentence: too large is what was chosen there.
    """
    methods = request.url_rule.methods if request.url_rule else None
    back = request.full_path.rstrip("?") if "GET" in (methods or ()) else ""
    most, sent = request.max_content_length or 0, request.content_length or 0
    size = f"{most // MEGABYTE} MB" if most >= MEGABYTE else f"{most // 1024} kB"
    detail = f"This page takes {size} at most, and that was more." if sent > most > 0 else ""
    has_cookie = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    if back and detail and request.mimetype == UPLOAD and has_cookie:
        flash(f"{detail} Send a smaller file.", "error")
        return redirect(back, 303)
    return page(413, detail, back=back)


def _fault(error: Exception) -> Response:
    structlog.get_logger().error("fault", exc_info=error, endpoint=request.endpoint)
    return page(500)
