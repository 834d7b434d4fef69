"""The application: builds everything, is known by ``wsgi.py`` alone."""

from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import structlog
from flask import Flask, current_app, g, request
from flask_wtf.csrf import CSRFProtect
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.exc import OperationalError, ProgrammingError
from werkzeug.local import LocalProxy
from werkzeug.middleware.proxy_fix import ProxyFix

from conference import reactions, worker
from conference.documents import pictures, uploads
from conference.editions import address, rules
from conference.editions.queries import EditionFrame
from conference.kernel import clock, events, logs, migrations
from conference.kernel.database import KICK, db, tune
from conference.kernel.settings import DESCRIBED, Settings, refusal_of
from conference.orders import queries as orders
from conference.payments import webhook
from conference.people import queries as people
from conference.proposals.queries import calls
from conference.safeguarding.queries import services_due
from conference.web import (
    access,
    answers,
    assets,
    copies,
    doorstep,
    errors,
    filters,
    frame,
    headers,
    identity,
    navigation,
    templating,
)
from conference.web.identity import Viewer, viewer
from conference.web.site import Site

ROOT = Path(__file__).resolve().parent.parent
COOKIE_LIFE = timedelta(days=30) + identity.RENEWED_EVERY
"""No less than 30 days after the last visit, which renews it once an hour."""

REQUEST_LIMIT = 256 * 1024
FORM_PARTS = 1_000
UPLOADS = {
    "proposals.picture": pictures.MOST_BYTES + REQUEST_LIMIT,
    "programme.give_file": uploads.MOST_BYTES + REQUEST_LIMIT,
}
"""Views that take a file, and how much of a request each reads."""

PAGES = (
    *("web.views", "editions.views", "people.views", "programme.views", "orders.views"),
    *("payments.views", "payments.webhook", "workshops.views", "agendas.views"),
    *("calendars.views", "safeguarding.views", "editions.manage", "people.manage"),
    *("proposals.views", "proposals.reviews"),
    *(
        "tickets.manage",
        "programme.manage",
        "proposals.manage",
        "agendas.manage",
        "orders.manage",
        "payments.manage",
        "mail.manage",
        "history.manage",
    ),
    *("feedback.views", "feedback.manage"),
    "safeguarding.manage",
)
"""Modules with a ``blueprint``, in the order of the house."""

OUTLIVING = (
    *("views.steps.step", "views.speakers.speakers", "views.tasks.biography"),
    *("views.tasks.visibility", "views.tasks.recording", "views.tasks.equipment"),
    *("views.tasks.access_needed", "views.tasks.travel", "reviews.judging.give"),
)
"""Forms that outlive a sign-in: they look at their own token, and lose nothing."""

COMMANDS = ("cli.edition", "cli.mail", "cli.payments", "cli.people", "cli.programme")
"""Modules with a ``group`` of commands."""


