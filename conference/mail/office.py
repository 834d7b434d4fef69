"""The post office of this application: its settings, builders and templates, made into one."""

from collections.abc import Mapping
from typing import Any

from flask import current_app

from conference.mail.flows import Office
from conference.mail.transport import Carrier, carrier_for

BUILDERS = "conference.mail_builders"


def office() -> Office:
    """Return what delivery needs to know."""
    settings = current_app.config["CONFERENCE"]
    return Office(
        sender=settings.mail_from,
        reply_to=settings.mail_reply_to,
        public_url=settings.public_url,
        secret_key=current_app.config["SECRET_KEY"],
        builders=current_app.extensions[BUILDERS],
        render=_render,
    )


def carrier() -> Carrier:
    """Return the carrier that the settings name."""
    return carrier_for(current_app.config["CONFERENCE"].mail_url.get_secret_value())


def _render(template: str, context: Mapping[str, Any]) -> str:
    return current_app.jinja_env.get_template(template).render(context)
