"""Security headers: ``'self'`` and nothing else; forms may also lead to the pay page.

No page stands in another site's frame, but the copies of a view that is labelled for it.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request

SAFETY = "no-referrer"
NOBODY, ANYBODY = "'none'", "*"
SHOWN = (200, 304)
SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"

ViewT = TypeVar("ViewT", bound=Callable[..., Any])


def embeddable(view: ViewT) -> ViewT:
    """Let any site show the view's public copies in a frame: no form, no cookie, no viewer.

    Whatever else the view answers, an error page for one, stays out of frames.
    """
    view.is_embeddable = True  # type: ignore[attr-defined]
    return view


def is_embeddable(view: Callable[..., Any]) -> bool:
    """Say whether a view is labelled for frames of other sites."""
    return getattr(view, "is_embeddable", False)


def sandboxed(view: ViewT) -> ViewT:
    """Let nothing in what the view serves run or load: it is a file of somebody else."""
    view.is_sandboxed = True  # type: ignore[attr-defined]
    return view


def install(app: Flask) -> None:
    """Set the headers on every answer."""
    app.after_request(_secure)


def policy(pay_origin: str, *, ancestors: str = NOBODY) -> str:
    """Return the content security policy; ``ancestors`` may show the page in a frame.

    Browsers apply form-action to the redirect after a form, hence the pay page's origin.
    """
    return (
        f"default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors {ancestors}; "
        f"form-action 'self' {pay_origin}"
    )


def _secure(response: Response) -> Response:
    settings = current_app.config["CONFERENCE"]
    headers = response.headers
    headers["Content-Security-Policy"] = (
        SANDBOX
        if _is_sandboxed(response)
        else policy(settings.pay_origin, ancestors=_ancestors(response))
    )
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cache-Control", "no-store")
    if settings.is_production:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


def _is_sandboxed(response: Response) -> bool:
    """Say whether this is a file from somebody else; an error page in its stead is ours."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "is_sandboxed", False) and response.status_code in SHOWN


def _ancestors(response: Response) -> str:
    """Say who may frame this answer; public copies alone have no viewer and set no cookie."""
    view = current_app.view_functions.get(request.endpoint or "")
    is_copy = response.cache_control.public and response.status_code in SHOWN
    return ANYBODY if view is not None and is_embeddable(view) and is_copy else NOBODY