class DemonstrationDatabase(RuntimeError):
    """Production was pointed at the database of a demonstration."""

    def __init__(self) -> None:
        """Say what to change."""
        super().__init__(
            "this database belongs to the demonstration: set CONFERENCE_DATABASE_URL or "
            "CONFERENCE_INSTANCE_DIR to another one, or CONFERENCE_MODE to demo"
        )


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application.

    Raises: pydantic.ValidationError (settings that cannot be), DemonstrationDatabase. In the shell
    both are a sentence and exit code 2 (SystemExit).
    """
    settings = settings or _settings()
    app = Flask("conference", template_folder=str(ROOT / "templates"), static_folder=None)
    app.jinja_environment = templating.Environment
    app.jinja_options = templating.OPTIONS
    _configure(app, settings)
    _install_database(app, settings)
    _install_web(app)
    _install_pages(app, settings)
    app.extensions[events.EXTENSION] = reactions.REACTIONS
    app.extensions[KICK] = worker.Kicker(settings)
    answers.install(app, {**reactions.ANSWERS, "services_due": services_due})
    app.extensions["conference.mail_builders"] = reactions.MAIL_BUILDERS
    app.extensions["conference.mail_names"] = reactions.MAIL_NAMES
    return app


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        _end_in_shell(refusal_of(error))
        raise


def _end_in_shell(sentence: str) -> None:
    """End a command that cannot run. A web server stops by an exception, or it tries for ever."""
    if click.get_current_context(silent=True) is not None:
        click.echo(sentence, err=True)
        raise SystemExit(2)


def _configure(app: Flask, settings: Settings) -> None:
    logs.configure(settings.log_format)
    app.config.update(
        CONFERENCE=settings,
        SECRET_KEY=settings.secret_key.get_secret_value() or "only-for-development",
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": True},  # they would stand in the log
        SESSION_COOKIE_NAME="conference",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https://"),
        PERMANENT_SESSION_LIFETIME=COOKIE_LIFE,
        MAX_CONTENT_LENGTH=REQUEST_LIMIT,
        MAX_FORM_PARTS=FORM_PARTS,
        WTF_CSRF_TIME_LIMIT=None,  # the token dies with the cookie; a train may be long
    )
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )


def _install_database(app: Flask, settings: Settings) -> None:
    settings.instance_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    db.init_app(app)
    if click.get_current_context(silent=True) is not None:  # the shell: somebody may migrate
        migrations.install(app)
    with app.app_context():
        tune(db.engine)
        if settings.is_production:
            _refuse_demonstration_database()


def _refuse_demonstration_database() -> None:
    """Stop where the demonstration has set its clock: invented people would get real mail."""
    try:
        with db.engine.connect() as connection:
            is_stamped = connection.scalar(select(clock.ClockOffset.id)) is not None
    except (OperationalError, ProgrammingError):
        return  # not migrated or not there yet; /readyz says so
    finally:
        db.engine.dispose()
    if is_stamped:
        refusal = DemonstrationDatabase()
        _end_in_shell(f"{refusal}. {DESCRIBED}")
        raise refusal


def _install_web(app: Flask) -> None:
    app.before_request(_name_request)
    app.before_request(_allow_upload)
    frame.install(app)
    address.install(app, calls.end_of_shown())
    identity.install(app, _viewer_of)
    access.install(app, {"order": _holds_order, "ticket": _holds_ticket})
    protection = CSRFProtect(app)
    protection.exempt(webhook.blueprint)  # its signature is its token
    for view in OUTLIVING:
        protection.exempt(f"conference.proposals.{view}")
    copies.install(app)
    doorstep.install(app, app.config["CONFERENCE"].edition_seconds)
    assets.install(app)
    errors.install(app)
    filters.install(app)
    headers.install(app)
    app.context_processor(_frame_of_page)
    app.after_request(_log_request)


def _install_pages(app: Flask, settings: Settings) -> None:
    for name in _pages_of(settings):
        app.register_blueprint(import_module(f"conference.{name}").blueprint)
    commands = (*COMMANDS, "demo.commands") if settings.is_demo else COMMANDS
    for name in commands:
        app.cli.add_command(import_module(f"conference.{name}").group)


def _pages_of(settings: Settings) -> tuple[str, ...]:
    if settings.is_production:
        return PAGES
    return (*PAGES, "web.design", "demo.views") if settings.is_demo else (*PAGES, "web.design")


def _name_request() -> None:
    g.request_id = logs.request_id()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_id)


def _allow_upload() -> None:
    """Let one view read more than others, before anything reads the form."""
    if request.endpoint in UPLOADS and request.method == "POST":
        request.max_content_length = UPLOADS[request.endpoint]


def _log_request(response: Any) -> Any:
    structlog.get_logger().info(
        "request", method=request.method, path=request.path, status=response.status_code
    )
    return response


def _viewer_of(token: str) -> Viewer | None:
    found = people.viewer_of(token, now=clock.real_now())
    if found is None:
        return None
    return Viewer(
        person_id=found.person_id,
        sign_in_id=found.sign_in_id,
        name=found.name,
        email=found.email,
        grants=found.grants,
        owes_second_step=found.owes_second_step,
    )


def _holds_order(code: str, seen: Viewer) -> bool:
    return orders.is_order_held(code, selectors=seen.orders, person_id=seen.person_id)


def _holds_ticket(code: str, seen: Viewer) -> bool:
    return orders.is_ticket_held(code, selectors=seen.tickets, person_id=seen.person_id)


def _frame_of_page() -> dict[str, Any]:
    return {
        "site": LocalProxy(_site),
        "viewer": LocalProxy(viewer),
        "menu": LocalProxy(lambda: navigation.menu_for(viewer(), g.get("edition_id"))),
    }


def _site() -> Site:
    if "site" not in g:
        try:
            g.site = _site_of(address.current_edition())
        except Exception:  # noqa: BLE001 (an error page must appear even without a database)
            g.site = Site()
    found: Site = g.site
    return found


def _site_of(edition: EditionFrame) -> Site:
    now = clock.now()
    is_demo = current_app.config["CONFERENCE"].is_demo
    today = clock.day(now)
    return Site(
        name=edition.name,
        strapline=edition.strapline,
        edition_slug=edition.slug,
        edition_name=edition.name,
        date_text=filters.long_date(edition.starts_on),
        venue_name=edition.venue,
        demo_moment=filters.long_date(now) if is_demo else None,
        demo_sample=edition.is_sample,
        version=edition.public_version,
        contacts=tuple(
            (contact.label, contact.number, contact.note) for contact in edition.contacts
        ),
        is_finished=rules.phase(edition.starts_on, edition.ends_on, today=today)
        is rules.EditionPhase.FINISHED,
        has_call=edition.call_until is not None and now < edition.call_until,
    )
