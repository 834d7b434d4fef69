"""Security headers: ``'self'`` and nothing else; forms may also lead to the pay page."""

from flask import Flask, Response, current_app

SAFETY = "no-referrer"


def install(app: Flask) -> None:
    """Set the headers on every answer."""
    app.after_request(_secure)


def policy(pay_origin: str) -> str:
    """Return the content security policy.

    Browsers apply form-action to the redirect after a form, hence the pay page's origin.
    """
    return (
        "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
        f"form-action 'self' {pay_origin}"
    )


def _secure(response: Response) -> Response:
    settings = current_app.config["CONFERENCE"]
    headers = response.headers
    headers["Content-Security-Policy"] = policy(settings.pay_origin)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cache-Control", "no-store")
    if settings.is_production:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
